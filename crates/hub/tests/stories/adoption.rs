//! A solo station brings its point: numbers, codes and keys that are printed stay good.

use serde_json::{Value, json};
use ziti_domain::chain::{GENESIS, hex};
use ziti_domain::code::PointKey;
use ziti_domain::day::ServiceDay;
use ziti_wire::sync::{Change, Surface};

use crate::till::Till;
use crate::world::{POINT, World, enrolment};

const KEY: [u8; 32] = [7; 32];

async fn brings(world: &World) -> Till {
    let code = world.hub.make_code(POINT, Surface::Staff, true).await.unwrap().code;
    let mut request = enrolment(POINT, &code);
    request["adopt"] = json!({ "point_key": hex(&KEY), "station": "1", "point": { "name": "嘉怡", "tz": "Asia/Shanghai",
        "currency": "CNY", "hold_hours": 24, "day_starts_at": 4 } });
    let (status, enrolled) = world.post("/v1/enrolments", "", &request).await;
    assert_eq!(status, 200, "{enrolled}");
    assert_eq!(
        world.post("/v1/enrolments", "", &request).await.1,
        enrolled,
        "a lost reply"
    );
    Till::new(&enrolled)
}

fn day() -> Value {
    json!({ "batch": { "format": "ziti.batch/1", "point": POINT, "day": "2026-06-22", "revision": 4, "rounds": ["R1", "R2"], "orders": [
        { "round": "R2", "sequence_no": "7", "recipient": "Ann", "order_no": 12, "short_code": "123456", "paid_minor": 50,
          "lines": [{ "no": 1, "product": "melon", "quantity_thousandths": 1000, "amount_minor": 100 },
                    { "no": 3, "product": "pear", "quantity_thousandths": 500, "amount_minor": 50 }] },
        { "round": "R1", "sequence_no": "7", "recipient": "Bo", "order_no": 13, "short_code": "654321", "collected": true,
          "lines": [{ "no": 1, "product": "melon", "quantity_thousandths": 1000, "amount_minor": 100 }] }] } })
}

stories! {
    async fn a_point_comes_with_its_days_its_ledger_and_its_key(world) {
        let mut till = brings(&world).await;
        let path = "/v1/adoption/days/2026-06-22";
        assert_eq!(world.call("PUT", path, &till.token, &day()).await.0, 204);
        let handed = |no: u32| json!({ "order": format!("20260622-{no}"), "lines": [{ "line": 1, "quantity": 1000 }] });
        let events = [till.event("batch_applied", json!({ "day": "2026-06-22", "revision": 1, "digest": "" })),
            till.event("collected", handed(12)), till.event("collected", handed(13))];
        assert_eq!(till.pushes(&world, GENESIS, &events).await, ["accepted"; 3], "before the operator confirms");
        assert_eq!(world.get("/v1/changes", &till.token).await.0, 403);
        let refused = world.hub.import(POINT, &ziti_wire::import::ImportRequest::default(), true).await;
        assert!(refused.is_err(), "not while a station brings its own");
        assert_eq!(world.call("PUT", path, &till.token, &day()).await.0, 204, "sent again after the ledger");
        assert_eq!(world.post("/v1/adoption/finish", &till.token, &json!({})).await.0, 204);
        assert_eq!(world.post("/v1/adoption/finish", &till.token, &json!({})).await.0, 204);
        let before = till.hash;
        let late = till.prints();
        assert_eq!(till.pushes(&world, before, &[late]).await, ["accepted"], "the rest of its ledger too");
        world.hub.confirm(POINT, 1).await.unwrap();
        assert_eq!(world.hub.collected(POINT, "2026-06-22").await.unwrap(), [(12, 1, 1000), (12, 3, 0), (13, 1, 1000)]);

        let told = world.pull(&till.token, 0).await;
        let Some(Change::Batch { batch }) = told.iter().find(|change| matches!(change, Change::Batch { .. })) else { panic!() };
        assert_eq!((batch.revision, batch.rounds.len(), batch.orders[0].order_no), (Some(4), 2, Some(12)));
        assert_eq!((batch.orders[0].short_code.as_deref(), batch.orders[0].lines[1].no), (Some("123456"), Some(3)));
        assert_eq!((batch.orders[0].paid_minor, batch.orders[1].paid_minor), (Some(50), Some(100)));
        let key = PointKey(KEY).of_day(ServiceDay::parse("2026-06-22").unwrap());
        assert!(told.contains(&Change::DayKey { day: "2026-06-22".into(), key: hex(&key.to_bytes()) }));

        let late = world.import(crate::world::DAY).await;
        assert!(late.applied, "the hub imports from now on");
        let Some(Change::Batch { batch }) = world.pull(&till.token, 0).await.into_iter().rfind(|change| matches!(change, Change::Batch { .. })) else { panic!() };
        assert_eq!(batch.orders.last().unwrap().order_no, Some(16));
        let second = world.till().await;
        assert_eq!(second.station, "2");
    }

    async fn a_number_that_is_taken_is_refused_and_nothing_changes(world) {
        world.with_day().await;
        assert_eq!(world.hub.make_code(POINT, Surface::Staff, true).await.unwrap_err().told().code.as_str(), "point_taken");
        let code = world.hub.make_code(POINT, Surface::Staff, false).await.unwrap().code;
        let mut request = enrolment(POINT, &code);
        request["adopt"] = json!({ "point_key": hex(&KEY), "station": "1", "point": { "name": "x", "tz": "Asia/Shanghai", "currency": "CNY" } });
        let (status, reply) = world.post("/v1/enrolments", "", &request).await;
        assert_eq!((status.as_u16(), &reply["code"]), (409, &json!("point_taken")));
        assert!(world.hub.stations(POINT).await.unwrap().is_empty());
        assert_eq!(world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await.0, 200, "the code is still good");
    }

    async fn a_day_that_makes_no_sense_is_refused_whole(world) {
        let till = brings(&world).await;
        let path = "/v1/adoption/days/2026-06-22";
        let change = |place: &str, value: Value| {
            let mut day = day();
            *day["batch"].pointer_mut(place).unwrap() = value;
            day
        };
        for (bad, code) in [
            (change("/orders/0/order_no", json!(0)), "request_invalid"),
            (change("/orders/0/order_no", json!(13)), "request_invalid"),
            (change("/orders/0/short_code", json!("12345")), "request_invalid"),
            (change("/orders/0/round", json!("R3")), "request_invalid"),
            (change("/orders/0/lines/0/quantity_thousandths", json!(-1)), "request_invalid"),
            (change("/orders/0/recipient", json!("a\u{0}b")), "request_invalid"),
            (change("/day", json!("2026-06-23")), "request_invalid"),
            (change("/point", json!("100002")), "point_other"),
            (change("/format", json!("ziti.batch/9")), "json_wrong_format"),
        ] {
            let (status, reply) = world.call("PUT", path, &till.token, &bad).await;
            assert_eq!((status.as_u16(), reply["code"].as_str()), (422, Some(code)), "{bad}");
        }
        assert_eq!(world.call("PUT", "/v1/adoption/days/today", &till.token, &day()).await.1["code"], "day_invalid");
        assert_eq!(world.call("PUT", path, &till.token, &day()).await.0, 204);
        let mut fewer = day();
        fewer["batch"]["orders"].as_array_mut().unwrap().pop();
        assert_eq!(world.call("PUT", path, &till.token, &fewer).await.0, 422, "an order that was there cannot vanish");
    }

    async fn who_brought_no_point_brings_no_days(world) {
        world.with_day().await;
        let till = world.till().await;
        let (status, reply) = world.call("PUT", "/v1/adoption/days/2026-06-22", &till.token, &day()).await;
        assert_eq!((status.as_u16(), &reply["code"]), (403, &json!("surface_denied")));
        assert_eq!(world.post("/v1/adoption/finish", &till.token, &json!({})).await.0, 403);
    }
}
