//! The hub client of a station.
//!
//! Nothing here but [`http`] touches a network, and nothing reads a clock: a [`request::Call`] becomes an
//! [`request::Outgoing`], some adapter carries it, and [`answer`] reads what came back. [`rhythm::Rhythm`] says when to
//! call next. Whatever the other side sends, the result is a reply or a [`trouble::Trouble`], and never a panic.
//!
//! ```no_run
//! use ziti_sync::{answer, http::Carrier, page::Page, request::Call, trouble::Trouble};
//!
//! fn pull(carrier: &Carrier, token: &str, after: u64) -> Result<Page, Trouble> {
//!     answer::changes(after, carrier.carry(&Call::Changes(after).outgoing(Some(token))))
//! }
//! ```

pub mod address;
pub mod answer;
pub mod http;
mod loss;
pub mod nudges;
pub mod page;
pub mod request;
pub mod rhythm;
pub mod skew;
pub mod trouble;
pub mod trust;
