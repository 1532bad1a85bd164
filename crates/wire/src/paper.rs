//! A ticked paper manifest, typed in after a power cut: `A1-12 A15`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::order::OrderView;

/// What was typed from paper.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PaperRequest {
    /// Numbers and ranges of numbers, separated by blanks or commas.
    pub text: String,
    /// The service day; nothing means today's.
    pub day: Option<String>,
    /// Who types.
    pub actor: String,
    /// Names this request; the same again gives the same answer.
    pub request_id: String,
}

/// What typing it in would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaperReply {
    /// Whether it is written.
    pub committed: bool,
    /// Orders that become collected.
    pub ready: Vec<OrderView>,
    /// Orders that were collected before; left as they are.
    pub already: Vec<OrderView>,
    /// Orders that need a person: cancelled, unpaid, not here; left as they are.
    pub refused: Vec<OrderView>,
    /// What was typed and fits no order; while there is any, nothing is written.
    pub unknown: Vec<String>,
    /// The events written.
    pub event_ids: Vec<String>,
}
