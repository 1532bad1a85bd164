//! Pushes: each event once, in order, and whatever does not fit is told apart.

use serde_json::json;
use ziti_domain::chain::{GENESIS, hex};
use ziti_wire::sync::{ChainState, SentEvent};

use crate::till::{Till, outcomes};
use crate::world::{POINT, World};

async fn collected(world: &World) -> Vec<(u32, u32, i64)> {
    world.hub.collected(POINT, "2026-06-22").await.unwrap()
}

fn prints(till: &mut Till, count: usize) -> Vec<SentEvent> {
    (0..count).map(|_| till.prints()).collect()
}

stories! {
    async fn a_push_that_is_sent_again_is_counted_once(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let events = [till.collects(2, &[(1, 2000), (2, 1000)]), till.prints()];
        assert_eq!(till.pushes(&world, GENESIS, &events).await, ["accepted", "accepted"]);
        assert_eq!(till.pushes(&world, GENESIS, &events).await, ["duplicate", "duplicate"]);
        let before = till.hash;
        let third = till.collects(1, &[(1, 1000)]);
        let all = [events[0].clone(), events[1].clone(), third.clone()];
        assert_eq!(till.pushes(&world, GENESIS, &all).await, ["duplicate", "duplicate", "accepted"]);
        assert_eq!(till.pushes(&world, before, &[third]).await, ["duplicate"]);
        assert_eq!(collected(&world).await, [(1, 1, 1000), (2, 1, 2000), (2, 2, 1000), (3, 1, 0), (3, 2, 0)]);
        assert_eq!(world.hub.verify().await.unwrap().events, 3);
    }

    async fn the_hub_says_how_far_it_is_and_how_wrong_the_clock(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let empty = till.push(&world, GENESIS, &[]).await;
        assert_eq!((empty.chain, empty.known), (ChainState::Continued, None));
        let events = prints(&mut till, 3);
        let reply = till.push(&world, GENESIS, &events).await;
        let known = reply.known.unwrap();
        assert_eq!((known.epoch, known.seq, known.hash, reply.skew_ms), (1, 3, hex(&till.hash), 1234));
        assert_eq!(world.hub.stations(POINT).await.unwrap()[0].skew_ms, 1234);
    }

    async fn events_that_went_missing_are_asked_for(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let first = till.prints();
        let after_first = till.hash;
        let second = till.prints();
        let after_second = till.hash;
        let third = till.prints();
        let reply = till.push(&world, after_second, std::slice::from_ref(&third)).await;
        assert_eq!((reply.chain, reply.answers.len(), reply.known), (ChainState::Missing, 0, None));
        till.pushes(&world, GENESIS, &[first]).await;
        let reply = till.push(&world, after_second, std::slice::from_ref(&third)).await;
        assert_eq!((reply.chain, reply.known.unwrap().seq), (ChainState::Missing, 1));
        assert_eq!(till.pushes(&world, after_first, &[second, third]).await, ["accepted", "accepted"]);
    }

    async fn a_ledger_that_does_not_hold_is_not_taken_in(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let events = prints(&mut till, 3);
        let mut changed = events.clone();
        changed[1].actor = "someone else".into();
        let mut swapped = events.clone();
        swapped.swap(1, 2);
        let mut doubled = events.clone();
        doubled[2] = doubled[1].clone();
        for broken in [changed, swapped, doubled, events[1..].to_vec()] {
            let reply = till.push(&world, GENESIS, &broken).await;
            assert_eq!((reply.chain, reply.answers.len()), (ChainState::Broken, 0));
        }
        assert_eq!(world.hub.verify().await.unwrap().events, 0);
        let mut jump = till.clone();
        jump.seq += 5;
        let after = till.hash;
        till.pushes(&world, GENESIS, &events).await;
        let jumped = jump.prints();
        assert_eq!(till.push(&world, after, &[jumped]).await.chain, ChainState::Broken);
    }

    async fn a_station_restored_from_a_copy_starts_an_epoch_and_nothing_is_counted_twice(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let first = till.prints();
        till.pushes(&world, GENESIS, &[first]).await;
        let at_copy = till.hash;
        let mut copy = till.clone();
        copy.copy = 1;
        let lost = [till.collects(1, &[(1, 1000)]), till.prints()];
        till.pushes(&world, at_copy, &lost).await;

        // The copy hands order 2 over, and order 1 a second time.
        let mut branch = vec![copy.collects(2, &[(1, 2000)]), copy.collects(1, &[(1, 1000)])];
        let reply = copy.push(&world, at_copy, &branch).await;
        assert_eq!(reply.chain, ChainState::Forked);
        assert_eq!(reply.known.as_ref().unwrap().hash, hex(&till.hash));
        let one = copy.push_as(&world, at_copy, &branch[..1], Some(1)).await;
        assert_eq!(one.chain, ChainState::Forked, "an epoch that was used is none to branch into");

        // The branch comes in two pushes; the reply to the second is lost.
        let second = branch.split_off(1);
        let half = copy.push_as(&world, at_copy, &branch, Some(2)).await;
        assert_eq!((half.chain, outcomes(&half)), (ChainState::Continued, vec!["accepted".to_owned()]));
        assert_eq!(half.known.unwrap().hash, hex(&till.hash), "the tip stays until the branch is whole");
        let between = ziti_domain::chain::unhex(&branch[0].hash).unwrap();
        let rest = [second[0].clone(), copy.restores(2), copy.prints()];
        let reply = copy.push_as(&world, between, &rest, Some(2)).await;
        assert_eq!(outcomes(&reply), ["conflict", "accepted", "accepted"]);
        let known = reply.known.unwrap();
        assert_eq!((known.epoch, known.seq, known.hash), (2, 2, hex(&copy.hash)));
        let again = copy.push_as(&world, between, &rest, Some(2)).await;
        assert_eq!(outcomes(&again), ["duplicate", "duplicate", "duplicate"]);

        let before = copy.hash;
        let next = copy.collects(3, &[(1, 3000)]);
        assert_eq!(copy.pushes(&world, before, &[next]).await, ["accepted"]);
        assert_eq!(collected(&world).await, [(1, 1, 1000), (2, 1, 2000), (2, 2, 0), (3, 1, 3000), (3, 2, 0)]);
        assert_eq!(world.hub.verify().await.unwrap().events, 8);
        let late = till.prints();
        let tip = ziti_domain::chain::unhex(&lost[1].hash).unwrap();
        assert_eq!(till.push(&world, tip, &[late]).await.chain, ChainState::Forked, "the old folder woke up");
    }

    async fn a_copy_made_before_anything_was_pushed_branches_from_the_beginning(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let mut copy = till.clone();
        copy.copy = 1;
        let events = prints(&mut till, 2);
        till.pushes(&world, GENESIS, &events).await;
        let first = copy.prints();
        assert_eq!(copy.push(&world, GENESIS, std::slice::from_ref(&first)).await.chain, ChainState::Forked);
        let branch = [first, copy.restores(2)];
        let reply = copy.push_as(&world, GENESIS, &branch, Some(2)).await;
        assert_eq!((reply.chain, reply.known.unwrap().epoch), (ChainState::Continued, 2));
    }

    async fn a_restored_station_that_did_nothing_since_goes_on_from_the_tip(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let first = till.prints();
        till.pushes(&world, GENESIS, &[first]).await;
        let tip = till.hash;
        let restored = till.restores(2);
        assert_eq!(till.pushes(&world, tip, &[restored]).await, ["accepted"]);
        let without_restored = { let mut other = till.clone(); other.epoch = 3; other.seq = 0; other.prints() };
        assert_eq!(till.push(&world, till.hash, &[without_restored]).await.chain, ChainState::Broken);
    }

    async fn one_bad_event_never_stops_the_others_and_its_reason_is_told_again(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let mut events = prints(&mut till, 200);
        events.push(till.event("collected", json!({ "order": "20260622-99", "lines": [{ "line": 1, "quantity": 1 }] })));
        events.extend(prints(&mut till, 200));
        let answers = till.pushes(&world, GENESIS, &events).await;
        assert_eq!(answers.iter().filter(|answer| *answer == "accepted").count(), 400);
        assert_eq!(answers[200], "rejected event_foreign");
        assert_eq!(till.pushes(&world, GENESIS, &events).await[200], "rejected event_foreign");
        assert_eq!(world.hub.verify().await.unwrap().events, 401);
    }

    async fn another_stations_events_are_refused_whole(world) {
        world.with_day().await;
        let (mut a, b) = (world.till().await, world.till().await);
        let push = json!({ "previous": hex(&GENESIS), "sent_at": 0, "events": [a.prints()] });
        let (status, reply) = world.post("/v1/events", &b.token, &push).await;
        assert_eq!((status.as_u16(), &reply["code"]), (403, &json!("station_other")));
        assert_eq!(world.hub.verify().await.unwrap().events, 0);
    }

    async fn a_kind_that_the_hub_does_not_know_is_kept_and_nobody_is_told(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let before = world.last(&till.token).await;
        let events = [till.event("teleported", json!({ "where": "\u{0}" })), till.prints()];
        assert_eq!(till.pushes(&world, GENESIS, &events).await, ["accepted", "accepted"]);
        assert_eq!(world.last(&till.token).await, before);
    }

    async fn what_was_acknowledged_is_there_for_another_process(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let events = prints(&mut till, 10);
        till.pushes(&world, GENESIS, &events).await;
        let other = world.another_hub().await;
        assert_eq!(other.hub.verify().await.unwrap().events, 10);
        let before = till.hash;
        let next = till.prints();
        assert_eq!(till.pushes(&other, before, &[next]).await, ["accepted"]);
    }

    async fn pushes_of_many_stations_at_once_lose_nothing(world) {
        world.with_day().await;
        let mut tills = Vec::new();
        for _ in 0..6 {
            tills.push(world.till().await);
        }
        let work = tills.iter_mut().map(async |till| {
            let mut previous = GENESIS;
            for _ in 0..5 {
                let events = [till.collects(1, &[(1, 1000)]), till.prints()];
                till.pushes(&world, previous, &events).await;
                previous = till.hash;
            }
        });
        futures_util::future::join_all(work).await;
        assert_eq!(world.hub.verify().await.unwrap().events, 60);
        assert_eq!(collected(&world).await[0], (1, 1, 1000));
        assert_eq!(world.hub.conflicts(POINT).await.unwrap().len(), 29);
    }
}
