//! The hub as a service, and the way to it: calls that do not arrive, answers that get lost, programs that end in between.

use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use hyper::Request;
use hyper::body::Body;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use ziti_domain::day::Timestamp;
use ziti_hub::{Database, Hub, Surroundings, router};
use ziti_sync::answer::{Arrival, Incoming, Lost};
use ziti_sync::request::{Method, Outgoing};
use ziti_tests::point::Chance;
use ziti_wire::import::{ImportReport, ImportRequest};
use ziti_wire::sync::{NOW, PointInfo, Surface};

pub const POINT: &str = "310001";
pub const DAY: &str = "2026-06-22";
/// Ten in the morning of that day in Shanghai.
pub const MORNING: i64 = 1_782_093_600_000;

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It does not arrive.
    Unreachable,
    /// It arrives; the answer does not.
    AnswerLost,
    /// The station's program ends before it.
    EndsBefore,
    /// The station's program ends when the answer is on its way.
    EndsAfter,
}

/// What a program that ends in the middle is thrown out with.
#[derive(Debug)]
pub struct Ended;

/// A hub with the time of the simulation.
pub struct RunningHub {
    pub hub: Hub,
    runtime: Arc<Runtime>,
    now: Arc<AtomicI64>,
}

impl RunningHub {
    pub fn new(folder: &Path, seed: u64, now: &Arc<AtomicI64>) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let chance = Mutex::new(Chance(seed ^ 0x4855_4221));
        let clock = Arc::clone(now);
        let around = Surroundings {
            now: Arc::new(move || Timestamp(clock.load(Ordering::Relaxed))),
            random: Arc::new(move |bytes| fill(&chance, bytes)),
        };
        let url = format!("sqlite:{}", folder.join("hub.db").display());
        let hub = runtime.block_on(async { Hub::new(Database::open_with(&url, 2).await.unwrap(), around) });
        let info = PointInfo {
            name: "嘉怡水岸".into(),
            tz: "Asia/Shanghai".into(),
            currency: "CNY".into(),
            hold_hours: 48,
            day_starts_at: 4,
            ..PointInfo::default()
        };
        runtime.block_on(hub.add_point(POINT, &info)).unwrap();
        Self {
            hub,
            runtime: Arc::new(runtime),
            now: Arc::clone(now),
        }
    }

    pub fn import(&self, file: &Path) -> ImportReport {
        let request = ImportRequest {
            path: file.display().to_string(),
            day: Some(DAY.into()),
            ..ImportRequest::default()
        };
        self.runtime.block_on(self.hub.import(POINT, &request, true)).unwrap()
    }

    pub fn enrolment_code(&self) -> String {
        let code = self.runtime.block_on(self.hub.make_code(POINT, Surface::Staff, false));
        code.unwrap().code
    }

    pub fn confirm(&self, no: i64) {
        self.runtime.block_on(self.hub.confirm(POINT, no)).unwrap();
    }

    /// Walks all chains; says how many events there are.
    pub fn verified(&self) -> u64 {
        self.runtime.block_on(self.hub.verify()).unwrap().events
    }

    /// A way to this hub.
    pub fn way(&self) -> Way {
        Way {
            hub: self.hub.clone(),
            runtime: Arc::clone(&self.runtime),
            now: Arc::clone(&self.now),
            offline: AtomicBool::new(false),
            fault: Mutex::new(None),
        }
    }
}

/// One station's way to the hub.
pub struct Way {
    hub: Hub,
    runtime: Arc<Runtime>,
    now: Arc<AtomicI64>,
    pub offline: AtomicBool,
    /// After so many more calls this goes wrong with one.
    pub fault: Mutex<Option<(u32, Fault)>>,
}

impl Way {
    pub fn carry(&self, outgoing: &Outgoing) -> Arrival {
        let unreachable = || Err(Lost::Unreachable("the simulation says so".into()));
        if self.offline.load(Ordering::Relaxed) {
            return unreachable();
        }
        let fault = self.due_fault();
        match fault {
            Some(Fault::Unreachable) => return unreachable(),
            Some(Fault::EndsBefore) => std::panic::resume_unwind(Box::new(Ended)),
            _ => {}
        }
        let incoming = self.runtime.block_on(self.ask(outgoing));
        // Every call takes its time.
        self.now.fetch_add(20, Ordering::Relaxed);
        match fault {
            Some(Fault::AnswerLost) => Err(Lost::CutOff("the simulation says so".into())),
            Some(Fault::EndsAfter) => std::panic::resume_unwind(Box::new(Ended)),
            _ => Ok(incoming),
        }
    }

    fn due_fault(&self) -> Option<Fault> {
        let mut waiting = self.fault.lock().unwrap();
        match *waiting {
            Some((0, fault)) => {
                *waiting = None;
                Some(fault)
            }
            Some((calls, fault)) => {
                *waiting = Some((calls - 1, fault));
                None
            }
            None => None,
        }
    }

    async fn ask(&self, outgoing: &Outgoing) -> Incoming {
        let method = match outgoing.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
        };
        let mut request = Request::builder().method(method).uri(&outgoing.path_and_query);
        if let Some(token) = &outgoing.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = String::from_utf8(outgoing.body.clone().unwrap_or_default()).unwrap();
        let request = request.header("content-type", "application/json").body(body).unwrap();
        let reply = router(self.hub.clone()).oneshot(request).await.unwrap();
        let header = |name: &str| Some(reply.headers().get(name)?.to_str().unwrap().to_owned());
        let mut incoming = Incoming {
            status: reply.status().as_u16(),
            content_type: header("content-type"),
            now: header(NOW).map(|now| now.parse().unwrap()),
            ..Incoming::default()
        };
        let mut body = pin!(reply.into_body());
        while let Some(frame) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
            if let Ok(data) = frame.unwrap().into_data() {
                incoming.body.extend_from_slice(&data);
            }
        }
        incoming
    }
}

/// Fills with bytes that are the same at every run.
pub fn fill(chance: &Mutex<Chance>, bytes: &mut [u8]) {
    let mut chance = chance.lock().unwrap();
    for byte in bytes {
        *byte = u8::try_from(chance.below(256)).unwrap();
    }
}
