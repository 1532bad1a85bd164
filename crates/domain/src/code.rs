//! Pickup codes, bag labels and short codes: digits that say where and when they belong.
//!
//! A pickup code is kind `1`, point (6), service day (5), order number (6), issue (1), seal (20), check (2): 41 digits. A bag label is
//! kind `2`, point, day, order number, bag (2), check (2): 22 digits. Vectors stand in docs/pickup-codes.json.

use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::day::ServiceDay;
use crate::order::{ORDER_NO_MAX, OrderId};

/// Digits of a pickup code.
pub const PICKUP_DIGITS: usize = 41;
/// Digits of a bag label.
pub const BAG_DIGITS: usize = 22;
/// Digits of a short code.
pub const SHORT_DIGITS: usize = 6;
/// The last issue of a pickup code.
pub const ISSUE_MAX: u8 = 9;

/// A point's number, 6 digits, the first not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointNo(u32);

impl PointNo {
    /// The point with this number, 100000 to 999999.
    pub const fn new(number: u32) -> Option<Self> {
        if number >= 100_000 && number <= 999_999 {
            Some(Self(number))
        } else {
            None
        }
    }

    /// Reads 6 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok().and_then(Self::new)).flatten()
    }
}

impl std::fmt::Display for PointNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// The secret that all seals of a point come from.
#[derive(Clone, PartialEq, Eq)]
pub struct PointKey(pub [u8; 32]);

/// The secret that the seals of one service day of a point come from.
#[derive(Clone, PartialEq, Eq)]
pub struct DayKey([u8; 32]);

impl std::fmt::Debug for PointKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PointKey(secret)")
    }
}

impl std::fmt::Debug for DayKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DayKey(secret)")
    }
}

impl PointKey {
    /// The key of one service day: HKDF-SHA256 without salt, info `ziti/day/` and the day's 5 digits.
    pub fn of_day(&self, day: ServiceDay) -> DayKey {
        let info = format!("ziti/day/{:05}", day.number());
        let mut key = [0; 32];
        // 32 bytes are far below what HKDF can give, its only error.
        let expanded = Hkdf::<Sha256>::new(None, &self.0).expand(info.as_bytes(), &mut key);
        debug_assert!(expanded.is_ok());
        DayKey(key)
    }
}

impl DayKey {
    /// The key that a hub gave.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as a hub gives it.
    pub const fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// The seal over the 19 digits before it: the first 8 bytes of HMAC-SHA256, big-endian, as a number.
    fn seal(&self, digits: &str) -> u64 {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return 0; // HMAC takes keys of any length.
        };
        mac.update(digits.as_bytes());
        let bytes = mac.finalize().into_bytes();
        bytes.iter().take(8).fold(0, |seal, byte| seal << 8 | u64::from(*byte))
    }

    /// The pickup code of an order at its current issue.
    pub fn pickup_code(&self, point: PointNo, order: OrderId, issue: u8) -> String {
        let head = head(point, order, issue);
        with_check(&format!("{head}{:020}", self.seal(&head)))
    }

    /// Whether a code was sealed with this key.
    pub fn sealed(&self, code: &PickupCode) -> bool {
        self.seal(&head(code.point, code.order, code.issue)) == code.seal
    }
}

/// What a pickup code's digits say, its check digits being right. Whether it is genuine only [`DayKey::sealed`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PickupCode {
    /// Where it belongs.
    pub point: PointNo,
    /// When, and which order.
    pub order: OrderId,
    /// Its issue.
    pub issue: u8,
    seal: u64,
}

impl PickupCode {
    /// Reads 41 digits whose check is right; nothing else is a pickup code.
    pub fn parse(digits: &str) -> Option<Self> {
        let body = checked(digits, PICKUP_DIGITS, '1')?;
        let (point, order) = place(body)?;
        Some(Self {
            point,
            order,
            issue: body.get(18..19)?.parse().ok()?,
            seal: body.get(19..39)?.parse().ok()?,
        })
    }
}

/// What a bag label says. It hangs in the open: it finds a bag and proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BagLabel {
    /// Where it belongs.
    pub point: PointNo,
    /// When, and which order.
    pub order: OrderId,
    /// Bag within the order, from 1.
    pub bag: u8,
}

impl BagLabel {
    /// Reads 22 digits whose check is right.
    pub fn parse(digits: &str) -> Option<Self> {
        let body = checked(digits, BAG_DIGITS, '2')?;
        let (point, order) = place(body)?;
        Some(Self {
            point,
            order,
            bag: body.get(18..20)?.parse().ok()?,
        })
    }

    /// The 22 digits.
    pub fn digits(&self) -> String {
        with_check(&format!(
            "2{}{:05}{:06}{:02}",
            self.point,
            self.order.day.number(),
            self.order.no,
            self.bag
        ))
    }
}

fn head(point: PointNo, order: OrderId, issue: u8) -> String {
    format!("1{point}{:05}{:06}{issue}", order.day.number(), order.no)
}

fn place(body: &str) -> Option<(PointNo, OrderId)> {
    let point = PointNo::parse(body.get(1..7)?)?;
    let day = ServiceDay::from_number(body.get(7..12)?.parse().ok()?)?;
    let no = body
        .get(12..18)?
        .parse()
        .ok()
        .filter(|no| (1..=ORDER_NO_MAX).contains(no))?;
    Some((point, OrderId { day, no }))
}

/// Puts the two check digits of ISO 7064 MOD 97-10 behind the digits.
fn with_check(digits: &str) -> String {
    format!("{digits}{:02}", check(digits))
}

fn check(digits: &str) -> u32 {
    let remainder = digits
        .bytes()
        .fold(0, |rest, byte| (rest * 10 + u32::from(byte - b'0')) % 97);
    98 - remainder * 100 % 97
}

/// The digits before the check, if there are `length` of them in all, they begin with `kind`, and the check is exactly theirs.
fn checked(digits: &str, length: usize, kind: char) -> Option<&str> {
    if digits.len() != length || !digits.starts_with(kind) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (body, given) = digits.split_at_checked(length - 2)?;
    (format!("{:02}", check(body)) == given).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn order(no: u32) -> OrderId {
        OrderId {
            day: ServiceDay::from_number(9669).unwrap(),
            no,
        }
    }

    #[test]
    fn every_single_digit_that_is_misread_is_noticed() {
        let point = PointNo::new(100_001).unwrap();
        let code = PointKey([7; 32]).of_day(order(1).day).pickup_code(point, order(17), 0);
        assert_eq!(code.len(), PICKUP_DIGITS);
        for place in 0..code.len() {
            for digit in '0'..='9' {
                let mut other: Vec<char> = code.chars().collect();
                if other[place] == digit {
                    continue;
                }
                other[place] = digit;
                assert_eq!(PickupCode::parse(&other.iter().collect::<String>()), None);
            }
        }
    }

    #[test]
    fn a_seal_above_two_to_the_64_is_no_code() {
        let body = format!(
            "{}{}",
            head(PointNo::new(100_001).unwrap(), order(17), 0),
            "18446744073709551616"
        );
        assert_eq!(PickupCode::parse(&with_check(&body)), None);
    }

    proptest! {
        #[test]
        fn codes_read_back_and_only_their_own_day_and_point_seal_them(
            key: [u8; 32], point in 100_000u32..=999_999, day in 0u32..99_999, no in 1u32..=999_999, issue in 0u8..=9, bag in 0u8..=99
        ) {
            let point = PointNo::new(point).unwrap();
            let id = OrderId { day: ServiceDay::from_number(day).unwrap(), no };
            let today = PointKey(key).of_day(id.day);
            let code = PickupCode::parse(&today.pickup_code(point, id, issue)).unwrap();
            prop_assert_eq!((code.point, code.order, code.issue), (point, id, issue));
            prop_assert!(today.sealed(&code));
            let tomorrow = PointKey(key).of_day(ServiceDay::from_number(day + 1).unwrap());
            prop_assert!(!tomorrow.sealed(&code));
            let label = BagLabel { point, order: id, bag };
            prop_assert_eq!(BagLabel::parse(&label.digits()), Some(label));
        }

        #[test]
        fn no_text_makes_reading_a_code_panic(text: String, digits in "[0-9]{0,60}") {
            let _ = (PickupCode::parse(&text), BagLabel::parse(&text), PickupCode::parse(&digits), BagLabel::parse(&digits));
        }
    }
}
