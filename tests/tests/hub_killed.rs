//! What a hub acknowledged is there, however it ends: it is killed a hundred times while stations push and orders are imported.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::time::{Duration, Instant};

use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::kept::HandedOut;
use ziti_tests::point::{Chance, NUMBER, batch, complete};
use ziti_tests::zitictl::Outcome;

const KILLS: u32 = 100;
const FIRST: u32 = 30;
/// Orders that each import adds.
const MORE: u32 = 6;
const SIGKILL: i32 = 9;

#[test]
fn what_a_hub_acknowledged_is_there_after_a_hundred_kills_and_all_agree() {
    let mut hub = Hub::with_point();
    hub.import(&batch(FIRST));
    let counters = ["门口", "里间"].map(|name| hub.enrol(name));
    for counter in &counters {
        counter.sync();
    }
    let (mut orders, mut next) = (FIRST, 0);
    let life = life(&hub, &counters[0], &mut next);

    let mut chance = Chance(100);
    let mut heard = Heard::default();
    let mut expected = HandedOut::new();
    expected.extend((1..=next).flat_map(|no| [((no, 1), 2000), ((no, 2), 1000)]));
    for kill in 0..KILLS {
        let counter = &counters[(kill / 2) as usize % 2];
        let importing = kill % 3 == 2;
        if importing || orders - next < 4 {
            // Whoever hands over next should know what there is.
            counters.iter().for_each(|counter| drop(counter.sync()));
        }
        for _ in 0..3 {
            if next < u32::try_from(counter.kept().orders).unwrap() {
                next += 1;
                counter.collect(next);
                expected.extend([((next, 1), 2000), ((next, 2), 1000)]);
            }
        }
        let before = hub.kept();
        let import = (importing || orders - next < 4).then(|| {
            orders += MORE;
            import(&hub, orders)
        });
        let push = counter.zitictl(&["sync"]).spawn().unwrap();
        // Every other time it is killed at any moment of the sync's life, else soon after a transaction began.
        if kill % 2 == 0 {
            std::thread::sleep(Duration::from_micros(chance.below(life)));
        } else {
            let began = Instant::now();
            while !hub.is_written() && began.elapsed() < Duration::from_micros(3 * life) {}
            std::thread::sleep(Duration::from_micros(chance.below(6000)));
        }
        heard.inside += u32::from(hub.kill());
        if let Some(import) = import {
            heard.import(&hub, import, orders);
        }
        heard.push(
            &hub,
            counter,
            &Outcome::read(&push.wait_with_output().unwrap()),
            &before,
        );
        hub.serve();
        hub.verify();
    }

    hub.import(&batch(orders));
    for counter in counters.iter().chain(&counters) {
        counter.sync();
    }
    let told = hub.kept();
    assert!(told.events.values().all(|times| *times == 1), "an event is there twice");
    assert_eq!(told.orders, u64::from(orders));
    assert_eq!(told.handed_out, expected, "the hub");
    let mut all = 0;
    for counter in &counters {
        let kept = counter.kept();
        assert!(kept.waiting.is_empty());
        assert_eq!(
            (kept.orders, &kept.handed_out),
            (u64::from(orders), &expected),
            "station {}",
            counter.number()
        );
        all += kept.events.len();
        counter.verify();
    }
    assert_eq!((told.events.len(), hub.verify()), (all, all as u64));
    assert!(hub.conflicts().is_empty());
    println!("{KILLS} kills: {heard:?}; {next} hand-overs, {all} events, {orders} orders");
    assert!(heard.inside > 0, "no kill landed inside a transaction of the hub");
    assert!(heard.broken_pushes > 0 && heard.killed_imports > 0);
}

/// What became of what was going on when the hub was killed.
#[derive(Debug, Default)]
struct Heard {
    /// Kills while a transaction was under way.
    inside: u32,
    /// Syncs that failed.
    broken_pushes: u32,
    /// Syncs that were through before.
    whole_pushes: u32,
    /// Events that the hub took in, and the station did not hear so.
    taken_in_unheard: u32,
    /// Imports that were killed before they said anything.
    killed_imports: u32,
    /// Of these the ones that were there all the same.
    imported_unheard: u32,
    /// Imports that said that they were done.
    whole_imports: u32,
}

impl Heard {
    /// What the station was told is in the hub's database.
    fn push(&mut self, hub: &Hub, counter: &Counter, outcome: &Outcome, before: &ziti_tests::kept::Hub) {
        let there = hub.kept().events;
        let kept = counter.kept();
        for id in kept.events.iter().filter(|id| !kept.waiting.contains(*id)) {
            assert!(there.contains_key(id), "event {id} was acknowledged, and is not there");
        }
        let unheard = kept.waiting.iter().filter(|id| there.contains_key(*id)).count();
        self.taken_in_unheard += u32::try_from(unheard).unwrap();
        assert!(
            before.events.keys().all(|id| there.contains_key(id)),
            "an event is gone"
        );
        if outcome.exit == 0 {
            self.whole_pushes += 1;
        } else {
            assert!(
                ["hub_unreachable", "page_incomplete"].contains(&outcome.error()),
                "{}",
                outcome.document
            );
            self.broken_pushes += 1;
        }
    }

    /// An import that was told is there with all its orders; one that was killed is there whole, or not at all.
    fn import(&mut self, hub: &Hub, mut import: Child, orders: u32) {
        import.kill().unwrap();
        let killed = import.wait().unwrap().signal() == Some(SIGKILL);
        let mut text = String::new();
        import.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        let there = hub.kept().orders;
        let whole = u64::from(orders);
        match complete(&text) {
            Some(report) => {
                assert_eq!(report["applied"], true, "{report}");
                assert_eq!(there, whole, "the import was told, and is not there");
                self.whole_imports += 1;
            }
            None => {
                assert!(killed);
                assert!(
                    there == whole || there.is_multiple_of(u64::from(MORE)) && there < whole,
                    "{there} of {whole}"
                );
                self.killed_imports += 1;
                self.imported_unheard += u32::from(there == whole);
            }
        }
    }
}

fn import(hub: &Hub, orders: u32) -> Child {
    let file = hub.batch_file(&batch(orders), "more.json");
    hub.ziti_hub(&["import", &file, "--point", NUMBER]).spawn().unwrap()
}

/// How long a sync with something to tell takes, in microseconds: the middle of a few.
fn life(hub: &Hub, counter: &Counter, next: &mut u32) -> u64 {
    let mut lives = BTreeMap::new();
    for _ in 0..5 {
        *next += 1;
        counter.collect(*next);
        let began = Instant::now();
        counter.sync();
        lives.insert(began.elapsed(), hub.kept().events.len());
    }
    u64::try_from(lives.keys().nth(lives.len() / 2).unwrap().as_micros()).unwrap()
}
