//! Every answer that was printed survives a power cut: what was written and not synced to the disk is thrown away (`shim.c` knows what).
//!
//! The same story with a database that does not sync its commits loses answers, so it can tell. That everything which was written did
//! reach the disk is the other extreme, and `killed.rs`.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use ziti_tests::point::{Chance, Point, complete, event_id};
use ziti_tests::project;

const CUTS: u32 = 100;
const ORDERS: u32 = 600;
/// The database and its log; the `-shm` between programs is in memory.
const ON_DISK: [&str; 2] = ["ziti.db", "ziti.db-wal"];

#[test]
fn every_answer_that_was_printed_survives_a_power_cut() {
    let story = story("FULL");
    println!("synchronous=FULL: {story:?}");
    assert_eq!(story.lost, 0, "answers that were printed are lost: {story:?}");
    assert!(story.unsynced > 0, "no cut threw anything away: {story:?}");
}

#[test]
fn a_database_that_does_not_sync_its_commits_loses_answers() {
    let story = story("NORMAL");
    println!("synchronous=NORMAL: {story:?}");
    assert!(story.lost > 0, "nothing was lost: the story cannot tell: {story:?}");
}

/// What came of it.
#[derive(Debug, Default)]
struct Story {
    cuts: u32,
    /// Cuts that threw away something that was written.
    unsynced: u32,
    printed: u32,
    lost: u32,
}

fn story(synchronous: &str) -> Story {
    let mut point = Point::new();
    let shadow = point.beside("shadow");
    fs::create_dir(&shadow).unwrap();
    point.tell("LD_PRELOAD", shim(&point));
    point.tell("ZITI_POWER_DIR", point.data());
    point.tell("ZITI_POWER_SHADOW", &shadow);
    point.tell("ZITI_SYNCHRONOUS", synchronous);
    point.fill(ORDERS);
    assert!(shadow.join("ziti.db").exists(), "the shim sees what is synced");

    let mut chance = Chance(86);
    let mut orders = 1..=ORDERS;
    let mut kept = Vec::new();
    let mut story = Story::default();
    let mut life = Duration::ZERO;
    while story.cuts < CUTS {
        // Every other day a window is open: then the log outlives the programs, and nobody syncs it at their end.
        let window = story.cuts.is_multiple_of(2).then(|| window(&point));
        let mut printed = Vec::new();
        for _ in 0..=chance.below(4) {
            let order = orders.next().unwrap();
            let began = Instant::now();
            printed.push((order, event_id(&point.collect(order))));
            life = began.elapsed();
        }
        let order = orders.next().unwrap();
        let moment = chance.below(u64::try_from(life.as_micros()).unwrap());
        let mut collecting = point.collecting(order);
        std::thread::sleep(Duration::from_micros(moment));
        collecting.kill().unwrap();
        collecting.wait().unwrap();
        let mut text = String::new();
        collecting.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        printed.extend(complete(&text).map(|answer| (order, event_id(&answer))));

        story.cuts += 1;
        story.unsynced += u32::from(power_cut(&point.data(), &shadow, window));
        point.verify();
        for (order, event) in printed {
            story.printed += 1;
            if point.history(order).contains(&event) {
                kept.push((order, event));
            } else {
                story.lost += 1;
            }
        }
    }
    for (order, event) in kept {
        assert_eq!(point.history(order), [event], "order {order} at the end");
    }
    story
}

/// A program that has the database open all day and writes nothing.
fn window(point: &Point) -> Connection {
    let window = Connection::open(point.data().join("ziti.db")).unwrap();
    let tables: i64 = window
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert!(tables > 0);
    window
}

/// Leaves in the folder what was synced, and says whether that is less than what was written.
fn power_cut(data: &Path, shadow: &Path, window: Option<Connection>) -> bool {
    let written = ON_DISK.map(|name| fs::read(data.join(name)).ok());
    let synced = ON_DISK.map(|name| fs::read(shadow.join(name)).ok());
    drop(window);
    for (name, content) in ON_DISK.iter().zip(&synced) {
        let file = data.join(name);
        match content {
            Some(content) => fs::write(&file, content).unwrap(),
            None if file.exists() => fs::remove_file(&file).unwrap(),
            None => {}
        }
    }
    let shm = data.join("ziti.db-shm");
    if shm.exists() {
        fs::remove_file(shm).unwrap();
    }
    written != synced
}

fn shim(point: &Point) -> PathBuf {
    let shim = point.beside("shim.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"])
        .arg(&shim)
        .arg(project().join("tests/tests/power_loss/shim.c"))
        .arg("-ldl")
        .status()
        .unwrap();
    assert!(built.success(), "cc: {built}");
    shim
}
