//! Two stations out of each other's sight: the first that the hub hears of stands, a person decides about the other.

use serde_json::json;
use ziti_domain::chain::GENESIS;
use ziti_wire::sync::{Change, Conflict, Resolution};

use crate::world::{DAY, POINT, World};

async fn told_of(world: &World, token: &str) -> (Vec<Conflict>, Vec<(String, Resolution, String, String)>) {
    let (mut conflicts, mut resolved) = (Vec::new(), Vec::new());
    for change in world.pull(token, 0).await {
        match change {
            Change::Conflict { conflict } => conflicts.push(conflict),
            Change::ConflictResolved {
                conflict,
                resolution,
                station,
                by,
                ..
            } => {
                resolved.push((conflict, resolution, station, by));
            }
            _ => {}
        }
    }
    (conflicts, resolved)
}

stories! {
    async fn the_first_acceptance_stands_and_both_are_told_line_by_line(world) {
        world.with_day().await;
        let (mut a, mut b) = (world.till().await, world.till().await);
        let (first, second) = (a.collects(2, &[(1, 2000)]), b.collects(2, &[(1, 2000), (2, 1000)]));
        assert_eq!(b.pushes(&world, GENESIS, std::slice::from_ref(&second)).await, ["accepted"]);
        world.wait(5000);
        assert_eq!(a.pushes(&world, GENESIS, std::slice::from_ref(&first)).await, ["conflict"]);
        assert_eq!(a.pushes(&world, GENESIS, std::slice::from_ref(&first)).await, ["duplicate"]);
        for token in [&a.token, &b.token] {
            let (conflicts, _) = told_of(&world, token).await;
            let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
            assert_eq!(conflict.id, format!("{}/1", first.id));
            assert_eq!((conflict.order.as_str(), conflict.line, conflict.quantity_thousandths), ("20260622-2", 1, 2000));
            assert_eq!((conflict.first.event.as_str(), conflict.first.station.as_str()), (second.id.as_str(), "2"));
            assert_eq!((conflict.second.event.as_str(), conflict.second.station.as_str()), (first.id.as_str(), "1"));
            assert_eq!(conflict.second.by, "小陈");
            assert_eq!(conflict.second.skew_ms, 1234);
            assert_eq!(conflict.second.arrived_at - conflict.first.arrived_at, 5000);
        }
        assert_eq!(world.hub.collected(POINT, "2026-06-22").await.unwrap()[1], (2, 1, 2000));
    }

    async fn the_part_that_was_open_is_taken_in(world) {
        world.with_day().await;
        let (mut a, mut b) = (world.till().await, world.till().await);
        let first = a.collects(3, &[(1, 2000)]);
        a.pushes(&world, GENESIS, &[first]).await;
        let second = b.collects(3, &[(1, 3000), (2, 1500)]);
        assert_eq!(b.pushes(&world, GENESIS, &[second]).await, ["conflict"]);
        assert_eq!(told_of(&world, &a.token).await.0[0].quantity_thousandths, 2000);
        assert_eq!(world.hub.collected(POINT, "2026-06-22").await.unwrap()[3..], [(3, 1, 3000), (3, 2, 1500)]);
    }

    async fn a_conflict_is_decided_once(world) {
        world.with_day().await;
        let (mut a, mut b) = (world.till().await, world.till().await);
        let first = a.collects(1, &[(1, 1000)]);
        a.pushes(&world, GENESIS, &[first]).await;
        let second = b.collects(1, &[(1, 1000)]);
        b.pushes(&world, GENESIS, std::slice::from_ref(&second)).await;
        let conflict = format!("{}/1", second.id);
        let decides = json!({ "order": "20260622-1", "conflict": conflict, "resolution": "handed_out_twice" });
        let before = a.hash;
        let events = [
            a.event("conflict_resolved", decides.clone()),
            a.event("conflict_resolved", decides),
            a.event("conflict_resolved", json!({ "order": "20260622-1", "conflict": "none/1", "resolution": "mistaken" })),
        ];
        let answers = a.pushes(&world, before, &events).await;
        assert_eq!(answers, ["accepted", "rejected conflict_settled", "rejected conflict_unknown"]);
        let (_, resolved) = told_of(&world, &b.token).await;
        assert_eq!(resolved, [(conflict, Resolution::HandedOutTwice, "1".into(), "小陈".into())]);
        assert_eq!(world.hub.conflicts(POINT).await.unwrap()[0].resolution, "handed_out_twice");
    }

    async fn an_undo_takes_back_what_was_accepted_and_ends_its_conflicts(world) {
        world.with_day().await;
        let (mut a, mut b) = (world.till().await, world.till().await);
        let first = a.collects(2, &[(1, 2000)]);
        a.pushes(&world, GENESIS, std::slice::from_ref(&first)).await;
        let second = b.collects(2, &[(1, 2000), (2, 1000)]);
        b.pushes(&world, GENESIS, std::slice::from_ref(&second)).await;
        let before = b.hash;
        let events = [b.undoes(2, &second), b.undoes(2, &second), b.undoes(2, &first)];
        let answers = b.pushes(&world, before, &events).await;
        assert_eq!(answers, ["accepted", "rejected event_absurd", "rejected event_absurd"]);
        assert_eq!(world.hub.collected(POINT, "2026-06-22").await.unwrap()[1..3], [(2, 1, 2000), (2, 2, 0)]);
        let (_, resolved) = told_of(&world, &a.token).await;
        assert_eq!(resolved[0].1, Resolution::Mistaken);

        let before = a.hash;
        let undo = a.undoes(2, &first);
        a.pushes(&world, before, &[undo]).await;
        let before = b.hash;
        let again = b.collects(2, &[(1, 2000)]);
        assert_eq!(b.pushes(&world, before, &[again]).await, ["accepted"], "it was open again");
    }

    async fn what_was_collected_elsewhere_stands_first_without_an_event(world) {
        world.add_point(POINT).await;
        let batch = json!({ "format": "ziti.batch/1", "orders": [{ "round": "R1", "sequence_no": "1", "recipient": "Ann", "collected": true,
            "lines": [{ "product": "melon", "quantity_thousandths": 1000, "amount_minor": 100 }] }] });
        world.import(&batch.to_string()).await;
        let mut till = world.till().await;
        let event = till.collects(1, &[(1, 1000)]);
        assert_eq!(till.pushes(&world, GENESIS, &[event]).await, ["conflict"]);
        let (conflicts, _) = told_of(&world, &till.token).await;
        assert_eq!((conflicts[0].first.event.as_str(), conflicts[0].first.arrived_at), ("", world.now()));
    }

    async fn a_line_that_a_revision_took_away_while_it_was_handed_out_is_a_conflict(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let event = till.collects(3, &[(1, 3000), (2, 1500)]);
        world.import(&DAY.replace("R1,3,Bo,13812341236,19,102,,pear,,3,5,,,chilled\n", "")).await;
        assert_eq!(till.pushes(&world, GENESIS, &[event]).await, ["conflict"]);
        assert_eq!(told_of(&world, &till.token).await.0[0].quantity_thousandths, 3000);
    }

    async fn payments_are_told_as_events_alone_and_new_codes_in_the_batch_too(world) {
        world.add_point(POINT).await;
        let unpaid = DAY.replace("10,,,ambient", "10,0,,ambient");
        world.import(&unpaid).await;
        let mut till = world.till().await;
        let events = [
            till.event("payment_taken", json!({ "order": "20260622-1", "amount": 1000 })),
            till.event("payment_taken", json!({ "order": "20260622-1", "amount": -5 })),
            till.event("code_reissued", json!({ "order": "20260622-1", "issue": 1, "short_code": "123456" })),
            till.event("code_reissued", json!({ "order": "20260622-1", "issue": 12, "short_code": "123456" })),
        ];
        let answers = till.pushes(&world, GENESIS, &events).await;
        assert_eq!(answers, ["accepted", "rejected event_absurd", "accepted", "rejected event_absurd"]);
        let paid = async |world: &World| {
            let changes = world.pull(&till.token, 0).await;
            changes.into_iter().find_map(|change| match change {
                Change::Batch { batch } => Some((batch.orders[0].paid_minor, batch.orders[0].short_code.clone())),
                _ => None,
            })
        };
        assert_eq!(paid(&world).await, Some((Some(0), Some("123456".into()))), "a payment is told as an event");
        world.import(&unpaid.replace("R1,1,柳如是", "R1,1,柳是").replace("10,0,,ambient", "10,10,,ambient")).await;
        assert_eq!(paid(&world).await.unwrap().0, Some(1000), "the file says so");
    }

    async fn a_code_that_was_honoured_before_its_order_came_counts_once_it_has(world) {
        world.add_point(POINT).await;
        let (mut a, mut b) = (world.till().await, world.till().await);
        let honoured = a.collects(1, &[]);
        assert_eq!(a.pushes(&world, GENESIS, std::slice::from_ref(&honoured)).await, ["accepted"]);
        let told = world.pull(&b.token, 0).await;
        assert!(told.iter().any(|change| matches!(change, Change::Event { event, .. } if *event == honoured)));
        let settles = |no: u32| json!({ "order": format!("20260622-{no}"), "claim": honoured.id, "lines": [{ "line": 1, "quantity": 1000 }] });
        let before = a.hash;
        let early = a.event("claim_settled", settles(1));
        assert_eq!(a.pushes(&world, before, &[early]).await, ["rejected event_foreign"]);
        world.import(DAY).await;
        let before = a.hash;
        let settled = a.event("claim_settled", settles(1));
        assert_eq!(a.pushes(&world, before, std::slice::from_ref(&settled)).await, ["accepted"]);
        let second = b.collects(1, &[(1, 1000)]);
        assert_eq!(b.pushes(&world, GENESIS, &[second]).await, ["conflict"]);
        assert_eq!(told_of(&world, &a.token).await.0[0].first.event, settled.id);
        let before = a.hash;
        let undo = a.undoes(1, &settled);
        assert_eq!(a.pushes(&world, before, &[undo]).await, ["accepted"]);
        assert_eq!(world.hub.collected(POINT, "2026-06-22").await.unwrap()[0], (1, 1, 0));
    }

    async fn impossible_events_stay_without_effect(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let line = |line: u32, quantity: i64| json!({ "line": line, "quantity": quantity });
        let collects = |lines: serde_json::Value| json!({ "order": "20260622-1", "lines": lines });
        let mut newer = till.event("collected", collects(json!([line(1, 1)])));
        till.hash = GENESIS;
        newer.version = 99;
        till.seal(&mut newer);
        let events = [
            newer,
            till.event("collected", collects(json!([line(1, -1000)]))),
            till.event("collected", collects(json!([line(9, 1000)]))),
            till.event("collected", collects(json!([line(1, 1), line(1, 1)]))),
            till.raw("collected", "not json"),
            till.raw("collected", r#"{"kind":"collected","order":"never"}"#),
            till.raw("collected", r#"{"kind":"printed"}"#),
            till.event("collected", json!({ "order": "20260623-1", "lines": [line(1, 1)] })),
            till.event("collected", json!({ "order": "20260622-1", "lines": [line(1, 1)], "reason": "x".repeat(1_000_000) })),
            till.event("collected", collects(json!([line(1, i64::MAX)]))),
        ];
        let answers = till.pushes(&world, GENESIS, &events).await;
        let rejected = |code: &str| format!("rejected {code}");
        let (unreadable, absurd) = (rejected("event_unreadable"), rejected("event_absurd"));
        assert_eq!(answers[0], unreadable);
        assert_eq!(answers[1..4], vec![absurd.clone(); 3]);
        assert_eq!(answers[4..7], vec![unreadable; 3]);
        assert_eq!(answers[7], rejected("event_foreign"));
        assert_eq!(answers[8], absurd);
        assert_eq!(answers[9], absurd, "nobody has that much");
        assert_eq!(world.hub.collected(POINT, "2026-06-22").await.unwrap()[0], (1, 1, 0));
    }

    async fn an_id_that_was_used_is_not_counted_again(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let first = till.collects(2, &[(1, 1000)]);
        let before = till.hash;
        let mut second = till.collects(2, &[(1, 1000)]);
        second.id.clone_from(&first.id);
        till.hash = before;
        till.seal(&mut second);
        assert_eq!(till.pushes(&world, GENESIS, &[first, second]).await, ["accepted", "rejected event_absurd"]);
    }
}
