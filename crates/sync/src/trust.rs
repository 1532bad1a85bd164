//! Whose certificate a station believes.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use ziti_domain::error::ErrorCode;

use crate::trouble::Trouble;

/// Whose certificate a station believes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Trust {
    /// Those that the system's roots vouch for.
    #[default]
    System,
    /// This certificate, PEM, and what it signed: nothing else. The hub itself may show it, whatever name and dates it
    /// bears; what it signed must be in date and bear the hub's name.
    Pinned(String),
}

impl Trust {
    /// The station's side of TLS. Where nothing is encrypted no roots are asked for: a machine without any still
    /// reaches its own hub.
    pub(crate) fn client_config(&self, encrypted: bool) -> Result<ClientConfig, Trouble> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|e| unusable(&e))?;
        let builder = match self {
            _ if !encrypted => builder.with_root_certificates(RootCertStore::empty()),
            Self::System => {
                let system = rustls_platform_verifier::Verifier::new(provider).map_err(|e| unusable(&e))?;
                builder.dangerous().with_custom_certificate_verifier(Arc::new(system))
            }
            Self::Pinned(pem) => {
                let pinned = Pinned::new(pem, provider)?;
                builder.dangerous().with_custom_certificate_verifier(Arc::new(pinned))
            }
        };
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn unusable(why: &dyn std::fmt::Display) -> Trouble {
    Trouble::lasting(ErrorCode::HubCertificate, why.to_string())
}

/// Believes one certificate, and what it signed.
#[derive(Debug)]
struct Pinned {
    pinned: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
    signed_by_it: Arc<WebPkiServerVerifier>,
}

impl Pinned {
    fn new(pem: &str, provider: Arc<CryptoProvider>) -> Result<Self, Trouble> {
        let mut certificates = CertificateDer::pem_slice_iter(pem.as_bytes());
        let pinned = match (certificates.next(), certificates.next()) {
            (Some(Ok(pinned)), None) => pinned,
            (Some(Ok(_)), Some(_)) => return Err(unusable(&"The file holds more than one certificate.")),
            (None, _) => return Err(unusable(&"The file holds no certificate.")),
            (Some(Err(error)), _) => return Err(unusable(&error)),
        };
        let mut roots = RootCertStore::empty();
        roots.add(pinned.clone()).map_err(|e| unusable(&e))?;
        let signed_by_it = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
            .build()
            .map_err(|e| unusable(&e))?;
        Ok(Self {
            pinned,
            provider,
            signed_by_it,
        })
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // Who made a certificate for themselves often marked it as an authority, which the usual check refuses here; that
        // the hub has its key is shown by the handshake's signature.
        if *end_entity == self.pinned {
            return Ok(ServerCertVerified::assertion());
        }
        self.signed_by_it
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let supported = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, supported)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let supported = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, supported)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
