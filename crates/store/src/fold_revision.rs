//! The fold of a revision: what changes in the day's orders when a newer file or the hub's newer batch is swapped in.

use ziti_domain::day::Timestamp;
use ziti_domain::order::{LineChange, OrderId};
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::{OrderPut, Revision};

use crate::ledger::text_of;
use crate::{StoreError, Tx};

/// Where a revision of a hub's comes from, as [`Revision::source`] says it.
const HUB: &str = "hub";

impl Tx<'_> {
    pub(crate) fn fold_revision(&self, n: i64, at: Timestamp, revision: &Revision) -> Result<(), StoreError> {
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
                revision.source == HUB,
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
             ordered = excluded.ordered, amount = excluded.amount, zone = excluded.zone,
             collected = max(0, min(excluded.ordered, handed - contested))",
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
        self.fold_early(id)
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

    /// A vanished order keeps what was collected of it and loses the rest. What that is a hub has said already: it knows what other
    /// stations handed out, and not yet all that this one did.
    fn withdraw(&self, n: i64, id: OrderId, is_told: bool) -> Result<(), StoreError> {
        self.0
            .prepare_cached(
                "UPDATE orders SET cancelled = 1, withdrawn = 1, changed = '[]', put_n = ?2 WHERE key = ?1",
            )?
            .execute((id.key(), n))?;
        if is_told {
            return Ok(());
        }
        self.0
            .prepare_cached(
                "UPDATE line SET ordered = collected WHERE order_key = ?1 AND EXISTS
                             (SELECT 1 FROM line l WHERE l.order_key = ?1 AND l.collected > 0)",
            )?
            .execute([id.key()])?;
        Ok(())
    }
}
