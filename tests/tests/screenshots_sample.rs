//! The sample day of `zitictl sample` in the afternoon, in the real window of 1280 × 800: what a newcomer sees first, and what the
//! README shows. `ZITI_SCREENSHOTS` names the folder for its pictures; without it the screens are looked at and no more.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use ziti_tests::display::key;
use ziti_tests::look::Look;
use ziti_tests::point::Point;

const SCANNER: Duration = Duration::from_millis(2);
/// How many came in each hour until now.
const HOURS: [(u32, u32); 7] = [(9, 3), (10, 7), (11, 9), (12, 4), (13, 2), (14, 5), (15, 8)];
/// Who comes now, in Chinese and in English: three or four kinds of goods each.
const NOW: [(&str, &str); 2] = [("zh", "12"), ("en", "34")];

#[test]
fn the_sample_day_looks_as_the_readme_shows_it() {
    let mut point = Point::new();
    at(&mut point, 8, 30);
    point.answer(&["sample"]);
    point.answer(&["settings", "clerk=小陈", "theme=light", "lang=zh"]);
    let slips = point.beside("slips.pdf").into_os_string().into_string().unwrap();
    point.answer(&["print", "slips", "--out", &slips]);
    // Taken from the end of the list, so that those of `NOW` are still to come.
    let mut left = (1..=64)
        .rev()
        .filter(|no| NOW.iter().all(|(_, now)| *now != no.to_string()));
    for (hour, orders) in HOURS {
        for order in 0..orders {
            at(&mut point, hour, 59 * order / orders);
            let number = left.next().unwrap().to_string();
            point.answer(&["collect", &code(&point, &number), "--confirm"]);
        }
    }
    at(&mut point, 16, 12);

    let mut look = Look::open(&point, (1280, 800), "stop-collect");
    for (lang, number) in NOW {
        look.window.click(&format!("lang-{lang}"));
        look.speaks(lang);
        look.window.click("stop-today");
        keep(&mut look, "today", lang);
        let keys = [key::digits(&code(&point, number)), vec![key::ENTER]].concat();
        look.display.press(SCANNER, &keys);
        look.wait(
            "a green plate",
            "return document.querySelector('[data-testid=verdict]')?.dataset.verdict === 'collected'",
        );
        keep(&mut look, "verdict", lang);
        look.display.press(SCANNER, &[key::ESCAPE]);
        look.window.wait("ready");
        keep(&mut look, "collect", lang);
    }
    look.end("sample");
}

fn at(point: &mut Point, hour: u32, minute: u32) {
    point.tell("ZITI_NOW", format!("2026-06-21T{hour:02}:{minute:02}:00+08:00"));
}

fn code(point: &Point, number: &str) -> String {
    point.answer(&["code", number])["code"].as_str().unwrap().to_owned()
}

fn keep(look: &mut Look, screen: &str, lang: &str) {
    look.at(&format!("sample-{screen}"), lang, "light");
    if let Some(folder) = env::var_os("ZITI_SCREENSHOTS") {
        let name = format!("{screen}-{lang}");
        let picture = look.picture(&name);
        fs::write(Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
    }
}
