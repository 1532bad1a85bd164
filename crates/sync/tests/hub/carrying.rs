//! Hubs that are fine.

use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ziti_domain::error::ErrorCode;
use ziti_sync::address::Address;
use ziti_sync::answer;
use ziti_sync::http::Carrier;
use ziti_sync::request::{Call, Method, Outgoing};
use ziti_sync::trust::Trust;
use ziti_wire::sync::{ClaimReply, ClaimRequest};

use crate::fake::{FakeHub, json, patient, reply};

const GRANTED: &str = r#"{"claim":"granted","until":5}"#;

/// [`GRANTED`], packed by gzip.
const GRANTED_GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\xce\x49\xcc\xcc\x55\xb2\x52\x4a\x2f\x4a\xcc\x2b\x49\x4d\x51\xd2\x51\x2a\xcd\x2b\xc9\xcc\x51\xb2\x32\xad\x05\x00\x1d\xc6\xe2\x9a\x1d\x00\x00\x00";

fn put(body: &[u8]) -> Outgoing {
    Outgoing {
        method: Method::Put,
        body: Some(body.to_vec()),
        ..patient("/v1/adoption/days/2026-06-22")
    }
}

#[test]
fn a_call_arrives_with_its_token_and_version_and_its_answer_comes_back() {
    let hub = FakeHub::saying(json(GRANTED));
    let address = Address::parse(&format!("http://127.0.0.1:{}/ziti/", hub.port)).unwrap();
    let carrier = Carrier::new(address, &Trust::System).unwrap();
    let claim = ClaimRequest {
        order: "20260622-17".to_owned(),
        after: 3,
    };
    let outgoing = Outgoing {
        timeout: patient("").timeout,
        ..Call::Claim(&claim).outgoing(Some("cd"))
    };
    let incoming = carrier.carry(&outgoing).unwrap();
    assert_eq!(incoming.now, Some(1_782_000_000_000));
    assert_eq!(answer::claimed(Ok(incoming)).unwrap(), ClaimReply::Granted { until: 5 });

    let asked = hub.asked.recv().unwrap();
    assert_eq!(asked.line, "POST /ziti/v1/claims HTTP/1.1");
    assert_eq!(asked.header("authorization"), Some("Bearer cd"));
    assert_eq!(asked.header("ziti-version"), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.header("content-encoding"), None, "too short to be packed");
    let accepts = asked.header("accept-encoding").unwrap();
    assert!(accepts.contains("zstd") && accepts.contains("gzip"), "{accepts}");
    assert_eq!(serde_json::from_slice::<ClaimRequest>(&asked.body).unwrap(), claim);
}

#[test]
fn long_bodies_are_packed() {
    let hub = FakeHub::saying(json("{}"));
    let body = b"{\"orders\":[1,1,1,1]}".repeat(1_000);
    assert!(answer::done(hub.carrier().carry(&put(&body))).is_ok());
    let asked = hub.asked.recv().unwrap();
    assert_eq!(asked.header("content-encoding"), Some("zstd"));
    assert!(asked.body.len() < 1_000, "{} bytes", asked.body.len());
    assert_eq!(zstd::stream::decode_all(&*asked.body).unwrap(), body);
}

#[test]
fn a_hub_that_takes_no_packed_bodies_gets_them_as_they_are() {
    let hub = FakeHub::new(|asked, wire| {
        let packed = asked.header("content-encoding").is_some();
        let status = if packed { "415 Unsupported Media Type" } else { "200 OK" };
        wire.write_all(reply(status, "application/json", "{}").as_bytes())
            .is_ok()
    });
    let carrier = hub.carrier();
    let body = b"{\"orders\":[1,1,1,1]}".repeat(1_000);
    for _ in 0..2 {
        assert!(answer::done(carrier.carry(&put(&body))).is_ok());
    }
    let packed = hub
        .asked
        .iter()
        .take(3)
        .map(|asked| asked.header("content-encoding").is_some())
        .collect::<Vec<_>>();
    assert_eq!(packed, [true, false, false], "it is remembered");
}

#[test]
fn packed_replies_are_unpacked() {
    let zstd = zstd::bulk::compress(GRANTED.as_bytes(), 0).unwrap();
    for (encoding, body) in [("zstd", zstd.as_slice()), ("gzip", GRANTED_GZIP)] {
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {length}\r\n\r\n");
        let hub = FakeHub::saying([head.as_bytes(), body].concat());
        let reply = answer::claimed(hub.carrier().carry(&patient("/"))).unwrap();
        assert_eq!(reply, ClaimReply::Granted { until: 5 }, "{encoding}");
    }
}

#[test]
fn calls_share_a_connection_and_outlive_it() {
    let hub = FakeHub::new(|_, wire| wire.write_all(json(GRANTED).as_bytes()).is_ok());
    let carrier = hub.carrier();
    for _ in 0..20 {
        assert!(answer::claimed(carrier.carry(&patient("/"))).is_ok());
    }

    // Says that it keeps the connection, and closes it.
    let hub = FakeHub::saying(json(GRANTED));
    let carrier = hub.carrier();
    for _ in 0..20 {
        // A call that meets the closing is lost; the next one has a new connection.
        let first = carrier.carry(&patient("/"));
        let reply = if first.is_ok() {
            first
        } else {
            carrier.carry(&patient("/"))
        };
        assert!(answer::claimed(reply).is_ok());
    }
}

#[test]
fn a_hub_that_comes_back_is_found_again() {
    let up = Arc::new(AtomicBool::new(true));
    let is_up = up.clone();
    let hub =
        FakeHub::new(move |_, wire| is_up.load(Ordering::SeqCst) && wire.write_all(json(GRANTED).as_bytes()).is_ok());
    let carrier = hub.carrier();
    let call = || answer::claimed(carrier.carry(&patient("/")));
    assert!(call().is_ok());
    up.store(false, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(call().unwrap_err().code, ErrorCode::HubUnreachable);
    }
    up.store(true, Ordering::SeqCst);
    assert!(call().is_ok());
}

#[test]
fn no_proxy_of_the_environment_is_used() {
    const INNER: &str = "carrying::a_call_arrives_with_its_token_and_version_and_its_answer_comes_back";
    // Nobody is there: whoever goes through it gets nowhere.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut inner = Command::new(std::env::current_exe().unwrap());
    inner
        .args(["--exact", INNER])
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        inner.env(name, &proxy);
    }
    let output = inner.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}
