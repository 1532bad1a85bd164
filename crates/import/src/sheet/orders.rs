//! A row is an order, and 商品 is one text for all its products: Kuaituantuan's second layout.

use std::collections::BTreeMap;

use ziti_domain::error::ErrorCode;
use ziti_domain::quantity::Quantity;
use ziti_wire::batch::{BatchLine, Zone};
use ziti_wire::import::Problem;

use super::customers::{Count, Kept};
use super::money::{Money, refund};
use super::{notes, picked_up, place, product_text, require, standing, table, text};
use crate::Parsed;
use crate::columns::Column;
use crate::figures;
use crate::gather::{Entry, Gathered};
use crate::lengths;
use crate::problem::{of, shown};
use crate::reading::{Reading, Stop};
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
    let mut count = Count::new(book, table, (0..table.len()).map(stands), reading);
    let mut orders = Gathered::default();
    let mut money = Money::default();
    for row in 0..table.len() {
        if row % 500 == 0 {
            reading.tell()?;
        }
        let ours = count.ours(row, |column| sheet.cell(row, column), &stands(row), reading)?;
        let Some((round, number)) = ours else { continue };
        refund(&stands(row), row, table, number.clone(), reading);
        let order = orders.add(entry(&sheet, row, round, number, reading)?);
        products(table, row, order, &mut orders, reading)?;
        let remarks = sheet.cell(row, Column::MemberNote);
        notes::give(table, row, remarks, &[order], &mut orders, reading)?;
        let block = blocks.get(row).copied().unwrap_or(row);
        money.line(block, order, 0);
        count.keep(Kept { block, row, order });
    }
    let kept = count.sorted();
    Ok(count.parsed(&kept, orders, &mut money, reading))
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
                elsewhere_thousandths: 0,
                no: None,
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
