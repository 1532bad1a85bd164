//! A workbook (.xlsx) as far as orders need it: one table of orders, and what the other sheets say beside it.
//!
//! It reads the parts itself, as a stream with limits. Libraries keep whole sheets or at least all shared texts, however much
//! they unpack to: a file of a few kilobytes could ask for hundreds of gigabytes.

mod cells;
mod package;
mod parts;
mod strings;
mod summary;
mod table;
mod xml;

use std::rc::Rc;

use ziti_domain::error::ErrorCode;
use ziti_wire::import::Problem;

use self::cells::Said;
use self::package::Package;
use self::strings::{Texts, refused};
pub(crate) use self::summary::Summary;
pub(crate) use self::table::Table;
use self::xml::Xml;
use crate::problem::{of, shown};
use crate::reading::{Reading, Stop};

/// What a workbook says about orders.
#[derive(Default)]
pub(crate) struct Workbook {
    /// The first sheet whose first row names a column 跟团号.
    pub table: Option<Table>,
    /// What the other sheets say.
    pub summary: Summary,
    /// Further sheets with a column 跟团号, which are not read.
    pub not_read: Vec<String>,
    /// The sheets' names.
    pub sheets: Vec<String>,
}

impl Workbook {
    /// Reads the workbook in `bytes`.
    pub(crate) fn open(bytes: &[u8], reading: &mut Reading<'_>) -> Result<Self, Stop> {
        let limits = reading.options.limits;
        let mut package = refused(Package::open(bytes, limits.unpacked_bytes), reading)?;
        let parts = refused(parts::find(&mut package), reading)?;
        let mut rows = Some(0u32);
        for sheet in &parts.sheets {
            let promised =
                refused(package.part(&sheet.path), reading)?.and_then(|part| cells::promised_rows(Xml::new(part)));
            rows = rows
                .zip(promised)
                .map(|(rows, more)| rows.saturating_add(more.min(limits.rows)));
        }
        reading.of = rows.filter(|rows| *rows > 0);
        let shared = match parts.shared.as_deref().map(|path| package.part(path)) {
            Some(part) => match refused(part, reading)? {
                Some(part) => strings::shared(Xml::new(part), reading)?,
                None => Texts::default(),
            },
            None => Texts::default(),
        };
        let shared = Rc::new(shared);
        let mut book = Self {
            sheets: parts.sheets.iter().map(|sheet| shown(&sheet.name)).collect(),
            ..Self::default()
        };
        for sheet in &parts.sheets {
            if let Some(part) = refused(package.part(&sheet.path), reading)? {
                book.sheet(&sheet.name, Xml::new(part), &shared, reading)?;
            }
        }
        Ok(book)
    }

    fn sheet(
        &mut self,
        name: &str,
        xml: Xml<'_, '_>,
        shared: &Rc<Texts>,
        reading: &mut Reading<'_>,
    ) -> Result<(), Stop> {
        let limits = reading.options.limits;
        let mut table = None::<Table>;
        let mut header_seen = false;
        let mut beyond = None;
        let mut summary = self.summary.sheet();
        cells::read(xml, shared, limits.columns, reading, &mut |reading, said| {
            match said {
                Said::Beyond(row, column) => beyond = beyond.or(Some((row, column))),
                Said::Row(row) => {
                    if !std::mem::replace(&mut header_seen, true) && row.number == 1 {
                        table = Table::with_header(&row, Rc::clone(shared));
                        summary.header(&row);
                    } else if let Some(table) = &mut table {
                        if row.number > limits.rows {
                            return Err(reading.refuse(Problem {
                                row: Some(row.number),
                                ..of(ErrorCode::TooManyRows)
                            }));
                        }
                        refused(table.add(&row), reading)?;
                        summary.titles(&row);
                    } else {
                        summary.row(&row);
                    }
                }
                Said::Area(area) => {
                    if let Some(table) = &mut table {
                        table.merge(area);
                    }
                }
            }
            match beyond {
                Some((row, column)) if table.is_some() => {
                    Err(reading.refuse(too_many_columns(row, column, limits.columns)))
                }
                _ => Ok(()),
            }
        })?;
        match table {
            Some(_) if self.table.is_some() => self.not_read.push(shown(name)),
            Some(table) => self.table = Some(table),
            None => {}
        }
        Ok(())
    }
}

fn too_many_columns(row: u32, column: u32, most: u32) -> Problem {
    Problem {
        row: Some(row),
        message: format!("There is something in column {column} of row {row}; at most {most} columns are read."),
        ..of(ErrorCode::TooManyColumns)
    }
}
