//! The day's orders of one point as a file or a hub gives them: `"format":"ziti.batch/1"`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The value of [`Batch::format`] that this version writes and reads.
pub const FORMAT: &str = "ziti.batch/1";

/// All orders of one point for one service day, or one round of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Batch {
    /// Always [`FORMAT`].
    pub format: String,
    /// The point these orders belong to, 6 digits; nothing means the point that reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// The service day; nothing means that whoever imports names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Whether every order of each round named here is here, so that one that is missing has vanished.
    #[serde(default = "yes")]
    pub complete: bool,
    /// The day's revision, where its owner says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// All rounds of the day in order of their letters, A first, where its owner says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<String>,
    /// The orders, in the order in which they get their numbers.
    pub orders: Vec<BatchOrder>,
}

/// What one recipient ordered in one round. Its key is (point, day, round, sequence no).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BatchOrder {
    /// The round's title; empty means that whoever imports names it.
    pub round: String,
    /// 跟团号, unique within the round.
    pub sequence_no: String,
    /// Who collects.
    pub recipient: String,
    /// Other names that the source gave for the same order; shown, never used.
    pub other_recipients: Vec<String>,
    /// Phone numbers, the first being the one that counts.
    pub phones: Vec<String>,
    /// Who ordered, when another name.
    pub orderer: String,
    /// Building, as printed: `86`.
    pub building: String,
    /// Room, as printed: `1101`.
    pub room: String,
    /// The rest of the address.
    pub address: String,
    /// What must be read at the counter before handing over.
    pub note: String,
    /// What was paid; nothing means all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_minor: Option<i64>,
    /// Collected elsewhere before it came here (已提货).
    pub collected: bool,
    /// Withdrawn by the resident or the leader.
    pub cancelled: bool,
    /// Orders of the same customer in the file, collected together: a group's number, shared by its orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household: Option<u32>,
    /// The order's number at the point that day, where its owner gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_no: Option<u32>,
    /// Its short code, 6 digits, where its owner gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_code: Option<String>,
    /// Vanished from a newer file though something of it was collected, or cancelled by its owner for that.
    #[serde(skip_serializing_if = "is_false")]
    pub withdrawn: bool,
    /// What was ordered.
    pub lines: Vec<BatchLine>,
}

/// One variant and how much of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BatchLine {
    /// Its number within the order, where its owner gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no: Option<u32>,
    /// The product; with the variant it is the line's identity (in a Kuaituantuan file 商品 alone, its 规格 is `shown`).
    pub product: String,
    /// The variant, when it is part of the identity.
    pub variant: String,
    /// 规格 as the source wrote it: shown, never identity.
    pub shown: String,
    /// How much, in thousandths of the variant's unit.
    pub quantity_thousandths: i64,
    /// What the whole line costs.
    pub amount_minor: i64,
    /// Where it is kept.
    pub zone: Zone,
    /// How much of it was handed out elsewhere, in thousandths; a hub says it.
    #[serde(skip_serializing_if = "is_none")]
    pub elsewhere_thousandths: i64,
}

/// How a bag must be kept (温区).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(set: &bool) -> bool {
    !set
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(thousandths: &i64) -> bool {
    *thousandths == 0
}
