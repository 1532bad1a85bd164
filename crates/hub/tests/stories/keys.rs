//! Day keys: those that are needed, and new ones for days to come once a station was revoked.

use std::collections::BTreeMap;

use ziti_domain::chain::unhex;
use ziti_domain::code::{DayKey, PickupCode, PointNo};
use ziti_domain::order::OrderId;
use ziti_wire::sync::Change;

use crate::world::{DAY, POINT, World};

async fn keys(world: &World, token: &str, after: u64) -> BTreeMap<String, String> {
    world
        .pull(token, after)
        .await
        .into_iter()
        .filter_map(|change| match change {
            Change::DayKey { day, key } => Some((day, key)),
            _ => None,
        })
        .collect()
}

stories! {
    async fn a_station_gets_today_two_days_ahead_and_each_day_with_orders(world) {
        world.with_day().await;
        world.import_as(POINT, &DAY.replace("R1", "R2"), true, |request| request.day = Some("2026-06-30".into())).await;
        let till = world.till().await;
        let days: Vec<String> = keys(&world, &till.token, 0).await.into_keys().collect();
        assert_eq!(days, ["2026-06-22", "2026-06-23", "2026-06-24", "2026-06-30"]);
        world.wait(86_400_000);
        assert!(keys(&world, &till.token, 0).await.contains_key("2026-06-25"));
    }

    async fn the_same_day_has_the_same_key_for_every_station_and_hub(world) {
        world.with_day().await;
        let (a, b) = (world.till().await, world.till().await);
        let of_a = keys(&world, &a.token, 0).await;
        assert_eq!(of_a, keys(&world.another_hub().await, &b.token, 0).await);
        let key = DayKey::from_bytes(unhex(&of_a["2026-06-22"]).unwrap());
        let code = key.pickup_code(PointNo::parse(POINT).unwrap(), OrderId::parse("20260622-1").unwrap(), 0);
        assert!(key.sealed(&PickupCode::parse(&code).unwrap()));
    }

    async fn a_revoked_station_knows_no_key_of_days_to_come_and_printed_codes_stay_good(world) {
        world.with_day().await;
        world.import_as(POINT, &DAY.replace("R1", "R2"), true, |request| request.day = Some("2026-06-23".into())).await;
        let (a, b) = (world.till().await, world.till().await);
        let known = keys(&world, &a.token, 0).await;
        let last = world.last(&b.token).await;
        world.hub.revoke(POINT, a.no()).await.unwrap();
        let told = keys(&world, &b.token, last).await;
        assert_eq!(told.keys().collect::<Vec<_>>(), ["2026-06-24"], "days with orders keep theirs");
        assert_ne!(told["2026-06-24"], known["2026-06-24"]);
        let after = keys(&world, &b.token, 0).await;
        assert_eq!((&after["2026-06-22"], &after["2026-06-23"]), (&known["2026-06-22"], &known["2026-06-23"]));
        world.wait(3 * 86_400_000);
        let later = keys(&world, &b.token, 0).await;
        assert_eq!(later["2026-06-24"], told["2026-06-24"]);
        assert!(later.contains_key("2026-06-27"));
    }
}
