//! Looking at the real window: a picture of it, what of it is cut off or covered, and what axe-core finds.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::display::{Display, wait_for};
use crate::point::Point;
use crate::project;
use crate::window::Window;

/// What of the page is cut off, covered or outside, in words.
const CUT: &str = include_str!("../tests/cut.js");

/// What axe-core finds, in words.
const AXE: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map((node) =>
            `${id}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join(' ')}`))),
        (error) => done([String(error)]))";

/// The languages of the screen.
pub const LANGS: [&str; 3] = ["zh", "en", "fr"];
/// Day and night.
pub const THEMES: [&str; 2] = ["light", "dark"];

/// A window that is looked at, and what is wrong with what was seen.
#[derive(Debug)]
pub struct Look {
    /// The window.
    pub window: Window,
    /// Where it is shown.
    pub display: Display,
    width: u32,
    faults: Vec<String>,
}

impl Look {
    /// Opens a point's window on a display of its own and waits until something with this test id is there.
    pub fn open(point: &Point, (width, height): (u32, u32), testid: &str) -> Self {
        let display = Display::sized(width, height);
        display.layout("us");
        let window = Window::open(&display, point);
        window.wait(testid);
        display.hide_pointer();
        let across = json!(width);
        wait_for("the window's size", || {
            (window.run("return innerWidth", &json!([])) == across).then_some(())
        });
        let axe = fs::read_to_string(project().join("ui/node_modules/axe-core/axe.min.js")).unwrap();
        // axe looks for a module loader where there is none.
        window.run(&format!("{axe}; window.axe = axe"), &json!([]));
        Self {
            window,
            display,
            width,
            faults: Vec::new(),
        }
    }

    /// Takes a picture of what is shown and notes what is wrong with it.
    pub fn at(&mut self, screen: &str, lang: &str, theme: &str) {
        let name = format!("{screen}-{lang}-{theme}-{}", self.width);
        let picture = self.picture(&name);
        fs::write(pictures().join(format!("{name}.png")), picture).unwrap();
        let cut = self.window.run(CUT, &json!([]));
        self.note(&name, &cut);
        let found = self.window.run_later(AXE, &json!([]));
        self.note(&name, &found);
    }

    /// A picture of the window once it stays as it is.
    pub fn picture(&self, name: &str) -> Vec<u8> {
        self.settle(name);
        let mut before = Vec::new();
        wait_for("a picture that stays", || {
            let now = self.display.dump();
            let same = now == before;
            before = now;
            same.then_some(())
        });
        self.display.picture()
    }

    /// Waits until fonts are there and two looks at the page, a frame apart, show the same.
    fn settle(&self, name: &str) {
        let body = "const done = arguments[arguments.length - 1];
            const look = () => document.body.innerText + document.body.scrollHeight;
            document.fonts.ready.then(() => {
                const before = look();
                setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(look() === before))), 60);
            })";
        wait_for(name, || {
            (self.window.run_later(body, &json!([])) == json!(true)).then_some(())
        });
    }

    /// Turns day into night or back, as the setting does.
    pub fn turn(&self, theme: &str) {
        self.window
            .run("document.documentElement.dataset.theme = arguments[0]", &json!([theme]));
    }

    /// Waits until the screen speaks a language.
    pub fn speaks(&self, lang: &str) {
        wait_for(&format!("a screen in {lang}"), || {
            let now = "return document.documentElement.lang.startsWith(arguments[0])";
            (self.window.run(now, &json!([lang])) == json!(true)).then_some(())
        });
    }

    /// Waits until what a function's body asks of the page is true.
    pub fn wait(&self, what: &str, body: &str) {
        wait_for(what, || {
            (self.window.run(body, &json!([])) == json!(true)).then_some(())
        });
    }

    fn note(&mut self, name: &str, found: &Value) {
        for fault in found.as_array().unwrap() {
            self.faults.push(format!("{name}: {}", fault.as_str().unwrap()));
        }
    }

    /// Ends the look: nothing may have been wrong.
    pub fn end(self, name: &str) {
        let faults = self.faults.join("\n");
        fs::write(pictures().join(format!("faults-{name}-{}.txt", self.width)), &faults).unwrap();
        assert!(faults.is_empty(), "{} faults\n{faults}", self.faults.len());
    }
}

/// Where all pictures are left.
fn pictures() -> PathBuf {
    let folder = project().join("target/screens");
    fs::create_dir_all(&folder).unwrap();
    folder
}
