//! Opening the database, and its transactions.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use ziti_domain::error::ErrorCode;

use crate::error::StoreError;

/// The database's name in the data folder.
pub const FILE: &str = "ziti.db";

/// `ziti` in ASCII: what SQLite keeps to tell whose file this is.
const APPLICATION: i32 = 0x7a69_7469;

/// How long a writer waits for the others.
const PATIENCE: Duration = Duration::from_secs(20);

const STEPS: &[M<'_>] = &[
    M::up(include_str!("migrations/1_counter.sql")),
    M::up(include_str!("migrations/2_siblings.sql")),
    M::up(include_str!("migrations/3_unsettled.sql")),
];

/// How durable a commit is. Anything but full is for the test that shows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// `synchronous=FULL`: a commit is on the disk.
    #[default]
    Full,
    /// `synchronous=NORMAL`: a power cut may take the last commits.
    Normal,
}

/// A data folder's database, open.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
}

/// A transaction; everything that reads or writes goes through one.
#[derive(Debug)]
pub struct Tx<'a>(pub(crate) Transaction<'a>);

impl Store {
    /// Whether there is a database in the folder.
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// Makes a new database in the folder, which must be there and hold none.
    ///
    /// # Errors
    /// When there is one already, or the folder cannot be written to.
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        Self::open_with(folder, OpenFlags::SQLITE_OPEN_CREATE, Durability::Full)
    }

    /// Opens the folder's database and brings its schema up to date.
    ///
    /// # Errors
    /// When there is none, it is damaged, newer than this program, or the folder cannot be written to.
    pub fn open(folder: &Path, durability: Durability) -> Result<Self, StoreError> {
        if !Self::exists(folder) {
            return Err(StoreError::Coded(ErrorCode::NotInitialised));
        }
        Self::open_with(folder, OpenFlags::empty(), durability)
    }

    fn open_with(folder: &Path, more: OpenFlags, durability: Durability) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
        let mut connection = Connection::open_with_flags(folder.join(FILE), flags)?;
        connection.busy_timeout(PATIENCE)?;
        let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if application != APPLICATION && (application != 0 || version != 0) {
            return Err(StoreError::Coded(ErrorCode::DatabaseDamaged));
        }
        if connection.is_readonly(rusqlite::MAIN_DB)? {
            return Err(StoreError::Coded(ErrorCode::ReadOnly));
        }
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(
            None,
            "synchronous",
            if durability == Durability::Full {
                "FULL"
            } else {
                "NORMAL"
            },
        )?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.set_prepared_statement_cache_capacity(96);
        if version == 0 {
            connection.pragma_update(None, "application_id", APPLICATION)?;
        }
        Migrations::from_slice(STEPS).to_latest(&mut connection)?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic in another thread rolled its transaction back; the connection is whole.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads from one consistent state.
    ///
    /// # Errors
    /// What `read` returns, or a failure of the database.
    pub fn read<T, E: From<StoreError>>(&self, read: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.connection();
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Deferred)
            .map_err(StoreError::from)?;
        read(&Tx(tx))
    }

    /// Writes: all of it, on the disk, or nothing.
    ///
    /// # Errors
    /// What `write` returns, and then nothing was written; or a failure of the database.
    pub fn write<T, E: From<StoreError>>(&self, write: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.connection();
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let tx = Tx(tx);
        mark("b");
        let done = write(&tx);
        if done.is_ok() {
            tx.0.commit().map_err(StoreError::from)?;
        }
        mark("e");
        done
    }

    /// Rewrites the file, so that nothing of what was deleted is left in it.
    ///
    /// # Errors
    /// A failure of the database; what was deleted stays deleted.
    pub fn scrub(&self) -> Result<(), StoreError> {
        let connection = self.connection();
        connection.execute_batch("VACUUM")?;
        Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// A number that differs once another program has written to the folder.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection()
            .pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}

/// Tells a test which kills landed inside a transaction: a byte at its beginning and one at its end, in a file that it names.
#[cfg(feature = "test")]
fn mark(sign: &str) {
    use std::io::Write;
    if let Some(file) = std::env::var_os("ZITI_MARK_TX")
        && let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(file)
    {
        let _ = file.write_all(sign.as_bytes());
    }
}

#[cfg(not(feature = "test"))]
const fn mark(_: &str) {}
