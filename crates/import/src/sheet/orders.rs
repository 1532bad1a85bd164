//! A row is an order, and 商品 is one text for all its products: Kuaituantuan's second layout.

use std::collections::{BTreeMap, HashSet};

use ziti_domain::error::ErrorCode;
use ziti_domain::quantity::Quantity;
use ziti_wire::batch::{BatchLine, Zone};
use ziti_wire::import::Problem;

use super::money::{Money, refund};
use super::{
    Seen, beside, count, lines, notes, picked_up, place, product_text, require, rounds_by_row, sequence_no, standing,
    table, text, title,
};
use crate::Parsed;
use crate::columns::Column;
use crate::figures;
use crate::gather::{Entry, Gathered};
use crate::lengths;
use crate::problem::{of, shown};
use crate::reading::{Reading, Stop};
use crate::sieve::Sieve;
use crate::workbook::{Table, Workbook};

/// Columns whose merged cells say the same of each of their rows; figures and products stand where they stand.
const SHARED: [Column; 13] = [
    Column::MemberNote,
    Column::Title,
    Column::SequenceNo,
    Column::Orderer,
    Column::State,
    Column::Logistics,
    Column::Point,
    Column::Recipient,
    Column::Phone,
    Column::Building,
    Column::Room,
    Column::Address,
    Column::PickedUp,
];

struct Sheet<'t> {
    table: &'t Table,
    merged: BTreeMap<Column, Vec<usize>>,
}

impl<'t> Sheet<'t> {
    fn cell(&self, row: usize, column: Column) -> &'t str {
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
}

/// Reads the rows.
pub(crate) fn read(book: &Workbook, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
    let table = table(book, reading)?;
    require(
        table,
        &[
            Column::SequenceNo,
            Column::Product,
            Column::OrderAmount,
            Column::Recipient,
        ],
        reading,
    )?;
    let sheet = Sheet {
        table,
        merged: SHARED
            .into_iter()
            .map(|column| (column, table.firsts(column)))
            .collect(),
    };
    let blocks = table.firsts(Column::OrderAmount);
    let stands = |row| standing(|column| sheet.cell(row, column));
    let mut sieve = Sieve::new((0..table.len()).map(stands), table.header(Column::Point), reading);
    let mut orders = Gathered::default();
    let mut all = HashSet::<String>::new();
    let mut seen = Seen::default();
    let mut customers = BTreeMap::<usize, Vec<(usize, usize)>>::new();
    let mut money = Money::default();
    for row in 0..table.len() {
        if row % 500 == 0 {
            reading.tell()?;
        }
        let Some(number) = sequence_no(table, row, sheet.cell(row, Column::SequenceNo), reading)? else {
            continue;
        };
        let round = sheet.cell(row, Column::Title);
        let round = if rounds_by_row(book, table) {
            text(table, row, Column::Title, round, lengths::TITLE, reading)?
        } else {
            String::new()
        };
        let key = format!("{round}\n{number}");
        let ours = sieve.keeps(&stands(row), &key);
        all.insert(key);
        let units = Quantity::parse(table.cell(row, Column::Quantity));
        seen.thousandths = seen.thousandths.saturating_add(units.unwrap_or_default().0);
        if !ours {
            continue;
        }
        refund(&stands(row), row, table, number.clone(), reading);
        let at = orders.add(entry(&sheet, row, round, number, reading)?);
        products(table, row, at, &mut orders, reading)?;
        let block = blocks.get(row).copied().unwrap_or(row);
        customers.entry(block).or_default().push((row, at));
        money.line(block, at, 0);
        notes::give(
            table,
            row,
            sheet.cell(row, Column::MemberNote),
            std::iter::once(at),
            &mut orders,
            reading,
        )?;
    }
    seen.orders = count(all.len());
    for rows in customers.values() {
        lines::merged_customer(table, rows, &orders, reading);
    }
    for (at, household) in money.households(&customers) {
        if let Some(order) = orders.order_mut(at) {
            order.household = Some(household);
        }
    }
    let mut complete_seen = seen;
    if !table.has(Column::Quantity) {
        // Without a column of quantities there is nothing to hold against the other sheets' units.
        complete_seen.thousandths = book.summary.units.or(book.summary.sold).unwrap_or_default().0;
    }
    let complete = beside(book, complete_seen, reading);
    Ok(Parsed {
        round: title(book),
        complete,
        blocks: count(customers.len()),
        orders: super::with_lines(orders.finish(true, reading)),
        groups: sieve.groups(),
        ..Parsed::default()
    })
}

fn entry(
    sheet: &Sheet<'_>,
    row: usize,
    round: String,
    number: String,
    reading: &mut Reading<'_>,
) -> Result<Entry, Stop> {
    let table = sheet.table;
    let mut cell = |column, most| text(table, row, column, sheet.cell(row, column), most, reading);
    Ok(Entry {
        row: table.number(row),
        round,
        sequence_no: number,
        recipient: cell(Column::Recipient, lengths::NAME)?,
        phone: cell(Column::Phone, lengths::PHONE)?,
        orderer: cell(Column::Orderer, lengths::NAME)?,
        building: cell(Column::Building, lengths::PLACE)?,
        room: cell(Column::Room, lengths::PLACE)?,
        address: cell(Column::Address, lengths::ADDRESS)?,
        picked_up: picked_up(table, sheet.cell(row, Column::PickedUp)),
    })
}

/// Adds a row's products as lines. What each costs is not in the file: the order's amount stands on the first, so that sums are right.
fn products(
    table: &Table,
    row: usize,
    at: usize,
    orders: &mut Gathered,
    reading: &mut Reading<'_>,
) -> Result<(), Stop> {
    let number = orders.sequence_no(at).to_owned();
    // A cell's text ends somewhere; nobody orders so much that this cuts it.
    let raw = table.cell(row, Column::Product);
    let raw = raw.get(..raw.floor_char_boundary(20_000)).unwrap_or_default();
    let about = |code| Problem {
        row: Some(table.number(row)),
        column: table.header(Column::Product).to_owned(),
        value: shown(raw),
        sequence_nos: vec![number.clone()],
        ..of(code)
    };
    let pieces = product_text::split(raw);
    if pieces.is_empty() {
        reading.error(about(ErrorCode::ProductMissing));
    }
    let amount = figures::amount(
        table.cell(row, Column::OrderAmount),
        place(table, row, Column::OrderAmount),
        &number,
        reading,
    );
    let mut amount = amount.map_or(0, |amount| amount.0);
    let total = Quantity::parse(table.cell(row, Column::Quantity))
        .filter(|total| (Quantity(1)..=figures::MOST).contains(total));
    let alone = pieces.len() == 1 && !raw.contains('、');
    let (mut unclear, mut sum) = (false, Quantity::ZERO);
    for piece in pieces {
        let quantity = match (piece.quantity, total) {
            (Some(written), _) => figures::quantity(written, place(table, row, Column::Product), &number, reading),
            // One product and a column that says how many: nothing is guessed.
            (None, Some(total)) if alone => Some(total),
            (None, _) => {
                unclear = true;
                Some(Quantity::whole(1))
            }
        };
        let Some(quantity) = quantity else { continue };
        sum = sum + quantity;
        let product = text(table, row, Column::Product, piece.product, lengths::PRODUCT, reading)?;
        let shown = text(table, row, Column::Product, piece.shown, lengths::PRODUCT, reading)?;
        orders.line(
            at,
            BatchLine {
                product,
                variant: String::new(),
                shown,
                quantity_thousandths: quantity.0,
                amount_minor: std::mem::take(&mut amount),
                zone: Zone::Ambient,
            },
        );
    }
    if unclear {
        reading.warn(about(ErrorCode::ProductTextUnclear));
    } else if let Some(total) = total.filter(|total| *total != sum) {
        let message = format!(
            "The products add up to {sum}, but {} says {total}.",
            table.header(Column::Quantity)
        );
        let hint = "The products count as read; look at the order before handing over.".to_owned();
        reading.warn(Problem {
            message,
            hint,
            ..about(ErrorCode::ProductTextUnclear)
        });
    }
    Ok(())
}
