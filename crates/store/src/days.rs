//! Service days and their rounds.

use rusqlite::OptionalExtension;
use ziti_domain::day::{ServiceDay, Timestamp};

use crate::{StoreError, Tx};

/// A day that has orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// Its revision; 0 before the first.
    pub revision: u32,
    /// The last order number given.
    pub last_order_no: u32,
    /// When the last revision was applied.
    pub applied_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// A day; the empty one when nothing was imported for it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn day(&self, day: ServiceDay) -> Result<Day, StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT revision, last_order_no, applied_at FROM day WHERE day = ?1")?;
        let found = query
            .query_row([day.number()], |row| {
                Ok(Day {
                    revision: row.get(0)?,
                    last_order_no: row.get(1)?,
                    applied_at: Some(Timestamp(row.get(2)?)),
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// The titles of a day's rounds, A first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rounds(&self, day: ServiceDay) -> Result<Vec<String>, StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT title FROM round WHERE day = ?1 ORDER BY place")?;
        let titles = query
            .query_map([day.number()], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(titles)
    }

    /// All days that have orders, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all_days(&self) -> Result<Vec<ServiceDay>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT day FROM day ORDER BY day")?;
        let days: Vec<u32> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(days.into_iter().filter_map(ServiceDay::from_number).collect())
    }

    /// The latest day that has a round of this title.
    ///
    /// # Errors
    /// When the database fails.
    pub fn day_of_round(&self, title: &str) -> Result<Option<ServiceDay>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT max(day) FROM round WHERE title = ?1")?;
        let day: Option<u32> = query.query_row([title], |row| row.get(0))?;
        Ok(day.and_then(ServiceDay::from_number))
    }
}
