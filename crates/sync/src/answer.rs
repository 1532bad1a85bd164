//! What came back from a hub, read into a reply or a trouble. No bytes make it panic.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use ziti_domain::error::ErrorCode;
use ziti_wire::sync::{ChainState, ClaimReply, Enrolled, PushReply, PushRequest};

use crate::page::Page;
use crate::trouble::Trouble;

/// An HTTP reply, unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Incoming {
    /// Status.
    pub status: u16,
    /// Content type, as sent.
    pub content_type: Option<String>,
    /// The hub's time, from [`ziti_wire::sync::NOW`].
    pub now: Option<i64>,
    /// `Retry-After`, where it is given in seconds.
    pub retry_after: Option<Duration>,
    /// Body.
    pub body: Vec<u8>,
}

/// No reply, or only a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// No connection, or it was closed without an answer.
    Unreachable(String),
    /// Not all of it was there in time.
    Timeout,
    /// The certificate is not trusted.
    Certificate(String),
    /// What is there speaks no HTTP, or not over TLS.
    NotAHub(String),
    /// The reply broke off.
    CutOff(String),
    /// The reply has more bytes than it may.
    TooLarge,
    /// The request could not even be made.
    Unsendable(String),
}

impl From<Lost> for Trouble {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Unreachable(why) => Self::passing(ErrorCode::HubUnreachable, why),
            Lost::Timeout => Self::passing(ErrorCode::HubTimeout, ""),
            Lost::Certificate(why) => Self::lasting(ErrorCode::HubCertificate, why),
            Lost::NotAHub(why) => Self::lasting(ErrorCode::HubNotAHub, why),
            Lost::CutOff(why) => Self::passing(ErrorCode::PageIncomplete, why),
            Lost::TooLarge => Self::lasting(ErrorCode::HubReplyTooLarge, ""),
            Lost::Unsendable(why) => Self::lasting(ErrorCode::RequestInvalid, why),
        }
    }
}

/// A reply, or what became of it.
pub type Arrival = Result<Incoming, Lost>;

/// Reads the answer to [`crate::request::Call::Enrol`].
pub fn enrolled(arrival: Arrival) -> Result<Enrolled, Trouble> {
    let enrolled: Enrolled = json(&success(arrival)?)?;
    let hex = enrolled.token.len() == 64 && enrolled.token.bytes().all(|b| b.is_ascii_hexdigit());
    let number = !enrolled.station.is_empty()
        && enrolled.station.len() <= 9
        && enrolled.station.bytes().all(|b| b.is_ascii_digit());
    if hex && number {
        Ok(enrolled)
    } else {
        Err(invalid("The token or the station's number is none."))
    }
}

/// Reads the answer to [`crate::request::Call::Changes`].
pub fn changes(after: u64, arrival: Arrival) -> Result<Page, Trouble> {
    let incoming = success(arrival)?;
    Page::read(after, &incoming.body).map_err(|trouble| not_ours(&incoming, trouble))
}

/// Reads the answer to [`crate::request::Call::Push`]; it answers just the events of `request`, in their order, or none.
pub fn pushed(request: &PushRequest, arrival: Arrival) -> Result<PushReply, Trouble> {
    let reply: PushReply = json(&success(arrival)?)?;
    let fits = match reply.chain {
        ChainState::Continued => {
            let sent = request.events.iter().map(|event| &event.id);
            sent.eq(reply.answers.iter().map(|answer| &answer.id))
        }
        ChainState::Forked | ChainState::Missing | ChainState::Broken => reply.answers.is_empty(),
    };
    if fits {
        Ok(reply)
    } else {
        Err(invalid("The answers are not those to the events that were sent."))
    }
}

/// Reads the answer to [`crate::request::Call::Claim`].
pub fn claimed(arrival: Arrival) -> Result<ClaimReply, Trouble> {
    json(&success(arrival)?)
}

/// Reads the answer to [`crate::request::Call::AdoptDay`] and [`crate::request::Call::AdoptFinish`]: a hub's success
/// will do, whatever it says.
pub fn done(arrival: Arrival) -> Result<(), Trouble> {
    let incoming = success(arrival)?;
    if incoming.now.is_none() {
        return Err(Trouble::lasting(
            ErrorCode::HubNotAHub,
            "The answer has no time of a hub.",
        ));
    }
    Ok(())
}

/// Lets only successes through that could be a hub's.
fn success(arrival: Arrival) -> Result<Incoming, Trouble> {
    let incoming = arrival?;
    if !(200..=299).contains(&incoming.status) {
        return Err(refused(&incoming));
    }
    if is_html(&incoming) {
        return Err(Trouble::lasting(ErrorCode::HubNotAHub, "It answers with a web page."));
    }
    Ok(incoming)
}

/// What a status that is no success means. A hub says it itself; what stands before it, or instead of it, has a status only.
fn refused(incoming: &Incoming) -> Trouble {
    let mut trouble = match incoming.status {
        // A login page of the network.
        511 => lasting(incoming, ErrorCode::HubNotAHub),
        // A code of the hub's machine, such as a full disk, would be read as this machine's: it goes into the detail.
        500..=599 => passing(incoming, ErrorCode::HubFailed),
        400..=499 => match failure(incoming) {
            Some((code, message)) if may_pass(code) => Trouble::passing(code, message),
            Some((code, message)) => Trouble::lasting(code, message),
            None => by_status(incoming),
        },
        _ => lasting(incoming, ErrorCode::HubNotAHub),
    };
    trouble.retry_after = incoming.retry_after;
    trouble
}

/// A refusal without a code that this version knows.
fn by_status(incoming: &Incoming) -> Trouble {
    match incoming.status {
        408 => passing(incoming, ErrorCode::HubTimeout),
        429 => passing(incoming, ErrorCode::TooManyRequests),
        _ if is_html(incoming) => lasting(incoming, ErrorCode::HubNotAHub),
        401 => lasting(incoming, ErrorCode::TokenUnknown),
        413 => lasting(incoming, ErrorCode::RequestInvalid),
        // A hub that is newer or older than this station, or something that is none.
        _ if incoming.now.is_some() => lasting(incoming, ErrorCode::RequestInvalid),
        _ => lasting(incoming, ErrorCode::HubNotAHub),
    }
}

/// What passes by itself when a hub says so.
fn may_pass(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::StationWaiting
            | ErrorCode::TooManyRequests
            | ErrorCode::HubUnreachable
            | ErrorCode::HubTimeout
            | ErrorCode::HubFailed
            | ErrorCode::PageIncomplete
            | ErrorCode::DatabaseBusy
    )
}

fn passing(incoming: &Incoming, code: ErrorCode) -> Trouble {
    Trouble::passing(code, said(incoming))
}

fn lasting(incoming: &Incoming, code: ErrorCode) -> Trouble {
    Trouble::lasting(code, said(incoming))
}

/// The status, and the sentence of whoever answered where it is one.
fn said(incoming: &Incoming) -> String {
    let status = incoming.status;
    match serde_json::from_slice::<FailureText>(&incoming.body) {
        Ok(FailureText { code, message }) => format!("Status {status}, {code}: {message}"),
        Err(_) => format!("Status {status}."),
    }
}

/// A failure whose code may be of another version.
#[derive(Deserialize)]
struct FailureText {
    code: String,
    #[serde(default)]
    message: String,
}

fn failure(incoming: &Incoming) -> Option<(ErrorCode, String)> {
    let FailureText { code, message } = serde_json::from_slice(&incoming.body).ok()?;
    let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code)?;
    Some((*known, message))
}

fn json<T: DeserializeOwned>(incoming: &Incoming) -> Result<T, Trouble> {
    serde_json::from_slice(&incoming.body).map_err(|error| not_ours(incoming, unreadable(&error)))
}

/// JSON that breaks off may be whole the next time; JSON that is something else will stay so.
pub(crate) fn unreadable(error: &serde_json::Error) -> Trouble {
    if error.is_eof() {
        Trouble::passing(ErrorCode::HubReplyInvalid, error.to_string())
    } else {
        invalid(&error.to_string())
    }
}

fn invalid(detail: &str) -> Trouble {
    Trouble::lasting(ErrorCode::HubReplyInvalid, detail)
}

/// What cannot be read and does not even claim to be JSON is no hub's: the "you are offline" of a network, for example.
fn not_ours(incoming: &Incoming, trouble: Trouble) -> Trouble {
    let other = incoming
        .content_type
        .as_deref()
        .is_some_and(|kind| !kind.to_ascii_lowercase().contains("json"));
    if other && trouble.code == ErrorCode::HubReplyInvalid {
        return lasting(incoming, ErrorCode::HubNotAHub);
    }
    trouble
}

fn is_html(incoming: &Incoming) -> bool {
    let kind = incoming
        .content_type
        .as_deref()
        .unwrap_or_default()
        .trim_start()
        .to_ascii_lowercase();
    let text = incoming.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&incoming.body);
    kind.starts_with("text/html") || kind.starts_with("application/xhtml") || text.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
