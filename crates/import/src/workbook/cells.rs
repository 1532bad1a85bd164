//! A sheet of a workbook, row by row, and the areas in which its cells are merged.

use super::strings::{Texts, append, plain, refused};
use super::xml::{Node, Opened, Xml};
use crate::reading::{Reading, Stop};

/// A spreadsheet has columns up to XFD.
const LAST_COLUMN: u32 = 16_384;

/// A row that has cells with something in them. Rows and columns count from 1.
pub(super) struct Row<'r> {
    pub number: u32,
    pub cells: &'r [Cell],
    own: &'r str,
    shared: &'r Texts,
}

/// A cell that is not empty.
pub(super) struct Cell {
    pub column: u32,
    pub text: Text,
}

/// Where a cell's text is.
#[derive(Clone, Copy)]
pub(super) enum Text {
    /// Among the workbook's shared texts.
    Shared(u32),
    /// In the row itself: from, to.
    Own(usize, usize),
}

impl<'r> Row<'r> {
    pub(super) fn text(&self, cell: &Cell) -> &'r str {
        match cell.text {
            Text::Shared(number) => self.shared.get(number),
            Text::Own(from, to) => self.own.get(from..to).unwrap_or_default(),
        }
    }
}

/// Merged cells: they share what stands in the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

/// What a sheet says, in the order in which it says it.
pub(super) enum Said<'r> {
    /// A row.
    Row(Row<'r>),
    /// A cell to the right of all that may be.
    Beyond(u32, u32),
    /// A merged area; they stand behind all rows.
    Area(Area),
}

/// Reads a sheet and hands on what it says. `columns` is how many may hold something.
pub(super) fn read(
    mut xml: Xml<'_, '_>,
    shared: &Texts,
    columns: u32,
    reading: &mut Reading<'_>,
    said: &mut dyn FnMut(&mut Reading<'_>, Said<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut state = State::default();
    loop {
        match refused(xml.next(), reading)? {
            Node::Open(element) => match element.name() {
                "row" => state.open_row(&element),
                "c" => state.open_cell(&element),
                "v" | "t" => state.inside = true,
                "rPh" => state.aid = true,
                "mergeCell" => {
                    if let Some(area) = element.attribute("ref").as_deref().and_then(area) {
                        said(reading, Said::Area(area))?;
                    }
                }
                _ => {}
            },
            Node::Text(piece) if state.inside && !state.aid => append(&mut state.value, &piece),
            Node::Close(element) => match element.name() {
                "v" | "t" => state.inside = false,
                "rPh" => state.aid = false,
                "c" => {
                    if state.column > columns && !state.value.trim().is_empty() {
                        said(reading, Said::Beyond(state.number, state.column))?;
                    } else if state.column <= columns {
                        state.close_cell(shared);
                    }
                }
                "row" => {
                    reading.row()?;
                    if !state.cells.is_empty() {
                        let row = Row {
                            number: state.number,
                            cells: &state.cells,
                            own: &state.own,
                            shared,
                        };
                        said(reading, Said::Row(row))?;
                    }
                }
                _ => {}
            },
            Node::End => return Ok(()),
            _ => {}
        }
    }
}

/// The row and the cell that are being read.
#[derive(Default)]
struct State {
    number: u32,
    column: u32,
    kind: Kind,
    cells: Vec<Cell>,
    own: String,
    value: String,
    inside: bool,
    aid: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
}

impl State {
    fn open_row(&mut self, element: &Opened<'_>) {
        let written = element.attribute("r").and_then(|r| r.parse().ok());
        self.number = written.unwrap_or(self.number.saturating_add(1));
        self.column = 0;
        self.cells.clear();
        self.own.clear();
    }

    fn open_cell(&mut self, element: &Opened<'_>) {
        let written = element.attribute("r").as_deref().and_then(reference);
        self.column = written.map_or(self.column.saturating_add(1), |(_, column)| column);
        self.kind = match element.attribute("t").as_deref() {
            Some("s") => Kind::Shared,
            None | Some("n") => Kind::Number,
            Some(_) => Kind::Text,
        };
        self.value.clear();
        self.inside = false;
    }

    fn close_cell(&mut self, shared: &Texts) {
        let text = match self.kind {
            Kind::Shared => match self.value.trim().parse() {
                Ok(number) if !shared.get(number).trim().is_empty() => Text::Shared(number),
                _ => return,
            },
            Kind::Text if self.value.trim().is_empty() => return,
            Kind::Text => self.keep(None),
            Kind::Number if self.value.trim().is_empty() => return,
            Kind::Number => {
                let number = plain_number(self.value.trim());
                self.keep(Some(&number))
            }
        };
        self.cells.push(Cell {
            column: self.column,
            text,
        });
    }

    fn keep(&mut self, number: Option<&str>) -> Text {
        let from = self.own.len();
        match number {
            Some(number) => self.own.push_str(number),
            None => self.own.push_str(&plain(&self.value)),
        }
        Text::Own(from, self.own.len())
    }
}

/// A number as people write it: `1.3812345678E10` is `13812345678`, and a double is its shortest decimal.
fn plain_number(written: &str) -> String {
    if written.len() <= 18 && written.bytes().all(|byte| byte.is_ascii_digit()) {
        return written.to_owned();
    }
    match written.parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        _ => written.to_owned(),
    }
}

/// Row and column of `B12`, from 1.
fn reference(cell: &str) -> Option<(u32, u32)> {
    let cell = cell.trim();
    let split = cell.find(|c: char| !c.is_ascii_alphabetic())?;
    let (letters, digits) = cell.split_at_checked(split)?;
    let mut column = 0u32;
    for letter in letters.bytes() {
        column = column
            .checked_mul(26)?
            .checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    let row = digits.parse().ok()?;
    ((1..=LAST_COLUMN).contains(&column) && row > 0).then_some((row, column))
}

/// Rows and columns of `B12:C14`.
fn area(written: &str) -> Option<Area> {
    let (first, last) = written.split_once(':')?;
    let ((top, left), (bottom, right)) = (reference(first)?, reference(last)?);
    Some(Area {
        rows: (top.min(bottom), top.max(bottom)),
        columns: (left.min(right), left.max(right)),
    })
}

/// How many rows a sheet says it has (`A1:X120`), which need not be true.
pub(super) fn promised_rows(mut xml: Xml<'_, '_>) -> Option<u32> {
    loop {
        match xml.next().ok()? {
            Node::Open(element) if element.name() == "dimension" => {
                let written = element.attribute("ref")?;
                return Some(reference(written.rsplit(':').next()?)?.0);
            }
            Node::Open(element) if element.name() == "sheetData" => return None,
            Node::End => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, area, plain_number, reference};

    #[test]
    fn references_name_row_and_column() {
        for (written, cell) in [
            ("A1", Some((1, 1))),
            ("xfd1048576", Some((1_048_576, 16_384))),
            ("AA12", Some((12, 27))),
            ("XFE1", None),
            ("A0", None),
            ("12", None),
            ("", None),
            ("ZZZZZZZZZ9", None),
        ] {
            assert_eq!(reference(written), cell, "{written}");
        }
        assert_eq!(
            area("C4:B2"),
            Some(Area {
                rows: (2, 4),
                columns: (2, 3)
            })
        );
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (written, plain) in [
            ("1.3812345678E10", "13812345678"),
            ("13812345678", "13812345678"),
            ("59.899999999999999", "59.9"),
            ("80.0", "80"),
            ("-0.5", "-0.5"),
            ("nan", "nan"),
        ] {
            assert_eq!(plain_number(written), plain);
        }
    }
}
