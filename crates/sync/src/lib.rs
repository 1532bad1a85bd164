//! The hub client of a station.
//!
//! Nothing here but [`http`] touches a network, and nothing reads a clock: a [`request::Call`] becomes an
//! [`request::Outgoing`], some adapter carries it, and [`answer`] reads what came back. [`rhythm::Rhythm`] says when to
//! call next. Whatever the other side sends, the result is a reply or a [`trouble::Trouble`], and never a panic.

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
