//! A week without the hub: five thousand events, pushed in order when it is back, while the counter goes on.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use ziti_domain::day::Timestamp;
use ziti_station::{Station, Surroundings};
use ziti_tests::counter::{Counter, order_id};
use ziti_tests::hub::Hub;
use ziti_tests::point::batch;
use ziti_wire::scan::{CollectRequest, VerdictKind};

const EVENTS: i64 = 5000;
/// Each is handed out, and scanned once more in vain.
const ORDERS: u32 = 2500;
/// These are left for the counter to hand out while the rest is pushed.
const LEFT: u32 = 100;

const MORNING: i64 = 1_782_093_600_000;
const WEEK: i64 = 7 * 24 * 3_600_000;

/// A week at the counter; says how many events wait after it.
fn a_week(counter: &Counter) -> i64 {
    let now = Arc::new(AtomicI64::new(MORNING));
    let clock = Arc::clone(&now);
    let around = Surroundings {
        now: Arc::new(move || Timestamp(clock.load(Ordering::Relaxed))),
        ..Surroundings::system()
    };
    let station = Station::open_in(&counter.data(), around).unwrap();
    for no in 1..=ORDERS {
        let code = station.code(&order_id(no), false).unwrap().code;
        for verdict in [VerdictKind::Collected, VerdictKind::AlreadyCollected] {
            let request = CollectRequest {
                input: code.clone(),
                // After two days an order is past its time.
                force: Some("agreed by phone".into()),
                ..CollectRequest::default()
            };
            assert_eq!(station.collect(&request).unwrap().verdict, verdict, "order {no}");
            now.fetch_add(WEEK / EVENTS, Ordering::Relaxed);
        }
    }
    i64::from(station.status().unwrap().waiting)
}

#[test]
fn a_week_of_events_is_pushed_in_order_and_the_counter_works_meanwhile() {
    let mut hub = Hub::with_point();
    let mut counter = hub.enrol("alone for a week");
    hub.import(&batch(ORDERS + LEFT));
    counter.sync();
    hub.kill();

    let waiting = a_week(&counter);
    assert!(waiting >= EVENTS, "{waiting}");
    counter.tell("ZITI_NOW", "2026-06-29T10:00:01+08:00");
    hub.tell("ZITI_NOW", "2026-06-29T10:00:01+08:00");
    hub.serve();

    let began = Instant::now();
    let mut pushing = counter.zitictl(&["sync"]).stderr(Stdio::null()).spawn().unwrap();
    let (mut meanwhile, mut left) = (0, ORDERS + 1..=ORDERS + LEFT);
    while pushing.try_wait().unwrap().is_none() {
        assert_eq!(counter.status()["orders"], 0, "a new day has begun");
        let found = counter.answer(&["find", "柳17"]);
        assert!(found["orders"].is_array());
        if let Some(no) = left.next() {
            let handed = counter.answer(&["collect", &order_id(no), "--confirm", "--force", "agreed by phone"]);
            assert_eq!(handed["verdict"], "collected", "{handed}");
        }
        meanwhile += 1;
    }
    let took = began.elapsed();
    assert!(pushing.wait().unwrap().success());
    println!("{waiting} events were pushed in {took:.1?}; the counter was asked {meanwhile} times in between");
    assert!(meanwhile > 0, "nobody used the counter meanwhile");

    counter.sync();
    let status = counter.status();
    let told = (
        &status["hub"]["waiting"],
        &status["hub"]["rejected"],
        &status["hub"]["conflicts"],
    );
    assert_eq!(told, (&0.into(), &0.into(), &0.into()), "{status}");
    let kept = counter.answer(&["verify"]);
    assert_eq!(
        hub.verify(),
        kept["events"].as_u64().unwrap(),
        "the hub has what the station has"
    );
    let database = rusqlite::Connection::open(hub.beside("hub.db")).unwrap();
    let mut query = database
        .prepare("SELECT seq, outcome FROM event ORDER BY rowid")
        .unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    for (at, row) in (1i64..).zip(rows) {
        let (seq, outcome): (i64, String) = row.unwrap();
        assert_eq!((seq, outcome.as_str()), (at, "accepted"), "in order, and all taken in");
    }
}
