//! Why a piece of work stopped: for a reason that the asker is told, or because the database failed, which only the log is told.

use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;

/// Why it stopped. Its transaction is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The asker is told.
    #[error("{0}")]
    Failure(Failure),
    /// The database failed.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// A row holds what nobody wrote.
    #[error("a row cannot be read: {0}")]
    Row(#[from] serde_json::Error),
}

/// What a piece of work comes to.
pub type Reply<T> = Result<T, Stopped>;

impl From<ErrorCode> for Stopped {
    fn from(code: ErrorCode) -> Self {
        Self::Failure(Failure::new(code))
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl Stopped {
    /// What the asker is told: of a database that failed, nothing.
    pub fn told(self) -> Failure {
        match self {
            Self::Failure(failure) => failure,
            other => {
                tracing::error!(error = %other, "stopped");
                Failure::inside()
            }
        }
    }
}
