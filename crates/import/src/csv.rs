//! Our own CSV: a row a line, columns by name in any order. What other programs can write without knowing us.

mod decode;
mod records;

use std::borrow::Cow;
use std::collections::BTreeMap;

use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_wire::batch::{BatchLine, Zone};
use ziti_wire::import::Problem;

pub(crate) use self::decode::decoded;
use self::records::{Fault, Records};
use crate::figures;
use crate::gather::{Entry, Gathered, add_note};
use crate::lengths;
use crate::problem::{of, shown};
use crate::reading::{Place, Reading, Stop};
use crate::{Content, Format, Parsed, Source};

/// The columns, in the order in which we write them.
const COLUMNS: [&str; 14] = [
    "round",
    "sequence_no",
    "recipient",
    "phone",
    "building",
    "room",
    "address",
    "product",
    "variant",
    "quantity",
    "unit_price",
    "paid",
    "note",
    "zone",
];

/// Without these a row says nothing.
const NEEDED: [&str; 3] = ["sequence_no", "product", "quantity"];

/// Our own CSV.
pub(crate) struct Csv;

impl Source for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        matches!(content, Content::Text(_))
    }

    fn read(&self, content: &Content<'_>, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
        let Content::Text(bytes) = content else {
            let message = "This is a workbook, not a CSV.".to_owned();
            return Err(reading.refuse(Problem {
                message,
                ..of(ErrorCode::UnknownFormat)
            }));
        };
        let text = decoded(bytes, reading)?;
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        reading.of = Some(
            u32::try_from(lines)
                .unwrap_or(u32::MAX)
                .min(reading.options.limits.rows),
        );
        let mut records = Records::new(&text);
        let header = header(&mut records, reading)?;
        rows(&mut records, &header, reading)
    }
}

/// Which field of a row is which column, and the names as the file writes them.
struct Header {
    fields: BTreeMap<&'static str, usize>,
    written: Vec<String>,
}

/// Reads the first row that is not blank.
fn header(records: &mut Records<'_>, reading: &mut Reading<'_>) -> Result<Header, Stop> {
    let mut row = Vec::new();
    let mut number = 0;
    while row.iter().all(|field: &Cow<'_, str>| field.trim().is_empty()) {
        match next(records, &mut row, reading)? {
            Some(at) => number = at,
            None => break,
        }
    }
    let written: Vec<String> = row.iter().map(|field| shown(field.trim())).collect();
    let names = row
        .iter()
        .map(|field| field.trim().to_ascii_lowercase().replace([' ', '-'], "_"));
    let mut fields = BTreeMap::new();
    for (at, name) in names.enumerate() {
        if let Some(column) = COLUMNS.iter().find(|column| **column == name) {
            fields.entry(*column).or_insert(at);
        }
    }
    let about = |code| Problem {
        row: Some(number).filter(|row| *row > 0),
        value: shown(&written.join(", ")),
        ..of(code)
    };
    if fields.is_empty() {
        // Whoever did not say that it is a CSV may have meant anything.
        let asked = reading.options.format == Format::Csv;
        let problem = if asked {
            about(ErrorCode::CsvHeaderMissing)
        } else {
            of(ErrorCode::UnknownFormat)
        };
        return Err(reading.refuse(problem));
    }
    let mut outcome = Ok(());
    for column in NEEDED.iter().filter(|column| !fields.contains_key(**column)) {
        let message = format!(
            "The file has no column {column}. Columns found: {}.",
            written.join(", ")
        );
        outcome = Err(reading.refuse(Problem {
            column: (*column).to_owned(),
            message,
            ..about(ErrorCode::ColumnMissing)
        }));
    }
    outcome.map(|()| Header { fields, written })
}

/// One row: what stands in which column.
struct Row<'r> {
    number: u32,
    header: &'r Header,
    fields: &'r [Cow<'r, str>],
}

impl<'r> Row<'r> {
    fn cell(&self, column: &str) -> &'r str {
        self.header
            .fields
            .get(column)
            .and_then(|at| self.fields.get(*at))
            .map_or("", |field| field.trim())
    }

    fn place<'c>(&self, column: &'c str) -> Place<'c> {
        Place {
            row: Some(self.number),
            column,
        }
    }

    fn text(&self, column: &str, most: usize, reading: &mut Reading<'_>) -> Result<String, Stop> {
        reading.text(self.cell(column), most, self.place(column))
    }

    fn problem(&self, code: ErrorCode, column: &str) -> Problem {
        Problem {
            row: Some(self.number),
            column: column.to_owned(),
            value: shown(self.cell(column)),
            ..of(code)
        }
    }
}

fn rows(records: &mut Records<'_>, header: &Header, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
    let mut orders = Gathered::default();
    // What was paid for each order, and whether the file says so for any of its lines.
    let mut paid = Vec::<(i64, bool)>::new();
    let mut fields = Vec::new();
    while let Some(number) = next(records, &mut fields, reading)? {
        let row = Row {
            number,
            header,
            fields: &fields,
        };
        if fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        // One more than there are columns, even an empty one: something has moved to the right.
        if fields.len() > header.written.len() {
            let message = format!(
                "The row has {} fields, the first row {}.",
                fields.len(),
                header.written.len()
            );
            let hint = "Put quotation marks around a text that holds the separator.".to_owned();
            reading.error(Problem {
                row: Some(number),
                message,
                hint,
                ..of(ErrorCode::CsvRowMalformed)
            });
            continue;
        }
        let Some(entry) = entry(&row, reading)? else { continue };
        let at = orders.add(entry);
        let note = row.text("note", lengths::NOTE, reading)?;
        if let Some(order) = orders.order_mut(at) {
            add_note(order, &note);
        }
        paid.resize(paid.len().max(at + 1), (0, false));
        if let Some(line) = line(&row, orders.sequence_no(at), reading)? {
            let said = row.cell("paid");
            let share = if said.is_empty() {
                Some(Money(line.amount_minor))
            } else {
                figures::amount(said, row.place("paid"), orders.sequence_no(at), reading)
            };
            if let Some((sum, told)) = paid.get_mut(at) {
                *sum = sum.saturating_add(share.unwrap_or_default().0);
                *told |= !said.is_empty();
            }
            orders.line(at, line);
        }
    }
    for (at, (sum, _)) in paid.iter().enumerate().filter(|(_, (_, told))| *told) {
        if let Some(order) = orders.order_mut(at) {
            order.paid_minor = Some(*sum);
        }
    }
    let mut orders = orders.finish(false, reading);
    orders.retain(|order| !order.lines.is_empty());
    Ok(Parsed {
        complete: true,
        blocks: u32::try_from(orders.len()).unwrap_or(u32::MAX),
        orders,
        ..Parsed::default()
    })
}

fn entry(row: &Row<'_>, reading: &mut Reading<'_>) -> Result<Option<Entry>, Stop> {
    let sequence_no = row.text("sequence_no", lengths::SEQUENCE_NO + 1, reading)?;
    if sequence_no.is_empty() || sequence_no.chars().count() > lengths::SEQUENCE_NO {
        reading.error(row.problem(ErrorCode::SequenceNoMissing, "sequence_no"));
        return Ok(None);
    }
    Ok(Some(Entry {
        row: row.number,
        round: row.text("round", lengths::TITLE, reading)?,
        sequence_no,
        recipient: row.text("recipient", lengths::NAME, reading)?,
        phone: row.text("phone", lengths::PHONE, reading)?,
        building: row.text("building", lengths::PLACE, reading)?,
        room: row.text("room", lengths::PLACE, reading)?,
        address: row.text("address", lengths::ADDRESS, reading)?,
        ..Entry::default()
    }))
}

fn line(row: &Row<'_>, sequence_no: &str, reading: &mut Reading<'_>) -> Result<Option<BatchLine>, Stop> {
    let product = row.text("product", lengths::PRODUCT, reading)?;
    if product.is_empty() {
        reading.error(Problem {
            sequence_nos: vec![sequence_no.to_owned()],
            ..row.problem(ErrorCode::ProductMissing, "product")
        });
    }
    let variant = row.text("variant", lengths::PRODUCT, reading)?;
    let quantity = figures::quantity(row.cell("quantity"), row.place("quantity"), sequence_no, reading);
    let price = figures::amount(row.cell("unit_price"), row.place("unit_price"), sequence_no, reading);
    let (Some(quantity), Some(price)) = (quantity, price) else {
        return Ok(None);
    };
    let Some(amount) = figures::times(quantity, price) else {
        let message = format!("{quantity} at {price} is more than any order costs.");
        reading.error(Problem {
            message,
            sequence_nos: vec![sequence_no.to_owned()],
            ..row.problem(ErrorCode::AmountInvalid, "unit_price")
        });
        return Ok(None);
    };
    let zone = zone(row.cell("zone")).unwrap_or_else(|| {
        reading.warn(row.problem(ErrorCode::ZoneUnknown, "zone"));
        Zone::Ambient
    });
    Ok(Some(BatchLine {
        elsewhere_thousandths: 0,
        no: None,
        product,
        variant,
        shown: String::new(),
        quantity_thousandths: quantity.0,
        amount_minor: amount.0,
        zone,
    }))
}

fn zone(written: &str) -> Option<Zone> {
    match written.to_ascii_lowercase().as_str() {
        "" | "ambient" | "常温" => Some(Zone::Ambient),
        "chilled" | "冷藏" => Some(Zone::Chilled),
        "frozen" | "冷冻" => Some(Zone::Frozen),
        _ => None,
    }
}

/// The next row's number and fields; rows that cannot be split are noted and passed over.
fn next<'t>(
    records: &mut Records<'t>,
    fields: &mut Vec<Cow<'t, str>>,
    reading: &mut Reading<'_>,
) -> Result<Option<u32>, Stop> {
    let limits = reading.options.limits;
    loop {
        reading.row()?;
        let (number, fault) = match records.next(fields, limits.columns as usize) {
            None => return Ok(None),
            Some(Ok(number)) if number > limits.rows => {
                return Err(reading.refuse(Problem {
                    row: Some(number),
                    ..of(ErrorCode::TooManyRows)
                }));
            }
            Some(Ok(number)) => return Ok(Some(number)),
            Some(Err(fault)) => fault,
        };
        let about = |code| Problem {
            row: Some(number),
            ..of(code)
        };
        match fault {
            Fault::TooManyColumns => return Err(reading.refuse(about(ErrorCode::TooManyColumns))),
            Fault::QuoteOpen => {
                let message = format!("A quotation mark of row {number} is never closed.");
                return Err(reading.refuse(Problem {
                    message,
                    ..about(ErrorCode::CsvRowMalformed)
                }));
            }
            Fault::TextBehindQuote => reading.error(about(ErrorCode::CsvRowMalformed)),
        }
    }
}
