//! Stories of one counter, on a real database, with a clock and a chance of the test's own.

mod counter;
mod hub;
mod revisions;
mod sequences;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use tempfile::TempDir;
use ziti_domain::day::Timestamp;
use ziti_import::Parsed;
use ziti_wire::batch::{BatchLine, BatchOrder};
use ziti_wire::import::{ImportReport, ImportRequest};
use ziti_wire::scan::{CollectRequest, ScanReply, VerdictKind};
use ziti_wire::settings::{Lang, Setup};

use crate::{Station, Surroundings};

/// Monday, 22 June 2026, noon in Shanghai.
const NOON: i64 = 1_782_100_800_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

struct Counter {
    station: Station,
    now: Arc<AtomicI64>,
    folder: TempDir,
}

/// A folder that forgets at power-off is as good here, and a hundred times faster.
fn folder() -> TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    }
    .unwrap()
}

fn around(now: &Arc<AtomicI64>) -> Surroundings {
    let (now, drawn) = (Arc::clone(now), AtomicU64::new(1));
    Surroundings {
        now: Arc::new(move || Timestamp(now.load(Ordering::Relaxed))),
        random: Arc::new(move |bytes| {
            let hash = blake3::hash(&drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes());
            for (byte, random) in bytes.iter_mut().zip(hash.as_bytes().iter().cycle()) {
                *byte = *random;
            }
        }),
        hub: None,
    }
}

impl Counter {
    fn open() -> Self {
        let now = Arc::new(AtomicI64::new(NOON));
        let folder = folder();
        let setup = Setup {
            point: "100001".into(),
            name: "嘉怡水岸".into(),
            tz: String::new(),
            lang: Lang::Zh,
        };
        let station = Station::init_in(folder.path(), &setup, None, around(&now)).unwrap();
        Self { station, now, folder }
    }

    fn wait(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }

    fn import(&self, orders: &[BatchOrder]) -> ImportReport {
        self.import_with(&ImportRequest::default(), orders)
    }

    fn import_with(&self, request: &ImportRequest, orders: &[BatchOrder]) -> ImportReport {
        self.station.take_in(request, parsed(orders), true).unwrap()
    }

    fn ask(&self, input: &str, change: impl FnOnce(&mut CollectRequest)) -> ScanReply {
        let mut request = CollectRequest {
            input: input.into(),
            ..CollectRequest::default()
        };
        change(&mut request);
        self.station.collect(&request).unwrap()
    }

    fn scan(&self, input: &str) -> ScanReply {
        self.ask(input, |_| {})
    }

    fn verdict(&self, input: &str) -> VerdictKind {
        self.scan(input).verdict
    }

    fn code(&self, name: &str) -> String {
        self.station.code(name, false).unwrap().code
    }

    /// The ledger's chain holds, and folding it again gives the tables that are there.
    fn check(&self) {
        self.station.verify().unwrap();
        let kept = self.station.projections().unwrap();
        self.station.rebuild().unwrap();
        assert_eq!(self.station.projections().unwrap(), kept);
    }
}

fn parsed(orders: &[BatchOrder]) -> Parsed {
    Parsed {
        source: "json",
        complete: true,
        blocks: orders.len() as u32,
        orders: orders.to_vec(),
        ..Parsed::default()
    }
}

fn order(sequence_no: &str, recipient: &str, lines: &[(&str, i64)]) -> BatchOrder {
    BatchOrder {
        round: "fruit".into(),
        sequence_no: sequence_no.into(),
        recipient: recipient.into(),
        phones: vec![format!("1380000{sequence_no:0>4}")],
        building: "19".into(),
        room: format!("10{sequence_no}"),
        lines: lines
            .iter()
            .map(|(product, units)| BatchLine {
                product: (*product).into(),
                quantity_thousandths: units * 1000,
                amount_minor: units * 1000,
                ..BatchLine::default()
            })
            .collect(),
        ..BatchOrder::default()
    }
}
