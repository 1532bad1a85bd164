//! The fold: what an event or an inbox row changes in the tables that the screen reads.
//!
//! It depends on the row and on what was folded before, on nothing else, so that folding all again gives the same tables.

use ziti_domain::day::Timestamp;
use ziti_domain::event::{Event, Handed};
use ziti_domain::order::{LineChange, OrderId};
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::{OrderPut, Revision};

use crate::ledger::text_of;
use crate::{StoreError, Tx};

impl Tx<'_> {
    pub(crate) fn fold_event(
        &self,
        n: i64,
        id: &str,
        actor: &str,
        at: Timestamp,
        event: &Event,
    ) -> Result<(), StoreError> {
        match event {
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
            Event::Collected {
                order, lines, issue, ..
            } => {
                self.hand_over(*order, lines, 1)?;
                self.0
                    .prepare_cached(
                        "UPDATE orders SET collected_at = ?2, collected_by = ?3, collected_event = ?4, changed = '[]',
                         issue = max(issue, coalesce(?5, 0)) WHERE key = ?1",
                    )?
                    .execute((order.key(), at.0, actor, id, issue))?;
                self.note_event(*order, n)?;
            }
            Event::CollectionUndone {
                order, undoes, lines, ..
            } => {
                self.hand_over(*order, lines, -1)?;
                self.0
                    .prepare_cached("INSERT INTO undone (event, at) VALUES (?1, ?2)")?
                    .execute((undoes, at.0))?;
                self.note_event(*order, n)?;
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
                        "UPDATE orders SET issue = ?2, short_code = ?3, reissued_at = ?4, code_n = ?5 WHERE key = ?1",
                    )?
                    .execute((order.key(), issue, short_code, at.0, n))?;
                self.note_event(*order, n)?;
            }
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
            Event::BatchApplied { .. } | Event::ScanRefused { .. } => {}
        }
        Ok(())
    }

    pub(crate) fn fold_inbox(&self, n: i64, at: Timestamp, revision: &Revision) -> Result<(), StoreError> {
        let day = revision.day.number();
        let last = revision.orders.iter().map(|order| order.order_no).max().unwrap_or(0);
        self.0
            .prepare_cached(
                "INSERT INTO day VALUES (?1, ?2, ?3, ?4) ON CONFLICT (day) DO UPDATE SET
                 revision = excluded.revision, last_order_no = max(last_order_no, excluded.last_order_no), applied_at = excluded.applied_at",
            )?
            .execute((day, revision.revision, last, at.0))?;
        let mut round = self
            .0
            .prepare_cached("INSERT INTO round VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
        for (place, title) in (0u32..).zip(&revision.rounds) {
            round.execute(rusqlite::params![day, place, title])?;
        }
        for order in &revision.orders {
            self.put_order(
                n,
                OrderId {
                    day: revision.day,
                    no: order.order_no,
                },
                order,
            )?;
        }
        for no in &revision.withdrawn {
            self.withdraw(
                n,
                OrderId {
                    day: revision.day,
                    no: *no,
                },
            )?;
        }
        Ok(())
    }

    fn put_order(&self, n: i64, id: OrderId, order: &OrderPut) -> Result<(), StoreError> {
        let key = id.key();
        let changed = self.changes_of_a_printed_order(key, order)?;
        self.0
            .prepare_cached(
                "INSERT INTO orders (key, round, sequence_no, person, short_code, has_note, cancelled, paid, put_n, code_n)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
                 ON CONFLICT (key) DO UPDATE SET round = excluded.round, sequence_no = excluded.sequence_no, person = excluded.person,
                 has_note = excluded.has_note, cancelled = excluded.cancelled, withdrawn = 0,
                 paid = excluded.paid, put_n = excluded.put_n, changed = ?10",
            )?
            .execute(rusqlite::params![
                key, order.round, order.sequence_no, order.person,  order.short_code, order.has_note,
                order.cancelled, order.paid.0, n, serde_json::to_string(&changed)?
            ])?;
        let mut put = self.0.prepare_cached(
            "INSERT INTO line (order_key, no, product, variant, shown, ordered, amount, zone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (order_key, no) DO UPDATE SET product = excluded.product, variant = excluded.variant, shown = excluded.shown,
             ordered = excluded.ordered, amount = excluded.amount, zone = excluded.zone",
        )?;
        for line in &order.lines {
            put.execute(rusqlite::params![
                key,
                line.no,
                line.product,
                line.variant,
                line.shown,
                line.ordered.0,
                line.amount.0,
                text_of(line.zone)?
            ])?;
        }
        Ok(())
    }

    /// A bag that may lie ready by an old paper must be opened: what a revision changes in an order that was printed.
    fn changes_of_a_printed_order(&self, key: i64, order: &OrderPut) -> Result<Vec<LineChange>, StoreError> {
        let printed = self
            .0
            .prepare_cached("SELECT 1 FROM printed WHERE order_key = ?1 LIMIT 1")?
            .exists([key])?;
        if !printed {
            return Ok(Vec::new());
        }
        let mut query = self
            .0
            .prepare_cached("SELECT ordered FROM line WHERE order_key = ?1 AND no = ?2")?;
        let mut changes = Vec::new();
        for line in &order.lines {
            let mut rows = query.query((key, line.no))?;
            let old = Quantity(rows.next()?.map_or(Ok(0), |row| row.get(0))?);
            if old != line.ordered {
                changes.push(LineChange {
                    line: line.no,
                    old,
                    new: line.ordered,
                });
            }
        }
        Ok(changes)
    }

    /// A vanished order keeps what was collected of it and loses the rest.
    fn withdraw(&self, n: i64, id: OrderId) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "UPDATE orders SET cancelled = 1, withdrawn = 1, changed = '[]', put_n = ?2 WHERE key = ?1",
            )?
            .execute((id.key(), n))?;
        self.0
            .prepare_cached(
                "UPDATE line SET ordered = collected WHERE order_key = ?1 AND EXISTS
                             (SELECT 1 FROM line l WHERE l.order_key = ?1 AND l.collected > 0)",
            )?
            .execute([id.key()])?;
        Ok(())
    }

    fn hand_over(&self, order: OrderId, lines: &[Handed], sign: i64) -> Result<(), StoreError> {
        let mut update = self
            .0
            .prepare_cached("UPDATE line SET collected = collected + ?3 WHERE order_key = ?1 AND no = ?2")?;
        for line in lines {
            update.execute((order.key(), line.line, sign * line.quantity.0))?;
        }
        Ok(())
    }

    /// After an undo the hand-over before it, if there is one that still stands, is the order's last.
    fn find_last_hand_over(&self, order: OrderId) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "UPDATE orders SET (collected_at, collected_by, collected_event) =
                 (SELECT happened_at, actor, id FROM order_event JOIN event USING (n)
                  WHERE order_key = ?1 AND kind = 'collected' AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.event = event.id)
                  ORDER BY n DESC LIMIT 1) WHERE key = ?1",
            )?
            .execute([order.key()])?;
        Ok(())
    }

    fn note_event(&self, order: OrderId, n: i64) -> Result<(), StoreError> {
        self.0
            .prepare_cached("INSERT INTO order_event (order_key, n) VALUES (?1, ?2)")?
            .execute((order.key(), n))?;
        Ok(())
    }
}
