//! A solo station brings its point.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::sync::AdoptedDay;

use crate::Hub;
use crate::http::asking::{Asking, Sent};
use crate::http::refusal::Refusal;

/// A day with its numbers and codes. It may be sent again.
#[utoipa::path(put, path = "/v1/adoption/days/{day}", tag = "adoption", request_body = AdoptedDay, security(("token" = [])),
    params(("day" = String, Path, description = "Service day, such as 2026-06-22")), responses(
    (status = 204, description = "It is here."),
    (status = 401, description = "`token_unknown`", body = Failure),
    (status = 403, description = "`surface_denied`: this station brings no point, or is done. `station_revoked`", body = Failure),
    (status = 422, description = "`request_invalid`, `day_invalid`, `point_other`, `json_wrong_format`", body = Failure)
))]
pub(crate) async fn day(
    State(hub): State<Hub>,
    asking: Asking,
    day: Result<Path<String>, PathRejection>,
    Sent(sent): Sent<AdoptedDay>,
) -> Result<StatusCode, Refusal> {
    let Path(day) = day.map_err(|_| ErrorCode::DayInvalid)?;
    hub.adopt_day(asking.not_revoked()?, &day, &sent.batch).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All days are here.
#[utoipa::path(post, path = "/v1/adoption/finish", tag = "adoption", security(("token" = [])), responses(
    (status = 204, description = "From now on the hub gives numbers and imports."),
    (status = 401, description = "`token_unknown`", body = Failure),
    (status = 403, description = "`surface_denied`: this station brought no point. `station_revoked`", body = Failure)
))]
pub(crate) async fn finish(State(hub): State<Hub>, asking: Asking) -> Result<StatusCode, Refusal> {
    hub.finish_adoption(asking.not_revoked()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
