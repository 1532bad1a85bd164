//! Several programs sync one folder at the same moment while people collect: each event is told once, and nobody is in the way.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::process::Child;

use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::point::batch;
use ziti_tests::zitictl::Outcome;

const ORDERS: u32 = 60;
const ROUNDS: u32 = 6;
const AT_ONCE: usize = 6;
/// Handed over while the programs sync, each round.
const MEANWHILE: u32 = 4;

fn begin(counter: &Counter, arguments: &[&str]) -> Child {
    counter.zitictl(arguments).spawn().unwrap()
}

#[test]
fn programs_that_sync_one_folder_at_once_tell_each_event_once_while_people_collect() {
    let hub = Hub::with_point();
    hub.import(&batch(ORDERS));
    let counter = hub.enrol("门口");
    let sibling = hub.enrol("里间");
    counter.sync();
    sibling.sync();
    let codes: Vec<String> = (1..=ROUNDS * MEANWHILE).map(|no| counter.code(no)).collect();
    for round in 0..ROUNDS {
        // There is something to fetch as well.
        hub.import(&batch(ORDERS + round + 1));
        let mut running: Vec<Child> = (0..AT_ONCE).map(|_| begin(&counter, &["sync"])).collect();
        for place in round * MEANWHILE..(round + 1) * MEANWHILE {
            let code = &codes[place as usize];
            let outcome = counter.scan(code, &format!("order {place}"));
            assert_eq!(outcome.verdict(), "collected", "{}", outcome.document);
        }
        running.extend((0..AT_ONCE).map(|_| begin(&counter, &["sync"])));
        for child in running {
            let outcome = Outcome::read(&child.wait_with_output().unwrap());
            assert_eq!(outcome.exit, 0, "{}", outcome.document);
            assert_eq!(outcome.document["new_epoch"], false, "{}", outcome.document);
        }
    }
    counter.sync();
    sibling.sync();
    let (told, kept) = (hub.kept(), counter.kept());
    assert!(kept.waiting.is_empty());
    assert!(told.events.values().all(|times| *times == 1), "an event is there twice");
    assert!(
        kept.events.iter().all(|id| told.events.contains_key(id)),
        "an event is lost"
    );
    assert_eq!(kept.orders, u64::from(ORDERS + ROUNDS));
    assert_eq!(kept.batches, u64::from(ROUNDS + 1), "each revision was applied once");
    assert_eq!(kept.handed_out.len(), 2 * codes.len());
    assert_eq!(told.handed_out, kept.handed_out);
    assert_eq!(sibling.kept().handed_out, kept.handed_out);
    counter.verify();
    hub.verify();
}
