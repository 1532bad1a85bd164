//! Wrong short codes: they lock short codes on this device for a while, doubling, also over a restart.

use rusqlite::OptionalExtension;
use ziti_domain::day::Timestamp;

use crate::{StoreError, Tx};

/// How things stand on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShortCodeLock {
    /// Wrong tries since the last right one.
    pub wrong: u32,
    /// Locked until then.
    pub locked_until: Timestamp,
}

impl Tx<'_> {
    /// The lock of a device.
    ///
    /// # Errors
    /// When the database fails.
    pub fn short_code_lock(&self, device: &str) -> Result<ShortCodeLock, StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT wrong, locked_until FROM short_code_lock WHERE device = ?1")?;
        let lock = query
            .query_row([device], |row| {
                Ok(ShortCodeLock {
                    wrong: row.get(0)?,
                    locked_until: Timestamp(row.get(1)?),
                })
            })
            .optional()?;
        Ok(lock.unwrap_or_default())
    }

    /// Sets the lock of a device.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_short_code_lock(&self, device: &str, lock: ShortCodeLock) -> Result<(), StoreError> {
        self.0
            .prepare_cached("INSERT INTO short_code_lock VALUES (?1, ?2, ?3) ON CONFLICT (device) DO UPDATE SET wrong = excluded.wrong, locked_until = excluded.locked_until")?
            .execute((device, lock.wrong, lock.locked_until.0))?;
        Ok(())
    }
}
