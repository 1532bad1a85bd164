//! A hub of a few lines: it reads a request and does what the test says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use ziti_sync::address::Address;
use ziti_sync::http::Carrier;
use ziti_sync::request::{Method, Outgoing};
use ziti_sync::trust::Trust;

/// A request as it came.
#[derive(Debug)]
pub struct Asked {
    /// Method, path and version.
    pub line: String,
    /// Header lines, in lower case.
    pub headers: Vec<String>,
    /// Body, as it came.
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Both directions of a connection.
pub trait Wire: Read + Write {}
impl<T: Read + Write> Wire for T {}

pub struct FakeHub {
    pub port: u16,
    /// What was asked, in order.
    pub asked: Receiver<Asked>,
}

impl FakeHub {
    /// A hub that treats every request so; a connection ends when `answer` says no more.
    pub fn new(answer: impl Fn(&Asked, &mut dyn Wire) -> bool + Send + Sync + 'static) -> Self {
        Self::start(None, answer)
    }

    /// A hub that answers each request with the same text and closes the connection.
    pub fn saying(reply: impl Into<Vec<u8>>) -> Self {
        let reply = reply.into();
        Self::new(move |_, wire| {
            let _ = wire.write_all(&reply);
            false
        })
    }

    pub fn with_tls(tls: ServerConfig, reply: impl Into<Vec<u8>>) -> Self {
        let reply = reply.into();
        Self::start(Some(Arc::new(tls)), move |_, wire| {
            let _ = wire.write_all(&reply);
            false
        })
    }

    fn start(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&Asked, &mut dyn Wire) -> bool + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, asked) = channel();
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (tls, tell, answer) = (tls.clone(), tell.clone(), answer.clone());
                thread::spawn(move || {
                    let stream: TcpStream = stream.unwrap();
                    let mut wire: Box<dyn Wire> = match tls {
                        None => Box::new(stream),
                        Some(tls) => Box::new(StreamOwned::new(ServerConnection::new(tls).unwrap(), stream)),
                    };
                    while let Some(request) = read(&mut *wire) {
                        let more = answer(&request, &mut *wire);
                        let _ = tell.send(request);
                        if !more {
                            break;
                        }
                    }
                });
            }
        });
        Self { port, asked }
    }

    pub fn carrier(&self) -> Carrier {
        carrier(self.port)
    }
}

pub fn carrier(port: u16) -> Carrier {
    let address = Address::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    Carrier::new(address, &Trust::System).unwrap()
}

/// A request's head line by line, and its body by its length.
fn read(wire: &mut dyn Wire) -> Option<Asked> {
    // Byte by byte, so that nothing of the next request is taken.
    let mut reader = BufReader::with_capacity(1, wire);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        lines.push(line.to_owned());
    }
    let line = lines.remove(0);
    let headers = lines.iter().map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        format!("{}: {value}", name.to_ascii_lowercase())
    });
    let mut asked = Asked {
        line,
        headers: headers.collect(),
        body: Vec::new(),
    };
    let length = asked.header("content-length").map_or(0, |text| text.parse().unwrap());
    asked.body = vec![0; length];
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

/// A reply of a real hub.
pub fn reply(status: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nziti-now: 1782000000000\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

pub fn json(body: &str) -> String {
    reply("200 OK", "application/json", body)
}

/// A call of a test: it may take a second, and its reply a megabyte.
pub fn get(path: &str) -> Outgoing {
    Outgoing {
        method: Method::Get,
        path_and_query: path.to_owned(),
        token: Some("ab".repeat(32)),
        body: None,
        timeout: Duration::from_millis(1_000),
        limit: 1024 * 1024,
    }
}

/// The same where the time is not what is tested: the machine may be busy.
pub fn patient(path: &str) -> Outgoing {
    Outgoing {
        timeout: Duration::from_secs(60),
        ..get(path)
    }
}
