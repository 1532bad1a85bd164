//! What an event of a station brings about. What cannot be is refused here, and the event is kept without effect.

use ziti_domain::code::ISSUE_MAX;
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Handed, PAYLOAD_VERSION, Resolution as Decided};
use ziti_domain::money::Money;
use ziti_domain::order::OrderId;
use ziti_wire::sync::{Conflict, HandOver, Outcome, PAYLOAD_BYTES, Resolution, SentEvent};

use crate::database::Tx;
use crate::push::clean;
use crate::stopped::Reply;

/// An event that is being taken in.
#[derive(Debug)]
pub(crate) struct Taking<'a> {
    pub point: &'a str,
    pub station: i64,
    pub event: &'a SentEvent,
    /// Another event has its id.
    pub is_used: bool,
    pub previous: &'a str,
    pub arrived_at: i64,
    pub skew_ms: i64,
}

/// What becomes of an event: an outcome, or why it stays without effect. Nothing was written in that case.
type Effect = Result<Outcome, ErrorCode>;

/// More bytes no id of an event has.
pub(crate) const ID_BYTES: usize = 100;

/// More than this no hand-over and no payment is, and sums of it stay within what a column holds, here and at each station.
const ABSURD: i64 = 1_000_000_000_000;

/// Kinds that change what other stations must know. Others, unknown ones too, are only kept.
const TELLING: &[&str] = &[
    "collected",
    "collection_undone",
    "claim_settled",
    "payment_taken",
    "code_reissued",
    "conflict_resolved",
];

/// An order as the database names it: its day and its number there.
type Key = (i64, i64);

fn key_of(order: OrderId) -> Key {
    (i64::from(order.day.number()), i64::from(order.no))
}

impl Tx {
    /// Does what an event brings about.
    pub(crate) async fn effect(&mut self, taking: &Taking<'_>) -> Reply<Effect> {
        let sent = taking.event;
        if sent.payload.len() > PAYLOAD_BYTES || sent.id.len() > ID_BYTES || taking.is_used {
            return Ok(Err(ErrorCode::EventAbsurd));
        }
        if !TELLING.contains(&sent.kind.as_str()) {
            return Ok(Ok(Outcome::Accepted));
        }
        let event = serde_json::from_str::<Event>(&sent.payload)
            .ok()
            .filter(|event| event.kind() == sent.kind && sent.version <= PAYLOAD_VERSION);
        match event {
            None => Ok(Err(ErrorCode::EventUnreadable)),
            // A code that was honoured before its order came: others must know, what it was for is settled later.
            Some(Event::Collected { order, lines, .. }) if lines.is_empty() => {
                self.tell_event(taking.point, taking.station, taking.event, key_of(order))
                    .await?;
                Ok(Ok(Outcome::Accepted))
            }
            Some(Event::ClaimSettled { order, lines, .. }) => self.collected(taking, order, &lines, None).await,
            Some(Event::Collected {
                order, lines, issue, ..
            }) => self.collected(taking, order, &lines, issue).await,
            Some(Event::CollectionUndone { order, undoes, .. }) => self.undone(taking, order, &undoes).await,
            Some(Event::PaymentTaken { order, amount }) => self.paid(taking, order, amount).await,
            Some(Event::CodeReissued {
                order,
                issue,
                short_code,
            }) => self.reissued(taking, order, issue, &short_code).await,
            Some(Event::ConflictResolved {
                conflict, resolution, ..
            }) => self.resolved(taking, &conflict, resolution).await,
            Some(_) => Ok(Ok(Outcome::Accepted)),
        }
    }

    /// The first to hand a line over has done so for good; what another hands over beyond that waits for a person.
    async fn collected(
        &mut self,
        taking: &Taking<'_>,
        order: OrderId,
        lines: &[Handed],
        issue: Option<u8>,
    ) -> Reply<Effect> {
        let key = key_of(order);
        if !self.has_order(taking.point, key).await? {
            return Ok(Err(ErrorCode::EventForeign));
        }
        let known: Vec<(i64, i64, i64)> = rows!(
            self,
            "SELECT no, ordered, collected FROM line WHERE point = $1 AND day = $2 AND order_no = $3",
            taking.point,
            key.0,
            key.1
        );
        let mut parts: Vec<(u32, i64, i64)> = Vec::with_capacity(lines.len());
        for handed in lines {
            let line = known.iter().find(|(no, ..)| *no == i64::from(handed.line));
            let twice = parts.iter().any(|(no, ..)| *no == handed.line);
            let Some((_, ordered, collected)) = line.filter(|_| (0..=ABSURD).contains(&handed.quantity.0) && !twice)
            else {
                return Ok(Err(ErrorCode::EventAbsurd));
            };
            let accepted = handed.quantity.0.min(ordered - collected);
            parts.push((handed.line, accepted, handed.quantity.0 - accepted));
        }
        if issue.is_some_and(|issue| issue > ISSUE_MAX) || parts.is_empty() {
            return Ok(Err(ErrorCode::EventAbsurd));
        }
        let change_no = self.tell_event(taking.point, taking.station, taking.event, key).await?;
        let mut outcome = Outcome::Accepted;
        for (line, accepted, excess) in parts {
            // Whoever was first is found before this one is among them.
            if excess > 0 {
                outcome = Outcome::Conflict;
                self.contest(taking, order, line, excess).await?;
            }
            if accepted > 0 {
                self.accept(taking, key, i64::from(line), accepted, change_no).await?;
            }
        }
        if let Some(issue) = issue {
            run!(
                self,
                "UPDATE orders SET issue = $4 WHERE point = $1 AND day = $2 AND no = $3 AND issue < $4",
                taking.point,
                key.0,
                key.1,
                i64::from(issue)
            );
        }
        run!(
            self,
            "DELETE FROM claim WHERE point = $1 AND day = $2 AND order_no = $3 AND station = $4",
            taking.point,
            key.0,
            key.1,
            taking.station
        );
        Ok(Ok(outcome))
    }

    async fn accept(&mut self, taking: &Taking<'_>, key: Key, line: i64, quantity: i64, change_no: i64) -> Reply<()> {
        run!(
            self,
            "UPDATE line SET collected = collected + $5 WHERE point = $1 AND day = $2 AND order_no = $3 AND no = $4",
            taking.point,
            key.0,
            key.1,
            line,
            quantity
        );
        run!(
            self,
            "INSERT INTO acceptance VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            taking.point,
            key.0,
            key.1,
            line,
            change_no,
            taking.station,
            clean(&taking.event.id),
            quantity,
        );
        Ok(())
    }

    async fn contest(&mut self, taking: &Taking<'_>, order: OrderId, line: u32, excess: i64) -> Reply<()> {
        let sent = taking.event;
        let key = key_of(order);
        let conflict = Conflict {
            id: format!("{}/{line}", sent.id),
            order: order.to_string(),
            line,
            quantity_thousandths: excess,
            first: self.first_of(taking.point, key, i64::from(line)).await?,
            second: hand_over(sent, taking.skew_ms, taking.arrived_at),
        };
        let change_no = self.tell_conflict(taking.point, &conflict, key).await?;
        run!(
            self,
            "INSERT INTO conflict (point, id, change_no, station, event, json) VALUES ($1, $2, $3, $4, $5, $6)",
            taking.point,
            clean(&conflict.id),
            change_no,
            taking.station,
            clean(&sent.id),
            serde_json::to_string(&conflict)?,
        );
        Ok(())
    }

    /// Who handed a line over last, as far as it was accepted; where nobody did, what the day's orders say.
    pub(crate) async fn first_of(&mut self, point: &str, (day, order): Key, line: i64) -> Reply<HandOver> {
        self.flush_events().await?;
        let row: Option<(String, i64, i64)> = first!(
            self,
            "SELECT e.sent, e.skew_ms, e.arrived_at FROM acceptance a JOIN event e
             ON e.point = a.point AND e.station = a.station AND e.id = a.event
             WHERE a.point = $1 AND a.day = $2 AND a.order_no = $3 AND a.line = $4 ORDER BY a.change_no DESC LIMIT 1",
            point,
            day,
            order,
            line
        );
        if let Some((sent, skew_ms, arrived_at)) = row {
            return Ok(hand_over(&serde_json::from_str(&sent)?, skew_ms, arrived_at));
        }
        let applied: Option<(i64,)> = first!(
            self,
            "SELECT applied_at FROM day WHERE point = $1 AND day = $2",
            point,
            day
        );
        let at = applied.map_or(0, |(at,)| at);
        Ok(HandOver {
            event: String::new(),
            station: String::new(),
            by: String::new(),
            happened_at: at,
            skew_ms: 0,
            arrived_at: at,
        })
    }

    async fn undone(&mut self, taking: &Taking<'_>, order: OrderId, undoes: &str) -> Reply<Effect> {
        let key = key_of(order);
        self.flush_events().await?;
        let row: Option<(String, String, String, String)> = first!(
            self,
            "SELECT kind, outcome, undone_by, sent FROM event WHERE point = $1 AND station = $2 AND id = $3 LIMIT 1",
            taking.point,
            taking.station,
            clean(undoes)
        );
        let Some((kind, outcome, undone_by, sent)) = row else {
            return Ok(Err(ErrorCode::EventAbsurd));
        };
        let of_order = serde_json::from_str::<SentEvent>(&sent)
            .ok()
            .and_then(|sent| serde_json::from_str::<Event>(&sent.payload).ok())
            .is_some_and(|event| {
                matches!(event, Event::Collected { order: of, .. } | Event::ClaimSettled { order: of, .. } if of == order)
            });
        let hands_over = kind == "collected" || kind == "claim_settled";
        if !hands_over || outcome == "rejected" || !undone_by.is_empty() || !of_order {
            return Ok(Err(ErrorCode::EventAbsurd));
        }
        self.tell_event(taking.point, taking.station, taking.event, key).await?;
        run!(
            self,
            "UPDATE event SET undone_by = $4 WHERE point = $1 AND station = $2 AND id = $3",
            taking.point,
            taking.station,
            clean(undoes),
            clean(&taking.event.id)
        );
        let accepted: Vec<(i64, i64)> = rows!(
            self,
            "DELETE FROM acceptance WHERE point = $1 AND station = $2 AND event = $3 RETURNING line, quantity",
            taking.point,
            taking.station,
            clean(undoes)
        );
        for (line, quantity) in accepted {
            run!(
                self,
                "UPDATE line SET collected = collected - $5 WHERE point = $1 AND day = $2 AND order_no = $3 AND no = $4",
                taking.point,
                key.0,
                key.1,
                line,
                quantity
            );
        }
        let open: Vec<(String,)> = rows!(
            self,
            "SELECT id FROM conflict WHERE point = $1 AND station = $2 AND event = $3 AND resolution = '' ORDER BY change_no",
            taking.point,
            taking.station,
            clean(undoes)
        );
        for (conflict,) in open {
            self.decide(taking, &conflict, Resolution::Mistaken, key).await?;
        }
        Ok(Ok(Outcome::Accepted))
    }

    async fn paid(&mut self, taking: &Taking<'_>, order: OrderId, amount: Money) -> Reply<Effect> {
        let key = key_of(order);
        if !(1..=ABSURD).contains(&amount.0) {
            return Ok(Err(ErrorCode::EventAbsurd));
        }
        let touched = run!(
            self,
            "UPDATE orders SET taken = taken + $4 WHERE point = $1 AND day = $2 AND no = $3",
            taking.point,
            key.0,
            key.1,
            amount.0
        );
        if touched == 0 {
            return Ok(Err(ErrorCode::EventForeign));
        }
        self.tell_event(taking.point, taking.station, taking.event, key).await?;
        Ok(Ok(Outcome::Accepted))
    }

    async fn reissued(&mut self, taking: &Taking<'_>, order: OrderId, issue: u8, short_code: &str) -> Reply<Effect> {
        let key = key_of(order);
        if !self.has_order(taking.point, key).await? {
            return Ok(Err(ErrorCode::EventForeign));
        }
        let six = short_code.len() == 6 && short_code.bytes().all(|digit| digit.is_ascii_digit());
        if !(1..=ISSUE_MAX).contains(&issue) || !six {
            return Ok(Err(ErrorCode::EventAbsurd));
        }
        run!(
            self,
            "UPDATE orders SET issue = $4, short_code = $5 WHERE point = $1 AND day = $2 AND no = $3 AND issue < $4",
            taking.point,
            key.0,
            key.1,
            i64::from(issue),
            short_code
        );
        self.tell_event(taking.point, taking.station, taking.event, key).await?;
        Ok(Ok(Outcome::Accepted))
    }

    async fn resolved(&mut self, taking: &Taking<'_>, conflict: &str, decided: Decided) -> Reply<Effect> {
        let conflict = &clean(conflict);
        let row: Option<(String, String)> = first!(
            self,
            "SELECT resolution, json FROM conflict WHERE point = $1 AND id = $2",
            taking.point,
            conflict
        );
        let Some((resolution, json)) = row else {
            return Ok(Err(ErrorCode::ConflictUnknown));
        };
        if !resolution.is_empty() {
            return Ok(Err(ErrorCode::ConflictSettled));
        }
        let about: Conflict = serde_json::from_str(&json)?;
        let key = OrderId::parse(&about.order).map(key_of).ok_or(ErrorCode::Internal)?;
        self.tell_event(taking.point, taking.station, taking.event, key).await?;
        let resolution = match decided {
            Decided::HandedOutTwice => Resolution::HandedOutTwice,
            Decided::Mistaken => Resolution::Mistaken,
        };
        self.decide(taking, conflict, resolution, key).await?;
        Ok(Ok(Outcome::Accepted))
    }

    async fn decide(&mut self, taking: &Taking<'_>, conflict: &str, resolution: Resolution, key: Key) -> Reply<()> {
        let sent = taking.event;
        let station = taking.station.to_string();
        let decider = (station.as_str(), sent.actor.as_str(), sent.happened_at);
        self.settle(taking.point, conflict, resolution, decider, key).await
    }

    pub(crate) async fn has_order(&mut self, point: &str, (day, order): Key) -> Reply<bool> {
        let row: Option<(i64,)> = first!(
            self,
            "SELECT no FROM orders WHERE point = $1 AND day = $2 AND no = $3",
            point,
            day,
            order
        );
        Ok(row.is_some())
    }
}

fn hand_over(sent: &SentEvent, skew_ms: i64, arrived_at: i64) -> HandOver {
    HandOver {
        event: sent.id.clone(),
        station: sent.station.clone(),
        by: sent.actor.clone(),
        happened_at: sent.happened_at,
        skew_ms,
        arrived_at,
    }
}
