//! A hub with a clock of its own, in a folder of its own or in a database of a private PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use ziti_domain::day::Timestamp;
use ziti_hub::{Database, Hub, Surroundings, router};
use ziti_wire::import::{ImportReport, ImportRequest};
use ziti_wire::sync::{Change, Nudge, Numbered, PageEnd, PointInfo, Surface};

use crate::postgres;
use crate::till::Till;

/// 2026-06-22, nine in the morning in Shanghai.
pub const MORNING: i64 = 1_782_090_000_000;
/// The point of most stories.
pub const POINT: &str = "100001";
/// Three orders of one round, five lines.
pub const DAY: &str =
    "round,sequence_no,recipient,phone,building,room,address,product,variant,quantity,unit_price,paid,note,zone
R1,1,柳如是,13812341234,86,1101,,melon,,1,10,,,ambient
R1,2,Ann,13812341235,86,1102,,melon,,2,10,,,ambient
R1,2,Ann,13812341235,86,1102,,pear,,1,5,,,chilled
R1,3,Bo,13812341236,19,102,,pear,,3,5,,,chilled
R1,3,Bo,13812341236,19,102,,lychee,,1.5,20,,ring twice,frozen
";

/// Tells each story once on each database.
macro_rules! stories {
    ($(async fn $name:ident($world:ident) $body:block)*) => {
        mod sqlite {
            $(#[test] fn $name() { crate::world::on_sqlite(super::$name); })*
        }
        mod postgresql {
            $(#[test] fn $name() { crate::world::on_postgres(super::$name); })*
        }
        $(async fn $name($world: crate::world::World) $body)*
    };
}

pub fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(World) -> F) {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("hub #1?.db").display());
        story(World::at(&url, folder).await).await;
    });
}

pub fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(World) -> F) {
    let Some(url) = postgres::new_database() else { return };
    run(async {
        story(World::at(&url, tempfile::tempdir().unwrap()).await).await;
    });
}

fn run(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(story);
}

pub struct World {
    pub hub: Hub,
    pub url: String,
    pub folder: TempDir,
    pub clock: Arc<AtomicI64>,
    router: Router,
}

impl World {
    async fn at(url: &str, folder: TempDir) -> Self {
        let clock = Arc::new(AtomicI64::new(MORNING));
        let hub = hub(url, &clock).await;
        Self {
            router: router(hub.clone()),
            hub,
            url: url.to_owned(),
            folder,
            clock,
        }
    }

    /// Another process on the same database.
    pub async fn another_hub(&self) -> Self {
        Self::at(&self.url, tempfile::tempdir().unwrap()).await
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn wait(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub async fn add_point(&self, number: &str) {
        let info = PointInfo {
            name: "嘉怡水岸".into(),
            tz: "Asia/Shanghai".into(),
            currency: "CNY".into(),
            hold_hours: 48,
            day_starts_at: 4,
            ..PointInfo::default()
        };
        self.hub.add_point(number, &info).await.unwrap();
    }

    /// The point with its day.
    pub async fn with_day(&self) {
        self.add_point(POINT).await;
        assert!(self.import(DAY).await.applied);
    }

    pub async fn import(&self, csv: &str) -> ImportReport {
        self.import_as(POINT, csv, true, |_| ()).await
    }

    pub async fn import_as(
        &self,
        point: &str,
        csv: &str,
        apply: bool,
        change: impl FnOnce(&mut ImportRequest),
    ) -> ImportReport {
        let path = self.folder.path().join("day.csv");
        std::fs::write(&path, csv).unwrap();
        let mut request = ImportRequest {
            path: path.display().to_string(),
            ..ImportRequest::default()
        };
        change(&mut request);
        self.hub.import(point, &request, apply).await.unwrap()
    }

    /// A station that takes part.
    pub async fn till(&self) -> Till {
        self.till_of(POINT, Surface::Staff).await
    }

    pub async fn till_of(&self, point: &str, surface: Surface) -> Till {
        let till = self.waiting_till(point, surface).await;
        self.hub.confirm(point, till.no()).await.unwrap();
        till
    }

    pub async fn waiting_till(&self, point: &str, surface: Surface) -> Till {
        let code = self.hub.make_code(point, surface, false).await.unwrap().code;
        let (status, enrolled) = self.post("/v1/enrolments", "", &enrolment(point, &code)).await;
        assert_eq!(status, StatusCode::OK, "{enrolled}");
        Till::new(&enrolled)
    }

    pub async fn raw(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// The stream of nudges.
    pub async fn nudges(&self, token: &str) -> NudgeStream {
        let request = Request::builder()
            .uri("/v1/nudges")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        let reply = self.raw(request).await;
        assert_eq!(reply.headers()[header::CONTENT_TYPE], "text/event-stream");
        NudgeStream(reply.into_body().into_data_stream())
    }

    pub async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let reply = self.router.clone().oneshot(request).await.unwrap();
        let status = reply.status();
        assert_eq!(reply.headers()["ziti-now"], self.now().to_string().as_str());
        let bytes = to_bytes(reply.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    pub async fn call(&self, method: &str, path: &str, token: &str, body: &impl Serialize) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from(serde_json::to_vec(body).unwrap()))
            .unwrap();
        let (status, text) = self.send(request).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub async fn post(&self, path: &str, token: &str, body: &impl Serialize) -> (StatusCode, Value) {
        self.call("POST", path, token, body).await
    }

    pub async fn get(&self, path: &str, token: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    /// A page, read as a station reads it.
    pub async fn page(&self, token: &str, after: u64, limit: u32) -> (Vec<Numbered>, PageEnd) {
        let (status, text) = self
            .get(&format!("/v1/changes?after={after}&limit={limit}"), token)
            .await;
        assert_eq!(status, StatusCode::OK, "{text}");
        let mut lines: Vec<&str> = text.lines().collect();
        let end: PageEnd = serde_json::from_str(lines.pop().unwrap()).unwrap();
        let changes: Vec<Numbered> = lines
            .into_iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(changes.len(), end.changes as usize);
        assert!(changes.is_sorted_by(|a, b| a.change_no < b.change_no));
        assert!(
            changes
                .iter()
                .all(|change| (after + 1..=end.end).contains(&change.change_no))
        );
        (changes, end)
    }

    /// All that comes after a change.
    pub async fn pull(&self, token: &str, after: u64) -> Vec<Change> {
        let (mut all, mut after) = (Vec::new(), after);
        loop {
            let (changes, end) = self.page(token, after, 1000).await;
            all.extend(changes.into_iter().map(|numbered| numbered.change));
            after = end.end;
            if end.end >= end.last {
                return all;
            }
        }
    }

    /// The point's newest change.
    pub async fn last(&self, token: &str) -> u64 {
        self.page(token, 0, 1).await.1.last
    }
}

pub struct NudgeStream(BodyDataStream);

impl NudgeStream {
    /// The next nudge; nothing when the stream has ended.
    pub async fn next(&mut self) -> Option<Nudge> {
        let wait = std::time::Duration::from_secs(10);
        let bytes = tokio::time::timeout(wait, self.0.next())
            .await
            .expect("a nudge")?
            .unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert!(text.starts_with("event: pull\n"), "{text}");
        let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        Some(serde_json::from_str(data).unwrap())
    }
}

async fn hub(url: &str, clock: &Arc<AtomicI64>) -> Hub {
    let clock = clock.clone();
    let around = Surroundings {
        now: Arc::new(move || Timestamp(clock.load(Ordering::SeqCst))),
        ..Surroundings::system()
    };
    Hub::new(Database::open_with(url, 4).await.unwrap(), around)
}

pub fn enrolment(point: &str, code: &str) -> Value {
    json!({ "point": point, "code": code, "name": "till", "nonce": "0123456789abcdef0123456789abcdef" })
}
