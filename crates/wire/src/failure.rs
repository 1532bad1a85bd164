//! What went wrong, as a value: a stable code, a sentence, and what to do next.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use ziti_domain::error::ErrorCode;

/// A failure. The screen maps `code` to its own words; `message` and `hint` are English, for terminals and logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Failure {
    /// One of docs/errors.md.
    #[ts(type = "string")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub code: ErrorCode,
    /// What happened, in a sentence a clerk understands.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

impl Failure {
    /// A failure in the code's own words.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            message: code.message().to_owned(),
            hint: code.hint().to_owned(),
        }
    }

    /// A failure that names what it is about; the hint stays the code's own.
    pub fn about(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: code.hint().to_owned(),
        }
    }

    /// The folder has no station yet.
    pub fn without_station() -> Self {
        Self::new(ErrorCode::NotInitialised)
    }

    /// Something went wrong inside; nothing was recorded.
    pub fn inside() -> Self {
        Self::new(ErrorCode::Internal)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.message, self.hint)
    }
}

impl std::error::Error for Failure {}
