//! A scan: what came in, and the verdict on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::order::OrderView;

/// Something scanned or typed at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CollectRequest {
    /// As it came: a code, a URL, a bag label, a number, a name.
    pub input: String,
    /// Names this request; the same again gives the same answer.
    pub request_id: String,
    /// Only these lines, and of them only so much.
    pub lines: Vec<LineWish>,
    /// Only this bag.
    pub bag: Option<u32>,
    /// The person has read what the first answer asked, or has taken the money, or hands over what was `found`.
    pub confirm: bool,
    /// Hand over all the same, for this reason.
    pub force: Option<String>,
    /// Who is at the counter.
    pub actor: String,
    /// Was ticked on paper, or checked off on the platform: `paper`, `platform`, `self_service`; nothing: read from the input.
    pub via: Option<String>,
}

/// So much of a line; nothing means all that is open of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineWish {
    /// The line's number within the order.
    pub line: u32,
    /// How much.
    #[serde(default)]
    pub quantity_thousandths: Option<i64>,
}

/// The verdicts, in the order in which they are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "ziti_domain::verdict says what each means")]
pub enum VerdictKind {
    Unreadable,
    Ambiguous,
    WrongPoint,
    TooEarly,
    NotGenuine,
    Unknown,
    Unsynced,
    Revoked,
    Cancelled,
    AlreadyCollected,
    Expired,
    NotArrived,
    PaymentDue,
    Attention,
    Found,
    WrongBag,
    PartlyCollected,
    Collected,
}

/// The verdict with all that the screen needs to say it. Fields that a verdict has no use for are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScanReply {
    /// What it is.
    pub verdict: VerdictKind,
    /// The same in an English sentence, for terminals and logs.
    pub message: String,
    /// The event written, for `collected` and `partly_collected`.
    pub event_id: Option<String>,
    /// The answer is old, and what it did was undone then.
    pub undone_at: Option<i64>,
    /// A person forced it.
    pub forced: bool,
    /// Nothing was written yet: confirm with the same input and `confirm`.
    pub preview: bool,
    /// The order it is about.
    pub order: Option<OrderView>,
    /// What was handed over, or would be: line number and quantity.
    pub handed: Vec<Handed>,
    /// What to choose from, for `ambiguous`.
    pub candidates: Vec<OrderView>,
    /// Other orders of the same recipient at the same address with something open.
    pub household: Vec<OrderView>,
    /// What must be read or done first, for `attention`.
    pub attention: Vec<Attention>,
    /// The other point, for `wrong_point`.
    pub point: Option<String>,
    /// The other day, for `too_early`.
    pub day: Option<String>,
    /// When: revoked, collected, expired.
    pub at: Option<i64>,
    /// By whom it was handed over.
    pub by: Option<String>,
    /// At which station.
    pub station: Option<String>,
    /// What became of an expired order: `kept`, `returned`, `released`.
    pub became: Option<String>,
    /// What is to pay, for `payment_due`.
    pub due_minor: Option<i64>,
    /// Short codes are locked until then on this device; scanning is not.
    pub locked_until: Option<i64>,
    /// A person may force it with a reason.
    pub forceable: bool,
    /// Until when one key undoes it.
    pub undo_until: Option<i64>,
}

/// So much of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Handed {
    /// The line's number within the order.
    pub line: u32,
    /// How much of it.
    pub quantity_thousandths: i64,
}

/// One thing to read or do before handing over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attention {
    /// `note`, `changed` (a bag must be opened after a revision), `missing`.
    pub kind: String,
    /// The note, or the line's name.
    pub text: String,
    /// The line it is about.
    pub line: Option<u32>,
    /// Quantity before a revision.
    pub old_thousandths: Option<i64>,
    /// Quantity now.
    pub new_thousandths: Option<i64>,
}

/// Undo a hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct UndoRequest {
    /// The event to undo.
    pub event_id: String,
    /// Names this request.
    pub request_id: String,
    /// Needed once the free time is over.
    pub reason: Option<String>,
    /// Who undoes.
    pub actor: String,
}

/// What undoing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoReply {
    /// The event written.
    pub event_id: String,
    /// The order as it is now.
    pub order: OrderView,
}

/// What the digits of a code say by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Decoded {
    /// `pickup_code`, `bag_label`, `short_code`, `text`, `unreadable`.
    pub kind: String,
    /// Point, 6 digits.
    pub point: Option<String>,
    /// Service day.
    pub day: Option<String>,
    /// Order number.
    pub order_no: Option<u32>,
    /// Bag.
    pub bag: Option<u32>,
    /// Issue.
    pub issue: Option<u8>,
    /// Whether the seal is right; nothing where this station has no key for it.
    pub genuine: Option<bool>,
}
