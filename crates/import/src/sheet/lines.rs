//! A row is a line: Kuaituantuan's first layout, and ShopeX. Several rows make an order, several orders can be one customer.

use std::collections::{BTreeMap, HashMap};

use ziti_domain::error::ErrorCode;
use ziti_wire::batch::{BatchLine, Zone};
use ziti_wire::import::Problem;

use super::customers::{Count, Kept, blocks};
use super::money::{Money, Written, refund};
use super::{notes, picked_up, place, require, standing, table, text};
use crate::Parsed;
use crate::columns::Column;
use crate::figures;
use crate::gather::{Entry, Gathered};
use crate::lengths;
use crate::problem::of;
use crate::reading::{Reading, Stop};
use crate::sieve::Standing;
use crate::workbook::{Table, Workbook};

/// Which rows are one customer, whose money and address stand on the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocks {
    /// Those merged in 订单金额.
    Merged,
    /// Those, and those of one 订单号.
    OrderNumbers,
}

/// Columns that are every row's own, unless they themselves are merged over rows.
const PER_ROW: [Column; 6] = [
    Column::SequenceNo,
    Column::Title,
    Column::OrderNumber,
    Column::Orderer,
    Column::Recipient,
    Column::Phone,
];

/// The table, and where the text of each of its cells stands.
struct Sheet<'t> {
    table: &'t Table,
    blocks: Vec<usize>,
    merged: BTreeMap<Column, Vec<usize>>,
}

impl<'t> Sheet<'t> {
    fn new(table: &'t Table, by: Blocks) -> Self {
        let mut sheet = Self {
            table,
            blocks: table.firsts(Column::OrderAmount),
            merged: PER_ROW
                .into_iter()
                .map(|column| (column, table.firsts(column)))
                .collect(),
        };
        if by == Blocks::OrderNumbers {
            let mut known = HashMap::<&str, usize>::new();
            for row in 0..table.len() {
                let number = sheet.own(row, Column::OrderNumber);
                let alone = sheet.blocks.get(row) == Some(&row);
                if alone && !number.is_empty() {
                    let first = *known.entry(number).or_insert(row);
                    if let Some(block) = sheet.blocks.get_mut(row) {
                        *block = first;
                    }
                }
            }
        }
        sheet
    }

    /// The first row of a row's block.
    fn block(&self, row: usize) -> usize {
        self.blocks.get(row).copied().unwrap_or(row)
    }

    /// A cell of the row's own.
    fn own(&self, row: usize, column: Column) -> &'t str {
        let first = self
            .merged
            .get(&column)
            .and_then(|firsts| firsts.get(row))
            .copied()
            .unwrap_or(row);
        match self.table.cell(row, column) {
            "" => self.table.cell(first, column),
            own => own,
        }
    }

    /// A cell that holds for the whole block.
    fn shared(&self, row: usize, column: Column) -> &'t str {
        self.table.cell(self.block(row), column)
    }

    fn standing(&self, row: usize) -> Standing<'t> {
        standing(|column| match (column, self.table.cell(row, column)) {
            // Money stands on the first row alone, and an order's lines may differ in state.
            (Column::Refund | Column::OrderAmount, _) | (_, "") => self.shared(row, column),
            (_, own) => own,
        })
    }
}

/// Reads the rows.
pub(crate) fn read(book: &Workbook, by: Blocks, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
    let table = table(book, reading)?;
    require(
        table,
        &[
            Column::SequenceNo,
            Column::Product,
            Column::Quantity,
            Column::LineAmount,
            Column::Recipient,
        ],
        reading,
    )?;
    if by == Blocks::OrderNumbers {
        require(table, &[Column::OrderNumber], reading)?;
    }
    let sheet = Sheet::new(table, by);
    let standings = (0..table.len()).map(|row| sheet.standing(row));
    let mut count = Count::new(book, table, standings, reading);
    let mut orders = Gathered::default();
    let mut money = Money::default();
    for row in 0..table.len() {
        if row % 500 == 0 {
            reading.tell()?;
        }
        let ours = count.ours(row, |column| sheet.own(row, column), &sheet.standing(row), reading)?;
        let Some((round, number)) = ours else { continue };
        let order = orders.add(entry(&sheet, row, round, number, reading)?);
        let amount = line(&sheet, row, order, &mut orders, reading)?;
        let block = sheet.block(row);
        // What the block's first row says is told with its money; a later row may say something else.
        let state = table.cell(row, Column::State);
        if row != block && state != table.cell(block, Column::State) {
            let standing = Standing {
                state,
                ..Standing::default()
            };
            refund(&standing, row, table, orders.sequence_no(order).to_owned(), reading);
        }
        money.line(block, order, amount);
        count.keep(Kept { block, row, order });
    }
    let kept = count.sorted();
    for rows in blocks(&kept) {
        let first = rows.first().map_or(0, |kept| kept.block);
        let remarks = table.cell(first, Column::MemberNote);
        if !remarks.is_empty() {
            let of_block: Vec<usize> = rows.iter().map(|kept| kept.order).collect();
            notes::give(table, first, remarks, &of_block, &mut orders, reading)?;
        }
        if table.has(Column::OrderAmount) {
            money.paid(&written(table, first), rows, table, &orders, reading);
        }
    }
    if table.has(Column::OrderAmount) {
        money.judge(table, &orders, by == Blocks::OrderNumbers, reading);
    }
    Ok(count.parsed(&kept, orders, &mut money, reading))
}

/// A block's money, as its first row writes it.
fn written(table: &Table, first: usize) -> Written<'_> {
    Written {
        row: first,
        paid: table.cell(first, Column::OrderAmount),
        discount: table.cell(first, Column::Discount),
        freight: table.cell(first, Column::Freight),
        standing: standing(|column| table.cell(first, column)),
    }
}

fn entry(
    sheet: &Sheet<'_>,
    row: usize,
    round: String,
    number: String,
    reading: &mut Reading<'_>,
) -> Result<Entry, Stop> {
    let table = sheet.table;
    let mut own = |column, most| text(table, row, column, sheet.own(row, column), most, reading);
    let (recipient, phone) = (
        own(Column::Recipient, lengths::NAME)?,
        own(Column::Phone, lengths::PHONE)?,
    );
    let orderer = own(Column::Orderer, lengths::NAME)?;
    let first = sheet.block(row);
    let mut shared = |column, most| text(table, first, column, sheet.shared(row, column), most, reading);
    let picked = match table.cell(row, Column::PickedUp) {
        "" => sheet.shared(row, Column::PickedUp),
        own => own,
    };
    Ok(Entry {
        row: table.number(row),
        round,
        sequence_no: number,
        recipient,
        phone,
        orderer,
        building: shared(Column::Building, lengths::PLACE)?,
        room: shared(Column::Room, lengths::PLACE)?,
        address: shared(Column::Address, lengths::ADDRESS)?,
        picked_up: picked_up(table, picked),
    })
}

/// Adds a row's line to its order and gives its amount.
fn line(
    sheet: &Sheet<'_>,
    row: usize,
    at: usize,
    orders: &mut Gathered,
    reading: &mut Reading<'_>,
) -> Result<i64, Stop> {
    let table = sheet.table;
    let number = orders.sequence_no(at).to_owned();
    let own = |column, reading: &mut Reading<'_>| {
        text(table, row, column, table.cell(row, column), lengths::PRODUCT, reading)
    };
    let (product, shown) = (own(Column::Product, reading)?, own(Column::Shown, reading)?);
    if product.is_empty() {
        let column = table.header(Column::Product).to_owned();
        reading.error(Problem {
            row: Some(table.number(row)),
            column,
            sequence_nos: vec![number.clone()],
            ..of(ErrorCode::ProductMissing)
        });
    }
    let quantity = figures::quantity(
        table.cell(row, Column::Quantity),
        place(table, row, Column::Quantity),
        &number,
        reading,
    );
    let amount = figures::amount(
        table.cell(row, Column::LineAmount),
        place(table, row, Column::LineAmount),
        &number,
        reading,
    );
    let amount = amount.map_or(0, |amount| amount.0);
    if let Some(quantity) = quantity {
        let line = BatchLine {
            elsewhere_thousandths: 0,
            no: None,
            product,
            variant: String::new(),
            shown,
            quantity_thousandths: quantity.0,
            amount_minor: amount,
            zone: Zone::Ambient,
        };
        orders.line(at, line);
    }
    Ok(amount)
}
