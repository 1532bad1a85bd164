//! A solo station moves to a hub with all it has: what is printed stays good, what was handed over is known, and a second station can help.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use serde_json::{Value, json};
use ziti_tests::counter::{Counter, order_id};
use ziti_tests::hub::Hub;
use ziti_tests::kept;
use ziti_tests::point::{Chance, NUMBER, Point, batch};
use ziti_tests::proxy::{Cut, End, Proxy, Way};
use ziti_tests::zitictl::Outcome;

const ORDERS: u32 = 30;
/// Handed over before the move, from order 1 on.
const BEFORE: u32 = 8;

/// A solo station with a day's orders of which some are handed over, and with days to come.
fn solo(later_days: u32) -> Point {
    let point = Point::new();
    point.fill(ORDERS);
    for day in 1..=later_days {
        point.import(&on(22 + day, ORDERS));
    }
    for order in 1..=BEFORE {
        point.collect(order);
    }
    point
}

fn on(day: u32, orders: u32) -> Value {
    let mut batch = batch(orders);
    batch["day"] = json!(format!("2026-06-{day}"));
    for order in batch["orders"].as_array_mut().unwrap() {
        order["round"] = json!(format!("{day}日"));
    }
    batch
}

fn adoption_code(hub: &Hub) -> String {
    let made = hub.answer(&["enrol", "--point", NUMBER, "--adopt"]);
    made["code"].as_str().unwrap().to_owned()
}

/// What both sides have of the point, and that it is the same.
fn agree(hub: &Hub, counter: &Counter) {
    let (told, kept) = (hub.kept(), counter.kept());
    assert!(kept.waiting.is_empty());
    assert_eq!(told.orders, kept.orders);
    assert_eq!(told.handed_out, kept.handed_out);
    assert!(told.events.values().all(|times| *times == 1), "an event is there twice");
    assert!(
        kept.events.iter().all(|id| told.events.contains_key(id)),
        "an event is lost"
    );
    counter.verify();
    hub.verify();
}

#[test]
fn codes_that_are_printed_stay_good_on_a_second_station_and_the_sums_agree() {
    let point = solo(2);
    let mut printed: Vec<String> = (1..=ORDERS).map(|no| point.code(no)).collect();
    let old = printed[19].clone();
    let reissued = point.answer(&["code", "20", "--reissue"]);
    reissued["code"].as_str().unwrap().clone_into(&mut printed[19]);
    let short = point.answer(&["code", "21"])["short_code"].as_str().unwrap().to_owned();
    let undone = point.answer(&["collect", &printed[21]]);
    point.answer(&["undo", undone["event_id"].as_str().unwrap()]);
    let partly = point.answer(&["collect", &printed[22], "--lines", "2"]);
    assert_eq!(partly["verdict"], "partly_collected", "{partly}");
    let before = kept::Station::of(&point.data());

    let hub = Hub::start();
    let first = Counter::enrolled(point, &hub.url(), &adoption_code(&hub), "门口");
    assert_eq!(first.number(), "1", "it keeps its number");
    assert_eq!(first.try_sync().error(), "station_waiting");
    hub.confirm(first.number());
    first.sync();
    assert_eq!(first.kept().handed_out, before.handed_out);
    assert_eq!(first.kept().orders, u64::from(3 * ORDERS));
    agree(&hub, &first);

    let second = hub.enrol("里间");
    second.sync();
    assert_eq!(second.kept().handed_out, before.handed_out);
    for (no, code) in (1..).zip(&printed).take(BEFORE as usize) {
        assert_eq!(
            second.scan(code, &format!("again {no}")).verdict(),
            "already_collected",
            "order {no}"
        );
    }
    for (no, code) in (1..).zip(&printed).skip(BEFORE as usize).take(15) {
        assert_eq!(second.code(no), *code, "order {no} has the code that is printed");
        let verdict = if no == 20 {
            second.scan(&old, "old")
        } else {
            second.scan(code, &format!("new {no}"))
        };
        assert_eq!(
            verdict.verdict(),
            if no == 20 { "revoked" } else { "collected" },
            "order {no}: {}",
            verdict.document
        );
    }
    assert_eq!(second.answer(&["code", &order_id(21)])["short_code"], short);
    second.sync();
    first.sync();
    assert_eq!(first.kept().handed_out, second.kept().handed_out);
    agree(&hub, &first);

    // From here on orders come from the hub.
    let refused = first.point().beside("day.json");
    let refused = Outcome::of(&mut first.zitictl(&["import", refused.to_str().unwrap()]));
    assert_eq!((refused.exit, refused.error()), (1, "import_on_hub"));
    hub.import(&batch(ORDERS + 4));
    for counter in [&first, &second] {
        counter.sync();
        assert_eq!(counter.kept().orders, u64::from(3 * ORDERS + 4));
        assert_eq!(first.code(ORDERS + 4), counter.code(ORDERS + 4));
    }
    agree(&hub, &first);
}

#[test]
fn a_number_that_is_taken_is_refused_and_nothing_changes_on_either_side() {
    let hub = Hub::start();
    // The code was made while the number was free.
    let early = adoption_code(&hub);
    hub.add_point(NUMBER, "别人的点");
    hub.import(&batch(3));
    let refused = Outcome::of(&mut hub.ziti_hub(&["enrol", "--point", NUMBER, "--adopt"]));
    assert_eq!((refused.exit, refused.error()), (1, "point_taken"));

    let point = solo(1);
    let (here, there) = (kept::Station::of(&point.data()), hub.kept());
    for code in [early, hub.code()] {
        let refused = Outcome::of(&mut point.zitictl(&["enrol", "--hub", &hub.url(), "--code", &code]));
        assert_eq!(
            (refused.exit, refused.error()),
            (1, "point_taken"),
            "{}",
            refused.document
        );
        assert_eq!(kept::Station::of(&point.data()), here);
        assert_eq!(hub.kept(), there);
        assert_eq!(point.answer(&["status"])["solo"], true);
    }
    assert!(
        hub.answer(&["station", "list", "--point", NUMBER])["stations"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // It goes on as it was.
    point.collect(BEFORE + 1);
    assert_eq!(point.import(&on(24, 2))["changes"]["added"], 2);
    point.verify();
}

#[test]
fn an_upload_that_breaks_off_anywhere_goes_on_where_it_was() {
    const LATER: u32 = 8;
    let point = solo(LATER);
    let before = kept::Station::of(&point.data());
    let mut hub = Hub::start();
    let proxy = Proxy::to(hub.address());
    let counter = Counter::enrolled(point, &proxy.url(), &adoption_code(&hub), "门口");
    hub.confirm(counter.number());

    let mut chance = Chance(5);
    let (mut cuts, mut further) = (0_u32, Vec::new());
    loop {
        let way = if chance.below(2) == 0 {
            Way::Asking
        } else {
            Way::Answering
        };
        let end = if chance.below(2) == 0 { End::Closed } else { End::Reset };
        // About a day gets through at first, and at last everything.
        let most = if way == Way::Asking {
            2200 + cuts * 100
        } else {
            300 + cuts * 20
        };
        let after = chance.below(most.into());
        proxy.cut(Cut { way, after, end });
        let outcome = counter.try_sync();
        let progress = &counter.status()["hub"]["progress"];
        if let Some(done) = progress["done"].as_u64() {
            further.push(done);
        }
        if !proxy.broke() || outcome.exit == 0 {
            break;
        }
        cuts += 1;
        if cuts % 10 == 0 {
            hub.kill_and_serve();
        }
        // The counter goes on meanwhile.
        if cuts % 8 == 0 && BEFORE + cuts / 8 < ORDERS {
            counter.collect(BEFORE + cuts / 8);
        }
    }
    proxy.mend();
    counter.sync();
    assert!(further.is_sorted(), "no day is lost that was there: {further:?}");
    assert_eq!(counter.kept().orders, before.orders);
    assert_eq!(hub.kept().orders, u64::from((LATER + 1) * ORDERS));
    agree(&hub, &counter);
    let second = hub.enrol("里间");
    second.sync();
    assert_eq!(second.kept().handed_out, counter.kept().handed_out);
    println!("{cuts} cuts of the upload of {} days: {further:?}", LATER + 1);
    assert!(cuts > 3, "the upload was through after {cuts} cuts");
}

#[test]
fn an_enrolment_whose_answer_is_lost_can_be_done_again_with_the_same_code() {
    let hub = Hub::start();
    let proxy = Proxy::to(hub.address());
    let point = solo(0);
    let code = adoption_code(&hub);
    let arguments = ["enrol", "--hub", &proxy.url(), "--code", &code];
    for after in [0, 40, 200] {
        proxy.cut(Cut {
            way: Way::Answering,
            after,
            end: End::Closed,
        });
        let lost = Outcome::of(&mut point.zitictl(&arguments));
        assert!(proxy.broke());
        assert_eq!(lost.exit, 1, "{}", lost.document);
        assert_eq!(point.answer(&["status"])["solo"], true, "cut at {after}");
    }
    proxy.mend();
    let counter = Counter::enrolled(point, &proxy.url(), &code, "门口");
    hub.confirm(counter.number());
    counter.sync();
    agree(&hub, &counter);
    assert_eq!(hub.kept().handed_out.len(), 2 * BEFORE as usize);
}
