//! A connection that breaks off anywhere: the day's batch arrives whole and once, and what was handed over is told once.

#![cfg(unix)]

use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::kept::HandedOut;
use ziti_tests::point::{Chance, NUMBER, Point, batch, event_id};
use ziti_tests::proxy::{Cut, End, Proxy, Way};
use ziti_tests::zitictl::Outcome;

/// What a station may say of a hub whose answer broke off.
const BROKEN_OFF: [&str; 3] = ["hub_unreachable", "page_incomplete", "hub_timeout"];

#[test]
fn a_pull_that_breaks_off_at_any_byte_changes_nothing_until_all_of_it_is_there() {
    const ORDERS: u32 = 12;
    let hub = Hub::with_point();
    hub.import(&batch(ORDERS));
    let proxy = Proxy::to(hub.address());
    let counter = hub.enrol_at("门口", &proxy.url());
    let before = counter.kept();
    assert_eq!(before.orders, 0);

    let mut cuts = 0;
    for after in 0.. {
        let end = if after % 2 == 0 { End::Closed } else { End::Reset };
        proxy.cut(Cut {
            way: Way::Answering,
            after,
            end,
        });
        let outcome = counter.try_sync();
        let kept = counter.kept();
        if kept != before {
            assert!(
                !proxy.broke() || kept.orders == u64::from(ORDERS),
                "cut at {after}: {kept:?}"
            );
            break;
        }
        assert!(proxy.broke(), "cut at {after}: {}", outcome.document);
        assert_eq!(outcome.exit, 1, "cut at {after}: {}", outcome.document);
        assert!(
            BROKEN_OFF.contains(&outcome.error()),
            "cut at {after}: {}",
            outcome.document
        );
        cuts += 1;
    }
    proxy.mend();
    counter.sync();
    let whole = counter.kept();
    assert_eq!((whole.orders, whole.batches), (u64::from(ORDERS), 1), "whole, and once");
    assert!(whole.waiting.is_empty());
    assert_eq!(counter.sync()["pulled"], 0, "there is nothing more");
    assert_eq!(counter.kept(), whole);
    counter.verify();
    assert_eq!(hub.verify(), whole.events.len() as u64);
    println!("a batch of {ORDERS} orders: {cuts} cuts, one at every byte of the pull's answer");
    assert!(cuts > 200, "the answer has only {cuts} bytes");
}

#[test]
fn pushes_and_pulls_that_break_off_anywhere_lose_nothing_and_count_nothing_twice() {
    const CUTS: u32 = 200;
    const FIRST: u32 = 20;
    let hub = Hub::with_point();
    hub.import(&batch(FIRST));
    let proxy = Proxy::to(hub.address());
    let counters = ["门口", "里间"].map(|name| hub.enrol_at(name, &proxy.url()));
    for counter in &counters {
        counter.sync();
    }

    let mut chance = Chance(7);
    let mut story = Story::default();
    let (mut orders, mut known) = (FIRST, FIRST);
    let (mut cuts, mut rounds) = ([0, 0], 0);
    while cuts.iter().sum::<u32>() < CUTS {
        let counter = &counters[chance.below(2) as usize];
        if rounds % 12 == 0 {
            // Both know what came last; what comes now they learn over a way that breaks off.
            for counter in &counters {
                counter.sync();
            }
            known = orders;
            orders += 15;
            hub.import(&batch(orders));
        }
        rounds += 1;
        story.hand_over(counter, &mut chance, known);
        let way = if chance.below(2) == 0 {
            Way::Asking
        } else {
            Way::Answering
        };
        let end = if chance.below(2) == 0 { End::Closed } else { End::Reset };
        // A sync that has something to tell asks and answers with about so many bytes.
        let after = chance.below(2600);
        proxy.cut(Cut { way, after, end });
        let outcome = counter.try_sync();
        if proxy.broke() {
            cuts[way as usize] += 1;
        }
        assert!(
            outcome.exit == 0 || BROKEN_OFF.contains(&outcome.error()),
            "{way:?} cut at {after}: {}",
            outcome.document
        );
        proxy.mend();
    }

    for counter in counters.iter().chain(&counters) {
        counter.sync();
    }
    let told = hub.kept();
    assert!(told.events.values().all(|times| *times == 1), "an event is there twice");
    let mut all = 0;
    for counter in &counters {
        let kept = counter.kept();
        assert!(kept.waiting.is_empty(), "station {}", counter.number());
        assert!(
            kept.events.iter().all(|id| told.events.contains_key(id)),
            "an event is lost"
        );
        all += kept.events.len();
        assert_eq!(kept.orders, u64::from(orders));
        assert_eq!(kept.handed_out, story.handed_out, "station {}", counter.number());
        counter.verify();
    }
    assert_eq!(told.events.len(), all);
    assert_eq!(hub.verify(), all as u64);
    assert_eq!(told.handed_out, story.handed_out, "the hub");
    assert!(hub.conflicts().is_empty());
    let [asking, answering] = cuts;
    println!(
        "{asking} cuts of what stations say and {answering} of what the hub says, among {rounds} syncs: {} hand-overs, {} taken back, {all} \
         events, each there once",
        story.hand_overs, story.undone
    );
}

#[test]
fn an_enrolment_that_breaks_off_anywhere_leaves_the_folder_without_a_station() {
    const CUTS: u64 = 60;
    let hub = Hub::with_point();
    hub.import(&batch(3));
    let proxy = Proxy::to(hub.address());
    let folder = Point::new();
    for cut in 0..CUTS {
        let way = if cut % 2 == 0 { Way::Asking } else { Way::Answering };
        let end = if cut % 4 < 2 { End::Closed } else { End::Reset };
        proxy.cut(Cut {
            way,
            after: cut * 7,
            end,
        });
        let code = hub.code();
        let outcome =
            Outcome::of(&mut folder.zitictl(&["enrol", "--hub", &proxy.url(), "--point", NUMBER, "--code", &code]));
        if outcome.exit == 0 {
            assert!(!proxy.broke(), "cut at {}", cut * 7);
            break;
        }
        assert_eq!(outcome.exit, 1, "{}", outcome.document);
        assert!(
            ["hub_unreachable", "hub_reply_invalid", "page_incomplete"].contains(&outcome.error()),
            "{way:?} cut at {}: {}",
            cut * 7,
            outcome.document
        );
        let status = Outcome::of(&mut folder.zitictl(&["status"]));
        assert_eq!(status.error(), "not_initialised", "cut at {}", cut * 7);
    }
    proxy.mend();
    let counter = hub.enrol_at("门口", &proxy.url());
    counter.sync();
    assert_eq!(
        counter.status()["hub"]["siblings"],
        0,
        "those whose answer was lost take part in nothing"
    );
    assert_eq!(counter.kept().orders, 3);
}

/// What happened at the counters.
#[derive(Debug, Default)]
struct Story {
    next: u32,
    hand_overs: u32,
    undone: u32,
    handed_out: HandedOut,
}

impl Story {
    /// Hands over some orders at a counter, all of one or a line of it; takes one back now and then.
    fn hand_over(&mut self, counter: &Counter, chance: &mut Chance, known: u32) {
        for _ in 0..chance.below(3) {
            if self.next >= known {
                return;
            }
            self.next += 1;
            let order = self.next;
            let code = counter.code(order);
            let request = format!("order {order}");
            let arguments = ["collect", &code, "--request-id", &request];
            let answer = if chance.below(3) == 0 {
                self.handed_out.insert((order, 2), 1000);
                counter.answer(&[&arguments[..], &["--lines", "2"]].concat())
            } else {
                self.handed_out.extend([((order, 1), 2000), ((order, 2), 1000)]);
                counter.answer(&arguments)
            };
            self.hand_overs += 1;
            if chance.below(5) == 0 {
                counter.answer(&["undo", &event_id(&answer)]);
                self.undone += 1;
                self.handed_out.retain(|(no, _), _| *no != order);
            }
        }
    }
}
