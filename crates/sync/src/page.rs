//! A page of changes: all of it, or nothing.

use serde::Deserialize;
use ziti_domain::error::ErrorCode;
use ziti_wire::sync::{Change, Numbered, PageEnd};

use crate::answer::unreadable;
use crate::trouble::Trouble;

/// The kinds of change that this version knows, as they are written.
const KINDS: [&str; 6] = ["point", "day_key", "batch", "event", "conflict", "conflict_resolved"];

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
    Known(Box<Change>),
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

/// As much of a line as it takes to tell what it is.
#[derive(Deserialize)]
struct Head {
    change_no: Option<u64>,
    change: Option<String>,
}

enum Read {
    Change(Line),
    End(PageEnd),
}

impl Page {
    /// Reads the page that was asked for with `after`.
    ///
    /// A page that broke off is [`ErrorCode::PageIncomplete`]; anything else that is not a page, such as numbers that do
    /// not rise, is [`ErrorCode::HubReplyInvalid`].
    pub fn read(after: u64, body: &[u8]) -> Result<Self, Trouble> {
        let mut lines = Vec::new();
        let mut unknown = 0_u32;
        let mut last = after;
        let mut rest = body;
        while !rest.is_empty() {
            let (line, ended, following) = match rest.iter().position(|b| *b == b'\n') {
                Some(at) => (&rest[..at], true, &rest[at + 1..]),
                None => (rest, false, &rest[rest.len()..]),
            };
            rest = following;
            match read_line(line) {
                // It breaks off where no line break follows: the first half of a line, not garbage.
                Err(trouble) if !ended && trouble.passing => return Err(incomplete("It ends within a line.")),
                Err(trouble) => return Err(trouble),
                Ok(Read::End(end)) => {
                    if !rest.trim_ascii().is_empty() {
                        return Err(invalid("Something stands behind the page's end."));
                    }
                    check_end(end, last, lines.len())?;
                    return Ok(Self { lines, end, unknown });
                }
                Ok(Read::Change(line)) => {
                    if line.change_no <= last {
                        return Err(invalid("The numbers of the changes do not rise."));
                    }
                    last = line.change_no;
                    if matches!(line.told, Told::Unknown { .. }) {
                        unknown = unknown.saturating_add(1);
                    }
                    lines.push(line);
                }
            }
        }
        Err(incomplete("It has no end."))
    }

    /// Whether the hub has more to tell right away.
    pub fn has_more(&self) -> bool {
        self.end.last > self.end.end
    }
}

fn read_line(line: &[u8]) -> Result<Read, Trouble> {
    let head: Head = parse(line)?;
    match head {
        Head {
            change_no: None,
            change: None,
        } => Ok(Read::End(parse(line)?)),
        Head {
            change_no: Some(change_no),
            change: Some(kind),
        } => {
            let told = if KINDS.contains(&kind.as_str()) {
                let Numbered { change, .. } = parse(line)?;
                Told::Known(Box::new(change))
            } else {
                Told::Unknown { kind }
            };
            Ok(Read::Change(Line { change_no, told }))
        }
        _ => Err(invalid("A line is neither a change nor the page's end.")),
    }
}

fn parse<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, Trouble> {
    serde_json::from_slice(line).map_err(|error| unreadable(&error))
}

fn check_end(end: PageEnd, last: u64, lines: usize) -> Result<(), Trouble> {
    // The largest of all the page's numbers.
    in_range(end.last)?;
    if end.end < last || end.last < end.end {
        return Err(invalid("The page's end lies before its changes."));
    }
    let told = usize::try_from(end.changes).unwrap_or(usize::MAX);
    match lines.cmp(&told) {
        std::cmp::Ordering::Less => Err(incomplete("Some of its changes are missing.")),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(invalid("It has more changes than it says.")),
    }
}

/// Cursors are kept in databases whose numbers are `i64`.
fn in_range(number: u64) -> Result<(), Trouble> {
    i64::try_from(number)
        .map(|_| ())
        .map_err(|_| invalid("A change's number is too large."))
}

fn incomplete(detail: &str) -> Trouble {
    Trouble::passing(ErrorCode::PageIncomplete, detail)
}

fn invalid(detail: &str) -> Trouble {
    Trouble::lasting(ErrorCode::HubReplyInvalid, detail)
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
