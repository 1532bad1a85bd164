//! A failure as a reply: its code says what happened, the status only what kind of thing.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;

use crate::stopped::Stopped;

/// A reply that says why not.
#[derive(Debug)]
pub(crate) struct Refusal(StatusCode, Failure);

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self(status_of(failure.code), failure)
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Failure::new(code).into()
    }
}

impl From<Stopped> for Refusal {
    fn from(stopped: Stopped) -> Self {
        stopped.told().into()
    }
}

impl Refusal {
    /// With another status than the code's own.
    pub fn with(status: StatusCode, failure: Failure) -> Self {
        Self(status, failure)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let wait = match self.0 {
            StatusCode::TOO_MANY_REQUESTS => Some("60"),
            StatusCode::SERVICE_UNAVAILABLE => Some("5"),
            _ => None,
        };
        let mut response = (self.0, Json(self.1)).into_response();
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response
    }
}

/// No such page, or not with this method.
pub(crate) async fn no_such_page() -> Refusal {
    Refusal::with(
        StatusCode::NOT_FOUND,
        Failure::about(ErrorCode::RequestInvalid, "The hub has nothing at this address."),
    )
}

fn status_of(code: ErrorCode) -> StatusCode {
    use ErrorCode as E;
    match code {
        E::TokenUnknown => StatusCode::UNAUTHORIZED,
        E::StationWaiting | E::StationRevoked | E::StationOther | E::SurfaceDenied | E::EnrolCodeWrong => {
            StatusCode::FORBIDDEN
        }
        E::PointUnknown | E::OrderUnknown | E::ConflictUnknown => StatusCode::NOT_FOUND,
        E::PointTaken | E::ConflictSettled | E::ImportChanged => StatusCode::CONFLICT,
        E::EnrolLocked | E::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        E::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
