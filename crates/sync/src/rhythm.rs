//! When a station calls its hub next. It has no clock: times are passed in, in UTC milliseconds, and so is chance.

use ziti_domain::error::ErrorCode;

use crate::trouble::Trouble;

/// After the first failure it is tried again in about this time; each further one doubles it.
const BACK_OFF_FIRST: i64 = 1_000;

/// What the doubling ends at.
const BACK_OFF_MOST: i64 = 300_000;

/// What needs a person is tried again this seldom, in case the person has been there.
const LASTING: i64 = 900_000;

/// A station that waits for the operator asks this often.
const WAITING: i64 = 60_000;

/// Without nudges a station asks after between half of this and all of it.
const POLL: i64 = 60_000;

/// With nudges asking is a safeguard against one that got lost.
const POLL_BESIDE_NUDGES: i64 = 300_000;

/// Nudges that come in a heap lead to one call each so often.
const NUDGES_APART: i64 = 200;

/// A nudge does not press a hub that has problems more than this often.
const NUDGES_APART_IN_TROUBLE: i64 = 5_000;

/// No hub keeps a station away for longer.
const RETRY_AFTER_MOST: i64 = 3_600_000;

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
    /// When the last call ended.
    called: i64,
    due: i64,
    /// The hub asked not to be called before.
    not_before: i64,
    nudges_flow: bool,
}

impl Rhythm {
    /// A station that has not called yet; it should at once.
    pub fn new() -> Self {
        Self {
            state: State::Starting,
            failures: 0,
            called: i64::MIN,
            due: i64::MIN,
            not_before: i64::MIN,
            nudges_flow: false,
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

    /// When to call next. A clock that was set back does not keep the station from calling.
    pub fn next(&self, now: i64) -> Next {
        if now >= self.due || now < self.called {
            Next::Now
        } else {
            Next::At(self.due)
        }
    }

    /// A call went well. `chance` is any random number.
    pub fn succeeded(&mut self, now: i64, chance: u64) {
        self.state = State::Online;
        self.failures = 0;
        self.called = now;
        self.not_before = i64::MIN;
        self.due = now.saturating_add(self.until_poll(chance));
    }

    /// A call came to nothing. `chance` is any random number.
    pub fn failed(&mut self, now: i64, trouble: &Trouble, chance: u64) {
        self.failures = self.failures.saturating_add(1);
        self.called = now;
        let wait = if trouble.code == ErrorCode::StationWaiting {
            about(WAITING, chance)
        } else if trouble.passing {
            about(back_off(self.failures), chance)
        } else {
            LASTING + up_to(LASTING / 4, chance)
        };
        let asked_for = trouble
            .retry_after
            .map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
        self.not_before = now.saturating_add(asked_for.min(RETRY_AFTER_MOST));
        self.due = now.saturating_add(wait).max(self.not_before);
        self.state = self.after(now, trouble);
    }

    /// There is something to fetch or to send. What needs a person stays as it is.
    pub fn nudged(&mut self, now: i64) {
        let apart = match self.state {
            State::Starting | State::Online => NUDGES_APART,
            State::Offline { .. } | State::Waiting => NUDGES_APART_IN_TROUBLE,
            State::Stopped { .. } => return,
        };
        let earliest = now.max(self.called.saturating_add(apart)).max(self.not_before);
        self.due = self.due.min(earliest);
    }

    /// A person asked for it: the next call is now, whatever happened before.
    pub fn asked(&mut self, now: i64) {
        self.due = self.due.min(now);
    }

    /// The stream of nudges begins or ends: while it flows, polling is only a safeguard.
    pub fn listening(&mut self, now: i64, flows: bool, chance: u64) {
        self.nudges_flow = flows;
        if self.is_online() {
            let poll = now.saturating_add(self.until_poll(chance));
            // What is due already stays due.
            self.due = if flows && self.due > now {
                poll
            } else {
                self.due.min(poll)
            };
        }
    }

    fn until_poll(&self, chance: u64) -> i64 {
        if self.nudges_flow {
            about(POLL_BESIDE_NUDGES, chance)
        } else {
            POLL / 2 + up_to(POLL / 2, chance)
        }
    }

    fn after(&self, now: i64, trouble: &Trouble) -> State {
        let code = trouble.code;
        if code == ErrorCode::StationWaiting {
            return State::Waiting;
        }
        match (&self.state, trouble.passing) {
            (State::Offline { since, .. }, true) => State::Offline {
                since: now.min(*since),
                code,
            },
            (_, true) => State::Offline { since: now, code },
            (State::Stopped { since, code: same, .. }, false) if *same == code => State::Stopped {
                since: now.min(*since),
                code,
                detail: trouble.detail.clone(),
            },
            (_, false) => State::Stopped {
                since: now,
                code,
                detail: trouble.detail.clone(),
            },
        }
    }
}

impl Default for Rhythm {
    fn default() -> Self {
        Self::new()
    }
}

fn back_off(failures: u32) -> i64 {
    let doublings = failures.saturating_sub(1).min(16);
    (BACK_OFF_FIRST << doublings).min(BACK_OFF_MOST)
}

/// From three quarters of a time to five: stations that lost the hub together do not come back together.
fn about(time: i64, chance: u64) -> i64 {
    time - time / 4 + up_to(time / 2, chance)
}

/// From nothing to `most`, both included.
fn up_to(most: i64, chance: u64) -> i64 {
    let span = most.unsigned_abs().saturating_add(1);
    i64::try_from(chance % span).unwrap_or(0)
}

#[cfg(test)]
#[path = "rhythm_tests.rs"]
mod tests;
