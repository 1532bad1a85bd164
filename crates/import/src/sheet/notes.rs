//! Remarks of the residents. Only one that names its order, `22:…`, is for the counter; the rest is talk with the leader.

use super::text;
use crate::columns::Column;
use crate::gather::{Gathered, add_note};
use crate::lengths;
use crate::reading::{Reading, Stop};
use crate::workbook::Table;

/// Gives each remark to the order whose number it begins with, among the orders that the remark's cell holds for.
///
/// What follows without such a number goes on with the same remark: in `22:周日⏎3:00 来取` the 3 is a time, not an order.
pub(super) fn give(
    table: &Table,
    row: usize,
    raw: &str,
    orders: &[usize],
    gathered: &mut Gathered,
    reading: &mut Reading<'_>,
) -> Result<(), Stop> {
    let mut current = None;
    for remark in raw.split(['\n', '\r', '；', ';']).take(100) {
        let begins = numbered(remark).and_then(|(number, said)| {
            let at = orders.iter().copied().find(|at| gathered.sequence_no(*at) == number)?;
            Some((at, said))
        });
        let said = begins.map_or(remark, |(_, said)| said);
        current = begins.map(|(at, _)| at).or(current);
        let Some(at) = current else { continue };
        let note = text(table, row, Column::MemberNote, said, lengths::NOTE, reading)?;
        if let Some(order) = gathered.order_mut(at) {
            add_note(order, &note);
        }
    }
    Ok(())
}

/// A remark's number and what it says: `22:帮忙送到87-105`.
fn numbered(remark: &str) -> Option<(&str, &str)> {
    let (number, said) = remark.split_once([':', '：'])?;
    let (number, said) = (number.trim(), said.trim());
    (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then_some((number, said))
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn a_remark_names_its_order_or_is_none() {
        for (remark, read) in [
            ("22:帮忙送到87-105", Some(("22", "帮忙送到87-105"))),
            (" 23 ： 1-801 ", Some(("23", "1-801"))),
            ("71:地址:47号", Some(("71", "地址:47号"))),
            ("放门口", None),
            ("楼下:放门口", None),
            ("", None),
        ] {
            assert_eq!(numbered(remark), read, "{remark}");
        }
    }
}
