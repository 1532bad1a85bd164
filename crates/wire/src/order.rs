//! An order as counter, command line and paper see it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::batch::Zone;

/// An order with its lines. Names and phones are in full: whoever shows them masks them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderView {
    /// `20260622-17`: service day and order number.
    pub id: String,
    /// Service day.
    pub day: String,
    /// Number at the point that day, from 1.
    pub order_no: u32,
    /// 跟团号 as the source gave it.
    pub sequence_no: String,
    /// What neighbours, labels and screens call it: the 跟团号, with its round's letter where a day has several rounds.
    pub number: String,
    /// The round's title.
    pub round: String,
    /// What it is in now.
    pub state: OrderState,
    /// Where its bags lie; until shelves exist, its `number`.
    pub shelf_codes: Vec<String>,
    /// How many bags.
    pub bags: u32,
    /// Who collects.
    pub recipient: String,
    /// The same, masked: `柳**`.
    pub recipient_masked: String,
    /// Other names that the source gave.
    pub other_recipients: Vec<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// The first, masked: `138****1234`.
    pub phone_masked: String,
    /// Building.
    pub building: String,
    /// Room.
    pub room: String,
    /// `19-102`, or what there is of it.
    pub place: String,
    /// The rest of the address.
    pub address: String,
    /// What must be read before handing over.
    pub note: String,
    /// Sum of the lines.
    pub amount_minor: i64,
    /// What is still to pay at the counter.
    pub due_minor: i64,
    /// Currency of the amounts, ISO 4217.
    pub currency: String,
    /// What was ordered.
    pub lines: Vec<LineView>,
    /// Until when it is kept; nothing before it was received.
    pub hold_until: Option<i64>,
    /// When it was last handed over, wholly or in part.
    pub collected_at: Option<i64>,
    /// Who handed it over.
    pub collected_by: Option<String>,
    /// Issue of its pickup code, from 0.
    pub issue: u8,
    /// The event that a person may undo now, newest first.
    pub undoable: Option<Undoable>,
}

/// A hand-over that can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Undoable {
    /// The event to name.
    pub event_id: String,
    /// Until when one key does it; later it needs a reason.
    pub freely_until: i64,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Nothing was handed over.
    Open,
    /// Some was, the rest is open.
    Partly,
    /// All was.
    Collected,
    /// Cancelled before anything was handed over.
    Cancelled,
    /// The newer file no longer has it, but something of it was handed over.
    Withdrawn,
    /// Past its hold time.
    Overdue,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineView {
    /// Number within the order, from 1, given once.
    pub line: u32,
    /// The product, with its variant where that is part of the identity.
    pub product: String,
    /// 规格 as printed.
    pub variant: String,
    /// Ordered.
    pub quantity_thousandths: i64,
    /// Handed over so far.
    pub collected_thousandths: i64,
    /// Still open.
    pub open_thousandths: i64,
    /// What the line costs.
    pub amount_minor: i64,
    /// Where it is kept.
    pub zone: Zone,
}

/// Which orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct OrdersQuery {
    /// The service day; nothing means today's.
    pub day: Option<String>,
    /// Only these.
    pub state: Option<OrderState>,
    /// Only those that this finds: bag label, sequence number, name, pinyin or initials, phone tail, building-room.
    pub text: Option<String>,
    /// At most so many; nothing means all.
    pub limit: Option<u32>,
}

/// A pickup code to give to a resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CodeReply {
    /// Whose code it is.
    pub order_id: String,
    /// 41 digits.
    pub code: String,
    /// 6 digits.
    pub short_code: String,
    /// Issue of the code.
    pub issue: u8,
}

/// What happened to an order, newest last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryEntry {
    /// The event.
    pub event_id: String,
    /// Its kind, past tense.
    pub kind: String,
    /// When.
    pub happened_at: i64,
    /// Who.
    pub actor: String,
    /// How: `code`, `short`, `bag`, `search`, `paper`, `platform`.
    pub via: String,
    /// Whether a person forced it.
    pub forced: bool,
}
