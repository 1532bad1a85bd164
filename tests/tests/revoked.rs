//! A station is taken back: what it did arrives, then it knows nobody any more, and what it could mint is worth nothing.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};
use ziti_domain::chain;
use ziti_domain::code::{DayKey, PointNo};
use ziti_domain::day::ServiceDay;
use ziti_domain::order::OrderId;
use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::kept;
use ziti_tests::point::{DAY, NUMBER, batch};
use ziti_tests::zitictl::Outcome;

const ORDERS: u32 = 40;
const TOMORROW: &str = "2026-06-23";

/// Everything about a person that an order here has.
fn personal(batch: &Value) -> Vec<String> {
    let orders = batch["orders"].as_array().unwrap();
    let texts = orders.iter().flat_map(|order| {
        let text = |field: &str| order[field].as_str().unwrap().to_owned();
        [
            text("recipient"),
            text("address"),
            text("note"),
            order["phones"][0].as_str().unwrap().to_owned(),
        ]
    });
    texts.collect()
}

/// A batch with names, phones, addresses and notes that stand nowhere else.
fn with_addresses() -> Value {
    let mut batch = batch(ORDERS);
    for (place, order) in batch["orders"].as_array_mut().unwrap().iter_mut().enumerate() {
        order["recipient"] = json!(format!("欧阳{place}娜"));
        order["address"] = json!(format!("岸边路{place}号三单元"));
        order["note"] = json!(format!("门铃坏了请敲{place}下"));
    }
    batch
}

/// Where in the files of a folder one of the texts stands, as it is written or as JSON might write it.
fn found(folder: &Path, texts: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for text in texts {
            let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            for form in [text, &escaped] {
                if bytes.windows(form.len()).any(|window| window == form.as_bytes()) {
                    found.push(format!("{text} in {}", path.display()));
                }
            }
        }
    }
    found
}

#[test]
fn a_revoked_station_tells_what_it_did_and_forgets_everybody() {
    let hub = Hub::with_point();
    let today = with_addresses();
    let texts = personal(&today);
    hub.import(&today);
    let revoked = hub.enrol("门口");
    let stays = hub.enrol("里间");
    revoked.sync();
    stays.sync();
    assert!(
        found(&revoked.data(), &texts).len() >= texts.len(),
        "they are there before"
    );

    // The screen searches, prints and asks for confirmation: that leaves traces of its own.
    revoked.answer(&["find", "欧阳7娜"]);
    revoked.answer(&["find", "7号"]);
    let out = revoked.point().beside("slips.pdf");
    revoked.answer(&["print", "slips", "--out", out.to_str().unwrap()]);
    for order in 1..=6 {
        let code = revoked.code(order);
        let asked = revoked.scan(&code, &format!("look {order}"));
        assert_eq!(asked.verdict(), "attention", "{}", asked.document);
        let handed = Outcome::of(&mut revoked.zitictl(&["collect", &code, "--confirm", "--as", "小陈"]));
        assert_eq!(handed.verdict(), "collected", "{}", handed.document);
    }
    let waiting = revoked.kept().waiting;
    assert!(waiting.len() >= 6);

    // A window is open on the folder, so that the log outlives each program.
    let window = Connection::open(revoked.data().join("ziti.db")).unwrap();
    let people: i64 = window
        .query_row("SELECT count(*) FROM person", [], |row| row.get(0))
        .unwrap();
    assert!(people > 0);
    hub.revoke(revoked.number());
    let outcome = revoked.try_sync();
    assert!(revoked.data().join("ziti.db-wal").exists());
    assert_eq!(
        (outcome.exit, outcome.error()),
        (1, "station_revoked"),
        "{}",
        outcome.document
    );
    let there = hub.kept().events;
    assert!(
        waiting.iter().all(|id| there.contains_key(id)),
        "its queue arrived first"
    );
    assert_eq!(
        found(&revoked.data(), &texts),
        [""; 0],
        "names, phones, addresses and notes"
    );
    drop(window);
    revoked.verify();
    hub.verify();

    // It says so ever after, and asks nobody.
    let again = revoked.try_sync();
    assert_eq!((again.exit, again.error()), (1, "station_revoked"));
    assert_eq!(revoked.status()["hub"]["state"], "revoked");
    let rebuilt = Outcome::of(&mut revoked.zitictl(&["rebuild"]));
    assert_eq!(rebuilt.exit, 0, "{}", rebuilt.document);
    assert_eq!(
        found(&revoked.data(), &texts),
        [""; 0],
        "nor does folding the ledger again bring them back"
    );

    // The other one goes on, and knows what was handed over.
    stays.sync();
    assert_eq!(stays.kept().handed_out, hub.kept().handed_out);
    assert_eq!(stays.kept().handed_out.len(), 12);
    assert!(!found(&stays.data(), &texts).is_empty());
}

#[test]
fn a_hub_out_of_reach_keeps_the_queue_and_the_names_until_it_has_answered() {
    let mut hub = Hub::with_point();
    let today = with_addresses();
    let texts = personal(&today);
    hub.import(&today);
    let revoked = hub.enrol("门口");
    revoked.sync();
    let code = revoked.code(1);
    revoked.answer(&["collect", &code, "--confirm"]);
    let waiting = revoked.kept().waiting;
    hub.revoke(revoked.number());
    hub.stop();
    let outcome = revoked.try_sync();
    assert_eq!((outcome.exit, outcome.error()), (1, "hub_unreachable"));
    assert_eq!(revoked.kept().waiting, waiting);
    hub.serve();
    assert_eq!(revoked.try_sync().error(), "station_revoked");
    assert!(waiting.iter().all(|id| hub.kept().events.contains_key(id)));
    assert_eq!(found(&revoked.data(), &texts), [""; 0]);
}

#[test]
fn what_a_revoked_station_could_mint_for_later_days_is_worth_nothing() {
    let hub = Hub::with_point();
    hub.import(&batch(ORDERS));
    let revoked = hub.enrol("门口");
    let mut stays = hub.enrol("里间");
    revoked.sync();
    stays.sync();
    let printed_today = stays.code(1);
    // Days without orders yet have a key here as well: codes can be checked before their order is there.
    let key = day_keys(&revoked)[TOMORROW].clone();
    hub.revoke(revoked.number());
    assert_eq!(revoked.try_sync().error(), "station_revoked");
    assert!(day_keys(&revoked).is_empty(), "its keys are gone");

    let mut tomorrow = batch(3);
    tomorrow["day"] = json!(TOMORROW);
    tomorrow["orders"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .for_each(|order| order["round"] = json!("明日"));
    hub.import(&tomorrow);
    stays.sync();
    assert_ne!(day_keys(&stays)[TOMORROW], key, "the point's key was replaced");
    stays.tell("ZITI_NOW", "2026-06-23T10:00:00+08:00");
    let good = stays.answer(&["code", "20260623-1"])["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let minted = mint(&key, TOMORROW, 1);
    assert_ne!(minted, good);
    assert_eq!(stays.scan(&minted, "minted").verdict(), "not_genuine");
    assert_eq!(stays.scan(&good, "good").verdict(), "collected");
    // What was printed for the day that was there already stays good.
    stays.tell("ZITI_NOW", "2026-06-22T18:00:00+08:00");
    assert_eq!(stays.scan(&printed_today, "today").verdict(), "collected", "{DAY}");
}

fn day_keys(counter: &Counter) -> BTreeMap<String, String> {
    kept::Station::day_keys(&counter.data())
}

/// A code as whoever has a day's key can make it.
fn mint(key: &str, day: &str, no: u32) -> String {
    let order = OrderId {
        day: ServiceDay::parse(day).unwrap(),
        no,
    };
    let key = DayKey::from_bytes(chain::unhex(key).unwrap());
    key.pickup_code(PointNo::parse(NUMBER).unwrap(), order, 0)
}
