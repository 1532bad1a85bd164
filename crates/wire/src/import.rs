//! A file of orders: what was read, what is wrong with it, what applying it would change.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::order::OrderView;

/// Which file, and what the file itself may not say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ImportRequest {
    /// Absolute path of the file.
    pub path: String,
    /// `auto`, `kuaituantuan`, `shopex`, `csv` or `json`; empty is `auto`.
    pub format: String,
    /// The round, where the file has no title or more than one.
    pub round: Option<String>,
    /// The service day; nothing means the file's own, else today's.
    pub day: Option<String>,
    /// The digest that the preview showed: applying fails with `import_changed` when file or ledger have moved on.
    pub digest: Option<String>,
}

/// What an import read and did, or (a dry run) would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ImportReport {
    /// The service day of these orders.
    pub day: String,
    /// The round's title; several are joined with `、`.
    pub round: String,
    /// The day's revision after this import; with nothing changed, the one it already has.
    pub revision: u32,
    /// Which importer read it: `kuaituantuan`, `shopex`, `csv`, `json`.
    pub source: String,
    /// Whether it was applied; false for a dry run, for nothing changed and for errors.
    pub applied: bool,
    /// Customers in the file: merged blocks of a workbook, else orders.
    pub blocks: u32,
    /// Orders in the file.
    pub orders: u32,
    /// Lines in the file.
    pub lines: u32,
    /// Sum of the lines' quantities.
    pub quantity_thousandths: i64,
    /// Sum of the lines' amounts.
    pub amount_minor: i64,
    /// How many orders the import adds, changes, withdraws and leaves.
    pub changes: Changes,
    /// Order by order what differs, at most 500.
    pub differences: Vec<Difference>,
    /// Rows that are no pickups here: counted, never mixed in.
    pub groups: Vec<Group>,
    /// What a person should look at.
    pub warnings: Vec<Problem>,
    /// Why nothing is applied.
    pub errors: Vec<Problem>,
    /// What to hand back as [`ImportRequest::digest`].
    pub digest: String,
}

/// How many orders of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Changes {
    /// Orders that were not there.
    pub added: u32,
    /// Orders that are different now.
    pub changed: u32,
    /// Orders that the newer file no longer has.
    pub withdrawn: u32,
    /// Orders that stay as they are.
    pub unchanged: u32,
}

/// What becomes of an order when the file is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is different.
    Changed,
    /// It has vanished: cancelled, or kept if something of it was collected.
    Withdrawn,
}

/// One order that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Difference {
    /// What becomes of it.
    pub kind: ChangeKind,
    /// 跟团号 with its round's letter where a day has several rounds.
    pub sequence_no: String,
    /// Building-room.
    pub place: String,
    /// Recipient, in full; the screen masks.
    pub recipient: String,
    /// Line by line what differs.
    pub lines: Vec<LineDifference>,
    /// Other fields that differ: `recipient`, `phone`, `place`, `note`, `paid`, `cancelled`.
    pub fields: Vec<String>,
    /// A line would fall below what was collected: it stays at that, and a person is told.
    pub below_collected: bool,
}

/// One line that differs; a line that is only there once has 0 on the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineDifference {
    /// The product, with its variant.
    pub name: String,
    /// Before.
    pub old_thousandths: i64,
    /// After.
    pub new_thousandths: i64,
}

/// Rows that are no pickups here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Group {
    /// `other_point`, `other_logistics`, `unpaid`, `refunded`, `cancelled`.
    pub kind: String,
    /// What they have in common: the other point's name, the other way of delivery.
    pub name: String,
    /// How many rows.
    pub rows: u32,
    /// How many orders.
    pub orders: u32,
}

/// Something in a file that a person should know: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Problem {
    /// The first row it concerns, from 1, as a spreadsheet counts; nothing when it concerns the whole file.
    pub row: Option<u32>,
    /// The last row, when it concerns several.
    pub last_row: Option<u32>,
    /// The column's name as the file writes it.
    pub column: String,
    /// The value as the file writes it, shortened.
    pub value: String,
    /// A stable code of docs/errors.md.
    pub code: String,
    /// A sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The orders it concerns.
    pub sequence_nos: Vec<String>,
}

/// How far a long import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportProgress {
    /// Rows read so far.
    pub rows: u32,
    /// Rows in the file, where it says so.
    pub of: Option<u32>,
}

/// Orders that fit a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderList {
    /// The orders, in order of their numbers.
    pub orders: Vec<OrderView>,
    /// How many there are in all, when `orders` is cut.
    pub total: u32,
}
