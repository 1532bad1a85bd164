//! Hubs that are none, or broken: each is told by its code, in time, and nothing of it is used.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ziti_domain::error::ErrorCode;
use ziti_sync::answer;
use ziti_sync::http::Carrier;
use ziti_sync::request::{Call, Outgoing};
use ziti_wire::sync::ClaimRequest;

use crate::fake::{FakeHub, carrier, get, json, patient, reply};

const PAGE: &str = "{\"change_no\":4,\"change\":\"point\",\"point\":{\"name\":\"东门\"}}\n{\"end\":4,\"last\":4,\"siblings\":0,\"changes\":1}\n";

/// What a pull comes to: the code, and whether it passes.
fn pull(carrier: &Carrier, outgoing: &Outgoing) -> (ErrorCode, bool) {
    let trouble = answer::changes(3, carrier.carry(outgoing)).unwrap_err();
    (trouble.code, trouble.passing)
}

fn pull_from(reply: impl Into<Vec<u8>>) -> (ErrorCode, bool) {
    pull(&FakeHub::saying(reply).carrier(), &patient("/v1/changes?after=3"))
}

#[test]
fn each_broken_reply_has_its_code() {
    let html = "<!doctype html><title>Wi-Fi login</title>";
    let chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"cha";
    let longer = format!("HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n{PAGE}");
    let without_its_end = json(PAGE.split_inclusive('\n').next().unwrap());
    let bad_zstd = "HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\ncontent-length: 9\r\n\r\n123456789";
    for (what, reply, expected) in [
        (
            "a login page",
            reply("200 OK", "text/html", html),
            (ErrorCode::HubNotAHub, false),
        ),
        ("500", reply("500 Oh", "text/plain", ""), (ErrorCode::HubFailed, true)),
        (
            "503 of a proxy",
            reply("503 Oh", "text/html", html),
            (ErrorCode::HubFailed, true),
        ),
        (
            "half a line",
            json("{\"change_no\":4,\"chan"),
            (ErrorCode::PageIncomplete, true),
        ),
        (
            "half a line, and then another",
            json("{\"change_no\":4,\n{\"end\":4}"),
            (ErrorCode::HubReplyInvalid, true),
        ),
        (
            "a page without its end",
            without_its_end,
            (ErrorCode::PageIncomplete, true),
        ),
        (
            "a whole page, but more was announced",
            longer,
            (ErrorCode::PageIncomplete, true),
        ),
        (
            "a chunk without the next",
            chunk.to_owned(),
            (ErrorCode::PageIncomplete, true),
        ),
        ("nothing at all", String::new(), (ErrorCode::HubUnreachable, true)),
        (
            "half a head",
            "HTTP/1.1 200 OK\r\ncont".to_owned(),
            (ErrorCode::HubUnreachable, true),
        ),
        (
            "another protocol",
            "SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned(),
            (ErrorCode::HubNotAHub, false),
        ),
        (
            "garbage that claims to be packed",
            bad_zstd.to_owned(),
            (ErrorCode::PageIncomplete, true),
        ),
        ("garbage", json("weather"), (ErrorCode::HubReplyInvalid, false)),
    ] {
        assert_eq!(pull_from(reply), expected, "{what}");
    }
}

#[test]
fn a_page_cut_at_any_byte_of_its_way_is_not_used() {
    let whole = json(PAGE).into_bytes();
    let at = Arc::new(AtomicUsize::new(0));
    let (cut, bytes) = (at.clone(), whole.clone());
    let hub = FakeHub::new(move |_, wire| {
        let _ = wire.write_all(&bytes[..cut.load(Ordering::SeqCst)]);
        false
    });
    let carrier = hub.carrier();
    for cut in 0..whole.len() {
        at.store(cut, Ordering::SeqCst);
        let (code, passes) = pull(&carrier, &patient("/"));
        assert!(passes, "cut at {cut}: {code}");
    }
    at.store(whole.len(), Ordering::SeqCst);
    let page = answer::changes(3, carrier.carry(&patient("/"))).unwrap();
    assert_eq!(page.lines.len(), 1);
}

#[test]
fn a_redirect_is_not_followed() {
    let other = FakeHub::saying(json(PAGE));
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let to = format!("http://127.0.0.1:{}/", other.port);
        let reply = format!("HTTP/1.1 {status}\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(pull_from(reply), (ErrorCode::HubNotAHub, false), "{status}");
    }
    assert!(other.asked.try_recv().is_err(), "the other one was asked");
}

/// A hub that announces ten gigabytes, or none at all, and sends as much as is taken. Gives the bytes it sent.
fn endless(head: &'static str, chunked: bool) -> (FakeHub, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = sent.clone();
    let hub = FakeHub::new(move |_, wire| {
        let _ = wire.write_all(head.as_bytes());
        let mut piece = vec![b' '; 64 * 1024];
        if chunked {
            piece.splice(0..0, *b"10000\r\n");
            piece.extend(b"\r\n");
        }
        while count.load(Ordering::SeqCst) < 10_000_000_000 && wire.write_all(&piece).is_ok() {
            count.fetch_add(piece.len(), Ordering::SeqCst);
        }
        false
    });
    (hub, sent)
}

#[test]
fn ten_gigabytes_end_at_the_limit() {
    for (head, chunked) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n", false),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", false),
        ("HTTP/1.1 500 Oh\r\ncontent-length: 10000000000\r\n\r\n", false),
    ] {
        let (hub, sent) = endless(head, chunked);
        assert_eq!(
            pull(&hub.carrier(), &patient("/")),
            (ErrorCode::HubReplyTooLarge, false),
            "{head}"
        );
        // What the system's buffers took is not counted by anyone.
        assert!(
            sent.load(Ordering::SeqCst) < 50_000_000,
            "{head}: {} bytes were sent",
            sent.load(Ordering::SeqCst)
        );
    }
}

#[test]
fn a_few_bytes_that_unpack_to_much_end_at_the_limit() {
    let packed = zstd::bulk::compress(&vec![b' '; 200_000_000], 1).unwrap();
    assert!(packed.len() < 100_000);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\ncontent-length: {}\r\n\r\n",
        packed.len()
    );
    let reply = [head.as_bytes(), &packed].concat();
    assert_eq!(pull_from(reply), (ErrorCode::HubReplyTooLarge, false));
}

/// Calls and says how long it took.
fn timed(carrier: &Carrier, outgoing: &Outgoing) -> ((ErrorCode, bool), Duration) {
    let before = Instant::now();
    (pull(carrier, outgoing), before.elapsed())
}

#[test]
fn a_hub_that_never_answers_ends_at_the_timeout() {
    let hub = FakeHub::new(|_, _| {
        thread::sleep(Duration::from_secs(30));
        false
    });
    let (result, took) = timed(&hub.carrier(), &get("/"));
    assert_eq!(result, (ErrorCode::HubTimeout, true));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_hub_that_answers_byte_by_byte_ends_at_the_timeout() {
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx-slow: ",
    ] {
        let hub = FakeHub::new(move |_, wire| {
            let _ = wire.write_all(head.as_bytes());
            while wire.write_all(b" ").is_ok() && wire.flush().is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
            false
        });
        let (result, took) = timed(&hub.carrier(), &get("/"));
        assert_eq!(result, (ErrorCode::HubTimeout, true), "{head}");
        assert!(took < Duration::from_secs(5), "{head}: {took:?}");
    }
}

#[test]
fn a_hub_that_does_not_take_the_request_ends_at_the_timeout() {
    // It accepts by its backlog only, and reads nothing: the body does not fit into the buffers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let outgoing = Outgoing {
        body: Some(
            (0..40_000_000_u32)
                .map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[0])
                .collect(),
        ),
        ..get("/")
    };
    let (result, took) = timed(&carrier(listener.local_addr().unwrap().port()), &outgoing);
    assert_eq!(result, (ErrorCode::HubTimeout, true));
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn nobody_at_the_address_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert_eq!(pull(&carrier(port), &patient("/")), (ErrorCode::HubUnreachable, true));
}

#[test]
fn a_claim_does_not_keep_a_resident_waiting() {
    let hub = FakeHub::new(|_, _| {
        thread::sleep(Duration::from_secs(30));
        false
    });
    let claim = ClaimRequest {
        order: "20260622-17".to_owned(),
        after: 3,
    };
    let carrier = hub.carrier();
    let before = Instant::now();
    let trouble = answer::claimed(carrier.carry(&Call::Claim(&claim).outgoing(Some("ab")))).unwrap_err();
    let took = before.elapsed();
    assert_eq!(trouble.code, ErrorCode::HubTimeout);
    assert!(
        (Duration::from_millis(290)..Duration::from_secs(3)).contains(&took),
        "{took:?}"
    );
}

#[test]
fn a_token_that_is_none_is_not_sent() {
    let hub = FakeHub::saying(json(PAGE));
    let outgoing = Outgoing {
        token: Some("a\r\nx: y".to_owned()),
        ..get("/")
    };
    assert_eq!(pull(&hub.carrier(), &outgoing), (ErrorCode::RequestInvalid, false));
    assert!(hub.asked.try_recv().is_err());
}
