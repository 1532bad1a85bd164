//! Where the day stands.

use ziti_domain::day::Timestamp;
use ziti_domain::event::Event;
use ziti_domain::money::Money;
use ziti_domain::quantity::Quantity;
use ziti_store::Tx;
use ziti_store::orders::StoredOrder;
use ziti_wire::scan::VerdictKind;
use ziti_wire::status::{Decision, Hour, Recent, Status, Today, Verified};

use crate::hub::Link;
use crate::setup::Desk;
use crate::view::{UNDO_MINUTES, Viewer};
use crate::{Reply, Station, Stopped};

/// So many last scans are shown.
const RECENT: u32 = 12;

/// A decision names so many orders at most.
const NAMED: usize = 5;

impl Station {
    /// What is always visible.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn status(&self) -> Reply<Status> {
        Ok(self
            .store
            .read::<_, Stopped>(|tx| self.status_in(tx, &self.desk(tx)?))?)
    }

    fn status_in(&self, tx: &Tx<'_>, desk: &Desk) -> Result<Status, Stopped> {
        let count = tx.count(desk.today)?;
        let link = Link::read(tx)?.map(|link| link.view(tx)).transpose()?;
        Ok(Status {
            settings: desk.settings.clone(),
            station: desk.identity.station.clone(),
            sample: desk.identity.sample,
            solo: link.is_none(),
            day: desk.today.to_string(),
            now: desk.now.0,
            utc_offset_minutes: desk.now.offset_minutes_at(desk.tz),
            revision: tx.day(desk.today)?.revision,
            orders: count.live,
            collected: count.collected,
            partly: count.partly,
            cancelled: count.cancelled,
            // A solo station has nobody to tell; what it keeps for a later hub waits for nothing.
            waiting: link.as_ref().map_or(0, |link| link.waiting),
            hub: link,
            rounds: tx.rounds(desk.today)?,
            folder: self.folder.display().to_string(),
        })
    }

    /// The Today screen.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn today(&self) -> Reply<Today> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let orders = tx.orders_of(desk.today)?;
            let mut hours = [0u32; 24];
            for last in orders.iter().filter_map(|order| order.collected.as_ref()) {
                hours[usize::from(last.at.hour_at(desk.tz)) % 24] += 1;
            }
            let hours = (0u8..).zip(hours).filter(|(_, collected)| *collected > 0);
            Ok(Today {
                status: self.status_in(tx, &desk)?,
                hours: hours.map(|(hour, collected)| Hour { hour, collected }).collect(),
                to_decide: to_decide(tx, &desk, &orders)?,
                prints: self.print_states_in(tx, desk.today)?,
                imported_at: tx.day(desk.today)?.applied_at.map(|at| at.0),
            })
        })?)
    }

    /// The last scans, newest first.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn recent(&self) -> Reply<Vec<Recent>> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let mut viewer = Viewer::new(tx, &desk);
            let mut recent = Vec::new();
            for event in tx.last_scans(RECENT)? {
                let at = event.happened_at;
                let (verdict, order, undoable) = match event.event() {
                    Some(Event::Collected { order, .. }) => (VerdictKind::Collected, Some(order), true),
                    Some(Event::ScanRefused { verdict, order, .. }) => {
                        let verdict = serde_json::from_value(serde_json::Value::String(verdict));
                        (verdict.unwrap_or(VerdictKind::Unknown), order, false)
                    }
                    _ => continue,
                };
                let order = order.map(|id| viewer.by_id(id)).transpose()?.flatten();
                let partly = order
                    .as_ref()
                    .is_some_and(|order| order.lines.iter().any(|line| line.open_thousandths > 0));
                recent.push(Recent {
                    at: at.0,
                    verdict: if undoable && partly {
                        VerdictKind::PartlyCollected
                    } else {
                        verdict
                    },
                    order,
                    undone: undoable && tx.undone_at(&event.id)?.is_some(),
                    undo_until: undoable.then(|| at.plus_minutes(UNDO_MINUTES).0),
                    event_id: undoable.then_some(event.id),
                });
            }
            Ok(recent)
        })?)
    }

    /// Walks the ledger's chain from its beginning.
    ///
    /// # Errors
    /// `ledger_broken`, naming the first number that does not fit.
    pub fn verify(&self) -> Reply<Verified> {
        let chain = self.store.read::<_, Stopped>(|tx| Ok(tx.verify()?))?;
        Ok(Verified {
            events: chain.events,
            inbox: chain.inbox,
            last_hash: chain.last.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// Folds the ledger and the inbox again into the tables that screens read.
    ///
    /// # Errors
    /// A failure of the database; nothing is changed then.
    pub fn rebuild(&self) -> Reply<()> {
        Ok(self.store.write::<_, Stopped>(|tx| Ok(tx.rebuild()?))?)
    }

    /// The projections' rows as text, for comparing a rebuilt fold with the kept one.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn projections(&self) -> Reply<Vec<String>> {
        Ok(self.store.read::<_, Stopped>(|tx| Ok(tx.projections()?))?)
    }
}

fn to_decide(tx: &Tx<'_>, desk: &Desk, orders: &[StoredOrder]) -> Result<Vec<Decision>, Stopped> {
    let open =
        |order: &&StoredOrder| !order.cancelled && order.lines.iter().any(|line| line.collected < line.put.ordered);
    let mut viewer = Viewer::new(tx, desk);
    let mut decide = |kind: &str, about: &[&StoredOrder], amount: Money| -> Result<Option<Decision>, Stopped> {
        if about.is_empty() {
            return Ok(None);
        }
        let orders = about
            .iter()
            .take(NAMED)
            .map(|order| viewer.view(order))
            .collect::<Result<_, _>>()?;
        let count = u32::try_from(about.len()).unwrap_or(u32::MAX);
        Ok(Some(Decision {
            kind: kind.to_owned(),
            count,
            amount_minor: amount.0,
            orders,
        }))
    };
    let unpaid: Vec<&StoredOrder> = orders
        .iter()
        .filter(open)
        .filter(|order| order.due() > Money::ZERO)
        .collect();
    let owed = unpaid.iter().map(|order| order.due()).sum();
    let mut before = Vec::new();
    for back in 1..=7 {
        before.extend(tx.orders_of(crate::finding::back(desk.today, back))?);
    }
    let is_over = |order: &&StoredOrder| order.hold_until.is_some_and(|until: Timestamp| until < desk.now);
    let overdue: Vec<&StoredOrder> = before.iter().filter(open).filter(is_over).collect();
    let opened: Vec<&StoredOrder> = orders
        .iter()
        .filter(|order| !order.changed.is_empty() && order.lines.iter().any(|line| line.collected < line.put.ordered))
        .filter(|order| order.lines.iter().any(|line| line.put.ordered > Quantity::ZERO))
        .collect();
    let all = [
        decide("payment_due", &unpaid, owed)?,
        decide("overdue", &overdue, Money::ZERO)?,
        decide("changed", &opened, Money::ZERO)?,
    ];
    Ok(all.into_iter().flatten().collect())
}
