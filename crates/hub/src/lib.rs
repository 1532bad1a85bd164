//! The hub: keeps the batches of many points, tells their stations what changed, and takes in what they did.
//!
//! [`Hub`] is what it can do, over one [`database::Database`]; [`router`] is the same over HTTP. It keeps nothing in memory that another
//! process on the same database would need.

#[macro_use]
mod queries;

mod adoption;
mod bulk;
mod changes;
mod claims;
pub mod database;
mod effects;
mod enrol;
pub mod http;
mod import;
mod keys;
mod nudges;
mod orders;
mod pending;
mod points;
mod push;
mod staging;
mod stations;
mod stopped;
mod surroundings;
mod verify;

pub use crate::changes::{PAGE_CHANGES, Page};
pub use crate::database::Database;
pub use crate::enrol::EnrolCode;
pub use crate::http::router;
pub use crate::points::Point;
pub use crate::stations::{Standing, Station, surface_of, surface_word};
pub use crate::stopped::{Reply, Stopped};
pub use crate::surroundings::{Now, Random, Surroundings};
pub use crate::verify::{KeptConflict, Verified};

use std::sync::Arc;

use tokio::sync::watch;

use crate::nudges::Nudges;

/// The hub.
#[derive(Debug, Clone)]
pub struct Hub {
    pub(crate) database: Database,
    pub(crate) around: Surroundings,
    pub(crate) nudges: Nudges,
    /// Says that streams should end.
    closing: Arc<watch::Sender<bool>>,
}

impl Hub {
    /// The hub over a database.
    pub fn new(database: Database, around: Surroundings) -> Self {
        Self {
            database,
            around,
            nudges: Nudges::default(),
            closing: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Ends the streams of those who listen, so that a server can stop.
    pub fn end_streams(&self) {
        self.closing.send_replace(true);
    }

    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Whether its database answers.
    pub async fn is_ready(&self) -> bool {
        self.database.answers().await
    }
}
