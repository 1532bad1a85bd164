//! A station that sends what it should not: the hub says what it is, loses nothing, and goes on with that station and all others.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};
use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::kept;
use ziti_tests::point::batch;

const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// What the clocks show in these stories: 2026-06-22 10:00 in Shanghai.
const MORNING: i64 = 1_782_093_600_000;

/// A station that did something and has told nothing of it, beside another one.
struct Story {
    hub: Hub,
    bad: Counter,
    other: Counter,
    token: String,
    /// What it did, as it goes to the hub.
    events: Vec<Value>,
}

impl Story {
    /// The bad station hands over some orders, and the clock it does that by.
    fn begin(orders: u32, now: &str) -> Self {
        let hub = Hub::with_point();
        hub.import(&batch(orders + 5));
        let mut bad = hub.enrol("门口");
        bad.sync();
        let other = hub.enrol("里间");
        other.sync();
        bad.tell("ZITI_NOW", now);
        for order in 1..=orders {
            bad.collect(order);
        }
        let events = kept::Station::sent(&bad.data());
        let token = kept::Station::token(&bad.data());
        Self {
            hub,
            bad,
            other,
            token,
            events,
        }
    }

    /// How many of its events the hub knows already.
    fn known(&self) -> usize {
        let there = self.hub.kept().events;
        self.events
            .iter()
            .filter(|event| there.contains_key(event["id"].as_str().unwrap()))
            .count()
    }

    /// The hash before an event.
    fn before(&self, event: usize) -> Value {
        event
            .checked_sub(1)
            .map_or(json!(GENESIS), |last| self.events[last]["hash"].clone())
    }

    fn push(&self, previous: &Value, events: &[Value]) -> Reply {
        let body = json!({ "previous": previous, "sent_at": MORNING, "events": events });
        self.ask("POST", "/v1/events", Some(&self.token), body.to_string().as_bytes())
    }

    fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &[u8]) -> Reply {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\ncontent-type: application/json\r\n");
        if let Some(token) = token {
            write!(head, "authorization: Bearer {token}\r\n").unwrap();
        }
        write!(head, "content-length: {}\r\n\r\n", body.len()).unwrap();
        let mut stream = TcpStream::connect(self.hub.address()).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // Who sends too much may be cut off before the end.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Reply::read(&String::from_utf8_lossy(&bytes))
    }

    /// The station itself goes on as if nothing had been, and all agree.
    fn goes_on(&self, orders: u32) {
        self.bad.sync();
        self.other.sync();
        let told = self.hub.kept();
        let kept = self.bad.kept();
        assert!(kept.waiting.is_empty());
        assert!(told.events.values().all(|times| *times == 1), "an event is there twice");
        assert!(
            kept.events.iter().all(|id| told.events.contains_key(id)),
            "an event is lost"
        );
        assert_eq!(kept.handed_out.len(), 2 * orders as usize, "two lines an order");
        assert_eq!(told.handed_out, kept.handed_out);
        assert_eq!(self.other.kept().handed_out, kept.handed_out);
        let all = kept.events.len() + self.other.kept().events.len();
        assert_eq!(self.hub.verify(), all as u64);
        assert!(self.hub.conflicts().is_empty());
        self.bad.verify();
    }
}

/// A status and a document.
#[derive(Debug)]
struct Reply {
    status: u16,
    body: Value,
}

impl Reply {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let status = head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or_default();
        let body = serde_json::from_str(body).unwrap_or(Value::Null);
        Self { status, body }
    }

    fn outcomes(&self) -> Vec<&str> {
        let answers = self.body["answers"].as_array();
        answers
            .into_iter()
            .flatten()
            .filter_map(|answer| answer["outcome"].as_str())
            .collect()
    }

    /// A refusal with its code, a sentence and what to do.
    fn refuses(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.body["code"].as_str()),
            (status, Some(code)),
            "{self:?}"
        );
        for sentence in [&self.body["message"], &self.body["hint"]] {
            assert!(sentence.as_str().unwrap().ends_with('.'), "{self:?}");
        }
    }
}

#[test]
fn an_event_that_comes_twice_counts_once() {
    let story = Story::begin(6, "2026-06-22T10:00:00+08:00");
    let known = story.known();
    let (first, half) = (story.before(known), &story.events[known..known + 3]);
    assert_eq!(story.push(&first, half).outcomes(), ["accepted"; 3]);
    assert_eq!(story.push(&first, half).outcomes(), ["duplicate"; 3]);
    let all = story.push(&first, &story.events[known..]);
    assert_eq!(all.outcomes()[..3], ["duplicate"; 3]);
    assert!(
        all.outcomes()[3..].iter().all(|outcome| *outcome == "accepted"),
        "{all:?}"
    );
    // Twice in one push is no chain.
    let twice = [story.events[known].clone(), story.events[known].clone()];
    assert_eq!(story.push(&first, &twice).body["chain"], "broken");
    story.goes_on(6);
}

#[test]
fn events_out_of_order_wait_for_those_before_them() {
    let story = Story::begin(6, "2026-06-22T10:00:00+08:00");
    let known = story.known();
    let before = story.hub.kept();
    let mut turned = story.events[known..].to_vec();
    turned.reverse();
    let reply = story.push(&story.before(known), &turned);
    assert_eq!(
        (reply.status, &reply.body["chain"]),
        (200, &json!("broken")),
        "{reply:?}"
    );
    let reply = story.push(&story.before(known + 2), &story.events[known + 2..]);
    assert_eq!(
        (reply.status, &reply.body["chain"]),
        (200, &json!("missing")),
        "{reply:?}"
    );
    assert_eq!(reply.body["known"]["hash"], story.before(known), "it says what it has");
    assert_eq!(reply.outcomes(), [""; 0]);
    assert_eq!(story.hub.kept(), before, "nothing was taken in");
    story.goes_on(6);
}

#[test]
fn events_from_the_future_are_taken_in_and_how_far_the_clock_was_off_is_kept() {
    let story = Story::begin(3, "2026-06-22T11:30:00+08:00");
    let ahead = 90 * 60 * 1000;
    assert_eq!(story.events.last().unwrap()["happened_at"], MORNING + ahead);
    let report = story.bad.sync();
    assert_eq!(
        (&report["pushed"], &report["rejected"]),
        (&json!(3), &json!(0)),
        "{report}"
    );
    assert_eq!(report["skew_ms"], ahead, "the station is told");
    assert_eq!(
        story.hub.station(story.bad.number())["skew_ms"],
        ahead,
        "the operator sees it"
    );
    assert_eq!(story.hub.station(story.other.number())["skew_ms"], 0);
    story.goes_on(3);
}

#[test]
fn events_of_another_station_are_refused_whole() {
    let story = Story::begin(3, "2026-06-22T10:00:00+08:00");
    let known = story.known();
    let before = story.hub.kept();
    let others = kept::Station::token(&story.other.data());
    let body = json!({ "previous": story.before(known), "sent_at": MORNING, "events": &story.events[known..] });
    story
        .ask("POST", "/v1/events", Some(&others), body.to_string().as_bytes())
        .refuses(403, "station_other");
    let mut foreign = story.events[known..].to_vec();
    foreign[2]["station"] = json!(story.other.number());
    story.push(&story.before(known), &foreign).refuses(403, "station_other");
    assert_eq!(story.hub.kept(), before, "nothing was taken in");
    story.goes_on(3);
}

#[test]
fn a_chain_that_does_not_hold_is_not_taken_in() {
    let story = Story::begin(4, "2026-06-22T10:00:00+08:00");
    let known = story.known();
    let before = story.hub.kept();
    for (field, value) in [
        ("payload", json!("{}")),
        ("happened_at", json!(MORNING + 1)),
        ("actor", json!("somebody else")),
        ("seq", json!(7000)),
        ("epoch", json!(2)),
        ("hash", json!(GENESIS)),
        ("hash", json!("no hash")),
        ("id", json!("")),
    ] {
        let mut events = story.events[known..].to_vec();
        events[1][field] = value;
        let reply = story.push(&story.before(known), &events);
        assert_eq!(
            (reply.status, &reply.body["chain"]),
            (200, &json!("broken")),
            "{field}: {reply:?}"
        );
        assert_eq!(reply.outcomes(), [""; 0]);
    }
    // Hashes that hold, on something that the hub has other events after.
    let reply = story.push(&json!(GENESIS), &story.events[known..]);
    assert_eq!(reply.body["chain"], "broken", "{reply:?}");
    story
        .push(&json!("short"), &story.events[known..])
        .refuses(422, "request_invalid");
    assert_eq!(story.hub.kept(), before, "nothing was taken in");
    story.goes_on(4);
}

#[test]
fn without_a_token_that_the_hub_gave_nothing_is_told_and_nothing_taken() {
    let story = Story::begin(2, "2026-06-22T10:00:00+08:00");
    let body = json!({ "previous": GENESIS, "sent_at": MORNING, "events": story.events }).to_string();
    let nearly = story.token.replace(&story.token[..8], "00000000");
    for token in [None, Some(""), Some("abc"), Some(nearly.as_str()), Some("' OR 1=1 --")] {
        for (method, path) in [
            ("POST", "/v1/events"),
            ("GET", "/v1/changes?after=0"),
            ("POST", "/v1/claims"),
            ("GET", "/v1/nudges"),
            ("PUT", "/v1/adoption/days/2026-06-22"),
            ("POST", "/v1/adoption/finish"),
        ] {
            story
                .ask(method, path, token, body.as_bytes())
                .refuses(401, "token_unknown");
        }
    }
    story.goes_on(2);
}

#[test]
fn too_much_at_once_is_refused_with_a_reason() {
    let story = Story::begin(2, "2026-06-22T10:00:00+08:00");
    let known = story.known();
    let before = story.hub.kept();
    let many = vec![story.events[known].clone(); 501];
    story.push(&story.before(known), &many).refuses(422, "request_invalid");
    let huge = format!("{{\"previous\":\"{}\"", " ".repeat(33 << 20));
    story
        .ask("POST", "/v1/events", Some(&story.token), huge.as_bytes())
        .refuses(413, "request_invalid");
    assert_eq!(story.hub.kept(), before, "nothing was taken in");
    story.goes_on(2);
}

#[test]
fn what_cannot_be_understood_is_refused_with_a_reason() {
    let story = Story::begin(2, "2026-06-22T10:00:00+08:00");
    let before = story.hub.kept();
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        "<html>",
        r#"{"previous":1,"sent_at":"now","events":{}}"#,
        "\u{0}",
    ] {
        story
            .ask("POST", "/v1/events", Some(&story.token), body.as_bytes())
            .refuses(422, "request_invalid");
    }
    story
        .ask("GET", "/v1/changes?after=-1", Some(&story.token), b"")
        .refuses(422, "request_invalid");
    story
        .ask("GET", "/v1/changes?after=many", Some(&story.token), b"")
        .refuses(422, "request_invalid");
    story
        .ask("GET", "/v2/changes", Some(&story.token), b"")
        .refuses(404, "request_invalid");
    story
        .ask("DELETE", "/v1/events", Some(&story.token), b"")
        .refuses(404, "request_invalid");
    assert_eq!(story.hub.kept(), before, "nothing was taken in");
    story.goes_on(2);
}
