//! One event that the hub cannot take in, in the middle of a thousand: the others arrive, and a person is shown why that one did not.

use std::sync::Arc;

use serde_json::json;
use ziti_domain::day::Timestamp;
use ziti_station::{Station, Surroundings};
use ziti_tests::counter::order_id;
use ziti_tests::hub::Hub;
use ziti_tests::point::batch;
use ziti_wire::scan::{CollectRequest, VerdictKind};

const EVENTS: u32 = 1000;
const LOST: u32 = 500;
const MORNING: i64 = 1_782_093_600_000;

#[test]
fn nine_hundred_and_ninety_nine_arrive_and_the_one_that_does_not_is_shown_with_its_reason() {
    let mut hub = Hub::with_point();
    let counter = hub.enrol("counter");
    hub.import(&batch(EVENTS));
    counter.sync();
    hub.kill();
    // The hub's database is put back from before an order came.
    let database = rusqlite::Connection::open(hub.beside("hub.db")).unwrap();
    for (table, column) in [("person", "order_no"), ("line", "order_no"), ("orders", "no")] {
        let gone = database
            .execute(&format!("DELETE FROM {table} WHERE {column} = ?1"), [LOST])
            .unwrap();
        assert!(gone > 0);
    }
    drop(database);

    let around = Surroundings {
        now: Arc::new(|| Timestamp(MORNING)),
        ..Surroundings::system()
    };
    let station = Station::open_in(&counter.data(), around).unwrap();
    for no in 1..=EVENTS {
        let request = CollectRequest {
            input: station.code(&order_id(no), false).unwrap().code,
            ..CollectRequest::default()
        };
        assert_eq!(station.collect(&request).unwrap().verdict, VerdictKind::Collected);
    }
    drop(station);
    hub.serve();
    let report = counter.sync();
    assert_eq!(report["rejected"], 1, "{report}");
    assert_eq!(
        (&report["pushed"], &report["waiting"]),
        (&json!(EVENTS), &json!(0)),
        "{report}"
    );

    let told = counter.answer(&["conflicts"]);
    assert_eq!(told["conflicts"], json!([]));
    let [rejected] = &told["rejected"].as_array().unwrap()[..] else {
        panic!("{told}");
    };
    assert_eq!(rejected["order_id"], order_id(LOST), "{rejected}");
    assert_eq!(
        (&rejected["kind"], &rejected["code"]),
        (&json!("collected"), &json!("event_foreign"))
    );
    assert!(
        rejected["message"].as_str().is_some_and(|told| told.len() > 10),
        "{rejected}"
    );
    assert_eq!(counter.status()["hub"]["rejected"], 1);

    let database = rusqlite::Connection::open(hub.beside("hub.db")).unwrap();
    let outcomes: (u32, u32) = database
        .query_row(
            "SELECT sum(outcome = 'accepted'), sum(outcome = 'rejected') FROM event WHERE kind = 'collected'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(outcomes, (EVENTS - 1, 1));
    let handed: u32 = database
        .query_row(
            "SELECT count(DISTINCT order_no) FROM line WHERE collected = ordered",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(handed, EVENTS - 1);
    // The chain has no gap: what comes after is taken in, and the rejected one is not tried again.
    let again = counter.sync();
    assert_eq!(
        (&again["pushed"], &again["rejected"]),
        (&json!(0), &json!(0)),
        "{again}"
    );
    hub.verify();
    counter.verify();
}
