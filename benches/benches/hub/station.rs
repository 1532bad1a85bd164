//! A station as the hub meets it: a cursor, a chain, and hand-overs one by one.

use ziti_domain::chain::{GENESIS, Link, hex};
use ziti_domain::day::ServiceDay;
use ziti_domain::event::{Event, Handed};
use ziti_domain::order::OrderId;
use ziti_domain::quantity::Quantity;
use ziti_sync::answer;
use ziti_sync::http::Carrier;
use ziti_sync::request::Call;
use ziti_wire::sync::{ChainState, EnrolRequest, Outcome, PushRequest, SentEvent};

/// One of many.
pub struct Simulated {
    pub token: String,
    day: ServiceDay,
    cursor: u64,
    last: [u8; 32],
    seq: u32,
}

impl Simulated {
    pub fn enrolment(point: &str, code: &str) -> EnrolRequest {
        EnrolRequest {
            point: point.to_owned(),
            code: code.to_owned(),
            name: "simulated".into(),
            nonce: format!("{point:0>32}"),
            adopt: None,
        }
    }

    pub fn new(token: String, day: &str) -> Self {
        Self {
            token,
            day: ServiceDay::parse(day).unwrap(),
            cursor: 0,
            last: GENESIS,
            seq: 0,
        }
    }

    /// Asks what is new.
    pub fn poll(&mut self, carrier: &Carrier) {
        loop {
            let outgoing = Call::Changes(self.cursor).outgoing(Some(&self.token));
            let page = answer::changes(self.cursor, carrier.carry(&outgoing)).unwrap();
            self.cursor = page.end.end;
            if !page.has_more() {
                return;
            }
        }
    }

    /// Hands the next order over.
    pub fn push(&mut self, carrier: &Carrier) {
        self.seq += 1;
        let now = i64::try_from(
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap()
                .as_millis(),
        )
        .unwrap();
        let event = Event::Collected {
            order: OrderId {
                day: self.day,
                no: self.seq,
            },
            lines: (1..=1 + self.seq % 2)
                .map(|line| Handed {
                    line,
                    quantity: Quantity::whole(1),
                })
                .collect(),
            issue: None,
            forced: None,
            reason: None,
        };
        let payload = serde_json::to_string(&event).unwrap();
        let id = format!("019eed7c-3200-7647-{:04x}-{:0>12}", self.seq, &self.token[..12]);
        let link = Link {
            n: i64::from(self.seq),
            id: &id,
            station: "1",
            epoch: 1,
            seq: i64::from(self.seq),
            kind: "collected",
            version: 1,
            payload: payload.as_bytes(),
            actor: "小陈",
            via: "code",
            happened_at: now,
            recorded_at: now,
        };
        let hash = link.hash(&self.last);
        let request = PushRequest {
            previous: hex(&self.last),
            branch: None,
            sent_at: now,
            events: vec![SentEvent {
                n: link.n,
                id: id.clone(),
                station: "1".into(),
                epoch: 1,
                seq: link.seq,
                kind: link.kind.into(),
                version: 1,
                payload: payload.clone(),
                actor: link.actor.into(),
                via: link.via.into(),
                happened_at: now,
                recorded_at: now,
                hash: hex(&hash),
            }],
        };
        let outgoing = Call::Push(&request).outgoing(Some(&self.token));
        let reply = answer::pushed(&request, carrier.carry(&outgoing)).unwrap();
        let taken = reply.chain == ChainState::Continued && reply.answers[0].outcome == Outcome::Accepted;
        assert!(taken, "{reply:?}");
        self.last = hash;
    }
}
