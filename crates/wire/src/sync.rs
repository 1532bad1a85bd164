//! What hub and station say to each other. The hub's OpenAPI is generated from these types; docs/hub-api.md says which goes where.
//!
//! Every reply of a hub carries its time in the header [`NOW`]; a failure is a [`crate::failure::Failure`] with a status to it.

use serde::{Deserialize, Serialize};

use crate::batch::Batch;

/// The header with the hub's time: UTC milliseconds.
pub const NOW: &str = "ziti-now";

/// The header in which a station says which version of Ziti it is.
pub const VERSION: &str = "ziti-version";

/// A push carries so many events at most.
pub const PUSH_EVENTS: usize = 500;

/// A payload has so many bytes at most.
pub const PAYLOAD_BYTES: usize = 1_000_000;

/// `POST /v1/enrolments`: a station names its point and gives the code that the operator was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// Point number, 6 digits.
    pub point: String,
    /// The one-time code, 10 digits.
    pub code: String,
    /// What people call this device.
    pub name: String,
    /// The device's own random name for this enrolment, 32 hex digits: the same request again gets the same answer.
    pub nonce: String,
    /// A solo station that brings its point to the hub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopt: Option<Adopt>,
}

/// The point that a solo station brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Adopt {
    /// The secret of its codes, 64 hex digits: what is printed stays good.
    pub point_key: String,
    /// What the point is.
    pub point: PointInfo,
    /// The station's number in its ledger so far; it keeps it.
    pub station: String,
}

/// What a hub tells about a point.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PointInfo {
    /// Name.
    pub name: String,
    /// Address, printed on slips.
    pub address: String,
    /// Opening hours, printed on slips.
    pub hours: String,
    /// Time zone, IANA name.
    pub tz: String,
    /// ISO 4217.
    pub currency: String,
    /// How long an order is kept after it was received.
    pub hold_hours: u32,
    /// Hour at which the service day begins.
    pub day_starts_at: u8,
}

/// The answer to an enrolment. Nothing flows until the operator has confirmed the station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolled {
    /// The station's number at its point, from 1.
    pub station: String,
    /// What it shows from now on: 64 hex digits. The hub keeps a hash.
    pub token: String,
    /// What the token may be used for.
    pub surface: Surface,
    /// What the point is.
    pub point: PointInfo,
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// The counter: everything.
    #[default]
    Staff,
    /// Residents help themselves.
    SelfService,
    /// A scanner beside the counter.
    Scanner,
    /// Shows, and changes nothing.
    Display,
}

/// One line of `GET /v1/changes?after=N`, which is NDJSON. The last line of a page is [`PageEnd`]; without it nothing of the page counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Numbered {
    /// Rises per point. A page holds them in order.
    pub change_no: u64,
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
}

/// Something that a station should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// What the point is now.
    Point {
        /// All of it.
        point: PointInfo,
    },
    /// The key of one service day's codes.
    DayKey {
        /// Service day.
        day: String,
        /// 64 hex digits.
        key: String,
    },
    /// A day's orders as they are since a revision: whole, numbered, with their short codes.
    Batch {
        /// `revision`, `rounds`, each order's `order_no`, `short_code` and each line's `no` are there.
        batch: Batch,
    },
    /// An event of a station of this point that the hub took in, the asking station's own ones too.
    Event {
        /// The event.
        event: SentEvent,
        /// When it reached the hub: UTC milliseconds.
        arrived_at: i64,
    },
    /// Two stations did what only one could: the hub took the first, the rest waits for a person.
    Conflict {
        /// What it is about.
        conflict: Conflict,
    },
    /// A person decided.
    ConflictResolved {
        /// The conflict.
        conflict: String,
        /// How.
        resolution: Resolution,
        /// Station where it was decided.
        station: String,
        /// Who decided.
        by: String,
        /// When.
        at: i64,
    },
}

/// The last line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageEnd {
    /// Ask for what is after this next.
    pub end: u64,
    /// The point's newest change: more than `end` means that there is another page.
    pub last: u64,
    /// Other stations of this point that are active.
    pub siblings: u32,
    /// Changes that this page had to tell; fewer lines mean that some are missing.
    pub changes: u32,
}

/// An event with every field that its hash is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentEvent {
    /// Number in the station's ledger.
    pub n: i64,
    /// `UUIDv7`.
    pub id: String,
    /// Number of the station at its point.
    pub station: String,
    /// Epoch.
    pub epoch: u32,
    /// Sequence within the epoch, from 1.
    pub seq: i64,
    /// Kind.
    pub kind: String,
    /// Version of the payload.
    pub version: u32,
    /// The payload's bytes, JSON, as they stand in the ledger.
    pub payload: String,
    /// Who did it.
    pub actor: String,
    /// How.
    pub via: String,
    /// When: UTC milliseconds by the station's clock.
    pub happened_at: i64,
    /// When it was written down, by the station's clock.
    pub recorded_at: i64,
    /// 64 hex digits.
    pub hash: String,
}

/// `POST /v1/events`: what a station did, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushRequest {
    /// Hash of the event before the first one, 64 hex digits.
    pub previous: String,
    /// The station found that its ledger and the hub's copy part: these are events of its own branch, which ends with the `restored`
    /// event that opens this epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<u32>,
    /// The station's time when it sent this: UTC milliseconds.
    pub sent_at: i64,
    /// At most [`PUSH_EVENTS`].
    pub events: Vec<SentEvent>,
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushReply {
    /// Whether the push continued what the hub has.
    pub chain: ChainState,
    /// An answer to each event, in their order; none when the chain did not continue.
    pub answers: Vec<EventAnswer>,
    /// The last event of this station that the hub has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<ChainPlace>,
    /// How much the station's clock is ahead of the hub's, in milliseconds.
    pub skew_ms: i64,
}

/// Whether a push fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChainState {
    /// It does; every event is answered.
    Continued,
    /// The hub has other events at these places: the station starts a new epoch.
    Forked,
    /// The hub lacks events before these: the station sends what follows `known` again.
    Missing,
    /// The hashes do not hold in themselves: the ledger is damaged. Nothing was taken in.
    Broken,
}

/// A place in a station's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChainPlace {
    /// Epoch.
    pub epoch: u32,
    /// Sequence.
    pub seq: i64,
    /// Hash of the event there, 64 hex digits.
    pub hash: String,
}

/// What the hub says to one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventAnswer {
    /// The event.
    pub id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, when `rejected`: one of docs/errors.md.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in an English sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What became of an event. All are stored, so that the chain goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Taken in.
    Accepted,
    /// Taken in before.
    Duplicate,
    /// Taken in, but for what another station had done before: that waits for a person.
    Conflict,
    /// Kept, but without effect.
    Rejected,
}

/// `POST /v1/claims`: a station asks to be the one that hands an order over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimRequest {
    /// The order: `20260622-17`.
    pub order: String,
    /// The last change that the station knows.
    pub after: u64,
}

/// The answer to a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum ClaimReply {
    /// Until then the order is this station's to hand over.
    Granted {
        /// UTC milliseconds by the hub's clock.
        until: i64,
    },
    /// Another station has it, or had it.
    Taken {
        /// Which.
        station: String,
        /// Since when: UTC milliseconds by the hub's clock.
        at: i64,
        /// By whom, where that is known.
        by: String,
        /// It is handed over already; else it is being handed over now.
        collected: bool,
    },
    /// Something happened to this order that the station does not know: pull first, then ask again.
    Behind,
}

/// Two stations handed out one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// The later event and the line: `<event id>/<line>`.
    pub id: String,
    /// The order: `20260622-17`.
    pub order: String,
    /// The line.
    pub line: u32,
    /// How much was handed out too much.
    pub quantity_thousandths: i64,
    /// What the hub took in first; it stands.
    pub first: HandOver,
    /// What came after.
    pub second: HandOver,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOver {
    /// The event; empty for what came with a batch.
    pub event: String,
    /// Station.
    pub station: String,
    /// Who.
    pub by: String,
    /// When, by the station's clock.
    pub happened_at: i64,
    /// How much that clock was ahead of the hub's when it was told, in milliseconds.
    pub skew_ms: i64,
    /// When it reached the hub.
    pub arrived_at: i64,
}

/// What a person decided about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It was really given out twice: a loss.
    HandedOutTwice,
    /// The second never happened.
    Mistaken,
}

/// `PUT /v1/adoption/days/{day}`: a day that a solo station brings, as a batch with its numbers and codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdoptedDay {
    /// As [`Change::Batch`] has it.
    pub batch: Batch,
}

/// An event of the stream `GET /v1/nudges` (`text/event-stream`): its name is `pull`, its data this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Nudge {
    /// The point's newest change.
    pub last: u64,
}
