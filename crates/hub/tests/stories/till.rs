//! A station as the hub meets it: a chain of events, and a token.

use serde_json::{Value, json};
use ziti_domain::chain::{GENESIS, Link, hex};
use ziti_wire::sync::{ChainState, PushReply, PushRequest, SentEvent};

use crate::world::World;

#[derive(Debug, Clone)]
pub struct Till {
    pub station: String,
    pub token: String,
    pub epoch: u32,
    pub seq: i64,
    pub hash: [u8; 32],
    n: i64,
    /// Tells ids of copies of a till apart.
    pub copy: u32,
}

impl Till {
    pub fn new(enrolled: &Value) -> Self {
        Self {
            station: enrolled["station"].as_str().unwrap().to_owned(),
            token: enrolled["token"].as_str().unwrap().to_owned(),
            epoch: 1,
            seq: 0,
            hash: GENESIS,
            n: 0,
            copy: 0,
        }
    }

    pub fn no(&self) -> i64 {
        self.station.parse().unwrap()
    }

    /// The next event, with this payload beside its kind.
    pub fn event(&mut self, kind: &str, payload: Value) -> SentEvent {
        let mut payload = payload;
        payload["kind"] = json!(kind);
        self.raw(kind, &payload.to_string())
    }

    pub fn raw(&mut self, kind: &str, payload: &str) -> SentEvent {
        self.n += 1;
        self.seq += 1;
        let mut event = SentEvent {
            n: self.n,
            id: format!("019eed7c-{:04x}-7{:03x}-9818-{:012x}", self.no(), self.copy, self.n),
            station: self.station.clone(),
            epoch: self.epoch,
            seq: self.seq,
            kind: kind.to_owned(),
            version: 1,
            payload: payload.to_owned(),
            actor: "小陈".to_owned(),
            via: "code".to_owned(),
            happened_at: 1_782_090_000_000 + self.n,
            recorded_at: 1_782_090_000_000 + self.n,
            hash: String::new(),
        };
        self.seal(&mut event);
        event
    }

    /// Gives an event that was changed its place in the chain.
    pub fn seal(&mut self, event: &mut SentEvent) {
        self.hash = link(event).hash(&self.hash);
        event.hash = hex(&self.hash);
    }

    /// Order `no` of the day is handed over: lines with thousandths.
    pub fn collects(&mut self, no: u32, lines: &[(u32, i64)]) -> SentEvent {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(line, quantity)| json!({ "line": line, "quantity": quantity }))
            .collect();
        self.event(
            "collected",
            json!({ "order": format!("20260622-{no}"), "lines": lines }),
        )
    }

    pub fn undoes(&mut self, no: u32, event: &SentEvent) -> SentEvent {
        self.event(
            "collection_undone",
            json!({ "order": format!("20260622-{no}"), "undoes": event.id, "lines": [] }),
        )
    }

    /// Something that no other station need know.
    pub fn prints(&mut self) -> SentEvent {
        self.event(
            "printed",
            json!({ "document": "slips", "day": "2026-06-22", "revision": 1, "order_nos": [1], "printer": "pdf", "reprint": false }),
        )
    }

    /// This folder was restored from a copy: a new epoch begins.
    pub fn restores(&mut self, epoch: u32) -> SentEvent {
        self.epoch = epoch;
        self.seq = 0;
        let last = hex(&self.hash);
        self.event("restored", json!({ "last_hash": last }))
    }

    pub async fn push(&self, world: &World, previous: [u8; 32], events: &[SentEvent]) -> PushReply {
        self.push_as(world, previous, events, None).await
    }

    pub async fn push_as(
        &self,
        world: &World,
        previous: [u8; 32],
        events: &[SentEvent],
        branch: Option<u32>,
    ) -> PushReply {
        let request = PushRequest {
            previous: hex(&previous),
            branch,
            sent_at: world.now() + 1234,
            events: events.to_vec(),
        };
        let (status, reply) = world.post("/v1/events", &self.token, &request).await;
        assert_eq!(status, 200, "{reply}");
        serde_json::from_value(reply).unwrap()
    }

    /// Pushes what continues the chain; says what became of each event.
    pub async fn pushes(&self, world: &World, previous: [u8; 32], events: &[SentEvent]) -> Vec<String> {
        let reply = self.push(world, previous, events).await;
        assert_eq!(reply.chain, ChainState::Continued);
        outcomes(&reply)
    }
}

/// `accepted`, or `rejected event_absurd`.
pub fn outcomes(reply: &PushReply) -> Vec<String> {
    reply
        .answers
        .iter()
        .map(|answer| {
            let word = serde_json::to_value(answer.outcome).unwrap();
            let code = answer.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
            format!("{}{code}", word.as_str().unwrap())
        })
        .collect()
}

pub fn link(event: &SentEvent) -> Link<'_> {
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
