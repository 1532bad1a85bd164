//! A day of a station on its own, from the morning's file to the closing check, through the command line alone.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fs;

use serde_json::{Value, json};
use ziti_tests::point::Point;
use ziti_tests::zitictl::Outcome;

fn order(round: &str, no: u32, eggs: i64) -> Value {
    json!({
        "round": round,
        "sequence_no": no.to_string(),
        "recipient": format!("柳{no}"),
        "phones": [format!("138{no:08}")],
        "building": "1",
        "room": (100 + no).to_string(),
        "lines": [
            { "product": "鸡蛋", "quantity_thousandths": eggs, "amount_minor": 2980 },
            { "product": "酸奶", "quantity_thousandths": 1000, "amount_minor": 1250, "zone": "chilled" },
        ],
    })
}

/// The morning's round: 6 is not wholly paid, 7 is cancelled, 8 has a note.
fn morning() -> Vec<Value> {
    let mut orders: Vec<Value> = (1..=8).map(|no| order("晨采", no, 2000)).collect();
    orders[5]["paid_minor"] = json!(1000);
    orders[6]["cancelled"] = json!(true);
    orders[7]["note"] = json!("送到后请电话");
    orders
}

fn import(point: &Point, name: &str, orders: &[Value]) -> Value {
    let file = point.beside(name);
    let batch = json!({ "format": "ziti.batch/1", "day": "2026-06-22", "complete": true, "orders": orders });
    fs::write(&file, batch.to_string()).unwrap();
    point.answer(&["import", file.to_str().unwrap()])
}

/// A station at 12 o'clock of its day, with the morning's round.
fn opened() -> Point {
    let mut point = Point::new();
    point.tell("ZITI_NOW", "2026-06-22T04:00:00Z");
    point.answer(&["init", "--point", "310001", "--name", "嘉怡水岸"]);
    let report = import(&point, "morning.json", &morning());
    assert_eq!((&report["applied"], &report["revision"]), (&json!(true), &json!(1)));
    assert_eq!(report["changes"]["added"], 8);
    point
}

fn code(point: &Point, order: &str) -> String {
    point.answer(&["code", order])["code"].as_str().unwrap().to_owned()
}

fn collect(point: &Point, order: &str, more: &[&str]) -> Outcome {
    let code = code(point, order);
    Outcome::of(&mut point.zitictl(&[&["collect", &code], more].concat()))
}

/// How a scan ended, and how.
fn ended(outcome: &Outcome) -> (i32, &str) {
    (outcome.exit, outcome.verdict())
}

fn event(outcome: &Outcome) -> &str {
    outcome.document["event_id"].as_str().unwrap_or_default()
}

fn state(point: &Point, order: &str) -> String {
    point.answer(&["order", order])["state"].as_str().unwrap().to_owned()
}

/// Quantity ordered and handed over, line by line.
fn lines(order: &Value) -> Vec<(i64, i64)> {
    let lines = order["lines"].as_array().unwrap().iter();
    let of = |line: &Value, name: &str| line[name].as_i64().unwrap();
    lines
        .map(|line| (of(line, "quantity_thousandths"), of(line, "collected_thousandths")))
        .collect()
}

/// Orders, collected, partly, cancelled, revision.
fn figures(point: &Point) -> [u64; 5] {
    let status = point.answer(&["status"]);
    ["orders", "collected", "partly", "cancelled", "revision"].map(|name| status[name].as_u64().unwrap())
}

#[test]
fn an_order_is_handed_over_in_parts_taken_back_and_handed_over_again() {
    let mut point = opened();
    let part = collect(&point, "2", &["--lines", "1=1"]);
    assert_eq!(ended(&part), (0, "partly_collected"));
    assert_eq!(lines(&part.document["order"]), [(2000, 1000), (1000, 0)]);
    let more = Outcome::of(&mut point.zitictl(&["collect", &code(&point, "2"), "--lines", "1=2"]));
    assert_eq!((more.exit, more.error()), (1, "quantity_over_open"));
    let rest = collect(&point, "2", &[]);
    assert_eq!(ended(&rest), (0, "collected"));
    assert_eq!(rest.document["handed"].as_array().unwrap().len(), 2);
    assert_eq!(ended(&collect(&point, "2", &[])), (3, "already_collected"));
    assert_eq!(figures(&point), [7, 1, 0, 1, 1]);

    let undone = point.answer(&["undo", event(&rest), "--as", "小周"]);
    assert_eq!(lines(&undone["order"]), [(2000, 1000), (1000, 0)]);
    let twice = Outcome::of(&mut point.zitictl(&["undo", event(&rest)]));
    assert_eq!((twice.exit, twice.error()), (1, "not_undoable"));
    assert_eq!(figures(&point), [7, 0, 1, 1, 1]);
    let again = collect(&point, "2", &["--request-id", "rest of 2"]);
    assert_eq!(ended(&again), (0, "collected"));
    assert_eq!(
        event(&collect(&point, "2", &["--request-id", "rest of 2"])),
        event(&again)
    );

    // Sixteen minutes later an undo needs a reason.
    point.tell("ZITI_NOW", "2026-06-22T04:16:00Z");
    let late = Outcome::of(&mut point.zitictl(&["undo", event(&again)]));
    assert_eq!((late.exit, late.error()), (1, "reason_needed"));
    point.answer(&["undo", event(&again), "--reason", "袋子拿错"]);
    assert_eq!(state(&point, "2"), "partly");
    let order = point.answer(&["order", "2"]);
    let kinds: Vec<&str> = order["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "collected",
            "collected",
            "collection_undone",
            "collected",
            "collection_undone"
        ]
    );
    point.verify();
}

#[test]
fn what_must_be_asked_is_asked_and_what_may_be_forced_is_forced_with_a_reason() {
    let mut point = opened();
    let due = collect(&point, "6", &[]);
    assert_eq!(ended(&due), (3, "payment_due"));
    assert_eq!(due.document["due_minor"], 3230);
    let forced = collect(&point, "6", &["--force", "熟客"]);
    assert_eq!(ended(&forced), (0, "collected"));
    assert_eq!(
        (&forced.document["forced"], &forced.document["order"]["due_minor"]),
        (&json!(true), &json!(3230))
    );
    assert_eq!(ended(&collect(&point, "7", &["--force", "熟客"])), (3, "cancelled"));
    let note = collect(&point, "8", &[]);
    assert_eq!(ended(&note), (3, "attention"));
    assert_eq!(note.document["attention"][0]["text"], "送到后请电话");
    assert_eq!(ended(&collect(&point, "8", &["--confirm"])), (0, "collected"));

    let old = code(&point, "4");
    let new = point.answer(&["code", "4", "--reissue"]);
    assert_ne!(new["code"], json!(old));
    let revoked = Outcome::of(&mut point.zitictl(&["collect", &old]));
    assert_eq!(ended(&revoked), (3, "revoked"));
    assert_eq!(ended(&collect(&point, "4", &[])), (0, "collected"));

    // What is typed finds; only a person's second look hands over.
    let found = Outcome::of(&mut point.zitictl(&["collect", "5"]));
    assert_eq!(ended(&found), (3, "found"));
    assert_eq!(state(&point, "5"), "open");
    let confirmed = Outcome::of(&mut point.zitictl(&["collect", "5", "--confirm"]));
    assert_eq!(ended(&confirmed), (0, "collected"));

    // 48 hours after it came, an order is no longer kept.
    point.tell("ZITI_NOW", "2026-06-24T04:00:01Z");
    let expired = collect(&point, "20260622-1", &[]);
    assert_eq!(ended(&expired), (3, "expired"));
    assert_eq!(
        ended(&collect(&point, "20260622-1", &["--force", "出差回来"])),
        (0, "collected")
    );
    point.verify();
}

#[test]
fn a_second_round_and_a_newer_file_change_what_they_say_and_no_more() {
    let point = opened();
    assert_eq!(ended(&collect(&point, "1", &[])), (0, "collected"));
    assert_eq!(ended(&collect(&point, "2", &[])), (0, "collected"));
    assert_eq!(ended(&collect(&point, "3", &["--lines", "1"])), (0, "partly_collected"));
    let report = import(
        &point,
        "evening.json",
        &[order("夜采", 1, 2000), order("夜采", 2, 2000)],
    );
    assert_eq!(
        report["changes"],
        json!({ "added": 2, "changed": 0, "withdrawn": 0, "unchanged": 0 })
    );
    assert_eq!(report["differences"][0]["sequence_no"], "B1");
    let unclear = Outcome::of(&mut point.zitictl(&["order", "1"]));
    assert_eq!((unclear.exit, unclear.error()), (1, "order_ambiguous"));
    assert_eq!(
        (state(&point, "A1"), state(&point, "B1")),
        ("collected".into(), "open".into())
    );
    assert_eq!(ended(&collect(&point, "A1", &[])), (3, "already_collected"));

    // More eggs for 1, fewer than were handed over for 3, 2 and 5 are gone.
    let mut newer = morning();
    newer[0] = order("晨采", 1, 3000);
    newer[2] = order("晨采", 3, 1000);
    newer.retain(|order| order["sequence_no"] != "2" && order["sequence_no"] != "5");
    let report = import(&point, "newer.json", &newer);
    assert_eq!(
        report["changes"],
        json!({ "added": 0, "changed": 1, "withdrawn": 2, "unchanged": 5 })
    );
    let different: Vec<&str> = report["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|difference| difference["sequence_no"].as_str().unwrap())
        .collect();
    assert_eq!(different, ["A1", "A2", "A5"]);
    let warnings = report["warnings"].as_array().unwrap();
    let below: Vec<&Value> = warnings
        .iter()
        .filter(|warning| warning["code"] == "revision_below_collected")
        .collect();
    assert_eq!(below.len(), 1);
    assert_eq!(below[0]["sequence_nos"], json!(["A3", "A2"]));
    let states = ["A1", "A2", "A3", "A5", "B1"].map(|order| state(&point, order));
    assert_eq!(states, ["partly", "withdrawn", "partly", "cancelled", "open"]);
    let opened_again = collect(&point, "A1", &[]);
    assert_eq!(ended(&opened_again), (0, "collected"));
    assert_eq!(
        opened_again.document["handed"],
        json!([{ "line": 1, "quantity_thousandths": 1000 }])
    );
    assert_eq!(figures(&point), [7, 1, 1, 3, 3]);
    point.verify();
}

#[test]
fn a_ticked_paper_is_shown_first_and_then_typed_in_at_once() {
    let point = opened();
    import(
        &point,
        "evening.json",
        &[order("夜采", 1, 2000), order("夜采", 2, 2000)],
    );
    collect(&point, "A1", &[]);
    let numbers = |reply: &Value, of: &str| -> Vec<String> {
        let orders = reply[of].as_array().unwrap().iter();
        orders
            .map(|order| order["number"].as_str().unwrap().to_owned())
            .collect()
    };
    let typed = "A1-3 A6 A7, B1-2";
    let shown = point.answer(&["paper", typed]);
    assert_eq!(shown["committed"], false);
    assert_eq!(numbers(&shown, "ready"), ["A2", "A3", "B1", "B2"]);
    assert_eq!(numbers(&shown, "already"), ["A1"]);
    assert_eq!(numbers(&shown, "refused"), ["A6", "A7"]);
    assert_eq!(figures(&point), [9, 1, 0, 1, 2]);
    let wrong = Outcome::of(&mut point.zitictl(&["paper", "A2 A77", "--commit"]));
    assert_eq!((wrong.exit, wrong.error()), (1, "paper_unclear"));
    assert_eq!(figures(&point), [9, 1, 0, 1, 2]);
    let done = point.answer(&["paper", typed, "--commit", "--as", "小周", "--request-id", "sheet 1"]);
    assert_eq!(done["committed"], true);
    assert_eq!(done["event_ids"].as_array().unwrap().len(), 4);
    let again = point.answer(&["paper", typed, "--commit", "--as", "小周", "--request-id", "sheet 1"]);
    assert_eq!(again["event_ids"], done["event_ids"]);
    assert_eq!(figures(&point), [9, 5, 0, 1, 2]);
    let history = point.answer(&["order", "B2"]);
    assert_eq!(
        (&history["history"][0]["via"], &history["history"][0]["actor"]),
        (&json!("paper"), &json!("小周"))
    );
    point.verify();
}

#[test]
fn folding_the_ledger_again_gives_the_day_as_it_was() {
    let point = opened();
    collect(&point, "1", &[]);
    let part = collect(&point, "2", &["--lines", "2"]);
    point.answer(&["undo", event(&part)]);
    collect(&point, "3", &["--lines", "1=1"]);
    collect(&point, "6", &["--force", "熟客"]);
    point.answer(&["code", "4", "--reissue"]);
    import(&point, "evening.json", &[order("夜采", 1, 2000)]);
    let mut newer = morning();
    newer[2] = order("晨采", 3, 5000);
    newer.remove(4);
    import(&point, "newer.json", &newer);
    let seen = || {
        let orders = point.answer(&["orders"]);
        let histories: Vec<Value> = orders["orders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|order| point.answer(&["order", order["id"].as_str().unwrap()]))
            .collect();
        (orders, histories, figures(&point), point.answer(&["verify"]))
    };
    let before = seen();
    point.answer(&["rebuild"]);
    assert_eq!(seen(), before);
}
