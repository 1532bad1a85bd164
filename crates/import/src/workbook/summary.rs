//! What the sheets beside the orders say: the round's title, the filter of the export, and sums of the leader's own.

use ziti_domain::quantity::Quantity;

use super::cells::Row;
use crate::clean::{clean, column_name};

/// So many titles are enough to know that there is more than one.
const TITLES: usize = 20;

/// What the sheets beside the orders say, taken together.
#[derive(Default)]
pub(crate) struct Summary {
    /// The distinct 团购标题 of all sheets, white space folded.
    pub titles: Vec<String>,
    /// 筛选条件, where a sheet tells it.
    pub filter: Option<String>,
    /// Σ 订单总数.
    pub orders: Option<Quantity>,
    /// Σ 商品总数.
    pub units: Option<Quantity>,
    /// Σ 销售数量.
    pub sold: Option<Quantity>,
}

/// One sheet's columns that a summary needs.
pub(super) struct Sheet<'s> {
    summary: &'s mut Summary,
    title: Option<u32>,
    orders: Option<u32>,
    units: Option<u32>,
    sold: Option<u32>,
}

impl Summary {
    pub(super) fn sheet(&mut self) -> Sheet<'_> {
        Sheet {
            summary: self,
            title: None,
            orders: None,
            units: None,
            sold: None,
        }
    }
}

impl Sheet<'_> {
    /// The first row: which column is which.
    pub(super) fn header(&mut self, row: &Row<'_>) {
        for cell in row.cells {
            match column_name(row.text(cell)).as_str() {
                "团购标题" => self.title = Some(cell.column),
                "订单总数" => self.orders = Some(cell.column),
                "商品总数" => self.units = Some(cell.column),
                "销售数量" => self.sold = Some(cell.column),
                _ => {}
            }
        }
        self.row(row);
    }

    /// A row of the orders' own sheet: only its title counts.
    pub(super) fn titles(&mut self, row: &Row<'_>) {
        let title = row.cells.iter().find(|cell| Some(cell.column) == self.title);
        let titles = &mut self.summary.titles;
        if let Some(cell) = title.filter(|_| row.number > 1 && titles.len() < TITLES) {
            let title = clean(row.text(cell), crate::lengths::TITLE).text;
            if !title.is_empty() && !titles.contains(&title) {
                titles.push(title);
            }
        }
    }

    /// A row of another sheet.
    pub(super) fn row(&mut self, row: &Row<'_>) {
        self.titles(row);
        for cell in row.cells {
            let (text, column) = (row.text(cell), Some(cell.column));
            if let Some(filter) = text.trim_start().strip_prefix("筛选条件") {
                let filter = filter.trim_start_matches([':', '：', ' ', '\t']);
                self.summary.filter.get_or_insert_with(|| clean(filter, 100).text);
            }
            let sum = if column == self.orders {
                &mut self.summary.orders
            } else if column == self.units {
                &mut self.summary.units
            } else if column == self.sold {
                &mut self.summary.sold
            } else {
                continue;
            };
            if let Some(quantity) = Quantity::parse(text).filter(|_| row.number > 1) {
                *sum = Some(sum.unwrap_or_default() + quantity);
            }
        }
    }
}
