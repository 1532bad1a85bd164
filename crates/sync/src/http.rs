//! Carries calls to a hub over HTTP.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, ClientBuilder, RequestBuilder, Response};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use ziti_domain::error::ErrorCode;
use ziti_wire::sync::{NOW, Nudge, VERSION};

use crate::address::Address;
use crate::answer::{self, Arrival, Incoming, Lost};
use crate::loss;
use crate::nudges::{self, Listener};
use crate::request::{Method, Outgoing, REPLY_BYTES};
use crate::trouble::Trouble;
use crate::trust::Trust;

/// A connection is there within this time, or the hub is out of reach.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// A stream of nudges that is silent for so long has ended; a hub's heart beats more often.
const SILENCE: Duration = Duration::from_secs(45);

/// How soon a listener notices that it should stop.
const STOP_WITHIN: Duration = Duration::from_millis(100);

/// Bodies of more bytes are sent compressed.
const COMPRESS_OVER: usize = 1024;

/// The hub does not take this encoding.
const UNSUPPORTED: u16 = 415;

/// Carries calls to one hub. It may be shared by threads; a call blocks its own only.
///
/// It follows no redirects, keeps no cookies, and goes to the hub directly: proxy settings of the environment or the
/// system are not read, so that nobody's variable sends names and phone numbers elsewhere. It speaks HTTP/1.1: after an
/// outage a dead connection costs the one call that was on it, and the next call has a new one.
///
/// It must be made, used and dropped on a thread that is no async runtime's.
#[derive(Debug)]
pub struct Carrier {
    address: Address,
    calls: Client,
    streams: Client,
    /// The hub refused a compressed body once.
    plain: AtomicBool,
}

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The stream flows: from here on no change goes untold, what was before may have been missed.
    Open,
    /// There is something new.
    Nudge(Nudge),
}

impl Carrier {
    /// Makes ready; connects only when it is called. Fails with [`ErrorCode::HubCertificate`] when there is nothing to
    /// trust: a pinned text that is no single certificate, or a system without roots.
    pub fn new(address: Address, trust: &Trust) -> Result<Self, Trouble> {
        let config = trust.client_config(address.is_encrypted())?;
        let client = |builder: ClientBuilder| {
            builder
                .tls_backend_preconfigured(config.clone())
                .http1_only()
                .connect_timeout(CONNECT_WITHIN)
                .redirect(Policy::none())
                .referer(false)
                .no_proxy()
                .user_agent(concat!("ziti/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|e| Trouble::lasting(ErrorCode::Internal, e.to_string()))
        };
        Ok(Self {
            calls: client(Client::builder())?,
            // For streams the library's timeout holds for each read.
            streams: client(Client::builder().timeout(SILENCE))?,
            address,
            plain: AtomicBool::new(false),
        })
    }

    /// The hub's address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Carries one call. It ends at the call's timeout at the latest, and keeps no more than the call's limit.
    pub fn carry(&self, outgoing: &Outgoing) -> Arrival {
        let arrival = self.carry_encoded(outgoing, !self.plain.load(Ordering::Relaxed));
        let refused = matches!(&arrival, Ok(incoming) if incoming.status == UNSUPPORTED);
        if refused && !self.plain.load(Ordering::Relaxed) && is_long(outgoing) {
            self.plain.store(true, Ordering::Relaxed);
            return self.carry_encoded(outgoing, false);
        }
        arrival
    }

    fn carry_encoded(&self, outgoing: &Outgoing, compressed: bool) -> Arrival {
        let began = Instant::now();
        let url = self.address.of(&outgoing.path_and_query);
        let request = match outgoing.method {
            Method::Get => self.calls.get(url),
            Method::Post => self.calls.post(url),
            Method::Put => self.calls.put(url),
        };
        let mut request = greet(request, outgoing.token.as_deref())?.timeout(outgoing.timeout);
        if let Some(body) = &outgoing.body {
            request = request.header(CONTENT_TYPE, "application/json");
            let packed = if compressed && is_long(outgoing) {
                zstd::bulk::compress(body, 0).ok()
            } else {
                None
            };
            request = match packed {
                Some(packed) => request.header(CONTENT_ENCODING, "zstd").body(packed),
                None => request.body(body.clone()),
            };
        }
        let response = request.send().map_err(loss::of_call)?;
        read(response, outgoing.limit, began, outgoing.timeout)
    }

    /// As [`Carrier::listen`], for whoever wants to know of nudges only.
    pub fn nudges(&self, token: &str, stop: &AtomicBool, mut on_nudge: impl FnMut(Nudge)) -> Result<(), Trouble> {
        self.listen(token, stop, |heard| {
            if let Heard::Nudge(nudge) = heard {
                on_nudge(nudge);
            }
        })
    }

    /// Listens to the hub's nudges until the stream ends, is silent for 45 s, or `stop` is set, which is noticed within
    /// a tenth of a second. Fails when the hub does not let this station listen.
    pub fn listen(&self, token: &str, stop: &AtomicBool, mut on: impl FnMut(Heard)) -> Result<(), Trouble> {
        let request =
            greet(self.streams.get(self.address.of(nudges::PATH)), Some(token))?.header(ACCEPT, "text/event-stream");
        let (tell, told) = sync_channel(16);
        let left = Arc::new(AtomicBool::new(false));
        let leaving = left.clone();
        // A read cannot be broken off, so that another thread does it; when nobody listens any more it ends with the next
        // heartbeat or the silence.
        let reader = move || {
            let end = hear(request, &tell, &leaving);
            let _ = tell.send(Message::End(end));
        };
        std::thread::Builder::new()
            .name("ziti-nudges".to_owned())
            .spawn(reader)
            .map_err(|e| Trouble::passing(ErrorCode::Internal, e.to_string()))?;
        let end = loop {
            if stop.load(Ordering::Relaxed) {
                break Ok(());
            }
            match told.recv_timeout(STOP_WITHIN) {
                Ok(Message::Heard(heard)) => on(heard),
                Ok(Message::End(end)) => break end,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break Ok(()),
            }
        };
        left.store(true, Ordering::Relaxed);
        end
    }
}

enum Message {
    Heard(Heard),
    End(Result<(), Trouble>),
}

/// Reads a stream of nudges to its end.
fn hear(request: RequestBuilder, tell: &mpsc::SyncSender<Message>, left: &AtomicBool) -> Result<(), Trouble> {
    let mut response = request.send().map_err(loss::of_call)?;
    let streams = header(response.headers(), CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream"));
    if response.status().as_u16() != 200 || !streams {
        let reply = read(response, REPLY_BYTES, Instant::now(), CONNECT_WITHIN);
        return match answer::done(reply) {
            Err(trouble) => Err(trouble),
            Ok(()) => Err(Trouble::lasting(
                ErrorCode::HubReplyInvalid,
                "It answers with no stream of nudges.",
            )),
        };
    }
    let mut listener = Listener::new();
    let mut piece = [0_u8; 4096];
    let send = |heard| tell.send(Message::Heard(heard)).is_ok() && !left.load(Ordering::Relaxed);
    if !send(Heard::Open) {
        return Ok(());
    }
    loop {
        let length = match response.read(&mut piece) {
            Ok(0) | Err(_) => return Ok(()),
            Ok(length) => length,
        };
        for nudge in listener.heard(piece.get(..length).unwrap_or_default())? {
            if !send(Heard::Nudge(nudge)) {
                return Ok(());
            }
        }
        if left.load(Ordering::Relaxed) {
            return Ok(());
        }
    }
}

/// Says who asks, and which version of Ziti.
fn greet(request: RequestBuilder, token: Option<&str>) -> Result<RequestBuilder, Lost> {
    let request = request.header(VERSION, env!("CARGO_PKG_VERSION"));
    let Some(token) = token else {
        return Ok(request);
    };
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| Lost::Unsendable("The token is none.".to_owned()))?;
    value.set_sensitive(true);
    Ok(request.header(AUTHORIZATION, value))
}

fn is_long(outgoing: &Outgoing) -> bool {
    outgoing.body.as_ref().is_some_and(|body| body.len() > COMPRESS_OVER)
}

/// Reads a reply to its end, its limit or its time, whichever comes first. What is counted is what was unpacked.
fn read(mut response: Response, limit: usize, began: Instant, timeout: Duration) -> Arrival {
    let headers = response.headers();
    let mut incoming = Incoming {
        status: response.status().as_u16(),
        content_type: header(headers, CONTENT_TYPE.as_str()).map(str::to_owned),
        now: header(headers, NOW).and_then(|now| now.trim().parse().ok()),
        retry_after: header(headers, RETRY_AFTER.as_str())
            .and_then(|seconds| seconds.trim().parse().ok())
            .map(Duration::from_secs),
        body: Vec::new(),
    };
    let mut piece = vec![0_u8; 64 * 1024];
    loop {
        if began.elapsed() >= timeout {
            return Err(Lost::Timeout);
        }
        let length = match response.read(&mut piece) {
            Ok(0) => return Ok(incoming),
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(loss::of_body(&error)),
        };
        if incoming.body.len() + length > limit {
            return Err(Lost::TooLarge);
        }
        incoming.body.extend_from_slice(piece.get(..length).unwrap_or_default());
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
