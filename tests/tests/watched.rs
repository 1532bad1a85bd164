//! `sync --watch`: what was done here arrives by itself, what is new comes by itself, whatever becomes of the hub meanwhile.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::point::batch;
use ziti_tests::zitictl::Outcome;

/// What does not happen by itself within this time does not happen.
const PATIENCE: Duration = Duration::from_secs(300);

/// Waits for something that should happen by itself.
fn comes(what: &str, mut is_there: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_there() {
        assert!(began.elapsed() < PATIENCE, "{what} does not come by itself");
        thread::sleep(Duration::from_millis(50));
    }
}

/// A program that syncs until it is stopped.
struct Watch(Option<Child>);

impl Watch {
    fn begin(counter: &Counter) -> Self {
        Self(Some(counter.zitictl(&["sync", "--watch"]).spawn().unwrap()))
    }

    /// Stops it as a service is stopped; what it says then.
    fn stop(mut self) -> Value {
        let child = self.0.take().unwrap();
        let told = Command::new("kill").arg(child.id().to_string()).status().unwrap();
        assert!(told.success());
        Outcome::read(&child.wait_with_output().unwrap()).done()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[test]
fn a_watched_folder_stays_in_step_through_kills_of_the_hub() {
    let mut hub = Hub::with_point();
    hub.import(&batch(20));
    let counters = ["门口", "里间"].map(|name| hub.enrol(name));
    let watches = counters.each_ref().map(Watch::begin);
    let (mut next, mut orders) = (0, 20);
    for round in 0..4 {
        for counter in &counters {
            comes("the batch", || counter.kept().orders == u64::from(orders));
        }
        if round % 2 == 1 {
            hub.kill();
        }
        for counter in &counters {
            next += 1;
            counter.collect(next);
        }
        if round % 2 == 1 {
            hub.serve();
        }
        comes("what was done", || {
            counters.iter().all(|counter| counter.kept().waiting.is_empty())
        });
        comes("what the other did", || {
            counters
                .iter()
                .all(|counter| counter.kept().handed_out.len() == 2 * next as usize)
        });
        orders += 5;
        hub.import(&batch(orders));
    }
    for counter in &counters {
        comes("the last batch", || counter.kept().orders == u64::from(orders));
    }
    let second = Outcome::of(&mut counters[0].zitictl(&["sync", "--watch"]));
    assert_eq!((second.exit, second.error()), (1, "sync_running"), "one is enough");
    for watch in watches {
        let standing = watch.stop();
        assert_eq!(standing["waiting"], 0, "{standing}");
    }
    let told = hub.kept();
    for counter in &counters {
        assert_eq!(counter.kept().handed_out, told.handed_out);
        counter.verify();
    }
    hub.verify();
}

#[test]
fn a_watched_station_that_is_revoked_forgets_everybody_by_itself() {
    let hub = Hub::with_point();
    hub.import(&batch(20));
    let counter = hub.enrol("门口");
    let watch = Watch::begin(&counter);
    comes("the batch", || counter.kept().orders == 20);
    counter.collect(1);
    hub.revoke(counter.number());
    comes("the end", || counter.status()["hub"]["state"] == "revoked");
    let database = std::fs::read(counter.data().join("ziti.db")).unwrap();
    let phone = b"13800000001";
    assert!(!database.windows(phone.len()).any(|window| window == phone));
    assert_eq!(hub.kept().handed_out.len(), 2, "what it did arrived");
    assert!(counter.kept().waiting.is_empty());
    watch.stop();
    counter.verify();
}
