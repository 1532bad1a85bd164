//! Staging a revision: what a file's orders would change in the day, order by order. Nothing is written here.
//!
//! The rules are those of a station that has no hub; docs/formats.md and `ziti_domain::revision` have them.

use std::collections::{HashMap, HashSet};

use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_domain::order::ORDER_NO_MAX;
use ziti_domain::person::place;
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::{LinePut, Merged, Standing, merge_lines, paid};
use ziti_wire::batch::BatchOrder;
use ziti_wire::failure::Failure;
use ziti_wire::import::{ChangeKind, Changes, Difference, LineDifference};

use crate::orders::{Person, StandingOrder, line_put, person_in};

/// What a file would change in a day.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    /// The day's rounds after.
    pub rounds: Vec<String>,
    pub last_order_no: u32,
    /// Orders that are new, different or vanished, as they will stand; a new one has no short code yet.
    pub puts: Vec<StandingOrder>,
    pub differences: Vec<Difference>,
    pub changes: Changes,
    /// Orders of which the file asks for less than was handed over, or which it no longer has though some was.
    pub below_collected: Vec<String>,
}

/// Stages orders whose rounds are all named. `complete` says that an order of these rounds that is missing has vanished.
pub(crate) fn stage(
    mut rounds: Vec<String>,
    last_order_no: u32,
    standing: Vec<StandingOrder>,
    orders: &[BatchOrder],
    complete: bool,
) -> Result<Staged, Failure> {
    let mut standing: HashMap<(u32, String), StandingOrder> = standing
        .into_iter()
        .map(|order| ((order.round, order.sequence_no.clone()), order))
        .collect();
    let mut staged = Staged {
        last_order_no,
        ..Staged::default()
    };
    let mut named = HashSet::new();
    for order in orders {
        let round = place_of(&mut rounds, &order.round);
        named.insert(round);
        let old = standing.remove(&(round, order.sequence_no.clone()));
        if old.is_none() {
            staged.last_order_no += 1;
            if staged.last_order_no > ORDER_NO_MAX {
                return Err(Failure::new(ErrorCode::TooManyRows));
            }
        }
        let no = old.as_ref().map_or(staged.last_order_no, |old| old.no);
        staged.add(order, round, no, old.as_ref());
    }
    if complete {
        let mut gone: Vec<StandingOrder> = standing
            .into_values()
            .filter(|order| named.contains(&order.round) && !order.cancelled)
            .collect();
        gone.sort_by_key(|order| order.no);
        for order in gone {
            staged.vanish(order);
        }
    }
    if rounds.len() > 1 {
        staged.name_with_letters();
    }
    staged.rounds = rounds;
    Ok(staged)
}

fn place_of(rounds: &mut Vec<String>, title: &str) -> u32 {
    let place = rounds.iter().position(|known| known == title).unwrap_or_else(|| {
        rounds.push(title.to_owned());
        rounds.len() - 1
    });
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl Staged {
    pub fn changes_nothing(&self) -> bool {
        self.puts.is_empty()
    }

    fn add(&mut self, order: &BatchOrder, round: u32, no: u32, old: Option<&StandingOrder>) {
        let incoming: Vec<LinePut> = order.lines.iter().map(line_put).collect();
        let lines: &[Standing] = old.map_or(&[], |old| &old.lines);
        let merged = merge_lines(lines, &incoming);
        let amount = merged.iter().map(|line| line.put.amount).sum();
        let known = old.map(|old| (old.paid, old.amount()));
        let nothing = merged.iter().all(|line| line.put.ordered == Quantity::ZERO);
        let mut put = StandingOrder {
            no,
            round,
            sequence_no: order.sequence_no.clone(),
            short_code: old.map(|old| old.short_code.clone()).unwrap_or_default(),
            cancelled: order.cancelled || nothing,
            withdrawn: false,
            elsewhere: order.collected,
            paid: paid(known, order.paid_minor.map(Money), amount),
            household: order.household,
            person: person_in(order),
            lines: merged
                .iter()
                .map(|line| Standing {
                    put: line.put.clone(),
                    collected: lines
                        .iter()
                        .find(|old| old.put.no == line.put.no)
                        .map_or(Quantity::ZERO, |old| old.collected),
                })
                .collect(),
        };
        // Once it is gone it stays gone, whatever a newer file says; only what that file adds is open.
        let had_left = old.is_some_and(|old| old.elsewhere);
        put.elsewhere |= had_left && put.lines.iter().all(|line| line.put.ordered <= line.collected);
        if put.elsewhere && !put.cancelled {
            for line in &mut put.lines {
                line.collected = line.put.ordered;
            }
        }
        let fields = old.map(|old| fields(old, &put)).unwrap_or_default();
        let same_lines = old.is_some_and(|old| {
            let puts = |order: &StandingOrder| order.lines.iter().map(|line| line.put.clone()).collect::<Vec<_>>();
            puts(old) == puts(&put)
        });
        // A person is told even when all of it was handed over, so that nothing changes.
        let below_collected = merged.iter().any(|line| line.below_collected);
        if below_collected {
            self.below_collected.push(order.sequence_no.clone());
        }
        if old.is_some() && fields.is_empty() && same_lines {
            self.changes.unchanged += 1;
            return;
        }
        let kind = if old.is_some() {
            self.changes.changed += 1;
            ChangeKind::Changed
        } else {
            self.changes.added += 1;
            ChangeKind::Added
        };
        self.differences.push(Difference {
            kind,
            sequence_no: order.sequence_no.clone(),
            place: place(&put.person.building, &put.person.room),
            recipient: put.person.recipient.clone(),
            lines: merged
                .iter()
                .filter(|line| line.was != line.put.ordered)
                .map(line_difference)
                .collect(),
            fields,
            below_collected,
        });
        self.puts.push(put);
    }

    /// A vanished order keeps what was collected of it and loses the rest.
    fn vanish(&mut self, mut order: StandingOrder) {
        self.changes.withdrawn += 1;
        let below_collected = order.anything_collected();
        if below_collected {
            self.below_collected.push(order.sequence_no.clone());
        }
        self.differences.push(Difference {
            kind: ChangeKind::Withdrawn,
            sequence_no: order.sequence_no.clone(),
            place: place(&order.person.building, &order.person.room),
            recipient: order.person.recipient.clone(),
            lines: order
                .lines
                .iter()
                .filter(|line| line.put.ordered > line.collected)
                .map(|line| LineDifference {
                    name: line.put.product.clone(),
                    old_thousandths: line.put.ordered.0,
                    new_thousandths: line.collected.0,
                })
                .collect(),
            fields: Vec::new(),
            below_collected,
        });
        order.cancelled = true;
        order.withdrawn = true;
        if below_collected {
            for line in &mut order.lines {
                line.put.ordered = line.collected;
            }
        }
        self.puts.push(order);
    }

    /// With several rounds a day, a 跟团号 alone names nobody.
    fn name_with_letters(&mut self) {
        for (difference, order) in self.differences.iter_mut().zip(&self.puts) {
            difference.sequence_no.insert_str(0, &letter(order.round));
        }
    }
}

/// A round's letter: A, B, … Z, AA.
fn letter(round: u32) -> String {
    let mut place = round;
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(place % 26).unwrap_or(0)));
        if place < 26 {
            return letters;
        }
        place = place / 26 - 1;
    }
}

fn line_difference(line: &Merged) -> LineDifference {
    let put = &line.put;
    let name = if put.variant.is_empty() {
        put.product.clone()
    } else {
        format!("{} {}", put.product, put.variant)
    };
    LineDifference {
        name,
        old_thousandths: line.was.0,
        new_thousandths: put.ordered.0,
    }
}

/// Which fields of an order differ, lines aside.
fn fields(old: &StandingOrder, put: &StandingOrder) -> Vec<String> {
    let open = old.lines.iter().any(|line| line.collected < line.put.ordered);
    let (known, person): (&Person, &Person) = (&old.person, &put.person);
    let pairs = [
        (
            "recipient",
            known.recipient != person.recipient
                || known.other_recipients != person.other_recipients
                || known.orderer != person.orderer,
        ),
        ("phone", known.phones != person.phones),
        (
            "place",
            (&known.building, &known.room, &known.address) != (&person.building, &person.room, &person.address),
        ),
        ("note", known.note != person.note),
        ("paid", old.paid != put.paid),
        ("cancelled", old.cancelled != put.cancelled),
        ("collected", put.elsewhere && open && !old.cancelled),
    ];
    pairs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name.to_owned())
        .collect()
}
