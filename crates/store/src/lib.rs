//! The station's SQLite: ledger, inbox, outbox and projections, and the only code that speaks SQL to them.
//!
//! A write is one `BEGIN IMMEDIATE` transaction with its event, its projections and its outbox row; once [`Store::write`] returns, it
//! is on the disk (`journal_mode=WAL`, `synchronous=FULL`).

pub mod conflicts;
mod database;
pub mod day_keys;
pub mod days;
mod error;
mod fold;
mod fold_revision;
mod fold_told;
pub mod inbox;
pub mod ledger;
pub mod lock;
pub mod orders;
pub mod outbox;
pub mod people;
pub mod prints;
mod rebuild;
pub mod requests;
pub mod settings;

pub use database::{Durability, FILE, Store, Tx};
pub use error::StoreError;
