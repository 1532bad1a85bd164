//! Pickup slips: what stands on them.

use chrono::NaiveDate;

use crate::words::Lang;

/// A line of an order on its slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    /// Product with its variant.
    pub name: String,
    /// Thousandths of the variant's unit.
    pub quantity_thousandths: i64,
}

/// One resident's slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The pickup code, 41 digits.
    pub code: String,
    /// Six digits for people without a camera; empty when the order has none.
    pub short_code: String,
    /// The number neighbours know, as shown: `87`, `A12`.
    pub number: String,
    /// Where the bag lies: `A-3-12`; empty until shelves exist, and then the number takes its place.
    pub shelf: String,
    /// The recipient, masked.
    pub recipient_masked: String,
    /// Building and room: `56-602`.
    pub place: String,
    /// What is in the order.
    pub lines: Vec<SlipLine>,
    /// The service day.
    pub day: NaiveDate,
    /// What is still to pay, in minor units; 0 prints nothing.
    pub due_minor: i64,
    /// Whether the order is another than when its slip was last printed.
    pub changed: bool,
}

/// All that is printed at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipSheet {
    /// The point's name.
    pub point_name: String,
    /// Its address, for paper with room for it; a slip of A4 3×8 has none.
    pub point_address: String,
    /// Its opening hours as text; left out where they do not fit beside day and point.
    pub hours: String,
    /// ISO code of the point's currency: `CNY`.
    pub currency: String,
    /// The language of the words on paper.
    pub lang: Lang,
    /// The batch revision that this shows.
    pub revision: u32,
    /// Whether any of these were printed before.
    pub reprint: bool,
    /// When this is printed, at the point: `2026-06-21 14:12`; stands in the file's properties, not on the slip.
    pub printed_at: String,
    /// The slips in the order they are cut.
    pub slips: Vec<Slip>,
}
