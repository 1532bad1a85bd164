//! One code is handed over once, however many programs are told it at the same moment.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::BTreeSet;
use std::process::Child;

use ziti_tests::point::Point;
use ziti_tests::zitictl::Outcome;

const AT_ONCE: u32 = 8;
const ORDERS: u32 = 4;

fn at_once(point: &Point, order_no: u32, request: impl Fn(u32) -> String) -> Vec<Outcome> {
    let code = point.code(order_no);
    let begin = |process| {
        point
            .zitictl(&["collect", &code, "--request-id", &request(process)])
            .spawn()
            .unwrap()
    };
    let running: Vec<Child> = (0..AT_ONCE).map(begin).collect();
    let ended = running.into_iter().map(|child| child.wait_with_output().unwrap());
    ended.map(|output| Outcome::read(&output)).collect()
}

#[test]
fn of_eight_processes_with_one_code_exactly_one_collects_and_seven_are_refused() {
    let point = Point::new();
    point.fill(ORDERS);
    for order_no in 1..=ORDERS {
        let outcomes = at_once(&point, order_no, |process| format!("{order_no} at {process}"));
        let ended = |verdict, exit| {
            let fits = |outcome: &&Outcome| outcome.verdict() == verdict && outcome.exit == exit;
            outcomes.iter().filter(fits).count()
        };
        assert_eq!(ended("collected", 0), 1, "order {order_no}: {outcomes:?}");
        assert_eq!(ended("already_collected", 3), 7, "order {order_no}: {outcomes:?}");
    }
    let status = point.answer(&["status"]);
    assert_eq!(status["collected"], ORDERS);
    point.verify();
}

#[test]
fn one_request_asked_by_eight_processes_writes_one_event_and_all_hear_of_it() {
    let point = Point::new();
    point.fill(ORDERS);
    for order_no in 1..=ORDERS {
        let outcomes = at_once(&point, order_no, |_| format!("request {order_no}"));
        let events: BTreeSet<&str> = outcomes
            .iter()
            .map(|outcome| outcome.document["event_id"].as_str().unwrap_or_default())
            .collect();
        assert_eq!(events.len(), 1, "order {order_no}: {outcomes:?}");
        assert!(
            outcomes
                .iter()
                .all(|outcome| outcome.exit == 0 && outcome.verdict() == "collected"),
            "order {order_no}: {outcomes:?}"
        );
        let order = point.answer(&["order", &order_no.to_string()]);
        let history = order["history"].as_array().unwrap();
        let collected: Vec<&str> = history
            .iter()
            .filter(|entry| entry["kind"] == "collected")
            .map(|entry| entry["event_id"].as_str().unwrap())
            .collect();
        assert_eq!(collected, events.into_iter().collect::<Vec<_>>());
    }
    point.verify();
}
