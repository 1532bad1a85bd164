//! A batch that the hub sealed: its orders come numbered, with their short codes, and are swapped in whole.

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Handed, Via};
use ziti_domain::money::Money;
use ziti_domain::order::OrderId;
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::{LinePut, OrderPut, Revision};
use ziti_domain::told::Told;
use ziti_store::Tx;
use ziti_store::orders::StoredOrder;
use ziti_store::people::Person;
use ziti_wire::batch::{Batch, BatchLine, BatchOrder, FORMAT};
use ziti_wire::hub::SyncedBatch;

use crate::search::keys;
use crate::setup::Desk;
use crate::staging::{line_put, person_of};
use crate::view::zone;
use crate::{Station, Stopped};

/// What the ids of hand-overs elsewhere begin with.
const PLATFORM: &str = "platform/";

impl Station {
    /// Swaps a batch in. Nothing when the day has this revision, or a newer one, already.
    pub(super) fn take_batch(&self, tx: &Tx<'_>, desk: &Desk, batch: &Batch) -> Result<Option<SyncedBatch>, Stopped> {
        let invalid = || Stopped::from(ErrorCode::HubReplyInvalid);
        let day = batch.day.as_deref().and_then(ServiceDay::parse).ok_or_else(invalid)?;
        let revision = batch.revision.ok_or_else(invalid)?;
        if batch.format != FORMAT || batch.point.as_ref().is_some_and(|point| *point != desk.settings.point) {
            return Err(invalid());
        }
        if tx.day(day)?.revision >= revision {
            return Ok(None);
        }
        let mut synced = SyncedBatch {
            day: day.to_string(),
            revision,
            orders: u32::try_from(batch.orders.len()).unwrap_or(u32::MAX),
            added: 0,
            changed: 0,
            stale_prints: 0,
        };
        let mut row = Revision {
            day,
            revision,
            source: "hub".to_owned(),
            rounds: batch.rounds.clone(),
            orders: Vec::new(),
            withdrawn: Vec::new(),
        };
        let mut collected = Vec::new();
        for order in &batch.orders {
            let no = order.order_no.ok_or_else(invalid)?;
            let id = OrderId { day, no };
            if OrderId::parse(&id.to_string()).is_none() {
                return Err(invalid());
            }
            let round = batch
                .rounds
                .iter()
                .position(|title| *title == order.round)
                .ok_or_else(invalid)?;
            let standing = tx.order(id)?;
            let put = self.put_of(
                tx,
                order,
                id,
                u32::try_from(round).unwrap_or(u32::MAX),
                standing.as_ref(),
            )?;
            let gone: Vec<Handed> = order.lines.iter().filter_map(elsewhere).collect();
            if !gone.is_empty() {
                collected.push((id, gone));
            }
            let Some(put) = put else { continue };
            if standing.is_some() {
                synced.changed += 1;
                synced.stale_prints += u32::from(tx.is_printed(id)?);
            } else {
                synced.added += 1;
            }
            if order.withdrawn {
                row.withdrawn.push(no);
            }
            row.orders.push(put);
        }
        self.apply(tx, desk, &row)?;
        for (id, gone) in collected {
            take_collected_elsewhere(tx, desk, id, revision, gone)?;
        }
        Ok(Some(synced))
    }

    /// Settles what this station honoured before the orders came, once all that the hub knows of it is here.
    pub(super) fn settle(&self, tx: &Tx<'_>) -> Result<(), Stopped> {
        let desk = self.desk(tx)?;
        for id in tx.to_settle(&desk.identity.station)? {
            let lines = tx.order(id)?.map(|order| order.lines).unwrap_or_default();
            let lines = lines.iter().filter(|line| line.put.ordered > Quantity::ZERO);
            let lines: Vec<Handed> = lines
                .map(|line| Handed {
                    line: line.put.no,
                    quantity: line.put.ordered,
                })
                .collect();
            let own = tx.unsettled(id)?.into_iter();
            for honoured in own.filter(|honoured| honoured.station == desk.identity.station) {
                let event = Event::ClaimSettled {
                    order: id,
                    claim: honoured.event,
                    lines: lines.clone(),
                };
                self.counter(tx, &desk).append(&honoured.by, Via::Code, event)?;
            }
        }
        Ok(())
    }

    /// The new state of an order, with its person written; nothing when it is as it stands.
    fn put_of(
        &self,
        tx: &Tx<'_>,
        order: &BatchOrder,
        id: OrderId,
        round: u32,
        standing: Option<&StoredOrder>,
    ) -> Result<Option<OrderPut>, Stopped> {
        let person = person_of(order);
        let mut lines = Vec::with_capacity(order.lines.len());
        for line in &order.lines {
            let no = line.no.ok_or(ErrorCode::HubReplyInvalid)?;
            if line.quantity_thousandths < 0 || lines.iter().any(|other: &LinePut| other.no == no) {
                return Err(ErrorCode::HubReplyInvalid.into());
            }
            lines.push(LinePut { no, ..line_put(line) });
        }
        let amount: Money = lines.iter().map(|line| line.amount).sum();
        let mut put = OrderPut {
            order_no: id.no,
            round,
            sequence_no: order.sequence_no.clone(),
            person: 0,
            short_code: order.short_code.clone().unwrap_or_default(),
            has_note: !person.note.is_empty(),
            cancelled: order.cancelled,
            paid: order.paid_minor.map_or(amount, Money),
            lines,
        };
        let known = standing.map(|old| tx.person(old.person)).transpose()?.flatten();
        let same_person = known.as_ref() == Some(&person);
        if let Some(old) = standing {
            put.person = old.person;
            let same = same_person
                && old.round == put.round
                && old.sequence_no == put.sequence_no
                && old.cancelled == put.cancelled
                && old.withdrawn == order.withdrawn
                && old.paid == put.paid
                && old.lines.iter().map(|line| &line.put).eq(&put.lines);
            if same {
                return Ok(None);
            }
        }
        if !same_person {
            let group = order.household.map(|group| format!("{}/{group}", order.round));
            put.person = tx.add_person(id.day, &person, &keys(&person, group.as_deref()))?;
        }
        Ok(Some(put))
    }
}

/// What of a line was handed out elsewhere.
fn elsewhere(line: &BatchLine) -> Option<Handed> {
    Some(Handed {
        line: line.no?,
        quantity: Quantity(line.elsewhere_thousandths),
    })
    .filter(|gone| gone.quantity > Quantity::ZERO)
}

/// What of an order was handed out elsewhere, as its batch tells: no event of this station. What was told before is not told again.
fn take_collected_elsewhere(
    tx: &Tx<'_>,
    desk: &Desk,
    order: OrderId,
    revision: u32,
    mut lines: Vec<Handed>,
) -> Result<(), Stopped> {
    for known in tx
        .events_of(order)?
        .iter()
        .filter(|known| known.id.starts_with(PLATFORM))
    {
        let Some(Event::Collected { lines: known, .. }) = known.event() else {
            continue;
        };
        for line in &mut lines {
            let told = known.iter().find(|known| known.line == line.line);
            line.quantity = line.quantity.less(told.map_or(Quantity::ZERO, |told| told.quantity));
        }
    }
    lines.retain(|line| line.quantity > Quantity::ZERO);
    if lines.is_empty() {
        return Ok(());
    }
    let event = Event::Collected {
        order,
        lines,
        issue: None,
        forced: None,
        reason: None,
    };
    let told = Told::Event {
        id: format!("{PLATFORM}{order}/{revision}"),
        station: String::new(),
        kind: event.kind().to_owned(),
        payload: serde_json::to_string(&event).map_err(ziti_store::StoreError::from)?,
        actor: String::new(),
        via: "platform".to_owned(),
        happened_at: desk.now,
    };
    Ok(tx.put_told(&told, desk.now)?)
}

/// A day as this station has it, for a hub that takes the point over.
pub(super) fn batch_of(tx: &Tx<'_>, desk: &Desk, day: ServiceDay) -> Result<Batch, Stopped> {
    let rounds = tx.rounds(day)?;
    let mut orders = Vec::new();
    for order in tx.orders_of(day)? {
        let person = tx.person(order.person)?.unwrap_or_default();
        orders.push(BatchOrder {
            round: rounds.get(order.round as usize).cloned().unwrap_or_default(),
            sequence_no: order.sequence_no.clone(),
            paid_minor: Some(order.paid.0),
            cancelled: order.cancelled,
            order_no: Some(order.id.no),
            short_code: Some(order.short_code.clone()),
            withdrawn: order.withdrawn,
            lines: order.lines.iter().map(|line| line_of(&line.put)).collect(),
            ..with_person(person)
        });
    }
    Ok(Batch {
        format: FORMAT.to_owned(),
        point: Some(desk.settings.point.clone()),
        day: Some(day.to_string()),
        complete: true,
        revision: Some(tx.day(day)?.revision),
        rounds,
        orders,
    })
}

fn line_of(put: &LinePut) -> BatchLine {
    BatchLine {
        no: Some(put.no),
        product: put.product.clone(),
        variant: put.variant.clone(),
        shown: put.shown.clone(),
        quantity_thousandths: put.ordered.max(Quantity::ZERO).0,
        amount_minor: put.amount.0,
        zone: zone(put.zone),
        elsewhere_thousandths: 0,
    }
}

fn with_person(person: Person) -> BatchOrder {
    BatchOrder {
        recipient: person.recipient,
        other_recipients: person.other_recipients,
        phones: person.phones,
        orderer: person.orderer,
        building: person.building,
        room: person.room,
        address: person.address,
        note: person.note,
        ..BatchOrder::default()
    }
}
