//! Whatever many stations do at once and in whatever order it comes: nothing is missed, and the sums are right.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use ziti_domain::chain::{GENESIS, unhex};
use ziti_wire::sync::{Change, SentEvent};

use crate::till::Till;
use crate::world::{POINT, World};

/// Small numbers in an order that a seed gives.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Pushes what a till has not pushed, in pieces, some of them twice.
async fn push_rest(world: &World, till: &Till, events: &[SentEvent], pushed: &mut usize, dice: &mut Dice) {
    while *pushed < events.len() {
        let from = pushed.saturating_sub(usize::try_from(dice.below(3)).unwrap());
        let to = (*pushed + 1 + usize::try_from(dice.below(4)).unwrap()).min(events.len());
        let previous = from
            .checked_sub(1)
            .map_or(GENESIS, |before| unhex(&events[before].hash).unwrap());
        let answers = till.pushes(world, previous, &events[from..to]).await;
        assert!(
            answers.iter().all(|answer| !answer.starts_with("rejected")),
            "{answers:?}"
        );
        *pushed = to;
    }
}

stories! {
    async fn sums_are_right_after_any_sequence(world) {
        world.with_day().await;
        let lines = [(1, 1, 1000), (2, 1, 2000), (2, 2, 1000), (3, 1, 3000), (3, 2, 1500)];
        let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().subsec_nanos();
        eprintln!("seed {seed}");
        let mut dice = Dice(u64::from(seed));
        let mut tills = Vec::new();
        for _ in 0..3 {
            tills.push((world.till().await, Vec::<SentEvent>::new(), 0));
        }
        let mut standing: Vec<(usize, u32, SentEvent, u32, i64)> = Vec::new();
        for _ in 0..90 {
            let who = usize::try_from(dice.below(3)).unwrap();
            let (till, events, pushed) = &mut tills[who];
            match dice.below(10) {
                0..6 => {
                    let (order, line, ordered) = lines[usize::try_from(dice.below(5)).unwrap()];
                    let quantity = (1 + i64::try_from(dice.below(3)).unwrap()) * ordered / 3;
                    let event = till.collects(order, &[(line, quantity)]);
                    standing.push((who, order, event.clone(), line, quantity));
                    events.push(event);
                }
                6 | 7 => {
                    let mine: Vec<usize> = (0..standing.len()).filter(|at| standing[*at].0 == who).collect();
                    if !mine.is_empty() {
                        let at = mine[usize::try_from(dice.below(mine.len() as u64)).unwrap()];
                        let (_, order, event, ..) = standing.remove(at);
                        events.push(till.undoes(order, &event));
                    }
                }
                _ => push_rest(&world, till, events, pushed, &mut dice).await,
            }
        }
        for (till, events, pushed) in &mut tills {
            push_rest(&world, till, events, pushed, &mut dice).await;
        }
        let conflicts = world.hub.conflicts(POINT).await.unwrap();
        let collected = world.hub.collected(POINT, "2026-06-22").await.unwrap();
        let alive: BTreeSet<&str> = standing.iter().map(|(_, _, event, ..)| event.id.as_str()).collect();
        for (place, (order, line, ordered)) in lines.into_iter().enumerate() {
            let handed: i64 = standing.iter().filter(|(_, of, _, at, _)| (*of, *at) == (order, line)).map(|(.., quantity)| quantity).sum();
            let contested: i64 = conflicts
                .iter()
                .filter(|kept| alive.contains(kept.conflict.second.event.as_str()))
                .filter(|kept| (kept.conflict.order.as_str(), kept.conflict.line) == (format!("20260622-{order}").as_str(), line))
                .map(|kept| kept.conflict.quantity_thousandths)
                .sum();
            let (.., taken_in) = collected[place];
            assert!((0..=ordered).contains(&taken_in));
            assert_eq!(handed, taken_in + contested, "order {order} line {line}, seed {seed}");
        }
        assert!(conflicts.iter().all(|kept| alive.contains(kept.conflict.second.event.as_str()) == kept.resolution.is_empty()));
        world.hub.verify().await.unwrap();
    }

    async fn a_reader_misses_nothing_while_two_processes_take_events_in(world) {
        world.with_day().await;
        let other = world.another_hub().await;
        let mut tills = Vec::new();
        for _ in 0..4 {
            tills.push(world.till().await);
        }
        let reader = world.till().await;
        let pushing = tills.iter_mut().enumerate().map(async |(place, till)| {
            let hub = if place % 2 == 0 { &world } else { &other };
            let mut previous = GENESIS;
            for _ in 0..12 {
                let events = [till.collects(1, &[(1, 0)]), till.event("code_reissued", json!({ "order": "20260622-1", "issue": 1, "short_code": "111111" }))];
                assert_eq!(till.pushes(hub, previous, &events).await, ["accepted", "accepted"]);
                previous = till.hash;
            }
        });
        let reading = async {
            let (mut after, mut seen) = (0, BTreeMap::new());
            while seen.len() < 96 {
                let (changes, end) = world.page(&reader.token, after, 7).await;
                for numbered in changes {
                    if let Change::Event { event, .. } = numbered.change {
                        assert!(seen.insert(event.id, numbered.change_no).is_none(), "told twice");
                    }
                }
                after = end.end;
                tokio::task::yield_now().await;
            }
        };
        let all = futures_util::future::join(futures_util::future::join_all(pushing), reading);
        tokio::time::timeout(std::time::Duration::from_secs(60), all).await.expect("a change was missed");
    }
}
