//! What both layouts of a Kuaituantuan workbook and ShopeX have in common: the columns needed, rounds, and what stands beside the orders.

mod customers;
pub(crate) mod lines;
mod money;
mod notes;
pub(crate) mod orders;
mod product_text;

use ziti_domain::error::ErrorCode;
use ziti_domain::quantity::Quantity;
use ziti_wire::import::Problem;

use crate::columns::Column;
use crate::gather::PickedUp;
use crate::lengths;
use crate::problem::{of, shown};
use crate::reading::{Place, Reading, Stop};
use crate::sieve::Standing;
use crate::workbook::{Table, Workbook};

/// The table of orders, or an error that says which sheets were looked at.
fn table<'b>(book: &'b Workbook, reading: &mut Reading<'_>) -> Result<&'b Table, Stop> {
    book.table.as_ref().ok_or_else(|| {
        let value = shown(&book.sheets.join(", "));
        reading.refuse(Problem {
            column: Column::SequenceNo.name().to_owned(),
            value,
            ..of(ErrorCode::SheetMissing)
        })
    })
}

/// Notes an error for each column that is needed and not there; the rows then mean nothing.
fn require(table: &Table, columns: &[Column], reading: &mut Reading<'_>) -> Result<(), Stop> {
    let missing = columns.iter().filter(|column| !table.has(**column));
    let mut outcome = Ok(());
    for column in missing {
        let message = format!(
            "The file has no column {}. Columns found: {}.",
            column.name(),
            table.headers()
        );
        outcome = Err(reading.refuse(Problem {
            row: Some(1),
            column: column.name().to_owned(),
            message,
            ..of(ErrorCode::ColumnMissing)
        }));
    }
    outcome
}

/// Whether rows must say which round they are of: when there are several titles and the table has them.
fn rounds_by_row(book: &Workbook, table: &Table) -> bool {
    table.has(Column::Title) && book.summary.titles.len() > 1
}

/// The one title of the workbook, where there is exactly one.
fn title(book: &Workbook) -> Option<String> {
    match book.summary.titles.as_slice() {
        [title] => Some(title.clone()),
        _ => None,
    }
}

/// What a row's state columns say. `cell` knows where merged cells have their text.
fn standing<'t>(cell: impl Fn(Column) -> &'t str) -> Standing<'t> {
    Standing {
        state: cell(Column::State),
        refund: cell(Column::Refund),
        paid: cell(Column::OrderAmount),
        logistics: cell(Column::Logistics),
        point: cell(Column::Point),
    }
}

/// Cleans a cell that is kept.
fn text(
    table: &Table,
    row: usize,
    column: Column,
    raw: &str,
    most: usize,
    reading: &mut Reading<'_>,
) -> Result<String, Stop> {
    if raw.is_empty() {
        Ok(String::new())
    } else {
        reading.text(raw, most, place(table, row, column))
    }
}

fn place(table: &Table, row: usize, column: Column) -> Place<'_> {
    Place {
        row: Some(table.number(row)),
        column: table.header(column),
    }
}

/// A row's sequence number. Nothing for a row that has none: an error if it orders something, for nothing is dropped unseen.
fn sequence_no(table: &Table, row: usize, raw: &str, reading: &mut Reading<'_>) -> Result<Option<String>, Stop> {
    let about = || Problem {
        row: Some(table.number(row)),
        column: table.header(Column::SequenceNo).to_owned(),
        value: shown(raw),
        ..of(ErrorCode::SequenceNoMissing)
    };
    let product = table.cell(row, Column::Product);
    if raw.is_empty() {
        if !product.is_empty() {
            reading.error(Problem {
                value: shown(product),
                ..about()
            });
        } else if [Column::Quantity, Column::LineAmount, Column::OrderAmount]
            .iter()
            .any(|column| !table.cell(row, *column).is_empty())
        {
            let message = "A row has figures but neither a sequence number nor a product; it was left out.".to_owned();
            let hint = "If it is a total, there is nothing to do.".to_owned();
            reading.warn(Problem {
                message,
                hint,
                ..about()
            });
        }
        return Ok(None);
    }
    let number = text(table, row, Column::SequenceNo, raw, lengths::SEQUENCE_NO + 1, reading)?;
    if number.is_empty() || number.chars().count() > lengths::SEQUENCE_NO {
        reading.error(Problem {
            message: "This is no sequence number.".to_owned(),
            ..about()
        });
        return Ok(None);
    }
    Ok(Some(number))
}

/// Whether a cell of 核销状态 or 已提货 says that it was handed out elsewhere.
fn picked_up(table: &Table, raw: &str) -> PickedUp {
    let raw = raw.trim();
    let no = ["", "否", "0", "-", "—", "无", "no", "false", "×", "✗"];
    let yes = [
        "是",
        "1",
        "yes",
        "true",
        "✓",
        "√",
        "已提货",
        "已核销",
        "全部核销",
        "全部提货",
        "已自提",
        "已完成",
        "已取货",
    ];
    let said = raw.to_lowercase();
    if no.contains(&said.as_str()) || said.starts_with(['未', '待']) {
        PickedUp::No
    } else if yes.contains(&said.as_str()) {
        PickedUp::Yes
    } else {
        let said = crate::clean::clean(raw, lengths::PLACE).text;
        PickedUp::Partly(format!("{}：{said}", table.header(Column::PickedUp)))
    }
}

/// What stands beside the orders: whether the export is whole, and whether the leader's own sums agree.
fn beside(book: &Workbook, orders: u32, units: Option<Quantity>, reading: &mut Reading<'_>) -> bool {
    for sheet in &book.not_read {
        let message = format!("The sheet {sheet} has a column 跟团号 too; only the first such sheet was read.");
        let hint = "If it holds orders, save it as a file of its own and import that too.".to_owned();
        reading.warn(Problem {
            value: sheet.clone(),
            message,
            hint,
            ..of(ErrorCode::OtherSheetsDisagree)
        });
    }
    let summary = &book.summary;
    let orders = Quantity::whole(i64::from(orders));
    let their_orders = summary.orders.filter(|said| *said != orders);
    let their_units = units.and_then(|units| {
        [summary.units, summary.sold]
            .into_iter()
            .flatten()
            .find(|said| *said != units)
    });
    if their_orders.is_some() || their_units.is_some() {
        let units = units.unwrap_or_default();
        let message = format!(
            "Other sheets speak of {} orders and {} units; the order sheet has {orders} and {units}.",
            their_orders.unwrap_or(orders),
            their_units.unwrap_or(units)
        );
        reading.warn(Problem {
            message,
            ..of(ErrorCode::OtherSheetsDisagree)
        });
    }
    match summary.filter.as_deref() {
        None | Some("" | "全部") => true,
        Some(filter) => {
            reading.warn(Problem {
                column: "筛选条件".to_owned(),
                value: shown(filter),
                ..of(ErrorCode::FilteredExport)
            });
            false
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
