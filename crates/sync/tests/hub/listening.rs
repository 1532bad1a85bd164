//! The stream of nudges.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ziti_domain::error::ErrorCode;
use ziti_sync::http::Heard;
use ziti_sync::trouble::Trouble;
use ziti_wire::failure::Failure;
use ziti_wire::sync::Nudge;

use crate::fake::{FakeHub, json, reply};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nziti-now: 1\r\n\r\n";

fn listen(hub: &FakeHub) -> (Result<(), Trouble>, Vec<Heard>) {
    let mut heard = Vec::new();
    let end = hub
        .carrier()
        .listen("ab", &AtomicBool::new(false), |what| heard.push(what));
    (end, heard)
}

#[test]
fn nudges_are_heard_until_the_stream_ends() {
    let hub = FakeHub::new(|_, wire| {
        let _ = wire.write_all(HEAD.as_bytes());
        for piece in [
            ":\n\n",
            "event: pull\nda",
            "ta: {\"last\":4}\n\n",
            "event: pull\ndata: {\"last\":5}\n\nevent: pu",
        ] {
            let _ = wire.write_all(piece.as_bytes());
            let _ = wire.flush();
            thread::sleep(Duration::from_millis(30));
        }
        false
    });
    let (end, heard) = listen(&hub);
    assert_eq!(end, Ok(()));
    let nudge = |last| Heard::Nudge(Nudge { last });
    assert_eq!(heard, [Heard::Open, nudge(4), nudge(5)]);
    let asked = hub.asked.recv().unwrap();
    assert_eq!(asked.line, "GET /v1/nudges HTTP/1.1");
    assert_eq!(asked.header("accept"), Some("text/event-stream"));
    assert_eq!(asked.header("authorization"), Some("Bearer ab"));
}

#[test]
fn a_listener_stops_when_it_is_told_to() {
    let hub = FakeHub::new(|_, wire| {
        let _ = wire.write_all(HEAD.as_bytes());
        let _ = wire.write_all(b"event: pull\ndata: {\"last\":4}\n\n");
        thread::sleep(Duration::from_secs(30));
        false
    });
    let stop = AtomicBool::new(false);
    let mut before = Instant::now();
    let end = hub.carrier().nudges("ab", &stop, |_| {
        before = Instant::now();
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(end, Ok(()));
    assert!(before.elapsed() < Duration::from_secs(5));

    let end = hub
        .carrier()
        .nudges("ab", &AtomicBool::new(true), |_| panic!("it had stopped before"));
    assert_eq!(end, Ok(()));
}

#[test]
fn a_hub_that_does_not_let_it_listen_says_why() {
    let failure = |code| serde_json::to_string(&Failure::new(code)).unwrap();
    for (said, code, passes) in [
        (
            reply("403 No", "application/json", &failure(ErrorCode::StationWaiting)),
            ErrorCode::StationWaiting,
            true,
        ),
        (
            reply("403 No", "application/json", &failure(ErrorCode::StationRevoked)),
            ErrorCode::StationRevoked,
            false,
        ),
        (
            reply("200 OK", "text/html", "<p>log in</p>"),
            ErrorCode::HubNotAHub,
            false,
        ),
        (reply("302 Found", "text/html", ""), ErrorCode::HubNotAHub, false),
        (reply("500 Oh", "text/plain", ""), ErrorCode::HubFailed, true),
        (json("{}"), ErrorCode::HubReplyInvalid, false),
        (String::new(), ErrorCode::HubUnreachable, true),
    ] {
        let (end, heard) = listen(&FakeHub::saying(said.clone()));
        let trouble = end.unwrap_err();
        assert_eq!((trouble.code, trouble.passing), (code, passes), "{said}");
        assert!(heard.is_empty());
    }
}

#[test]
fn an_endless_line_ends_the_stream() {
    let hub = FakeHub::new(|_, wire| {
        let _ = wire.write_all(HEAD.as_bytes());
        while wire.write_all(&[b'a'; 1024]).is_ok() {}
        false
    });
    assert_eq!(listen(&hub).0.unwrap_err().code, ErrorCode::HubReplyTooLarge);
}
