//! While people stand at the counter: claims, and nudges to pull.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, stream};
use ziti_wire::failure::Failure;
use ziti_wire::sync::{ClaimReply, ClaimRequest, Nudge};

use crate::Hub;
use crate::http::asking::{Asking, Sent};
use crate::http::refusal::Refusal;

/// A line that says nothing, so that whatever stands between keeps the stream open.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The station asks to be the one that hands an order over.
#[utoipa::path(post, path = "/v1/claims", tag = "sync", request_body = ClaimRequest, security(("token" = [])), responses(
    (status = 200, description = "Granted, taken, or the station must pull first.", body = ClaimReply),
    (status = 401, description = "`token_unknown`", body = Failure),
    (status = 403, description = "`station_waiting`, `station_revoked`, `surface_denied`", body = Failure),
    (status = 404, description = "`order_unknown`", body = Failure),
    (status = 422, description = "`request_invalid`", body = Failure)
))]
pub(crate) async fn claim(
    State(hub): State<Hub>,
    asking: Asking,
    Sent(request): Sent<ClaimRequest>,
) -> Result<Json<ClaimReply>, Refusal> {
    asking.hands_over()?;
    Ok(Json(hub.claim(asking.active()?, &request).await?))
}

/// A stream of events named `pull`: the first at once, then whenever there is something new.
#[utoipa::path(get, path = "/v1/nudges", tag = "sync", security(("token" = [])), responses(
    (status = 200, description = "Server-sent events; the data of each is a `Nudge`.", body = Nudge, content_type = "text/event-stream"),
    (status = 401, description = "`token_unknown`", body = Failure),
    (status = 403, description = "`station_waiting`, `station_revoked`", body = Failure)
))]
pub(crate) async fn nudges(
    State(hub): State<Hub>,
    asking: Asking,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let station = asking.active()?;
    let mut last = hub.listen(&station.point).await?;
    last.mark_changed();
    let closing = hub.closing();
    let stream = stream::unfold((last, closing), |(mut last, mut closing)| async move {
        let newer = tokio::select! {
            biased;
            _ = closing.wait_for(|closing| *closing) => None,
            changed = last.changed() => changed.ok(),
        };
        newer?;
        let nudge = Nudge {
            last: u64::try_from(*last.borrow_and_update()).unwrap_or_default(),
        };
        let data = serde_json::to_string(&nudge).ok()?;
        Some((Ok(Event::default().event("pull").data(data)), (last, closing)))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}
