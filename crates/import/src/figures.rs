//! Quantities and amounts of a file, exactly or not at all.

use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_domain::quantity::Quantity;
use ziti_wire::import::Problem;

use crate::problem::{of, shown};
use crate::reading::{Place, Reading};

/// More than this fits no counter: 100,000 units.
pub(crate) const MOST: Quantity = Quantity::whole(100_000);

/// More than this is no order of a neighbourhood: ten millions.
pub(crate) const DEAREST: Money = Money(1_000_000_000);

/// Reads a quantity; notes an error and gives nothing when it cannot be handed out.
pub(crate) fn quantity(raw: &str, place: Place<'_>, sequence_no: &str, reading: &mut Reading<'_>) -> Option<Quantity> {
    let found = Quantity::parse(raw).or_else(|| settled(raw, 3).map(Quantity));
    let code = match found {
        Some(quantity) if quantity > Quantity::ZERO && quantity <= MOST => return Some(quantity),
        Some(quantity) if quantity > MOST => ErrorCode::QuantityAbsurd,
        // So many digits that they fit nothing are a number all the same.
        None if raw.len() > 15 && raw.bytes().all(|byte| byte.is_ascii_digit()) => ErrorCode::QuantityAbsurd,
        _ => ErrorCode::QuantityInvalid,
    };
    reading.error(about(code, raw, place, sequence_no));
    None
}

/// Reads an amount; nothing written is nothing to pay. Notes an error and gives nothing when it is none.
pub(crate) fn amount(raw: &str, place: Place<'_>, sequence_no: &str, reading: &mut Reading<'_>) -> Option<Money> {
    if bare(raw).is_empty() {
        return Some(Money::ZERO);
    }
    let sound = money(raw).filter(|money| (Money::ZERO..=DEAREST).contains(money));
    if sound.is_none() {
        reading.error(about(ErrorCode::AmountInvalid, raw, place, sequence_no));
    }
    sound
}

/// An amount as files write it, its currency beside it or not; nothing for what is none.
pub(crate) fn money(raw: &str) -> Option<Money> {
    let bare = bare(raw);
    Money::parse(bare).or_else(|| settled(bare, 2).map(Money))
}

fn bare(raw: &str) -> &str {
    raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '¥' | '￥' | '元'))
}

/// Units times price: exact, and half a minor unit is rounded up. Nothing when it is more than any order costs.
pub(crate) fn times(quantity: Quantity, price: Money) -> Option<Money> {
    let exact = i128::from(quantity.0) * i128::from(price.0);
    i64::try_from((exact + 500).div_euclid(1000))
        .ok()
        .map(Money)
        .filter(|money| *money <= DEAREST)
}

fn about(code: ErrorCode, raw: &str, place: Place<'_>, sequence_no: &str) -> Problem {
    Problem {
        row: place.row,
        column: shown(place.column),
        value: shown(raw),
        sequence_nos: Some(sequence_no.to_owned())
            .filter(|number| !number.is_empty())
            .into_iter()
            .collect(),
        ..of(code)
    }
}

/// A spreadsheet's sum carries the dust of its doubles: 179.70000000000002 is 179.70. Anything further off is no such dust.
fn settled(raw: &str, places: usize) -> Option<i64> {
    let (whole, part) = raw.split_once('.')?;
    let dust = part.get(places..).filter(|dust| dust.len() >= 5)?;
    let kept = format!("{whole}{}", part.get(..places)?);
    let near =
        |digit: u8| dust.bytes().take(5).all(|byte| byte == digit) && dust.bytes().all(|byte| byte.is_ascii_digit());
    let units: i64 = kept.parse().ok()?;
    if near(b'0') {
        Some(units)
    } else if near(b'9') {
        units.checked_add(if whole.starts_with('-') { -1 } else { 1 })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use ziti_domain::money::Money;
    use ziti_domain::quantity::Quantity;

    use super::{amount, quantity, settled, times};
    use crate::Options;
    use crate::reading::{Place, Reading};

    fn codes(act: impl FnOnce(&mut Reading<'_>, Place<'_>)) -> Vec<String> {
        let mut go_on = |_| ControlFlow::Continue(());
        let mut reading = Reading::new(Options::default(), &mut go_on);
        act(
            &mut reading,
            Place {
                row: Some(2),
                column: "数量",
            },
        );
        reading.problems().1.into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn a_quantity_is_above_nothing_and_fits_a_counter() {
        for (raw, units, code) in [
            ("1", Some(1000), ""),
            ("1.5", Some(1500), ""),
            ("100000", Some(100_000_000), ""),
            ("0.30000000000000004", Some(300), ""),
            ("0", None, "quantity_invalid"),
            ("-3", None, "quantity_invalid"),
            ("", None, "quantity_invalid"),
            ("两箱", None, "quantity_invalid"),
            ("1.2345", None, "quantity_invalid"),
            ("1e9", None, "quantity_invalid"),
            ("100001", None, "quantity_absurd"),
            ("99999999999999999999999999", None, "quantity_absurd"),
        ] {
            let found =
                codes(|reading, place| assert_eq!(quantity(raw, place, "1", reading), units.map(Quantity), "{raw}"));
            assert_eq!(found.join(""), code, "{raw}");
        }
    }

    #[test]
    fn an_amount_is_money_of_this_world() {
        for (raw, minor) in [
            ("59.9", Some(5990)),
            ("￥59.90元", Some(5990)),
            ("", Some(0)),
            ("179.70000000000002", Some(17_970)),
            ("0.8999999999999999", Some(90)),
            ("-1", None),
            ("1.005", None),
            ("1,234", None),
            ("10000000.01", None),
            ("NaN", None),
        ] {
            let found = codes(|reading, place| assert_eq!(amount(raw, place, "1", reading), minor.map(Money), "{raw}"));
            assert_eq!(found.is_empty(), minor.is_some(), "{raw}");
        }
    }

    #[test]
    fn dust_is_told_from_decimals() {
        assert_eq!(settled("-0.8999999999999999", 2), Some(-90));
        assert_eq!(settled("1.23456789", 2), None);
        assert_eq!(settled("1.0000x00000", 2), None);
    }

    #[test]
    fn a_price_times_a_quantity_is_rounded_half_up() {
        assert_eq!(times(Quantity(1500), Money(333)), Some(Money(500)));
        assert_eq!(times(Quantity(2000), Money(5990)), Some(Money(11_980)));
        assert_eq!(times(Quantity(100_000_000), Money(1_000_000_000)), None);
    }
}
