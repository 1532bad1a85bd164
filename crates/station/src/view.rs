//! Orders as screens and terminals see them.

use ziti_domain::code::PickupCode;
use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_domain::order::{OrderId, Zone};
use ziti_domain::person::{mask_name, mask_phone, place};
use ziti_domain::quantity::Quantity;
use ziti_store::Tx;
use ziti_store::orders::StoredOrder;
use ziti_store::people::Person;
use ziti_wire::batch;
use ziti_wire::failure::Failure;
use ziti_wire::order::{LineView, OrderState, OrderView, Undoable};

use crate::Stopped;
use crate::setup::Desk;

/// One key undoes a hand-over for so long.
pub(crate) const UNDO_MINUTES: i64 = 15;

/// Shows orders; keeps what many of them share.
pub(crate) struct Viewer<'a> {
    tx: &'a Tx<'a>,
    desk: &'a Desk,
    rounds: Vec<(ServiceDay, Vec<String>)>,
}

impl<'a> Viewer<'a> {
    pub fn new(tx: &'a Tx<'a>, desk: &'a Desk) -> Self {
        Self {
            tx,
            desk,
            rounds: Vec::new(),
        }
    }

    /// The order with this id as it is now.
    pub fn by_id(&mut self, id: OrderId) -> Result<Option<OrderView>, Stopped> {
        self.tx.order(id)?.map(|order| self.view(&order)).transpose()
    }

    pub fn many(&mut self, ids: &[OrderId]) -> Result<Vec<OrderView>, Stopped> {
        let views = ids.iter().filter_map(|id| self.by_id(*id).transpose());
        views.collect()
    }

    pub fn view(&mut self, order: &StoredOrder) -> Result<OrderView, Stopped> {
        // A person whose data were deleted leaves an order without a name.
        let person = self.tx.person(order.person)?.unwrap_or_default();
        let rounds = self.rounds_of(order.id.day)?;
        Ok(self.with_person(order, person, &rounds))
    }

    /// An order of which nothing but its code was seen here.
    pub fn to_come(&self, id: OrderId) -> OrderView {
        let order = StoredOrder {
            id,
            round: 0,
            sequence_no: id.no.to_string(),
            person: 0,
            short_code: String::new(),
            issue: 0,
            reissued_at: None,
            has_note: false,
            cancelled: false,
            withdrawn: false,
            paid: Money::ZERO,
            taken: Money::ZERO,
            hold_until: None,
            collected: None,
            changed: Vec::new(),
            lines: Vec::new(),
        };
        OrderView {
            state: OrderState::Open,
            ..self.with_person(&order, Person::default(), &[])
        }
    }

    /// The rounds of the order's day.
    pub fn rounds_of(&mut self, day: ServiceDay) -> Result<Vec<String>, Stopped> {
        if let Some((_, titles)) = self.rounds.iter().find(|(of, _)| *of == day) {
            return Ok(titles.clone());
        }
        let titles = self.tx.rounds(day)?;
        self.rounds.push((day, titles.clone()));
        Ok(titles)
    }

    fn with_person(&self, order: &StoredOrder, person: Person, rounds: &[String]) -> OrderView {
        let number = number(order, rounds.len());
        let undoable = order
            .collected
            .as_ref()
            .filter(|last| last.station == self.desk.identity.station)
            .map(|last| Undoable {
                event_id: last.event.clone(),
                freely_until: last.at.plus_minutes(UNDO_MINUTES).0,
            });
        OrderView {
            id: order.id.to_string(),
            day: order.id.day.to_string(),
            order_no: order.id.no,
            sequence_no: order.sequence_no.clone(),
            shelf_codes: vec![number.clone()],
            number,
            round: rounds.get(order.round as usize).cloned().unwrap_or_default(),
            state: state(order, self.desk.now),
            bags: 1,
            recipient_masked: mask_name(&person.recipient),
            recipient: person.recipient,
            other_recipients: person.other_recipients,
            phone_masked: person.phones.first().map(|phone| mask_phone(phone)).unwrap_or_default(),
            phones: person.phones,
            place: place(&person.building, &person.room),
            building: person.building,
            room: person.room,
            address: person.address,
            note: person.note,
            amount_minor: order.amount().0,
            due_minor: order.due().0,
            currency: self.desk.settings.currency.clone(),
            lines: order
                .lines
                .iter()
                .filter(|line| line.put.ordered > Quantity::ZERO)
                .map(line)
                .collect(),
            hold_until: order.hold_until.map(|until| until.0),
            collected_at: order.collected.as_ref().map(|last| last.at.0),
            collected_by: order.collected.as_ref().map(|last| last.by.clone()),
            issue: order.issue,
            undoable,
        }
    }
}

fn line(line: &ziti_store::orders::StoredLine) -> LineView {
    let put = &line.put;
    LineView {
        line: put.no,
        product: if put.variant.is_empty() {
            put.product.clone()
        } else {
            format!("{} {}", put.product, put.variant)
        },
        variant: put.shown.clone(),
        quantity_thousandths: put.ordered.0,
        collected_thousandths: line.collected.0,
        open_thousandths: put.ordered.less(line.collected).0,
        amount_minor: put.amount.0,
        zone: zone(put.zone),
    }
}

pub(crate) const fn zone(zone: Zone) -> batch::Zone {
    match zone {
        Zone::Ambient => batch::Zone::Ambient,
        Zone::Chilled => batch::Zone::Chilled,
        Zone::Frozen => batch::Zone::Frozen,
    }
}

/// What neighbours, labels and screens call an order: its 跟团号, with the round's letter where a day has several rounds.
pub(crate) fn number(order: &StoredOrder, rounds: usize) -> String {
    if rounds < 2 {
        order.sequence_no.clone()
    } else {
        format!("{}{}", letter(order.round), order.sequence_no)
    }
}

/// A, B … Z, AA, AB …
pub(crate) fn letter(round: u32) -> String {
    let mut letters = String::new();
    let mut rest = round;
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            return letters;
        }
        rest = rest / 26 - 1;
    }
}

fn state(order: &StoredOrder, now: Timestamp) -> OrderState {
    let judged = order.judged();
    match () {
        () if order.cancelled && !judged.anything_collected() => OrderState::Cancelled,
        () if order.withdrawn => OrderState::Withdrawn,
        () if judged.nothing_open() => OrderState::Collected,
        () if judged.anything_collected() => OrderState::Partly,
        () if order.hold_until.is_some_and(|until| until < now) => OrderState::Overdue,
        () => OrderState::Open,
    }
}

/// The order's pickup code as it counts now.
pub(crate) fn pickup_code(tx: &Tx<'_>, order: &StoredOrder, desk: &Desk) -> Result<String, Stopped> {
    let key = desk.day_key(tx, order.id.day)?.ok_or_else(|| {
        let message = format!("The hub has not given the key of {} yet.", order.id.day);
        Failure::about(ErrorCode::HubUnreachable, message)
    })?;
    let code = key.pickup_code(desk.point, order.id, order.issue);
    debug_assert!(PickupCode::parse(&code).is_some_and(|code| key.sealed(&code)));
    Ok(code)
}
