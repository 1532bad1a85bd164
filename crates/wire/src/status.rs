//! Where the day stands.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::hub::HubView;
use crate::order::OrderView;
use crate::print::PrintState;
use crate::scan::VerdictKind;
use crate::settings::Settings;

/// Whether there is a station in the folder, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Opening {
    /// Nothing here yet: the first start asks its questions.
    New,
    /// A station, ready to scan.
    Ready {
        /// Where it stands.
        status: Box<Status>,
    },
    /// The folder cannot be used as it is.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// The strip: what is always visible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Status {
    /// The settings.
    pub settings: Settings,
    /// This station's number at the point.
    pub station: String,
    /// Whether this is the demo folder with its sample day.
    pub sample: bool,
    /// Whether it works without a hub.
    pub solo: bool,
    /// Today's service day.
    pub day: String,
    /// Time at the core.
    pub now: i64,
    /// Minutes that the point's clock is ahead of UTC now.
    pub utc_offset_minutes: i32,
    /// The day's revision; 0 without orders.
    pub revision: u32,
    /// The day's orders that are to be collected (cancelled ones are not).
    pub orders: u32,
    /// Of these collected.
    pub collected: u32,
    /// Of these handed out in part.
    pub partly: u32,
    /// Cancelled or withdrawn ones.
    pub cancelled: u32,
    /// Events that wait to be synced; a solo station has none to wait for.
    pub waiting: u32,
    /// The hub, where there is one.
    pub hub: Option<HubView>,
    /// Rounds of the day, in order of their letters.
    pub rounds: Vec<String>,
    /// Where the data lie.
    pub folder: String,
}

/// The Today screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Today {
    /// The strip.
    pub status: Status,
    /// Orders collected by hour of the point's day.
    pub hours: Vec<Hour>,
    /// What waits for a person.
    pub to_decide: Vec<Decision>,
    /// What is on paper.
    pub prints: Vec<PrintState>,
    /// When the day's orders were last imported.
    pub imported_at: Option<i64>,
}

/// Collections within one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hour {
    /// 0 to 23, at the point.
    pub hour: u8,
    /// Orders collected.
    pub collected: u32,
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Decision {
    /// `payment_due`, `overdue` (of the days before), `changed` (a bag to open after a revision).
    pub kind: String,
    /// How many.
    pub count: u32,
    /// Sum, for `payment_due`.
    pub amount_minor: i64,
    /// The first few it is about.
    pub orders: Vec<OrderView>,
}

/// One of the last scans, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Recent {
    /// When.
    pub at: i64,
    /// What came of it.
    pub verdict: VerdictKind,
    /// The order, where there was one.
    pub order: Option<OrderView>,
    /// The event, where one can be undone.
    pub event_id: Option<String>,
    /// It was undone since.
    pub undone: bool,
    /// Until when one key undoes it.
    pub undo_until: Option<i64>,
}

/// The ledger's chain, walked and found whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Verified {
    /// Events.
    pub events: u64,
    /// Inbox rows.
    pub inbox: u64,
    /// Hash of the last event, hex.
    pub last_hash: String,
}
