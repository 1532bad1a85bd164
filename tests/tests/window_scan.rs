//! A scanner is a keyboard: whatever its keys say under a layout, a code is read, and nothing else on the screen hears them.

use std::time::Duration;

use serde_json::json;
use ziti_tests::display::{Display, key, wait_for};
use ziti_tests::point::Point;
use ziti_tests::window::Window;

const SCANNER: Duration = Duration::from_millis(2);
const BY_HAND: Duration = Duration::from_millis(90);
/// The keys of "liu1".
const LIU: &[u8] = &[46, 31, 30, 10];
const ENDS: [&[u8]; 3] = [&[key::ENTER], &[key::TAB], &[]];

/// A counter with its window and what was scanned in it so far.
struct Counter {
    window: Window,
    display: Display,
    point: Point,
    scanned: u32,
    /// How many verdicts there were.
    seq: u32,
}

impl Counter {
    fn open(orders: u32) -> Self {
        let (display, point) = (Display::new(), Point::new());
        point.fill(orders);
        display.layout("us");
        let window = Window::open(&display, &point);
        window.click("stop-collect");
        window.wait("search");
        // Every click and every change of a field from now on leaves a mark.
        let marks = "window.marks = []; window.heard = [];
            const stop = Event.prototype.stopImmediatePropagation;
            Event.prototype.stopImmediatePropagation = function () {
                if (this.type === 'keydown') window.heard.push(`${this.code}@${Math.round(this.timeStamp)}/${Math.round(performance.now())}`);
                stop.call(this);
            };
            for (const kind of ['click', 'input', 'change', 'submit'])
                addEventListener(kind, (event) => window.marks.push(`${kind} ${event.target.outerHTML?.slice(0, 80)}`), true)";
        window.run(marks, &json!([]));
        Self {
            window,
            display,
            point,
            scanned: 0,
            seq: 0,
        }
    }

    /// Scans the next order's code and asserts that it is collected, and that this is all that happened.
    fn scan(&mut self, end: &[u8], when: &str) {
        self.scanned += 1;
        self.window
            .run("window.marks.length = window.heard.length = 0", &json!([]));
        let verdict = self.read(&self.point.code(self.scanned), end, when);
        let heard = self.window.run(
            "return [window.heard.join(' '), document.body.innerText.slice(0, 400)]",
            &json!([]),
        );
        assert_eq!(verdict, "collected", "{when}: {heard}");
        assert_eq!(self.window.run("return window.marks", &json!([])), json!([]), "{when}");
    }

    /// Scans a code, key by key, and says the verdict that comes of it.
    fn read(&mut self, code: &str, end: &[u8], when: &str) -> String {
        self.seq += 1;
        let mut keys = key::digits(code);
        keys.extend(end);
        self.display.press(SCANNER, &keys);
        let number = self.seq.to_string();
        wait_for(&format!("the verdict {when}"), || {
            (self.window.attribute("verdict", "data-seq")? == number).then_some(())
        });
        self.window.attribute("verdict", "data-verdict").unwrap_or_default()
    }

    /// Waits until something has the focus.
    fn focused(&self, testid: &str) {
        wait_for(testid, || (self.window.focus() == testid).then_some(()));
    }

    /// Goes back to where the search has the focus.
    fn ready(&self) {
        self.display.press(SCANNER, &[key::ESCAPE]);
        self.focused("search");
    }

    /// Opens one of the dialogs there are, and leaves the focus in it.
    fn open_dialog(&mut self, dialog: &str) {
        match dialog {
            "why to force" => {
                let early = self.point.code_on("2026-06-23", 1);
                assert_eq!(self.read(&early, ENDS[0], dialog), "too_early");
                self.display.press(BY_HAND, &[key::F11]);
                self.focused("force-reason");
            }
            "a part of an order" => {
                self.window.click("stop-orders");
                self.window.click("state-open");
                self.window.click("hand-part");
                self.window.wait("verdict");
                self.seq += 1;
            }
            "an order's code" => {
                self.window.click("stop-orders");
                self.window.click("show-code");
                self.window.wait("pickup-code");
                self.window.focus_on("reissue");
            }
            _ => {
                self.window.click("stop-collect");
                self.window.click("paper-open");
                self.focused("paper-text");
            }
        }
    }
}

#[test]
fn a_code_is_collected_once_under_every_layout_with_caps_lock_and_however_it_ends() {
    let mut counter = Counter::open(18);
    for layout in ["us", "de", "fr"] {
        counter.display.layout(layout);
        for caps_lock in ["off", "on"] {
            for end in ENDS {
                counter.ready();
                let when = format!("under {layout}, Caps Lock {caps_lock}, ended by {end:?}");
                counter.scan(end, &when);
                counter.ready();
                assert_eq!(counter.window.text("search"), "", "{when}");
            }
            counter.display.press(SCANNER, &[key::CAPS_LOCK]);
        }
    }
    assert_eq!(counter.point.answer(&["status"])["collected"], 18);
    counter.point.verify();
}

#[test]
fn a_scan_on_top_of_a_verdict_or_of_a_button_with_the_focus_presses_nothing() {
    let mut counter = Counter::open(24);
    for end in ENDS {
        counter.scan(end, "on top of what was there");
    }
    for layout in ["us", "de", "fr"] {
        counter.display.layout(layout);
        for (button, end) in ["undo-last", "lang-fr", "stop-today", "paper-open"]
            .into_iter()
            .zip(ENDS.iter().cycle())
        {
            counter.ready();
            counter.window.focus_on(button);
            assert_eq!(counter.window.focus(), button);
            counter.display.press(SCANNER, &[key::CAPS_LOCK]);
            let when = format!("with the focus on {button} under {layout}, ended by {end:?}");
            counter.scan(end, &when);
            counter.ready();
            assert_eq!(counter.window.text("search"), "", "{when}");
        }
    }
    counter.window.click("stop-orders");
    wait_for("the orders", || counter.window.attribute("orders-total", "data-testid"));
    counter.focused("search");
    counter.scan(ENDS[0], "from the list of orders");
    assert_eq!(counter.point.answer(&["status"])["collected"], 16);
    let spoken = counter.point.answer(&["settings"]);
    assert_eq!(spoken["lang"], "zh", "no button was pressed: {spoken}");
}

#[test]
fn a_scan_while_a_dialog_is_open_is_collected_and_leaves_nothing_in_the_dialog() {
    let mut counter = Counter::open(40);
    for layout in ["us", "de", "fr"] {
        counter.display.layout(layout);
        for end in ENDS {
            for dialog in ["why to force", "a part of an order", "an order's code", "a ticked list"] {
                counter.open_dialog(dialog);
                counter.display.press(SCANNER, &[key::CAPS_LOCK]);
                let when = format!("with {dialog} open under {layout}, ended by {end:?}");
                counter.scan(end, &when);
                let panel = "return document.querySelector('[data-testid=force-reason], .pick, [data-testid=paper-text]') !== null";
                assert_eq!(counter.window.run(panel, &json!([])), json!(false), "{when}");
                counter.ready();
                assert_eq!(counter.window.text("search"), "", "{when}");
            }
        }
    }
    assert_eq!(counter.point.answer(&["status"])["collected"], 36);
    counter.point.verify();
}

#[test]
fn digits_typed_by_hand_go_into_the_search_wherever_the_focus_is() {
    let counter = Counter::open(3);
    wait_for("the search", || (counter.window.focus() == "search").then_some(()));
    counter.display.press(BY_HAND, &key::digits("13800"));
    wait_for("what was typed", || {
        (counter.window.text("search") == "13800").then_some(())
    });
    counter.display.press(BY_HAND, &[key::BACKSPACE; 5]);
    wait_for("an empty search", || {
        counter.window.text("search").is_empty().then_some(())
    });
    counter.window.focus_on("lang-en");
    counter.display.press(BY_HAND, &key::digits("101"));
    wait_for("what was typed", || {
        (counter.window.text("search") == "101").then_some(())
    });
    assert_eq!(counter.window.attribute("verdict", "data-seq"), None);
    assert_eq!(counter.point.answer(&["status"])["collected"], 0);
}

#[test]
fn what_is_typed_by_hand_finds_a_neighbour_under_every_layout_also_while_a_verdict_stands() {
    let mut counter = Counter::open(3);
    // Under a French layout a digit of the upper row needs Shift; letters are where they are.
    for (layout, keys, typed) in [("us", LIU, "liu1"), ("de", LIU, "liu1"), ("fr", LIU, "liu&")] {
        counter.display.layout(layout);
        counter.ready();
        counter.display.press(BY_HAND, keys);
        wait_for(layout, || (counter.window.text("search") == typed).then_some(()));
        counter.ready();
    }
    counter.display.layout("us");
    counter.scan(ENDS[0], "before anything is typed");
    counter.display.press(BY_HAND, &key::digits("0002"));
    wait_for("what was typed over a verdict", || {
        (counter.window.text("search") == "0002").then_some(())
    });
    counter.display.press(BY_HAND, &[key::ENTER]);
    wait_for("the neighbour", || {
        (counter.window.attribute("verdict", "data-verdict")? == "found").then_some(())
    });
    counter.display.press(BY_HAND, &[key::SPACE]);
    wait_for("the hand-over", || {
        (counter.window.attribute("verdict", "data-verdict")? == "collected").then_some(())
    });
    assert_eq!(counter.point.answer(&["status"])["collected"], 2);
}
