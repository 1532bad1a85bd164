//! A code makes a device a station, once, and nobody guesses one.

use serde_json::json;
use ziti_wire::sync::Surface;

use crate::till::Till;
use crate::world::{POINT, enrolment};

stories! {
    async fn nothing_flows_before_the_operator_confirms(world) {
        world.with_day().await;
        let mut till = world.waiting_till(POINT, Surface::Staff).await;
        let event = till.collects(1, &[(1, 1000)]);
        let push = json!({ "previous": "0".repeat(64), "sent_at": 0, "events": [event] });
        for (method, path) in [("GET", "/v1/changes"), ("POST", "/v1/events"), ("POST", "/v1/claims"), ("GET", "/v1/nudges")] {
            let body = if path == "/v1/claims" { json!({ "order": "20260622-1", "after": 0 }) } else { push.clone() };
            let (status, reply) = world.call(method, path, &till.token, &body).await;
            assert_eq!((status.as_u16(), &reply["code"]), (403, &json!("station_waiting")), "{path}");
        }
        world.hub.confirm(POINT, 1).await.unwrap();
        assert_eq!(world.page(&till.token, 0, 1).await.0.len(), 1);
    }

    async fn a_lost_reply_can_be_asked_for_again_and_a_code_is_good_once(world) {
        world.add_point(POINT).await;
        let code = world.hub.make_code(POINT, Surface::Staff, false).await.unwrap().code;
        let first = world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await;
        world.wait(3_600_000);
        let again = world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await;
        assert_eq!(first, again);
        let mut other = enrolment(POINT, &code);
        other["nonce"] = json!("f".repeat(32));
        let (status, reply) = world.post("/v1/enrolments", "", &other).await;
        assert_eq!((status.as_u16(), &reply["code"]), (403, &json!("enrol_code_wrong")));
        assert_eq!(world.hub.stations(POINT).await.unwrap().len(), 1);
    }

    async fn a_code_runs_out_after_fifteen_minutes(world) {
        world.add_point(POINT).await;
        let code = world.hub.make_code(POINT, Surface::Staff, false).await.unwrap().code;
        world.wait(15 * 60_000 + 1);
        let (status, reply) = world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await;
        assert_eq!((status.as_u16(), &reply["code"]), (403, &json!("enrol_code_wrong")));
    }

    async fn wrong_codes_lock_the_point_for_longer_and_longer(world) {
        world.add_point(POINT).await;
        let mut guesses = 0;
        let mut guess = async |world: &crate::world::World| {
            guesses += 1;
            let (status, reply) = world.post("/v1/enrolments", "", &enrolment(POINT, &format!("{guesses:010}"))).await;
            (status.as_u16(), reply["code"].as_str().unwrap().to_owned())
        };
        for _ in 0..5 {
            assert_eq!(guess(&world).await, (403, "enrol_code_wrong".into()));
        }
        assert_eq!(guess(&world).await, (429, "enrol_locked".into()));
        let code = world.hub.make_code(POINT, Surface::Staff, false).await.unwrap().code;
        let (status, _) = world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await;
        assert_eq!(status, 429, "a good code waits too");
        world.wait(60_001);
        assert_eq!(guess(&world).await, (403, "enrol_code_wrong".into()));
        world.wait(60_001);
        assert_eq!(guess(&world).await, (429, "enrol_locked".into()));
        world.wait(60_001);
        assert_eq!(world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await.0, 200);
    }

    async fn stations_are_numbered_from_one_and_keep_their_surface(world) {
        world.add_point(POINT).await;
        let tills = [Surface::Staff, Surface::SelfService, Surface::Display];
        for (no, surface) in (1..).zip(tills) {
            let code = world.hub.make_code(POINT, surface, false).await.unwrap().code;
            let (_, enrolled) = world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await;
            assert_eq!(enrolled["station"], no.to_string());
            assert_eq!(enrolled["surface"], serde_json::to_value(surface).unwrap());
            assert_eq!(enrolled["token"].as_str().unwrap().len(), 64);
            assert_eq!(enrolled["point"]["name"], "嘉怡水岸");
        }
    }

    async fn a_display_pulls_and_does_not_push_or_claim(world) {
        world.with_day().await;
        let mut screen: Till = world.till_of(POINT, Surface::Display).await;
        assert!(!world.pull(&screen.token, 0).await.is_empty());
        let push = json!({ "previous": "0".repeat(64), "sent_at": 0, "events": [screen.prints()] });
        let (status, reply) = world.post("/v1/events", &screen.token, &push).await;
        assert_eq!((status.as_u16(), &reply["code"]), (403, &json!("surface_denied")));
        let claim = json!({ "order": "20260622-1", "after": 99 });
        assert_eq!(world.post("/v1/claims", &screen.token, &claim).await.0, 403);
    }

    async fn a_revoked_station_hands_in_what_it_did_and_gets_nothing_more(world) {
        world.with_day().await;
        let mut till = world.till().await;
        world.hub.revoke(POINT, 1).await.unwrap();
        let (status, reply) = world.get("/v1/changes", &till.token).await;
        assert_eq!(status, 403);
        assert!(reply.contains("station_revoked"));
        let event = till.collects(1, &[(1, 1000)]);
        assert_eq!(till.pushes(&world, ziti_domain::chain::GENESIS, &[event]).await, ["accepted"]);
        assert!(world.hub.confirm(POINT, 1).await.is_err(), "it enrols again");
    }

    async fn an_unknown_token_and_no_token_are_told(world) {
        let (status, reply) = world.get("/v1/changes", "nobody").await;
        assert_eq!(status, 401);
        assert!(reply.contains("token_unknown"));
    }

    async fn a_point_that_is_not_there_is_named(world) {
        let (status, reply) = world.post("/v1/enrolments", "", &enrolment("100009", "1234567890")).await;
        assert_eq!((status.as_u16(), &reply["code"]), (404, &json!("point_unknown")));
    }
}
