//! A station and its hub, the hub being a script: what it tells is in the test.

use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use ziti_domain::code::{PointKey, PointNo};
use ziti_domain::day::ServiceDay;
use ziti_domain::order::OrderId;
use ziti_sync::answer::Incoming;
use ziti_sync::request::Outgoing;
use ziti_wire::batch::{Batch, FORMAT};
use ziti_wire::hub::EnrolWish;
use ziti_wire::scan::{CollectRequest, ScanReply, UndoRequest, VerdictKind};
use ziti_wire::sync::{
    ChainState, Change, Enrolled, EventAnswer, Numbered, Outcome, PageEnd, PointInfo, PushReply, PushRequest,
    SentEvent, Surface,
};

use super::{NOON, around, folder, order};
use crate::{Station, Surroundings};

const KEY: PointKey = PointKey([7; 32]);
const DAY: &str = "2026-06-22";

/// A hub that takes everything in and tells what the test puts into `changes`.
#[derive(Default)]
struct Script {
    changes: Vec<Change>,
    pushed: Vec<SentEvent>,
}

struct Enrolment {
    station: Station,
    script: Arc<Mutex<Script>>,
    _folder: TempDir,
}

fn json(body: &impl serde::Serialize) -> Incoming {
    Incoming {
        status: 200,
        content_type: Some("application/json".into()),
        now: Some(NOON),
        retry_after: None,
        body: serde_json::to_vec(body).unwrap(),
    }
}

fn play(script: &Mutex<Script>, outgoing: &Outgoing) -> Incoming {
    let mut script = script.lock().unwrap();
    let body = outgoing.body.as_deref().unwrap_or_default();
    match outgoing.path_and_query.split('?').next().unwrap() {
        "/v1/enrolments" => json(&Enrolled {
            station: "2".into(),
            token: "aa".repeat(32),
            surface: Surface::Staff,
            point: PointInfo {
                name: "嘉怡水岸".into(),
                tz: "Asia/Shanghai".into(),
                currency: "CNY".into(),
                hold_hours: 48,
                day_starts_at: 4,
                ..PointInfo::default()
            },
        }),
        "/v1/events" => {
            let push: PushRequest = serde_json::from_slice(body).unwrap();
            let answers = push.events.iter().map(|event| EventAnswer {
                id: event.id.clone(),
                outcome: Outcome::Accepted,
                code: None,
                message: None,
            });
            let answers = answers.collect();
            script.pushed.extend(push.events);
            json(&PushReply {
                chain: ChainState::Continued,
                answers,
                known: None,
                skew_ms: 0,
            })
        }
        _ => {
            let after: usize = outgoing.path_and_query.rsplit('=').next().unwrap().parse().unwrap();
            let mut page = String::new();
            let last = script.changes.len();
            for (change_no, change) in (1u64..).zip(&script.changes).skip(after) {
                let change = change.clone();
                page += &serde_json::to_string(&Numbered { change_no, change }).unwrap();
                page.push('\n');
            }
            let (last, changes) = (last as u64, (last - after) as u32);
            page += &serde_json::to_string(&PageEnd {
                end: last,
                last,
                siblings: 0,
                changes,
            })
            .unwrap();
            page.push('\n');
            Incoming {
                content_type: Some("application/x-ndjson".into()),
                body: page.into_bytes(),
                ..json(&())
            }
        }
    }
}

impl Enrolment {
    fn new() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let folder = folder();
        let playing = Arc::clone(&script);
        let surroundings = Surroundings {
            hub: Some(Arc::new(move |outgoing: &Outgoing| Ok(play(&playing, outgoing)))),
            ..around(&Arc::new(AtomicI64::new(NOON)))
        };
        let wish = EnrolWish {
            hub: "https://hub.example.org".into(),
            code: "1234567890".into(),
            point: "100001".into(),
            ..EnrolWish::default()
        };
        let station = Station::enrol_new_in(folder.path(), &wish, surroundings).unwrap();
        let enrolment = Self {
            station,
            script,
            _folder: folder,
        };
        let key = KEY.of_day(day()).to_bytes();
        enrolment.tell(Change::DayKey {
            day: DAY.into(),
            key: key.iter().map(|byte| format!("{byte:02x}")).collect(),
        });
        enrolment
    }

    fn tell(&self, change: Change) {
        self.script.lock().unwrap().changes.push(change);
        self.sync();
    }

    fn sync(&self) {
        self.station.sync(&mut |_| {}).unwrap();
    }

    /// The hub's batch: one order of two melons.
    fn batch(&self, revision: u32) {
        let mut one = order("1", "柳如是", &[("melon", 2)]);
        one.order_no = Some(1);
        one.short_code = Some("123456".into());
        one.lines[0].no = Some(1);
        self.tell(Change::Batch {
            batch: Batch {
                format: FORMAT.into(),
                point: Some("100001".into()),
                day: Some(DAY.into()),
                complete: true,
                revision: Some(revision),
                rounds: vec!["fruit".into()],
                orders: vec![one],
            },
        });
    }

    fn honours(&self) {
        let mut settings = self.station.status().unwrap().settings;
        settings.accept_unsynced = true;
        self.station.change_settings(&settings).unwrap();
    }

    fn scan(&self, confirm: bool) -> ScanReply {
        let request = CollectRequest {
            input: code(),
            confirm,
            ..CollectRequest::default()
        };
        self.station.collect(&request).unwrap()
    }

    fn kinds(&self) -> Vec<String> {
        self.sync();
        let script = self.script.lock().unwrap();
        script.pushed.iter().map(|event| event.kind.clone()).collect()
    }

    fn check(&self) {
        self.station.verify().unwrap();
        let kept = self.station.projections().unwrap();
        self.station.rebuild().unwrap();
        assert_eq!(self.station.projections().unwrap(), kept);
    }
}

fn day() -> ServiceDay {
    ServiceDay::parse(DAY).unwrap()
}

fn code() -> String {
    let order = OrderId { day: day(), no: 1 };
    KEY.of_day(day())
        .pickup_code(PointNo::parse("100001").unwrap(), order, 0)
}

#[test]
fn a_genuine_code_without_its_order_is_unknown_unless_the_setting_allows_it() {
    let enrolment = Enrolment::new();
    assert_eq!(enrolment.scan(true).verdict, VerdictKind::Unknown);
    enrolment.honours();
    let asked = enrolment.scan(false);
    assert_eq!((asked.verdict, asked.event_id), (VerdictKind::Unsynced, None));
    assert_eq!(enrolment.scan(true).verdict, VerdictKind::Collected);
    let again = enrolment.scan(true);
    assert_eq!(
        (again.verdict, again.station.as_deref()),
        (VerdictKind::AlreadyCollected, Some("2"))
    );
    enrolment.check();
}

#[test]
fn what_was_honoured_is_settled_when_its_order_comes_and_stays_used() {
    let enrolment = Enrolment::new();
    enrolment.honours();
    enrolment.scan(true);
    enrolment.batch(1);
    let order = enrolment.station.order("1").unwrap();
    assert_eq!(order.lines[0].collected_thousandths, 2000);
    assert_eq!(enrolment.scan(true).verdict, VerdictKind::AlreadyCollected);
    let kinds = enrolment.kinds();
    assert_eq!(kinds.iter().filter(|kind| *kind == "claim_settled").count(), 1);
    enrolment.batch(2);
    assert_eq!(enrolment.station.order("1").unwrap().lines[0].open_thousandths, 0);
    let undo = UndoRequest {
        event_id: order.undoable.unwrap().event_id,
        ..UndoRequest::default()
    };
    enrolment.station.undo(&undo).unwrap();
    assert_eq!(enrolment.scan(false).verdict, VerdictKind::Collected);
    enrolment.check();
}

#[test]
fn what_was_honoured_and_undone_before_its_order_came_is_open_then() {
    let enrolment = Enrolment::new();
    enrolment.honours();
    let event_id = enrolment.scan(true).event_id.unwrap();
    let undo = UndoRequest {
        event_id,
        ..UndoRequest::default()
    };
    enrolment
        .station
        .undo(&undo)
        .unwrap_or_else(|failure| panic!("{failure}"));
    enrolment.batch(1);
    assert_eq!(enrolment.station.order("1").unwrap().lines[0].open_thousandths, 2000);
    enrolment.check();
}
