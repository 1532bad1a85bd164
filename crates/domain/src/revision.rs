//! Revisions: what becomes of the orders of a day when a newer file of the same round comes.
//!
//! They merge by (order, line key). Added quantity opens alone; a line never falls below what was collected; an order that
//! vanished is cancelled, or kept as withdrawn if anything of it was collected.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::day::ServiceDay;
use crate::money::Money;
use crate::order::{LineNo, Zone};
use crate::quantity::Quantity;

/// What the inbox keeps of an imported revision: the new state of each order that differs, people by their id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Service day.
    pub day: ServiceDay,
    /// The day's revision since.
    pub revision: u32,
    /// Which importer read it.
    pub source: String,
    /// All rounds of the day in order of their letters, A first.
    pub rounds: Vec<String>,
    /// Orders that are new or different.
    pub orders: Vec<OrderPut>,
    /// Orders that vanished.
    pub withdrawn: Vec<u32>,
}

/// The new state of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPut {
    /// Number at the point that day.
    pub order_no: u32,
    /// Place of its round in [`Revision::rounds`].
    pub round: u32,
    /// 跟团号.
    pub sequence_no: String,
    /// Who: a row of the table of people.
    pub person: i64,
    /// The short code, for a new order.
    pub short_code: String,
    /// Something must be read at the counter.
    pub has_note: bool,
    /// Cancelled by its owner.
    pub cancelled: bool,
    /// Paid before it came to the counter.
    pub paid: Money,
    /// Its lines.
    pub lines: Vec<LinePut>,
}

/// The new state of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePut {
    /// Number within the order.
    pub no: LineNo,
    /// Product.
    pub product: String,
    /// Variant, when part of the identity.
    pub variant: String,
    /// 规格, shown.
    pub shown: String,
    /// Ordered.
    pub ordered: Quantity,
    /// What it costs.
    pub amount: Money,
    /// Where it is kept.
    pub zone: Zone,
}

/// A line as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it is.
    pub put: LinePut,
    /// Handed over so far.
    pub collected: Quantity,
}

/// A line after the merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Its new state.
    pub put: LinePut,
    /// Its quantity before; 0 for a new one.
    pub was: Quantity,
    /// The file asks for less than was handed over: it stays at that.
    pub below_collected: bool,
}

/// Merges a file's lines into an order's.
///
/// A line is the same when product, variant and its ordinal among equals are. A line that vanished stays with what was collected of it,
/// nothing as a rule, and keeps its number; a new one gets the next.
pub fn merge_lines(standing: &[Standing], incoming: &[LinePut]) -> Vec<Merged> {
    let mut wanted: HashMap<(&str, &str, usize), &LinePut> = HashMap::new();
    let mut order = Vec::new();
    let mut count: HashMap<(&str, &str), usize> = HashMap::new();
    for line in incoming {
        let ordinal = next(&mut count, line);
        let key = (line.product.as_str(), line.variant.as_str(), ordinal);
        wanted.insert(key, line);
        order.push(key);
    }
    let mut merged = Vec::with_capacity(standing.len() + incoming.len());
    let mut count = HashMap::new();
    let mut last = 0;
    for line in standing {
        last = last.max(line.put.no);
        let key = (
            line.put.product.as_str(),
            line.put.variant.as_str(),
            next(&mut count, &line.put),
        );
        let (mut put, asked) = match wanted.remove(&key) {
            Some(new) => (
                LinePut {
                    no: line.put.no,
                    ..new.clone()
                },
                new.ordered,
            ),
            None => (
                LinePut {
                    amount: Money::ZERO,
                    ..line.put.clone()
                },
                Quantity::ZERO,
            ),
        };
        put.ordered = asked.max(line.collected);
        merged.push(Merged {
            put,
            was: line.put.ordered,
            below_collected: asked < line.collected,
        });
    }
    for key in order {
        if let Some(new) = wanted.remove(&key) {
            last += 1;
            merged.push(Merged {
                put: LinePut {
                    no: last,
                    ..new.clone()
                },
                was: Quantity::ZERO,
                below_collected: false,
            });
        }
    }
    merged
}

fn next<'a>(count: &mut HashMap<(&'a str, &'a str), usize>, line: &'a LinePut) -> usize {
    let seen = count.entry((&line.product, &line.variant)).or_default();
    *seen += 1;
    *seen
}

/// What counts as paid after a file that states `stated`, for an order whose lines cost `amount`.
///
/// Unstated means paid, but it never raises what is known of an order that is there already: what was due stays due.
pub fn paid(known: Option<(Money, Money)>, stated: Option<Money>, amount: Money) -> Money {
    match (stated, known) {
        (Some(stated), _) => stated,
        (None, Some((paid, was))) if paid < was => paid,
        (None, _) => amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(no: LineNo, product: &str, units: i64) -> LinePut {
        LinePut {
            no,
            product: product.to_owned(),
            variant: String::new(),
            shown: String::new(),
            ordered: Quantity::whole(units),
            amount: Money(units * 100),
            zone: Zone::Ambient,
        }
    }

    fn stands(no: LineNo, product: &str, units: i64, collected: i64) -> Standing {
        Standing {
            put: put(no, product, units),
            collected: Quantity::whole(collected),
        }
    }

    fn shape(merged: &[Merged]) -> Vec<(LineNo, &str, i64, bool)> {
        merged
            .iter()
            .map(|line| {
                (
                    line.put.no,
                    line.put.product.as_str(),
                    line.put.ordered.0 / 1000,
                    line.below_collected,
                )
            })
            .collect()
    }

    #[test]
    fn lines_keep_their_numbers_and_new_ones_get_the_next() {
        let merged = merge_lines(
            &[stands(1, "melon", 1, 0), stands(2, "lychee", 2, 0)],
            &[put(0, "pear", 1), put(0, "lychee", 3)],
        );
        assert_eq!(
            shape(&merged),
            [(1, "melon", 0, false), (2, "lychee", 3, false), (3, "pear", 1, false)]
        );
    }

    #[test]
    fn a_line_never_falls_below_what_was_collected() {
        let merged = merge_lines(
            &[stands(1, "melon", 3, 2), stands(2, "lychee", 2, 1)],
            &[put(0, "melon", 1)],
        );
        assert_eq!(shape(&merged), [(1, "melon", 2, true), (2, "lychee", 1, true)]);
    }

    #[test]
    fn equal_lines_are_told_apart_by_their_ordinal() {
        let merged = merge_lines(
            &[stands(1, "melon", 1, 1), stands(2, "melon", 5, 0)],
            &[put(0, "melon", 1), put(0, "melon", 4), put(0, "melon", 9)],
        );
        assert_eq!(
            shape(&merged),
            [(1, "melon", 1, false), (2, "melon", 4, false), (3, "melon", 9, false)]
        );
    }

    #[test]
    fn what_is_paid_never_rises_unasked() {
        let (ten, six) = (Money(1000), Money(600));
        assert_eq!(paid(None, None, ten), ten);
        assert_eq!(paid(None, Some(six), ten), six);
        assert_eq!(paid(Some((six, ten)), None, ten), six);
        assert_eq!(paid(Some((six, six)), None, ten), ten);
        assert_eq!(paid(Some((six, ten)), Some(ten), ten), ten);
    }
}
