//! The hub over HTTP. Each handler is a line or two into [`Hub`]; docs/hub-api.md says which goes where.

mod adoption;
mod asking;
mod counter;
mod health;
mod openapi;
mod refusal;
mod reply;
mod sync;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post, put};
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

use crate::Hub;

/// A request has so many bytes at most, once unpacked.
const BODY_BYTES: usize = 32 * 1024 * 1024;

/// The hub as a service: bound to a port by the program, called as it is by tests and simulations.
pub fn router(hub: Hub) -> Router {
    routes()
        .into_iter()
        .fold(Router::new(), |router, (_, path, method)| router.route(path, method))
        .fallback(refusal::no_such_page)
        .method_not_allowed_fallback(refusal::no_such_page)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(RequestDecompressionLayer::new())
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(hub.clone(), reply::every_reply))
        .with_state(hub)
}

/// Every route with its method: what the router is made of and what the description is held against.
fn routes() -> Vec<(&'static str, &'static str, MethodRouter<Hub>)> {
    vec![
        ("get", "/health", get(health::health)),
        ("get", "/ready", get(health::ready)),
        ("get", "/openapi.json", get(openapi::document)),
        ("post", "/v1/enrolments", post(sync::enrol)),
        ("get", "/v1/changes", get(sync::changes)),
        ("post", "/v1/events", post(sync::events)),
        ("post", "/v1/claims", post(counter::claim)),
        ("get", "/v1/nudges", get(counter::nudges)),
        ("put", "/v1/adoption/days/{day}", put(adoption::day)),
        ("post", "/v1/adoption/finish", post(adoption::finish)),
    ]
}
