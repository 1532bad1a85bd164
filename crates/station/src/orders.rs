//! Looking at orders.

use ziti_domain::error::ErrorCode;
use ziti_domain::event::Event;
use ziti_domain::order::OrderId;
use ziti_domain::scan::{self, Scanned};
use ziti_store::Tx;
use ziti_store::orders::StoredOrder;
use ziti_wire::failure::Failure;
use ziti_wire::import::OrderList;
use ziti_wire::order::{HistoryEntry, OrderView, OrdersQuery};

use crate::finding::{FOUND_MAX, by_number, by_person};
use crate::setup::Desk;
use crate::view::Viewer;
use crate::{Reply, Station, Stopped};

impl Station {
    /// Orders of a day, all or those that a state or a text finds, in order of their numbers.
    ///
    /// # Errors
    /// `day_invalid`, or a failure of the database.
    pub fn orders(&self, query: &OrdersQuery) -> Reply<OrderList> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let day = desk.day(query.day.as_deref())?;
            let mut viewer = Viewer::new(tx, &desk);
            let text = query.text.as_deref().map(scan::plain).unwrap_or_default();
            let text = Some(text.trim()).filter(|text| !text.is_empty());
            let mut orders = match text {
                None => {
                    let stored = tx.orders_of(day)?;
                    stored
                        .iter()
                        .map(|order| viewer.view(order))
                        .collect::<Result<Vec<_>, _>>()?
                }
                Some(text) => {
                    let mut found = named(tx, &desk, text)?;
                    if found.is_empty() {
                        found = by_number(tx, day, text)?;
                        found.extend(by_person(tx, day, text, FOUND_MAX)?);
                        let mut seen = std::collections::HashSet::new();
                        found.retain(|id| seen.insert(*id));
                    }
                    viewer.many(&found)?
                }
            };
            if let Some(state) = query.state {
                orders.retain(|order| order.state == state);
            }
            let total = u32::try_from(orders.len()).unwrap_or(u32::MAX);
            if let Some(limit) = query.limit {
                orders.truncate(limit as usize);
            }
            Ok(OrderList { orders, total })
        })?)
    }

    /// An order by its id (`20260622-17`), or by its number today.
    ///
    /// # Errors
    /// `order_unknown`, `order_ambiguous`.
    pub fn order(&self, name: &str) -> Reply<OrderView> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let order = one(tx, &desk, name)?;
            Viewer::new(tx, &desk).view(&order)
        })?)
    }

    /// What happened to an order, oldest first.
    ///
    /// # Errors
    /// `order_unknown`, `order_ambiguous`.
    pub fn history(&self, name: &str) -> Reply<Vec<HistoryEntry>> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let order = one(tx, &desk, name)?;
            let events = tx.events_of(order.id)?;
            let entries = events.into_iter().map(|event| HistoryEntry {
                forced: matches!(event.event(), Some(Event::Collected { forced: Some(_), .. })),
                event_id: event.id,
                kind: event.kind,
                happened_at: event.happened_at.0,
                actor: event.actor,
                via: event.via,
            });
            Ok(entries.collect())
        })?)
    }
}

/// Orders that an id, a code or a label names by itself.
fn named(tx: &Tx<'_>, desk: &Desk, text: &str) -> Result<Vec<OrderId>, Stopped> {
    let id = match scan::read(text) {
        Scanned::Pickup(code) if code.point == desk.point => Some(code.order),
        Scanned::Bag(label) if label.point == desk.point => Some(label.order),
        _ => OrderId::parse(text),
    };
    Ok(id
        .map(|id| tx.order(id))
        .transpose()?
        .flatten()
        .map(|order| order.id)
        .into_iter()
        .collect())
}

/// The one order of this name.
pub(crate) fn one(tx: &Tx<'_>, desk: &Desk, name: &str) -> Result<StoredOrder, Stopped> {
    let mut found = named(tx, desk, name)?;
    if found.is_empty() {
        found = by_number(tx, desk.today, name)?;
    }
    let unknown = || {
        Failure::about(
            ErrorCode::OrderUnknown,
            format!("There is no order {} here.", short(name)),
        )
    };
    match found[..] {
        [id] => tx.order(id)?.ok_or_else(|| unknown().into()),
        [] => Err(unknown().into()),
        _ => Err(Failure::about(
            ErrorCode::OrderAmbiguous,
            format!("{} orders have the number {}.", found.len(), short(name)),
        )
        .into()),
    }
}

/// As much of an input as a sentence can hold.
pub(crate) fn short(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}
