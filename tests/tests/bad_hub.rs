//! What answers is no hub, or one that is ill: the counter goes on, the clerk is told what it is, and nothing here changes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on has failed")]

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use ziti_domain::error::ErrorCode;
use ziti_tests::counter::Counter;
use ziti_tests::hub::Hub;
use ziti_tests::impostor::Impostor;
use ziti_tests::point::{Point, batch};
use ziti_tests::proxy::Proxy;
use ziti_tests::zitictl::Outcome;

/// As a hub's headers, so that nothing but the body gives it away.
const OURS: &str = "content-type: application/x-ndjson\r\nziti-now: 1782093600000\r\n";

/// An answer with its length.
fn whole(status: &str, headers: &str, body: &str) -> impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static {
    let text = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    move |stream| stream.write_all(text.as_bytes())
}

/// Who answers, and what the station may say of it when it pulls and when it pushes.
fn impostors() -> Vec<(&'static str, Impostor, [&'static str; 2])> {
    let html = "<!doctype html><title>Welcome</title><p>Please log in to this network.";
    let json = "content-type: application/json\r\nziti-now: 1782093600000\r\n";
    let day = r#"{"change_no":900,"change":"day_key","day":"2026-06-22","key":"00"}"#;
    let point = r#"{"change_no":900,"change":"point","point":{"name":"别处","address":"","hours":"","tz":"Asia/Shanghai","currency":"CNY","hold_hours":48,"day_starts_at":4}}"#;
    let foreign = r#"{"change_no":900,"change":"batch","batch":{"format":"ziti.batch/1","point":"310002","day":"2026-06-22","complete":true,"revision":99,"rounds":[],"orders":[]}}
{"end":900,"last":900,"siblings":0,"changes":1}
"#;
    vec![
        (
            "a web page",
            Impostor::answering(whole("200 OK", "content-type: text/html\r\n", html)),
            ["hub_not_a_hub"; 2],
        ),
        (
            "a web page that says 502",
            Impostor::answering(whole("502 Bad Gateway", "content-type: text/html\r\n", html)),
            ["hub_failed"; 2],
        ),
        (
            "a 500 with a code of its own",
            Impostor::answering(whole(
                "500 Internal Server Error",
                json,
                r#"{"code":"disk_full","message":"The disk is full.","hint":"Free some space."}"#,
            )),
            ["hub_failed"; 2],
        ),
        (
            "half a line",
            Impostor::answering(whole("200 OK", OURS, &point[..40])),
            ["page_incomplete", "hub_reply_invalid"],
        ),
        (
            "a page without its end",
            Impostor::answering(whole("200 OK", OURS, &format!("{point}\n"))),
            ["page_incomplete", "hub_reply_invalid"],
        ),
        (
            "a page with a key that is none",
            Impostor::answering(whole(
                "200 OK",
                OURS,
                &format!(
                    "{point}\n{}\n{{\"end\":901,\"last\":901,\"siblings\":0,\"changes\":2}}\n",
                    day.replace("900", "901")
                ),
            )),
            ["hub_reply_invalid"; 2],
        ),
        (
            "a page with another point's batch",
            Impostor::answering(whole("200 OK", OURS, foreign)),
            ["hub_reply_invalid"; 2],
        ),
        (
            "what speaks no HTTP",
            Impostor::answering(|stream| stream.write_all(b"SSH-2.0-OpenSSH_9.2p1\r\n")),
            ["hub_not_a_hub"; 2],
        ),
        ("what hangs up", Impostor::answering(|_| Ok(())), ["hub_unreachable"; 2]),
        (
            "10 GB",
            Impostor::answering(|stream| {
                stream.write_all(format!("HTTP/1.1 200 OK\r\n{OURS}content-length: 10000000000\r\n\r\n").as_bytes())?;
                ten_gigabytes(stream)
            }),
            ["hub_reply_too_large"; 2],
        ),
        (
            "10 GB in a few kilobytes",
            Impostor::answering(|stream| {
                stream.write_all(
                    format!("HTTP/1.1 200 OK\r\n{OURS}content-encoding: zstd\r\nconnection: close\r\n\r\n").as_bytes(),
                )?;
                let mut packed = zstd::stream::write::Encoder::new(stream, 0)?;
                ten_gigabytes(&mut packed)?;
                packed.finish().map(drop)
            }),
            ["hub_reply_too_large"; 2],
        ),
    ]
}

fn ten_gigabytes(stream: &mut dyn Write) -> io::Result<()> {
    let piece = vec![b' '; 1_000_000];
    (0..10_000).try_for_each(|_| stream.write_all(&piece))
}

/// Asserts that a sync failed with a code and its sentences.
fn told(what: &str, outcome: &Outcome, code: &str) {
    assert_eq!(
        (outcome.exit, outcome.error()),
        (1, code),
        "{what}: {}",
        outcome.document
    );
    let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code).unwrap();
    let failure = &outcome.document["error"];
    let message = failure["message"].as_str().unwrap();
    assert!(message.starts_with(known.message()), "{what}: {message}");
    assert!(
        message.chars().count() < 400 && !message.contains('<'),
        "{what}: {message}"
    );
    assert_eq!(failure["hint"], known.hint(), "{what}");
}

/// A counter whose way to the hub can lead elsewhere, with another station at its point.
struct Story {
    hub: Hub,
    proxy: Proxy,
    counter: Counter,
    orders: u32,
    next: u32,
}

impl Story {
    fn begin() -> Self {
        let hub = Hub::with_point();
        let orders = 100;
        hub.import(&batch(orders));
        let proxy = Proxy::to(hub.address());
        let counter = hub.enrol_at("门口", &proxy.url());
        let sibling = hub.enrol("里间");
        sibling.sync();
        counter.sync();
        assert_eq!(counter.status()["hub"]["siblings"], 1);
        Self {
            hub,
            proxy,
            counter,
            orders,
            next: 0,
        }
    }

    /// Somebody collects; a hub that cannot be asked keeps nobody waiting.
    fn collect(&mut self) {
        self.next += 1;
        self.counter.collect(self.next);
    }

    /// The hub is there again, with news: all of it comes, and all that waited goes.
    fn go_on(&mut self, what: &str) {
        self.orders += 1;
        self.hub.import(&batch(self.orders));
        self.proxy.lead_to(self.hub.address());
        self.counter.sync();
        let kept = self.counter.kept();
        assert_eq!(kept.orders, u64::from(self.orders), "after {what}");
        assert!(kept.waiting.is_empty(), "after {what}");
        assert_eq!(self.hub.kept().handed_out, kept.handed_out, "after {what}");
        assert_eq!(self.counter.status()["hub"]["online"], true, "after {what}");
    }
}

#[test]
fn whatever_answers_instead_of_the_hub_is_named_and_changes_nothing_while_the_counter_goes_on() {
    let mut story = Story::begin();
    for (what, impostor, [pulling, pushing]) in impostors() {
        // A claim meets it first, then a push.
        story.proxy.lead_to(impostor.address());
        story.collect();
        let before = story.counter.kept();
        told(what, &story.counter.try_sync(), pushing);
        assert_eq!(story.counter.kept(), before, "{what}, pushing");
        let standing = story.counter.status();
        assert_eq!(standing["hub"]["trouble"]["code"], pushing, "{what}");
        assert_eq!(standing["hub"]["online"], false, "{what}");
        story.go_on(what);

        story.proxy.lead_to(impostor.address());
        let before = story.counter.kept();
        told(what, &story.counter.try_sync(), pulling);
        assert_eq!(story.counter.kept(), before, "{what}, pulling");
        story.collect();
        assert!(impostor.asked() >= 3, "{what}: a claim, a push and a pull met it");
        story.go_on(what);
    }
    assert_eq!(story.counter.status()["settings"]["name"], "嘉怡水岸");
    story.counter.verify();
    assert_eq!(
        story.hub.kept().handed_out.len(),
        2 * story.next as usize,
        "each order has two lines"
    );
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Impostor::answering(whole(
        "200 OK",
        OURS,
        "{\"end\":900,\"last\":900,\"siblings\":0,\"changes\":0}\n",
    ));
    let mut story = Story::begin();
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let to = format!("location: http://{}/v1/changes?after=0\r\n", elsewhere.address());
        let impostor = Impostor::answering(whole(status, &to, ""));
        story.proxy.lead_to(impostor.address());
        let before = story.counter.kept();
        told(status, &story.counter.try_sync(), "hub_not_a_hub");
        assert_eq!(story.counter.kept(), before, "{status}");
        story.collect();
        told(status, &story.counter.try_sync(), "hub_not_a_hub");
        story.go_on(status);
    }
    assert_eq!(elsewhere.asked(), 0, "names and tokens went elsewhere");
}

#[test]
fn a_hub_that_never_answers_is_given_up_and_the_counter_goes_on_meanwhile() {
    let mut story = Story::begin();
    let silent = Impostor::serving(|mut stream| {
        let mut sink = [0; 4096];
        while stream.read(&mut sink)? > 0 {}
        Ok(())
    });
    story.proxy.lead_to(silent.address());
    let before = story.counter.kept();
    let syncing = story.counter.zitictl(&["sync"]).spawn().unwrap();
    // While that waits for an answer, people collect; each asks for a claim and does not wait for it.
    for _ in 0..5 {
        story.collect();
    }
    let outcome = Outcome::read(&syncing.wait_with_output().unwrap());
    told("never", &outcome, "hub_timeout");
    let kept = story.counter.kept();
    assert_eq!((kept.cursor, kept.orders), (before.cursor, before.orders));
    assert_eq!(kept.waiting.len(), 5);
    assert!(silent.asked() > 5, "the sync, and a claim for each order");
    story.go_on("never");
}

#[test]
fn other_peoples_certificate_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    };
    let ours = certificate();
    let pem = write("hub.pem", ours.cert.pem());
    let key = write("hub.key", ours.signing_key.serialize_pem());
    let hub = Hub::start_with(&["--certificate", &pem, "--key", &key].map(str::to_owned));
    hub.add_point(ziti_tests::point::NUMBER, "嘉怡水岸");
    hub.import(&batch(10));
    let proxy = Proxy::to(hub.address());
    let url = proxy.url().replace("http:", "https:");
    let counter = Counter::enrolled_trusting(Point::new(), &url, &hub.code(), "门口", Some(&pem));
    hub.confirm(counter.number());
    counter.sync();

    let theirs = encrypted(&certificate());
    proxy.lead_to(theirs.address());
    let before = counter.kept();
    told("pulling", &counter.try_sync(), "hub_certificate");
    assert_eq!(counter.kept(), before);
    counter.collect(1);
    told("pushing", &counter.try_sync(), "hub_certificate");
    assert_eq!(counter.kept().cursor, before.cursor);
    counter.collect(2);
    proxy.lead_to(hub.address());
    assert_eq!(counter.sync()["pushed"], 2);
    assert_eq!(hub.kept().handed_out, counter.kept().handed_out);

    // Nor does a folder enrol with whoever shows another certificate.
    proxy.lead_to(theirs.address());
    let stranger = Point::new();
    let arguments = [
        "enrol",
        "--hub",
        &url,
        "--point",
        ziti_tests::point::NUMBER,
        "--code",
        "0000000000",
        "--certificate",
        &pem,
    ];
    told(
        "enrolling",
        &Outcome::of(&mut stranger.zitictl(&arguments)),
        "hub_certificate",
    );
}

fn certificate() -> CertifiedKey<rcgen::KeyPair> {
    generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap()
}

/// Answers a hub's page over TLS, whoever asks.
fn encrypted(certified: &CertifiedKey<rcgen::KeyPair>) -> Impostor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap_or_else(|error| panic!("{error}"));
    let config = Arc::new(config);
    Impostor::serving(move |stream: TcpStream| {
        let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(connection, stream);
        let mut first = [0; 1];
        BufReader::new(&mut stream).read_exact(&mut first)?;
        whole(
            "200 OK",
            OURS,
            "{\"end\":900,\"last\":900,\"siblings\":0,\"changes\":0}\n",
        )(&mut stream)?;
        thread::sleep(Duration::from_millis(100));
        Ok(())
    })
}
