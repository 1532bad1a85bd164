//! A row is a line: Kuaituantuan's first layout, and ShopeX. Several rows make an order, several orders can be one customer.

use std::collections::{BTreeMap, HashMap, HashSet};

use ziti_domain::error::ErrorCode;
use ziti_domain::quantity::Quantity;
use ziti_wire::batch::{BatchLine, Zone};
use ziti_wire::import::Problem;

use super::money::Money;
use super::{
    Seen, beside, count, notes, picked_up, place, require, rounds_by_row, sequence_no, standing, table, text, title,
};
use crate::Parsed;
use crate::columns::Column;
use crate::figures;
use crate::gather::{Entry, Gathered};
use crate::lengths;
use crate::problem::{in_order, of};
use crate::reading::{Reading, Stop};
use crate::sieve::{Sieve, Standing};
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
    let mut sieve = Sieve::new(
        (0..table.len()).map(|row| sheet.standing(row)),
        table.header(Column::Point),
        reading,
    );
    let mut orders = Gathered::default();
    let mut money = Money::default();
    // The rows of ours and the order of each.
    let mut kept = Vec::<(usize, usize)>::new();
    let mut all = HashSet::<String>::new();
    let mut seen = Seen::default();
    for row in 0..table.len() {
        if row % 500 == 0 {
            reading.tell()?;
        }
        let Some(number) = sequence_no(table, row, sheet.own(row, Column::SequenceNo), reading)? else {
            continue;
        };
        let round = sheet.own(row, Column::Title);
        let round = if rounds_by_row(book, table) {
            text(table, row, Column::Title, round, lengths::TITLE, reading)?
        } else {
            String::new()
        };
        let key = format!("{round}\n{number}");
        let ours = sieve.keeps(&sheet.standing(row), &key);
        all.insert(key);
        seen.thousandths = seen
            .thousandths
            .saturating_add(Quantity::parse(table.cell(row, Column::Quantity)).unwrap_or_default().0);
        if !ours {
            continue;
        }
        let at = orders.add(entry(&sheet, row, round, number, reading)?);
        kept.push((row, at));
        let amount = line(&sheet, row, at, &mut orders, reading)?;
        money.line(sheet.block(row), at, amount);
    }
    seen.orders = count(all.len());
    let blocks = blocks_of(&sheet, &kept);
    for (first, rows) in &blocks {
        let block = table.cell(*first, Column::MemberNote);
        notes::give(
            table,
            *first,
            block,
            rows.iter().map(|(_, at)| *at),
            &mut orders,
            reading,
        )?;
        if table.has(Column::OrderAmount) {
            money.paid(&sheet_money(table, *first), rows, table, &orders, reading);
        }
        merged_customer(table, rows, &orders, reading);
    }
    if table.has(Column::OrderAmount) {
        money.judge(table, &orders, by == Blocks::OrderNumbers, reading);
    }
    for (at, household) in money.households(&blocks) {
        if let Some(order) = orders.order_mut(at) {
            order.household = Some(household);
        }
    }
    let complete = beside(book, seen, reading);
    Ok(Parsed {
        round: title(book),
        complete,
        blocks: count(blocks.len()),
        orders: super::with_lines(orders.finish(true, reading)),
        groups: sieve.groups(),
        ..Parsed::default()
    })
}

/// A block's money, as its first row writes it.
fn sheet_money(table: &Table, first: usize) -> super::money::Written<'_> {
    super::money::Written {
        row: first,
        paid: table.cell(first, Column::OrderAmount),
        discount: table.cell(first, Column::Discount),
        freight: table.cell(first, Column::Freight),
        standing: standing(|column| table.cell(first, column)),
    }
}

/// Each block that has rows of ours, by its first row: those rows and their orders.
fn blocks_of(sheet: &Sheet<'_>, kept: &[(usize, usize)]) -> BTreeMap<usize, Vec<(usize, usize)>> {
    let mut blocks = BTreeMap::<usize, Vec<(usize, usize)>>::new();
    for (row, at) in kept {
        blocks.entry(sheet.block(*row)).or_default().push((*row, *at));
    }
    blocks
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

pub(super) fn merged_customer(table: &Table, rows: &[(usize, usize)], orders: &Gathered, reading: &mut Reading<'_>) {
    let distinct: HashSet<usize> = rows.iter().map(|(_, at)| *at).collect();
    if distinct.len() < 2 {
        return;
    }
    let sequence_nos = in_order(
        distinct
            .into_iter()
            .map(|at| orders.sequence_no(at).to_owned())
            .collect(),
    );
    reading.warn(Problem {
        row: rows.first().map(|(row, _)| table.number(*row)),
        last_row: rows.last().map(|(row, _)| table.number(*row)),
        message: format!("One customer has the orders {}.", sequence_nos.join(", ")),
        sequence_nos,
        ..of(ErrorCode::MergedCustomer)
    });
}
