//! Paper: what to print, and what came out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// Pickup slips, A4 3×8: for residents.
    Slips,
    /// The day's manifest, A4.
    Manifest,
}

/// How the manifest is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Building, room, product.
    #[default]
    BuildingRoomProduct,
    /// Product, building, room.
    ProductBuildingRoom,
    /// Building, product, room.
    BuildingProductRoom,
}

/// What to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintRequest {
    /// Which document.
    pub document: Document,
    /// The service day; nothing means today's.
    #[serde(default)]
    pub day: Option<String>,
    /// The manifest's order.
    #[serde(default)]
    pub sort: Sort,
    /// Only these orders, by id or number; empty means all that are not cancelled.
    #[serde(default)]
    pub orders: Vec<String>,
    /// Only what changed since it was last printed.
    #[serde(default)]
    pub only_stale: bool,
    /// Language on paper: `zh`, `en`, `fr`; nothing means the station's.
    #[serde(default)]
    pub lang: Option<String>,
    /// Absolute path of the PDF to write; nothing means a file in the station's folder.
    #[serde(default)]
    pub out: Option<String>,
    /// Who prints.
    #[serde(default)]
    pub actor: String,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintReply {
    /// The file.
    pub path: String,
    /// Its pages.
    pub pages: u32,
    /// Its orders.
    pub orders: u32,
    /// The batch revision it shows.
    pub revision: u32,
    /// Whether any of these were printed before.
    pub reprint: bool,
    /// The `printed` event.
    pub event_id: String,
}

/// What is on paper and what of it is stale, for one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintState {
    /// Which document.
    pub document: Document,
    /// Orders there are to print.
    pub orders: u32,
    /// Orders printed as they are now.
    pub current: u32,
    /// Ids of orders printed once and changed since.
    pub stale: Vec<String>,
    /// Orders never printed.
    pub never: u32,
    /// When it was last printed.
    pub printed_at: Option<i64>,
    /// The revision last printed.
    pub printed_revision: Option<u32>,
}
