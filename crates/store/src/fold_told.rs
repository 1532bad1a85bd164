//! The fold of what the hub told: other stations' hand-overs, conflicts, and what people decided.
//!
//! However the rows come, lines end up the same: collected = min(ordered, handed - contested).

use ziti_domain::day::Timestamp;
use ziti_domain::event::{Event, Resolution};
use ziti_domain::order::OrderId;
use ziti_domain::told::{Conflict, Told};

use crate::fold::Doer;
use crate::{StoreError, Tx};

/// How the inbox marks these rows.
pub(crate) const TOLD: &str = "hub/told";

/// What waits in `early` for a conflict, not for an order.
const NO_ORDER: i64 = 0;

impl Tx<'_> {
    pub(crate) fn fold_told(&self, n: i64, told: &Told) -> Result<(), StoreError> {
        match told {
            Told::Event {
                id,
                station,
                kind,
                actor,
                happened_at,
                ..
            } => {
                self.0
                    .prepare_cached("INSERT INTO sibling_event VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING")?
                    .execute((n, id, station, kind, actor, happened_at.0))?;
                let Some(event) = told.event() else { return Ok(()) };
                // A code that was honoured before its order came is known before it, too.
                let honours = matches!(&event, Event::Collected { lines, .. } if lines.is_empty());
                if let Some(order) = event.order().filter(|_| !honours)
                    && !self.has_order(order)?
                {
                    return self.wait_for(order, n);
                }
                let doer = Doer {
                    id,
                    station,
                    actor,
                    at: *happened_at,
                    is_sibling: true,
                };
                self.fold_event(n, &doer, &event)
            }
            Told::Conflict(conflict) => {
                if self.has_order(conflict.order)? {
                    self.open_conflict(conflict)
                } else {
                    self.wait_for(conflict.order, n)
                }
            }
            Told::Resolved {
                conflict,
                resolution,
                station,
                by,
                at,
            } => {
                let doer = Doer {
                    id: "",
                    station,
                    actor: by,
                    at: *at,
                    is_sibling: true,
                };
                let known = self
                    .0
                    .prepare_cached("SELECT 1 FROM conflict WHERE id = ?1")?
                    .exists([conflict])?;
                if known {
                    self.resolve(conflict, *resolution, &doer)
                } else {
                    self.0
                        .prepare_cached("INSERT INTO early VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                        .execute((NO_ORDER, n))?;
                    Ok(())
                }
            }
        }
    }

    /// Folds what was told about an order before it came.
    pub(crate) fn fold_early(&self, order: OrderId) -> Result<(), StoreError> {
        let mut query = self
            .0
            .prepare_cached("DELETE FROM early WHERE order_key = ?1 RETURNING n")?;
        let mut early: Vec<i64> = query
            .query_map([order.key()], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        early.sort_unstable();
        for n in early {
            let payload: Vec<u8> = self
                .0
                .prepare_cached("SELECT payload FROM inbox WHERE n = ?1")?
                .query_row([n], |row| row.get(0))?;
            self.fold_told(n, &serde_json::from_slice(&payload)?)?;
        }
        Ok(())
    }

    fn has_order(&self, order: OrderId) -> Result<bool, StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT 1 FROM orders WHERE key = ?1")?
            .exists([order.key()])?)
    }

    fn wait_for(&self, order: OrderId, n: i64) -> Result<(), StoreError> {
        self.0
            .prepare_cached("INSERT INTO early VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute((order.key(), n))?;
        Ok(())
    }

    /// A hand-over that was undone already is no conflict any more.
    fn open_conflict(&self, conflict: &Conflict) -> Result<(), StoreError> {
        let undone = self.undone_at(&conflict.second.event)?;
        let mistaken = undone.map(|_| "mistaken");
        let added = self
            .0
            .prepare_cached(
                "INSERT INTO conflict (id, order_key, line, quantity, first, second, event, resolution, resolved_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
            )?
            .execute((
                &conflict.id,
                conflict.order.key(),
                conflict.line,
                conflict.quantity.0,
                serde_json::to_string(&conflict.first)?,
                serde_json::to_string(&conflict.second)?,
                &conflict.second.event,
                mistaken,
                undone.map(|at| at.0),
            ))?;
        if added > 0 && undone.is_none() {
            self.contest(conflict.order.key(), conflict.line, conflict.quantity.0)?;
            self.fold_waiting_resolutions()?;
        }
        self.find_last_hand_over(conflict.order)
    }

    /// A decision that was told before its conflict could be folded.
    fn fold_waiting_resolutions(&self) -> Result<(), StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT early.n, inbox.payload FROM early JOIN inbox USING (n) WHERE order_key = ?1 ORDER BY early.n",
        )?;
        let waiting: Vec<(i64, Vec<u8>)> = query
            .query_map([NO_ORDER], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (n, payload) in waiting {
            self.0
                .prepare_cached("DELETE FROM early WHERE order_key = ?1 AND n = ?2")?
                .execute((NO_ORDER, n))?;
            // What still finds no conflict waits again.
            self.fold_told(n, &serde_json::from_slice(&payload)?)?;
        }
        Ok(())
    }

    /// Decides an open conflict. What was decided before stays, unless the hub says otherwise: of two decisions its first stands.
    ///
    /// No sum changes: what was handed out too much is contested however it came about.
    pub(crate) fn resolve(&self, id: &str, resolution: Resolution, doer: &Doer<'_>) -> Result<(), StoreError> {
        let open = self
            .0
            .prepare_cached("SELECT 1 FROM conflict WHERE id = ?1 AND resolution IS NULL")?
            .exists([id])?;
        if open || doer.is_sibling {
            self.close(id, &crate::ledger::text_of(resolution)?, doer)?;
        }
        Ok(())
    }

    /// What is undone is contested no longer, whatever was decided about it.
    pub(crate) fn close_conflicts_of(&self, event: &str, doer: &Doer<'_>) -> Result<(), StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT id, order_key, line, quantity, resolution IS NULL FROM conflict WHERE event = ?1",
        )?;
        let all: Vec<(String, i64, u32, i64, bool)> = query
            .query_map([event], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?
            .collect::<Result<_, _>>()?;
        for (id, order, line, quantity, is_open) in all {
            self.contest(order, line, -quantity)?;
            if is_open {
                self.close(&id, "mistaken", doer)?;
            }
        }
        Ok(())
    }

    fn close(&self, id: &str, resolution: &str, doer: &Doer<'_>) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "UPDATE conflict SET resolution = ?2, resolved_by = ?3, resolved_station = ?4, resolved_at = ?5 WHERE id = ?1",
            )?
            .execute((id, resolution, doer.actor, doer.station, doer.at.0))?;
        Ok(())
    }

    fn contest(&self, order: i64, line: u32, quantity: i64) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "UPDATE line SET contested = contested + ?3, collected = max(0, min(ordered, handed - contested - ?3))
                 WHERE order_key = ?1 AND no = ?2",
            )?
            .execute((order, line, quantity))?;
        Ok(())
    }

    /// Puts what the hub told into the inbox and folds it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_told(&self, told: &Told, now: Timestamp) -> Result<(), StoreError> {
        let n = self.next_number()?;
        let payload = serde_json::to_vec(told)?;
        let digest = blake3::hash(&payload);
        self.0
            .prepare_cached("INSERT INTO inbox VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(rusqlite::params![n, TOLD, payload, digest.as_bytes(), now.0])?;
        self.fold_told(n, told)
    }
}
