//! What a station asks of a hub, as data.

use std::time::Duration;

use serde::Serialize;
use ziti_wire::sync::{AdoptedDay, ClaimRequest, EnrolRequest, PushRequest};

/// A page of changes, unpacked, has so many bytes at most.
pub const PAGE_BYTES: usize = 64 * 1024 * 1024;

/// Any other reply has so many bytes at most.
pub const REPLY_BYTES: usize = 1024 * 1024;

/// A claim is answered within this time, else the offline rule holds.
pub const CLAIM_WITHIN: Duration = Duration::from_millis(300);

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Adds.
    Post,
    /// Puts in place; again changes nothing.
    Put,
}

/// One call to a hub.
#[derive(Debug, Clone, Copy)]
pub enum Call<'a> {
    /// Asks to become a station of a point. Needs no token.
    Enrol(&'a EnrolRequest),
    /// Asks for the changes after this number.
    Changes(u64),
    /// Sends what was done here.
    Push(&'a PushRequest),
    /// Asks to be the one that hands an order over.
    Claim(&'a ClaimRequest),
    /// Brings a day of a solo station.
    AdoptDay(&'a str, &'a AdoptedDay),
    /// Says that all days were brought.
    AdoptFinish,
}

/// An HTTP request, without the address of the hub.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// How.
    pub method: Method,
    /// Begins with a slash; goes behind the hub's address.
    pub path_and_query: String,
    /// Who asks.
    pub token: Option<String>,
    /// JSON.
    pub body: Option<Vec<u8>>,
    /// The whole exchange takes so long at most.
    pub timeout: Duration,
    /// The reply, unpacked, has so many bytes at most.
    pub limit: usize,
}

/// The token and the names in the body stay out of logs.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("method", &self.method)
            .field("path_and_query", &self.path_and_query)
            .field("token", &self.token.is_some())
            .field("body_bytes", &self.body.as_ref().map_or(0, Vec::len))
            .field("timeout", &self.timeout)
            .field("limit", &self.limit)
            .finish()
    }
}

impl Call<'_> {
    /// The request of this call. `token` is left out where none is needed.
    pub fn outgoing(&self, token: Option<&str>) -> Outgoing {
        let (method, path_and_query, body, seconds) = match self {
            Self::Enrol(request) => (Method::Post, "/v1/enrolments".to_owned(), json(request), 15),
            Self::Changes(after) => (Method::Get, format!("/v1/changes?after={after}"), None, 60),
            Self::Push(request) => (Method::Post, "/v1/events".to_owned(), json(request), 60),
            Self::Claim(request) => (Method::Post, "/v1/claims".to_owned(), json(request), 0),
            Self::AdoptDay(day, batch) => (
                Method::Put,
                format!("/v1/adoption/days/{}", segment(day)),
                json(batch),
                60,
            ),
            Self::AdoptFinish => (Method::Post, "/v1/adoption/finish".to_owned(), None, 60),
        };
        Outgoing {
            method,
            path_and_query,
            token: match self {
                Self::Enrol(_) => None,
                _ => token.map(str::to_owned),
            },
            body,
            timeout: match self {
                Self::Claim(_) => CLAIM_WITHIN,
                _ => Duration::from_secs(seconds),
            },
            limit: match self {
                Self::Changes(_) => PAGE_BYTES,
                _ => REPLY_BYTES,
            },
        }
    }
}

/// These types have text keys and no values that JSON lacks, so that writing them cannot fail.
fn json<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}

/// A text as one part of a path: no slash, question mark or line break of it has a meaning there.
fn segment(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
