//! Syncing by itself: when something waits, when the hub nudges, and every minute; slower and slower while it does not answer.

use std::fs::{OpenOptions, TryLockError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ziti_domain::error::ErrorCode;
use ziti_sync::rhythm::{Next, Rhythm};
use ziti_wire::failure::Failure;
use ziti_wire::hub::{LinkState, Progress, SyncReport};

use super::link::{carrier_of, told};
use super::round::Halted;
use crate::{Reply, Station, Stopped};

/// So soon what was done here is on its way.
const LOOK: Duration = Duration::from_millis(100);

/// So often a station without a hub looks whether it has one by now.
const LOOK_FOR_HUB: Duration = Duration::from_secs(1);

/// So long after a stream of nudges broke off it is asked for again.
const LISTEN_AGAIN: Duration = Duration::from_secs(5);

/// What a watcher is told.
#[derive(Debug)]
pub enum Watched<'a> {
    /// A long pull or an adoption goes on.
    Progress(Progress),
    /// A sync ended.
    Synced(&'a SyncReport),
    /// A sync came to nothing; it is tried again by itself.
    Failed(&'a Failure),
}

impl Station {
    /// Syncs until `stop` is set. `asked` makes it try at once and is taken back.
    ///
    /// A folder that has no hub yet is looked at now and then, so that this may run from the first start on.
    ///
    /// # Errors
    /// `sync_running` when another program does it already; a failure of the folder.
    pub fn watch(&self, stop: &AtomicBool, asked: &AtomicBool, on: &mut dyn FnMut(Watched<'_>)) -> Reply<()> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join("sync.lock"))
            .map_err(|_| crate::opening::unusable(&self.folder))?;
        if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(Failure::new(ErrorCode::SyncRunning));
        }
        let (nudged, flows) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| self.listen(stop, &nudged, &flows));
            let outcome = self.keep_in_step(stop, asked, &nudged, &flows, on);
            // The listener ends with this.
            stop.store(true, Ordering::Relaxed);
            outcome
        })
    }

    fn keep_in_step(
        &self,
        stop: &AtomicBool,
        asked: &AtomicBool,
        nudged: &AtomicBool,
        flows: &AtomicBool,
        on: &mut dyn FnMut(Watched<'_>),
    ) -> Reply<()> {
        let begun = Instant::now();
        // The rhythm needs a clock that only goes forward; whoever sets this computer's must not make it sleep.
        let now = || i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        let mut rhythm = Rhythm::new();
        let mut was_flowing = false;
        while !stop.load(Ordering::Relaxed) {
            let linked = self.link()?.is_some_and(|link| link.state != LinkState::Revoked);
            if !linked {
                rest(LOOK_FOR_HUB, stop);
                continue;
            }
            if asked.swap(false, Ordering::Relaxed) {
                rhythm.asked(now());
            }
            let waits = rhythm.is_online() && self.store.read::<_, Stopped>(|tx| Ok(tx.waiting()?))? > 0;
            if nudged.swap(false, Ordering::Relaxed) || waits {
                rhythm.nudged(now());
            }
            let flow = flows.load(Ordering::Relaxed);
            if flow != was_flowing {
                was_flowing = flow;
                rhythm.listening(now(), flow, self.chance());
            }
            if rhythm.next(now()) != Next::Now {
                std::thread::sleep(LOOK);
                continue;
            }
            let chance = self.chance();
            let outcome = self.sync_round(&mut |progress| on(Watched::Progress(progress)));
            match outcome {
                Ok(report) => {
                    rhythm.succeeded(now(), chance);
                    on(Watched::Synced(&report));
                }
                Err(Halted::Trouble(trouble)) => {
                    rhythm.failed(now(), &trouble, chance);
                    on(Watched::Failed(&told(&trouble)));
                }
                Err(Halted::Stopped(stopped)) => {
                    // Something is wrong on this side: a full disk, say. It is tried again, not at once.
                    let failure = Failure::from(stopped);
                    let trouble = ziti_sync::trouble::Trouble::passing(failure.code, &failure.message);
                    rhythm.failed(now(), &trouble, chance);
                    on(Watched::Failed(&failure));
                }
            }
        }
        Ok(())
    }

    fn chance(&self) -> u64 {
        u64::from_be_bytes(self.around.bytes())
    }

    /// Listens to the hub's nudges as long as it lets us.
    fn listen(&self, stop: &AtomicBool, nudged: &AtomicBool, flows: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            let link = self
                .link()
                .ok()
                .flatten()
                .filter(|link| link.state == LinkState::Active);
            if let Some(link) = link.filter(|_| self.around.hub.is_none())
                && let Ok(carrier) = carrier_of(&link.address, link.certificate.as_deref())
            {
                let _ = carrier.nudges(&link.token, stop, |nudge| {
                    flows.store(true, Ordering::Relaxed);
                    let known = self.link().ok().flatten().map_or(0, |link| link.cursor);
                    if nudge.last > known {
                        nudged.store(true, Ordering::Relaxed);
                    }
                });
                flows.store(false, Ordering::Relaxed);
            }
            rest(LISTEN_AGAIN, stop);
        }
    }
}

/// Sleeps, unless all is to stop.
fn rest(time: Duration, stop: &AtomicBool) {
    let begun = Instant::now();
    while begun.elapsed() < time && !stop.load(Ordering::Relaxed) {
        std::thread::sleep(LOOK);
    }
}
