//! Decimals as text, exactly: no floats.

use std::fmt::{Formatter, Result};

/// Reads a decimal with a point into units of 10^-`places`. More decimals than that are refused unless they are zeros.
pub(crate) fn parse(text: &str, places: u32) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let places = places as usize;
    if part.len() > places && part.bytes().skip(places).any(|byte| byte != b'0') {
        return None;
    }
    let mut value = 0i64;
    let part = part.bytes().chain(std::iter::repeat(b'0')).take(places);
    for digit in whole.bytes().chain(part) {
        value = value.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    Some(if negative { -value } else { value })
}

/// Writes units of 10^-`places` with at least `least` decimals and no more zeros than that.
pub(crate) fn write(f: &mut Formatter<'_>, value: i64, places: u32, least: usize) -> Result {
    let unit = 10u64.pow(places);
    let size = value.unsigned_abs();
    let sign = if value < 0 { "-" } else { "" };
    let part = format!("{:0width$}", size % unit, width = places as usize);
    let kept = part.trim_end_matches('0').len().max(least);
    let part = part.get(..kept).unwrap_or_default();
    if part.is_empty() {
        write!(f, "{sign}{}", size / unit)
    } else {
        write!(f, "{sign}{}.{part}", size / unit)
    }
}

#[cfg(test)]
mod tests {
    use crate::money::Money;
    use crate::quantity::Quantity;

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        for (text, minor) in [
            ("47.2", Some(4720)),
            ("0", Some(0)),
            (".5", Some(50)),
            ("-3", Some(-300)),
            ("1.500", Some(150)),
        ] {
            assert_eq!(Money::parse(text), minor.map(Money), "{text}");
        }
        for text in ["", ".", "1.005", "1,5", "1e3", "９", "NaN", "99999999999999999999"] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
        assert_eq!(Quantity::parse("1.255"), Some(Quantity(1255)));
    }

    #[test]
    fn decimals_are_written_as_people_write_them() {
        assert_eq!(Money(4720).to_string(), "47.20");
        assert_eq!(Money(-5).to_string(), "-0.05");
        assert_eq!(Quantity(2000).to_string(), "2");
        assert_eq!(Quantity(1500).to_string(), "1.5");
        assert_eq!(Quantity(i64::MIN).to_string(), "-9223372036854775.808");
    }
}
