//! Every screen in the real window, in three languages, by day and by night, on a small and on a large screen: nothing is cut off,
//! and whoever sees badly or hears the screen can use it.
//!
//! All pictures are left in `target/screens`. The plates of the verdicts are in `screenshots_plates.rs`, the screens before there is
//! a station in `screenshots_start.rs`.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fs;
use std::time::Duration;

use serde_json::json;
use ziti_tests::display::{key, wait_for};
use ziti_tests::look::{LANGS, Look, THEMES};
use ziti_tests::point::Point;

const BY_HAND: Duration = Duration::from_millis(30);
const STOPS: [&str; 5] = ["today", "print", "collect", "orders", "settings"];
const FURTHER: [&str; 2] = ["import", "paper"];
/// A file with what a person must look at, and one that cannot be taken.
const FILES: [(&str, &str); 2] = [
    (
        "warnings",
        "round,sequence_no,recipient,phone,building,room,address,product,variant,quantity,unit_price,paid,note,zone\n\
         午采,1,郭婷婷,13800005678,56,602,,冰淇淋黄心西瓜 四个约14斤,,1,59.90,10.00,放门口,常温\n\
         午采,2,,12,7,301,,荔枝 每箱四斤,,2,39.90,,,冰箱\n\
         午采,3,欧阳若兰,13900001234,12,1102,,怡颗莓蓝莓 半箱六盒,,1,88.00,,,\n",
    ),
    (
        "errors",
        "round,sequence_no,recipient,phone,building,room,address,product,variant,quantity,unit_price,paid,note,zone\n\
         午采,1,郭婷婷,13800005678,56,602,,冰淇淋黄心西瓜 四个约14斤,,minus one,59.90,,,常温\n\
         午采,,欧阳若兰,13900001234,12,1102,,怡颗莓蓝莓 半箱六盒,,1,88,00,,\n\
         午采,3,欧阳若兰,13900001234,12,1102,,,,250000,88.00,,,\n",
    ),
];

fn look(size: (u32, u32)) {
    let point = Point::new();
    point.fill(120);
    for order_no in 1..=23 {
        point.collect(order_no);
    }
    let mut look = Look::open(&point, size, "stop-collect");
    for theme in THEMES {
        for lang in LANGS {
            choose(&look, lang, theme);
            for screen in STOPS {
                look.window.click(&format!("stop-{screen}"));
                if screen == "print" {
                    codes(&look);
                }
                look.at(screen, lang, theme);
            }
            bottom(&mut look, lang, theme);
            fault(&mut look, lang, theme);
            order(&mut look, lang, theme);
            for screen in FURTHER {
                go(&look, screen);
                look.at(screen, lang, theme);
            }
        }
    }
    files(&mut look, &point);
    look.end("screens");
}

fn choose(look: &Look, lang: &str, theme: &str) {
    look.window.click("stop-settings");
    look.window.click(&format!("theme-{theme}"));
    look.window.click(&format!("lang-{lang}"));
    look.speaks(lang);
    wait_for("the theme", || {
        let now = "return document.documentElement.dataset.theme";
        (look.window.run(now, &json!([])) == json!(theme)).then_some(())
    });
}

fn go(look: &Look, screen: &str) {
    look.window
        .run("location.hash = arguments[0]", &json!([format!("#/{screen}")]));
    look.window.wait(screen);
}

/// Waits until every slip of the page that the preview shows has its code.
fn codes(look: &Look) {
    let body = "const codes = [...document.querySelectorAll('.sheet img')];
        return codes.length === 24 && codes.every((code) => code.complete)";
    look.wait("the codes of the slips", body);
}

/// What of the settings lies below the fold.
fn bottom(look: &mut Look, lang: &str, theme: &str) {
    look.window.click("stop-settings");
    look.window.wait("verify");
    let end = "const main = document.querySelector('main'); main.scrollTop = main.scrollHeight";
    look.window.run(end, &json!([]));
    look.at("settings-below", lang, theme);
}

/// What is said when something is refused.
fn fault(look: &mut Look, lang: &str, theme: &str) {
    look.window.click("stop-settings");
    look.window.wait("set-tz");
    let elsewhere = "const field = document.querySelector('[data-testid=set-tz]');
        field.value = 'Mars/Olympus'; field.dispatchEvent(new Event('change', { bubbles: true }))";
    look.window.run(elsewhere, &json!([]));
    look.window.wait("fault");
    look.at("fault", lang, theme);
}

/// An order that waits, its history and its code.
fn order(look: &mut Look, lang: &str, theme: &str) {
    look.window.click("stop-orders");
    look.window.click("state-open");
    look.wait(
        "an order that waits",
        "return document.querySelector('[data-testid=hand-part]') !== null",
    );
    look.at("order", lang, theme);
    look.window.click("show-history");
    look.window.wait("side-back");
    look.at("order-history", lang, theme);
    look.window.click("side-back");
    look.window.click("show-code");
    look.window.wait("pickup-code");
    look.wait(
        "the picture of the code",
        "return document.querySelector('[data-testid=code-picture]')?.complete",
    );
    look.at("order-code", lang, theme);
}

/// What an import says of its file before it counts. The file is chosen once: a report speaks whatever the screen speaks.
fn files(look: &mut Look, point: &Point) {
    for (name, text) in FILES {
        let path = point.beside(&format!("{name}.csv"));
        fs::write(&path, text).unwrap();
        go(look, "import");
        look.display.choose_file("space", path.to_str().unwrap());
        look.wait(
            "the preview",
            "return document.querySelector('[data-testid=import]').dataset.step === 'preview'",
        );
        let found = look
            .window
            .run("return document.querySelectorAll('[data-code]').length", &json!([]));
        assert!(found.as_u64() > Some(1), "{name}: {found} things to look at");
        for lang in LANGS {
            look.window.click(&format!("lang-{lang}"));
            look.speaks(lang);
            for theme in THEMES {
                look.turn(theme);
                look.at(&format!("import-{name}"), lang, theme);
            }
        }
        look.display.press(BY_HAND, &[key::ESCAPE]);
    }
}

#[test]
fn nothing_is_cut_off_and_axe_finds_nothing_on_a_small_screen() {
    look((1280, 800));
}

#[test]
fn nothing_is_cut_off_and_axe_finds_nothing_on_a_large_screen() {
    look((1920, 1080));
}
