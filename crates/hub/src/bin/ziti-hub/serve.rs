//! Serving: where, how encrypted, and how it ends.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use ziti_domain::error::ErrorCode;
use ziti_hub::{Hub, router};
use ziti_wire::failure::Failure;

use crate::arguments::Serve;

/// Requests under way get so long to finish.
const GRACE: Duration = Duration::from_secs(20);

/// The head of a request comes within so long.
const HEADER: Duration = Duration::from_secs(30);

/// Changes that another process made are looked for this often.
const LOOK: Duration = Duration::from_millis(500);

/// Where to serve: a port that is ours already, and what encrypts it.
#[derive(Debug)]
pub struct Place {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<RustlsConfig>,
}

impl Place {
    /// Takes the port and reads the certificate.
    ///
    /// # Errors
    /// `hub_insecure`, `certificate_unusable`, `address_in_use`.
    pub async fn of(how: &Serve) -> Result<Self, Failure> {
        let unusable = |error: &str| {
            Failure::about(
                ErrorCode::AddressInUse,
                format!("The hub cannot listen at {}: {error}.", how.listen),
            )
        };
        let addresses: Vec<SocketAddr> = tokio::net::lookup_host(&how.listen)
            .await
            .map_err(|error| unusable(&error.to_string()))?
            .collect();
        let tls = match (&how.certificate, &how.key) {
            (Some(certificate), Some(key)) => Some(tls(certificate, key).await?),
            _ => None,
        };
        if tls.is_none() && !addresses.iter().all(|address| address.ip().is_loopback()) {
            return Err(Failure::new(ErrorCode::HubInsecure));
        }
        let listener = TcpListener::bind(addresses.as_slice()).map_err(|error| unusable(&error.to_string()))?;
        let address = listener
            .set_nonblocking(true)
            .and_then(|()| listener.local_addr())
            .map_err(|error| unusable(&error.to_string()))?;
        Ok(Self { listener, address, tls })
    }
}

async fn tls(certificate: &Path, key: &Path) -> Result<RustlsConfig, Failure> {
    // A second call finds it there: that is no failure.
    let _ = rustls::crypto::ring::default_provider().install_default();
    RustlsConfig::from_pem_file(certificate, key).await.map_err(|error| {
        Failure::about(
            ErrorCode::CertificateUnusable,
            format!(
                "{} or {} cannot be used: {error}.",
                certificate.display(),
                key.display()
            ),
        )
    })
}

/// Serves until SIGTERM or SIGINT; then requests under way finish and streams end.
///
/// # Errors
/// When the port fails.
pub async fn until_told_to_stop(hub: Hub, place: Place, as_json: bool) -> Result<(), Failure> {
    let handle = Handle::new();
    let stop = tokio::spawn(stop(hub.clone(), handle.clone()));
    let look = tokio::spawn(look(hub.clone()));
    let service = router(hub).into_make_service_with_connect_info::<SocketAddr>();
    let scheme = if place.tls.is_some() { "https" } else { "http" };
    said(as_json, &format!("{scheme}://{}", place.address));
    let failed = |error: std::io::Error| Failure::about(ErrorCode::AddressInUse, format!("The hub stopped: {error}."));
    let served = match place.tls {
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(place.listener, tls).map_err(failed)?;
            wait_not_for_ever(server.http_builder());
            server.handle(handle).serve(service).await
        }
        None => {
            let mut server = axum_server::from_tcp(place.listener).map_err(failed)?;
            wait_not_for_ever(server.http_builder());
            server.handle(handle).serve(service).await
        }
    };
    look.abort();
    stop.abort();
    served.map_err(failed)
}

/// Whoever connects and then says nothing, or says it letter by letter, is shown out.
fn wait_not_for_ever(builder: &mut Builder<TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEADER)
        .keep_alive_timeout(HEADER);
}

/// The first line on stdout: whoever started the hub reads where it is.
fn said(as_json: bool, address: &str) {
    let line = if as_json {
        json!({ "listening": address }).to_string()
    } else {
        format!("listening on {address}")
    };
    let mut stdout = std::io::stdout().lock();
    // Nobody may be there to read it; the hub serves all the same.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    tracing::info!(address, "listening");
}

async fn stop(hub: Hub, handle: Handle<SocketAddr>) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be heard");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: requests under way finish");
    hub.end_streams();
    handle.graceful_shutdown(Some(GRACE));
}

async fn look(hub: Hub) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(stopped) = hub.look_at_all().await {
            tracing::warn!(error = %stopped, "changes of other processes cannot be looked for");
        }
    }
}
