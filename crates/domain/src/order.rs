//! Orders and their lines as the counter judges them.

use serde::{Deserialize, Serialize};

use crate::day::{ServiceDay, Timestamp};
use crate::money::Money;
use crate::quantity::Quantity;

/// The largest order number of a point and day: 6 digits in a code.
pub const ORDER_NO_MAX: u32 = 999_999;

/// An order: its point's service day and its number there, given once, from 1, never used again. Text: `20260622-17`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderId {
    /// Service day.
    pub day: ServiceDay,
    /// Order number, 1 to [`ORDER_NO_MAX`].
    pub no: u32,
}

impl OrderId {
    /// The day's number times a million plus the order number: what the database keys orders by.
    pub const fn key(self) -> i64 {
        self.day.number() as i64 * 1_000_000 + self.no as i64
    }

    /// The order with this key.
    pub fn from_key(key: i64) -> Option<Self> {
        let day = ServiceDay::from_number(u32::try_from(key / 1_000_000).ok()?)?;
        let no = u32::try_from(key % 1_000_000).ok()?;
        Some(Self { day, no })
    }

    /// Reads `20260622-17`.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, no) = text.trim().split_once('-')?;
        if day.len() != 8 || !day.is_ascii() || !no.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let day = ServiceDay::parse(&format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]))?;
        let no = no.parse().ok().filter(|no| (1..=ORDER_NO_MAX).contains(no))?;
        Some(Self { day, no })
    }
}

impl std::fmt::Display for OrderId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.day.date().format("%Y%m%d"), self.no)
    }
}

impl From<OrderId> for String {
    fn from(id: OrderId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for OrderId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("an order is written 20260622-17")
    }
}

/// A line's number within its order, from 1, given once.
pub type LineNo = u32;

/// How a bag must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// 常温
    #[default]
    Ambient,
    /// 冷藏
    Chilled,
    /// 冷冻
    Frozen,
}

/// One variant and how much of it, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number within the order.
    pub no: LineNo,
    /// Ordered.
    pub ordered: Quantity,
    /// Received for this line.
    pub received: Quantity,
    /// Handed over.
    pub collected: Quantity,
}

impl Line {
    /// Not handed over yet.
    pub fn open(&self) -> Quantity {
        self.ordered.less(self.collected)
    }

    /// What of the open quantity is here.
    pub fn here(&self) -> Quantity {
        self.received.less(self.collected).min(self.open())
    }
}

/// A line that a revision changed after its bag was made or its slip printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineChange {
    /// The line.
    pub line: LineNo,
    /// Quantity before.
    pub old: Quantity,
    /// Quantity after.
    pub new: Quantity,
}

/// An order, as far as a verdict depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which.
    pub id: OrderId,
    /// Cancelled, or no longer in the newer file.
    pub cancelled: bool,
    /// The issue of its code that counts; lower ones are revoked.
    pub issue: u8,
    /// When that issue was made, after the first.
    pub reissued_at: Option<Timestamp>,
    /// Still to pay.
    pub due: Money,
    /// It has a note that must be read.
    pub has_note: bool,
    /// A revision changed it while a bag of it lay ready.
    pub changed: Vec<LineChange>,
    /// Until when it is kept; nothing before it was received.
    pub hold_until: Option<Timestamp>,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Order {
    /// Whether nothing is left to hand over.
    pub fn nothing_open(&self) -> bool {
        self.lines.iter().all(|line| line.open() == Quantity::ZERO)
    }

    /// Whether anything was handed over.
    pub fn anything_collected(&self) -> bool {
        self.lines.iter().any(|line| line.collected > Quantity::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_reads_back_from_text_and_key() {
        let id = OrderId {
            day: ServiceDay::parse("2026-06-22").unwrap(),
            no: 17,
        };
        assert_eq!(id.to_string(), "20260622-17");
        assert_eq!(OrderId::parse("20260622-17"), Some(id));
        assert_eq!(OrderId::from_key(id.key()), Some(id));
        for text in [
            "",
            "17",
            "20260622-0",
            "20260622-1000000",
            "2026062-17",
            "20260622-+1",
            "２０２６-1",
        ] {
            assert_eq!(OrderId::parse(text), None, "{text}");
        }
    }
}
