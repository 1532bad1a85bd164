//! Whatever comes in, the hub answers with a code and a sentence, and goes on.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};
use ziti_wire::sync::Surface;

use crate::world::{POINT, World, enrolment};

async fn posted(world: &World, token: &str, path: &str, body: Vec<u8>, kind: &str, packed: &str) -> (u16, Value) {
    let mut request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, kind)
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    if !packed.is_empty() {
        request = request.header(header::CONTENT_ENCODING, packed);
    }
    let (status, text) = world.send(request.body(Body::from(body)).unwrap()).await;
    (
        status.as_u16(),
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

stories! {
    async fn nonsense_is_refused_with_a_sentence(world) {
        world.with_day().await;
        let token = world.till().await.token;
        let json = "application/json";
        for (path, body, kind) in [
            ("/v1/events", &b"<html>"[..], json),
            ("/v1/events", b"", json),
            ("/v1/events", b"{}", json),
            ("/v1/events", b"{\"previous\":\"00\",\"sent_at\":0,\"events\":[]}", json),
            ("/v1/events", b"{\"previous\":1}", "text/plain"),
            ("/v1/events", b"\xff\xfe\x00", json),
            ("/v1/claims", b"[]", json),
            ("/v1/enrolments", b"{\"point\":\"1\"}", json),
        ] {
            let (status, reply) = posted(&world, &token, path, body.to_vec(), kind, "").await;
            assert_eq!((status, reply["code"].as_str()), (422, Some("request_invalid")), "{path} {reply}");
            assert!(reply["message"].as_str().unwrap().ends_with('.'), "{reply}");
        }
        for path in ["/v1/changes?after=-1", "/v1/changes?after=x", "/v1/changes?limit=-5"] {
            let (status, reply) = world.get(path, &token).await;
            assert_eq!(status, 422, "{path}");
            assert!(reply.contains("request_invalid"));
        }
        assert_eq!(world.get("/v1/nothing", &token).await.0, 404);
        assert_eq!(world.get("/v1/events", &token).await.0, 404);
        assert_eq!(world.get("/v1/changes?after=99999999999", &token).await.0, 200);
    }

    async fn more_events_than_a_push_carries_are_refused(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let events: Vec<_> = (0..501).map(|_| till.prints()).collect();
        let push = json!({ "previous": "0".repeat(64), "sent_at": 0, "events": events });
        let (status, reply) = world.post("/v1/events", &till.token, &push).await;
        assert_eq!((status.as_u16(), &reply["code"]), (422, &json!("request_invalid")));
    }

    async fn a_body_is_unpacked_up_to_a_limit(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let push = json!({ "previous": "0".repeat(64), "sent_at": 0, "events": [till.prints()] }).to_string();
        let packed = packed(push.as_bytes());
        let (status, reply) = posted(&world, &till.token, "/v1/events", packed, "application/json", "gzip").await;
        assert_eq!((status, reply["chain"].as_str()), (200, Some("continued")));
        let bomb = crate::bad_input::packed(&vec![b' '; 40_000_000]);
        assert!(bomb.len() < 100_000);
        let (status, reply) = posted(&world, &till.token, "/v1/events", bomb, "application/json", "gzip").await;
        assert_eq!((status, reply["code"].as_str()), (413, Some("request_invalid")));
        let (status, _) = posted(&world, &till.token, "/v1/events", b"not packed".to_vec(), "application/json", "gzip").await;
        assert!((400..500).contains(&status), "{status}");
    }

    async fn texts_that_a_database_refuses_do_not_stop_a_station(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let mut event = till.prints();
        till.hash = ziti_domain::chain::GENESIS;
        event.actor = "\u{0}'; DROP TABLE event; --\u{202e}".into();
        event.id = "\u{0}\u{0}".into();
        event.kind = "\u{0}".into();
        till.seal(&mut event);
        assert_eq!(till.pushes(&world, ziti_domain::chain::GENESIS, std::slice::from_ref(&event)).await, ["accepted"]);
        assert_eq!(till.pushes(&world, ziti_domain::chain::GENESIS, &[event]).await, ["duplicate"]);
        assert_eq!(world.hub.verify().await.unwrap().events, 1);
    }

    async fn an_id_longer_than_any_is_kept_without_effect(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let mut event = till.collects(1, &[(1, 1000)]);
        till.hash = ziti_domain::chain::GENESIS;
        // Random enough that no database packs it small.
        event.id = (0..20_000u64).map(|n| format!("{:x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
        till.seal(&mut event);
        let events = [event, till.prints()];
        assert_eq!(till.pushes(&world, ziti_domain::chain::GENESIS, &events).await, ["rejected event_absurd", "accepted"]);
    }

    async fn an_event_from_the_future_is_taken_in_with_its_skew(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let mut event = till.collects(1, &[(1, 1000)]);
        till.hash = ziti_domain::chain::GENESIS;
        event.happened_at = i64::MAX;
        event.recorded_at = i64::MIN;
        till.seal(&mut event);
        let push = json!({ "previous": "0".repeat(64), "sent_at": i64::MIN, "events": [event] });
        let (status, reply) = world.post("/v1/events", &till.token, &push).await;
        assert_eq!((status.as_u16(), &reply["answers"][0]["outcome"]), (200, &json!("accepted")), "{reply}");
    }

    async fn an_enrolment_with_strange_fields_is_refused(world) {
        world.add_point(POINT).await;
        let code = world.hub.make_code(POINT, Surface::Staff, false).await.unwrap().code;
        let with = |field: &str, value: Value| {
            let mut request = enrolment(POINT, &code);
            request[field] = value;
            request
        };
        for (request, expected) in [
            (with("name", json!("")), "request_invalid"),
            (with("name", json!("a\u{0}")), "request_invalid"),
            (with("name", json!("x".repeat(200))), "request_invalid"),
            (with("nonce", json!("short")), "request_invalid"),
            (with("point", json!("1")), "request_invalid"),
            (with("code", json!("12")), "enrol_code_wrong"),
        ] {
            let (_, reply) = world.post("/v1/enrolments", "", &request).await;
            assert_eq!(reply["code"], expected, "{request}");
        }
        assert_eq!(world.post("/v1/enrolments", "", &enrolment(POINT, &code)).await.0, 200);
    }
}

/// As another program packs it.
fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut gzip = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = gzip.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = gzip.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output.stdout
}
