//! The outbox: events that the hub has not answered yet, and what it said to those that it did not simply take in.

use rusqlite::{OptionalExtension, Row};
use ziti_domain::chain::GENESIS;
use ziti_domain::day::Timestamp;

use crate::{StoreError, Tx};

/// An event with every field that its hash is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Local number.
    pub n: i64,
    /// UUIDv7.
    pub id: String,
    /// Number of the station.
    pub station: String,
    /// Epoch.
    pub epoch: u32,
    /// Sequence within the epoch.
    pub seq: i64,
    /// Kind.
    pub kind: String,
    /// Version of the payload.
    pub version: u32,
    /// The payload's bytes, JSON.
    pub payload: Vec<u8>,
    /// Who.
    pub actor: String,
    /// How.
    pub via: String,
    /// When.
    pub happened_at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Its hash.
    pub hash: [u8; 32],
}

/// An event that the hub did not simply take in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The event.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its payload's bytes.
    pub payload: Vec<u8>,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Why: a code of docs/errors.md.
    pub code: String,
    /// The same in a sentence.
    pub message: String,
    /// When the hub said so.
    pub at: Timestamp,
}

fn waiting(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        n: row.get(0)?,
        id: row.get(1)?,
        station: row.get(2)?,
        epoch: row.get(3)?,
        seq: row.get(4)?,
        kind: row.get(5)?,
        version: row.get(6)?,
        payload: row.get(7)?,
        actor: row.get(8)?,
        via: row.get(9)?,
        happened_at: Timestamp(row.get(10)?),
        recorded_at: Timestamp(row.get(11)?),
        hash: row.get(12)?,
    })
}

impl Tx<'_> {
    /// The first events that wait, in order, with the hash of the event before them: no more than so many events and so many bytes of
    /// payloads, but one at least.
    ///
    /// The events are consecutive in the ledger: a push is a piece of the chain.
    ///
    /// # Errors
    /// When the database fails.
    pub fn outbox(&self, most: usize, bytes: usize) -> Result<([u8; 32], Vec<Waiting>), StoreError> {
        let Some(first) = self
            .0
            .prepare_cached("SELECT n FROM outbox ORDER BY n LIMIT 1")?
            .query_row([], |row| row.get::<_, i64>(0))
            .optional()?
        else {
            return Ok((GENESIS, Vec::new()));
        };
        let previous = self
            .0
            .prepare_cached("SELECT hash FROM event WHERE n < ?1 ORDER BY n DESC LIMIT 1")?
            .query_row([first], |row| row.get(0))
            .optional()?
            .unwrap_or(GENESIS);
        let mut query = self
            .0
            .prepare_cached("SELECT * FROM event WHERE n >= ?1 ORDER BY n LIMIT ?2")?;
        let mut rows = query.query((first, i64::try_from(most).unwrap_or(i64::MAX)))?;
        let mut events = Vec::new();
        let mut size = 0;
        while let Some(row) = rows.next()? {
            // What was answered out of turn is sent again: the hub knows it, and the chain has no gap.
            let event = waiting(row)?;
            size += event.payload.len();
            if size > bytes && !events.is_empty() {
                break;
            }
            events.push(event);
        }
        Ok((previous, events))
    }

    /// The hub has answered this event: it waits no longer.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answered_by_hub(&self, event: &str) -> Result<(), StoreError> {
        self.0
            .prepare_cached("DELETE FROM outbox WHERE n = (SELECT n FROM event WHERE id = ?1)")?
            .execute([event])?;
        Ok(())
    }

    /// Keeps what the hub said to an event that has no effect there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_rejected(&self, event: &str, code: &str, message: &str, now: Timestamp) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "INSERT INTO hub_answer SELECT n, 'rejected', ?2, ?3, ?4 FROM event WHERE id = ?1 ON CONFLICT DO NOTHING",
            )?
            .execute((event, code, message, now.0))?;
        Ok(())
    }

    /// The events that the hub rejected, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rejected(&self) -> Result<Vec<Answer>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT id, kind, payload, happened_at, code, message, at FROM hub_answer JOIN event USING (n) ORDER BY n DESC LIMIT 500",
        )?;
        let all = query
            .query_map([], |row| {
                Ok(Answer {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    payload: row.get(2)?,
                    happened_at: Timestamp(row.get(3)?),
                    code: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
                    message: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
                    at: Timestamp(row.get(6)?),
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(all)
    }

    /// Puts every event after a place of the chain back into the outbox: the hub lost them, or never had them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn send_again_after(&self, epoch: u32, seq: i64) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "INSERT INTO outbox SELECT n FROM event WHERE epoch > ?1 OR (epoch = ?1 AND seq > ?2) ON CONFLICT DO NOTHING",
            )?
            .execute((epoch, seq))?;
        Ok(())
    }

    /// Hash of the last event.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_hash(&self) -> Result<[u8; 32], StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT hash FROM event ORDER BY n DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?
            .unwrap_or(GENESIS))
    }

    /// Whether this station's ledger has the event.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_event(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT 1 FROM event WHERE id = ?1")?
            .exists([id])?)
    }

    /// Deletes names, phones, addresses, notes and the keys of codes: what a revoked station must not keep. The ledger stays whole.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_people(&self) -> Result<(), StoreError> {
        self.0.execute("DELETE FROM person_key", [])?;
        self.0.execute("DELETE FROM person", [])?;
        self.0.execute("DELETE FROM day_key", [])?;
        self.0.execute("DELETE FROM request", [])?;
        Ok(())
    }
}
