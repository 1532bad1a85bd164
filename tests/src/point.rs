//! A pickup point of its own for a story: a fresh data folder with a day's orders, driven through `zitictl`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use ziti_domain::code::{BagLabel, PointKey, PointNo};
use ziti_domain::day::ServiceDay;
use ziti_domain::order::OrderId;

use crate::program;

/// The service day of a story's orders.
pub const DAY: &str = "2026-06-22";

/// What the clocks show unless a story says otherwise.
pub const MORNING: &str = "2026-06-22T10:00:00+08:00";

/// The point's number.
pub const NUMBER: &str = "310001";

const KEY: [u8; 32] = [0x5a; 32];

/// A folder with a station in it, and what its programs are told.
#[derive(Debug)]
pub struct Point {
    folder: TempDir,
    environment: Vec<(OsString, OsString)>,
    number: PointNo,
}

impl Point {
    /// A folder without a station yet; it is gone when this is dropped.
    pub fn new() -> Self {
        let mut point = Self {
            folder: TempDir::new().unwrap(),
            environment: Vec::new(),
            number: PointNo::parse(NUMBER).unwrap(),
        };
        point.tell("ZITI_NOW", MORNING);
        fs::create_dir(point.data()).unwrap();
        point
    }

    /// Puts a variable into the environment of every program from now on.
    pub fn tell(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.environment.push((name.into(), value.as_ref().to_owned()));
    }

    /// A place for the story's own files, beside the data.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        // Where temporary files are may be a link.
        fs::canonicalize(self.folder.path()).unwrap().join("data")
    }

    /// Sets the station up and imports a day of orders, numbered from 1.
    pub fn fill(&self, orders: u32) {
        self.begin();
        let report = self.import(&batch(orders));
        assert_eq!(report["changes"]["added"], orders, "the orders of the day");
    }

    /// Sets the station up, without orders.
    pub fn begin(&self) {
        let key: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(self.beside("key"), key).unwrap();
        let key = self.beside("key").into_os_string().into_string().unwrap();
        self.answer(&["init", "--point", NUMBER, "--name", "嘉怡水岸", "--point-key", &key]);
    }

    /// Imports a batch.
    pub fn import(&self, batch: &Value) -> Value {
        fs::write(self.beside("day.json"), batch.to_string()).unwrap();
        let path = self.beside("day.json").into_os_string().into_string().unwrap();
        self.answer(&["import", &path])
    }

    /// An order's pickup code.
    pub fn code(&self, order_no: u32) -> String {
        self.code_on(DAY, order_no)
    }

    /// The pickup code of an order of any day.
    pub fn code_on(&self, day: &str, order_no: u32) -> String {
        issue(self.number, KEY, day, order_no)
    }

    /// A code as another point issues it.
    pub fn code_elsewhere(&self, order_no: u32) -> String {
        issue(PointNo::parse("310002").unwrap(), KEY, DAY, order_no)
    }

    /// A code of this point that somebody without its key has made.
    pub fn code_forged(&self, order_no: u32) -> String {
        issue(self.number, [0; 32], DAY, order_no)
    }

    /// The label of an order's first bag.
    pub fn label(&self, order_no: u32) -> String {
        let order = OrderId {
            day: ServiceDay::parse(DAY).unwrap(),
            no: order_no,
        };
        let label = BagLabel {
            point: self.number,
            order,
            bag: 1,
        };
        label.digits()
    }

    /// `zitictl --json` with these arguments.
    pub fn zitictl(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("zitictl"));
        command.arg("--json").arg("--data").arg(self.data()).args(arguments);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command
    }

    /// What `zitictl --json` answers when it succeeds, as it must.
    pub fn answer(&self, arguments: &[&str]) -> Value {
        let output = self.zitictl(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "zitictl {arguments:?}: {} {text}",
            output.status
        );
        complete(&text).unwrap_or_else(|| panic!("zitictl {arguments:?} printed {text:?}"))
    }

    /// Begins to collect an order by its code, under a request id that is the order's own.
    pub fn collecting(&self, order_no: u32) -> Child {
        let (code, request) = (self.code(order_no), request(order_no));
        self.zitictl(&["collect", &code, "--request-id", &request])
            .spawn()
            .unwrap()
    }

    /// Collects an order by its code, or asks the same again.
    pub fn collect(&self, order_no: u32) -> Value {
        let (code, request) = (self.code(order_no), request(order_no));
        self.answer(&["collect", &code, "--request-id", &request])
    }

    /// The ids of the events in an order's history.
    pub fn history(&self, order_no: u32) -> Vec<String> {
        let order = self.answer(&["order", &format!("{}-{order_no}", DAY.replace('-', ""))]);
        let events = order["history"].as_array().unwrap();
        events.iter().map(event_id).collect()
    }

    /// Asserts that the ledger's chain holds.
    pub fn verify(&self) {
        self.answer(&["verify"]);
    }
}

impl Default for Point {
    fn default() -> Self {
        Self::new()
    }
}

/// A document that was printed to its end.
pub fn complete(printed: &str) -> Option<Value> {
    printed
        .strip_suffix('\n')
        .map(|document| serde_json::from_str(document).unwrap())
}

/// The event that an answer or an entry of a history names.
pub fn event_id(document: &Value) -> String {
    let id = document["event_id"].as_str();
    id.unwrap_or_else(|| panic!("no event in {document}")).to_owned()
}

fn issue(point: PointNo, key: [u8; 32], day: &str, no: u32) -> String {
    let day = ServiceDay::parse(day).unwrap();
    PointKey(key).of_day(day).pickup_code(point, OrderId { day, no }, 0)
}

fn request(order_no: u32) -> String {
    format!("order-{order_no}")
}

/// A day of orders, numbered from 1, each with two lines.
pub fn batch(orders: u32) -> Value {
    let order = |no: u32| {
        json!({
            "round": "晨采",
            "sequence_no": no.to_string(),
            "recipient": format!("柳{no}"),
            "phones": [format!("138{no:08}")],
            "building": (no % 90 + 1).to_string(),
            "room": (no % 12 * 100 + 101).to_string(),
            "lines": [
                { "product": "鸡蛋", "quantity_thousandths": 2000, "amount_minor": 2980 },
                { "product": "酸奶", "quantity_thousandths": 1000, "amount_minor": 1250, "zone": "chilled" },
            ],
        })
    };
    json!({ "format": "ziti.batch/1", "day": DAY, "complete": true, "orders": (1..=orders).map(order).collect::<Vec<_>>() })
}

/// The same chance at every run: SplitMix64.
#[derive(Debug)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below a limit that is not 0.
    pub const fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
