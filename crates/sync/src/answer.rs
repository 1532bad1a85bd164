//! What came back from a hub, read into a reply or a trouble. No bytes make it panic.

use std::time::Duration;

use ziti_domain::error::ErrorCode;
use ziti_wire::sync::{ClaimReply, Enrolled, PushReply};

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
    /// No connection.
    Unreachable(String),
    /// Not all of it was there in time.
    Timeout,
    /// The certificate is not trusted.
    Certificate(String),
    /// What is there does not speak HTTP, or not over TLS.
    NotAHub(String),
    /// The reply broke off.
    CutOff(String),
    /// The reply has more bytes than it may.
    TooLarge,
    /// The request could not even be made.
    Unsendable(String),
}

/// A reply, or what became of it.
pub type Arrival = Result<Incoming, Lost>;

/// Reads the answer to [`crate::request::Call::Enrol`].
pub fn enrolled(arrival: Arrival) -> Result<Enrolled, Trouble> {
    let _ = arrival;
    Err(Trouble::passing(ErrorCode::HubUnreachable, ""))
}

/// Reads the answer to [`crate::request::Call::Changes`].
pub fn changes(after: u64, arrival: Arrival) -> Result<Page, Trouble> {
    let _ = (after, arrival);
    Err(Trouble::passing(ErrorCode::HubUnreachable, ""))
}

/// Reads the answer to [`crate::request::Call::Push`] with so many events.
pub fn pushed(events: usize, arrival: Arrival) -> Result<PushReply, Trouble> {
    let _ = (events, arrival);
    Err(Trouble::passing(ErrorCode::HubUnreachable, ""))
}

/// Reads the answer to [`crate::request::Call::Claim`].
pub fn claimed(arrival: Arrival) -> Result<ClaimReply, Trouble> {
    let _ = arrival;
    Err(Trouble::passing(ErrorCode::HubUnreachable, ""))
}

/// Reads the answer to [`crate::request::Call::AdoptDay`] and [`crate::request::Call::AdoptFinish`]: any success will do.
pub fn done(arrival: Arrival) -> Result<(), Trouble> {
    let _ = arrival;
    Err(Trouble::passing(ErrorCode::HubUnreachable, ""))
}
