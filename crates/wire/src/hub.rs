//! A station's hub as its screen and command line see it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::order::OrderView;
use crate::settings::Lang;
use crate::sync::Resolution;

/// What enrolling asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct EnrolWish {
    /// The hub's address: `https://hub.example.org`; `http://` on this machine only.
    pub hub: String,
    /// The one-time code, 10 digits.
    pub code: String,
    /// The point's number, for a folder that has no station yet.
    pub point: String,
    /// What people call this device; nothing means the machine's own name.
    pub name: String,
    /// The hub's certificate, PEM, to trust that one alone; nothing means the system's roots.
    pub certificate: Option<String>,
    /// Language, for a folder that has no station yet.
    pub lang: Lang,
}

/// How far an enrolment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// The operator has not confirmed the station.
    #[default]
    Waiting,
    /// Data flow.
    Active,
    /// The operator took the station back; names and phones are deleted here.
    Revoked,
}

/// The station's hub, and how it stands with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HubView {
    /// Its address.
    pub address: String,
    /// Only the certificate given on enrolling is trusted, not the system's roots.
    pub pinned: bool,
    /// How far the enrolment has come.
    pub state: LinkState,
    /// The last call went well.
    pub online: bool,
    /// Since when it does not answer: UTC milliseconds.
    pub offline_since: Option<i64>,
    /// When everything was last in step.
    pub last_sync_at: Option<i64>,
    /// Events that the hub has not answered.
    pub waiting: u32,
    /// Events that the hub rejected, with reasons in `rejected`.
    pub rejected: u32,
    /// Hand-overs in conflict that wait for a person, each with all its lines.
    pub conflicts: u32,
    /// Other active stations of this point.
    pub siblings: u32,
    /// How much this clock is ahead of the hub's, in milliseconds.
    pub skew_ms: i64,
    /// Why the last call came to nothing.
    pub trouble: Option<Failure>,
    /// The first big pull or an adoption: so much of so much.
    pub progress: Option<Progress>,
}

/// So much of so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// Done.
    pub done: u32,
    /// Of all.
    pub total: u32,
}

/// What one sync did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct SyncReport {
    /// Events that the hub answered.
    pub pushed: u32,
    /// Of these taken in only in part: another station was first.
    pub conflicts: u32,
    /// Of these rejected.
    pub rejected: u32,
    /// Changes that came.
    pub pulled: u32,
    /// Batches that were swapped in.
    pub batches: Vec<SyncedBatch>,
    /// A new epoch was begun: this folder was restored from a copy.
    pub new_epoch: bool,
    /// Events that still wait.
    pub waiting: u32,
    /// How much this clock is ahead of the hub's, in milliseconds.
    pub skew_ms: i64,
}

/// A day's batch that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncedBatch {
    /// Service day.
    pub day: String,
    /// The hub's revision.
    pub revision: u32,
    /// Orders in it.
    pub orders: u32,
    /// Orders that are new here.
    pub added: u32,
    /// Orders that are different now.
    pub changed: u32,
    /// Orders that stand on paper and are different now.
    pub stale_prints: u32,
}

/// A line that two stations handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictView {
    /// Its id.
    pub id: String,
    /// The order.
    pub order: Option<OrderView>,
    /// The order's id.
    pub order_id: String,
    /// The line.
    pub line: u32,
    /// What it is.
    pub product: String,
    /// How much was given out too much.
    pub quantity_thousandths: i64,
    /// What it is worth.
    pub amount_minor: i64,
    /// What stands.
    pub first: LaneView,
    /// What came after.
    pub second: LaneView,
    /// What was decided.
    pub decided: Option<Decided>,
}

/// One station's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaneView {
    /// Station.
    pub station: String,
    /// It is this one.
    pub here: bool,
    /// Who handed over.
    pub by: String,
    /// When, by the hub's clock: UTC milliseconds.
    pub at: i64,
    /// How much the station's clock was ahead, in milliseconds.
    pub skew_ms: i64,
    /// When the hub was told.
    pub arrived_at: i64,
}

/// A decision about a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Decided {
    /// What.
    pub resolution: Resolution,
    /// By whom.
    pub by: String,
    /// At which station.
    pub station: String,
    /// When.
    pub at: i64,
}

/// Decide a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResolveRequest {
    /// Which.
    pub conflict: String,
    /// How.
    pub resolution: Resolution,
    /// Names this request.
    #[serde(default)]
    pub request_id: String,
    /// Who decides.
    #[serde(default)]
    pub actor: String,
}

/// An event that the hub kept without effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RejectedView {
    /// The event.
    pub event_id: String,
    /// Its kind.
    pub kind: String,
    /// When it happened.
    pub happened_at: i64,
    /// The order, where it is about one.
    pub order_id: Option<String>,
    /// Why: one of docs/errors.md.
    pub code: String,
    /// The same in a sentence.
    pub message: String,
}

/// The Conflicts screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Conflicts {
    /// Conflicts, open ones first.
    pub conflicts: Vec<ConflictView>,
    /// What the hub rejected.
    pub rejected: Vec<RejectedView>,
}
