//! The manifest: what stands on it.

use chrono::NaiveDate;

use crate::words::Lang;

/// In which order the manifest lists the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Building, room, product: a group a building, an order in one piece.
    #[default]
    BuildingRoomProduct,
    /// Product, building, room: a group a product.
    ProductBuildingRoom,
    /// Building, product, room: a group a building, within it a group a product.
    BuildingProductRoom,
}

/// One line of one order. Rows with the same `order_key` are one order and are ticked once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ManifestRow {
    /// What tells orders apart, such as the order's id; never printed.
    pub order_key: String,
    /// The number neighbours know, as shown: `87`, `A12`.
    pub number: String,
    /// Where the bag lies; empty until shelves exist.
    pub shelf: String,
    /// Building: `56`.
    pub building: String,
    /// Room: `602`.
    pub room: String,
    /// The recipient in full.
    pub recipient: String,
    /// The phone in full.
    pub phone: String,
    /// Product with its variant.
    pub product: String,
    /// Thousandths of the variant's unit.
    pub quantity_thousandths: i64,
    /// A note of ours on the order.
    pub note: String,
    /// The quantity on the paper before this one, when it was another; `Some(0)` for a line that is new.
    pub changed: Option<i64>,
    /// What the order still has to pay, in minor units.
    pub due_minor: i64,
    /// The order was handed over already: its box is ticked.
    pub collected: bool,
    /// The order or line is cancelled: struck through, without a box.
    pub cancelled: bool,
}

/// The whole manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestSheet {
    /// The point's name.
    pub point_name: String,
    /// ISO code of the point's currency: `CNY`.
    pub currency: String,
    /// The service day.
    pub day: NaiveDate,
    /// The batch revision that this shows.
    pub revision: u32,
    /// The language of the words on paper.
    pub lang: Lang,
    /// The order of the rows.
    pub sort: Sort,
    /// The rows, in any order.
    pub rows: Vec<ManifestRow>,
    /// Whether it was printed before.
    pub reprint: bool,
    /// When it is printed, at the point: `14:12`.
    pub printed_at: String,
    /// Who prints it and where; may be empty.
    pub printed_by: String,
    /// Whether the totals per product follow the list.
    pub totals: bool,
}
