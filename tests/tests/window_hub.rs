//! The window of a station that belongs to a hub: how it stands is always on the screen, the counter goes on without it, and what two
//! stations did is decided with the keyboard.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use ziti_domain::day::Timestamp;
use ziti_station::{Station, Surroundings};
use ziti_tests::counter::{Counter, order_id};
use ziti_tests::display::{key, wait_for};
use ziti_tests::hub::Hub;
use ziti_tests::look::{LANGS, Look, THEMES};
use ziti_tests::point::{Point, batch};
use ziti_wire::scan::{CollectRequest, VerdictKind};

const SCANNER: Duration = Duration::from_millis(2);
const BY_HAND: Duration = Duration::from_millis(90);
/// When the stories' clocks stand still.
const MORNING: i64 = 1_782_093_600_000;
const SMALL: (u32, u32) = (1280, 800);
const LARGE: (u32, u32) = (1920, 1080);

fn point_with_two_stations() -> (Hub, Counter, Counter) {
    let hub = Hub::with_point();
    hub.import(&batch(30));
    let (front, back) = (hub.enrol("front"), hub.enrol("back"));
    front.sync();
    back.sync();
    (hub, front, back)
}

/// Waits until the strip says how the station stands with its hub.
fn stands(look: &Look, light: &str) {
    wait_for(&format!("a hub that is {light}"), || {
        (look.window.attribute("hub-state", "data-light").as_deref() == Some(light)).then_some(())
    });
}

/// How many events the strip says to be waiting.
fn waiting(look: &Look) -> Value {
    look.window.run(
        "return document.querySelector('[data-testid=hub-waiting]')?.textContent ?? null",
        &json!([]),
    )
}

/// Scans a code, again where a busy machine tore it apart, until the verdict stands.
fn scans(look: &Look, code: &str, verdict: &str) {
    wait_for(verdict, || {
        look.display
            .press(SCANNER, &[key::digits(code), vec![key::ENTER]].concat());
        for _ in 0..200 {
            match look.window.attribute("verdict", "data-verdict").as_deref() {
                Some(now) if now == verdict => return Some(()),
                Some("unreadable") => return None,
                _ => std::thread::sleep(Duration::from_millis(10)),
            }
        }
        None
    });
}

fn decided(counter: &Counter) -> Value {
    counter.sync();
    counter.answer(&["conflicts"])["conflicts"][0]["decided"]["resolution"].clone()
}

/// Two stations hand one order out while neither reaches the hub, which is back afterwards.
fn hand_out_twice(hub: &mut Hub, front: &Counter, back: &Counter, order_no: u32) {
    hub.stop();
    front.collect(order_no);
    back.collect(order_no);
    hub.serve();
    front.sync();
    back.sync();
    front.sync();
}

#[test]
fn the_counter_goes_on_while_its_hub_is_away_and_catches_up_by_itself() {
    let (mut hub, front, back) = point_with_two_stations();
    let codes: Vec<String> = (3..6).map(|order_no| front.code(order_no)).collect();
    let look = Look::open(front.point(), SMALL, "stop-collect");
    stands(&look, "on");
    hub.stop();
    look.window.click("stop-sync");
    stands(&look, "off");
    for code in &codes {
        scans(&look, code, "collected");
    }
    stands(&look, "off");
    wait_for("hand-overs that wait", || (waiting(&look) == json!("3")).then_some(()));
    hub.serve();
    look.window.run("location.hash = '#/today'", &json!([]));
    look.window.wait("stop-sync");
    look.window.click("stop-sync");
    stands(&look, "on");
    wait_for("nothing that waits", || (waiting(&look) == json!("0")).then_some(()));
    back.sync();
    let taken = back.scan(&codes[0], "at the back");
    assert_eq!(taken.verdict(), "already_collected");
}

/// Thousands of hand-overs and refusals without the hub; says how many events wait.
fn a_long_while_alone(counter: &Counter, orders: u32) -> u64 {
    let around = Surroundings {
        now: Arc::new(|| Timestamp(MORNING)),
        ..Surroundings::system()
    };
    let station = Station::open_in(&counter.data(), around).unwrap();
    for no in 1..=orders {
        let request = CollectRequest {
            input: station.code(&order_id(no), false).unwrap().code,
            ..CollectRequest::default()
        };
        assert_eq!(station.collect(&request).unwrap().verdict, VerdictKind::Collected);
        assert_eq!(
            station.collect(&request).unwrap().verdict,
            VerdictKind::AlreadyCollected
        );
    }
    u64::from(station.status().unwrap().waiting)
}

/// The hub comes back, and is held in the middle of taking in what was done: whoever stands at the counter sees nothing of it.
#[test]
fn the_screen_is_usable_while_a_week_of_events_goes_up() {
    const ALONE: u32 = 2500;
    let mut hub = Hub::with_point();
    hub.import(&batch(ALONE + 10));
    let counter = hub.enrol("alone");
    counter.sync();
    hub.stop();
    let waits = a_long_while_alone(&counter, ALONE);
    assert!(waits >= 5000, "{waits}");
    let codes: Vec<String> = (1..=4).map(|more| counter.code(ALONE + more)).collect();
    let look = Look::open(counter.point(), SMALL, "stop-collect");
    hub.serve();
    look.window.click("stop-sync");
    wait_for("a part that has gone up", || {
        let waiting = counter.status()["hub"]["waiting"].as_u64().unwrap();
        (waiting < waits).then_some(())
    });
    hub.freeze();
    for code in &codes {
        scans(&look, code, "collected");
    }
    hub.thaw();
    wait_for("nothing that waits", || (waiting(&look) == json!("0")).then_some(()));
    stands(&look, "on");
    assert_eq!(counter.status()["collected"], ALONE + 4);
    counter.verify();
}

#[test]
fn what_two_stations_handed_out_is_decided_with_the_keyboard() {
    let (mut hub, front, back) = point_with_two_stations();
    hand_out_twice(&mut hub, &front, &back, 7);
    let look = Look::open(front.point(), SMALL, "stop-conflicts");
    look.window.click("stop-conflicts");
    let open = |count: &str| {
        wait_for(&format!("{count} conflicts"), || {
            (look.window.attribute("conflicts", "data-open").as_deref() == Some(count)).then_some(())
        });
    };
    open("1");
    look.display.press(BY_HAND, &[key::RIGHT, key::SPACE]);
    open("0");
    wait_for("the decision at the other station", || {
        (decided(&back) == json!("mistaken")).then_some(())
    });
}

#[test]
fn the_screens_of_a_hub_can_be_read_whole() {
    for size in [SMALL, LARGE] {
        let (mut hub, front, back) = point_with_two_stations();
        hand_out_twice(&mut hub, &front, &back, 7);
        hand_out_twice(&mut hub, &front, &back, 9);
        let mut look = Look::open(front.point(), size, "stop-conflicts");
        stands(&look, "on");
        for lang in LANGS {
            front.answer(&["settings", &format!("lang={lang}")]);
            look.speaks(lang);
            for theme in THEMES {
                look.turn(theme);
                for (screen, testid) in [
                    ("today", "stop-today"),
                    ("conflicts", "stop-conflicts"),
                    ("settings", "stop-settings"),
                ] {
                    look.window.click(testid);
                    look.window.run(
                        "document.querySelector('[data-testid=hub-section]')?.scrollIntoView({ block: 'end' })",
                        &json!([]),
                    );
                    look.at(&format!("hub-{screen}"), lang, theme);
                }
            }
        }
        look.end("hub");
    }
}

#[test]
fn the_form_of_a_hub_at_a_first_start_can_be_read_whole() {
    let point = Point::new();
    let mut look = Look::open(&point, SMALL, "first-start");
    look.window.click("way-hub");
    look.window.wait("hub-address");
    for lang in LANGS {
        look.window.click(&format!("lang-{lang}"));
        look.speaks(lang);
        for theme in THEMES {
            look.turn(theme);
            look.at("first-start-hub", lang, theme);
        }
    }
    look.end("first-start-hub");
}
