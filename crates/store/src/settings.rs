//! Settings and what else this device keeps for itself: `setting(key, json)`, outside the fold.

use rusqlite::OptionalExtension;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{StoreError, Tx};

impl Tx<'_> {
    /// The value under a key.
    ///
    /// # Errors
    /// When it is not of this type, or the database fails.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT json FROM setting WHERE key = ?1")?;
        let json: Option<String> = query.query_row([key], |row| row.get(0)).optional()?;
        Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// Puts a value under a key.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "INSERT INTO setting (key, json) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET json = excluded.json",
            )?
            .execute((key, serde_json::to_string(value)?))?;
        Ok(())
    }
}
