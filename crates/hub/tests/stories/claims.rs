//! With the hub in reach one station alone hands an order over, and all are nudged.

use serde_json::json;
use ziti_domain::chain::GENESIS;
use ziti_wire::sync::{ClaimReply, Surface};

use crate::till::Till;
use crate::world::{DAY, POINT, World};

async fn claim(world: &World, till: &Till, after: u64) -> ClaimReply {
    let (status, reply) = world
        .post(
            "/v1/claims",
            &till.token,
            &json!({ "order": "20260622-2", "after": after }),
        )
        .await;
    assert_eq!(status, 200, "{reply}");
    serde_json::from_value(reply).unwrap()
}

stories! {
    async fn one_station_has_an_order_and_the_other_is_told_which(world) {
        world.with_day().await;
        let (a, b) = (world.till().await, world.till().await);
        let last = world.last(&a.token).await;
        let until = world.now() + 120_000;
        assert_eq!(claim(&world, &a, last).await, ClaimReply::Granted { until });
        assert_eq!(claim(&world, &a, last).await, ClaimReply::Granted { until }, "asked again");
        let taken = ClaimReply::Taken { station: "1".into(), at: world.now(), by: String::new(), collected: false };
        assert_eq!(claim(&world, &b, last).await, taken);
        world.wait(120_000);
        assert!(matches!(claim(&world, &b, last).await, ClaimReply::Granted { .. }), "it ran out");
    }

    async fn who_handed_over_is_told_with_time_and_name(world) {
        world.with_day().await;
        let (mut a, b) = (world.till().await, world.till().await);
        let last = world.last(&a.token).await;
        claim(&world, &a, last).await;
        let event = a.collects(2, &[(1, 2000), (2, 1000)]);
        a.pushes(&world, GENESIS, &[event]).await;
        let taken = ClaimReply::Taken { station: "1".into(), at: world.now(), by: "小陈".into(), collected: true };
        assert_eq!(claim(&world, &b, last).await, taken);
    }

    async fn a_hand_over_in_part_releases_the_order_once_the_other_knows(world) {
        world.with_day().await;
        let (mut a, b) = (world.till().await, world.till().await);
        let last = world.last(&a.token).await;
        claim(&world, &a, last).await;
        let event = a.collects(2, &[(1, 1000)]);
        a.pushes(&world, GENESIS, &[event]).await;
        assert_eq!(claim(&world, &b, last).await, ClaimReply::Behind);
        let now = world.last(&b.token).await;
        assert!(matches!(claim(&world, &b, now).await, ClaimReply::Granted { .. }));
    }

    async fn a_newer_batch_must_be_known_first_and_ones_own_hand_over_is(world) {
        world.with_day().await;
        let mut a = world.till().await;
        let last = world.last(&a.token).await;
        let event = a.collects(2, &[(1, 1000)]);
        a.pushes(&world, GENESIS, &[event]).await;
        assert!(matches!(claim(&world, &a, last).await, ClaimReply::Granted { .. }));
        world.import(&DAY.replace("melon,,2", "melon,,3")).await;
        assert_eq!(claim(&world, &a, last).await, ClaimReply::Behind);
    }

    async fn a_revoked_station_holds_no_claim_and_gets_none(world) {
        world.with_day().await;
        let (a, b) = (world.till().await, world.till().await);
        let last = world.last(&a.token).await;
        claim(&world, &a, last).await;
        world.hub.revoke(POINT, a.no()).await.unwrap();
        assert!(matches!(claim(&world, &b, world.last(&b.token).await).await, ClaimReply::Granted { .. }));
        let (status, reply) = world.post("/v1/claims", &a.token, &json!({ "order": "20260622-1", "after": 0 })).await;
        assert_eq!((status.as_u16(), &reply["code"]), (403, &json!("station_revoked")));
    }

    async fn five_stations_at_once_get_one_grant(world) {
        world.with_day().await;
        let mut tills = Vec::new();
        for _ in 0..5 {
            tills.push(world.till().await);
        }
        let last = world.last(&tills[0].token).await;
        let replies = futures_util::future::join_all(tills.iter().map(|till| claim(&world, till, last))).await;
        let granted = replies.iter().filter(|reply| matches!(reply, ClaimReply::Granted { .. })).count();
        assert_eq!(granted, 1);
    }

    async fn an_order_that_is_not_there_cannot_be_claimed(world) {
        world.with_day().await;
        let till = world.till().await;
        for (order, status) in [("20260622-99", 404), ("nonsense", 422)] {
            assert_eq!(world.post("/v1/claims", &till.token, &json!({ "order": order, "after": 99 })).await.0, status);
        }
    }

    async fn who_listens_is_nudged_at_once_and_after_every_change_even_of_another_process(world) {
        world.with_day().await;
        world.add_point("100002").await;
        let (mut a, b) = (world.till().await, world.till().await);
        let other = world.till_of("100002", Surface::Staff).await;
        let last = world.last(&a.token).await;
        world.last(&other.token).await;
        let mut nudges = world.nudges(&b.token).await;
        assert_eq!(nudges.next().await.unwrap().last, last);
        let event = a.collects(1, &[(1, 1000)]);
        a.pushes(&world, GENESIS, &[event]).await;
        assert_eq!(nudges.next().await.unwrap().last, last + 1);
        let elsewhere = world.another_hub().await;
        elsewhere.import(&DAY.replace("melon,,2", "melon,,3")).await;
        world.hub.look_at_all().await.unwrap();
        assert_eq!(nudges.next().await.unwrap().last, last + 2);
        world.hub.end_streams();
        assert_eq!(nudges.next().await, None);
    }
}
