//! What stations are told, page by page.

use axum::body::Body;
use axum::http::{Request, header};
use ziti_domain::chain::GENESIS;
use ziti_wire::sync::{Change, Surface};

use crate::world::{DAY, POINT};

fn word(change: &Change) -> String {
    match change {
        Change::Point { .. } => "point".into(),
        Change::DayKey { day, .. } => format!("key {day}"),
        Change::Batch { batch } => format!("batch {} r{}", batch.day.clone().unwrap(), batch.revision.unwrap()),
        Change::Event { event, .. } => event.kind.clone(),
        Change::Conflict { conflict } => format!("conflict {}", conflict.line),
        Change::ConflictResolved { resolution, .. } => format!("{resolution:?}"),
    }
}

stories! {
    async fn a_new_station_is_told_the_point_its_keys_and_its_day(world) {
        world.with_day().await;
        let till = world.till().await;
        let told: Vec<String> = world.pull(&till.token, 0).await.iter().map(word).collect();
        assert_eq!(told, ["point", "key 2026-06-22", "batch 2026-06-22 r1", "key 2026-06-23", "key 2026-06-24"]);
        let Change::Batch { batch } = &world.pull(&till.token, 2).await[0] else { panic!() };
        assert_eq!(batch.rounds, ["R1"]);
        assert_eq!(batch.point.as_deref(), Some(POINT));
        let third = &batch.orders[2];
        assert_eq!((third.order_no, third.recipient.as_str(), third.note.as_str()), (Some(3), "Bo", "ring twice"));
        assert_eq!(third.lines[1].no, Some(2));
        assert_eq!(third.lines[1].quantity_thousandths, 1500);
        assert_eq!(third.paid_minor, Some(4500));
        assert_eq!(third.short_code.as_ref().unwrap().len(), 6);
    }

    async fn a_pull_twice_is_the_same_and_pages_of_one_add_up(world) {
        world.with_day().await;
        let till = world.till().await;
        let whole = world.pull(&till.token, 0).await;
        assert_eq!(world.pull(&till.token, 0).await, whole);
        let (mut after, mut pieces) = (0, Vec::new());
        loop {
            let (mut page, end) = world.page(&till.token, after, 1).await;
            after = end.end;
            pieces.append(&mut page);
            if end.end == end.last { break }
        }
        assert_eq!(pieces.into_iter().map(|numbered| numbered.change).collect::<Vec<_>>(), whole);
        let (page, end) = world.page(&till.token, after, 1000).await;
        assert_eq!((page.len(), end.end, end.last), (0, after, after));
    }

    async fn a_newer_revision_stands_once_and_at_its_own_place(world) {
        world.with_day().await;
        let till = world.till().await;
        let last = world.last(&till.token).await;
        world.import(&DAY.replace("melon,,2", "melon,,3")).await;
        let told: Vec<String> = world.pull(&till.token, 0).await.iter().map(word).collect();
        assert_eq!(told.iter().filter(|word| word.starts_with("batch")).count(), 1);
        assert_eq!(told.last().unwrap(), "batch 2026-06-22 r2");
        assert_eq!(world.pull(&till.token, last).await.len(), 1);
    }

    async fn what_one_station_did_is_told_to_all_of_its_point_and_to_no_other(world) {
        world.with_day().await;
        world.add_point("100002").await;
        let (mut a, b) = (world.till().await, world.till().await);
        let other = world.till_of("100002", Surface::Staff).await;
        let before = world.last(&a.token).await;
        let events = [a.collects(1, &[(1, 1000)]), a.prints()];
        a.pushes(&world, GENESIS, &events).await;
        for token in [&a.token, &b.token] {
            let told = world.pull(token, before).await;
            let Change::Event { event, arrived_at } = &told[0] else { panic!() };
            assert_eq!((event, *arrived_at, told.len()), (&events[0], world.now(), 1));
        }
        assert!(world.pull(&other.token, 0).await.iter().all(|change| !matches!(change, Change::Event { .. })));
    }

    async fn a_page_counts_the_other_active_stations(world) {
        world.with_day().await;
        let a = world.till().await;
        assert_eq!(world.page(&a.token, 0, 1).await.1.siblings, 0);
        let b = world.till().await;
        world.waiting_till(POINT, Surface::Staff).await;
        assert_eq!(world.page(&a.token, 0, 1).await.1.siblings, 1);
        world.hub.revoke(POINT, b.no()).await.unwrap();
        assert_eq!(world.page(&a.token, 0, 1).await.1.siblings, 0);
    }

    async fn a_page_of_large_events_ends_before_it_is_too_large(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let reason = "x".repeat(900_000);
        let mut previous = GENESIS;
        for _ in 0..8 {
            let event = till.event("collected", serde_json::json!({
                "order": "20260622-1", "lines": [{ "line": 1, "quantity": 0 }], "reason": reason }));
            till.pushes(&world, previous, &[event]).await;
            previous = till.hash;
        }
        let (page, end) = world.page(&till.token, 0, 1000).await;
        assert!(end.end < end.last && page.len() > 5);
        let events = world.pull(&till.token, 0).await;
        assert_eq!(events.iter().filter(|change| matches!(change, Change::Event { .. })).count(), 8);
    }

    async fn a_page_is_packed_when_the_station_can_unpack_it(world) {
        world.with_day().await;
        let till = world.till().await;
        let (_, plain) = world.get("/v1/changes", &till.token).await;
        let request = Request::builder()
            .uri("/v1/changes")
            .header(header::AUTHORIZATION, format!("Bearer {}", till.token))
            .header(header::ACCEPT_ENCODING, "zstd")
            .body(Body::empty())
            .unwrap();
        let reply = world.raw(request).await;
        assert_eq!(reply.headers()[header::CONTENT_ENCODING], "zstd");
        assert_eq!(reply.headers()[header::CONTENT_TYPE], "application/x-ndjson");
        let packed = axum::body::to_bytes(reply.into_body(), usize::MAX).await.unwrap();
        assert!(packed.len() < plain.len());
    }
}
