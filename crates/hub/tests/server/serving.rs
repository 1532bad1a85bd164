//! Where it listens, and how it ends.

use std::io::{Read, Write};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::program::{Folder, Server};

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/server/certificate/hub.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/server/certificate/hub.key");

#[test]
fn it_says_where_it_listens_as_a_line_or_as_json() {
    let folder = Folder::new();
    let mut server = Server::start(&folder, &[]);
    assert!(
        server.said.starts_with("listening on http://127.0.0.1:"),
        "{}",
        server.said
    );
    assert!(
        server
            .request("GET /ready HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n")
            .ends_with("ready")
    );
    assert_eq!(server.stop().0, Some(0));
    let server = Server::start(&folder, &["--json"]);
    assert!(
        server.said.starts_with("{\"listening\":\"http://127.0.0.1:"),
        "{}",
        server.said
    );
}

#[test]
fn with_a_certificate_it_speaks_tls_alone() {
    let folder = Folder::new();
    let server = Server::start(&folder, &["--certificate", CERTIFICATE, "--key", KEY]);
    assert!(
        server.said.starts_with("listening on https://127.0.0.1:"),
        "{}",
        server.said
    );
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(CERTIFICATE).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, server.connect());
    stream
        .write_all(b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut reply = String::new();
    // The other side may close without TLS's own goodbye.
    let _ = stream.read_to_string(&mut reply);
    assert!(reply.ends_with("ready"), "{reply}");

    let mut plain = server.connect();
    plain.write_all(b"GET /ready HTTP/1.1\r\nhost: hub\r\n\r\n").unwrap();
    let mut reply = Vec::new();
    let _ = plain.read_to_end(&mut reply);
    assert!(!String::from_utf8_lossy(&reply).contains("ready"));
}

#[test]
fn told_to_stop_it_ends_streams_and_exits_well() {
    let folder = Folder::new();
    let mut server = Server::start(&folder, &[]);
    let token = folder.with_station(&server);
    let mut stream = server.connect();
    stream
        .write_all(format!("GET /v1/nudges HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer {token}\r\n\r\n").as_bytes())
        .unwrap();
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("data: {\"last\":") {
        let mut bytes = [0; 1024];
        let count = stream.read(&mut bytes).unwrap();
        assert!(count > 0);
        seen.extend(&bytes[..count]);
    }
    let began = std::time::Instant::now();
    let (status, log) = server.stop();
    assert_eq!(status, Some(0));
    assert!(began.elapsed().as_secs() < 10, "a stream kept it");
    assert!(log.contains("stopping"));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream ended as it should");
}

#[test]
fn without_a_certificate_it_listens_on_this_machine_alone() {
    let folder = Folder::new();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let (status, refused) = folder.json(&["serve", "--listen", address]);
        assert_eq!((status, &refused["error"]["code"]), (1, &"hub_insecure".into()));
    }
}

#[test]
fn a_port_that_is_taken_and_files_that_are_no_certificate_are_told() {
    let folder = Folder::new();
    let server = Server::start(&folder, &[]);
    let (status, refused) = folder.json(&["serve", "--listen", server.address()]);
    assert_eq!((status, &refused["error"]["code"]), (1, &"address_in_use".into()));
    let text = folder.file("no.pem", "this is no certificate");
    for (certificate, key) in [
        (text.as_str(), KEY),
        (CERTIFICATE, text.as_str()),
        (CERTIFICATE, "nowhere.key"),
    ] {
        let arguments = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--certificate",
            certificate,
            "--key",
            key,
        ];
        let (status, refused) = folder.json(&arguments);
        assert_eq!((status, &refused["error"]["code"]), (1, &"certificate_unusable".into()));
    }
}

#[test]
fn the_log_holds_no_name_no_code_and_no_token() {
    let folder = Folder::new();
    let mut server = Server::start(&folder, &["--log", "json"]);
    let token = folder.with_station(&server);
    let pulled = server.request(&format!(
        "GET /v1/changes?after=0&secret=1234 HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    ));
    assert!(pulled.contains("柳如是"));
    let (_, log) = server.stop();
    assert!(log.contains("/v1/changes"), "{log}");
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    for secret in [token.as_str(), "柳如是", "13812341234", "secret"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
