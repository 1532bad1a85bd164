//! Rows gathered into orders: one order per round and sequence number, whichever rows it stands in.

use std::collections::HashMap;

use ziti_domain::error::ErrorCode;
use ziti_wire::batch::{BatchLine, BatchOrder};
use ziti_wire::import::Problem;

use crate::problem::{of, shown};
use crate::reading::Reading;

/// So many different names or numbers of one order are kept.
const KEPT: usize = 20;

/// What one row says about its order.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub row: u32,
    pub round: String,
    pub sequence_no: String,
    pub recipient: String,
    pub phone: String,
    pub orderer: String,
    pub building: String,
    pub room: String,
    pub address: String,
    pub picked_up: PickedUp,
}

/// Whether what a row stands for was handed out elsewhere.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) enum PickedUp {
    #[default]
    No,
    Yes,
    /// Something in between, as the file says it.
    Partly(String),
}

/// The orders of a file while its rows come in.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    orders: Vec<Gathering>,
    /// Where the order of a round and number is, by [`key`].
    index: HashMap<String, usize>,
}

/// What tells orders apart: the round, and the number in it.
pub(crate) fn key(round: &str, sequence_no: &str) -> String {
    format!("{round}\n{sequence_no}")
}

#[derive(Debug, Default)]
struct Gathering {
    order: BatchOrder,
    rows: (u32, u32),
    recipients: Vec<String>,
    phones: Vec<String>,
    entries: u32,
    picked_up: u32,
    partly: Option<String>,
}

impl Gathered {
    /// Adds a row to its order and says which of [`Self::finish`]'s orders that is.
    pub(crate) fn add(&mut self, entry: Entry) -> usize {
        let key = key(&entry.round, &entry.sequence_no);
        let at = match self.index.get(&key) {
            Some(at) => *at,
            None => {
                self.orders.push(Gathering {
                    order: BatchOrder {
                        round: entry.round,
                        sequence_no: entry.sequence_no,
                        building: entry.building,
                        room: entry.room,
                        address: entry.address,
                        orderer: entry.orderer,
                        ..BatchOrder::default()
                    },
                    rows: (entry.row, entry.row),
                    ..Gathering::default()
                });
                self.index.insert(key, self.orders.len() - 1);
                self.orders.len() - 1
            }
        };
        if let Some(gathering) = self.orders.get_mut(at) {
            gathering.rows.1 = entry.row;
            keep(&mut gathering.recipients, entry.recipient);
            keep(&mut gathering.phones, entry.phone);
            gathering.entries += 1;
            match entry.picked_up {
                PickedUp::No => {}
                PickedUp::Yes => gathering.picked_up += 1,
                PickedUp::Partly(said) => gathering.partly = gathering.partly.take().or(Some(said)),
            }
        }
        at
    }

    pub(crate) fn line(&mut self, at: usize, line: BatchLine) {
        if let Some(gathering) = self.orders.get_mut(at) {
            gathering.order.lines.push(line);
        }
    }

    /// The order that rows of this number went to.
    pub(crate) fn order_mut(&mut self, at: usize) -> Option<&mut BatchOrder> {
        self.orders.get_mut(at).map(|gathering| &mut gathering.order)
    }

    pub(crate) fn sequence_no(&self, at: usize) -> &str {
        self.orders.get(at).map_or("", |gathering| &gathering.order.sequence_no)
    }

    pub(crate) fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether there is an order of this [`key`].
    pub(crate) fn has(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    /// The orders as they are, and a warning for each whose rows contradict each other. Where `blanks_count`, a name that is
    /// missing in one row and there in another is a contradiction too.
    pub(crate) fn finish(self, blanks_count: bool, reading: &mut Reading<'_>) -> Vec<BatchOrder> {
        self.orders
            .into_iter()
            .map(|gathering| gathering.finish(blanks_count, reading))
            .collect()
    }
}

impl Gathering {
    fn finish(self, blanks_count: bool, reading: &mut Reading<'_>) -> BatchOrder {
        let Self {
            mut order,
            rows,
            mut recipients,
            mut phones,
            entries,
            picked_up,
            partly,
        } = self;
        // Only workbooks have blanks to count, and Chinese heads.
        let (name, phone) = if blanks_count {
            ("收货人", "联系电话")
        } else {
            ("recipient", "phone")
        };
        let about = |code, column: &str, values: &[String]| Problem {
            row: Some(rows.0),
            column: column.to_owned(),
            last_row: Some(rows.1).filter(|last| *last != rows.0),
            value: shown(&values.join(", ")),
            sequence_nos: vec![order.sequence_no.clone()],
            ..of(code)
        };
        if !blanks_count {
            recipients.retain(|name| !name.is_empty());
            phones.retain(|phone| !phone.is_empty());
        }
        if recipients.len() > 1 {
            reading.warn(about(ErrorCode::RecipientConflict, name, &recipients));
        } else if phones.len() > 1 {
            reading.warn(about(ErrorCode::PhoneConflict, phone, &phones));
        }
        recipients.retain(|name| !name.is_empty());
        phones.retain(|phone| !phone.is_empty());
        if recipients.is_empty() {
            reading.warn(about(ErrorCode::RecipientMissing, name, &[]));
        }
        for odd in phones.iter().filter(|phone| !is_phone(phone)) {
            reading.warn(about(ErrorCode::PhoneOdd, phone, std::slice::from_ref(odd)));
        }
        let mut recipients = recipients.into_iter();
        order.recipient = recipients.next().unwrap_or_default();
        order.other_recipients = recipients.collect();
        order.phones = phones;
        if order.orderer == order.recipient {
            order.orderer.clear();
        }
        order.collected = picked_up == entries && entries > 0;
        if !order.collected && (picked_up > 0 || partly.is_some()) {
            // Nothing may be handed out twice unseen: what the file says must be read at the counter.
            let said = partly.unwrap_or_else(|| format!("已核销 {picked_up}/{entries}"));
            reading.warn(Problem {
                value: shown(&said),
                ..about(ErrorCode::PartlyCollectedElsewhere, "核销状态", &[])
            });
            add_note(&mut order, &said);
        }
        order
    }
}

/// Adds something that must be read at the counter.
pub(crate) fn add_note(order: &mut BatchOrder, note: &str) {
    if note.is_empty() || order.note.split('；').any(|said| said == note) || order.note.len() > crate::lengths::NOTE * 4
    {
        return;
    }
    if !order.note.is_empty() {
        order.note.push('；');
    }
    order.note.push_str(note);
}

fn keep(values: &mut Vec<String>, value: String) {
    if values.len() < KEPT && !values.contains(&value) {
        values.push(value);
    }
}

/// Whether it can be a phone number; some digits may be hidden (`138****1234`).
fn is_phone(phone: &str) -> bool {
    let digits = phone.chars().filter(|c| c.is_ascii_digit() || *c == '*').count();
    let sound = |c: char| c.is_ascii_digit() || matches!(c, '*' | '+' | '-' | ' ' | '(' | ')' | '（' | '）');
    (7..=15).contains(&digits) && phone.chars().all(sound)
}
