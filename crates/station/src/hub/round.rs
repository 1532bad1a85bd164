//! One sync: what waits goes up, what is new comes down, and what became of it is kept for the screen.

use ziti_domain::error::ErrorCode;
use ziti_sync::trouble::Trouble;
use ziti_wire::failure::Failure;
use ziti_wire::hub::{LinkState, Progress, SyncReport};

use super::link::{Link, told};
use crate::{Reply, Station, Stopped};

/// Why a sync ended before its end.
pub(super) enum Halted {
    /// The hub, or the way to it.
    Trouble(Trouble),
    /// This side.
    Stopped(Stopped),
}

impl From<Trouble> for Halted {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Stopped> for Halted {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl Station {
    /// Pushes what waits and pulls what is new, once. `progress` is told of a long pull.
    ///
    /// # Errors
    /// `not_enrolled`, `station_waiting`, `station_revoked`, and whatever is wrong with the hub or the way to it; what was done until
    /// then stays done, and the same again goes on from there.
    pub fn sync(&self, progress: &mut dyn FnMut(Progress)) -> Reply<SyncReport> {
        match self.sync_round(progress) {
            Ok(report) => Ok(report),
            Err(Halted::Stopped(stopped)) => Err(stopped.into()),
            Err(Halted::Trouble(trouble)) => Err(told(&trouble)),
        }
    }

    /// As [`Station::sync`], with the trouble itself for whoever decides when to try again.
    pub(super) fn sync_round(&self, progress: &mut dyn FnMut(Progress)) -> Result<SyncReport, Halted> {
        let link = self
            .link()?
            .ok_or_else(|| Stopped::from(Failure::new(ErrorCode::NotEnrolled)))?;
        if link.state == LinkState::Revoked {
            return Err(Stopped::from(ErrorCode::StationRevoked).into());
        }
        let mut report = SyncReport::default();
        let outcome = self.both_ways(&link, progress, &mut report);
        self.note_outcome(&outcome, &report)?;
        outcome?;
        report.waiting = self.store.read::<_, Stopped>(|tx| Ok(tx.waiting()?))?;
        Ok(report)
    }

    fn both_ways(
        &self,
        link: &Link,
        progress: &mut dyn FnMut(Progress),
        report: &mut SyncReport,
    ) -> Result<(), Halted> {
        if link.adopting.is_some() {
            self.adopt(progress)?;
        }
        // A station that is not confirmed yet may ask, and is told so; what it did waits until then.
        if link.state == LinkState::Active {
            self.push_all(report)?;
        }
        let pulled = self.pull_all(progress, report);
        if let Err(Halted::Trouble(trouble)) = &pulled
            && trouble.code == ErrorCode::StationRevoked
        {
            // What was done is told before the names go.
            let pushed = self.push_all(report);
            if matches!(&pushed, Err(Halted::Trouble(trouble)) if trouble.passing) {
                return pushed;
            }
            self.forget()?;
        }
        pulled?;
        if link.state == LinkState::Active && link.adopting.is_none() {
            self.leave_keys_to_the_hub()?;
        }
        self.push_all(report)
    }

    /// A station that brought its point gets the keys of single days like any other: the point's own key is the hub's from then on.
    fn leave_keys_to_the_hub(&self) -> Result<(), Stopped> {
        let has_key = self
            .store
            .read(|tx| Ok::<_, Stopped>(!self.desk(tx)?.identity.point_key.is_empty()))?;
        if !has_key {
            return Ok(());
        }
        self.store.write(|tx| {
            let mut desk = self.desk(tx)?;
            for day in tx.all_days()? {
                if tx.day_key(day)?.is_none() {
                    // The hub has not told all of them yet.
                    return Ok(());
                }
            }
            desk.identity.point_key.clear();
            Ok(tx.set_setting("identity", &desk.identity)?)
        })
    }

    /// Keeps how it went for the screen.
    fn note_outcome(&self, outcome: &Result<(), Halted>, report: &SyncReport) -> Result<(), Stopped> {
        let now = self.around.now().0;
        self.change_link(|link| {
            if report.skew_ms != 0 || link.skew_ms != 0 {
                link.skew_ms = report.skew_ms;
            }
            match outcome {
                Ok(()) => {
                    link.last_sync_at = Some(now);
                    link.offline_since = None;
                    link.trouble = None;
                    link.progress = None;
                    if link.state == LinkState::Waiting {
                        link.state = LinkState::Active;
                    }
                }
                Err(Halted::Trouble(trouble)) => {
                    link.trouble = Some(told(trouble));
                    if trouble.code == ErrorCode::StationWaiting {
                        link.state = LinkState::Waiting;
                        link.offline_since = None;
                    } else {
                        link.offline_since.get_or_insert(now);
                    }
                }
                Err(Halted::Stopped(Stopped::Told(failure))) => link.trouble = Some((**failure).clone()),
                Err(Halted::Stopped(Stopped::Store(_))) => {}
            }
        })
    }

    /// The operator took this station back: names, phones, addresses and keys go, the ledger stays.
    ///
    /// Revoked is what it calls itself once nothing is left in the files either: broken off before that, the next sync does it again.
    fn forget(&self) -> Result<(), Stopped> {
        self.store.write(|tx| {
            tx.forget_people()?;
            let mut desk = self.desk(tx)?;
            desk.identity.point_key.clear();
            tx.set_setting("identity", &desk.identity)?;
            Ok::<_, Stopped>(())
        })?;
        self.store.scrub()?;
        self.change_link(|link| {
            link.state = LinkState::Revoked;
            link.token.clear();
        })
    }
}
