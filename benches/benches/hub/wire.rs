//! What a day of 200 orders has in bytes on the wire, the reply's head among them, beside the same text as zstd makes it.

use std::io::{Read, Write};
use std::net::TcpStream;

/// The library's own middle.
const LEVEL: i32 = 3;

pub fn run(address: &str, token: &str) {
    let host = address.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET /v1/changes?after=0 HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nAccept-Encoding: zstd\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let head = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let text = String::from_utf8_lossy(&reply[..head]).to_lowercase();
    let body = if text.contains("transfer-encoding: chunked") {
        joined(&reply[head..])
    } else {
        reply[head..].to_vec()
    };
    let plain = if text.contains("content-encoding: zstd") {
        zstd::decode_all(&body[..]).unwrap()
    } else {
        body
    };
    let alone = zstd::encode_all(&plain[..], LEVEL).unwrap().len();
    let ratio = reply.len() * 100 / alone;
    println!(
        "a batch of 200 orders on the wire: {} bytes of {} plain, beside {alone} as zstd: {}.{:02}, budget 1.2",
        reply.len(),
        plain.len(),
        ratio / 100,
        ratio % 100
    );
}

/// A chunked body in one piece.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|two| two == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).unwrap().trim(), 16).unwrap();
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&chunks[end + 2..end + 2 + size]);
        chunks = &chunks[end + 2 + size + 2..];
    }
}
