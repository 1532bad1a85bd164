//! Whether what was paid fits what was ordered, and who collects together: blocks and orders that are connected are one account.

use std::collections::{BTreeMap, BTreeSet};

use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money as Amount;
use ziti_wire::import::Problem;

use super::customers::{Kept, blocks};
use super::place;
use crate::columns::Column;
use crate::figures::{amount, money};
use crate::gather::Gathered;
use crate::problem::{in_order, of, shown};
use crate::reading::Reading;
use crate::sieve::Standing;
use crate::workbook::Table;

/// A block's money, as its first row writes it.
pub(super) struct Written<'t> {
    pub row: usize,
    pub paid: &'t str,
    pub discount: &'t str,
    pub freight: &'t str,
    pub standing: Standing<'t>,
}

/// What blocks and orders have to do with each other. A block is known by its first row, an order by its place.
#[derive(Debug, Default)]
pub(super) struct Money {
    /// For each order the order that it is connected with; one that leads to itself stands for all.
    leads: Vec<usize>,
    /// One order of each block.
    of_block: BTreeMap<usize, usize>,
    sums: Vec<Sums>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    lines: i64,
    paid: i64,
    discount: i64,
    freight: i64,
    first: Option<usize>,
    last: usize,
    unclear: bool,
}

impl Money {
    /// A line of an order stands in a block.
    pub(super) fn line(&mut self, block: usize, order: usize, minor: i64) {
        while self.leads.len() <= order {
            self.leads.push(self.leads.len());
            self.sums.push(Sums::default());
        }
        let other = *self.of_block.entry(block).or_insert(order);
        let (a, b) = (self.root(other), self.root(order));
        if let Some(lead) = self.leads.get_mut(a.max(b)) {
            *lead = a.min(b);
        }
        if let Some(sums) = self.sums.get_mut(order) {
            sums.lines = sums.lines.saturating_add(minor);
        }
    }

    fn root(&mut self, order: usize) -> usize {
        let mut at = order;
        while let Some(lead) = self.leads.get(at).copied().filter(|lead| *lead != at) {
            // Halve the way for the next one who asks.
            let further = self.leads.get(lead).copied().unwrap_or(lead);
            if let Some(known) = self.leads.get_mut(at) {
                *known = further;
            }
            at = lead;
        }
        at
    }

    /// What a block says was paid, and refunded.
    pub(super) fn paid(
        &mut self,
        written: &Written<'_>,
        rows: &[Kept],
        table: &Table,
        orders: &Gathered,
        reading: &mut Reading<'_>,
    ) {
        let Some(Kept { order, .. }) = rows.first() else { return };
        let number = orders.sequence_no(*order).to_owned();
        let mut read = |raw, column| amount(raw, place(table, written.row, column), &number, reading);
        let paid = read(written.paid, Column::OrderAmount);
        // These two only explain a difference; what cannot be read explains nothing.
        let other = |raw: &str| money(raw).unwrap_or_default().0;
        if let Some(sums) = self.sums.get_mut(*order) {
            sums.paid = sums.paid.saturating_add(paid.unwrap_or_default().0);
            sums.discount = sums.discount.saturating_add(other(written.discount));
            sums.freight = sums.freight.saturating_add(other(written.freight));
            sums.unclear |= paid.is_none();
            sums.first = sums.first.or(Some(written.row));
            sums.last = rows.last().map_or(sums.last, |kept| kept.row);
        }
        refund(&written.standing, written.row, table, number, reading);
    }

    /// Says where lines and payment differ. Where `explained`, a discount and freight may make the difference.
    pub(super) fn judge(&mut self, table: &Table, orders: &Gathered, explained: bool, reading: &mut Reading<'_>) {
        let mut accounts = BTreeMap::<usize, (Sums, Vec<String>)>::new();
        for order in 0..self.leads.len() {
            let root = self.root(order);
            let one = self.sums.get(order).copied().unwrap_or_default();
            let (all, numbers) = accounts.entry(root).or_default();
            all.lines = all.lines.saturating_add(one.lines);
            all.paid = all.paid.saturating_add(one.paid);
            all.discount = all.discount.saturating_add(one.discount);
            all.freight = all.freight.saturating_add(one.freight);
            all.unclear |= one.unclear;
            all.first = all.first.or(one.first);
            all.last = all.last.max(one.last);
            numbers.push(orders.sequence_no(order).to_owned());
        }
        for (sums, numbers) in accounts.into_values() {
            let with_rest = sums.lines.saturating_sub(sums.discount).saturating_add(sums.freight);
            if sums.unclear || sums.lines == sums.paid || (explained && with_rest == sums.paid) {
                continue;
            }
            let (lines, paid) = (Amount(sums.lines), Amount(sums.paid));
            reading.warn(Problem {
                row: sums.first.map(|row| table.number(row)),
                last_row: Some(table.number(sums.last)),
                column: table.header(Column::OrderAmount).to_owned(),
                value: paid.to_string(),
                message: format!("The lines add up to {lines}, but {paid} was paid."),
                hint: format!("Hand out the rows as ordered; {paid} was paid; ask the leader."),
                sequence_nos: in_order(numbers),
                ..of(ErrorCode::AmountMismatch)
            });
        }
    }

    /// A number for each order of a customer who has several.
    pub(super) fn households(&mut self, kept: &[Kept]) -> Vec<(usize, u32)> {
        let mut numbers = BTreeMap::<usize, u32>::new();
        let mut given = BTreeSet::new();
        for rows in blocks(kept) {
            let orders: BTreeSet<usize> = rows.iter().map(|kept| kept.order).collect();
            if orders.len() < 2 {
                continue;
            }
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX).saturating_add(1);
            for order in orders {
                let root = self.root(order);
                given.insert((order, *numbers.entry(root).or_insert(next)));
            }
        }
        given.into_iter().collect()
    }
}

/// A refund that is no full one: the goods stay ordered, and a person must know.
pub(super) fn refund(standing: &Standing<'_>, row: usize, table: &Table, number: String, reading: &mut Reading<'_>) {
    let written = money(standing.refund);
    let refunded = written.filter(|refund| *refund > Amount::ZERO);
    let is_unclear = written.is_none() && standing.refund.contains(|c| matches!(c, '1'..='9'));
    let under_way = standing.state.contains("退款");
    let by_amount = refunded.is_some() || is_unclear;
    if !by_amount && !under_way {
        return;
    }
    let column = if by_amount { Column::Refund } else { Column::State };
    let value = shown(if by_amount { standing.refund } else { standing.state });
    let message = match refunded {
        Some(refunded) => format!("{refunded} of what was paid was given back."),
        None if is_unclear => format!("How much was given back cannot be read: {value}."),
        None => format!("A refund is not settled: {value}."),
    };
    reading.warn(Problem {
        row: Some(table.number(row)),
        column: table.header(column).to_owned(),
        value,
        message,
        sequence_nos: vec![number],
        ..of(ErrorCode::PartlyRefunded)
    });
}
