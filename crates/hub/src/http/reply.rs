//! What every reply has: the hub's time, an end within a limit, and a line in the log.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ziti_wire::failure::Failure;
use ziti_wire::sync::NOW;

use crate::Hub;
use crate::http::refusal::Refusal;

/// Longer than this no answer takes.
const LIMIT: Duration = Duration::from_secs(60);

/// Adds the hub's time, and logs the request by its route alone: neither token nor query nor body.
pub(crate) async fn every_reply(State(hub): State<Hub>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let mut response = match tokio::time::timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::with(StatusCode::SERVICE_UNAVAILABLE, Failure::inside()).into_response(),
    };
    if let Ok(now) = HeaderValue::from_str(&hub.around.now().0.to_string()) {
        response.headers_mut().insert(HeaderName::from_static(NOW), now);
    }
    tracing::info!(
        %method,
        route,
        status = response.status().as_u16(),
        ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}
