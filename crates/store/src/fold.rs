//! The fold: what an event or an inbox row changes in the tables that the screen reads.
//!
//! It depends on the row and on what was folded before, on nothing else, so that folding all again gives the same tables.

use ziti_domain::day::Timestamp;
use ziti_domain::event::{Event, Handed};
use ziti_domain::order::{OrderId, Zone};

use crate::{StoreError, Tx};

/// Who did something, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doer<'a> {
    /// The event's id.
    pub id: &'a str,
    /// The station.
    pub station: &'a str,
    /// The person.
    pub actor: &'a str,
    /// When it happened.
    pub at: Timestamp,
    /// The hub told of it: it happened elsewhere, or here before this folder was restored from a copy.
    pub is_sibling: bool,
}

impl Tx<'_> {
    pub(crate) fn fold_event(&self, n: i64, doer: &Doer<'_>, event: &Event) -> Result<(), StoreError> {
        let at = doer.at;
        match event {
            // What a sibling received it received for itself: each station counts what is told to it.
            Event::Received { .. } if doer.is_sibling => {}
            Event::Received { day, lines, hold_until } => {
                let mut receive = self
                    .0
                    .prepare_cached("UPDATE line SET received = received + ?3 WHERE order_key = ?1 AND no = ?2")?;
                let mut hold = self
                    .0
                    .prepare_cached("UPDATE orders SET hold_until = max(coalesce(hold_until, 0), ?2) WHERE key = ?1")?;
                let mut last = None;
                for line in lines {
                    let key = OrderId {
                        day: *day,
                        no: line.order_no,
                    }
                    .key();
                    receive.execute((key, line.line, line.quantity.0))?;
                    if last != Some(key) {
                        hold.execute((key, hold_until.0))?;
                        last = Some(key);
                    }
                }
            }
            Event::Collected { order, lines, .. } if lines.is_empty() => {
                self.0
                    .prepare_cached("INSERT INTO unsettled VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")?
                    .execute((order.key(), doer.id, doer.station, doer.actor, at.0))?;
                self.note_event(*order, n)?;
            }
            Event::Collected {
                order, lines, issue, ..
            } => {
                self.hand_over(*order, lines, doer.is_sibling)?;
                self.note_hand_over(*order, *issue, doer)?;
                self.note_event(*order, n)?;
            }
            Event::ClaimSettled { order, claim, lines } => {
                self.0
                    .prepare_cached("DELETE FROM unsettled WHERE event = ?1")?
                    .execute([claim])?;
                // It happened when nobody here could know what was open: like what a sibling did, it is a fact.
                self.hand_over(*order, lines, true)?;
                self.note_hand_over(*order, None, doer)?;
                self.note_event(*order, n)?;
            }
            Event::CollectionUndone {
                order, undoes, lines, ..
            } => {
                self.0
                    .prepare_cached("DELETE FROM unsettled WHERE event = ?1")?
                    .execute([undoes])?;
                let first = self
                    .0
                    .prepare_cached("INSERT INTO undone (event, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                    .execute((undoes, at.0))?;
                self.note_event(*order, n)?;
                // A folder and its restored copy may both have taken the same back.
                if first > 0 {
                    self.take_back(*order, lines)?;
                    self.close_conflicts_of(undoes, doer)?;
                }
                self.find_last_hand_over(*order)?;
            }
            Event::PaymentTaken { order, amount } => {
                self.0
                    .prepare_cached("UPDATE orders SET taken = taken + ?2 WHERE key = ?1")?
                    .execute((order.key(), amount.0))?;
                self.note_event(*order, n)?;
            }
            Event::CodeReissued {
                order,
                issue,
                short_code,
            } => {
                self.0
                    .prepare_cached(
                        "UPDATE orders SET issue = max(issue, ?2), short_code = ?3, reissued_at = ?4, code_n = ?5 WHERE key = ?1",
                    )?
                    .execute((order.key(), issue, short_code, at.0, n))?;
                self.note_event(*order, n)?;
            }
            Event::Printed { .. } if doer.is_sibling => {}
            Event::Printed {
                document,
                day,
                revision,
                order_nos,
                ..
            } => {
                let mut print = self.0.prepare_cached(
                    "INSERT INTO printed (order_key, document, n, revision, at) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO UPDATE SET n = excluded.n, revision = excluded.revision, at = excluded.at",
                )?;
                for no in order_nos {
                    print.execute((OrderId { day: *day, no: *no }.key(), document, n, revision, at.0))?;
                }
            }
            Event::ConflictResolved {
                order,
                conflict,
                resolution,
            } => {
                self.resolve(conflict, *resolution, doer)?;
                self.note_event(*order, n)?;
            }
            Event::BatchApplied { .. } | Event::ScanRefused { .. } | Event::Restored { .. } => {}
        }
        Ok(())
    }

    /// Keeps who handed an order over last.
    fn note_hand_over(&self, order: OrderId, issue: Option<u8>, doer: &Doer<'_>) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "UPDATE orders SET collected_at = ?2, collected_by = ?3, collected_event = ?4, collected_station = ?6,
                 changed = '[]', issue = max(issue, coalesce(?5, 0)) WHERE key = ?1",
            )?
            .execute((order.key(), doer.at.0, doer.actor, doer.id, issue, doer.station))?;
        Ok(())
    }

    /// What this station hands out must be open, and the database holds it; what a sibling handed out is a fact, whatever stands here.
    fn hand_over(&self, order: OrderId, lines: &[Handed], is_sibling: bool) -> Result<(), StoreError> {
        let mut update = self.0.prepare_cached(if is_sibling {
            "UPDATE line SET handed = handed + ?3, collected = max(0, min(ordered, handed + ?3 - contested))
             WHERE order_key = ?1 AND no = ?2"
        } else {
            "UPDATE line SET handed = handed + ?3, collected = collected + ?3 WHERE order_key = ?1 AND no = ?2"
        })?;
        for line in lines {
            if is_sibling {
                self.make_room_for(order, line)?;
            }
            update.execute((order.key(), line.line, line.quantity.0))?;
        }
        Ok(())
    }

    /// A sibling may hand out a line that came with a revision which this station never saw: its next one brings the rest of it.
    fn make_room_for(&self, order: OrderId, line: &Handed) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "INSERT INTO line (order_key, no, product, variant, shown, ordered, amount, zone)
                 VALUES (?1, ?2, '', '', '', 0, 0, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute((order.key(), line.line, crate::ledger::text_of(Zone::Ambient)?))?;
        Ok(())
    }

    fn take_back(&self, order: OrderId, lines: &[Handed]) -> Result<(), StoreError> {
        let mut update = self.0.prepare_cached(
            "UPDATE line SET handed = handed - ?3, collected = max(0, min(ordered, handed - ?3 - contested))
             WHERE order_key = ?1 AND no = ?2",
        )?;
        for line in lines {
            update.execute((order.key(), line.line, line.quantity.0))?;
        }
        Ok(())
    }

    /// After an undo the hand-over before it, if there is one that still stands, is the order's last.
    pub(crate) fn find_last_hand_over(&self, order: OrderId) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "UPDATE orders SET (collected_at, collected_by, collected_event, collected_station) =
                 (SELECT coalesce(event.happened_at, told.at), coalesce(event.actor, told.actor), coalesce(event.id, told.id) AS which,
                         coalesce(event.station, told.station)
                  FROM order_event LEFT JOIN event USING (n) LEFT JOIN sibling_event AS told USING (n)
                  WHERE order_key = ?1 AND coalesce(event.kind, told.kind) IN ('collected', 'claim_settled')
                  AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.event = which)
                  AND NOT EXISTS (SELECT 1 FROM conflict WHERE conflict.event = which)
                  ORDER BY order_event.n DESC LIMIT 1) WHERE key = ?1",
            )?
            .execute([order.key()])?;
        Ok(())
    }

    pub(crate) fn note_event(&self, order: OrderId, n: i64) -> Result<(), StoreError> {
        self.0
            .prepare_cached("INSERT INTO order_event (order_key, n) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute((order.key(), n))?;
        Ok(())
    }
}
