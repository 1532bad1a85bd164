use super::*;
use ziti_wire::batch::{Batch, FORMAT};

fn claim() -> ClaimRequest {
    ClaimRequest {
        order: "20260622-17".to_owned(),
        after: 4,
    }
}

fn enrol() -> EnrolRequest {
    EnrolRequest {
        point: "200001".to_owned(),
        code: "0123456789".to_owned(),
        name: "Counter".to_owned(),
        nonce: "0".repeat(32),
        adopt: None,
    }
}

#[test]
fn each_call_goes_to_its_place() {
    let push = PushRequest {
        previous: "0".repeat(64),
        branch: None,
        sent_at: 1,
        events: Vec::new(),
    };
    let day: AdoptedDay = AdoptedDay {
        batch: serde_json::from_str::<Batch>(&format!(r#"{{"format":"{FORMAT}","orders":[]}}"#)).unwrap(),
    };
    let (enrol, claim) = (enrol(), claim());
    let calls = [
        (Call::Enrol(&enrol), Method::Post, "/v1/enrolments", true),
        (Call::Changes(7), Method::Get, "/v1/changes?after=7", false),
        (Call::Push(&push), Method::Post, "/v1/events", true),
        (Call::Claim(&claim), Method::Post, "/v1/claims", true),
        (
            Call::AdoptDay("2026-06-22", &day),
            Method::Put,
            "/v1/adoption/days/2026-06-22",
            true,
        ),
        (Call::AdoptFinish, Method::Post, "/v1/adoption/finish", false),
    ];
    for (call, method, path, has_body) in calls {
        let outgoing = call.outgoing(Some("t"));
        assert_eq!((outgoing.method, outgoing.path_and_query.as_str()), (method, path));
        assert_eq!(outgoing.body.is_some(), has_body, "{path}");
        assert_eq!(outgoing.token.is_some(), path != "/v1/enrolments", "{path}");
        assert!(outgoing.timeout <= Duration::from_secs(60) && !outgoing.timeout.is_zero());
    }
    let outgoing = Call::Claim(&claim).outgoing(Some("t"));
    assert_eq!(outgoing.timeout, CLAIM_WITHIN);
    let sent: ClaimRequest = serde_json::from_slice(&outgoing.body.unwrap()).unwrap();
    assert_eq!(sent, claim);
}

#[test]
fn whatever_a_day_is_it_stays_one_part_of_the_path() {
    let day = AdoptedDay {
        batch: serde_json::from_str(&format!(r#"{{"format":"{FORMAT}","orders":[]}}"#)).unwrap(),
    };
    let path = Call::AdoptDay("../a?b#c 日", &day).outgoing(None).path_and_query;
    assert_eq!(path, "/v1/adoption/days/%2E%2E%2Fa%3Fb%23c%20%E6%97%A5");
}

#[test]
fn a_log_line_of_a_request_shows_neither_token_nor_content() {
    let text = format!("{:?}", Call::Enrol(&enrol()).outgoing(None));
    assert!(!text.contains("0123456789"), "{text}");
    let text = format!("{:?}", Call::Changes(1).outgoing(Some("secret")));
    assert!(!text.contains("secret"), "{text}");
}
