//! 1,000 slips as PDF, beside ReportLab with segno and beside pdf-writer with subsetter on the same content.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use ziti_documents::{FONT_PLACES, FontPlace, Fonts, Lang, Slip, SlipLine, SlipSheet, slips_pdf};
use ziti_domain::code::{PointKey, PointNo};
use ziti_domain::day::ServiceDay;
use ziti_domain::order::OrderId;

use crate::{amount, row, slips_writer};

/// Side of a code on paper, in millimetres.
pub const CODE: f32 = 18.75;

/// A text of a slip, in millimetres from its top left corner.
pub struct Text {
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub bold: bool,
    pub at_right: bool,
    pub words: String,
}

/// Makes 10,000 slips and nothing else: the main program starts itself so, to see the most memory that this takes.
pub fn many() {
    assert!(!make(&sheet(10_000), place_of_fonts()).is_empty());
}

pub fn run() {
    let sheet = sheet(1_000);
    let fonts = place_of_fonts();
    let codes: Vec<&str> = sheet.slips.iter().map(|slip| slip.code.as_str()).collect();
    let texts: Vec<Vec<Text>> = (0..1_000).map(|at| texts(&sheet.slips[at], at)).collect();
    let (mut ours, mut writer) = (Duration::MAX, Duration::MAX);
    let mut bytes = 0;
    for _ in 0..5 {
        let began = Instant::now();
        let pdf = make(&sheet, fonts);
        ours = ours.min(began.elapsed());
        bytes = pdf.len();
        keep("ours.pdf", &pdf);
        let began = Instant::now();
        let files = [read(fonts.regular), read(fonts.bold)];
        let pdf = slips_writer::pdf(&codes, &texts, [&files[0], &files[1]], fonts.face);
        writer = writer.min(began.elapsed());
        keep("writer.pdf", &pdf);
    }
    match reportlab(&codes, &texts) {
        Some(theirs) => row("1,000 slips, beside ReportLab + segno", ours, theirs, "≤ 0.066 (15 ×)"),
        None => println!(
            "1,000 slips: {} ms; ReportLab and segno could not be run",
            ours.as_millis()
        ),
    }
    row("1,000 slips, beside pdf-writer + subsetter", ours, writer, "≤ 1");
    amount("size of 1,000 slips", bytes / 1000, 1_100, "kB", "≤ 1 (1.1 MB)");
    let peak = Command::new(std::env::current_exe().unwrap())
        .env(crate::ONLY_SLIPS, "1")
        .output()
        .unwrap();
    let peak = String::from_utf8(peak.stdout).unwrap();
    amount(
        "most memory for 10,000 slips",
        peak.trim().parse().unwrap(),
        200,
        "MB",
        "≤ 1 (200 MB)",
    );
}

fn place_of_fonts() -> FontPlace {
    let mut places = FONT_PLACES.iter();
    *places.find(|place| Path::new(place.regular).exists()).unwrap()
}

fn read(path: &str) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

fn make(sheet: &SlipSheet, place: FontPlace) -> Vec<u8> {
    let fonts = Fonts::new(read(place.regular), read(place.bold), place.face).unwrap();
    slips_pdf(sheet, &fonts).unwrap().bytes
}

/// All three files stay, to be looked at.
fn keep(name: &str, bytes: &[u8]) {
    let folder = folder();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench")
}

/// How long ReportLab takes, as it measures itself: Python's start is not counted.
fn reportlab(codes: &[&str], texts: &[Vec<Text>]) -> Option<Duration> {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |text: &Text| json!([text.x, text.y, text.size, text.at_right, text.words]);
    let slips: Vec<_> = codes
        .iter()
        .zip(texts)
        .map(|(code, texts)| json!({ "code": code, "texts": texts.iter().map(text).collect::<Vec<_>>() }))
        .collect();
    keep("slips.json", &serde_json::to_vec(&slips).unwrap());
    let ran = Command::new(benches.join("../.venv/bin/python"))
        .arg(benches.join("slips_reportlab.py"))
        .arg(folder())
        .output()
        .ok()?;
    let printed = String::from_utf8_lossy(&ran.stdout).trim().parse().ok();
    printed.map(Duration::from_micros)
}

/// Where a slip of a page lies, in millimetres.
#[expect(clippy::float_arithmetic, reason = "paper is measured in millimetres")]
pub fn place(at: usize) -> (f32, f32) {
    let (column, row) = (u8::try_from(at % 3).unwrap(), u8::try_from(at / 3).unwrap());
    (f32::from(column) * 70.0 + 5.0, f32::from(row) * 37.125 + 4.0)
}

/// What stands on our slip, where it stands there.
fn texts(slip: &Slip, at: usize) -> Vec<Text> {
    let one = |x, y, size, bold, at_right, words: &str| Text {
        x,
        y,
        size,
        bold,
        at_right,
        words: words.to_owned(),
    };
    let (first, second) = slip.short_code.split_at(3);
    vec![
        one(1.9, 24.6, 3.9, true, false, &format!("{first} {second}")),
        one(
            21.75,
            4.0,
            4.6,
            true,
            false,
            &format!("{} {}", slip.place, slip.recipient_masked),
        ),
        one(60.0, 7.9, 2.6, true, true, "1"),
        one(21.75, 7.9, 2.6, false, false, "冰淇淋黄心西瓜(一箱四个约…"),
        one(60.0, 11.25, 2.6, true, true, "2"),
        one(21.75, 11.25, 2.6, false, false, "荔枝(每箱四斤)"),
        one(23.75, 20.8, 9.1, true, false, &slip.number),
        one(58.0, 20.7, 2.6, false, true, "跟团号"),
        one(21.75, 25.5, 2.6, false, false, "6月22日 周一"),
        one(37.8, 25.5, 2.6, true, false, "嘉怡水岸"),
        one(60.0, 28.7, 2.5, false, true, &format!("第1版 {}/42", at / 24 + 1)),
        one(0.0, 28.7, 2.5, false, false, "本单交给居民，勿贴在袋上"),
    ]
}

fn sheet(slips: u32) -> SlipSheet {
    let day = ServiceDay::from_number(9669).unwrap();
    let key = PointKey([7; 32]).of_day(day);
    let slip = |no| Slip {
        code: key.pickup_code(PointNo::new(100_001).unwrap(), OrderId { day, no }, 0),
        short_code: format!("{no:06}"),
        number: no.to_string(),
        shelf: String::new(),
        recipient_masked: "柳**".into(),
        place: format!("{}-{}", no % 40, no % 1200),
        lines: vec![
            SlipLine {
                name: "冰淇淋黄心西瓜(一箱四个约14斤)".into(),
                quantity_thousandths: 1000,
            },
            SlipLine {
                name: "荔枝(每箱四斤)".into(),
                quantity_thousandths: 2000,
            },
        ],
        day: day.date(),
        due_minor: 0,
        changed: false,
    };
    SlipSheet {
        point_name: "嘉怡水岸".into(),
        point_address: String::new(),
        hours: String::new(),
        currency: "CNY".into(),
        lang: Lang::Zh,
        revision: 1,
        reprint: false,
        printed_at: "2026-06-22 09:00".into(),
        slips: (1..=slips).map(slip).collect(),
    }
}
