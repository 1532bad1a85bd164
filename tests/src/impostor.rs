//! Something that answers where a hub should be, and is none.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// What it does with a request that it has read: it writes, and the connection is closed afterwards.
pub type Answer = dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync;

/// A server on a free port; its threads live until the test's process ends.
pub struct Impostor {
    address: SocketAddr,
    asked: Arc<AtomicU32>,
}

impl fmt::Debug for Impostor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Impostor").field(&self.address).finish()
    }
}

impl Impostor {
    /// Answers every request in the same way.
    pub fn answering(answer: impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self::serving(move |stream| {
            read_request(&mut BufReader::new(&stream))?;
            answer(&mut &stream)
        })
    }

    /// Does the same with every connection.
    pub fn serving(serve: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (serve, asked) = (Arc::new(serve), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (serve, stream) = (Arc::clone(&serve), stream.unwrap());
                counted.fetch_add(1, Ordering::Relaxed);
                // The station may leave whenever it likes.
                thread::spawn(move || drop(serve(stream)));
            }
        });
        Self { address, asked }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections came.
    pub fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

/// Reads a request with its body.
fn read_request(from: &mut dyn BufRead) -> io::Result<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    io::copy(&mut from.take(length), &mut io::sink())?;
    Ok(())
}
