//! A solo station's whole day by zitictl: orders in, slips out, handed over, taken back, revised, a second round, paper.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fs;

use serde_json::{Value, json};
use ziti_tests::point::Point;
use ziti_tests::zitictl::Outcome;

/// A file of one round: orders numbered from 1, of so many thousandths of eggs and one yoghurt.
fn file(point: &Point, round: &str, name: &str, orders: u32, eggs: u32) -> String {
    let order = |no: u32| {
        json!({
            "round": round, "sequence_no": no.to_string(), "recipient": format!("{name}{no}"),
            "phones": [format!("139{no:08}")], "building": no.to_string(), "room": "101",
            "lines": [
                { "product": "鸡蛋", "quantity_thousandths": eggs, "amount_minor": 2980 },
                { "product": "酸奶", "quantity_thousandths": 1000, "amount_minor": 1250 },
            ],
        })
    };
    let orders: Vec<Value> = (1..=orders).map(order).collect();
    let batch = json!({ "format": "ziti.batch/1", "day": "2026-06-22", "complete": true, "orders": orders });
    let path = point.beside("round.json");
    fs::write(&path, batch.to_string()).unwrap();
    path.into_os_string().into_string().unwrap()
}

fn ended(point: &Point, arguments: &[&str]) -> (i32, String) {
    let outcome = Outcome::of(&mut point.zitictl(arguments));
    (outcome.exit, outcome.verdict().to_owned())
}

fn code(point: &Point, order: &str) -> String {
    point.answer(&["code", order])["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_day_from_its_file_to_the_ticked_paper() {
    let mut point = Point::new();
    point.answer(&["init", "--point", "310001", "--name", "嘉怡水岸"]);
    let report = point.answer(&["import", &file(&point, "晨采", "柳", 8, 2000)]);
    assert_eq!(report["changes"]["added"], 8);
    for document in ["slips", "manifest"] {
        let path = point.beside(document);
        point.answer(&["print", document, "--out", path.to_str().unwrap()]);
        assert!(fs::read(path).unwrap().starts_with(b"%PDF"), "{document}");
    }

    // Handed over, asked again, taken back, and then only in part.
    let first = code(&point, "1");
    let scan = ["collect", &first, "--request-id", "scan-1"];
    let answer = point.answer(&scan);
    assert_eq!(answer["verdict"], "collected");
    assert_eq!(point.answer(&scan)["event_id"], answer["event_id"]);
    assert_eq!(ended(&point, &["collect", &first]), (3, "already_collected".into()));
    point.answer(&["undo", answer["event_id"].as_str().unwrap()]);
    assert!(
        point.answer(&scan)["undone_at"].is_number(),
        "the old answer says that it was undone"
    );
    assert_eq!(
        ended(&point, &["collect", &first, "--lines", "1"]),
        (0, "partly_collected".into())
    );

    // A second round: numbers get letters, and what was printed for the first keeps its meaning.
    let second = point.answer(&["import", &file(&point, "夜采", "李", 3, 2000)]);
    assert_eq!(second["changes"]["added"], 3);
    assert_eq!(point.answer(&["order", "A1"])["state"], "partly");
    assert_eq!(ended(&point, &["collect", "B2"]), (3, "found".into()));
    assert_eq!(ended(&point, &["collect", "B2", "--confirm"]), (0, "collected".into()));

    // A revision: one egg more opens alone; an order that vanished is cancelled; nothing handed over opens again.
    let vanished = code(&point, "A8");
    let revised = point.answer(&["import", &file(&point, "晨采", "柳", 7, 3000)]);
    assert_eq!(
        (&revised["changes"]["changed"], &revised["changes"]["withdrawn"]),
        (&7.into(), &1.into())
    );
    let lines = &point.answer(&["order", "A1"])["lines"];
    assert_eq!(
        (&lines[0]["collected_thousandths"], &lines[0]["open_thousandths"]),
        (&2000.into(), &1000.into())
    );
    assert_eq!(ended(&point, &["collect", &vanished]), (3, "cancelled".into()));
    assert_eq!(point.answer(&["order", "B2"])["state"], "collected");

    // A power cut: the ticked manifest is typed in, looked at, and committed at once.
    let preview = point.answer(&["paper", "A3-5 A1"]);
    assert_eq!(
        (&preview["committed"], &point.answer(&["status"])["collected"]),
        (&false.into(), &1.into())
    );
    point.answer(&["paper", "A3-5 A1", "--commit"]);
    assert_eq!(point.answer(&["status"])["collected"], 5);

    // Days later the last one comes: expired, and forced with a reason that the history keeps.
    let late = code(&point, "A2");
    point.tell("ZITI_NOW", "2026-06-26T10:00:00+08:00");
    assert_eq!(ended(&point, &["collect", &late]), (3, "expired".into()));
    let forced = point.answer(&["collect", &late, "--force", "abroad until today", "--as", "王"]);
    assert_eq!(
        (&forced["verdict"], &forced["forced"]),
        (&"collected".into(), &true.into())
    );
    assert_eq!(ended(&point, &["collect", &late]), (3, "already_collected".into()));

    point.verify();
    let before = point.answer(&["orders", "--day", "2026-06-22"]);
    point.answer(&["rebuild"]);
    assert_eq!(point.answer(&["orders", "--day", "2026-06-22"]), before);
    point.verify();
}
