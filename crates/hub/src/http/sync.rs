//! Enrol, pull, push.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::sync::{EnrolRequest, Enrolled, Numbered, PushReply, PushRequest};

use crate::http::asking::{Asking, Caller, Sent};
use crate::http::refusal::Refusal;
use crate::{Hub, PAGE_CHANGES, Standing};

/// A device becomes a station of a point. The same request again gets the same answer.
#[utoipa::path(post, path = "/v1/enrolments", tag = "sync", request_body = EnrolRequest, responses(
    (status = 200, description = "It waits for the operator now.", body = Enrolled),
    (status = 403, description = "`enrol_code_wrong`", body = Failure),
    (status = 404, description = "`point_unknown`", body = Failure),
    (status = 409, description = "`point_taken`", body = Failure),
    (status = 422, description = "`request_invalid`, `setup_invalid`", body = Failure),
    (status = 429, description = "`enrol_locked`", body = Failure)
))]
pub(crate) async fn enrol(
    State(hub): State<Hub>,
    Caller(address): Caller,
    Sent(request): Sent<EnrolRequest>,
) -> Result<Json<Enrolled>, Refusal> {
    Ok(Json(hub.enrol(&request, &address).await?))
}

/// Which changes.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// The last change that the station knows.
    #[serde(default)]
    after: u64,
    /// At most so many, 1000 where nothing is said.
    #[serde(default)]
    limit: Option<u32>,
}

/// What happened since, as NDJSON: lines of `Numbered`, the last one a `PageEnd`.
#[utoipa::path(get, path = "/v1/changes", tag = "sync", params(ChangesQuery), security(("token" = [])), responses(
    (status = 200, description = "A page. Without its last line, a `PageEnd`, nothing of it counts.", body = Numbered, content_type = "application/x-ndjson"),
    (status = 401, description = "`token_unknown`", body = Failure),
    (status = 403, description = "`station_waiting`, `station_revoked`", body = Failure),
    (status = 422, description = "`request_invalid`", body = Failure)
))]
pub(crate) async fn changes(
    State(hub): State<Hub>,
    asking: Asking,
    query: Result<Query<ChangesQuery>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(query) = query.map_err(|error| {
        let text = error.body_text();
        Failure::about(
            ErrorCode::RequestInvalid,
            format!("The request cannot be understood: {}.", text.trim_end_matches('.')),
        )
    })?;
    let limit = query.limit.map_or(PAGE_CHANGES, |limit| limit as usize);
    let page = hub.changes(asking.active()?, query.after, limit).await?;
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], page.lines).into_response())
}

/// What the station did, in order; each event is answered. A revoked station may still push.
#[utoipa::path(post, path = "/v1/events", tag = "sync", request_body = PushRequest, security(("token" = [])), responses(
    (status = 200, description = "What became of each, or that the chain does not continue.", body = PushReply),
    (status = 401, description = "`token_unknown`", body = Failure),
    (status = 403, description = "`station_waiting`, `station_other`, `surface_denied`", body = Failure),
    (status = 422, description = "`request_invalid`", body = Failure)
))]
pub(crate) async fn events(
    State(hub): State<Hub>,
    asking: Asking,
    Sent(request): Sent<PushRequest>,
) -> Result<Json<PushReply>, Refusal> {
    let station = asking.hands_over()?;
    if station.standing == Standing::Waiting && !station.brought_point {
        return Err(ErrorCode::StationWaiting.into());
    }
    Ok(Json(hub.push(station, &request).await?))
}
