//! The station's hub: enrolling, pushing, pulling, claims, conflicts. What is said stands in `ziti_wire::sync`, how it is carried in
//! `ziti_sync`; here it meets the ledger.

mod adopt;
mod batch;
mod claim;
mod conflicts;
mod enrol;
mod link;
mod pull;
mod push;
mod round;
mod watch;

pub(crate) use claim::Claimed;
pub(crate) use link::{Link, carrier_of};
pub use watch::Watched;
