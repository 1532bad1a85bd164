//! In which order and in which groups the manifest's rows stand.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::{ManifestRow, ManifestSheet, Sort};

/// Rows of one order that stand together and are ticked once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    pub(crate) rows: Vec<&'a ManifestRow>,
    /// How many other products the order has elsewhere in the list.
    pub(crate) elsewhere: usize,
}

/// A heading with the orders under it; a heading over headings has none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Group<'a> {
    /// Building or product, as in the rows.
    pub(crate) name: &'a str,
    pub(crate) is_building: bool,
    /// 0, or 1 for a product within a building.
    pub(crate) level: usize,
    pub(crate) count: Count,
    pub(crate) blocks: Vec<Block<'a>>,
}

/// How many orders and how much they ask for; what is cancelled is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) orders: usize,
    pub(crate) thousandths: i64,
}

/// Counts rows, an order once.
pub(crate) fn count<'a>(rows: impl Iterator<Item = &'a ManifestRow>) -> Count {
    let mut orders = BTreeSet::new();
    let mut thousandths = 0_i64;
    for row in rows.filter(|row| !row.cancelled) {
        orders.insert(order(row));
        thousandths = thousandths.saturating_add(row.quantity_thousandths);
    }
    Count {
        orders: orders.len(),
        thousandths,
    }
}

/// The rows in groups, in the order the sheet asks for.
pub(crate) fn groups(sheet: &ManifestSheet) -> Vec<Group<'_>> {
    let rows: Vec<&ManifestRow> = sheet.rows.iter().collect();
    match sheet.sort {
        Sort::BuildingRoomProduct => split(rows, building)
            .into_iter()
            .map(|(name, rows)| group(name, true, 0, rows, &BTreeMap::new()))
            .collect(),
        Sort::ProductBuildingRoom => {
            let products = products_of_orders(&sheet.rows);
            split(rows, product)
                .into_iter()
                .map(|(name, rows)| group(name, false, 0, rows, &products))
                .collect()
        }
        Sort::BuildingProductRoom => {
            let products = products_of_orders(&sheet.rows);
            let mut groups = Vec::new();
            for (name, rows) in split(rows, building) {
                let count = count(rows.iter().copied());
                groups.push(Group {
                    name,
                    is_building: true,
                    level: 0,
                    count,
                    blocks: Vec::new(),
                });
                for (name, rows) in split(rows, product) {
                    groups.push(group(name, false, 1, rows, &products));
                }
            }
            groups
        }
    }
}

/// Each product with its count, in the order of their names.
pub(crate) fn totals(sheet: &ManifestSheet) -> Vec<(&str, Count)> {
    split(sheet.rows.iter().collect(), product)
        .into_iter()
        .map(|(name, rows)| (name, count(rows.into_iter())))
        .filter(|(_, count)| count.orders > 0)
        .collect()
}

fn group<'a>(
    name: &'a str,
    is_building: bool,
    level: usize,
    mut rows: Vec<&'a ManifestRow>,
    products: &BTreeMap<&str, usize>,
) -> Group<'a> {
    rows.sort_by(|a, b| {
        natural(building(a), building(b))
            .then_with(|| natural(&a.room, &b.room))
            .then_with(|| natural(&a.number, &b.number))
            .then_with(|| order(a).cmp(order(b)))
            .then_with(|| natural(&a.product, &b.product))
            .then_with(|| a.cmp_rest(b))
    });
    let count = count(rows.iter().copied());
    let mut blocks: Vec<Block<'a>> = Vec::new();
    for row in rows {
        match blocks.last_mut() {
            Some(block) if block.rows.first().is_some_and(|first| order(first) == order(row)) => block.rows.push(row),
            _ => blocks.push(Block {
                rows: vec![row],
                elsewhere: 0,
            }),
        }
    }
    for block in &mut blocks {
        if let Some(first) = block.rows.first() {
            block.elsewhere = products.get(order(first)).map_or(0, |all| all.saturating_sub(1));
        }
    }
    Group {
        name,
        is_building,
        level,
        count,
        blocks,
    }
}

/// The rows by what `of` says of them, the groups in natural order, the nameless last.
fn split<'a>(rows: Vec<&'a ManifestRow>, of: fn(&ManifestRow) -> &str) -> Vec<(&'a str, Vec<&'a ManifestRow>)> {
    let mut groups: BTreeMap<&'a str, Vec<&'a ManifestRow>> = BTreeMap::new();
    for row in rows {
        groups.entry(of(row)).or_default().push(row);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|(a, _), (b, _)| a.is_empty().cmp(&b.is_empty()).then_with(|| natural(a, b)));
    groups
}

fn products_of_orders(rows: &[ManifestRow]) -> BTreeMap<&str, usize> {
    let mut products: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        products.entry(order(row)).or_default().insert(&row.product);
    }
    products
        .into_iter()
        .map(|(order, products)| (order, products.len()))
        .collect()
}

fn building(row: &ManifestRow) -> &str {
    row.building.trim()
}

fn product(row: &ManifestRow) -> &str {
    &row.product
}

/// What tells orders apart.
pub(crate) fn order(row: &ManifestRow) -> &str {
    if row.order_key.is_empty() {
        &row.number
    } else {
        &row.order_key
    }
}

impl ManifestRow {
    /// Any fixed order, so that the same rows always make the same paper.
    fn cmp_rest(&self, other: &Self) -> Ordering {
        (
            self.quantity_thousandths,
            self.changed,
            self.cancelled,
            &self.recipient,
            &self.note,
        )
            .cmp(&(
                other.quantity_thousandths,
                other.changed,
                other.cancelled,
                &other.recipient,
                &other.note,
            ))
    }
}

/// As people count: 2 before 10, `A2` before `A10`.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) {
        if first.is_ascii_digit() && second.is_ascii_digit() {
            let (number, after) = digits(left);
            let (other, other_after) = digits(right);
            let by_value = number.len().cmp(&other.len()).then_with(|| number.cmp(other));
            if by_value != Ordering::Equal {
                return by_value;
            }
            (left, right) = (after, other_after);
        } else if first == second {
            (left, right) = (left.split_at(first.len_utf8()).1, right.split_at(second.len_utf8()).1);
        } else {
            return first.cmp(&second);
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The number at the beginning without its leading zeros, and what follows it.
fn digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, after) = text.split_at(end);
    (number.trim_start_matches('0'), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_comes_before_ten() {
        let mut rooms = vec!["10", "2", "1002", "201", "2B", "2A", "", "一单元", "02", "A10", "A9"];
        rooms.sort_by(|a, b| natural(a, b));
        assert_eq!(
            rooms,
            ["", "02", "2", "2A", "2B", "10", "201", "1002", "A9", "A10", "一单元"]
        );
    }

    #[test]
    fn numbers_longer_than_any_integer_are_still_ordered() {
        assert_eq!(
            natural("99999999999999999999998", "99999999999999999999999"),
            Ordering::Less
        );
        assert_eq!(natural("000000000000000000000001", "2"), Ordering::Less);
    }
}
