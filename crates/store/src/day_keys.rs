//! The keys of single service days that a hub gave: secrets, kept beside the ledger and in no payload.

use rusqlite::OptionalExtension;
use ziti_domain::day::ServiceDay;

use crate::{StoreError, Tx};

impl Tx<'_> {
    /// Keeps a day's key, 64 hex digits, in place of an older one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_day_key(&self, day: ServiceDay, key: &str) -> Result<(), StoreError> {
        self.0
            .prepare_cached("INSERT INTO day_key VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET key = excluded.key")?
            .execute((day.number(), key))?;
        Ok(())
    }

    /// A day's key, if the hub gave one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn day_key(&self, day: ServiceDay) -> Result<Option<String>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT key FROM day_key WHERE day = ?1")?;
        Ok(query.query_row([day.number()], |row| row.get(0)).optional()?)
    }
}
