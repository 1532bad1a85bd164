//! How the window begins: on a new folder, and on one whose window is open already.

use std::time::Duration;

use ziti_tests::display::{Display, key, wait_for};
use ziti_tests::point::Point;
use ziti_tests::program;
use ziti_tests::window::Window;

const BY_HAND: Duration = Duration::from_millis(90);
/// The keys of "haus".
const NAME: &[u8] = &[43, 38, 30, 39];

#[test]
fn a_new_folder_is_asked_about_once_and_then_the_counter_is_ready() {
    let (display, point) = (Display::new(), Point::new());
    display.layout("us");
    let window = Window::open(&display, &point);
    window.wait("first-start");
    wait_for("the focus", || (window.focus() == "setup-name").then_some(()));
    display.press(BY_HAND, NAME);
    wait_for("the name", || (window.text("setup-name") == "haus").then_some(()));
    display.press(BY_HAND, &[key::TAB]);
    wait_for("the next field", || (window.focus() == "setup-point").then_some(()));
    display.press(BY_HAND, &key::digits("310001"));
    wait_for("the number", || (window.text("setup-point") == "310001").then_some(()));
    display.press(BY_HAND, &[key::ENTER]);
    window.wait("stop-collect");
    window.click("stop-collect");
    window.wait("ready");
    drop(window);

    let window = Window::open(&display, &point);
    window.wait("stop-collect");
    assert_eq!(window.attribute("first-start", "data-testid"), None);
}

#[test]
fn a_second_window_on_a_folder_says_so_and_leaves_the_first_alone() {
    let (display, point) = (Display::new(), Point::new());
    point.fill(1);
    let window = Window::open(&display, &point);
    window.wait("stop-collect");
    let output = display
        .command(program("ziti").to_str().unwrap(), &["--data"])
        .arg(point.data())
        .output()
        .unwrap();
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("already open"), "{told}");
    window.wait("stop-collect");
}

#[test]
fn a_station_that_zitictl_makes_meanwhile_ends_the_questions() {
    let (display, point) = (Display::new(), Point::new());
    let window = Window::open(&display, &point);
    window.wait("first-start");
    point.answer(&["init", "--point", "310001", "--name", "haus"]);
    window.wait("stop-collect");
}

#[test]
fn a_reader_that_has_gone_away_is_no_reason_to_panic() {
    for (argument, code) in [("--help", 0), ("--version", 0), ("--bogus", 2)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = std::process::Command::new(program("ziti"))
            .arg(argument)
            .stdout(writer.try_clone().unwrap())
            .stderr(writer)
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(code), "{argument}: {status}");
    }
}
