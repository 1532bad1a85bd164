//! A carrier against hubs that are none, that are broken, or that are fine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_replies;
mod carrying;
mod certificates;
mod fake;
mod listening;
