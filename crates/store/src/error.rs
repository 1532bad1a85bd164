//! What can go wrong with a database, as a code that never changes its meaning.

use rusqlite::ErrorCode as Sqlite;
use ziti_domain::error::ErrorCode;

/// A failure of the database; nothing of the transaction it happened in was recorded.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something with a code of its own.
    #[error("{0}")]
    Coded(ErrorCode),
    /// The chain of hashes does not hold at this number.
    #[error("the chain does not hold at number {n}")]
    Broken {
        /// Local number of the first row that does not fit.
        n: i64,
    },
    /// SQLite failed.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migration(#[from] rusqlite_migration::Error),
    /// A stored payload cannot be read.
    #[error("a stored payload cannot be read: {0}")]
    Payload(#[from] serde_json::Error),
}

impl StoreError {
    /// The code that a person is told.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Coded(code) => *code,
            Self::Broken { .. } => ErrorCode::LedgerBroken,
            Self::Payload(_) => ErrorCode::DatabaseDamaged,
            Self::Migration(rusqlite_migration::Error::MigrationDefinition(
                rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
            )) => ErrorCode::DatabaseNewer,
            Self::Migration(rusqlite_migration::Error::RusqliteError { err, .. }) | Self::Sqlite(err) => of_sqlite(err),
            Self::Migration(_) => ErrorCode::DatabaseDamaged,
        }
    }
}

fn of_sqlite(error: &rusqlite::Error) -> ErrorCode {
    // The index that writers share did not find its few pages: what a disk that is full says first.
    let no_room = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
    if error.sqlite_error().is_some_and(|error| error.extended_code == no_room) {
        return ErrorCode::DiskFull;
    }
    match error.sqlite_error_code() {
        Some(Sqlite::DiskFull) => ErrorCode::DiskFull,
        Some(Sqlite::ReadOnly) => ErrorCode::ReadOnly,
        Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => ErrorCode::DatabaseBusy,
        Some(Sqlite::CannotOpen | Sqlite::PermissionDenied | Sqlite::SystemIoFailure) => ErrorCode::FolderUnusable,
        Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => ErrorCode::DatabaseDamaged,
        _ => ErrorCode::Internal,
    }
}
