//! One request at the counter: its transaction, its desk, and the answer kept under its id.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ziti_domain::day::Timestamp;
use ziti_domain::error::ErrorCode;
use ziti_domain::event::Event;
use ziti_domain::order::OrderId;
use ziti_store::Tx;
use ziti_store::ledger::Recorded;
use ziti_store::lock::ShortCodeLock;
use ziti_wire::scan::{ScanReply, VerdictKind};

use crate::planted::{Bug, is_planted};
use crate::replies::message;
use crate::setup::Desk;
use crate::view::Viewer;
use crate::{Station, Stopped};

/// So many wrong short codes are free.
const FREE_TRIES: u32 = 5;

/// The first lock; each further wrong try doubles it.
const FIRST_LOCK_MS: i64 = 30_000;

/// A request within its transaction.
pub(crate) struct Counter<'a> {
    pub station: &'a Station,
    pub tx: &'a Tx<'a>,
    pub desk: &'a Desk,
    pub request_id: &'a str,
}

/// The answer to a scan as it is kept: the order by its id, people not at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub reply: ScanReply,
    pub order: Option<OrderId>,
}

impl Station {
    /// Works on one request in one transaction: all it writes is on the disk when this returns, or none of it.
    pub(crate) fn serve<T>(
        &self,
        request_id: &str,
        work: impl FnOnce(&Counter<'_>) -> Result<T, Stopped>,
    ) -> Result<T, Stopped> {
        self.store.write(|tx| {
            let desk = self.desk(tx)?;
            work(&Counter {
                station: self,
                tx,
                desk: &desk,
                request_id,
            })
        })
    }

    /// The counter for what follows from something else, in the transaction that is under way.
    pub(crate) fn counter<'a>(&'a self, tx: &'a Tx<'a>, desk: &'a Desk) -> Counter<'a> {
        Counter {
            station: self,
            tx,
            desk,
            request_id: "",
        }
    }
}

impl Counter<'_> {
    /// The kept answer to this request, if there is one.
    pub fn answered<T: DeserializeOwned>(&self, input: &str) -> Result<Option<(T, Option<String>)>, Stopped> {
        if self.request_id.is_empty() || is_planted(Bug::ForgetsAnswers) {
            return Ok(None);
        }
        let Some(answered) = self.tx.answered(self.request_id, input)? else {
            return Ok(None);
        };
        if !answered.same_input {
            return Err(ErrorCode::RequestIdReused.into());
        }
        let answer = serde_json::from_str(&answered.answer).map_err(ziti_store::StoreError::from)?;
        Ok(Some((answer, answered.event)))
    }

    /// Keeps the final answer to this request.
    pub fn keep(&self, input: &str, answer: &impl Serialize, event: Option<&str>) -> Result<(), Stopped> {
        if !self.request_id.is_empty() {
            let answer = serde_json::to_string(answer).map_err(ziti_store::StoreError::from)?;
            self.tx.answer(self.request_id, input, &answer, event)?;
        }
        Ok(())
    }

    /// The same answer as the first time, and when what it did was undone since.
    pub fn replay(&self, (stored, event): (Stored, Option<String>)) -> Result<ScanReply, Stopped> {
        let mut reply = stored.reply;
        if let Some(event) = event {
            reply.undone_at = self.tx.undone_at(&event)?.map(|at| at.0);
        }
        self.dress(&mut reply, stored.order)?;
        Ok(reply)
    }

    /// Fills in what people read: the order, its household, the sentence.
    pub fn dress(&self, reply: &mut ScanReply, order: Option<OrderId>) -> Result<(), Stopped> {
        let mut viewer = Viewer::new(self.tx, self.desk);
        if let Some(stored) = order.map(|id| self.tx.order(id)).transpose()?.flatten() {
            reply.order = Some(viewer.view(&stored)?);
            let may_follow = !matches!(
                reply.verdict,
                VerdictKind::WrongBag | VerdictKind::NotGenuine | VerdictKind::Revoked
            );
            if may_follow {
                for id in self.tx.household_of(&stored)? {
                    let Some(other) = self.tx.order(id)? else { continue };
                    let judged = other.judged();
                    if !judged.cancelled && !judged.nothing_open() {
                        reply.household.push(viewer.view(&other)?);
                    }
                }
            }
        }
        reply.message = message(reply);
        Ok(())
    }

    /// The last hand-over, if it was so short a while ago and still stands.
    pub fn last_hand_over(&self, within_ms: i64) -> Result<Option<(Recorded, OrderId)>, Stopped> {
        let Some(last) = self.tx.last_scans(1)?.pop() else {
            return Ok(None);
        };
        let soon = self.desk.now.0.saturating_sub(last.happened_at.0) <= within_ms;
        match last.event() {
            Some(Event::Collected { order, .. }) if soon && self.tx.undone_at(&last.id)?.is_none() => {
                Ok(Some((last, order)))
            }
            _ => Ok(None),
        }
    }

    /// Counts one more wrong short code, and locks them once too many were tried.
    pub fn one_more_wrong(&self, lock: ShortCodeLock, device: &str) -> Result<ShortCodeLock, Stopped> {
        let wrong = lock.wrong.saturating_add(1);
        let doublings = wrong.saturating_sub(FREE_TRIES).min(16);
        let locked_until = if doublings == 0 {
            Timestamp(0)
        } else {
            Timestamp(self.desk.now.0.saturating_add(FIRST_LOCK_MS << (doublings - 1)))
        };
        let lock = ShortCodeLock { wrong, locked_until };
        self.tx.set_short_code_lock(device, lock)?;
        Ok(lock)
    }
}
