//! Whether the hub is there, for whoever watches over it.

use axum::extract::State;
use axum::http::StatusCode;

use crate::Hub;

/// The process answers.
#[utoipa::path(get, path = "/health", tag = "health", responses((status = 200, description = "The process answers.")))]
pub(crate) async fn health() -> &'static str {
    "ok"
}

/// The database answers too.
#[utoipa::path(get, path = "/ready", tag = "health", responses(
    (status = 200, description = "The database answers."),
    (status = 503, description = "It does not.")
))]
pub(crate) async fn ready(State(hub): State<Hub>) -> (StatusCode, &'static str) {
    if hub.is_ready().await {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
    }
}
