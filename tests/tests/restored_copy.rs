//! A station whose folder is put back from yesterday's copy goes on working; nothing is lost and nothing counted twice.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::point::batch;

const ORDERS: u32 = 20;

/// Makes a folder what another one is.
fn replace(folder: &Path, by: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir(folder).unwrap();
    for entry in fs::read_dir(by).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
}

/// A station that handed out orders 1 to 10, the folder put back to when it was five; and a second station of the point.
fn restored() -> (Hub, Counter, Counter) {
    let hub = Hub::with_point();
    let (counter, other) = (hub.enrol("restored"), hub.enrol("other"));
    hub.import(&batch(ORDERS));
    other.sync();
    counter.sync();
    let collect = |orders: std::ops::RangeInclusive<u32>| {
        for no in orders {
            counter.collect(no);
        }
        counter.sync();
    };
    collect(1..=5);
    let copy = counter.point().beside("yesterday");
    replace(&copy, &counter.data());
    collect(6..=10);
    replace(&counter.data(), &copy);
    (hub, counter, other)
}

fn collected(counter: &Counter) -> BTreeSet<u64> {
    let all = counter
        .orders()
        .into_iter()
        .filter(|order| order["state"] == "collected");
    all.map(|order| order["order_no"].as_u64().unwrap()).collect()
}

/// Both stations and the hub count so many orders, and the chains hold.
fn agree(hub: &Hub, counters: [&Counter; 2], orders: &BTreeSet<u64>) {
    for counter in [counters[0], counters[1], counters[0]] {
        let report = counter.sync();
        assert_eq!(report["new_epoch"], false, "a new epoch is begun once: {report}");
        assert_eq!(report["waiting"], 0, "{report}");
    }
    for counter in counters {
        assert_eq!(&collected(counter), orders, "at station {}", counter.number());
        let kept = counter.kept().handed_out;
        counter.answer(&["rebuild"]);
        assert_eq!(counter.kept().handed_out, kept, "folded again");
        counter.verify();
    }
    assert_eq!(counters[0].kept().handed_out, counters[1].kept().handed_out);
    hub.verify();
    let database = rusqlite::Connection::open(hub.beside("hub.db")).unwrap();
    let at_hub = database
        .query_row(
            "SELECT count(DISTINCT order_no) FROM line WHERE collected = ordered AND NOT EXISTS
             (SELECT 1 FROM line l WHERE l.order_no = line.order_no AND l.collected < l.ordered)",
            [],
            |row| row.get::<_, u32>(0),
        )
        .unwrap();
    assert_eq!(at_hub as usize, orders.len(), "at the hub");
}

fn epochs(hub: &Hub) -> Vec<i64> {
    let database = rusqlite::Connection::open(hub.beside("hub.db")).unwrap();
    let mut query = database
        .prepare("SELECT epoch FROM event WHERE kind = 'restored' ORDER BY epoch")
        .unwrap();
    query
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn new_work_that_is_pushed_before_anything_is_pulled_becomes_a_new_epoch() {
    let (hub, counter, other) = restored();
    for no in 11..=13 {
        counter.collect(no);
    }
    let report = counter.sync();
    assert_eq!(report["new_epoch"], true, "{report}");
    assert_eq!(
        (&report["rejected"], &report["conflicts"]),
        (&json!(0), &json!(0)),
        "{report}"
    );
    assert_eq!(epochs(&hub), [2]);
    assert!(hub.conflicts().is_empty());
    agree(&hub, [&counter, &other], &(1..=13).collect());
}

#[test]
fn a_copy_that_pulls_first_knows_what_it_did_and_hands_none_of_it_out_again() {
    let (hub, counter, other) = restored();
    let report = counter.sync();
    assert_eq!(report["new_epoch"], true, "{report}");
    assert_eq!(collected(&counter), (1..=10).collect());
    let again = counter.scan(&counter.code(7), "again");
    assert_eq!(again.verdict(), "already_collected", "{}", again.document);
    assert_eq!(again.document["station"], counter.number(), "{}", again.document);
    counter.collect(11);
    assert_eq!(epochs(&hub), [2]);
    assert!(hub.conflicts().is_empty());
    agree(&hub, [&counter, &other], &(1..=11).collect());
}

#[test]
fn what_the_copy_hands_out_again_while_the_hub_is_away_waits_for_a_person_and_is_not_counted_twice() {
    let (mut hub, counter, other) = restored();
    hub.kill();
    counter.collect(7);
    counter.collect(12);
    hub.serve();
    let report = counter.sync();
    assert_eq!(report["new_epoch"], true, "{report}");
    let contested: BTreeSet<String> = hub.conflicts().iter().map(|one| one["order"].to_string()).collect();
    assert_eq!(contested.len(), 1, "order 7 alone: {contested:?}");
    agree(&hub, [&counter, &other], &(1..=10).chain([12]).collect());
    for shown in [&counter, &other] {
        let lines: Vec<Value> = shown.answer(&["conflicts"])["conflicts"].as_array().unwrap().clone();
        assert_eq!(lines.len(), 2, "each line of order 7: {lines:?}");
    }
}

#[test]
fn the_same_copy_put_back_again_and_again_begins_an_epoch_each_time() {
    let (hub, counter, other) = restored();
    let copy = counter.point().beside("yesterday");
    for (no, epoch) in [(11, 2), (12, 3), (13, 4), (14, 5)] {
        counter.collect(no);
        let report = counter.sync();
        assert_eq!(
            (&report["new_epoch"], &report["waiting"]),
            (&json!(true), &json!(0)),
            "{report}"
        );
        assert_eq!(epochs(&hub).last(), Some(&epoch));
        if no < 14 {
            replace(&counter.data(), &copy);
        }
    }
    assert!(hub.conflicts().is_empty());
    agree(&hub, [&counter, &other], &(1..=14).collect());
}
