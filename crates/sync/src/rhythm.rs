//! When a station calls its hub next. It has no clock: times are passed in, in UTC milliseconds, and so is chance.

use ziti_domain::error::ErrorCode;

use crate::trouble::Trouble;

/// How a station stands with its hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing was tried yet.
    Starting,
    /// The last call went well.
    Online,
    /// The hub is out of reach or has a problem; it is tried again by itself.
    Offline {
        /// When the first call failed.
        since: i64,
        /// Why the last one did.
        code: ErrorCode,
    },
    /// The operator has not confirmed this station.
    Waiting,
    /// A person has to do something; it is tried again only now and then.
    Stopped {
        /// Since when.
        since: i64,
        /// What it is.
        code: ErrorCode,
        /// What was seen.
        detail: String,
    },
}

/// When to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Now.
    Now,
    /// Then, unless something happens before.
    At(i64),
}

/// The clock of a station that syncs.
#[derive(Debug, Clone)]
pub struct Rhythm {
    state: State,
    failures: u32,
    due: i64,
}

impl Rhythm {
    /// A station that has not called yet; it should at once.
    pub fn new() -> Self {
        Self {
            state: State::Starting,
            failures: 0,
            due: i64::MIN,
        }
    }

    /// How things stand.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The last call went well.
    pub fn is_online(&self) -> bool {
        self.state == State::Online
    }

    /// Calls that failed in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// When to call next.
    pub fn next(&self, now: i64) -> Next {
        if now >= self.due { Next::Now } else { Next::At(self.due) }
    }

    /// A call went well. `chance` is any random number.
    pub fn succeeded(&mut self, now: i64, chance: u64) {
        let _ = (now, chance);
    }

    /// A call came to nothing. `chance` is any random number.
    pub fn failed(&mut self, now: i64, trouble: &Trouble, chance: u64) {
        let _ = (now, trouble, chance);
    }

    /// There is something to fetch or to send.
    pub fn nudged(&mut self, now: i64) {
        let _ = now;
    }

    /// A person asked for it: the next call is now, whatever happened before.
    pub fn asked(&mut self, now: i64) {
        let _ = now;
    }

    /// The stream of nudges begins or ends: while it flows, polling is only a safeguard.
    pub fn listening(&mut self, now: i64, flows: bool) {
        let _ = (now, flows);
    }
}

impl Default for Rhythm {
    fn default() -> Self {
        Self::new()
    }
}
