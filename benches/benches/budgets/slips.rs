//! 1,000 slips as PDF, beside ReportLab with segno on the same content.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ziti_documents::{FONT_PLACES, Fonts, Lang, Slip, SlipLine, SlipSheet, slips_pdf};
use ziti_domain::code::{PointKey, PointNo};
use ziti_domain::day::ServiceDay;
use ziti_domain::order::OrderId;

use crate::row;

pub fn run() {
    let sheet = sheet(1_000);
    let mut ours = Duration::MAX;
    let mut bytes = 0;
    for _ in 0..3 {
        let began = Instant::now();
        let place = FONT_PLACES
            .iter()
            .find(|place| Path::new(place.regular).exists())
            .unwrap();
        let read = |path: &str| std::fs::read(path).unwrap();
        let fonts = Fonts::new(read(place.regular), read(place.bold), place.face).unwrap();
        bytes = slips_pdf(&sheet, &fonts).unwrap().bytes.len();
        ours = ours.min(began.elapsed());
    }
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.venv/bin/python");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("slips_reportlab.py");
    let codes: Vec<&str> = sheet.slips.iter().map(|slip| slip.code.as_str()).collect();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("codes.txt"), codes.join("\n")).unwrap();
    let ran = Command::new(python).arg(script).arg(folder.path()).output();
    let printed = ran
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default();
    match printed.parse() {
        Ok(micros) => row(
            "1,000 slips, A4 3×8, Chinese",
            ours,
            Duration::from_micros(micros),
            "≤ 0.066",
        ),
        Err(_) => println!(
            "1,000 slips: {} ms; ReportLab and segno could not be run",
            ours.as_millis()
        ),
    }
    println!(
        "{:<58} {:>9} kB {:>12} {:>8}  ≤ 1.1 MB",
        "size of 1,000 slips",
        bytes / 1000,
        "",
        ""
    );
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
