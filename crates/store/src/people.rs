//! People: the only table with names, phones and addresses, and the keys by which they are found.

use rusqlite::OptionalExtension;

use ziti_domain::day::ServiceDay;

use crate::{StoreError, Tx};

/// A recipient as the source gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Who collects.
    pub recipient: String,
    /// Other names that the source gave.
    pub other_recipients: Vec<String>,
    /// Phone numbers, the first being the one that counts.
    pub phones: Vec<String>,
    /// Who ordered.
    pub orderer: String,
    /// Building.
    pub building: String,
    /// Room.
    pub room: String,
    /// The rest of the address.
    pub address: String,
    /// What must be read at the counter.
    pub note: String,
}

impl Tx<'_> {
    /// Adds a person with the keys that find them among a day's orders; a search finds a key by its beginning. Returns the person's number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_person(&self, day: ServiceDay, person: &Person, keys: &[String]) -> Result<i64, StoreError> {
        self.0
            .prepare_cached(
                "INSERT INTO person (recipient, other_recipients, phones, orderer, building, room, address, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(rusqlite::params![
                person.recipient,
                serde_json::to_string(&person.other_recipients)?,
                serde_json::to_string(&person.phones)?,
                person.orderer,
                person.building,
                person.room,
                person.address,
                person.note
            ])?;
        let id = self.0.last_insert_rowid();
        let mut add = self
            .0
            .prepare_cached("INSERT INTO person_key (day, key, person) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
        for key in keys {
            add.execute((day.number(), key, id))?;
        }
        Ok(id)
    }

    /// A person; nothing once their data were deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub fn person(&self, id: i64) -> Result<Option<Person>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT * FROM person WHERE id = ?1")?;
        let person = query
            .query_row([id], |row| {
                let list = |text: String| serde_json::from_str(&text).unwrap_or_default();
                Ok(Person {
                    recipient: row.get(1)?,
                    other_recipients: list(row.get(2)?),
                    phones: list(row.get(3)?),
                    orderer: row.get(4)?,
                    building: row.get(5)?,
                    room: row.get(6)?,
                    address: row.get(7)?,
                    note: row.get(8)?,
                })
            })
            .optional()?;
        Ok(person)
    }
}
