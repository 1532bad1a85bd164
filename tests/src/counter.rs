//! A station that belongs to a hub: a folder that was enrolled, driven through `zitictl`.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::kept;
use crate::point::{DAY, NUMBER, Point};
use crate::zitictl::Outcome;

/// A station of a hub's point.
#[derive(Debug)]
pub struct Counter {
    point: Point,
    number: String,
}

impl Counter {
    /// Enrols a folder with a hub; the operator has not confirmed it then.
    pub fn enrolled(point: Point, url: &str, code: &str, name: &str) -> Self {
        Self::enrolled_trusting(point, url, code, name, None)
    }

    /// The same, trusting the certificate in a file alone.
    pub fn enrolled_trusting(point: Point, url: &str, code: &str, name: &str, certificate: Option<&str>) -> Self {
        let mut arguments = vec!["enrol", "--hub", url, "--point", NUMBER, "--code", code, "--name", name];
        if let Some(file) = certificate {
            arguments.extend(["--certificate", file]);
        }
        let status = point.answer(&arguments);
        let number = status["station"].as_str().unwrap().to_owned();
        Self { point, number }
    }

    /// The station's number at its point.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The folder.
    pub fn point(&self) -> &Point {
        &self.point
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.point.data()
    }

    /// Puts a variable into the environment of every program from now on; `ZITI_NOW` is the station's clock.
    pub fn tell(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.point.tell(name, value);
    }

    /// `zitictl --json` with these arguments.
    pub fn zitictl(&self, arguments: &[&str]) -> Command {
        self.point.zitictl(arguments)
    }

    /// What `zitictl --json` answers when it succeeds, as it must.
    pub fn answer(&self, arguments: &[&str]) -> Value {
        self.point.answer(arguments)
    }

    /// One sync that succeeds, as it must.
    pub fn sync(&self) -> Value {
        self.answer(&["sync"])
    }

    /// One sync, however it ends.
    pub fn try_sync(&self) -> Outcome {
        Outcome::of(&mut self.zitictl(&["sync"]))
    }

    /// An order's pickup code, as it is printed here.
    pub fn code(&self, order_no: u32) -> String {
        let code = self.answer(&["code", &order_id(order_no)]);
        code["code"].as_str().unwrap().to_owned()
    }

    /// Scans a code under a request id of its own.
    pub fn scan(&self, code: &str, request: &str) -> Outcome {
        Outcome::of(&mut self.zitictl(&["collect", code, "--request-id", request]))
    }

    /// Hands an order over by its code, as it must succeed.
    pub fn collect(&self, order_no: u32) -> Value {
        let request = format!("{order_no} at {}", self.number);
        let outcome = self.scan(&self.code(order_no), &request);
        assert_eq!(outcome.verdict(), "collected", "order {order_no}: {}", outcome.document);
        outcome.done()
    }

    /// The point's orders of the day.
    pub fn orders(&self) -> Vec<Value> {
        let all = self.answer(&["orders", "--day", DAY]);
        all["orders"].as_array().unwrap().clone()
    }

    /// What the folder holds, read without a program of ours.
    pub fn kept(&self) -> kept::Station {
        kept::Station::of(&self.data())
    }

    /// Where the day stands, with the hub.
    pub fn status(&self) -> Value {
        self.answer(&["status"])
    }

    /// Asserts that the ledger's chain holds.
    pub fn verify(&self) {
        self.point.verify();
    }
}

/// An order's id, from its number of the day.
pub fn order_id(order_no: u32) -> String {
    format!("{}-{order_no}", DAY.replace('-', ""))
}
