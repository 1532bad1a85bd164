//! Stories of the hub, called as a service: each is told on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[macro_use]
mod world;

mod adoption;
mod bad_input;
mod changes;
mod claims;
mod conflicts;
mod enrolment;
mod imports;
mod keys;
mod postgres;
mod pushes;
mod requests;
mod sums;
mod till;
