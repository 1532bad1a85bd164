//! Two stations out of reach of their hub hand out the same orders, one of them with its clock an hour wrong. Then they come back.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::point::DAY;
use ziti_tests::zitictl::Outcome;

const ORDERS: u32 = 6;
const AN_HOUR_LATER: &str = "2026-06-22T11:00:00+08:00";
const HOUR: i64 = 3_600_000;

/// Orders of one line of two units.
fn single_lines() -> Value {
    let order = |no: u32| {
        json!({
            "round": "晨采",
            "sequence_no": no.to_string(),
            "recipient": format!("柳{no}"),
            "lines": [{ "product": "鸡蛋", "quantity_thousandths": 2000, "amount_minor": 2980 }],
        })
    };
    let orders: Vec<Value> = (1..=ORDERS).map(order).collect();
    json!({ "format": "ziti.batch/1", "day": DAY, "complete": true, "orders": orders })
}

fn conflicts(counter: &Counter) -> Vec<Value> {
    counter.answer(&["conflicts"])["conflicts"].as_array().unwrap().clone()
}

fn ids(conflicts: &[Value]) -> BTreeSet<String> {
    let id = |conflict: &Value| conflict["id"].as_str().unwrap().to_owned();
    conflicts.iter().map(id).collect()
}

fn decide(counter: &Counter, conflict: &str, how: &str) -> Outcome {
    Outcome::of(&mut counter.zitictl(&["conflicts", "resolve", conflict, how, "--as", "小陈"]))
}

fn decided(counter: &Counter, conflict: &str) -> Value {
    let all = conflicts(counter);
    all.iter().find(|one| one["id"] == conflict).unwrap()["decided"].clone()
}

/// Each order was handed out in full, and no more of it.
fn sums_are_right(hub: &Hub, counters: [&Counter; 2]) {
    for counter in counters {
        for order in counter.orders() {
            let line = &order["lines"][0];
            assert_eq!(line["quantity_thousandths"], 2000, "{order}");
            assert_eq!(line["collected_thousandths"], 2000, "{order}");
        }
    }
    let database = rusqlite::Connection::open(hub.beside("hub.db")).unwrap();
    let sums = "SELECT count(*), sum(collected), sum(collected <= ordered) FROM line";
    let sums: (u32, u32, u32) = database
        .query_row(sums, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    assert_eq!(sums, (ORDERS, ORDERS * 2000, ORDERS));
}

/// `wrong` says which of the two has the wrong clock; the first is the first to come back.
fn come_back(wrong: usize) {
    let mut hub = Hub::with_point();
    let mut counters = [hub.enrol("first back"), hub.enrol("second back")];
    hub.import(&single_lines());
    for counter in &counters {
        counter.sync();
    }
    counters[wrong].tell("ZITI_NOW", AN_HOUR_LATER);
    hub.kill();
    let [first, second] = &counters;
    // The one that comes back last hands out first: what counts is what the hub was told first, not what a clock says.
    for no in 1..=ORDERS {
        second.collect(no);
        first.collect(no);
    }
    hub.serve();
    let pushed = first.sync();
    assert_eq!(
        (&pushed["conflicts"], &pushed["waiting"]),
        (&json!(0), &json!(0)),
        "{pushed}"
    );
    let pushed = second.sync();
    assert_eq!(
        (&pushed["conflicts"], &pushed["rejected"]),
        (&json!(ORDERS), &json!(0)),
        "{pushed}"
    );
    first.sync();

    let (here, there) = (conflicts(first), conflicts(second));
    assert_eq!(here.len() as u32, ORDERS, "one conflict an order");
    assert_eq!(ids(&here), ids(&there), "both stations show the same conflicts");
    assert_eq!(ids(&here), ids(&hub.conflicts()));
    let orders: BTreeSet<&str> = here.iter().map(|one| one["order_id"].as_str().unwrap()).collect();
    assert_eq!(orders.len() as u32, ORDERS);
    for conflict in &here {
        assert_eq!(
            conflict["first"]["station"],
            first.number(),
            "the first acceptance stands: {conflict}"
        );
        assert_eq!(conflict["second"]["station"], second.number(), "{conflict}");
        assert_eq!(conflict["first"]["here"], true);
        assert_eq!(conflict["quantity_thousandths"], 2000);
        assert_eq!(conflict["decided"], Value::Null);
        let lane = &conflict[["first", "second"][wrong]];
        assert_eq!(lane["skew_ms"], HOUR, "{conflict}");
        // Each lane has the time that a right clock would have shown.
        assert_eq!(conflict["first"]["at"], conflict["second"]["at"], "{conflict}");
    }
    sums_are_right(&hub, [first, second]);

    let all: Vec<String> = ids(&here).into_iter().collect();
    for (who, whom, conflict, how) in [
        (first, second, &all[0], "handed-out-twice"),
        (second, first, &all[1], "mistaken"),
    ] {
        assert_eq!(decide(who, conflict, how).exit, 0);
        who.sync();
        whom.sync();
        for counter in [who, whom] {
            let decided = decided(counter, conflict);
            assert_eq!(decided["resolution"], how.replace('-', "_"), "{decided}");
            assert_eq!(
                (&decided["by"], &decided["station"]),
                (&json!("小陈"), &json!(who.number()))
            );
            let again = decide(counter, conflict, "mistaken");
            assert_eq!(
                (again.exit, again.error()),
                (1, "conflict_settled"),
                "{}",
                again.document
            );
        }
    }
    let open = |counter: &Counter| counter.status()["hub"]["conflicts"].clone();
    assert_eq!((open(first), open(second)), (json!(ORDERS - 2), json!(ORDERS - 2)));
    sums_are_right(&hub, [first, second]);
    for counter in &counters {
        counter.verify();
    }
    hub.verify();
}

#[test]
fn the_first_back_is_the_one_that_stands_though_the_others_clock_is_an_hour_ahead() {
    come_back(1);
}

#[test]
fn the_first_back_is_the_one_that_stands_though_its_own_clock_is_an_hour_ahead() {
    come_back(0);
}

#[test]
fn of_two_decisions_made_out_of_reach_the_first_to_arrive_is_shown_everywhere() {
    let mut hub = Hub::with_point();
    let counters = [hub.enrol("first"), hub.enrol("second")];
    let [first, second] = &counters;
    hub.import(&single_lines());
    first.sync();
    second.sync();
    hub.kill();
    first.collect(1);
    second.collect(1);
    hub.serve();
    for counter in [first, second, first] {
        counter.sync();
    }
    let conflict = ids(&conflicts(first)).into_iter().next().unwrap();
    hub.kill();
    assert_eq!(decide(first, &conflict, "handed-out-twice").exit, 0);
    assert_eq!(decide(second, &conflict, "mistaken").exit, 0);
    hub.serve();
    second.sync();
    let late = first.sync();
    assert_eq!(late["rejected"], 1, "{late}");
    for counter in [first, second] {
        let decided = decided(counter, &conflict);
        assert_eq!(
            (&decided["resolution"], &decided["station"]),
            (&json!("mistaken"), &json!(second.number())),
            "at station {}",
            counter.number()
        );
    }
    let told = first.answer(&["conflicts"]);
    assert_eq!(told["rejected"][0]["code"], "conflict_settled", "{told}");
}
