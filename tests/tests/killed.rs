//! Every answer that was printed is in the ledger: `zitictl collect` is killed two hundred times, at any moment of its life.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::slice;
use std::time::{Duration, Instant};

use ziti_tests::point::{Chance, Point, complete, event_id};

const KILLS: u32 = 200;
const ORDERS: u32 = 3000;
const SIGKILL: i32 = 9;

#[test]
fn every_answer_that_was_printed_is_in_the_ledger() {
    let mut point = Point::new();
    point.fill(ORDERS);
    let life = life(&point);
    let marks = point.beside("marks");
    point.tell("ZITI_MARK_TX", &marks);

    let mut chance = Chance(20_260_622);
    let mut printed = BTreeMap::new();
    let (mut kills, mut inside, mut after_the_answer, mut before_the_answer) = (0, 0, 0, 0);
    let mut orders = LIVES + 1..=ORDERS;
    while kills < KILLS {
        let order = orders.next().unwrap();
        let _ = fs::remove_file(&marks);
        let moment = Duration::from_micros(chance.below(life));
        let mut collecting = point.collecting(order);
        std::thread::sleep(moment);
        collecting.kill().unwrap();
        let killed = collecting.wait().unwrap().signal() == Some(SIGKILL);
        let mut text = String::new();
        collecting.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        let answer = complete(&text);
        let unfinished = fs::read(&marks).unwrap_or_default().ends_with(b"b");
        kills += u32::from(killed);
        inside += u32::from(killed && unfinished);
        after_the_answer += u32::from(killed && answer.is_some());

        point.verify();
        let before = point.history(order);
        if let Some(answer) = &answer {
            assert_eq!(before, [event_id(answer)], "order {order} was told, and is not kept");
        }
        assert!(before.len() <= 1, "order {order} was handed over once");
        before_the_answer += u32::from(answer.is_none() && !before.is_empty());

        let again = point.collect(order);
        assert_eq!(again["verdict"], "collected", "order {order}: {again}");
        if let Some(answer) = answer {
            assert_eq!(again, answer, "the same request again gives the same answer");
        }
        if let [kept] = &before[..] {
            assert_eq!(*kept, event_id(&again), "the same request again gives the same event");
        }
        printed.insert(order, event_id(&again));
    }
    for (order, event) in &printed {
        assert_eq!(
            point.history(*order),
            slice::from_ref(event),
            "order {order} at the end"
        );
    }
    println!(
        "{kills} kills within {life} µs of the start: {inside} inside a transaction, {before_the_answer} after its commit and before \
         the answer, {after_the_answer} after the answer; {} answers kept",
        printed.len()
    );
    assert!(inside > 0, "no kill landed inside a transaction");
}

const LIVES: u32 = 9;

/// How long a program lives from its start to its end, in microseconds: the middle of a few.
fn life(point: &Point) -> u64 {
    let mut lives: Vec<_> = (1..=LIVES)
        .map(|order| {
            let began = Instant::now();
            let ended = point.collecting(order).wait().unwrap();
            assert!(ended.success(), "order {order}: {ended}");
            began.elapsed()
        })
        .collect();
    lives.sort_unstable();
    u64::try_from(lives[lives.len() / 2].as_micros()).unwrap()
}
