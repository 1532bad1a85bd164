//! A hub of its own for a story: a fresh database, the real `ziti-hub` serving it on a port of its own, and its operator's commands.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::counter::Counter;
use crate::kept;
use crate::point::{MORNING, NUMBER, Point, complete};
use crate::program;

const WRITE_LOCK: u64 = 120;

/// A hub's folder, and the server while it runs.
#[derive(Debug)]
pub struct Hub {
    folder: TempDir,
    environment: Vec<(OsString, OsString)>,
    server: Option<Child>,
    /// What follows `serve --listen ADDRESS`.
    serving: Vec<String>,
    /// Where it serves, the same for all its life.
    address: SocketAddr,
}

impl Hub {
    /// Serves an empty database on a free port. Killed when it is dropped.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// As [`Hub::start`], with more arguments for `serve`.
    pub fn start_with(serving: &[String]) -> Self {
        let mut hub = Self {
            folder: TempDir::new().unwrap(),
            environment: Vec::new(),
            server: None,
            serving: serving.to_vec(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        hub.tell("ZITI_NOW", MORNING);
        hub.serve();
        hub
    }

    /// As [`Hub::start`], with the one point that `Point`'s orders are for.
    pub fn with_point() -> Self {
        let hub = Self::start();
        hub.add_point(NUMBER, "嘉怡水岸");
        hub
    }

    /// Puts a variable into the environment of every program from now on; a server that runs does not hear of it.
    pub fn tell(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.environment.push((name.into(), value.as_ref().to_owned()));
    }

    /// A place for the story's own files, beside the database.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where it serves, or served last.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as stations are told it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `ziti-hub --json` on this hub's database with these arguments.
    pub fn ziti_hub(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("ziti-hub"));
        let database = format!("sqlite:{}", self.beside("hub.db").display());
        command.args(["--json", "--database", &database]).args(arguments);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(self.log());
        command
    }

    /// What `ziti-hub --json` answers when it succeeds, as it must.
    pub fn answer(&self, arguments: &[&str]) -> Value {
        let output = self.ziti_hub(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "ziti-hub {arguments:?}: {} {text}",
            output.status
        );
        complete(&text).unwrap_or_else(|| panic!("ziti-hub {arguments:?} printed {text:?}"))
    }

    /// Begins to serve, on the port that it had before; says nothing that is not served yet.
    pub fn serve(&mut self) {
        assert!(self.server.is_none(), "it serves already");
        let mut server = self
            .ziti_hub(&["serve", "--listen", &self.address.to_string()])
            .args(&self.serving)
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(server.stdout.as_mut().unwrap())
            .read_line(&mut said)
            .unwrap();
        let listening: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said:?}"));
        let address = listening["listening"].as_str().unwrap();
        let (_, place) = address.split_once("://").unwrap();
        self.address = place.parse().unwrap();
        self.server = Some(server);
    }

    /// Ends the server as a power cut or the system would, SIGKILL, whatever it is doing. Says whether a transaction was under way then,
    /// in it or in another program on this database.
    pub fn kill(&mut self) -> bool {
        let mut server = self.server.take().unwrap();
        // It stands still first, so that what is seen is what is killed.
        signal("-STOP", &server);
        let writing = self.is_written();
        server.kill().unwrap();
        server.wait().unwrap();
        writing
    }

    /// Whether a transaction is under way: a program holds the write lock of SQLite's log, byte 120 of its shared memory.
    pub fn is_written(&self) -> bool {
        let Ok(shared) = fs::metadata(self.beside("hub.db-shm")) else {
            return false;
        };
        let inode = format!(":{}", shared.ino());
        let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
        locks.lines().any(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [.., "WRITE", _, file, from, to] = fields[..] else {
                return false;
            };
            let covers = |from: u64, to: u64| from <= WRITE_LOCK && WRITE_LOCK <= to;
            file.ends_with(&inode) && covers(from.parse().unwrap_or(u64::MAX), to.parse().unwrap_or(u64::MAX))
        })
    }

    /// Kills the server and starts it again.
    pub fn kill_and_serve(&mut self) {
        self.kill();
        self.serve();
    }

    /// Asks the server to end, as an operator does, and waits until it has.
    pub fn stop(&mut self) {
        let mut server = self.server.take().unwrap();
        signal("-TERM", &server);
        let ended = server.wait().unwrap();
        assert!(ended.success(), "the hub ended with {ended}");
    }

    /// Holds the server where it is: it takes connections and answers nothing.
    pub fn freeze(&self) {
        signal("-STOP", self.server.as_ref().unwrap());
    }

    /// Lets a server go on that was held.
    pub fn thaw(&self) {
        signal("-CONT", self.server.as_ref().unwrap());
    }

    /// Adds a point.
    pub fn add_point(&self, number: &str, name: &str) {
        self.answer(&["point", "add", "--number", number, "--name", name]);
    }

    /// Imports a batch for the point.
    pub fn import(&self, batch: &Value) -> Value {
        let report = self.answer_to_import(batch, "batch.json");
        assert_eq!(report["errors"], Value::Array(Vec::new()), "{report}");
        report
    }

    fn answer_to_import(&self, batch: &Value, name: &str) -> Value {
        let file = self.batch_file(batch, name);
        self.answer(&["import", &file, "--point", NUMBER])
    }

    /// A batch as a file that `ziti-hub import` can be given.
    pub fn batch_file(&self, batch: &Value, name: &str) -> String {
        fs::write(self.beside(name), batch.to_string()).unwrap();
        self.beside(name).into_os_string().into_string().unwrap()
    }

    /// A one-time code for a device at the point.
    pub fn code(&self) -> String {
        let made = self.answer(&["enrol", "--point", NUMBER]);
        made["code"].as_str().unwrap().to_owned()
    }

    /// An empty folder becomes a station of the point and is confirmed.
    pub fn enrol(&self, name: &str) -> Counter {
        self.enrol_at(name, &self.url())
    }

    /// As [`Hub::enrol`], for a station that reaches the hub under another address.
    pub fn enrol_at(&self, name: &str, url: &str) -> Counter {
        let counter = self.enrol_unconfirmed(name, url);
        self.confirm(counter.number());
        counter
    }

    /// An empty folder becomes a station of the point that the operator has not confirmed.
    pub fn enrol_unconfirmed(&self, name: &str, url: &str) -> Counter {
        Counter::enrolled(Point::new(), url, &self.code(), name)
    }

    /// Lets a station take part.
    pub fn confirm(&self, station: &str) {
        let confirmed = self.answer(&["station", "confirm", "--point", NUMBER, "--station", station]);
        assert_eq!(confirmed["state"], "active", "{confirmed}");
    }

    /// Takes a station back.
    pub fn revoke(&self, station: &str) {
        let revoked = self.answer(&["station", "revoke", "--point", NUMBER, "--station", station]);
        assert_eq!(revoked["state"], "revoked", "{revoked}");
    }

    /// A station as the operator sees it.
    pub fn station(&self, station: &str) -> Value {
        let all = self.answer(&["station", "list", "--point", NUMBER]);
        let stations = all["stations"].as_array().unwrap();
        let found = stations.iter().find(|one| one["station"] == station);
        found.unwrap_or_else(|| panic!("no station {station} in {all}")).clone()
    }

    /// The conflicts of the point.
    pub fn conflicts(&self) -> Vec<Value> {
        let all = self.answer(&["conflicts", "--point", NUMBER]);
        all["conflicts"].as_array().unwrap().clone()
    }

    /// Asserts that every station's chain holds, and says how many events there are.
    pub fn verify(&self) -> u64 {
        self.answer(&["verify"])["events"].as_u64().unwrap()
    }

    /// What the programs wrote to stderr so far.
    pub fn said(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log(&self) -> Stdio {
        let log = File::options().create(true).append(true).open(self.log_file()).unwrap();
        log.into()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// What the database holds, read without a program of ours.
    pub fn kept(&self) -> kept::Hub {
        kept::Hub::of(&self.beside("hub.db"))
    }
}

fn signal(signal: &str, to: &Child) {
    let sent = Command::new("kill").args([signal, &to.id().to_string()]).status();
    assert!(sent.unwrap().success(), "kill {signal}");
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
