//! The order export of a ShopeX community shop: a row is a line, and 订单号 says which rows are one order.

use crate::columns::Column;
use crate::reading::{Reading, Stop};
use crate::sheet::lines::{self, Blocks};
use crate::{Content, Parsed, Source};

/// ShopeX's order export.
pub(crate) struct Shopex;

impl Source for Shopex {
    fn name(&self) -> &'static str {
        "shopex"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        let Content::Workbook(book) = content else { return false };
        let has = |column| book.table.as_ref().is_some_and(|table| table.has(column));
        has(Column::OrderNumber) && has(Column::LineAmount)
    }

    fn read(&self, content: &Content<'_>, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
        lines::read(content.workbook(reading)?, Blocks::OrderNumbers, reading)
    }
}
