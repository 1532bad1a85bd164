//! Who is one customer, and what the whole file comes to.

use std::collections::HashSet;

use ziti_domain::error::ErrorCode;
use ziti_domain::quantity::Quantity;
use ziti_wire::import::Problem;

use super::money::Money;
use super::{beside, count, rounds_by_row, sequence_no, text, title};
use crate::Parsed;
use crate::columns::Column;
use crate::gather::{Gathered, key};
use crate::lengths;
use crate::problem::{in_order, of, shown};
use crate::reading::{Reading, Stop};
use crate::sieve::{Sieve, Standing};
use crate::workbook::{Table, Workbook};

/// A row of ours: the first row of its block, itself, and its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kept {
    pub block: usize,
    pub row: usize,
    pub order: usize,
}

/// The rows of each block. They must be sorted.
pub(super) fn blocks(kept: &[Kept]) -> impl Iterator<Item = &[Kept]> {
    kept.chunk_by(|one, next| one.block == next.block)
}

/// What the rows come to while they are read.
pub(super) struct Count<'b> {
    book: &'b Workbook,
    table: &'b Table,
    sieve: Sieve,
    kept: Vec<Kept>,
    /// Orders that have rows in a group.
    elsewhere: HashSet<String>,
    thousandths: i64,
}

impl<'b> Count<'b> {
    pub(super) fn new<'r>(
        book: &'b Workbook,
        table: &'b Table,
        rows: impl Iterator<Item = Standing<'r>>,
        reading: &mut Reading<'_>,
    ) -> Self {
        let sieve = Sieve::new(rows, table.header(Column::Point), reading);
        Self {
            book,
            table,
            sieve,
            kept: Vec::new(),
            elsewhere: HashSet::new(),
            thousandths: 0,
        }
    }

    /// The round and number of a row that is handed out here; nothing for one that is not, or that has no number.
    pub(super) fn ours<'t>(
        &mut self,
        row: usize,
        cell: impl Fn(Column) -> &'t str,
        standing: &Standing<'_>,
        reading: &mut Reading<'_>,
    ) -> Result<Option<(String, String)>, Stop> {
        let table = self.table;
        let Some(number) = sequence_no(table, row, cell(Column::SequenceNo), reading)? else {
            return Ok(None);
        };
        let round = if rounds_by_row(self.book, table) {
            text(table, row, Column::Title, cell(Column::Title), lengths::TITLE, reading)?
        } else {
            String::new()
        };
        let units = Quantity::parse(table.cell(row, Column::Quantity)).unwrap_or_default();
        self.thousandths = self.thousandths.saturating_add(units.0);
        if self.sieve.keeps(standing, &key(&round, &number)) {
            return Ok(Some((round, number)));
        }
        self.elsewhere.insert(key(&round, &number));
        Ok(None)
    }

    pub(super) fn keep(&mut self, kept: Kept) {
        self.kept.push(kept);
    }

    /// The rows kept, block by block.
    pub(super) fn sorted(&mut self) -> Vec<Kept> {
        self.kept.sort_unstable();
        std::mem::take(&mut self.kept)
    }

    /// Says which orders are one customer's, and gives what the file says.
    pub(super) fn parsed(
        self,
        kept: &[Kept],
        mut orders: Gathered,
        money: &mut Money,
        reading: &mut Reading<'_>,
    ) -> Parsed {
        for rows in blocks(kept) {
            merged_customer(self.table, rows, &orders, reading);
        }
        for (at, household) in money.households(kept) {
            if let Some(order) = orders.order_mut(at) {
                order.household = Some(household);
            }
        }
        let more = self.elsewhere.iter().filter(|key| !orders.has(key)).count();
        // Without a column of quantities there is nothing to hold against the other sheets' units.
        let units = self.table.has(Column::Quantity).then_some(Quantity(self.thousandths));
        let complete = beside(self.book, count(orders.len() + more), units, reading);
        let mut orders = orders.finish(true, reading);
        // An order with nothing on it has nothing to hand out; its rows' errors say why.
        orders.retain(|order| !order.lines.is_empty());
        Parsed {
            round: title(self.book),
            complete,
            blocks: count(blocks(kept).count()),
            orders,
            groups: self.sieve.groups(),
            ..Parsed::default()
        }
    }
}

fn merged_customer(table: &Table, rows: &[Kept], orders: &Gathered, reading: &mut Reading<'_>) {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return;
    };
    if rows.iter().all(|kept| kept.order == first.order) {
        return;
    }
    let sequence_nos = in_order(
        rows.iter()
            .map(|kept| orders.sequence_no(kept.order).to_owned())
            .collect(),
    );
    reading.warn(Problem {
        row: Some(table.number(first.row)),
        last_row: Some(table.number(last.row)),
        column: "跟团号".to_owned(),
        value: shown(&sequence_nos.join(" + ")),
        message: format!("One customer has the orders {}.", sequence_nos.join(", ")),
        sequence_nos,
        ..of(ErrorCode::MergedCustomer)
    });
}
