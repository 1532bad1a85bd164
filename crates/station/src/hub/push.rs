//! Pushing: what waits in the outbox goes to the hub in order, and each event is answered.

use ziti_domain::chain;
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Via};
use ziti_store::Tx;
use ziti_store::outbox::Waiting;
use ziti_sync::answer;
use ziti_sync::request::Call;
use ziti_sync::trouble::Trouble;
use ziti_wire::hub::SyncReport;
use ziti_wire::sync::{ChainState, Outcome, PUSH_EVENTS, PushReply, PushRequest, SentEvent};

use super::link::Link;
use super::round::Halted;
use crate::{Station, Stopped};

/// A push carries so many bytes of payloads.
const PUSH_BYTES: usize = 4_000_000;

impl Station {
    /// Pushes until nothing waits.
    pub(super) fn push_all(&self, report: &mut SyncReport) -> Result<(), Halted> {
        let mut parted = 0;
        loop {
            let (link, previous, events) = self.store.read::<_, Stopped>(|tx| {
                let link = Link::read(tx)?.ok_or(ErrorCode::NotEnrolled)?;
                let (previous, events) = tx.outbox(PUSH_EVENTS, PUSH_BYTES)?;
                Ok((link, previous, events))
            })?;
            if events.is_empty() {
                return Ok(());
            }
            let request = PushRequest {
                previous: chain::hex(&previous),
                branch: link.branch,
                sent_at: self.around.now().0,
                events: events.into_iter().map(sent).collect(),
            };
            let carry = self.carry(&link)?;
            let outgoing = Call::Push(&request).outgoing(Some(&link.token));
            let (arrival, skew) = self.call(&carry, &outgoing);
            if let Some(skew) = skew {
                report.skew_ms = skew.ahead_ms;
            }
            let reply = answer::pushed(&request, arrival)?;
            match reply.chain {
                ChainState::Continued => self.take_answers(&request, &reply, report)?,
                ChainState::Forked if parted > 1 => {
                    return Err(Trouble::lasting(ErrorCode::ChainForked, "").into());
                }
                ChainState::Forked => {
                    parted += 1;
                    let newest = reply.known.map_or(0, |known| known.epoch);
                    self.store
                        .write::<_, Stopped>(|tx| self.begin_epoch_after(tx, newest))?;
                    report.new_epoch = true;
                }
                ChainState::Missing if parted > 1 => {
                    return Err(Trouble::lasting(ErrorCode::ChainBroken, "").into());
                }
                ChainState::Missing => {
                    parted += 1;
                    let known = reply.known.map_or((0, 0), |known| (known.epoch, known.seq));
                    self.store
                        .write::<_, Stopped>(|tx| Ok(tx.send_again_after(known.0, known.1)?))?;
                }
                ChainState::Broken => return Err(Trouble::lasting(ErrorCode::ChainBroken, "").into()),
            }
        }
    }

    fn take_answers(&self, request: &PushRequest, reply: &PushReply, report: &mut SyncReport) -> Result<(), Halted> {
        Ok(self.store.write::<_, Stopped>(|tx| {
            let now = self.around.now();
            for (event, answer) in request.events.iter().zip(&reply.answers) {
                if event.id != answer.id {
                    return Err(ErrorCode::HubReplyInvalid.into());
                }
                report.pushed += 1;
                match answer.outcome {
                    Outcome::Accepted | Outcome::Duplicate => {}
                    Outcome::Conflict => report.conflicts += 1,
                    Outcome::Rejected => {
                        report.rejected += 1;
                        let code = answer.code.as_deref().unwrap_or("event_unreadable");
                        tx.note_rejected(&event.id, code, answer.message.as_deref().unwrap_or_default(), now)?;
                    }
                }
                tx.answered_by_hub(&event.id)?;
            }
            let closes = |epoch: u32| {
                let mut events = request.events.iter();
                events.any(|event| event.epoch == epoch && event.kind == "restored")
            };
            if request.branch.is_some_and(closes)
                && let Some(mut link) = Link::read(tx)?
            {
                link.branch = None;
                link.write(tx)?;
            }
            Ok(())
        })?)
    }

    /// This folder was restored from a copy: what follows is an epoch of its own, after this one too, the newest that the hub knows.
    pub(super) fn begin_epoch_after(&self, tx: &Tx<'_>, newest: u32) -> Result<(), Stopped> {
        let mut desk = self.desk(tx)?;
        let last_hash = chain::hex(&tx.last_hash()?);
        desk.identity.epoch = desk.identity.epoch.max(newest).saturating_add(1);
        tx.set_setting("identity", &desk.identity)?;
        if let Some(mut link) = Link::read(tx)? {
            link.branch = Some(desk.identity.epoch);
            link.write(tx)?;
        }
        self.counter(tx, &desk)
            .append("", Via::Desk, Event::Restored { last_hash })?;
        Ok(())
    }
}

fn sent(event: Waiting) -> SentEvent {
    SentEvent {
        n: event.n,
        id: event.id,
        station: event.station,
        epoch: event.epoch,
        seq: event.seq,
        kind: event.kind,
        version: event.version,
        payload: String::from_utf8_lossy(&event.payload).into_owned(),
        actor: event.actor,
        via: event.via,
        happened_at: event.happened_at.0,
        recorded_at: event.recorded_at.0,
        hash: chain::hex(&event.hash),
    }
}
