//! The screens before there is a counter, in the real window: the first start, and a folder that cannot be opened.

use std::fs;

use ziti_tests::look::{LANGS, Look, THEMES};
use ziti_tests::point::Point;

const SIZES: [(u32, u32); 2] = [(1280, 800), (1920, 1080)];

#[test]
fn a_first_start_can_be_read_whole() {
    for size in SIZES {
        let point = Point::new();
        let mut look = Look::open(&point, size, "first-start");
        for lang in LANGS {
            look.window.click(&format!("lang-{lang}"));
            look.speaks(lang);
            for theme in THEMES {
                look.turn(theme);
                look.at("first-start", lang, theme);
            }
        }
        look.end("first-start");
    }
}

#[test]
fn a_start_that_failed_says_why_in_every_language() {
    for size in SIZES {
        let point = Point::new();
        point.begin();
        fs::write(point.data().join("ziti.db"), [0x5a; 8192]).unwrap();
        let mut look = Look::open(&point, size, "failed");
        assert_eq!(
            look.window.attribute("failed", "data-code").as_deref(),
            Some("database_damaged")
        );
        for lang in LANGS {
            look.window.click(&format!("lang-{lang}"));
            look.speaks(lang);
            for theme in THEMES {
                look.turn(theme);
                look.at("failed", lang, theme);
            }
        }
        look.end("failed");
    }
}
