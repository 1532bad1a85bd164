//! Kuaituantuan's order export (快团团), in both layouts. They are told apart by their columns.

use crate::columns::Column;
use crate::reading::{Reading, Stop};
use crate::sheet::lines::{self, Blocks};
use crate::sheet::orders;
use crate::{Content, Parsed, Source};

/// Kuaituantuan's order export.
pub(crate) struct Kuaituantuan;

impl Source for Kuaituantuan {
    fn name(&self) -> &'static str {
        "kuaituantuan"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        matches!(content, Content::Workbook(_))
    }

    fn read(&self, content: &Content<'_>, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
        let book = content.workbook(reading)?;
        // Only where a row is a line has it an amount and a 规格 of its own.
        let by_line = |column| book.table.as_ref().is_some_and(|table| table.has(column));
        if by_line(Column::LineAmount) || by_line(Column::Shown) {
            lines::read(book, Blocks::Merged, reading)
        } else {
            orders::read(book, reading)
        }
    }
}
