//! Opening a folder: a new one, one with a station, or one that cannot be used.

use std::path::Path;

use ziti_domain::error::ErrorCode;
use ziti_store::{Durability, Store};
use ziti_wire::failure::Failure;
use ziti_wire::status::Opening;

use crate::{Reply, Station, Surroundings, failed};

/// Opens the folder for the window: what to show, and the station if there is one.
pub fn opening(folder: &Path) -> (Opening, Option<Station>) {
    let opened = Station::open(folder).and_then(|station| Ok((station.status()?, station)));
    match opened {
        Ok((status, station)) => (
            Opening::Ready {
                status: Box::new(status),
            },
            Some(station),
        ),
        Err(failure) if failure.code == ErrorCode::NotInitialised && writable(folder) => (Opening::New, None),
        Err(failure) if failure.code == ErrorCode::NotInitialised => (
            Opening::Failed {
                failure: unusable(folder),
            },
            None,
        ),
        Err(failure) => (Opening::Failed { failure }, None),
    }
}

impl Station {
    /// Opens the station in a folder.
    ///
    /// # Errors
    /// `not_initialised` when there is none; `database_newer`, `database_damaged`, `read_only`, `folder_unusable`, `disk_full`.
    pub fn open(folder: &Path) -> Reply<Self> {
        Self::open_in(folder, Surroundings::system())
    }

    /// Opens the station in a folder with a time and a chance of the caller's.
    ///
    /// # Errors
    /// As [`Station::open`].
    pub fn open_in(folder: &Path, around: Surroundings) -> Reply<Self> {
        let store = Store::open(folder, durability()).map_err(failed)?;
        let station = Self {
            store,
            folder: folder.to_owned(),
            around,
            carrier: std::sync::Mutex::default(),
        };
        if station
            .store
            .read(|tx| tx.setting::<serde_json::Value>("settings"))
            .map_err(failed)?
            .is_none()
        {
            // A first start was cut off between making the file and answering its questions.
            return Err(Failure::new(ErrorCode::NotInitialised));
        }
        Ok(station)
    }
}

/// Full, but for the test that shows what less would lose.
fn durability() -> Durability {
    #[cfg(feature = "test")]
    if std::env::var("ZITI_SYNCHRONOUS").is_ok_and(|set| set == "NORMAL") {
        return Durability::Normal;
    }
    Durability::Full
}

fn writable(folder: &Path) -> bool {
    std::fs::create_dir_all(folder).is_ok() && tempfile::tempfile_in(folder).is_ok()
}

pub(crate) fn unusable(folder: &Path) -> Failure {
    let code = ErrorCode::FolderUnusable;
    Failure::about(code, format!("{} ({})", code.message(), folder.display()))
}
