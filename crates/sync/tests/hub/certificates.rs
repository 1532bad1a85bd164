//! Whose certificate is believed.

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use ziti_domain::error::ErrorCode;
use ziti_sync::address::Address;
use ziti_sync::answer;
use ziti_sync::http::Carrier;
use ziti_sync::trouble::Trouble;
use ziti_sync::trust::Trust;
use ziti_wire::sync::ClaimReply;

use crate::fake::{FakeHub, json, patient};

const GRANTED: &str = r#"{"claim":"granted","until":5}"#;

/// A certificate with its key.
struct Made {
    der: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

impl Made {
    fn by_itself(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            der: certificate.der().clone(),
            pem: certificate.pem(),
            key,
        }
    }

    fn hub(&self) -> FakeHub {
        FakeHub::with_tls(server(vec![self.der.clone()], &self.key), json(GRANTED))
    }
}

fn server(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> ServerConfig {
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, private(key))
        .unwrap()
}

fn private(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivatePkcs8KeyDer::from(key.serialize_der()).into()
}

fn named(names: &[&str]) -> CertificateParams {
    CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap()
}

/// What a call over TLS comes to.
fn call(port: u16, trust: &Trust) -> Result<ClaimReply, Trouble> {
    let address = Address::parse(&format!("https://127.0.0.1:{port}")).unwrap();
    answer::claimed(Carrier::new(address, trust)?.carry(&patient("/")))
}

fn code(port: u16, trust: &Trust) -> ErrorCode {
    let trouble = call(port, trust).unwrap_err();
    assert!(!trouble.passing, "{trouble}");
    trouble.code
}

fn pinned(pem: &str) -> Trust {
    Trust::Pinned(pem.to_owned())
}

#[test]
fn a_pinned_certificate_is_believed_and_no_other() {
    let (ours, theirs) = (
        Made::by_itself(&named(&["127.0.0.1"])),
        Made::by_itself(&named(&["127.0.0.1"])),
    );
    let hub = ours.hub();
    assert_eq!(
        call(hub.port, &pinned(&ours.pem)).unwrap(),
        ClaimReply::Granted { until: 5 }
    );
    assert_eq!(code(hub.port, &pinned(&theirs.pem)), ErrorCode::HubCertificate);
    assert_eq!(code(theirs.hub().port, &pinned(&ours.pem)), ErrorCode::HubCertificate);
}

#[test]
fn the_systems_roots_vouch_for_no_certificate_of_someones_own() {
    let theirs = Made::by_itself(&named(&["127.0.0.1"]));
    assert_eq!(code(theirs.hub().port, &Trust::System), ErrorCode::HubCertificate);
}

/// Runs only where the test below says which hub to call.
#[test]
fn over_the_systems_roots() {
    if let Ok(port) = std::env::var("ZITI_TEST_HUB") {
        call(port.parse().unwrap(), &Trust::System).unwrap();
    }
}

#[test]
fn the_systems_roots_are_believed() {
    let ours = Made::by_itself(&named(&["127.0.0.1"]));
    let hub = ours.hub();
    // The system's roots, for a program started so, are this file.
    let roots = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("roots-{}.pem", hub.port));
    let passes = |pem: &str| {
        std::fs::write(&roots, pem).unwrap();
        let mut inner = Command::new(std::env::current_exe().unwrap());
        inner.args(["--exact", "certificates::over_the_systems_roots"]);
        inner
            .env("SSL_CERT_FILE", &roots)
            .env_remove("SSL_CERT_DIR")
            .env("ZITI_TEST_HUB", hub.port.to_string());
        inner.output().unwrap().status.success()
    };
    assert!(passes(&ours.pem));
    assert!(!passes(&Made::by_itself(&named(&["127.0.0.1"])).pem));
    assert!(!passes(""), "a system without roots trusts nobody");
    std::fs::remove_file(&roots).unwrap();
}

#[test]
fn a_pinned_certificate_may_bear_any_name_and_date_and_the_mark_of_an_authority() {
    let mut old = named(&["hub.example.org"]);
    old.not_before = date_time_ymd(2001, 1, 1);
    old.not_after = date_time_ymd(2002, 1, 1);
    old.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let old = Made::by_itself(&old);
    assert!(call(old.hub().port, &pinned(&old.pem)).is_ok());
}

#[test]
fn what_a_pinned_authority_signed_must_bear_the_hubs_name_and_be_in_date() {
    let mut params = named(&[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let trust = pinned(&authority.pem());
    let hub = |params: &CertificateParams| {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &authority).unwrap();
        FakeHub::with_tls(server(vec![certificate.der().clone()], &key), json(GRANTED))
    };
    assert!(call(hub(&named(&["127.0.0.1"])).port, &trust).is_ok());
    assert_eq!(
        code(hub(&named(&["127.0.0.2"])).port, &trust),
        ErrorCode::HubCertificate
    );
    let mut old = named(&["127.0.0.1"]);
    old.not_after = date_time_ymd(2002, 1, 1);
    assert_eq!(code(hub(&old).port, &trust), ErrorCode::HubCertificate);
}

/// Shows a certificate whose key it does not have.
#[derive(Debug)]
struct Thief(Arc<CertifiedKey>);

impl ResolvesServerCert for Thief {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

#[test]
fn who_shows_the_pinned_certificate_must_have_its_key() {
    let ours = Made::by_itself(&named(&["127.0.0.1"]));
    let other = KeyPair::generate().unwrap();
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let key = ring::sign::any_supported_type(&private(&other)).unwrap();
        let thief = Thief(Arc::new(CertifiedKey::new(vec![ours.der.clone()], key)));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(thief));
        let hub = FakeHub::with_tls(config, json(GRANTED));
        assert_eq!(
            code(hub.port, &pinned(&ours.pem)),
            ErrorCode::HubCertificate,
            "{version:?}"
        );
    }
}

#[test]
fn what_cannot_be_pinned_is_said_before_any_call() {
    let (one, two) = (Made::by_itself(&named(&["a"])), Made::by_itself(&named(&["b"])));
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in [
        "",
        "certificate",
        garbage,
        &one.key.serialize_pem(),
        &format!("{}{}", one.pem, two.pem),
    ] {
        let address = Address::parse("https://hub.example.org").unwrap();
        let trouble = Carrier::new(address, &pinned(pem)).unwrap_err();
        assert_eq!(
            (trouble.code, trouble.passing),
            (ErrorCode::HubCertificate, false),
            "{pem}"
        );
    }
}

#[test]
fn without_tls_on_the_other_side_it_is_no_hub() {
    let ours = Made::by_itself(&named(&["127.0.0.1"]));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
    });
    assert_eq!(code(port, &pinned(&ours.pem)), ErrorCode::HubNotAHub);
}

#[test]
fn a_connection_closed_before_it_is_encrypted_is_tried_again() {
    let ours = Made::by_itself(&named(&["127.0.0.1"]));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let trouble = call(port, &pinned(&ours.pem)).unwrap_err();
    assert_eq!((trouble.code, trouble.passing), (ErrorCode::HubUnreachable, true));
}
