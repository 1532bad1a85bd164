//! Folding both tables again, from nothing.

use ziti_domain::day::Timestamp;
use ziti_domain::event::Event;

use crate::fold::Doer;
use crate::fold_told::TOLD;
use crate::{StoreError, Tx};

/// The tables that are a fold of event and inbox, and of nothing else.
const PROJECTIONS: &[&str] = &[
    "day",
    "round",
    "orders",
    "line",
    "order_event",
    "undone",
    "printed",
    "sibling_event",
    "early",
    "conflict",
    "unsettled",
];

impl Tx<'_> {
    /// Empties the projections and folds event and inbox again, in the order of their numbers.
    ///
    /// # Errors
    /// When a stored payload cannot be read or the database fails; then nothing is changed.
    pub fn rebuild(&self) -> Result<(), StoreError> {
        for table in PROJECTIONS {
            self.0.execute(&format!("DELETE FROM {table}"), [])?;
        }
        let mut query = self.0.prepare(
            "SELECT n, id, station, actor, happened_at, payload, '' FROM event
             UNION ALL SELECT n, '', '', '', recorded_at, payload, source FROM inbox ORDER BY 1",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let n = row.get(0)?;
            let at = Timestamp(row.get(4)?);
            let payload: Vec<u8> = row.get(5)?;
            match row.get::<_, String>(6)?.as_str() {
                "" => {
                    // A kind that a newer version wrote changes nothing that this one shows.
                    if let Ok(event) = serde_json::from_slice::<Event>(&payload) {
                        let (id, station, actor): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
                        let doer = Doer {
                            id: &id,
                            station: &station,
                            actor: &actor,
                            at,
                            is_sibling: false,
                        };
                        self.fold_event(n, &doer, &event)?;
                    }
                }
                TOLD => self.fold_told(n, &serde_json::from_slice(&payload)?)?,
                _ => self.fold_revision(n, at, &serde_json::from_slice(&payload)?)?,
            }
        }
        Ok(())
    }

    /// The projections' rows as text, for comparing a rebuilt fold with the kept one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn projections(&self) -> Result<Vec<String>, StoreError> {
        let mut all = Vec::new();
        for table in PROJECTIONS {
            let mut query = self.0.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
            let columns = query.column_count();
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let mut text = (*table).to_owned();
                for column in 0..columns {
                    text.push_str(&format!("|{:?}", row.get_ref(column)?));
                }
                all.push(text);
            }
        }
        Ok(all)
    }
}
