//! A way to a hub that breaks off: a TCP proxy of our own that closes a connection after exactly so many bytes.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the station to the hub.
    Asking = 0,
    /// From the hub to the station.
    Answering = 1,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As a program that ends closes it: FIN.
    Closed,
    /// As a machine that lost it answers: RST.
    Reset,
}

/// Where to break off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Which bytes count.
    pub way: Way,
    /// So many of them get through, over all connections; then everything ends, and nothing gets through any more.
    pub after: u64,
    /// How.
    pub end: End,
}

#[derive(Debug)]
struct Line {
    /// Where new connections lead.
    hub: SocketAddr,
    cut: Option<Cut>,
    /// It was reached.
    broken: bool,
    /// Bytes that got through, by way.
    through: [u64; 2],
}

/// A proxy; its threads live until the test's process ends.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    line: Arc<Mutex<Line>>,
}

impl Proxy {
    /// Listens on a free port and carries every connection to the hub.
    pub fn to(hub: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let line = Arc::new(Mutex::new(Line::new(hub, None)));
        let carrying = Arc::clone(&line);
        thread::spawn(move || {
            for station in listener.incoming() {
                let line = Arc::clone(&carrying);
                thread::spawn(move || carry(station.unwrap(), &line));
            }
        });
        Self { address, line }
    }

    /// What stations are told instead of the hub's address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Breaks off there, from now on; bytes are counted from 0 again.
    pub fn cut(&self, cut: Cut) {
        self.line.lock().unwrap().begin_again(Some(cut));
    }

    /// Carries everything again; bytes are counted from 0 again.
    pub fn mend(&self) {
        self.line.lock().unwrap().begin_again(None);
    }

    /// New connections lead elsewhere.
    pub fn lead_to(&self, hub: SocketAddr) {
        self.line.lock().unwrap().hub = hub;
    }

    /// Whether the cut was reached.
    pub fn broke(&self) -> bool {
        self.line.lock().unwrap().broken
    }

    /// Bytes that got through this way since the last [`Proxy::cut`] or [`Proxy::mend`].
    pub fn through(&self, way: Way) -> u64 {
        self.line.lock().unwrap().through[way as usize]
    }
}

fn carry(station: TcpStream, line: &Arc<Mutex<Line>>) {
    let hub = line.lock().unwrap().hub;
    let Ok(hub) = TcpStream::connect(hub) else { return };
    for side in [&station, &hub] {
        side.set_nodelay(true).unwrap();
    }
    let (station, hub) = (Arc::new(station), Arc::new(hub));
    let asking = {
        let (from, to, line) = (Arc::clone(&station), Arc::clone(&hub), Arc::clone(line));
        thread::spawn(move || pump(&from, &to, Way::Asking, &line))
    };
    pump(&hub, &station, Way::Answering, line);
    // Both sockets are closed with the last of their owners: here.
    let _ = asking.join();
}

fn pump(from: &TcpStream, to: &TcpStream, way: Way, line: &Mutex<Line>) {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let count = (&mut &*from).read(&mut bytes).unwrap_or(0);
        let (may, end) = line.lock().unwrap().let_through(way, count as u64);
        let carried = (&mut &*to).write_all(&bytes[..usize::try_from(may).unwrap()]);
        match end {
            Some(End::Reset) => {
                for side in [from, to] {
                    let _ = SockRef::from(side).set_linger(Some(Duration::ZERO));
                    // The other thread wakes; nothing is sent yet.
                    let _ = side.shutdown(Shutdown::Read);
                }
                return;
            }
            Some(End::Closed) => {
                for side in [from, to] {
                    let _ = side.shutdown(Shutdown::Both);
                }
                return;
            }
            None => {}
        }
        if count == 0 || carried.is_err() {
            let _ = to.shutdown(Shutdown::Write);
            return;
        }
    }
}

impl Line {
    fn new(hub: SocketAddr, cut: Option<Cut>) -> Self {
        Self {
            hub,
            cut,
            broken: false,
            through: [0; 2],
        }
    }

    fn begin_again(&mut self, cut: Option<Cut>) {
        *self = Self::new(self.hub, cut);
    }

    /// How many of these bytes get through, and how everything ends then.
    fn let_through(&mut self, way: Way, bytes: u64) -> (u64, Option<End>) {
        let through = &mut self.through[way as usize];
        let may = match self.cut {
            _ if self.broken => 0,
            Some(cut) if cut.way == way => bytes.min(cut.after - *through),
            _ => bytes,
        };
        *through += may;
        self.broken |= self
            .cut
            .is_some_and(|cut| cut.way == way && *through == cut.after && bytes > may);
        (may, self.cut.filter(|_| self.broken).map(|cut| cut.end))
    }
}
