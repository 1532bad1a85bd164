//! A day to print, the fonts of this machine, and the programs that read what comes out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use chrono::NaiveDate;
use ziti_documents::{FONT_PLACES, Fonts, Lang, ManifestRow, ManifestSheet, Slip, SlipLine, SlipSheet, Sort};

/// The first pair of fonts that this machine has; read once.
pub fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    let found = FONTS.get_or_init(|| {
        let place = FONT_PLACES
            .iter()
            .find(|place| Path::new(place.regular).exists() && Path::new(place.bold).exists())?;
        let (regular, bold) = (
            std::fs::read(place.regular).unwrap(),
            std::fs::read(place.bold).unwrap(),
        );
        Some(Fonts::new(regular, bold, place.face).unwrap())
    });
    if found.is_none() {
        skip("no font with Chinese; install fonts-noto-cjk");
    }
    found.as_ref()
}

/// Whether a program is there.
pub fn has(program: &str) -> bool {
    let there =
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|at| at.join(program).is_file()));
    if !there {
        skip(&format!("{program} is not installed"));
    }
    there
}

/// Says why a test proves nothing here; where `CI` is set, that is a failure.
fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    eprintln!("skipped: {why}");
}

/// Where a test may write: kept after the run, so that it can be looked at.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs a program that must succeed and gives what it printed.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The text of a PDF.
pub fn text_of(pdf: &[u8], name: &str) -> String {
    let path = scratch("text").join(format!("{name}.pdf"));
    std::fs::write(&path, pdf).unwrap();
    run(Command::new("pdftotext").arg("-layout").arg(&path).arg("-"))
}

/// Renders `slips.pdf` of a folder as a black-and-white printer of so many dots an inch would, and reads every code.
pub fn read_codes(folder: &Path, dpi: &str) -> BTreeSet<String> {
    let prefix = folder.join(format!("at{dpi}"));
    run(Command::new("pdftoppm")
        .args(["-r", dpi, "-mono"])
        .arg(folder.join("slips.pdf"))
        .arg(&prefix));
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(&format!("at{dpi}-")))
        })
        .collect();
    pages.sort();
    let found = run(Command::new("zbarimg")
        .args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .args(&pages));
    for page in pages {
        std::fs::remove_file(page).unwrap();
    }
    found.lines().map(str::to_owned).collect()
}

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 21).unwrap()
}

/// A code of 41 digits that no other number has.
pub fn code(number: usize) -> String {
    let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    format!("1100001{:05}{number:06}0{mixed:020}{:02}", 9668, number % 97)
}

const NAMES: [&str; 8] = [
    "郭小明",
    "陆一",
    "虞美人",
    "欧阳长风",
    "施 Anne",
    "Zoë Lefèvre",
    "钱多多",
    "唐诗",
];
const PRODUCTS: [&str; 7] = [
    "黄心西瓜 四个约14斤",
    "新奇士橙 十个一份",
    "荔枝 每箱四斤",
    "怡颗莓蓝莓 半箱六盒",
    "雪蜜王 一箱七斤",
    "Crème fraîche d'Isigny 40 cl",
    "西柚 十个一份",
];
const ROOMS: [(&str, &str); 6] = [
    ("56", "602"),
    ("2", "101"),
    ("10", "301"),
    ("56", "1001"),
    ("19", "102"),
    ("2", "1102"),
];

fn masked(name: &str) -> String {
    let mut shown: String = name.chars().take(1).collect();
    shown.extend(name.chars().skip(1).map(|_| '*'));
    shown
}

/// So many slips, all different.
pub fn slips(count: usize, lang: Lang) -> SlipSheet {
    let slips = (0..count)
        .map(|at| {
            let (building, room) = ROOMS[at % ROOMS.len()];
            let lines = (0..1 + at % 4)
                .map(|line| SlipLine {
                    name: PRODUCTS[(at + line) % PRODUCTS.len()].to_owned(),
                    quantity_thousandths: 1000 + 500 * (at as i64 % 3),
                })
                .collect();
            Slip {
                code: code(at),
                short_code: format!("{:06}", (at * 7_919 + 13) % 1_000_000),
                number: format!("{}", at + 1),
                shelf: if at % 3 == 0 {
                    String::new()
                } else {
                    format!("A-{}-{:02}", at % 5 + 1, at % 20 + 1)
                },
                recipient_masked: masked(NAMES[at % NAMES.len()]),
                place: format!("{building}-{room}"),
                lines,
                day: day(),
                due_minor: if at % 7 == 3 { 4720 } else { 0 },
                changed: at % 11 == 4,
            }
        })
        .collect();
    SlipSheet {
        point_name: "嘉怡水岸·睿府".to_owned(),
        point_address: "丰庄路 12 弄".to_owned(),
        hours: "16–20".to_owned(),
        currency: "CNY".to_owned(),
        lang,
        revision: 3,
        reprint: lang != Lang::Zh,
        printed_at: "2026-06-21 14:12".to_owned(),
        slips,
    }
}

/// A manifest of so many orders, of one to four lines each.
pub fn manifest(orders: usize, lang: Lang, sort: Sort) -> ManifestSheet {
    let mut rows = Vec::new();
    for at in 0..orders {
        let (building, room) = ROOMS[at % ROOMS.len()];
        for line in 0..1 + at % 4 {
            rows.push(ManifestRow {
                order_key: format!("order {at}"),
                number: format!("{}", at + 1),
                shelf: String::new(),
                building: building.to_owned(),
                room: room.to_owned(),
                recipient: NAMES[at % NAMES.len()].to_owned(),
                phone: format!("1{:010}", 3_800_000_000_u64 + at as u64 * 7_919),
                product: PRODUCTS[(at + line) % PRODUCTS.len()].to_owned(),
                quantity_thousandths: 1000 + 500 * (at as i64 % 3),
                note: if at % 9 == 2 {
                    "放门口，不要按门铃".to_owned()
                } else {
                    String::new()
                },
                changed: match at % 13 {
                    5 if line == 0 => Some(3000),
                    7 if line == 0 => Some(0),
                    _ => None,
                },
                due_minor: if at % 7 == 3 { 4720 } else { 0 },
                collected: at % 10 == 1,
                cancelled: at % 17 == 6,
            });
        }
    }
    ManifestSheet {
        point_name: "嘉怡水岸·睿府".to_owned(),
        currency: "CNY".to_owned(),
        day: day(),
        revision: 3,
        lang,
        sort,
        rows,
        reprint: true,
        printed_at: "14:12".to_owned(),
        printed_by: "1 号台 小陈".to_owned(),
        totals: true,
    }
}
