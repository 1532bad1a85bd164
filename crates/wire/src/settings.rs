//! The point, and how its station behaves.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Languages of screen and paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "their codes say it")]
pub enum Lang {
    #[default]
    Zh,
    En,
    Fr,
}

/// Colours of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Porcelain.
    Light,
    /// Night.
    Dark,
}

/// What a first start asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Setup {
    /// Point number, 6 digits, 100000 to 999999.
    pub point: String,
    /// The point's name.
    pub name: String,
    /// Its time zone; empty is `Asia/Shanghai`.
    pub tz: String,
    /// Language.
    pub lang: Lang,
}

/// The station's settings. The point's number never changes; all else may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// Point number, 6 digits.
    pub point: String,
    /// The point's name.
    pub name: String,
    /// Its address, printed on slips.
    pub address: String,
    /// Opening hours, as printed on slips.
    pub hours: String,
    /// Time zone, IANA name.
    pub tz: String,
    /// ISO 4217.
    pub currency: String,
    /// Language of screen and paper.
    pub lang: Lang,
    /// Colours.
    pub theme: Theme,
    /// Sounds on or off.
    pub sound: bool,
    /// Volume, 0 to 100.
    pub volume: u8,
    /// Show what a scan would do, and write it after one key.
    pub preview: bool,
    /// How long an order is kept after it was received.
    pub hold_hours: u32,
    /// Silence that ends a scan without Enter or Tab.
    pub scan_gap_ms: u32,
    /// Hour of the point's day at which the service day begins.
    pub day_starts_at: u8,
    /// What is imported counts as received at once.
    pub receive_on_apply: bool,
    /// With a hub: honour a genuine code though its order has not come yet, once a person confirms.
    #[serde(default)]
    pub accept_unsynced: bool,
    /// Who is at the counter.
    pub clerk: String,
}
