//! Every screen in the real window, in three languages, by day and by night, on a small and on a large screen: nothing is cut off,
//! and whoever sees badly or hears the screen can use it.
//!
//! All pictures are left in `target/screens`; `ZITI_SCREENSHOTS` names a folder for those that the README shows.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Value, json};
use ziti_tests::display::{Display, wait_for};
use ziti_tests::point::Point;
use ziti_tests::project;
use ziti_tests::window::Window;

/// What of the page is cut off or stands outside, in words.
const CUT: &str = include_str!("cut.js");

/// What axe-core finds, in words.
const AXE: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map((node) =>
            `${id}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join(' ')}`))),
        (error) => done([String(error)]))";

const STOPS: [&str; 5] = ["today", "print", "collect", "orders", "settings"];
const FURTHER: [&str; 2] = ["import", "paper"];
const SHOWN: [&str; 4] = ["today-en", "today-zh", "collect-en", "collect-zh"];

/// A window that is looked at, and what is wrong with what was seen.
struct Look {
    window: Window,
    display: Display,
    size: String,
    faults: Vec<String>,
}

impl Look {
    fn at(&mut self, screen: &str, lang: &str, theme: &str) {
        let name = format!("{screen}-{lang}-{theme}-{}", self.size);
        self.settle(&name);
        let mut before = Vec::new();
        wait_for("a picture that stays", || {
            let now = self.display.dump();
            let same = now == before;
            before = now;
            same.then_some(())
        });
        let picture = self.display.picture();
        fs::write(pictures().join(format!("{name}.png")), &picture).unwrap();
        let short = format!("{screen}-{lang}");
        if let Some(folder) = env::var_os("ZITI_SCREENSHOTS")
            && SHOWN.contains(&short.as_str())
            && theme == "light"
            && self.size == "1280"
        {
            fs::write(Path::new(&folder).join(format!("{short}.png")), &picture).unwrap();
        }
        let cut = self.window.run(CUT, &json!([]));
        self.note(&name, &cut);
        let found = self.window.run_later(AXE, &json!([]));
        self.note(&name, &found);
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

    /// Waits until the preview of the slips shows codes.
    fn codes(&self) {
        wait_for("the codes of the slips", || {
            let body = "const codes = [...document.querySelectorAll('.sheet img')];
                return codes.length > 0 && codes.every((code) => code.complete)";
            (self.window.run(body, &json!([])) == json!(true)).then_some(())
        });
    }

    fn note(&mut self, name: &str, found: &Value) {
        for fault in found.as_array().unwrap() {
            self.faults.push(format!("{name}: {}", fault.as_str().unwrap()));
        }
    }

    fn choose(&self, lang: &str, theme: &str) {
        self.window.click("stop-settings");
        self.window.click(&format!("theme-{theme}"));
        self.window.click(&format!("lang-{lang}"));
        let tongue = if lang == "zh" { "zh-CN" } else { lang };
        wait_for("the language and the theme", || {
            let now = "return [document.documentElement.lang.startsWith(arguments[0]), document.documentElement.dataset.theme]";
            (self.window.run(now, &json!([&tongue[..2]])) == json!([true, theme])).then_some(())
        });
    }
}

fn pictures() -> PathBuf {
    let folder = project().join("target/screens");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn look(width: u32, height: u32) {
    let axe = fs::read_to_string(project().join("ui/node_modules/axe-core/axe.min.js")).unwrap();
    let (display, point) = (Display::sized(width, height), Point::new());
    point.fill(120);
    for order_no in 1..=23 {
        point.collect(order_no);
    }
    let window = Window::open(&display, &point);
    window.wait("stop-collect");
    display.hide_pointer();
    let across = json!(width);
    wait_for("the window's size", || {
        (window.run("return innerWidth", &json!([])) == across).then_some(())
    });
    // axe looks for a module loader where there is none.
    window.run(&format!("{axe}; window.axe = axe"), &json!([]));
    let mut look = Look {
        window,
        display,
        size: width.to_string(),
        faults: Vec::new(),
    };
    for theme in ["light", "dark"] {
        for lang in ["zh", "en", "fr"] {
            look.choose(lang, theme);
            for screen in STOPS {
                look.window.click(&format!("stop-{screen}"));
                if screen == "print" {
                    look.codes();
                }
                look.at(screen, lang, theme);
            }
            for screen in FURTHER {
                look.window
                    .run("location.hash = arguments[0]", &json!([format!("#/{screen}")]));
                look.window.wait(screen);
                look.at(screen, lang, theme);
            }
        }
    }
    let faults = look.faults.join("\n");
    fs::write(pictures().join(format!("faults-{width}.txt")), &faults).unwrap();
    assert!(faults.is_empty(), "{} faults\n{faults}", look.faults.len());
}

#[test]
fn nothing_is_cut_off_and_axe_finds_nothing_on_a_small_screen() {
    look(1280, 800);
}

#[test]
fn nothing_is_cut_off_and_axe_finds_nothing_on_a_large_screen() {
    look(1920, 1080);
}
