//! The real window of the built `ziti`, driven through WebKitWebDriver: what `WebDriver` needs, and no more.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::display::{Display, wait_for};
use crate::point::Point;
use crate::program;

/// A window that is open; it is closed, and its programs ended, when this is dropped.
#[derive(Debug)]
pub struct Window {
    driver: Child,
    port: u16,
    session: String,
}

impl Window {
    /// Opens the window on a point's folder.
    pub fn open(display: &Display, point: &Point) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = display.command("WebKitWebDriver", &[&format!("--port={port}")]);
        let environment = point.zitictl(&[]);
        for (name, value) in environment.get_envs() {
            command.env(name, value.unwrap());
        }
        let driver = command
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("XDG_CONFIG_HOME", point.beside("config"))
            .env("XDG_DATA_HOME", point.beside("share"))
            .env("XDG_CACHE_HOME", point.beside("cache"))
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The window is the driver's child: both are ended as one group.
            .process_group(0)
            .spawn()
            .unwrap();
        let mut window = Self {
            driver,
            port,
            session: String::new(),
        };
        wait_for("WebKitWebDriver", || TcpStream::connect(("127.0.0.1", port)).ok());
        let options = json!({ "binary": program("ziti"), "args": ["--data", point.data()] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let session = window.ask("POST", "/session", Some(&wanted)).unwrap();
        session["sessionId"].as_str().unwrap().clone_into(&mut window.session);
        let timeouts = json!({ "script": 60_000 });
        window.of_session("POST", "/timeouts", Some(&timeouts));
        window
    }

    /// Runs a function's body in the page; `arguments` are its arguments, and what it returns comes back.
    pub fn run(&self, body: &str, arguments: &Value) -> Value {
        self.of_session(
            "POST",
            "/execute/sync",
            Some(&json!({ "script": body, "args": arguments })),
        )
    }

    /// Runs a function's body in the page and waits until it calls its last argument with what comes back.
    pub fn run_later(&self, body: &str, arguments: &Value) -> Value {
        self.of_session(
            "POST",
            "/execute/async",
            Some(&json!({ "script": body, "args": arguments })),
        )
    }

    /// The value of an attribute of what has this test id, once there is such a thing.
    pub fn attribute(&self, testid: &str, name: &str) -> Option<String> {
        let body = "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`)?.getAttribute(arguments[1])";
        self.run(body, &json!([testid, name])).as_str().map(str::to_owned)
    }

    /// Waits until something with this test id is there.
    pub fn wait(&self, testid: &str) {
        wait_for(testid, || self.attribute(testid, "data-testid"));
    }

    /// Waits for something with this test id and clicks on it.
    pub fn click(&self, testid: &str) {
        self.wait(testid);
        let body = "document.querySelector(`[data-testid=\"${arguments[0]}\"]`).click()";
        self.run(body, &json!([testid]));
    }

    /// What a field holds.
    pub fn text(&self, testid: &str) -> String {
        let body = "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`)?.value ?? ''";
        self.run(body, &json!([testid])).as_str().unwrap().to_owned()
    }

    /// The test id of what has the focus.
    pub fn focus(&self) -> String {
        let body = "return document.activeElement?.dataset.testid ?? ''";
        self.run(body, &json!([])).as_str().unwrap().to_owned()
    }

    /// Puts the focus into what has this test id.
    pub fn focus_on(&self, testid: &str) {
        self.wait(testid);
        let body = "document.querySelector(`[data-testid=\"${arguments[0]}\"]`).focus()";
        self.run(body, &json!([testid]));
    }

    fn of_session(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let path = format!("/session/{}{path}", self.session);
        self.ask(method, &path, body)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(|error| error.to_string())?;
        stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream
            .write_all(format!("{head}{body}").as_bytes())
            .map_err(|error| error.to_string())?;
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => return Err(error.to_string()),
            _ => {}
        }
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        let mut document: Value = serde_json::from_str(body).map_err(|error| format!("{error}: {head} {body}"))?;
        if document["value"]["error"].is_string() {
            return Err(document["value"].to_string());
        }
        Ok(document["value"].take())
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The window is told to close, so that it does what it does at its end.
        drop(self.ask("DELETE", &format!("/session/{}", self.session), None));
        let group = format!("-{}", self.driver.id());
        drop(Command::new("kill").args(["-KILL", "--", &group]).status());
        drop(self.driver.wait());
    }
}
