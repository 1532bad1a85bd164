//! Random sequences of imports, revisions, scans, undo and repeats: what must hold whatever happens.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use ziti_wire::batch::BatchOrder;
use ziti_wire::order::{OrderView, OrdersQuery};
use ziti_wire::scan::{CollectRequest, UndoRequest};

use super::{Counter, MINUTE, order};
use crate::planted::{Bug, plant};

/// One thing that happens at a counter.
#[derive(Debug, Clone)]
enum Step {
    /// A file with these orders: number, and the units of each product.
    Import(Vec<(u8, Vec<i64>)>),
    /// A scan of an order's code, as it was first printed.
    Scan {
        order: u8,
        line: Option<(u32, i64)>,
        confirm: bool,
        force: bool,
    },
    /// The last request once more.
    Repeat,
    /// The order's last hand-over is undone.
    Undo(u8),
    Reissue(u8),
    Wait(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let file = prop::collection::vec((1u8..6, prop::collection::vec(0i64..4, 1..4)), 0..6);
    let step = prop_oneof![
        2 => file.prop_map(Step::Import),
        6 => (1u8..6, prop::option::weighted(0.3, (1u32..5, 1i64..4)), any::<bool>(), prop::bool::weighted(0.2))
            .prop_map(|(order, line, confirm, force)| Step::Scan { order, line, confirm, force }),
        1 => Just(Step::Repeat),
        2 => (1u8..6).prop_map(Step::Undo),
        1 => (1u8..6).prop_map(Step::Reissue),
        1 => (1i64..200).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 15..45)
}

fn file(orders: &[(u8, Vec<i64>)]) -> Vec<BatchOrder> {
    let mut by_number = BTreeMap::new();
    for (number, units) in orders {
        let names = ["melon", "lychee", "melon"];
        let lines: Vec<(&str, i64)> = names
            .into_iter()
            .zip(units.iter().copied())
            .filter(|(_, units)| *units > 0)
            .collect();
        if !lines.is_empty() {
            by_number.insert(*number, order(&number.to_string(), "柳如是", &lines));
        }
    }
    by_number.into_values().collect()
}

/// What was handed over and stands, by order and line, as the test itself counts it.
type Handed = BTreeMap<(String, u32), i64>;

fn run(steps: &[Step]) {
    let counter = Counter::open();
    let mut handed = Handed::new();
    let mut last: Option<CollectRequest> = None;
    let id = |number: u8, counter: &Counter| counter.station.order(&number.to_string()).ok();
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Import(orders) => {
                counter.import(&file(orders));
            }
            Step::Scan {
                order,
                line,
                confirm,
                force,
            } => {
                let Some(view) = id(*order, &counter) else { continue };
                let request = CollectRequest {
                    input: counter.code(&view.id),
                    request_id: format!("r{at}"),
                    confirm: *confirm,
                    force: force.then(|| "because".to_owned()),
                    lines: line
                        .iter()
                        .map(|(line, units)| ziti_wire::scan::LineWish {
                            line: *line,
                            quantity_thousandths: Some(units * 1000),
                        })
                        .collect(),
                    ..CollectRequest::default()
                };
                if collect(&counter, &request, &mut handed) {
                    last = Some(request);
                }
            }
            Step::Repeat => {
                // A request that was answered is answered the same, and hands nothing over again.
                let Some(request) = &last else { continue };
                let before = counter.station.verify().unwrap().events;
                assert!(counter.station.collect(request).unwrap().event_id.is_some());
                assert_eq!(counter.station.verify().unwrap().events, before);
            }
            Step::Undo(order) => {
                let Some(undoable) =
                    id(*order, &counter).and_then(|view| view.undoable.map(|undoable| (view.id, undoable)))
                else {
                    continue;
                };
                let before = counter.station.order(&undoable.0).unwrap();
                let request = UndoRequest {
                    event_id: undoable.1.event_id,
                    reason: Some("wrong".into()),
                    ..UndoRequest::default()
                };
                let after = counter.station.undo(&request).unwrap().order;
                for line in &before.lines {
                    let now = after
                        .lines
                        .iter()
                        .find(|now| now.line == line.line)
                        .map_or(0, |now| now.collected_thousandths);
                    let kept = handed.entry((before.id.clone(), line.line)).or_default();
                    *kept -= line.collected_thousandths - now;
                }
            }
            Step::Reissue(order) => {
                if let Some(view) = id(*order, &counter) {
                    let _ = counter.station.code(&view.id, true);
                }
            }
            Step::Wait(minutes) => counter.wait(minutes * MINUTE),
        }
        hold(&counter, &handed);
    }
    counter.check();
}

/// Sends a request and says whether it handed something over.
fn collect(counter: &Counter, request: &CollectRequest, handed: &mut Handed) -> bool {
    let Ok(reply) = counter.station.collect(request) else {
        return false;
    };
    let Some(order) = reply.order.filter(|_| reply.event_id.is_some()) else {
        return false;
    };
    for line in reply.handed {
        let asked = request.lines.iter().find(|wish| wish.line == line.line);
        let least = asked.and_then(|wish| wish.quantity_thousandths);
        assert!(
            request.lines.is_empty() || least == Some(line.quantity_thousandths),
            "another part than was asked for"
        );
        *handed.entry((order.id.clone(), line.line)).or_default() += line.quantity_thousandths;
    }
    true
}

/// All days a sequence can reach: it waits 44 times at most, each time under 200 minutes.
const DAYS: [&str; 8] = [
    "2026-06-22",
    "2026-06-23",
    "2026-06-24",
    "2026-06-25",
    "2026-06-26",
    "2026-06-27",
    "2026-06-28",
    "2026-06-29",
];

fn orders_of(counter: &Counter, day: &str) -> Vec<OrderView> {
    let query = OrdersQuery {
        day: Some(day.into()),
        ..OrdersQuery::default()
    };
    counter.station.orders(&query).unwrap().orders
}

/// Σ collected ≤ ordered, and what was handed over is never open again.
fn hold(counter: &Counter, handed: &Handed) {
    let mut seen = Handed::new();
    for order in DAYS.into_iter().flat_map(|day| orders_of(counter, day)) {
        for line in order.lines {
            assert!(line.collected_thousandths <= line.quantity_thousandths);
            assert_eq!(
                line.open_thousandths,
                line.quantity_thousandths - line.collected_thousandths
            );
            if line.collected_thousandths > 0 {
                seen.insert((order.id.clone(), line.line), line.collected_thousandths);
            }
        }
    }
    let handed: Handed = handed
        .iter()
        .filter(|(_, units)| **units > 0)
        .map(|(key, units)| (key.clone(), *units))
        .collect();
    assert_eq!(seen, handed);
}

#[test]
fn ten_thousand_random_sequences_keep_the_ledger_and_its_tables_true() {
    let cases = std::env::var("ZITI_SEQUENCES")
        .ok()
        .and_then(|set| set.parse().ok())
        .unwrap_or(10_000);
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u32;
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let config = Config {
                    cases: cases / threads,
                    failure_persistence: None,
                    max_shrink_iters: 200,
                    ..Config::default()
                };
                let outcome = TestRunner::new(config).run(&steps(), |steps| {
                    run(&steps);
                    Ok(())
                });
                outcome.unwrap_or_else(|error| panic!("{error}"));
            });
        }
    });
}

#[test]
fn the_sequences_find_each_of_three_planted_bugs() {
    for bug in [Bug::ForgetsAnswers, Bug::ReopensCollected, Bug::PartHandsAll] {
        plant(Some(bug));
        let config = Config {
            cases: 2_000,
            failure_persistence: None,
            max_shrink_iters: 0,
            ..Config::default()
        };
        let outcome = TestRunner::new(config).run(&steps(), |steps| {
            run(&steps);
            Ok(())
        });
        plant(None);
        assert!(outcome.is_err(), "{bug:?} was not found");
    }
}
