//! Collecting: a scan goes in, a verdict comes out, and what the verdict says is on the disk before anyone is told.

use ziti_domain::code::{BagLabel, PickupCode};
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Handed, Via};
use ziti_domain::money::Money;
use ziti_domain::order::OrderId;
use ziti_domain::quantity::Quantity;
use ziti_domain::verdict::{Handover, Impossible, Judgement, Proof, Wish, judge};
use ziti_store::Tx;
use ziti_store::ledger::Happening;
use ziti_store::orders::StoredOrder;
use ziti_wire::failure::Failure;
use ziti_wire::scan::{Attention, CollectRequest, ScanReply, VerdictKind};

use crate::counter::{Counter, Stored};
use crate::finding::{Meaning, meaning};
use crate::hub::{Claimed, Link};
use crate::planted::{Bug, is_planted};
use crate::replies::empty;
use crate::view::{UNDO_MINUTES, Viewer};
use crate::{Reply, Station, Stopped};

/// A bag scanned so soon after a hand-over is held against it.
const BAG_CHECK_MS: i64 = 60_000;

impl Station {
    /// Judges what was scanned or typed and, when nothing speaks against it, hands the order over.
    ///
    /// A refusal is a reply. The final answer is kept under the request's id: the same request again gives the same answer.
    ///
    /// # Errors
    /// `request_id_reused`, `line_unknown`, `quantity_over_open`, `bag_unknown`, `reason_needed`, or a failure of the database; nothing is
    /// recorded then.
    pub fn collect(&self, request: &CollectRequest) -> Reply<ScanReply> {
        if request.force.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
            return Err(Failure::new(ErrorCode::ReasonNeeded));
        }
        let asked = CollectRequest {
            request_id: String::new(),
            ..request.clone()
        };
        let input = serde_json::to_string(&asked).unwrap_or_default();
        let taken = match self.would_hand_over(request, &input)? {
            Some(order) => match self.claim(order) {
                Claimed::Taken { station, at, by } => Some((order, station, at, by)),
                Claimed::Ours => None,
            },
            None => None,
        };
        Ok(self.serve(&request.request_id, |counter| {
            if let Some(reply) = counter.answered::<Stored>(&input)? {
                return counter.replay(reply);
            }
            let collecting = Collecting {
                counter,
                request,
                is_dry: false,
            };
            let (mut reply, order) = match taken {
                Some((order, station, at, by)) => collecting.taken_elsewhere(order, station, at, by)?,
                None => collecting.verdict()?,
            };
            let is_question = reply.preview
                || matches!(
                    reply.verdict,
                    VerdictKind::Attention
                        | VerdictKind::PaymentDue
                        | VerdictKind::Ambiguous
                        | VerdictKind::Found
                        | VerdictKind::Unsynced
                );
            if !is_question {
                counter.keep(
                    &input,
                    &Stored {
                        reply: reply.clone(),
                        order,
                    },
                    reply.event_id.as_deref(),
                )?;
            }
            counter.dress(&mut reply, order)?;
            Ok(reply)
        })?)
    }
}

impl Station {
    /// The order that this request would hand over now, where a sibling could hand it over at the same moment.
    fn would_hand_over(&self, request: &CollectRequest, input: &str) -> Result<Option<OrderId>, Stopped> {
        self.store.read::<_, Stopped>(|tx| {
            if Link::read(tx)?.is_none_or(|link| link.siblings == 0) {
                return Ok(None);
            }
            let desk = self.desk(tx)?;
            let counter = Counter {
                request_id: &request.request_id,
                ..self.counter(tx, &desk)
            };
            if counter.answered::<Stored>(input)?.is_some() {
                return Ok(None);
            }
            let (reply, order) = Collecting {
                counter: &counter,
                request,
                is_dry: true,
            }
            .verdict()?;
            let hands = reply.event_id.is_some() && !reply.handed.is_empty();
            Ok(order.filter(|_| hands))
        })
    }
}

struct Collecting<'a> {
    counter: &'a Counter<'a>,
    request: &'a CollectRequest,
    /// Judges only, and writes nothing.
    is_dry: bool,
}

/// A verdict with the order it is about, its text still to be filled in.
type Verdict = (ScanReply, Option<OrderId>);

impl Collecting<'_> {
    fn tx(&self) -> &Tx<'_> {
        self.counter.tx
    }

    fn verdict(&self) -> Result<Verdict, Stopped> {
        let desk = self.counter.desk;
        let lock = self.tx().short_code_lock(self.device())?;
        let locked = lock.locked_until > desk.now;
        match meaning(self.tx(), desk, &self.request.input, locked)? {
            Meaning::Unreadable => self.refuse(empty(VerdictKind::Unreadable), None),
            Meaning::Pickup(code) => self.pickup(&code),
            Meaning::Bag(label) => self.bag(&label),
            Meaning::Short(id) => {
                if !self.is_dry {
                    self.tx()
                        .set_short_code_lock(self.device(), ziti_store::lock::ShortCodeLock::default())?;
                }
                self.known(id, Proof::Short, Via::Short)
            }
            Meaning::WrongShort => {
                let lock = if locked || self.is_dry {
                    lock
                } else {
                    self.counter.one_more_wrong(lock, self.device())?
                };
                let mut reply = empty(VerdictKind::Unknown);
                reply.locked_until = (lock.locked_until > desk.now).then_some(lock.locked_until.0);
                self.refuse(reply, None)
            }
            Meaning::Typed(orders) => match orders[..] {
                [] => self.refuse(empty(VerdictKind::Unknown), None),
                [id] => self.known(id, Proof::Found, Via::Search),
                _ => {
                    let mut reply = empty(VerdictKind::Ambiguous);
                    reply.candidates = Viewer::new(self.tx(), desk).many(&orders)?;
                    Ok((reply, None))
                }
            },
        }
    }

    /// Short codes lock by the device that types them: a station is one.
    fn device(&self) -> &str {
        &self.counter.desk.identity.station
    }

    fn pickup(&self, code: &PickupCode) -> Result<Verdict, Stopped> {
        let desk = self.counter.desk;
        if code.point != desk.point {
            return self.wrong_point(code.point.to_string());
        }
        if code.order.day > desk.today && self.request.force.is_none() {
            let mut reply = empty(VerdictKind::TooEarly);
            reply.day = Some(code.order.day.to_string());
            reply.forceable = true;
            return self.refuse(reply, None);
        }
        let Some(key) = desk.day_key(self.tx(), code.order.day)? else {
            // Nobody gave this station the key of that day: it had no orders here then.
            return self.refuse(empty(VerdictKind::Unknown), None);
        };
        if !key.sealed(code) {
            return self.refuse(empty(VerdictKind::NotGenuine), None);
        }
        self.known(code.order, Proof::Code { issue: code.issue }, Via::Code)
    }

    fn bag(&self, label: &BagLabel) -> Result<Verdict, Stopped> {
        let desk = self.counter.desk;
        if label.point != desk.point {
            return self.wrong_point(label.point.to_string());
        }
        let decided = self.request.confirm || self.request.force.is_some();
        if !decided && let Some((event, order)) = self.counter.last_hand_over(BAG_CHECK_MS)? {
            if order != label.order {
                return self.refuse(empty(VerdictKind::WrongBag), Some(label.order));
            }
            let mut reply = empty(VerdictKind::Collected);
            reply.undo_until = Some(event.happened_at.plus_minutes(UNDO_MINUTES).0);
            reply.event_id = Some(event.id);
            return Ok((reply, Some(order)));
        }
        if label.bag != 1 {
            return self.refuse(empty(VerdictKind::Unknown), None);
        }
        self.known(label.order, Proof::Found, Via::Bag)
    }

    fn wrong_point(&self, point: String) -> Result<Verdict, Stopped> {
        let mut reply = empty(VerdictKind::WrongPoint);
        reply.point = Some(point);
        self.refuse(reply, None)
    }

    fn known(&self, id: OrderId, proof: Proof, via: Via) -> Result<Verdict, Stopped> {
        if let Some(honoured) = self.tx().unsettled(id)?.into_iter().next() {
            return self.taken_elsewhere(id, honoured.station, honoured.at.0, honoured.by);
        }
        let Some(order) = self.tx().order(id)? else {
            return match proof {
                Proof::Code { issue } if self.honours_unsynced()? => self.honour(id, issue, via),
                _ => self.refuse(empty(VerdictKind::Unknown), None),
            };
        };
        if self.request.bag.is_some_and(|bag| bag != 1) {
            return Err(ErrorCode::BagUnknown.into());
        }
        let desk = self.counter.desk;
        let wish = Wish {
            lines: self
                .request
                .lines
                .iter()
                .map(|wish| (wish.line, wish.quantity_thousandths.map(Quantity)))
                .filter(|_| !is_planted(Bug::PartHandsAll))
                .collect(),
            confirmed: self.request.confirm,
            forced: self.request.force.is_some(),
            preview: desk.settings.preview,
        };
        let judged = order.judged();
        let judgement = judge(&judged, proof, &wish, desk.today, desk.now).map_err(impossible)?;
        let mut reply = empty(kind(&judgement));
        let order_id = Some(id);
        match judgement {
            Judgement::TooEarly => {
                reply.day = Some(id.day.to_string());
                reply.forceable = true;
            }
            Judgement::Revoked => {
                reply.at = order.reissued_at.map(|at| at.0);
                reply.forceable = true;
            }
            Judgement::Cancelled => {}
            Judgement::AlreadyCollected => {
                if let Some(last) = &order.collected {
                    reply.at = Some(last.at.0);
                    reply.by = Some(last.by.clone());
                    reply.station = Some(last.station.clone());
                }
            }
            Judgement::Expired { at } => {
                reply.at = Some(at.0);
                reply.became = Some("kept".to_owned());
                reply.forceable = true;
            }
            Judgement::NotArrived => reply.forceable = true,
            Judgement::PaymentDue(due) => {
                reply.due_minor = Some(due.0);
                reply.forceable = true;
                reply.attention = attention(self.tx(), &order)?;
                return Ok((reply, order_id));
            }
            Judgement::Attention => {
                reply.attention = attention(self.tx(), &order)?;
                return Ok((reply, order_id));
            }
            Judgement::Found => return Ok((reply, order_id)),
            Judgement::Preview(handover) => {
                reply.preview = true;
                reply.handed = handed(&handover);
                return Ok((reply, order_id));
            }
            Judgement::Collect(handover) => {
                let via = self.via(via);
                let event = self.hand_over(&order, proof, via, &handover)?;
                reply.handed = handed(&handover);
                reply.forced = handover.overruled.is_some();
                reply.at = Some(desk.now.0);
                reply.by = Some(desk.actor(&self.request.actor).to_owned());
                reply.undo_until = Some(desk.now.plus_minutes(UNDO_MINUTES).0);
                reply.event_id = Some(event);
                return Ok((reply, order_id));
            }
        }
        self.refuse(reply, order_id)
    }

    /// Whether a genuine code is good enough where its order has not come yet: at a station that gets its orders from a hub, if it is set so.
    fn honours_unsynced(&self) -> Result<bool, Stopped> {
        Ok(self.counter.desk.settings.accept_unsynced && Link::read(self.tx())?.is_some())
    }

    /// Asks, and then writes down that this code was honoured; what it was for is settled with the batch that brings the order.
    fn honour(&self, order: OrderId, issue: u8, via: Via) -> Result<Verdict, Stopped> {
        let mut reply = empty(VerdictKind::Unsynced);
        if !self.request.confirm {
            return Ok((reply, None));
        }
        let desk = self.counter.desk;
        let actor = desk.actor(&self.request.actor);
        reply.verdict = VerdictKind::Collected;
        reply.at = Some(desk.now.0);
        reply.by = Some(actor.to_owned());
        reply.undo_until = Some(desk.now.plus_minutes(UNDO_MINUTES).0);
        if self.is_dry {
            return Ok((reply, None));
        }
        let event = Event::Collected {
            order,
            lines: Vec::new(),
            issue: (issue > 0).then_some(issue),
            forced: None,
            reason: None,
        };
        reply.event_id = Some(self.counter.append(actor, self.via(via), event)?);
        Ok((reply, None))
    }

    /// The hub gave the order to another station.
    fn taken_elsewhere(&self, order: OrderId, station: String, at: i64, by: String) -> Result<Verdict, Stopped> {
        let mut reply = empty(VerdictKind::AlreadyCollected);
        reply.at = Some(at);
        reply.by = Some(by);
        reply.station = Some(station);
        self.refuse(reply, Some(order))
    }

    /// What was ticked on paper or checked off on the platform says so; else the input tells.
    fn via(&self, read: Via) -> Via {
        match self.request.via.as_deref() {
            Some("paper") => Via::Paper,
            Some("platform") => Via::Platform,
            Some("self_service") => Via::SelfService,
            _ => read,
        }
    }

    fn hand_over(&self, order: &StoredOrder, proof: Proof, via: Via, handover: &Handover) -> Result<String, Stopped> {
        if self.is_dry {
            return Ok(String::new());
        }
        let actor = self.counter.desk.actor(&self.request.actor);
        if handover.pays > Money::ZERO {
            self.counter.append(
                actor,
                via,
                Event::PaymentTaken {
                    order: order.id,
                    amount: handover.pays,
                },
            )?;
        }
        let event = Event::Collected {
            order: order.id,
            lines: handover
                .lines
                .iter()
                .map(|(line, quantity)| Handed {
                    line: *line,
                    quantity: *quantity,
                })
                .collect(),
            issue: match proof {
                Proof::Code { issue } if issue > order.issue => Some(issue),
                _ => None,
            },
            forced: handover.overruled,
            reason: handover.overruled.and(self.request.force.clone()),
        };
        self.counter.append(actor, via, event)
    }

    /// Logs a refused scan with a keyed hash of its input.
    fn refuse(&self, reply: ScanReply, order: Option<OrderId>) -> Result<Verdict, Stopped> {
        if self.is_dry {
            return Ok((reply, order));
        }
        let verdict = serde_json::to_value(reply.verdict).ok();
        let event = Event::ScanRefused {
            verdict: verdict
                .as_ref()
                .and_then(|verdict| verdict.as_str())
                .unwrap_or_default()
                .to_owned(),
            input_hash: self.counter.desk.identity.hash(&self.request.input)?,
            order,
        };
        let actor = self.counter.desk.actor(&self.request.actor);
        self.counter.append(actor, Via::Desk, event)?;
        Ok((reply, order))
    }
}

impl Counter<'_> {
    /// Appends an event of this request and returns its id.
    pub fn append(&self, actor: &str, via: Via, event: Event) -> Result<String, Stopped> {
        let now = self.desk.now;
        let happening = Happening {
            id: self.station.around.event_id(now),
            station: self.desk.identity.station.clone(),
            epoch: self.desk.identity.epoch,
            actor: actor.to_owned(),
            via,
            happened_at: now,
            recorded_at: now,
            event,
        };
        self.tx.append(&happening)?;
        Ok(happening.id)
    }
}

fn handed(handover: &Handover) -> Vec<ziti_wire::scan::Handed> {
    let one = |(line, quantity): &(u32, Quantity)| ziti_wire::scan::Handed {
        line: *line,
        quantity_thousandths: quantity.0,
    };
    handover.lines.iter().map(one).collect()
}

/// What must be read or opened before an order is handed over.
pub(crate) fn attention(tx: &Tx<'_>, order: &StoredOrder) -> Result<Vec<Attention>, Stopped> {
    let mut all = Vec::new();
    if order.has_note {
        let note = tx.person(order.person)?.map(|person| person.note).unwrap_or_default();
        all.push(Attention {
            kind: "note".into(),
            text: note,
            line: None,
            old_thousandths: None,
            new_thousandths: None,
        });
    }
    for change in &order.changed {
        let line = order.lines.iter().find(|line| line.put.no == change.line);
        all.push(Attention {
            kind: "changed".into(),
            text: line.map(|line| line.put.product.clone()).unwrap_or_default(),
            line: Some(change.line),
            old_thousandths: Some(change.old.0),
            new_thousandths: Some(change.new.0),
        });
    }
    Ok(all)
}

fn impossible(wish: Impossible) -> Stopped {
    match wish {
        Impossible::NoSuchLine(no) => Failure::about(ErrorCode::LineUnknown, format!("The order has no line {no}.")),
        Impossible::OverOpen(no) => Failure::about(
            ErrorCode::QuantityOverOpen,
            format!("More of line {no} was asked for than is open, or nothing, or twice."),
        ),
    }
    .into()
}

const fn kind(judgement: &Judgement) -> VerdictKind {
    match judgement {
        Judgement::TooEarly => VerdictKind::TooEarly,
        Judgement::Revoked => VerdictKind::Revoked,
        Judgement::Cancelled => VerdictKind::Cancelled,
        Judgement::AlreadyCollected => VerdictKind::AlreadyCollected,
        Judgement::Expired { .. } => VerdictKind::Expired,
        Judgement::NotArrived => VerdictKind::NotArrived,
        Judgement::PaymentDue(_) => VerdictKind::PaymentDue,
        Judgement::Attention => VerdictKind::Attention,
        Judgement::Found => VerdictKind::Found,
        Judgement::Preview(handover) | Judgement::Collect(handover) => {
            if handover.partly {
                VerdictKind::PartlyCollected
            } else {
                VerdictKind::Collected
            }
        }
    }
}
