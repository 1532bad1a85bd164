//! A scanner is a keyboard: whatever its keys say under a layout, a code is read, and nothing else on the screen hears them.

use std::time::Duration;

use serde_json::json;
use ziti_tests::display::{Display, key, wait_for};
use ziti_tests::point::Point;
use ziti_tests::window::Window;

const SCANNER: Duration = Duration::from_millis(2);
const BY_HAND: Duration = Duration::from_millis(90);
const ENDS: [&[u8]; 3] = [&[key::ENTER], &[key::TAB], &[]];

/// A counter with its window and what was scanned in it so far.
struct Counter {
    window: Window,
    display: Display,
    point: Point,
    scanned: u32,
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
        }
    }

    /// Scans the next order's code and asserts that it is collected, and that this is all that happened.
    fn scan(&mut self, end: &[u8], when: &str) {
        self.scanned += 1;
        let mut keys = key::digits(&self.point.code(self.scanned));
        keys.extend(end);
        self.window.run("window.heard.length = 0", &json!([]));
        self.display.press(SCANNER, &keys);
        let number = self.scanned.to_string();
        wait_for(&format!("the verdict {when}"), || {
            (self.window.attribute("verdict", "data-seq")? == number).then_some(())
        });
        let verdict = self.window.attribute("verdict", "data-verdict");
        let heard = self.window.run(
            "return [window.heard.join(' '), document.body.innerText.slice(0, 400)]",
            &json!([]),
        );
        assert_eq!(verdict.as_deref(), Some("collected"), "{when}: {heard}");
        assert_eq!(self.window.run("return window.marks", &json!([])), json!([]), "{when}");
    }

    /// Goes back to where the search has the focus.
    fn ready(&self) {
        self.display.press(SCANNER, &[key::ESCAPE]);
        wait_for("the search", || (self.window.focus() == "search").then_some(()));
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
    let mut counter = Counter::open(8);
    for end in ENDS {
        counter.scan(end, "on top of what was there");
    }
    for (button, end) in [("undo-last", ENDS[0]), ("lang-fr", ENDS[0]), ("stop-today", ENDS[1])] {
        counter.ready();
        counter.window.focus_on(button);
        assert_eq!(counter.window.focus(), button);
        counter.scan(end, &format!("with the focus on {button}"));
    }
    counter.ready();
    counter.window.click("stop-orders");
    wait_for("the orders", || counter.window.attribute("orders-total", "data-testid"));
    wait_for("the search", || (counter.window.focus() == "search").then_some(()));
    counter.window.run("window.marks.length = 0", &json!([]));
    counter.scan(ENDS[0], "from the list of orders");
    assert_eq!(counter.point.answer(&["status"])["collected"], 7);
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
