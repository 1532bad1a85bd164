//! The point: its hub, its stations, their clocks and copies, and what each step does to them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tempfile::TempDir;
use ziti_domain::chain::unhex;
use ziti_domain::code::{PointKey, PointNo};
use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::order::OrderId;
use ziti_station::{Station, Surroundings};
use ziti_tests::point::Chance;
use ziti_wire::hub::{EnrolWish, ResolveRequest};
use ziti_wire::scan::{CollectRequest, LineWish, UndoRequest};
use ziti_wire::sync::Resolution;

use crate::network::{DAY, Ended, MORNING, POINT, RunningHub, Way, fill};
use crate::steps::{Ordered, Step};

const MINUTE: i64 = 60_000;
/// What the stations' clocks are ahead.
const AHEAD: [i64; 3] = [0, 60 * MINUTE, -5 * MINUTE];

/// A station, and what the simulation knows of it.
pub struct Till {
    pub folder: PathBuf,
    pub station: Option<Station>,
    pub way: Arc<Way>,
    around: Surroundings,
    copy: Option<PathBuf>,
    /// Its hand-overs that were answered, and which a restored copy has not made undone.
    pub answered: BTreeSet<String>,
    /// Those of them when the copy was made.
    answered_in_copy: BTreeSet<String>,
}

pub struct World {
    pub hub: RunningHub,
    pub tills: Vec<Till>,
    pub folder: TempDir,
    now: Arc<AtomicI64>,
    seed: u64,
    request: u64,
    /// Orders that were said to be collected elsewhere.
    pub elsewhere: BTreeSet<String>,
    is_told: bool,
}

/// A conflict as the hub keeps it: quantity and decision by its id.
pub type Conflicts = BTreeMap<String, (i64, String)>;

impl World {
    pub fn new(seed: u64) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        }
        .unwrap();
        let now = Arc::new(AtomicI64::new(MORNING));
        Self {
            hub: RunningHub::new(folder.path(), seed, &now),
            tills: Vec::new(),
            folder,
            now,
            seed,
            request: 0,
            elsewhere: BTreeSet::new(),
            is_told: std::env::var_os("ZITI_SEED").is_some(),
        }
    }

    pub fn take(&mut self, step: &Step) {
        if self.is_told {
            println!("{step:?}");
        }
        self.now.fetch_add(1000, Ordering::Relaxed);
        match step {
            Step::Import(orders) => self.import(orders),
            Step::Enrol => self.enrol(),
            Step::Scan {
                till,
                order,
                line,
                forced,
            } => self.scan(*till, *order, *line, *forced),
            Step::Undo { till, order } => self.undo(*till, *order),
            Step::Reissue { till, order } => {
                self.at(*till, |_, station, _| {
                    if let Some(id) = id_of(station, *order) {
                        let _ = station.code(&id, true);
                    }
                });
            }
            Step::Sync { till } => {
                self.at(*till, |_, station, is_told| {
                    let outcome = station.sync(&mut |_| {});
                    if is_told {
                        println!("    {outcome:?}");
                    }
                });
            }
            Step::Network { till, there } => {
                if let Some(till) = self.tills.get(*till) {
                    till.way.offline.store(!there, Ordering::Relaxed);
                }
            }
            Step::Fault { till, after, fault } => {
                if let Some(till) = self.tills.get(*till) {
                    *till.way.fault.lock().unwrap() = Some((*after, *fault));
                }
            }
            Step::Copy { till } => self.copy(*till),
            Step::Restore { till } => self.restore(*till),
            Step::Resolve { till, which, twice } => self.resolve(*till, *which, *twice),
            Step::Wait { minutes } => {
                self.now.fetch_add(minutes * MINUTE, Ordering::Relaxed);
            }
        }
    }

    /// The network is there again, nothing fails, and everybody says what there is to say.
    pub fn come_together(&mut self) {
        for till in &self.tills {
            till.way.offline.store(false, Ordering::Relaxed);
            *till.way.fault.lock().unwrap() = None;
        }
        for round in 0..4 {
            for till in &self.tills {
                let outcome = till.station.as_ref().unwrap().sync(&mut |_| {});
                if self.is_told {
                    println!("together: {outcome:?}");
                }
                assert!(
                    round < 2 || outcome.is_ok(),
                    "a sync with nothing in its way: {outcome:?}"
                );
            }
        }
    }

    /// Does something at a station that may end in the middle of it; the program is started again then.
    fn at(&mut self, till: usize, work: impl FnOnce(&mut BTreeSet<String>, &Station, bool)) {
        let is_told = self.is_told;
        let Some(till) = self.tills.get_mut(till) else { return };
        let Till { station, answered, .. } = till;
        let open = station.as_ref().unwrap();
        if let Err(thrown) = catch_unwind(AssertUnwindSafe(|| work(answered, open, is_told))) {
            if !thrown.is::<Ended>() {
                std::panic::resume_unwind(thrown);
            }
            till.reopen();
        }
    }

    fn import(&mut self, orders: &[Ordered]) {
        let path = self.folder.path().join("day.json");
        let batch = json!({ "format": "ziti.batch/1", "orders": orders.iter().map(in_file).collect::<Vec<_>>() });
        fs::write(&path, batch.to_string()).unwrap();
        let report = self.hub.import(&path);
        assert!(report.errors.is_empty(), "{:?}", report.errors);
        let elsewhere = orders.iter().filter(|order| order.elsewhere);
        self.elsewhere.extend(elsewhere.map(|order| order.number.to_string()));
    }

    fn enrol(&mut self) {
        let no = self.tills.len();
        if no >= AHEAD.len() {
            return;
        }
        let folder = self.folder.path().join(format!("till {no}"));
        let way = Arc::new(self.hub.way());
        let (clock, carry) = (Arc::clone(&self.now), Arc::clone(&way));
        let chance = Mutex::new(Chance(self.seed ^ (0x5354_4154 + no as u64)));
        let around = Surroundings {
            now: Arc::new(move || Timestamp(clock.load(Ordering::Relaxed) + AHEAD[no])),
            random: Arc::new(move |bytes| fill(&chance, bytes)),
            hub: Some(Arc::new(move |outgoing| carry.carry(outgoing))),
        };
        let wish = EnrolWish {
            hub: "http://127.0.0.1:1".into(),
            code: self.hub.enrolment_code(),
            point: POINT.into(),
            name: format!("till {no}"),
            ..EnrolWish::default()
        };
        let station = Station::enrol_new_in(&folder, &wish, around.clone()).unwrap();
        self.hub.confirm(i64::try_from(no).unwrap() + 1);
        station.sync(&mut |_| {}).unwrap();
        let mut settings = station.status().unwrap().settings;
        settings.accept_unsynced = !self.seed.is_multiple_of(3);
        station.change_settings(&settings).unwrap();
        self.tills.push(Till {
            folder,
            station: Some(station),
            way,
            around,
            copy: None,
            answered: BTreeSet::new(),
            answered_in_copy: BTreeSet::new(),
        });
    }

    fn scan(&mut self, till: usize, order: u8, line: Option<(u32, i64)>, forced: bool) {
        self.request += 1;
        let request_id = format!("request {}", self.request);
        // A resident may show a code to a station that has not heard of the order yet.
        let shown = self.tills.iter().find_map(|till| {
            let station = till.station.as_ref().unwrap();
            let id = id_of(station, order)?;
            Some((station.code(&id, false).ok()?.code, id))
        });
        let shown = shown.or_else(|| self.code_of_hub(order));
        self.at(till, |answered, station, is_told| {
            let Some((code, id)) = shown else { return };
            let request = CollectRequest {
                input: code,
                request_id,
                confirm: true,
                force: forced.then(|| "the manager says so".into()),
                lines: line
                    .map(|(line, units)| LineWish {
                        line,
                        quantity_thousandths: Some(units * 1000),
                    })
                    .into_iter()
                    .collect(),
                ..CollectRequest::default()
            };
            let reply = station.collect(&request);
            if is_told {
                let told = reply
                    .as_ref()
                    .map(|reply| (reply.verdict, &reply.handed, &reply.event_id));
                println!("    {id} {told:?}");
            }
            if let Ok(reply) = reply
                && let Some(event) = reply.event_id
            {
                answered.insert(event);
            }
        });
    }

    fn undo(&mut self, till: usize, order: u8) {
        self.at(till, |answered, station, is_told| {
            let Some(undoable) = id_of(station, order)
                .and_then(|id| station.order(&id).ok())
                .and_then(|order| order.undoable)
            else {
                return;
            };
            let request = UndoRequest {
                event_id: undoable.event_id.clone(),
                reason: Some("it was the neighbour".into()),
                ..UndoRequest::default()
            };
            let reply = station.undo(&request);
            if is_told {
                println!("    undo of {}: {:?}", undoable.event_id, reply.as_ref().err());
            }
            if let Ok(reply) = reply {
                answered.insert(reply.event_id);
            }
        });
    }

    fn resolve(&mut self, till: usize, which: u64, twice: bool) {
        self.at(till, |_, station, is_told| {
            let conflicts = station.conflicts().unwrap().conflicts;
            let open: Vec<_> = conflicts.iter().filter(|conflict| conflict.decided.is_none()).collect();
            if open.is_empty() {
                return;
            }
            let conflict = open[usize::try_from(which).unwrap() % open.len()];
            let request = ResolveRequest {
                conflict: conflict.id.clone(),
                resolution: if twice {
                    Resolution::HandedOutTwice
                } else {
                    Resolution::Mistaken
                },
                request_id: String::new(),
                actor: String::new(),
            };
            let reply = station.resolve(&request);
            if is_told {
                println!("    {} {:?}", conflict.id, reply.as_ref().map(|_| ()));
            }
            reply.unwrap();
        });
    }

    fn copy(&mut self, till: usize) {
        let Some(till) = self.tills.get_mut(till) else { return };
        let copy = till.folder.with_extension("copy");
        till.station = None;
        replace(&copy, &till.folder);
        till.copy = Some(copy);
        till.answered_in_copy.clone_from(&till.answered);
        till.reopen();
    }

    fn restore(&mut self, till: usize) {
        let at_hub = self.events_at_hub();
        let Some(till) = self.tills.get_mut(till) else { return };
        let Some(copy) = till.copy.clone() else { return };
        till.station = None;
        replace(&till.folder, &copy);
        // What neither the copy nor the hub has is gone with the folder.
        till.answered
            .retain(|event| at_hub.contains(event) || till.answered_in_copy.contains(event));
        till.reopen();
    }

    /// The code of an order that no station has heard of, as it was sent to the resident.
    fn code_of_hub(&self, order: u8) -> Option<(String, String)> {
        let sql = format!("SELECT day, no, key FROM orders JOIN point_key USING (point) WHERE sequence_no = '{order}'");
        let (day, no, key): (u32, u32, String) = self
            .ask_hub(&sql, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .pop()?;
        let order = OrderId {
            day: ServiceDay::from_number(day)?,
            no,
        };
        let key = PointKey(unhex(&key)?).of_day(order.day);
        Some((key.pickup_code(PointNo::parse(POINT)?, order, 0), order.to_string()))
    }

    fn events_at_hub(&self) -> BTreeSet<String> {
        let rows = self.ask_hub("SELECT id FROM event", |row| row.get(0));
        rows.into_iter().collect()
    }

    pub fn hub_conflicts(&self) -> Conflicts {
        let rows = self.ask_hub(
            "SELECT id, json_extract(json, '$.quantity_thousandths'), resolution FROM conflict",
            |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))),
        );
        rows.into_iter().collect()
    }

    /// Epochs that were begun because a copy was restored.
    pub fn newest_epochs(&self) -> u64 {
        self.ask_hub("SELECT epoch - 1 FROM station WHERE epoch > 1", |row| {
            row.get::<_, u32>(0).map(u64::from)
        })
        .into_iter()
        .sum()
    }

    /// Reads the hub's database from beside it.
    pub fn ask_hub<T>(&self, sql: &str, read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let database = rusqlite::Connection::open(self.folder.path().join("hub.db")).unwrap();
        let mut query = database.prepare(sql).unwrap();
        query.query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

impl Till {
    fn reopen(&mut self) {
        self.station = None;
        self.station = Some(Station::open_in(&self.folder, self.around.clone()).unwrap());
    }
}

/// Makes a folder what another one is.
fn replace(folder: &Path, by: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir(folder).unwrap();
    for entry in fs::read_dir(by).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
}

/// The id of the order with this 跟团号, where the station has it.
fn id_of(station: &Station, order: u8) -> Option<String> {
    let named = order.to_string();
    let query = ziti_wire::order::OrdersQuery {
        day: Some(DAY.into()),
        ..Default::default()
    };
    let orders = station.orders(&query).unwrap().orders;
    let found = orders.into_iter().find(|order| order.sequence_no == named);
    found.map(|order| order.id)
}

fn in_file(order: &Ordered) -> serde_json::Value {
    let products = ["melon", "lychee", "melon"];
    let lines: Vec<_> = products
        .iter()
        .zip(order.units)
        .filter(|(_, units)| *units > 0)
        .map(|(product, units)| {
            json!({ "product": product, "quantity_thousandths": units * 1000, "amount_minor": units * 500 })
        })
        .collect();
    let mut all = json!({
        "round": "晨采",
        "sequence_no": order.number.to_string(),
        "recipient": format!("柳{}", order.number),
        "collected": order.elsewhere,
        "cancelled": order.cancelled,
        "note": if order.note { "ring twice" } else { "" },
        "lines": lines,
    });
    if order.unpaid {
        all["paid_minor"] = 0.into();
    }
    all
}
