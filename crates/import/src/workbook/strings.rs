//! The texts that the cells of a workbook share.

use ziti_wire::import::Problem;

use super::xml::{Node, Xml};
use crate::reading::{Reading, Stop};

/// A cell's text is kept up to so many bytes; a spreadsheet allows 32,767 characters.
const LONGEST: usize = 100_000;

/// Many texts one behind the other: as much memory as they are long and four bytes each.
#[derive(Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Keeps a text and says under which number.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        self.all.push_str(text);
        let number = self.ends.len();
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// The text of a number; an unknown number has none.
    pub(super) fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let from = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .map_or(0, |end| *end as usize);
        self.ends
            .get(at)
            .and_then(|end| self.all.get(from..*end as usize))
            .unwrap_or_default()
    }
}

/// Adds a piece of a cell's text, as far as a cell's text may go.
pub(super) fn append(text: &mut String, piece: &str) {
    let room = LONGEST.saturating_sub(text.len());
    let fits = if piece.len() <= room {
        piece
    } else {
        piece.get(..piece.floor_char_boundary(room)).unwrap_or_default()
    };
    text.push_str(fits);
}

/// Spreadsheets write a character that XML forbids as `_x000D_`.
pub(super) fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let character = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        let (kept, next) = if character.is_some() {
            (at, at + 7)
        } else {
            (at + 2, at + 2)
        };
        plain.push_str(rest.get(..kept).unwrap_or_default());
        plain.extend(character);
        rest = rest.get(next..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// Reads the part of the shared texts.
pub(super) fn shared(mut xml: Xml<'_, '_>, reading: &mut Reading<'_>) -> Result<Texts, Stop> {
    let mut texts = Texts::default();
    let mut text = String::new();
    // Inside `t`, and how deep inside a reading aid, which is no part of the text.
    let (mut inside, mut aid) = (false, false);
    loop {
        match refused(xml.next(), reading)? {
            Node::Open(element) => match element.name() {
                "si" => text.clear(),
                "t" => inside = true,
                "rPh" => aid = true,
                _ => {}
            },
            Node::Text(piece) if inside && !aid => append(&mut text, &piece),
            Node::Close(element) => match element.name() {
                "si" => {
                    // Cancelling works here too: there can be millions of them.
                    let number = texts.push(&plain(&text));
                    if number.is_multiple_of(5000) {
                        reading.tell()?;
                    }
                }
                "t" => inside = false,
                "rPh" => aid = false,
                _ => {}
            },
            Node::End => return Ok(texts),
            _ => {}
        }
    }
}

/// A cell's text without what spreadsheets write in place of forbidden characters.
pub(super) fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains("_x") {
        without_escapes(text).into()
    } else {
        text.into()
    }
}

/// A part that cannot be read ends the import.
pub(super) fn refused<T>(outcome: Result<T, Box<Problem>>, reading: &mut Reading<'_>) -> Result<T, Stop> {
    outcome.map_err(|problem| reading.refuse(*problem))
}
