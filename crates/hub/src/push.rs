//! What stations did: a push is checked against the chain that is here, stored whole, and answered event by event.

use std::collections::HashSet;

use ziti_domain::chain::{GENESIS, Link, hex, unhex};
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::sync::{ChainState, EventAnswer, Outcome, PUSH_EVENTS, PushReply, PushRequest, SentEvent};

use crate::Hub;
use crate::database::Tx;
use crate::effects::{ID_BYTES, Taking};
use crate::stations::Station;
use crate::stopped::Reply;

/// How a push stands to what is here.
enum Fit {
    /// It goes on from the tip.
    Tip,
    /// It is a branch; the tip moves to it with its `restored` event.
    Branch,
    /// It does not fit.
    Not(ChainState),
}

/// A place in a chain: epoch and sequence.
type Place = (i64, i64);

impl Hub {
    /// Takes in what a station did: all that is new of it, or, when the chain does not continue, nothing.
    ///
    /// # Errors
    /// `request_invalid`, `station_other`, or a failure of the database.
    pub async fn push(&self, who: &Station, request: &PushRequest) -> Reply<PushReply> {
        let previous = check(who, request)?;
        let now = self.around.now();
        let mut reply = PushReply {
            chain: ChainState::Broken,
            answers: Vec::new(),
            known: who.known(),
            skew_ms: request.sent_at.saturating_sub(now.0),
        };
        if !holds(&previous, &request.events) {
            return Ok(reply);
        }
        let mut tx = self.database.write().await?;
        let point = tx.lock_point(&who.point).await?;
        let mut station = tx.station(&who.point, who.no).await?;
        let mut before = previous;
        let mut events = request.events.iter();
        let mut next = events.next();
        while let Some(event) = next {
            let Some(answer) = tx.answer_before(&station, event).await? else {
                break;
            };
            reply.answers.push(answer);
            before = hash_of(event);
            next = events.next();
        }
        let fit = match next {
            Some(event) => tx.fit(&station, &before, event, request.branch).await?,
            None => Fit::Tip,
        };
        reply.chain = match fit {
            Fit::Not(state) => state,
            Fit::Tip | Fit::Branch => ChainState::Continued,
        };
        if reply.chain != ChainState::Continued {
            reply.answers.clear();
            reply.known = station.known();
            return Ok(reply);
        }
        let mut on_tip = matches!(fit, Fit::Tip);
        let ids = next.into_iter().chain(events.clone()).map(kept_id).collect();
        let mut used: HashSet<String> = tx.used_ids(&point.number, ids).await?.into_iter().collect();
        while let Some(event) = next {
            let taking = Taking {
                point: &point.number,
                station: station.no,
                event,
                is_used: !used.insert(kept_id(event)),
                previous: &hex(&before),
                arrived_at: now.0,
                skew_ms: reply.skew_ms,
            };
            reply.answers.push(tx.take_in(&taking).await?);
            before = hash_of(event);
            on_tip |= event.kind == "restored" && request.branch.is_some_and(|epoch| event.epoch >= epoch);
            if on_tip {
                (station.epoch, station.seq) = place_of(event);
                station.tip = Some(before);
            }
            next = events.next();
        }
        run!(
            tx,
            "UPDATE station SET epoch = $3, seq = $4, hash = $5, skew_ms = $6, last_seen_at = $7 WHERE point = $1 AND no = $2",
            &station.point,
            station.no,
            station.epoch,
            station.seq,
            station.tip.map(|hash| hex(&hash)).unwrap_or_default(),
            reply.skew_ms,
            now.0,
        );
        reply.known = station.known();
        let changed = tx.pending.tells();
        tx.commit().await?;
        if changed {
            self.nudge(&point.number);
        }
        Ok(reply)
    }
}

impl Tx {
    /// What became of an event that is here already. One that was rejected is rejected again, so that a lost reply hides no reason.
    async fn answer_before(&mut self, station: &Station, event: &SentEvent) -> Reply<Option<EventAnswer>> {
        let row: Option<(String, String)> = first!(
            self,
            "SELECT outcome, code FROM event WHERE point = $1 AND station = $2 AND hash = $3",
            &station.point,
            station.no,
            &event.hash
        );
        Ok(row.map(|(_, code)| match code_of(&code) {
            Some(code) => rejected(event, code),
            None => EventAnswer {
                id: event.id.clone(),
                outcome: Outcome::Duplicate,
                code: None,
                message: None,
            },
        }))
    }

    async fn fit(
        &mut self,
        station: &Station,
        before: &[u8; 32],
        event: &SentEvent,
        branch: Option<u32>,
    ) -> Reply<Fit> {
        if *before == station.tip_hash() {
            let tip = (station.epoch, station.seq);
            let follows = if station.tip.is_none() {
                event.seq == 1
            } else {
                follows(tip, event)
            };
            return Ok(if follows {
                Fit::Tip
            } else {
                Fit::Not(ChainState::Broken)
            });
        }
        let stored = if *before == GENESIS {
            Some((0, 0))
        } else {
            first!(
                self,
                "SELECT epoch, seq FROM event WHERE point = $1 AND station = $2 AND hash = $3",
                &station.point,
                station.no,
                hex(before)
            )
        };
        let known = stored.is_some();
        Ok(match (branch, stored) {
            (Some(epoch), Some(place)) if i64::from(epoch) > station.epoch => {
                if place == (0, 0) && event.seq == 1 || follows(place, event) {
                    Fit::Branch
                } else {
                    Fit::Not(ChainState::Broken)
                }
            }
            (None, _) if !known && is_after(event, station) => Fit::Not(ChainState::Missing),
            (Some(_), None) => Fit::Not(ChainState::Missing),
            _ => Fit::Not(ChainState::Forked),
        })
    }

    /// Stores an event with what it brings about, and answers it.
    async fn take_in(&mut self, taking: &Taking<'_>) -> Reply<EventAnswer> {
        let event = taking.event;
        let effect = self.effect(taking).await?;
        let (outcome, code) = match effect {
            Ok(Outcome::Conflict) => ("conflict", ""),
            Ok(_) => ("accepted", ""),
            Err(code) => ("rejected", code.as_str()),
        };
        self.pending.event([
            taking.point.into(),
            taking.station.into(),
            event.hash.as_str().into(),
            taking.previous.into(),
            i64::from(event.epoch).into(),
            event.seq.into(),
            kept_id(event).into(),
            clean(&event.kind).into(),
            serde_json::to_string(event)?.into(),
            taking.arrived_at.into(),
            taking.skew_ms.into(),
            outcome.into(),
            code.into(),
        ]);
        Ok(match effect {
            Ok(outcome) => EventAnswer {
                id: event.id.clone(),
                outcome,
                code: None,
                message: None,
            },
            Err(code) => rejected(event, code),
        })
    }
}

/// What can be said of a push before looking at anything that is here. Gives the hash it builds on.
fn check(who: &Station, request: &PushRequest) -> Result<[u8; 32], Failure> {
    let invalid = |what: &str| Failure::about(ErrorCode::RequestInvalid, what);
    if request.events.len() > PUSH_EVENTS {
        return Err(invalid("A push has at most 500 events."));
    }
    let own = who.no.to_string();
    if request.events.iter().any(|event| event.station != own) {
        return Err(Failure::new(ErrorCode::StationOther));
    }
    unhex(&request.previous).ok_or_else(|| invalid("The hash before the first event is not 64 hexadecimal digits."))
}

/// Whether hashes and numbers hold in themselves.
fn holds(previous: &[u8; 32], events: &[SentEvent]) -> bool {
    let mut before = *previous;
    let mut place: Option<Place> = None;
    events.iter().all(|event| {
        let hash = link(event).hash(&before);
        let holds = event.hash == hex(&hash)
            && event.seq >= 1
            && event.epoch >= 1
            && place.is_none_or(|place| follows(place, event));
        before = hash;
        place = Some(place_of(event));
        holds
    })
}

/// Whether an event can stand right after this place.
fn follows((epoch, seq): Place, event: &SentEvent) -> bool {
    let (next_epoch, next_seq) = place_of(event);
    (next_epoch == epoch && seq.checked_add(1) == Some(next_seq))
        || (next_epoch > epoch && next_seq == 1 && event.kind == "restored")
}

/// Whether an event comes later than what is here, so that some between them are missing.
fn is_after(event: &SentEvent, station: &Station) -> bool {
    let (epoch, seq) = place_of(event);
    epoch > station.epoch || (epoch == station.epoch && seq > station.seq.saturating_add(1))
}

fn place_of(event: &SentEvent) -> Place {
    (i64::from(event.epoch), event.seq)
}

/// What an event's hash is made of.
pub(crate) fn link(event: &SentEvent) -> Link<'_> {
    Link {
        n: event.n,
        id: &event.id,
        station: &event.station,
        epoch: i64::from(event.epoch),
        seq: event.seq,
        kind: &event.kind,
        version: i64::from(event.version),
        payload: event.payload.as_bytes(),
        actor: &event.actor,
        via: &event.via,
        happened_at: event.happened_at,
        recorded_at: event.recorded_at,
    }
}

/// The hash of an event whose hash was found to hold.
fn hash_of(event: &SentEvent) -> [u8; 32] {
    unhex(&event.hash).unwrap_or(GENESIS)
}

/// An id as its index takes it: one that is too long is no id, and its event has no effect.
fn kept_id(event: &SentEvent) -> String {
    if event.id.len() > ID_BYTES {
        event.hash.clone()
    } else {
        clean(&event.id)
    }
}

/// Text as a column takes it: PostgreSQL has no place for the character 0.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

fn rejected(event: &SentEvent, code: ErrorCode) -> EventAnswer {
    EventAnswer {
        id: event.id.clone(),
        outcome: Outcome::Rejected,
        code: Some(code.as_str().to_owned()),
        message: Some(code.message().to_owned()),
    }
}

fn code_of(text: &str) -> Option<ErrorCode> {
    ErrorCode::ALL.iter().copied().find(|code| code.as_str() == text)
}
