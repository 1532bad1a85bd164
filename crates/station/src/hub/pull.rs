//! Pulling: what the hub tells is taken in page by page, each page and its cursor at once.

use ziti_domain::chain;
use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::error::ErrorCode;
use ziti_domain::event::Resolution;
use ziti_domain::order::OrderId;
use ziti_domain::quantity::Quantity;
use ziti_domain::told::{Conflict, Side, Told};
use ziti_store::Tx;
use ziti_sync::answer;
use ziti_sync::page::{self, Page};
use ziti_sync::request::Call;
use ziti_sync::trouble::Trouble;
use ziti_wire::hub::{Progress, SyncReport};
use ziti_wire::sync::{self, Change, HandOver, SentEvent};

use super::enrol::take_point;
use super::link::Link;
use super::round::Halted;
use crate::{Station, Stopped};

impl Station {
    /// Pulls until the hub has nothing more to tell.
    pub(super) fn pull_all(&self, progress: &mut dyn FnMut(Progress), report: &mut SyncReport) -> Result<(), Halted> {
        let mut from = None;
        loop {
            let link = self.link()?.ok_or_else(|| Stopped::from(ErrorCode::NotEnrolled))?;
            let from = *from.get_or_insert(link.cursor);
            let carry = self.carry(&link)?;
            let outgoing = Call::Changes(link.cursor).outgoing(Some(&link.token));
            let (arrival, skew) = self.call(&carry, &outgoing);
            if let Some(skew) = skew {
                report.skew_ms = skew.ahead_ms;
            }
            let page = answer::changes(link.cursor, arrival)?;
            let so_far = so_far(from, &page);
            self.take_page(&link, &page, so_far, report)?;
            if let Some(so_far) = so_far {
                progress(so_far);
            }
            if !page.has_more() {
                return Ok(());
            }
        }
    }

    /// Takes in a page: all of it with its cursor, or nothing.
    fn take_page(
        &self,
        asked: &Link,
        page: &Page,
        progress: Option<Progress>,
        report: &mut SyncReport,
    ) -> Result<(), Halted> {
        let taken = self.store.write::<_, Stopped>(|tx| {
            let Some(mut link) = Link::read(tx)? else {
                return Err(ErrorCode::NotEnrolled.into());
            };
            if link.cursor != asked.cursor {
                // Another program took this page in meanwhile.
                return Ok(SyncReport::default());
            }
            let mut taken = SyncReport::default();
            let mut elsewhere = None;
            for line in &page.lines {
                if let page::Told::Known(change) = &line.told {
                    elsewhere = elsewhere.max(self.take_change(tx, change, &mut taken)?);
                }
                taken.pulled += 1;
            }
            link.cursor = page.end.end;
            link.siblings = page.end.siblings;
            link.progress = progress;
            link.write(tx)?;
            // The hub knows events of this epoch that its ledger has not: the folder was restored from a copy.
            if let Some(epoch) = elsewhere
                && epoch >= self.desk(tx)?.identity.epoch
            {
                self.begin_epoch_after(tx, epoch)?;
                taken.new_epoch = true;
            }
            if !page.has_more() {
                self.settle(tx)?;
            }
            Ok(taken)
        })?;
        report.pulled += taken.pulled;
        report.new_epoch |= taken.new_epoch;
        report.batches.extend(taken.batches);
        Ok(())
    }

    /// Takes in one change. Where it is an event of this station that its own ledger lacks, says of which epoch.
    fn take_change(&self, tx: &Tx<'_>, change: &Change, report: &mut SyncReport) -> Result<Option<u32>, Stopped> {
        let desk = self.desk(tx)?;
        match change {
            Change::Point { point } => {
                let mut settings = desk.settings;
                take_point(&mut settings, point);
                tx.set_setting("settings", &settings)?;
            }
            Change::DayKey { day, key } => {
                let (Some(day), Some(_)) = (ServiceDay::parse(day), chain::unhex(key)) else {
                    return Err(ErrorCode::HubReplyInvalid.into());
                };
                tx.set_day_key(day, key)?;
            }
            Change::Batch { batch } => {
                let synced = self.take_batch(tx, &desk, batch)?;
                report.batches.extend(synced);
            }
            Change::Event { event, .. } => return self.take_event(tx, event, &desk.identity.station, desk.now),
            Change::Conflict { conflict } => tx.put_told(&Told::Conflict(conflict_of(conflict)?), desk.now)?,
            Change::ConflictResolved {
                conflict,
                resolution,
                station,
                by,
                at,
            } => {
                let told = Told::Resolved {
                    conflict: conflict.clone(),
                    resolution: resolution_of(*resolution),
                    station: station.clone(),
                    by: by.clone(),
                    at: Timestamp(*at),
                };
                tx.put_told(&told, desk.now)?;
            }
        }
        Ok(None)
    }

    fn take_event(&self, tx: &Tx<'_>, event: &SentEvent, own: &str, now: Timestamp) -> Result<Option<u32>, Stopped> {
        if tx.has_event(&event.id)? {
            return Ok(None);
        }
        let told = Told::Event {
            id: event.id.clone(),
            station: event.station.clone(),
            kind: event.kind.clone(),
            payload: event.payload.clone(),
            actor: event.actor.clone(),
            via: event.via.clone(),
            happened_at: Timestamp(event.happened_at),
        };
        tx.put_told(&told, now)?;
        Ok((event.station == own).then_some(event.epoch))
    }
}

/// A pull of more than one page says how far it is.
fn so_far(from: u64, page: &Page) -> Option<Progress> {
    let total = page.end.last.saturating_sub(from);
    let done = page.end.end.saturating_sub(from);
    (page.has_more() || done > page.lines.len() as u64).then(|| Progress {
        done: u32::try_from(done).unwrap_or(u32::MAX),
        total: u32::try_from(total).unwrap_or(u32::MAX),
    })
}

fn conflict_of(conflict: &sync::Conflict) -> Result<Conflict, Stopped> {
    Ok(Conflict {
        id: conflict.id.clone(),
        order: OrderId::parse(&conflict.order).ok_or(ErrorCode::HubReplyInvalid)?,
        line: conflict.line,
        quantity: Quantity(conflict.quantity_thousandths),
        first: side(&conflict.first),
        second: side(&conflict.second),
    })
}

fn side(hand_over: &HandOver) -> Side {
    Side {
        event: hand_over.event.clone(),
        station: hand_over.station.clone(),
        by: hand_over.by.clone(),
        happened_at: Timestamp(hand_over.happened_at),
        skew_ms: hand_over.skew_ms,
        arrived_at: Timestamp(hand_over.arrived_at),
    }
}

pub(super) const fn resolution_of(resolution: sync::Resolution) -> Resolution {
    match resolution {
        sync::Resolution::HandedOutTwice => Resolution::HandedOutTwice,
        sync::Resolution::Mistaken => Resolution::Mistaken,
    }
}

impl From<Trouble> for Stopped {
    fn from(trouble: Trouble) -> Self {
        super::link::told(&trouble).into()
    }
}
