//! The hub takes in a newer file of the day while residents collect at two stations.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::sync::Arc;

use serde_json::{Value, json};
use ziti_domain::day::Timestamp;
use ziti_station::{Station, Surroundings};
use ziti_tests::counter::{Counter, order_id};
use ziti_tests::hub::Hub;
use ziti_tests::kept::HandedOut;
use ziti_tests::point::{DAY, batch};

const ORDERS: u32 = 12;
const MORNING: i64 = 1_782_093_600_000;

/// The day's file again: order 1 wants one egg less, order 2 and order 8 one more, order 11 is gone, order 13 is new.
fn newer() -> Value {
    let mut file = batch(ORDERS + 1);
    let orders = file["orders"].as_array_mut().unwrap();
    for (no, thousandths) in [(1, 1000), (2, 3000), (8, 3000)] {
        orders[no - 1]["lines"][0]["quantity_thousandths"] = thousandths.into();
    }
    orders.retain(|order| order["sequence_no"] != "11");
    file
}

fn print(counter: &Counter, more: &[&str]) -> Value {
    let out = counter
        .point()
        .beside("slips.pdf")
        .into_os_string()
        .into_string()
        .unwrap();
    let mut arguments = vec!["print", "slips", "--out", &out];
    arguments.extend(more);
    counter.answer(&arguments)
}

fn stale(counter: &Counter) -> Vec<String> {
    let around = Surroundings {
        now: Arc::new(|| Timestamp(MORNING)),
        ..Surroundings::system()
    };
    let station = Station::open_in(&counter.data(), around).unwrap();
    let states = station.print_states(Some(DAY)).unwrap();
    states.into_iter().flat_map(|state| state.stale).collect()
}

/// What was handed out before is handed out still.
fn nothing_reopens(before: &HandedOut, after: &HandedOut) {
    for (line, handed) in before {
        assert!(
            after[line] >= *handed,
            "{line:?} was handed out: {handed}, now {}",
            after[line]
        );
    }
}

#[test]
fn nothing_collected_is_reopened_the_differences_are_told_and_stale_prints_are_named() {
    let hub = Hub::with_point();
    let (first, second) = (hub.enrol("first"), hub.enrol("second"));
    hub.import(&batch(ORDERS));
    first.sync();
    second.sync();
    assert_eq!(print(&first, &[])["orders"], ORDERS);

    // The hub knows of 1 to 3 and 6 to 7 when the file comes; 4 and 8 were handed out a moment before.
    for no in 1..=3 {
        first.collect(no);
    }
    for no in 6..=7 {
        second.collect(no);
    }
    first.sync();
    second.sync();
    first.collect(4);
    second.collect(8);
    let handed = [first.kept().handed_out, second.kept().handed_out];
    let imported = hub.import(&newer());
    assert_eq!(
        imported["changes"],
        json!({ "added": 1, "changed": 2, "withdrawn": 1, "unchanged": 9 }),
        "{imported}"
    );
    assert_eq!(
        imported["warnings"][0]["code"], "revision_below_collected",
        "{imported}"
    );
    assert_eq!(imported["warnings"][0]["sequence_nos"], json!(["1"]));

    for (counter, handed, printed) in [(&first, &handed[0], 3), (&second, &handed[1], 0)] {
        let report = counter.sync();
        let [batch] = &report["batches"].as_array().unwrap()[..] else {
            panic!("{report}");
        };
        assert_eq!((&batch["day"], &batch["revision"]), (&json!(DAY), &json!(2)), "{batch}");
        assert_eq!((&batch["added"], &batch["changed"]), (&json!(1), &json!(3)), "{batch}");
        assert_eq!(batch["stale_prints"], printed, "{batch}");
        nothing_reopens(handed, &counter.kept().handed_out);
    }
    first.sync();
    assert_eq!(stale(&first), [2, 8, 11].map(order_id));
    assert_eq!(
        print(&first, &["--only-stale"])["orders"],
        3,
        "two are different, 13 is new, and what is gone needs no slip"
    );
    assert!(hub.conflicts().is_empty());

    for counter in [&first, &second] {
        for no in [1, 3, 4, 6] {
            let again = counter.scan(&counter.code(no), &format!("order {no} once more"));
            assert_eq!(again.verdict(), "already_collected", "order {no}: {}", again.document);
        }
    }
    // What the newer file adds is open, and it alone.
    let more = second.answer(&["collect", &order_id(2), "--confirm"]);
    assert_eq!(
        more["handed"],
        json!([{ "line": 1, "quantity_thousandths": 1000 }]),
        "{more}"
    );
    let gone = first.scan(&first.code(11), "order 11");
    assert_eq!(gone.verdict(), "cancelled", "{}", gone.document);
    for counter in [&second, &first, &second] {
        counter.sync();
    }
    assert_eq!(first.kept().handed_out, second.kept().handed_out);
    for counter in [&first, &second] {
        counter.verify();
    }
    hub.verify();
}
