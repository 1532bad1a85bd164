//! The use cases of the counter: a request goes in, a reply comes out. Shell and command line are one line each on it.
//!
//! A refusal is a reply; a [`Failure`] has a code that never changes its meaning. Everything here may block.

mod codes;
mod collect;
mod counter;
mod days;
mod finding;
mod hub;
mod import;
mod opening;
mod orders;
mod paper;
mod planted;
mod print;
mod replies;
mod sample;
mod search;
mod settings;
mod setup;
mod staging;
mod surroundings;
mod undo;
mod view;

#[cfg(test)]
mod stories;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ziti_store::{Store, StoreError};
use ziti_wire::failure::Failure;

pub use hub::Watched;
pub use opening::opening;
pub use print::folder_for;
pub use settings::{allowed, not_allowed};
pub use surroundings::Surroundings;

/// What a request is answered with.
pub type Reply<T> = Result<T, Failure>;

/// A station, open on its data folder. Any number of them, in any number of processes, may be open on one folder.
pub struct Station {
    store: Store,
    folder: PathBuf,
    around: Surroundings,
    carrier: Mutex<Option<KeptCarrier>>,
}

/// The way to a hub, kept open: its address, its certificate, and what carries calls there.
type KeptCarrier = (String, Option<String>, surroundings::Carry);

impl std::fmt::Debug for Station {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Station")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Station {
    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A number that differs once another program has written to the folder.
    ///
    /// # Errors
    /// When the database fails.
    pub fn data_version(&self) -> Reply<i64> {
        self.store.data_version().map_err(failed)
    }
}

/// The folder that window and command line share when none is named; nothing for an account without a home.
pub fn default_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("community", "Ziti", "ziti").map(|places| places.data_dir().to_owned())
}

/// Either a failure that a person is told or one of the database, on its way out of a transaction.
enum Stopped {
    Told(Box<Failure>),
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Told(Box::new(failure))
    }
}

impl From<ziti_domain::error::ErrorCode> for Stopped {
    fn from(code: ziti_domain::error::ErrorCode) -> Self {
        Failure::new(code).into()
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Told(failure) => *failure,
            Stopped::Store(error) => failed(error),
        }
    }
}

/// A failure of the database in the words of its code; what only a programmer understands is added.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn failed(error: StoreError) -> Failure {
    let code = error.code();
    match &error {
        StoreError::Broken { n } => Failure::about(code, format!("{} First at number {n}.", code.message())),
        _ if code == ziti_domain::error::ErrorCode::Internal => {
            Failure::about(code, format!("{} ({error})", code.message()))
        }
        _ => Failure::new(code),
    }
}
