//! The sheet that holds the orders: the cells of the columns that mean something, and which of its rows are merged.

use std::collections::BTreeMap;
use std::rc::Rc;

use ziti_domain::error::ErrorCode;
use ziti_wire::import::Problem;

use super::cells::{Area, Row, Text};
use super::strings::Texts;
use crate::clean::column_name;
use crate::columns::Column;
use crate::problem::{of, shown};

/// The rows of orders of a workbook.
pub(crate) struct Table {
    /// The names of all columns, as the file writes them.
    headers: Vec<String>,
    columns: BTreeMap<Column, Place>,
    /// Row by row as many as there are columns that mean something.
    cells: Vec<Kept>,
    rows: Vec<u32>,
    own: Texts,
    shared: Rc<Texts>,
    areas: Vec<Area>,
}

struct Place {
    /// Its column in the sheet, from 1.
    column: u32,
    /// How usual its name is.
    rank: usize,
    /// Its cell's place among those kept of a row.
    slot: usize,
    header: String,
}

/// Where a cell's text is kept: nothing, or a number among the shared or the own texts; four bytes, for there are millions.
#[derive(Clone, Copy, Default)]
struct Kept(u32);

impl Kept {
    const SHARED: u32 = 1 << 31;

    fn shared(number: u32) -> Self {
        Self((number.saturating_add(1) & !Self::SHARED) | Self::SHARED)
    }

    fn own(number: u32) -> Self {
        Self(number.saturating_add(1) & !Self::SHARED)
    }
}

impl Table {
    /// Begins a table with its first row; nothing when it has no column of sequence numbers and so is no table of orders.
    pub(super) fn with_header(row: &Row<'_>, shared: Rc<Texts>) -> Option<Self> {
        let mut headers = Vec::new();
        let mut columns = BTreeMap::<Column, Place>::new();
        for cell in row.cells {
            let header = shown(row.text(cell).trim());
            if let Some((column, rank)) = Column::named(&column_name(row.text(cell))) {
                // The usual name before others; of two the same, the one further right.
                if columns.get(&column).is_none_or(|place| rank <= place.rank) {
                    columns.insert(
                        column,
                        Place {
                            column: cell.column,
                            rank,
                            slot: 0,
                            header: header.clone(),
                        },
                    );
                }
            }
            headers.push(header);
        }
        for (slot, place) in columns.values_mut().enumerate() {
            place.slot = slot;
        }
        let table = Self {
            headers,
            columns,
            cells: Vec::new(),
            rows: Vec::new(),
            own: Texts::default(),
            shared,
            areas: Vec::new(),
        };
        table.has(Column::SequenceNo).then_some(table)
    }

    /// Adds a row below the last.
    pub(super) fn add(&mut self, row: &Row<'_>) -> Result<(), Box<Problem>> {
        if self.rows.last().is_some_and(|last| row.number <= *last) || row.number < 2 {
            let message = "The sheet's rows are not in order.".to_owned();
            return Err(Box::new(Problem {
                row: Some(row.number),
                message,
                ..of(ErrorCode::TruncatedFile)
            }));
        }
        let from = self.cells.len();
        for place in self.columns.values() {
            let cell = row.cells.iter().rfind(|cell| cell.column == place.column);
            self.cells.push(match cell.map(|cell| (cell, cell.text)) {
                None => Kept::default(),
                Some((_, Text::Shared(number))) => Kept::shared(number),
                Some((cell, Text::Own(..))) => Kept::own(self.own.push(row.text(cell))),
            });
        }
        if self.cells.iter().skip(from).all(|kept| kept.0 == 0) {
            self.cells.truncate(from);
        } else {
            self.rows.push(row.number);
        }
        Ok(())
    }

    /// Adds a merged area, when it spans rows.
    pub(super) fn merge(&mut self, area: Area) {
        let of_ours = self
            .columns
            .values()
            .any(|place| (area.columns.0..=area.columns.1).contains(&place.column));
        if of_ours && area.rows.0 < area.rows.1 {
            self.areas.push(area);
        }
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A row's number in the sheet, from 1.
    pub(crate) fn number(&self, row: usize) -> u32 {
        self.rows.get(row).copied().unwrap_or_default()
    }

    pub(crate) fn has(&self, column: Column) -> bool {
        self.columns.contains_key(&column)
    }

    /// The column's name as the file writes it.
    pub(crate) fn header(&self, column: Column) -> &str {
        self.columns.get(&column).map_or(column.name(), |place| &place.header)
    }

    /// All columns' names, for a person to choose from.
    pub(crate) fn headers(&self) -> String {
        self.headers.join(", ")
    }

    /// What stands in a row's cell, without blanks around it; empty when nothing does.
    pub(crate) fn cell(&self, row: usize, column: Column) -> &str {
        let Some(place) = self.columns.get(&column) else {
            return "";
        };
        match self
            .cells
            .get(row * self.columns.len() + place.slot)
            .map_or(0, |kept| kept.0)
        {
            0 => "",
            kept if kept & Kept::SHARED != 0 => self.shared.get((kept & !Kept::SHARED) - 1).trim(),
            kept => self.own.get(kept - 1).trim(),
        }
    }

    /// For each row the first row of the merged area that it is part of in this column, else itself.
    pub(crate) fn firsts(&self, column: Column) -> Vec<usize> {
        let place = self.columns.get(&column);
        let mut areas: Vec<(u32, u32)> = self
            .areas
            .iter()
            .filter(|area| place.is_some_and(|place| (area.columns.0..=area.columns.1).contains(&place.column)))
            .map(|area| area.rows)
            .collect();
        areas.sort_unstable();
        let mut areas = areas.into_iter().peekable();
        let mut current = None::<(u32, usize)>;
        let mut firsts = Vec::with_capacity(self.rows.len());
        for (row, number) in self.rows.iter().copied().enumerate() {
            while let Some((_, last)) = areas.next_if(|(first, _)| *first <= number) {
                // Areas do not overlap in a sound file; in another, the one that begins last counts.
                current = (last >= number).then_some((last, row)).or(current);
            }
            current = current.filter(|(last, _)| *last >= number);
            firsts.push(current.map_or(row, |(_, first)| first));
        }
        firsts
    }
}
