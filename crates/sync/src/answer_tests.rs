use super::*;
use proptest::prelude::*;
use ziti_wire::failure::Failure;
use ziti_wire::sync::SentEvent;

fn reply(status: u16, kind: &str, body: &str) -> Incoming {
    Incoming {
        status,
        content_type: Some(kind.to_owned()),
        body: body.as_bytes().to_vec(),
        ..Incoming::default()
    }
}

fn from_hub(status: u16, body: &str) -> Incoming {
    Incoming {
        now: Some(1_782_000_000_000),
        ..reply(status, "application/json", body)
    }
}

fn failed(status: u16, code: ErrorCode) -> Incoming {
    from_hub(status, &serde_json::to_string(&Failure::new(code)).unwrap())
}

/// What a claim's answer comes to: the code, and whether it passes.
fn trouble(incoming: Incoming) -> (ErrorCode, bool) {
    let trouble = claimed(Ok(incoming)).unwrap_err();
    (trouble.code, trouble.passing)
}

const GRANTED: &str = r#"{"claim":"granted","until":5}"#;

fn push(ids: &[&str]) -> PushRequest {
    let event = |id: &&str| SentEvent {
        n: 1,
        id: (*id).to_owned(),
        station: "1".to_owned(),
        epoch: 1,
        seq: 1,
        kind: "collected".to_owned(),
        version: 1,
        payload: "{}".to_owned(),
        actor: String::new(),
        via: String::new(),
        happened_at: 1,
        recorded_at: 1,
        hash: "0".repeat(64),
    };
    PushRequest {
        previous: "0".repeat(64),
        branch: None,
        sent_at: 1,
        events: ids.iter().map(event).collect(),
    }
}

fn answers(chain: &str, ids: &[&str]) -> String {
    let answers = ids
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","outcome":"accepted"}}"#))
        .collect::<Vec<_>>()
        .join(",");
    format!(r#"{{"chain":"{chain}","answers":[{answers}],"skew_ms":0}}"#)
}

#[test]
fn replies_are_read() {
    assert_eq!(
        claimed(Ok(from_hub(200, GRANTED))).unwrap(),
        ClaimReply::Granted { until: 5 }
    );
    let page = changes(4, Ok(from_hub(200, r#"{"end":4,"last":4,"siblings":0,"changes":0}"#))).unwrap();
    assert_eq!(page.end.end, 4);
    let token = "ab".repeat(32);
    let text = format!(r#"{{"station":"3","token":"{token}","surface":"staff","point":{{"name":"东门"}}}}"#);
    assert_eq!(enrolled(Ok(from_hub(201, &text))).unwrap().station, "3");
    for (right, wrong) in [(token.as_str(), "abc"), ("\"3\"", "\"\""), ("\"3\"", "\"x\"")] {
        let trouble = enrolled(Ok(from_hub(200, &text.replace(right, wrong)))).unwrap_err();
        assert_eq!(trouble.code, ErrorCode::HubReplyInvalid);
    }
    assert!(done(Ok(from_hub(204, ""))).is_ok());
}

#[test]
fn a_push_is_answered_event_by_event_or_not_at_all() {
    let request = push(&["a", "b"]);
    let read = |body: &str| pushed(&request, Ok(from_hub(200, body)));
    assert_eq!(read(&answers("continued", &["a", "b"])).unwrap().answers.len(), 2);
    assert_eq!(read(&answers("forked", &[])).unwrap().chain, ChainState::Forked);
    for wrong in [
        answers("continued", &["a"]),
        answers("continued", &["b", "a"]),
        answers("continued", &["a", "b", "c"]),
        answers("continued", &[]),
        answers("missing", &["a", "b"]),
    ] {
        assert_eq!(read(&wrong).unwrap_err().code, ErrorCode::HubReplyInvalid, "{wrong}");
    }
}

#[test]
fn a_failure_of_the_hub_gives_its_own_code() {
    for (status, code, passes) in [
        (401, ErrorCode::TokenUnknown, false),
        (403, ErrorCode::StationRevoked, false),
        (403, ErrorCode::StationWaiting, true),
        (403, ErrorCode::SurfaceDenied, false),
        (403, ErrorCode::EnrolCodeWrong, false),
        (429, ErrorCode::EnrolLocked, false),
        (429, ErrorCode::TooManyRequests, true),
        (404, ErrorCode::PointUnknown, false),
        (409, ErrorCode::PointTaken, false),
        (400, ErrorCode::RequestInvalid, false),
    ] {
        assert_eq!(trouble(failed(status, code)), (code, passes), "{status}");
    }
}

#[test]
fn a_problem_of_the_hubs_machine_is_not_taken_for_one_of_this() {
    let trouble = claimed(Ok(failed(500, ErrorCode::DiskFull))).unwrap_err();
    assert_eq!((trouble.code, trouble.passing), (ErrorCode::HubFailed, true));
    assert!(trouble.detail.contains("disk_full"), "{}", trouble.detail);
}

#[test]
fn a_status_without_a_known_code_speaks_for_itself() {
    for (incoming, expected) in [
        (reply(500, "text/plain", ""), (ErrorCode::HubFailed, true)),
        (
            reply(502, "text/html", "<h1>Bad Gateway</h1>"),
            (ErrorCode::HubFailed, true),
        ),
        (reply(511, "text/html", "<a>log in</a>"), (ErrorCode::HubNotAHub, false)),
        (
            reply(429, "text/html", "<p>slow</p>"),
            (ErrorCode::TooManyRequests, true),
        ),
        (reply(408, "", ""), (ErrorCode::HubTimeout, true)),
        (reply(401, "application/json", "{}"), (ErrorCode::TokenUnknown, false)),
        (reply(401, "text/html", "<p>"), (ErrorCode::HubNotAHub, false)),
        (reply(403, "text/plain", "no"), (ErrorCode::HubNotAHub, false)),
        (reply(404, "text/html", "<p>"), (ErrorCode::HubNotAHub, false)),
        (reply(301, "text/html", ""), (ErrorCode::HubNotAHub, false)),
        (reply(302, "", GRANTED), (ErrorCode::HubNotAHub, false)),
        (reply(304, "", ""), (ErrorCode::HubNotAHub, false)),
        (reply(0, "", ""), (ErrorCode::HubNotAHub, false)),
        (from_hub(404, ""), (ErrorCode::RequestInvalid, false)),
        (
            from_hub(400, r#"{"code":"of_a_later_version","message":"?"}"#),
            (ErrorCode::RequestInvalid, false),
        ),
        (
            from_hub(403, r#"{"code":"STATION_REVOKED"}"#),
            (ErrorCode::RequestInvalid, false),
        ),
    ] {
        let shown = format!("{incoming:?}");
        assert_eq!(trouble(incoming), expected, "{shown}");
    }
}

#[test]
fn what_is_no_hub_is_told_from_a_hub_of_another_version() {
    let page = "<!doctype html><title>Log in</title>";
    for incoming in [
        reply(200, "text/html; charset=utf-8", page),
        reply(200, "TEXT/HTML", ""),
        reply(200, "application/json", page),
        reply(200, "application/json", &format!("\u{feff} \n{page}")),
        reply(200, "text/plain", "success"),
    ] {
        let shown = format!("{incoming:?}");
        assert_eq!(trouble(incoming.clone()), (ErrorCode::HubNotAHub, false), "{shown}");
        assert_eq!(
            changes(0, Ok(incoming.clone())).unwrap_err().code,
            ErrorCode::HubNotAHub,
            "{shown}"
        );
        assert_eq!(done(Ok(incoming)).unwrap_err().code, ErrorCode::HubNotAHub, "{shown}");
    }
    assert_eq!(
        trouble(from_hub(200, r#"{"claim":"later"}"#)),
        (ErrorCode::HubReplyInvalid, false)
    );
    assert_eq!(
        trouble(from_hub(200, "{\"claim\":\"gran")),
        (ErrorCode::HubReplyInvalid, true),
        "half a line"
    );
    assert_eq!(trouble(from_hub(200, "")), (ErrorCode::HubReplyInvalid, true));
}

#[test]
fn a_reply_that_got_lost_says_how() {
    let why = || "why".to_owned();
    for (lost, code, passes) in [
        (Lost::Unreachable(why()), ErrorCode::HubUnreachable, true),
        (Lost::Timeout, ErrorCode::HubTimeout, true),
        (Lost::CutOff(why()), ErrorCode::PageIncomplete, true),
        (Lost::Certificate(why()), ErrorCode::HubCertificate, false),
        (Lost::NotAHub(why()), ErrorCode::HubNotAHub, false),
        (Lost::TooLarge, ErrorCode::HubReplyTooLarge, false),
        (Lost::Unsendable(why()), ErrorCode::RequestInvalid, false),
    ] {
        let trouble = done(Err(lost)).unwrap_err();
        assert_eq!((trouble.code, trouble.passing), (code, passes));
        assert!(trouble.to_string().starts_with(code.message()));
    }
}

#[test]
fn the_hub_may_say_when_to_come_back() {
    let wait = Some(Duration::from_secs(7));
    let incoming = Incoming {
        retry_after: wait,
        ..failed(429, ErrorCode::TooManyRequests)
    };
    assert_eq!(claimed(Ok(incoming)).unwrap_err().retry_after, wait);
}

/// Reads one reply as the answer to each call.
fn read_as_each(incoming: &Incoming) -> usize {
    let arrival = || Ok(incoming.clone());
    [
        enrolled(arrival()).is_ok(),
        changes(3, arrival()).is_ok(),
        pushed(&push(&["a"]), arrival()).is_ok(),
        claimed(arrival()).is_ok(),
        done(arrival()).is_ok(),
    ]
    .iter()
    .filter(|ok| **ok)
    .count()
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        status in 0u16..700,
        content_type in proptest::option::of(".{0,30}"),
        now in any::<Option<i64>>(),
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let incoming = Incoming { status, content_type, now, retry_after: None, body };
        prop_assert!(read_as_each(&incoming) <= 1);
    }

    #[test]
    fn no_mutation_makes_it_panic(
        which in 0usize..5,
        status in prop_oneof![Just(200u16), Just(403u16)],
        changes in proptest::collection::vec((any::<usize>(), any::<u8>(), 0u8..3), 1..6),
    ) {
        let samples = [
            GRANTED.to_owned(),
            answers("continued", &["a"]),
            serde_json::to_string(&Failure::new(ErrorCode::StationRevoked)).unwrap(),
            "{\"change_no\":4,\"change\":\"point\",\"point\":{}}\n{\"end\":4,\"last\":4,\"siblings\":0,\"changes\":1}\n".to_owned(),
            format!(r#"{{"station":"3","token":"{}","surface":"staff","point":{{}}}}"#, "ab".repeat(32)),
        ];
        let mut body = samples[which].clone().into_bytes();
        for (at, byte, how) in changes {
            let at = at % (body.len() + 1);
            match how {
                0 if at < body.len() => body[at] = byte,
                1 => body.truncate(at),
                _ => body.insert(at, byte),
            }
        }
        let incoming = Incoming { status, now: Some(1), body, ..Incoming::default() };
        prop_assert!(read_as_each(&incoming) <= 2);
    }
}
