//! The description of all this, generated from the code: the contract.

use axum::Json;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use ziti_wire::sync::{Change, Nudge, PageEnd};

use crate::http::{adoption, counter, health, sync};

#[derive(OpenApi)]
#[openapi(
    info(title = "Ziti hub", description = "What stations say to their hub. Every reply carries the hub's time in the header `ziti-now`."),
    paths(health::health, health::ready, document, sync::enrol, sync::changes, sync::events, counter::claim, counter::nudges, adoption::day, adoption::finish),
    components(schemas(Change, Nudge, PageEnd)),
    modifiers(&Token)
)]
struct Description;

/// Stations show a token.
struct Token;

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        description
            .components
            .get_or_insert_with(Default::default)
            .add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "health", responses((status = 200, description = "OpenAPI 3.1.")))]
pub(crate) async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Description, OpenApi};

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let description = serde_json::to_value(Description::openapi()).unwrap();
        let described: BTreeSet<(String, String)> = description["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, methods)| {
                methods
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(move |method| (method.clone(), path.clone()))
            })
            .collect();
        let routes = crate::http::routes()
            .into_iter()
            .map(|(method, path, _)| (method.to_owned(), path.to_owned()))
            .collect();
        assert_eq!(described, routes);
    }
}
