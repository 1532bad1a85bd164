//! A page of changes: all of it, or nothing.

use ziti_wire::sync::{Change, PageEnd};

use crate::trouble::Trouble;

/// One change of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Rises from line to line; fits an `i64`.
    pub change_no: u64,
    /// What changed.
    pub told: Told,
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Something that this version knows.
    Known(Change),
    /// A kind of change that came with a later version; it is passed over.
    Unknown {
        /// The kind's name.
        kind: String,
    },
}

/// A page that is whole and in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The changes, rising.
    pub lines: Vec<Line>,
    /// Its last line: `end` is the next cursor.
    pub end: PageEnd,
    /// Lines of a kind that this version does not know.
    pub unknown: u32,
}

impl Page {
    /// Reads the page that was asked for with `after`.
    pub fn read(after: u64, body: &[u8]) -> Result<Self, Trouble> {
        let _ = (after, body);
        Err(Trouble::passing(ziti_domain::error::ErrorCode::PageIncomplete, ""))
    }

    /// Whether the hub has more to tell right away.
    pub fn has_more(&self) -> bool {
        self.end.last > self.end.end
    }
}
