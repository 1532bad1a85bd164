//! What a hub told about the other stations of a point, as the inbox keeps it: without a name, a phone or an address.

use serde::{Deserialize, Serialize};

use crate::day::Timestamp;
use crate::event::{Event, Resolution};
use crate::order::{LineNo, OrderId};
use crate::quantity::Quantity;

/// One thing that the hub told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum Told {
    /// A station did this; or this one did, before its folder was restored from a copy.
    Event {
        /// The event's id.
        id: String,
        /// Number of the station.
        station: String,
        /// Kind.
        kind: String,
        /// Its payload, JSON, as the station wrote it.
        payload: String,
        /// Who.
        actor: String,
        /// How.
        via: String,
        /// When, by that station's clock.
        happened_at: Timestamp,
    },
    /// A line was handed out by two stations: the hub took the first.
    Conflict(Conflict),
    /// A person decided.
    Resolved {
        /// The conflict.
        conflict: String,
        /// How.
        resolution: Resolution,
        /// Station where it was decided.
        station: String,
        /// Who decided.
        by: String,
        /// When.
        at: Timestamp,
    },
}

impl Told {
    /// What the station did; nothing when it is no event, or one of a kind that this program does not know.
    pub fn event(&self) -> Option<Event> {
        match self {
            Self::Event { payload, .. } => serde_json::from_str(payload).ok(),
            _ => None,
        }
    }
}

/// A line that was handed out twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The later event and the line.
    pub id: String,
    /// The order.
    pub order: OrderId,
    /// The line.
    pub line: LineNo,
    /// How much too much.
    pub quantity: Quantity,
    /// What stands.
    pub first: Side,
    /// What came after.
    pub second: Side,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The event.
    pub event: String,
    /// Station.
    pub station: String,
    /// Who.
    pub by: String,
    /// When, by the station's clock.
    pub happened_at: Timestamp,
    /// How much that clock was ahead of the hub's, in milliseconds.
    pub skew_ms: i64,
    /// When it reached the hub.
    pub arrived_at: Timestamp,
}
