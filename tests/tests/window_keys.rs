//! A day at the counter by keyboard alone: no click, no pointer.

use std::fs;
use std::time::Duration;

use serde_json::json;
use ziti_tests::display::{Display, key, wait_for};
use ziti_tests::point::Point;
use ziti_tests::window::Window;

const SCANNER: Duration = Duration::from_millis(2);

fn collected(point: &Point, orders: u32) {
    wait_for(&format!("{orders} collected"), || {
        (point.answer(&["status"])["collected"] == orders).then_some(())
    });
}

fn shows(window: &Window, verdict: &str) {
    wait_for(verdict, || {
        (window.attribute("verdict", "data-verdict")? == verdict).then_some(())
    });
}

#[test]
fn a_day_needs_no_pointer() {
    let (display, point) = (Display::new(), Point::new());
    point.begin();
    display.layout("us");
    let order = |no: u32| {
        json!({ "round": "晨采", "sequence_no": no.to_string(), "recipient": format!("柳{no}"), "phones": [format!("138{no:08}")],
            "building": no.to_string(), "room": "101",
            "lines": [{ "product": "鸡蛋", "quantity_thousandths": 2000, "amount_minor": 2980 }] })
    };
    let orders: Vec<_> = (1..=6).map(order).collect();
    let batch = json!({ "format": "ziti.batch/1", "day": "2026-06-22", "complete": true, "orders": orders });
    let path = point.beside("orders.json");
    fs::write(&path, batch.to_string()).unwrap();

    let window = Window::open(&display, &point);
    window.wait("stop-today");
    // The first thing to do on an empty day is the import; the file is looked at, then taken, then printed.
    display.press_named(&["F1"]);
    window.wait("go");
    display.press_named(&["space"]);
    window.wait("import");
    display.choose_file("ctrl+o", path.to_str().unwrap());
    let step = |wanted: &str| {
        wait_for(wanted, || {
            (window.attribute("import", "data-step")? == wanted).then_some(())
        });
    };
    step("preview");
    display.press_named(&["space"]);
    step("done");
    display.press_named(&["space"]);
    window.wait("which-all");
    window.wait("go");
    wait_for("something to print", || {
        let body = "return document.querySelector('[data-testid=go]').disabled";
        (window.run(body, &json!([])) == json!(false)).then_some(())
    });
    display.press_named(&["space"]);
    window.wait("printed");

    // A scan on the print screen, taken back by one key.
    display.press(SCANNER, &[key::digits(&point.code(1)), vec![key::ENTER]].concat());
    shows(&window, "collected");
    collected(&point, 1);
    display.press_named(&["F12"]);
    collected(&point, 0);

    // Found by the tail of a phone number, and handed over.
    window.wait("search");
    display.press_named(&["0", "0", "0", "2", "Return"]);
    shows(&window, "found");
    display.press_named(&["space"]);
    shows(&window, "collected");
    collected(&point, 1);

    // From the list of orders: the third row, its code, back to the order, and over the counter in part.
    display.press_named(&["Escape", "F8"]);
    window.wait("orders-total");
    wait_for("the search", || (window.focus() == "search").then_some(()));
    display.press_named(&["Down", "Down"]);
    wait_for("the third order", || {
        (window.attribute("order-side", "data-order")? == "20260622-3").then_some(())
    });
    window.focus_on("show-code");
    display.press_named(&["space"]);
    window.wait("pickup-code");
    display.press_named(&["Escape"]);
    window.wait("hand-part");
    window.focus_on("hand-part");
    display.press_named(&["Return"]);
    shows(&window, "found");
    display.press_named(&["Left", "space"]);
    shows(&window, "partly_collected");
    assert_eq!(point.answer(&["status"])["partly"], 1);

    // Every setting is reached by Tab.
    display.press_named(&["F10"]);
    window.wait("verify");
    for _ in 0..40 {
        if window.focus() == "verify" {
            break;
        }
        display.press_named(&["Tab"]);
    }
    assert_eq!(window.focus(), "verify");
    display.press_named(&["space"]);
    wait_for("a ledger that holds", || {
        let body = "return /[0-9]/.test(document.querySelector('[role=status].q').textContent)";
        (window.run(body, &json!([])) == json!(true)).then_some(())
    });
    point.verify();
}
