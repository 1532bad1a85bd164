//! Staging a revision: what a file's orders would change in the day, order by order. Nothing is written here.

use std::collections::{HashMap, HashSet};

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_domain::order::{ORDER_NO_MAX, OrderId, Zone};
use ziti_domain::person::place;
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::{LinePut, Merged, OrderPut, Standing, merge_lines, paid};
use ziti_store::Tx;
use ziti_store::orders::StoredOrder;
use ziti_store::people::Person;
use ziti_wire::batch::{self, BatchLine, BatchOrder};
use ziti_wire::import::{ChangeKind, Changes, Difference, LineDifference};

use crate::finding::{SHORT_CODE_DAYS, back};
use crate::planted::{Bug, is_planted};
use crate::setup::Desk;
use crate::view::letter;
use crate::{Stopped, Surroundings};

/// What a file would change in a day.
pub(crate) struct Staged {
    pub day: ServiceDay,
    /// The day's revision before.
    pub revision: u32,
    /// The day's rounds after.
    pub rounds: Vec<String>,
    pub puts: Vec<StagedOrder>,
    pub withdrawn: Vec<OrderId>,
    withdrawn_rounds: Vec<u32>,
    pub differences: Vec<Difference>,
    pub changes: Changes,
    /// Orders of which the file asks for less than was handed over, or which it no longer has though some was.
    pub below_collected: Vec<String>,
    below_rounds: Vec<u32>,
}

/// An order that is new or different.
pub(crate) struct StagedOrder {
    pub put: OrderPut,
    /// Its person when new or different; the put names them once they are written.
    pub person: Option<(Person, Option<String>)>,
    /// The order as it stands.
    pub standing: Option<StoredOrder>,
    /// Collected elsewhere.
    pub collected: bool,
}

impl Staged {
    pub fn changes_nothing(&self) -> bool {
        self.puts.is_empty() && self.withdrawn.is_empty()
    }
}

/// Stages orders whose rounds are all named. `complete` says that an order of these rounds that is missing has vanished.
pub(crate) fn stage(tx: &Tx<'_>, day: ServiceDay, orders: &[BatchOrder], complete: bool) -> Result<Staged, Stopped> {
    let before = tx.day(day)?;
    let mut rounds = tx.rounds(day)?;
    let mut standing: HashMap<(u32, String), StoredOrder> = HashMap::new();
    for order in tx.orders_of(day)? {
        standing.insert((order.round, order.sequence_no.clone()), order);
    }
    let mut staged = Staged {
        day,
        revision: before.revision,
        rounds: Vec::new(),
        puts: Vec::new(),
        withdrawn: Vec::new(),
        withdrawn_rounds: Vec::new(),
        differences: Vec::new(),
        changes: Changes::default(),
        below_collected: Vec::new(),
        below_rounds: Vec::new(),
    };
    let mut named = HashSet::new();
    let mut next_no = before.last_order_no;
    for order in orders {
        let round = place_of(&mut rounds, &order.round);
        named.insert(round);
        let old = standing.remove(&(round, order.sequence_no.clone()));
        let no = if let Some(old) = &old {
            old.id.no
        } else {
            next_no += 1;
            if next_no > ORDER_NO_MAX {
                return Err(ErrorCode::TooManyRows.into());
            }
            next_no
        };
        staged.add(tx, order, round, no, old)?;
    }
    if complete {
        let mut gone: Vec<StoredOrder> = standing
            .into_values()
            .filter(|order| named.contains(&order.round) && !order.cancelled)
            .collect();
        gone.sort_by_key(|order| order.id);
        for order in gone {
            staged.vanish(tx, &order)?;
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
    fn add(
        &mut self,
        tx: &Tx<'_>,
        order: &BatchOrder,
        round: u32,
        no: u32,
        old: Option<StoredOrder>,
    ) -> Result<(), Stopped> {
        let person = person_of(order);
        let incoming: Vec<LinePut> = order.lines.iter().map(line_put).collect();
        let lines: Vec<Standing> = old.iter().flat_map(|old| &old.lines).map(standing_line).collect();
        let merged = merge_lines(&lines, &incoming);
        let amount = merged.iter().map(|line| line.put.amount).sum();
        let known = old.as_ref().map(|old| (old.paid, old.amount()));
        let nothing = merged.iter().all(|line| line.put.ordered == Quantity::ZERO);
        let put = OrderPut {
            order_no: no,
            round,
            sequence_no: order.sequence_no.clone(),
            person: old.as_ref().map_or(0, |old| old.person),
            short_code: old.as_ref().map(|old| old.short_code.clone()).unwrap_or_default(),
            has_note: !person.note.is_empty(),
            cancelled: order.cancelled || nothing,
            paid: paid(known, order.paid_minor.map(Money), amount),
            lines: merged.iter().map(|line| line.put.clone()).collect(),
        };
        let known_person = old.as_ref().map(|old| tx.person(old.person)).transpose()?.flatten();
        let fields = old
            .as_ref()
            .map(|old| fields(old, &put, known_person.as_ref(), &person, order.collected))
            .unwrap_or_default();
        let same_lines = old
            .as_ref()
            .is_some_and(|old| old.lines.iter().map(|line| &line.put).eq(put.lines.iter()));
        // A person is told even when all of it was handed over, so that nothing changes.
        let below_collected = merged.iter().any(|line| line.below_collected);
        if below_collected {
            self.below_collected.push(order.sequence_no.clone());
            self.below_rounds.push(round);
        }
        if old.is_some() && fields.is_empty() && same_lines {
            self.changes.unchanged += 1;
            return Ok(());
        }
        let kind = if old.is_some() {
            ChangeKind::Changed
        } else {
            ChangeKind::Added
        };
        *(if old.is_some() {
            &mut self.changes.changed
        } else {
            &mut self.changes.added
        }) += 1;
        self.differences.push(Difference {
            kind,
            sequence_no: order.sequence_no.clone(),
            place: place(&person.building, &person.room),
            recipient: person.recipient.clone(),
            lines: merged
                .iter()
                .filter(|line| line.was != line.put.ordered)
                .map(line_difference)
                .collect(),
            fields,
            below_collected,
        });
        let group = order.household.map(|group| format!("{round}/{group}"));
        let is_other = known_person.is_none_or(|known| known != person);
        self.puts.push(StagedOrder {
            put,
            person: is_other.then_some((person, group)),
            standing: old,
            collected: order.collected,
        });
        Ok(())
    }

    fn vanish(&mut self, tx: &Tx<'_>, order: &StoredOrder) -> Result<(), Stopped> {
        let person = tx.person(order.person)?.unwrap_or_default();
        self.changes.withdrawn += 1;
        let below_collected = order.lines.iter().any(|line| line.collected > Quantity::ZERO);
        if below_collected {
            self.below_collected.push(order.sequence_no.clone());
            self.below_rounds.push(order.round);
        }
        self.withdrawn_rounds.push(order.round);
        self.differences.push(Difference {
            kind: ChangeKind::Withdrawn,
            sequence_no: order.sequence_no.clone(),
            place: place(&person.building, &person.room),
            recipient: person.recipient,
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
        self.withdrawn.push(order.id);
        Ok(())
    }

    /// With several rounds a day, a 跟团号 alone names nobody.
    fn name_with_letters(&mut self) {
        let put = self.puts.iter().map(|order| order.put.round);
        let rounds = put.chain(self.withdrawn_rounds.iter().copied());
        for (difference, round) in self.differences.iter_mut().zip(rounds) {
            difference.sequence_no.insert_str(0, &letter(round));
        }
        for (number, round) in self.below_collected.iter_mut().zip(&self.below_rounds) {
            number.insert_str(0, &letter(*round));
        }
    }
}

/// A six-digit code that no order of the last 60 days has.
pub(crate) fn free_short_code(
    tx: &Tx<'_>,
    desk: &Desk,
    around: &Surroundings,
    drawn: &mut HashSet<String>,
) -> Result<String, Stopped> {
    for _ in 0..1000 {
        let code = around.short_code();
        if !drawn.contains(&code) && tx.short_code_is_free(&code, back(desk.today, SHORT_CODE_DAYS))? {
            drawn.insert(code.clone());
            return Ok(code);
        }
    }
    Err(ErrorCode::Internal.into())
}

pub(crate) fn person_of(order: &BatchOrder) -> Person {
    Person {
        recipient: order.recipient.clone(),
        other_recipients: order.other_recipients.clone(),
        phones: order.phones.clone(),
        orderer: order.orderer.clone(),
        building: order.building.clone(),
        room: order.room.clone(),
        address: order.address.clone(),
        note: order.note.clone(),
    }
}

pub(crate) fn line_put(line: &BatchLine) -> LinePut {
    LinePut {
        no: 0,
        product: line.product.clone(),
        variant: line.variant.clone(),
        shown: line.shown.clone(),
        ordered: Quantity(line.quantity_thousandths),
        amount: Money(line.amount_minor),
        zone: match line.zone {
            batch::Zone::Ambient => Zone::Ambient,
            batch::Zone::Chilled => Zone::Chilled,
            batch::Zone::Frozen => Zone::Frozen,
        },
    }
}

fn standing_line(line: &ziti_store::orders::StoredLine) -> Standing {
    Standing {
        put: line.put.clone(),
        collected: if is_planted(Bug::ReopensCollected) {
            Quantity::ZERO
        } else {
            line.collected
        },
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
fn fields(old: &StoredOrder, put: &OrderPut, known: Option<&Person>, person: &Person, collected: bool) -> Vec<String> {
    // A person whose data were deleted comes back with the file.
    let gone = Person::default();
    let known = known.unwrap_or(&gone);
    let open = old.lines.iter().any(|line| line.collected < line.put.ordered);
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
        ("collected", collected && open && !old.cancelled),
    ];
    pairs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name.to_owned())
        .collect()
}
