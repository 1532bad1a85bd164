//! What happened at the counter: the ledger's events, without a name, a phone or an address in any of them.

use serde::{Deserialize, Serialize};

use crate::day::{ServiceDay, Timestamp};
use crate::money::Money;
use crate::order::{LineNo, OrderId};
use crate::quantity::Quantity;
use crate::verdict::Overruled;

/// The version of the payloads that this program writes.
pub const PAYLOAD_VERSION: u32 = 1;

/// How an order was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The resident's pickup code.
    Code,
    /// The short code.
    Short,
    /// A bag label.
    Bag,
    /// A number, a name, a phone tail.
    Search,
    /// A paper manifest, typed in.
    Paper,
    /// The self-service screen.
    SelfService,
    /// The platform the order came from.
    Platform,
    /// Not a hand-over.
    Desk,
}

/// So much of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// The line.
    pub line: LineNo,
    /// How much.
    pub quantity: Quantity,
}

/// So much of an order's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedLine {
    /// The order's number that day.
    pub order_no: u32,
    /// The line.
    pub line: LineNo,
    /// How much came for it; negative when a revision took some back.
    pub quantity: Quantity,
}

/// An event's kind and payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// An imported revision was swapped in; it stands in the inbox under this digest.
    BatchApplied {
        /// Service day.
        day: ServiceDay,
        /// The day's revision since.
        revision: u32,
        /// BLAKE3 of the inbox row, hex.
        digest: String,
    },
    /// Goods came in.
    Received {
        /// Service day.
        day: ServiceDay,
        /// For which lines.
        lines: Vec<ReceivedLine>,
        /// Until when these orders are kept.
        hold_until: Timestamp,
    },
    /// An order was handed over, wholly or in part.
    Collected {
        /// The order.
        order: OrderId,
        /// What was handed over; nothing where a genuine code was honoured before its order came here.
        lines: Vec<Handed>,
        /// The issue of the code that was shown, when higher than known: it revokes the lower ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        issue: Option<u8>,
        /// The refusal that a person overruled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forced: Option<Overruled>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A hand-over was taken back.
    CollectionUndone {
        /// The order.
        order: OrderId,
        /// The `collected` event's id.
        undoes: String,
        /// What is open again.
        lines: Vec<Handed>,
        /// Why, once the free time is over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Money was taken for an order.
    PaymentTaken {
        /// The order.
        order: OrderId,
        /// How much.
        amount: Money,
    },
    /// A document was printed.
    Printed {
        /// `slips`, `manifest`.
        document: String,
        /// Service day.
        day: ServiceDay,
        /// The revision it shows.
        revision: u32,
        /// The orders on it.
        order_nos: Vec<u32>,
        /// Where it went: `pdf`, or a printer's name.
        printer: String,
        /// Some of it was printed before.
        reprint: bool,
    },
    /// A scan was refused.
    ScanRefused {
        /// The verdict.
        verdict: String,
        /// A keyed hash of the input, hex; never the input.
        input_hash: String,
        /// The order, where one was known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<OrderId>,
    },
    /// An order got a new code.
    CodeReissued {
        /// The order.
        order: OrderId,
        /// The issue since.
        issue: u8,
        /// The short code since.
        short_code: String,
    },
    /// The order of a code that was honoured before has come: this is what was handed over.
    ClaimSettled {
        /// The order.
        order: OrderId,
        /// The `collected` event's id.
        claim: String,
        /// All lines of the order.
        lines: Vec<Handed>,
    },
    /// A person decided what two stations did with one line.
    ConflictResolved {
        /// The order.
        order: OrderId,
        /// The conflict.
        conflict: String,
        /// How.
        resolution: Resolution,
    },
    /// A new epoch: this folder was restored from a copy, and what follows is a branch of its own.
    Restored {
        /// Hash of the last event before, hex.
        last_hash: String,
    },
}

/// What a person decided about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It was really given out twice: a loss.
    HandedOutTwice,
    /// The second never happened.
    Mistaken,
}

impl Event {
    /// The order that it is about, if it is about one.
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Collected { order, .. }
            | Self::CollectionUndone { order, .. }
            | Self::ClaimSettled { order, .. }
            | Self::PaymentTaken { order, .. }
            | Self::CodeReissued { order, .. }
            | Self::ConflictResolved { order, .. } => Some(*order),
            Self::ScanRefused { order, .. } => *order,
            Self::BatchApplied { .. } | Self::Received { .. } | Self::Printed { .. } | Self::Restored { .. } => None,
        }
    }

    /// The kind as text.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::BatchApplied { .. } => "batch_applied",
            Self::Received { .. } => "received",
            Self::Collected { .. } => "collected",
            Self::CollectionUndone { .. } => "collection_undone",
            Self::PaymentTaken { .. } => "payment_taken",
            Self::Printed { .. } => "printed",
            Self::ScanRefused { .. } => "scan_refused",
            Self::CodeReissued { .. } => "code_reissued",
            Self::ClaimSettled { .. } => "claim_settled",
            Self::ConflictResolved { .. } => "conflict_resolved",
            Self::Restored { .. } => "restored",
        }
    }
}
