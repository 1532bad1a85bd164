//! Who asks, and what they sent.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::sync::{Surface, VERSION};

use crate::Hub;
use crate::http::refusal::Refusal;
use crate::stations::{Standing, Station};

/// The station whose token came with the request.
#[derive(Debug)]
pub(crate) struct Asking(pub Station);

impl Asking {
    /// It takes part.
    pub fn active(&self) -> Result<&Station, Refusal> {
        match self.0.standing {
            Standing::Active => Ok(&self.0),
            Standing::Waiting => Err(ErrorCode::StationWaiting.into()),
            Standing::Revoked => Err(ErrorCode::StationRevoked.into()),
        }
    }

    /// It takes part, or will.
    pub fn not_revoked(&self) -> Result<&Station, Refusal> {
        match self.0.standing {
            Standing::Active | Standing::Waiting => Ok(&self.0),
            Standing::Revoked => Err(ErrorCode::StationRevoked.into()),
        }
    }

    /// It may hand over.
    pub fn hands_over(&self) -> Result<&Station, Refusal> {
        match self.0.surface {
            Surface::Staff | Surface::SelfService => Ok(&self.0),
            Surface::Scanner | Surface::Display => Err(ErrorCode::SurfaceDenied.into()),
        }
    }
}

impl FromRequestParts<Hub> for Asking {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Refusal> {
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let token = header(AUTHORIZATION.as_str())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(ErrorCode::TokenUnknown)?;
        let version = header(VERSION).unwrap_or_default();
        let station = hub.station_asking(token, version).await?;
        Ok(Self(station.ok_or(ErrorCode::TokenUnknown)?))
    }
}

/// The address that a request came from; empty when the hub is called as a service.
#[derive(Debug)]
pub(crate) struct Caller(pub String);

impl FromRequestParts<Hub> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Hub) -> Result<Self, Self::Rejection> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(address.map(|info| info.0.ip().to_string()).unwrap_or_default()))
    }
}

/// A body of JSON.
#[derive(Debug)]
pub(crate) struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Hub> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, hub: &Hub) -> Result<Self, Refusal> {
        let Json(sent) = Json::<T>::from_request(request, hub).await.map_err(|error| {
            let failure = Failure::about(
                ErrorCode::RequestInvalid,
                format!(
                    "The request cannot be understood: {}.",
                    error.body_text().trim_end_matches('.')
                ),
            );
            match error {
                JsonRejection::BytesRejection(error) => Refusal::with(error.status(), failure),
                _ => failure.into(),
            }
        })?;
        Ok(Self(sent))
    }
}
