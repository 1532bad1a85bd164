//! The inbox: what a file or a hub told us, each row folded into the projections as it comes.

use ziti_domain::day::Timestamp;
use ziti_domain::revision::Revision;

use crate::{StoreError, Tx};

impl Tx<'_> {
    /// Puts a revision into the inbox and swaps it in. Returns the digest that its `batch_applied` event carries, hex.
    ///
    /// # Errors
    /// When a projection refuses it or the database fails.
    pub fn put_inbox(&self, revision: &Revision, now: Timestamp) -> Result<String, StoreError> {
        let n = self.next_number()?;
        let payload = serde_json::to_vec(revision)?;
        let digest = blake3::hash(&payload);
        self.0
            .prepare_cached("INSERT INTO inbox VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(rusqlite::params![n, revision.source, payload, digest.as_bytes(), now.0])?;
        self.fold_revision(n, now, revision)?;
        Ok(digest.to_hex().to_string())
    }

    /// Whether every row's bytes are those of its digest; says how many there are.
    pub(crate) fn check_all_inbox(&self) -> Result<u64, StoreError> {
        let mut query = self.0.prepare("SELECT n, payload, digest FROM inbox ORDER BY n")?;
        let mut rows = query.query([])?;
        let mut all = 0;
        while let Some(row) = rows.next()? {
            let payload: Vec<u8> = row.get(1)?;
            if *blake3::hash(&payload).as_bytes() != row.get::<_, [u8; 32]>(2)? {
                return Err(StoreError::Broken { n: row.get(0)? });
            }
            all += 1;
        }
        Ok(all)
    }

    /// Whether the inbox row just before event `n` has this digest and its bytes do too.
    pub(crate) fn check_inbox(&self, n: i64, digest: &str) -> Result<(), StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT n, payload, digest FROM inbox WHERE n < ?1 ORDER BY n DESC LIMIT 1")?;
        let mut rows = query.query([n])?;
        if let Some(row) = rows.next()? {
            let payload: Vec<u8> = row.get(1)?;
            let kept: [u8; 32] = row.get(2)?;
            let now = blake3::hash(&payload);
            if *now.as_bytes() == kept && now.to_hex().as_str() == digest {
                return Ok(());
            }
        }
        Err(StoreError::Broken { n })
    }
}
