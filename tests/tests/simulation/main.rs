//! A point whose hub, stations and network are simulated from a seed: imports, scans, undos, outages, lost answers, crashes, restored
//! copies and decisions in any order. At the end all have said everything to each other, and must agree.
//!
//! `ZITI_SEED=17 cargo test -p ziti-tests --test simulation` tells one sequence alone, step by step; `ZITI_SEQUENCES=5000` tells more.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a simulation that cannot go on has failed"
)]

mod network;
mod promises;
mod steps;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use ziti_tests::point::Chance;

use crate::steps::{Step, steady_steps, steps};
use crate::world::World;

/// Plays a sequence and holds what was promised against what came of it.
fn play(seed: u64, steps: &[Step]) -> Told {
    let mut world = World::new(seed);
    for step in steps {
        world.take(step);
    }
    world.come_together();
    promises::hold(&world);
    Told {
        conflicts: world.hub_conflicts().len() as u64,
        events: world.hub.verified(),
        epochs: world.newest_epochs(),
    }
}

/// What a sequence came to, so that a test which never meets an outage is noticed.
#[derive(Debug, Default, Clone, Copy)]
struct Told {
    conflicts: u64,
    events: u64,
    epochs: u64,
}

/// What came of a sequence, or what it broke.
fn outcome(seed: u64, steps: &[Step]) -> Result<Told, String> {
    catch_unwind(AssertUnwindSafe(|| play(seed, steps))).map_err(|thrown| {
        let text = thrown.downcast_ref::<String>().cloned();
        text.or_else(|| thrown.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_default()
    })
}

/// The shortest part of a failing sequence that still fails, a step a line, and what it breaks.
fn shortest(seed: u64, steps: &[Step], broken: String) -> String {
    let (mut left, mut broken) = (steps.to_vec(), broken);
    let mut at = left.len();
    while at > 0 {
        at -= 1;
        let mut fewer = left.clone();
        fewer.remove(at);
        if let Err(why) = outcome(seed, &fewer) {
            (left, broken) = (fewer, why);
        }
    }
    let lines: Vec<String> = left.iter().map(|step| format!("{step:?}")).collect();
    format!("{}\n{broken}", lines.join("\n"))
}

fn sequences(default: u64) -> (u64, u64) {
    let set = |name: &str| std::env::var(name).ok().and_then(|set| set.parse().ok());
    match set("ZITI_SEED") {
        Some(seed) => (seed, seed + 1),
        None => (0, set("ZITI_SEQUENCES").unwrap_or(default)),
    }
}

fn simulate(count: u64, make: fn(&mut Chance) -> Vec<Step>) -> Told {
    let (from, to) = sequences(count);
    let next = AtomicU64::new(from);
    let (conflicts, events, epochs) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let began = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= to {
                        break;
                    }
                    let steps = make(&mut Chance(seed));
                    let told = outcome(seed, &steps).unwrap_or_else(|broken| {
                        next.store(to, Ordering::Relaxed);
                        let shortest = shortest(seed, &steps, broken);
                        panic!("seed {seed} fails; so do these steps of it:\n{shortest}");
                    });
                    conflicts.fetch_add(told.conflicts, Ordering::Relaxed);
                    events.fetch_add(told.events, Ordering::Relaxed);
                    epochs.fetch_add(told.epochs, Ordering::Relaxed);
                }
            });
        }
    });
    let told = Told {
        conflicts: conflicts.into_inner(),
        events: events.into_inner(),
        epochs: epochs.into_inner(),
    };
    println!("{} sequences in {:.1?}: {told:?}", to - from, began.elapsed());
    told
}

#[test]
fn whatever_happens_hub_and_stations_agree_once_they_have_spoken() {
    let told = simulate(600, steps);
    if std::env::var_os("ZITI_SEED").is_none() {
        assert!(told.conflicts > 0, "no sequence met a conflict");
        assert!(told.epochs > 0, "no sequence met a restored copy");
    }
}

#[test]
fn with_the_hub_in_reach_nothing_is_handed_out_twice() {
    let told = simulate(100, steady_steps);
    assert_eq!(
        told.conflicts, 0,
        "two stations in reach of their hub handed out the same"
    );
}
