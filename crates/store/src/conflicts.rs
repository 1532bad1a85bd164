//! Conflicts: lines that two stations handed out, and what people decided.

use rusqlite::{OptionalExtension, Row};
use ziti_domain::day::Timestamp;
use ziti_domain::event::Resolution;
use ziti_domain::order::OrderId;
use ziti_domain::quantity::Quantity;
use ziti_domain::told::{Conflict, Side};

use crate::{StoreError, Tx};

/// A conflict, and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredConflict {
    /// What happened.
    pub conflict: Conflict,
    /// What was decided.
    pub resolved: Option<Resolved>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// How.
    pub resolution: Resolution,
    /// By whom.
    pub by: String,
    /// At which station.
    pub station: String,
    /// When.
    pub at: Timestamp,
}

const CONFLICT: &str = "SELECT id, order_key, line, quantity, first, second, resolution, resolved_by, resolved_station, resolved_at FROM conflict";

fn conflict(row: &Row<'_>) -> rusqlite::Result<Option<StoredConflict>> {
    let side = |text: String| serde_json::from_str::<Side>(&text).ok();
    let Some(((order, first), second)) = OrderId::from_key(row.get(1)?)
        .zip(side(row.get(4)?))
        .zip(side(row.get(5)?))
    else {
        return Ok(None);
    };
    let resolution = match row.get::<_, Option<String>>(6)?.as_deref() {
        Some("mistaken") => Some(Resolution::Mistaken),
        Some(_) => Some(Resolution::HandedOutTwice),
        None => None,
    };
    let (by, station, at): (Option<String>, Option<String>, Option<i64>) = (row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(Some(StoredConflict {
        conflict: Conflict {
            id: row.get(0)?,
            order,
            line: row.get(2)?,
            quantity: Quantity(row.get(3)?),
            first,
            second,
        },
        resolved: resolution.map(|resolution| Resolved {
            resolution,
            by: by.unwrap_or_default(),
            station: station.unwrap_or_default(),
            at: Timestamp(at.unwrap_or_default()),
        }),
    }))
}

impl Tx<'_> {
    /// All conflicts, open ones first, newest orders first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn conflicts(&self) -> Result<Vec<StoredConflict>, StoreError> {
        let mut query = self.0.prepare_cached(&format!(
            "{CONFLICT} ORDER BY resolution IS NOT NULL, order_key DESC, line LIMIT 2000"
        ))?;
        let all: Vec<Option<StoredConflict>> = query.query_map([], conflict)?.collect::<Result<_, _>>()?;
        Ok(all.into_iter().flatten().collect())
    }

    /// The conflict with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn conflict(&self, id: &str) -> Result<Option<StoredConflict>, StoreError> {
        let mut query = self.0.prepare_cached(&format!("{CONFLICT} WHERE id = ?1"))?;
        Ok(query.query_row([id], conflict).optional()?.flatten())
    }

    /// How many hand-overs wait for a decision, each with all its lines.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open_conflicts(&self) -> Result<u32, StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT count(DISTINCT event) FROM conflict WHERE resolution IS NULL")?
            .query_row([], |row| row.get(0))?)
    }

    /// Whether the hub told of this event of another station.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_of_sibling(&self, event: &str) -> Result<bool, StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT 1 FROM sibling_event WHERE id = ?1")?
            .exists([event])?)
    }

    /// Whether this hand-over stands in a conflict that a person decided.
    ///
    /// # Errors
    /// When the database fails.
    pub fn in_decided_conflict(&self, event: &str) -> Result<bool, StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT 1 FROM conflict WHERE event = ?1 AND resolution IS NOT NULL")?
            .exists([event])?)
    }
}
