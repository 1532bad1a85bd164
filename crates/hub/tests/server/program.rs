//! The built program, in a folder of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

pub const DAY: &str =
    "round,sequence_no,recipient,phone,building,room,address,product,variant,quantity,unit_price,paid,note,zone
R1,1,柳如是,13812341234,86,1101,,melon,,1,10,,,ambient
";

pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ziti-hub"));
        command
            .arg("--database")
            .arg(format!("sqlite:{}", self.0.path().join("hub.db").display()))
            .args(arguments)
            .env_remove("ZITI_LOG")
            .env_remove("ZITI_NOW");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command answers with `--json`, and its exit status.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let output = self.command(arguments).arg("--json").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        (output.status.code().unwrap(), serde_json::from_str(&text).unwrap())
    }

    /// A point with a confirmed station, whose token this is.
    pub fn with_station(&self, server: &Server) -> String {
        self.json(&["point", "add", "--number", "100001", "--name", "嘉怡水岸"]);
        let day = self.file("day.csv", DAY);
        assert_eq!(self.json(&["import", &day, "--point", "100001"]).0, 0);
        let code = self.json(&["enrol", "--point", "100001"]).1["code"]
            .as_str()
            .unwrap()
            .to_owned();
        let body = format!(
            r#"{{"point":"100001","code":"{code}","name":"till","nonce":"{}"}}"#,
            "a".repeat(32)
        );
        let reply = server.request(&format!(
            "POST /v1/enrolments HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ));
        let enrolled: Value = serde_json::from_str(reply.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(
            self.json(&["station", "confirm", "--point", "100001", "--station", "1"])
                .1["state"],
            "active"
        );
        enrolled["token"].as_str().unwrap().to_owned()
    }
}

/// A hub that serves.
pub struct Server {
    pub child: Child,
    /// Its first line.
    pub said: String,
}

impl Server {
    pub fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = folder
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut said)
            .unwrap();
        Self {
            child,
            said: said.trim().to_owned(),
        }
    }

    pub fn address(&self) -> &str {
        let (_, address) = self.said.split_once("://").unwrap();
        address.trim_end_matches(['"', '}'])
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    pub fn request(&self, text: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(text.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    }

    /// Asks it to stop; gives its exit status and its log.
    pub fn stop(&mut self) -> (Option<i32>, String) {
        self.signal();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }

    pub fn signal(&self) {
        let killed = Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(killed.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
