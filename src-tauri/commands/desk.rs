//! The open station, shared by all commands, and the thread that notices when another program writes to the folder.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tauri::{AppHandle, Emitter, Manager};
use ziti_domain::error::ErrorCode;
use ziti_station::{Reply, Station, Watched};
use ziti_wire::failure::Failure;
use ziti_wire::hub::EnrolWish;
use ziti_wire::settings::Setup;
use ziti_wire::status::Opening;

use super::imports::Imports;

/// How often the folder is looked at for what zitictl did meanwhile.
const LOOK: Duration = Duration::from_secs(1);

/// What opening a folder comes to.
type Opened = (Opening, Option<Station>);

/// What the window works on.
#[derive(Debug)]
pub struct Desk {
    folder: PathBuf,
    station: Mutex<Option<Arc<Station>>>,
    /// The folder is being opened while the window is still being made.
    opening: Mutex<Option<JoinHandle<Opened>>>,
    /// The imports that are being read.
    pub imports: Imports,
    /// Someone wants to sync now.
    asked: AtomicBool,
}

impl Desk {
    /// A desk on a folder that nobody has opened yet.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            station: Mutex::new(None),
            opening: Mutex::new(None),
            imports: Imports::default(),
            asked: AtomicBool::new(false),
        }
    }

    /// Begins to open the folder, for the screen that will ask for it soon.
    #[must_use]
    pub fn begun_early(self) -> Self {
        let folder = self.folder.clone();
        let opening = std::thread::spawn(move || ziti_station::opening(&folder));
        *self.opening.lock().unwrap_or_else(PoisonError::into_inner) = Some(opening);
        self
    }

    /// Opens the folder, or says what it is.
    pub fn open(&self) -> Opening {
        let early = self.opening.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (opening, station) = early
            .and_then(|opening| opening.join().ok())
            .unwrap_or_else(|| ziti_station::opening(&self.folder));
        self.keep(station);
        opening
    }

    /// Makes a station in the folder.
    pub fn init(&self, setup: &Setup) -> Reply<Opening> {
        let station = Station::init(&self.folder, setup, None)?;
        let status = Box::new(station.status()?);
        self.keep(Some(station));
        Ok(Opening::Ready { status })
    }

    /// Makes a station of a hub's point in the folder.
    pub fn enrol_new(&self, wish: &EnrolWish) -> Reply<Opening> {
        let station = Station::enrol_new(&self.folder, wish)?;
        let status = Box::new(station.status()?);
        self.keep(Some(station));
        Ok(Opening::Ready { status })
    }

    /// The hub is called as soon as may be.
    pub fn ask_to_sync(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// The station; a folder without one says so.
    pub fn station(&self) -> Reply<Arc<Station>> {
        let station = self.station.lock().unwrap_or_else(PoisonError::into_inner).clone();
        station.ok_or_else(Failure::without_station)
    }

    /// Whether there is a station by now in a folder that had none: zitictl may have made it.
    pub fn begun(&self) -> bool {
        if self.station().is_ok() {
            return false;
        }
        let station = Station::open(&self.folder).ok();
        let begun = station.is_some();
        if begun {
            self.keep(station);
        }
        begun
    }

    fn keep(&self, station: Option<Station>) {
        *self.station.lock().unwrap_or_else(PoisonError::into_inner) = station.map(Arc::new);
    }
}

/// Runs what may block away from the threads that serve the screen.
pub async fn away<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&Station) -> Reply<T> + Send + 'static,
) -> Reply<T> {
    let station = app.state::<Desk>().station()?;
    tauri::async_runtime::spawn_blocking(move || work(&station))
        .await
        .unwrap_or_else(|_| Err(Failure::inside()))
}

/// Keeps the station in step with its hub. It works on a connection of its own, so that a long pull never holds up the counter.
pub fn sync(app: AppHandle) {
    let syncing = std::thread::Builder::new().name("sync".to_owned()).spawn(move || {
        let desk = app.state::<Desk>();
        loop {
            // The counter comes first: what the hub has to say can wait until the window stands.
            std::thread::sleep(LOOK);
            if let Ok(station) = Station::open(&desk.folder)
                && let Err(failure) = station.watch(&AtomicBool::new(false), &desk.asked, &mut log_sync)
                && failure.code != ErrorCode::SyncRunning
            {
                log::warn!("syncing stopped: {failure}");
            }
            // Another program syncs this folder, there is no station yet, or the disk is full: that may pass.
            std::thread::sleep(4 * LOOK);
        }
    });
    if let Err(error) = syncing {
        log::warn!("this window will not sync: {error}");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what a watcher is told with")]
fn log_sync(watched: Watched<'_>) {
    match watched {
        Watched::Failed(failure) => log::info!("sync: {} ({})", failure.message, failure.code),
        Watched::Synced(report) if report.pushed + report.pulled > 0 => {
            log::info!(
                "sync: {} events sent, {} changes taken in",
                report.pushed,
                report.pulled
            );
        }
        Watched::Synced(_) | Watched::Progress(_) => {}
    }
}

/// Tells the screen when another program has written to the folder.
pub fn watch(app: AppHandle) {
    let watching = std::thread::Builder::new().name("watch".to_owned()).spawn(move || {
        let mut last = None;
        loop {
            std::thread::sleep(LOOK);
            let desk = app.state::<Desk>();
            let begun = desk.begun();
            let Ok(version) = desk.station().and_then(|station| station.data_version()) else {
                continue;
            };
            let changed = begun || last.is_some_and(|last| last != version);
            if changed && app.emit("changed", ()).is_err() {
                return;
            }
            last = Some(version);
        }
    });
    if let Err(error) = watching {
        log::warn!("what other programs do on this folder will not be noticed: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_that_another_program_made_meanwhile_is_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(folder.path());
        assert!(matches!(desk.open(), Opening::New));
        assert!(!desk.begun());
        let setup = Setup {
            point: "100001".to_owned(),
            name: "haus".to_owned(),
            ..Setup::default()
        };
        Station::init(folder.path(), &setup, None).unwrap();
        assert!(desk.begun());
        assert!(!desk.begun());
        assert!(desk.station().is_ok());
    }
}
