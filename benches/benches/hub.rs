//! One `ziti-hub serve` on SQLite beside 10, 100 and 1,000 stations that poll each minute and hand over 200 orders a day, sped up. It
//! prints; it asserts nothing. docs/performance.md says more.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a measurement that cannot go on has failed"
)]

#[path = "hub/station.rs"]
mod station;
#[path = "hub/wire.rs"]
mod wire;

use std::collections::BinaryHeap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use ziti_hub::{Database, Hub, Surroundings};
use ziti_sync::address::Address;
use ziti_sync::http::Carrier;
use ziti_sync::trust::Trust;
use ziti_wire::batch::{Batch, BatchLine, BatchOrder, FORMAT};
use ziti_wire::import::ImportRequest;
use ziti_wire::sync::{PointInfo, Surface};

use crate::station::Simulated;

/// A day's orders at a point; each is handed over.
const ORDERS: u32 = 200;
/// A point is open for twelve hours: so often one of its orders is handed over.
const HAND_OVER_EACH: Duration = Duration::from_secs(12 * 3600 / ORDERS as u64);
const POLL_EACH: Duration = Duration::from_secs(60);
/// So much faster than life.
const FASTER: u32 = 20;
/// So long a day is looked at.
const SPAN: Duration = Duration::from_secs(10 * 60);
/// Calls that are under way at once.
const WORKERS: usize = 32;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if !wanted.is_empty() && !wanted.iter().any(|word| word == "hub") {
        return;
    }
    println!(
        "{:<9} {:>8} {:>8} {:>10} {:>10} {:>10} {:>10} {:>9} {:>9}",
        "stations", "polls", "pushes", "poll p50", "poll p99", "push p50", "push p99", "memory", "at most"
    );
    for stations in [10, 100, 1000] {
        run(stations);
    }
}

fn run(count: u32) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("hub.db").display());
    let stations = prepare(&url, folder.path(), count);
    let mut hub = Served::start(&url);
    if count == 10 {
        wire::run(&hub.address, &stations[0].lock().unwrap().token);
    }
    let carrier = Carrier::new(Address::parse(&hub.address).unwrap(), &Trust::System).unwrap();
    // Everybody has the day's batch before it is looked at.
    for station in &stations {
        station.lock().unwrap().poll(&carrier);
    }
    let due = Mutex::new(timetable(count));
    let taken: Mutex<[Vec<Duration>; 2]> = Mutex::default();
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let mut own: [Vec<Duration>; 2] = Default::default();
                while let Some(call) = next(&due) {
                    let at = began + call.at / FASTER;
                    std::thread::sleep(at.saturating_duration_since(Instant::now()));
                    let mut station = stations[call.station].lock().unwrap();
                    if call.pushes {
                        station.push(&carrier);
                    } else {
                        station.poll(&carrier);
                    }
                    // From when it was due: what waits for a slow hub is slow too.
                    own[usize::from(call.pushes)].push(at.elapsed());
                }
                let mut taken = taken.lock().unwrap();
                for (all, own) in taken.iter_mut().zip(own) {
                    all.extend(own);
                }
            });
        }
    });
    let [mut polls, mut pushes] = taken.into_inner().unwrap();
    let memory = hub.memory();
    println!(
        "{count:<9} {:>8} {:>8} {:>10} {:>10} {:>10} {:>10} {:>6} MB {:>6} MB",
        polls.len(),
        pushes.len(),
        percentile(&mut polls, 50),
        percentile(&mut polls, 99),
        percentile(&mut pushes, 50),
        percentile(&mut pushes, 99),
        memory.0,
        memory.1
    );
    hub.stop();
}

/// A call that a station makes at its time. Ordered backwards, so that a heap gives the next one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    left: Duration,
    at: Duration,
    station: usize,
    pushes: bool,
}

fn timetable(count: u32) -> BinaryHeap<Due> {
    let mut due = BinaryHeap::new();
    for station in 0..count {
        for (each, pushes) in [(POLL_EACH, false), (HAND_OVER_EACH, true)] {
            // Spread, as stations that were switched on at different moments are; hand-overs beside the polls.
            let mut at = each * station / count + Duration::from_millis(if pushes { 7 } else { 0 });
            while at < SPAN {
                due.push(Due {
                    left: SPAN - at,
                    at,
                    station: station as usize,
                    pushes,
                });
                at += each;
            }
        }
    }
    due
}

fn next(due: &Mutex<BinaryHeap<Due>>) -> Option<Due> {
    due.lock().unwrap().pop()
}

/// A hub with so many points of one station each, all with their day.
fn prepare(url: &str, folder: &Path, count: u32) -> Vec<Mutex<Simulated>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let database = Database::open(url).await.unwrap();
        let hub = Hub::new(database.clone(), Surroundings::system());
        let request = day(folder);
        let mut stations = Vec::new();
        for no in 0..count {
            let point = (100_001 + no).to_string();
            let info = PointInfo {
                name: "嘉怡水岸".into(),
                tz: "Asia/Shanghai".into(),
                currency: "CNY".into(),
                hold_hours: 48,
                day_starts_at: 4,
                ..PointInfo::default()
            };
            hub.add_point(&point, &info).await.unwrap();
            let report = hub.import(&point, &request, true).await.unwrap();
            assert!(report.applied, "{:?}", report.errors);
            let code = hub.make_code(&point, Surface::Staff, false).await.unwrap().code;
            let enrolled = hub.enrol(&Simulated::enrolment(&point, &code), "").await.unwrap();
            hub.confirm(&point, 1).await.unwrap();
            stations.push(Mutex::new(Simulated::new(enrolled.token, &report.day)));
        }
        database.close().await;
        stations
    })
}

/// A day of 200 orders, as a file.
fn day(folder: &Path) -> ImportRequest {
    let products = ["冰淇淋黄心西瓜", "妃子笑荔枝", "云南蓝莓", "土鸡蛋"];
    let order = |no: u32| BatchOrder {
        round: "水果团".into(),
        sequence_no: no.to_string(),
        recipient: format!("柳{}", ["如是", "思远", "海燕"][no as usize % 3]),
        phones: vec![format!("138{:08}", no * 7919 % 100_000_000)],
        building: (no % 40 + 1).to_string(),
        room: format!("{}0{}", no % 12 + 1, no % 4 + 1),
        lines: (0..=no as usize % 2)
            .map(|at| BatchLine {
                product: products[(no as usize + at) % 4].into(),
                quantity_thousandths: 1000,
                amount_minor: 5990,
                ..BatchLine::default()
            })
            .collect(),
        ..BatchOrder::default()
    };
    let batch = Batch {
        format: FORMAT.into(),
        point: None,
        day: None,
        complete: true,
        revision: None,
        rounds: Vec::new(),
        orders: (1..=ORDERS).map(order).collect(),
    };
    let path = folder.join("day.json");
    fs::write(&path, serde_json::to_vec(&batch).unwrap()).unwrap();
    ImportRequest {
        path: path.display().to_string(),
        ..ImportRequest::default()
    }
}

/// The real program, serving.
struct Served {
    server: Child,
    address: String,
}

impl Served {
    fn start(database: &str) -> Self {
        let mut server = Command::new(ziti_tests::program("ziti-hub"))
            .args(["--json", "--database", database, "serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{error}: cargo build --release -p ziti-hub, and ZITI_BIN_DIR says where it is")
            });
        let mut said = String::new();
        BufReader::new(server.stdout.as_mut().unwrap())
            .read_line(&mut said)
            .unwrap();
        let listening: serde_json::Value = serde_json::from_str(&said).unwrap();
        Self {
            server,
            address: listening["listening"].as_str().unwrap().to_owned(),
        }
    }

    /// Megabytes now, and at most so far.
    fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id())).unwrap_or_default();
        let read = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let digits = line.and_then(|line| line.trim().strip_suffix(" kB"));
            digits.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1000
        };
        (read("VmRSS:"), read("VmHWM:"))
    }

    fn stop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn percentile(times: &mut [Duration], percent: usize) -> String {
    times.sort_unstable();
    let micros = times[(times.len() * percent / 100).min(times.len() - 1)].as_micros();
    if micros < 10_000 {
        format!("{micros} µs")
    } else {
        format!("{} ms", micros / 1000)
    }
}
