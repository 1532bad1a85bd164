//! A batch as JSON: `wire::Batch`, `"format":"ziti.batch/1"`.

use std::collections::HashSet;

use serde::Deserialize;
use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_domain::quantity::Quantity;
use ziti_wire::batch::{Batch, BatchLine, BatchOrder, FORMAT};
use ziti_wire::import::Problem;

use crate::csv::decoded;
use crate::figures::{DEAREST, MOST};
use crate::lengths;
use crate::problem::{of, shown};
use crate::reading::{Place, Reading, Stop};
use crate::{Content, Parsed, Source};

/// A batch as JSON.
pub(crate) struct Json;

impl Source for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        let Content::Text(bytes) = content else { return false };
        let unmarked = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        matches!(unmarked.trim_ascii_start().first(), Some(b'{' | b'['))
    }

    fn read(&self, content: &Content<'_>, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
        let Content::Text(bytes) = content else {
            let message = "This is a workbook, not JSON.".to_owned();
            return Err(reading.refuse(Problem {
                message,
                ..of(ErrorCode::JsonInvalid)
            }));
        };
        let text = decoded(bytes, reading)?;
        // Every order and every line is an object, so that their number is known before any memory is asked for.
        if objects(&text) > u64::from(reading.options.limits.rows) {
            return Err(reading.refuse(of(ErrorCode::TooManyRows)));
        }
        reading.tell()?;
        let format = serde_json::from_str::<Head>(&text)
            .map_err(|error| reading.refuse(invalid(&error)))?
            .format;
        if format.as_deref() != Some(FORMAT) {
            let value = shown(format.as_deref().unwrap_or_default());
            return Err(reading.refuse(Problem {
                column: "format".to_owned(),
                value,
                ..of(ErrorCode::JsonWrongFormat)
            }));
        }
        let batch: Batch = serde_json::from_str(&text).map_err(|error| reading.refuse(invalid(&error)))?;
        checked(batch, reading)
    }
}

/// As much of a batch as says what it is.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: Option<String>,
}

fn invalid(error: &serde_json::Error) -> Problem {
    Problem {
        row: u32::try_from(error.line()).ok().filter(|line| *line > 0),
        message: format!("This is not JSON of a batch: {error}."),
        ..of(ErrorCode::JsonInvalid)
    }
}

/// How many objects begin in the text.
fn objects(text: &str) -> u64 {
    let (mut objects, mut inside, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'{' if !inside => objects += 1,
            _ => {}
        }
    }
    objects
}

fn checked(batch: Batch, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
    let mut known = HashSet::new();
    let mut orders = Vec::with_capacity(batch.orders.len());
    reading.of = u32::try_from(batch.orders.len()).ok();
    for order in batch.orders {
        reading.row()?;
        let order = cleaned(order, reading)?;
        let about = |code| Problem {
            sequence_nos: vec![order.sequence_no.clone()],
            value: shown(&order.sequence_no),
            ..of(code)
        };
        if order.sequence_no.is_empty() || order.sequence_no.chars().count() > lengths::SEQUENCE_NO {
            reading.error(Problem {
                sequence_nos: Vec::new(),
                column: "sequence_no".to_owned(),
                ..about(ErrorCode::SequenceNoMissing)
            });
        } else if !known.insert((order.round.clone(), order.sequence_no.clone())) {
            reading.error(Problem {
                column: "sequence_no".to_owned(),
                ..about(ErrorCode::SequenceNoTwice)
            });
        }
        if order.recipient.is_empty() {
            reading.warn(about(ErrorCode::RecipientMissing));
        }
        if order.lines.is_empty() && !order.cancelled {
            let message = "The order has no lines.".to_owned();
            reading.error(Problem {
                column: "lines".to_owned(),
                message,
                ..about(ErrorCode::ProductMissing)
            });
        }
        if order.paid_minor.is_some_and(|paid| !(0..=DEAREST.0).contains(&paid)) {
            let value = order
                .paid_minor
                .map_or_else(String::new, |paid| Money(paid).to_string());
            reading.error(Problem {
                column: "paid_minor".to_owned(),
                value,
                ..about(ErrorCode::AmountInvalid)
            });
        }
        for line in &order.lines {
            check_line(line, &order, reading);
        }
        orders.push(order);
    }
    let tidy = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(Parsed {
        day: tidy(batch.day),
        point: tidy(batch.point),
        complete: batch.complete,
        blocks: u32::try_from(orders.len()).unwrap_or(u32::MAX),
        orders,
        ..Parsed::default()
    })
}

fn check_line(line: &BatchLine, order: &BatchOrder, reading: &mut Reading<'_>) {
    let about = |code, column: &str, value: String| Problem {
        column: column.to_owned(),
        value,
        sequence_nos: vec![order.sequence_no.clone()],
        ..of(code)
    };
    if line.product.is_empty() {
        reading.error(about(ErrorCode::ProductMissing, "product", String::new()));
    }
    let quantity = Quantity(line.quantity_thousandths);
    if quantity <= Quantity::ZERO {
        reading.error(about(
            ErrorCode::QuantityInvalid,
            "quantity_thousandths",
            quantity.to_string(),
        ));
    } else if quantity > MOST {
        reading.error(about(
            ErrorCode::QuantityAbsurd,
            "quantity_thousandths",
            quantity.to_string(),
        ));
    }
    if !(0..=DEAREST.0).contains(&line.amount_minor) {
        reading.error(about(
            ErrorCode::AmountInvalid,
            "amount_minor",
            Money(line.amount_minor).to_string(),
        ));
    }
}

fn cleaned(order: BatchOrder, reading: &mut Reading<'_>) -> Result<BatchOrder, Stop> {
    let mut text = |raw: &str, column, most| reading.text(raw, most, Place { row: None, column });
    let mut several = |raw: Vec<String>, column, most| -> Result<Vec<String>, Stop> {
        let cleaned: Result<Vec<String>, Stop> = raw.iter().take(20).map(|raw| text(raw, column, most)).collect();
        Ok(cleaned?.into_iter().filter(|text| !text.is_empty()).collect())
    };
    let other_recipients = several(order.other_recipients, "other_recipients", lengths::NAME)?;
    let phones = several(order.phones, "phones", lengths::PHONE)?;
    let mut lines = order.lines;
    for line in &mut lines {
        line.product = text(&line.product, "product", lengths::PRODUCT)?;
        line.variant = text(&line.variant, "variant", lengths::PRODUCT)?;
        line.shown = text(&line.shown, "shown", lengths::PRODUCT)?;
    }
    Ok(BatchOrder {
        round: text(&order.round, "round", lengths::TITLE)?,
        sequence_no: text(&order.sequence_no, "sequence_no", lengths::SEQUENCE_NO + 1)?,
        recipient: text(&order.recipient, "recipient", lengths::NAME)?,
        orderer: text(&order.orderer, "orderer", lengths::NAME)?,
        building: text(&order.building, "building", lengths::PLACE)?,
        room: text(&order.room, "room", lengths::PLACE)?,
        address: text(&order.address, "address", lengths::ADDRESS)?,
        note: text(&order.note, "note", lengths::NOTE)?,
        other_recipients,
        phones,
        lines,
        ..order
    })
}
