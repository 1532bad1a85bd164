//! Requests and their final answers: the same id again gives the same answer.

use rusqlite::OptionalExtension;

use crate::{StoreError, Tx};

/// A stored answer, people by id.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Whether the request asked the same.
    pub same_input: bool,
    /// The answer, JSON.
    pub answer: String,
    /// The event it made.
    pub event: Option<String>,
}

impl Tx<'_> {
    /// The answer to a request, if it was answered.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answered(&self, id: &str, input: &str) -> Result<Option<Answered>, StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT input, answer, event FROM request WHERE id = ?1")?;
        let answered = query
            .query_row([id], |row| {
                let kept: [u8; 32] = row.get(0)?;
                Ok(Answered {
                    same_input: kept == *blake3::hash(input.as_bytes()).as_bytes(),
                    answer: row.get(1)?,
                    event: row.get(2)?,
                })
            })
            .optional()?;
        Ok(answered)
    }

    /// Keeps the final answer to a request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answer(&self, id: &str, input: &str, answer: &str, event: Option<&str>) -> Result<(), StoreError> {
        self.0
            .prepare_cached("INSERT INTO request (id, input, answer, event) VALUES (?1, ?2, ?3, ?4)")?
            .execute((id, blake3::hash(input.as_bytes()).as_bytes(), answer, event))?;
        Ok(())
    }
}
