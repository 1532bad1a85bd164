//! Every plate that a standalone counter can show, in the real window, from real orders and real scans: nothing is cut off, nothing lies
//! over anything else, and axe-core finds nothing, contrast included.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::time::Duration;

use serde_json::{Value, json};
use ziti_tests::display::{key, wait_for};
use ziti_tests::look::{LANGS, Look, THEMES};
use ziti_tests::point::Point;

const SCANNER: Duration = Duration::from_millis(2);
const BY_HAND: Duration = Duration::from_millis(90);
const DAY: &str = "2026-06-22";
const LONG_AGO: &str = "2026-06-18";
const TOMORROW: &str = "2026-06-23";

/// The orders of the morning by what makes each of them special; the numbers are theirs.
const PLAIN: u32 = 1;
const NOTE: u32 = 2;
const DUE: u32 = 3;
const DUE_AND_NOTE: u32 = 4;
const CANCELLED: u32 = 5;
const REISSUED: u32 = 6;
const TAKEN: u32 = 7;
/// And the two after it: they share the tail of a phone number.
const SAME_TAIL: u32 = 8;
const CHANGED: u32 = 11;
/// And the one after it.
const HOUSEHOLD: u32 = 12;
const LARGE: u32 = 14;
const IN_PARTS: u32 = 15;
const LOOKED_AT: u32 = 16;
const LONG_NOTE: u32 = 17;
const OTHER_BAG: u32 = 18;
/// The only order of the afternoon, of which nothing has come.
const LATE: u32 = 19;
const NOBODYS: u32 = 900;

/// What leads to a plate.
enum Step {
    /// A code or a label is scanned.
    Scan(String),
    /// Digits are typed by hand, and Enter.
    Type(&'static str),
    /// Keys that mean something on the plate before.
    Keys(&'static [u8]),
}

/// A plate: what it is called, what leads to it, and the verdict that it says.
type Plate = (&'static str, Step, &'static str);

/// A day on which everything happens.
fn day() -> Point {
    let mut point = Point::new();
    let now = "2026-06-22T10:00:00+08:00";
    point.tell("ZITI_NOW", "2026-06-18T10:00:00+08:00");
    point.begin();
    point.import(&batch(LONG_AGO, "上周", vec![order(1)]));
    point.tell("ZITI_NOW", now);
    point.import(&batch(DAY, "晨采", morning(1000)));
    let slips = point.beside("slips.pdf").into_os_string().into_string().unwrap();
    point.answer(&["print", "slips", "--out", &slips]);
    point.import(&batch(DAY, "晨采", morning(3000)));
    point.answer(&["code", &format!("20260622-{REISSUED}"), "--reissue"]);
    point.answer(&["settings", "receive_on_apply=false", "theme=light", "clerk=小陈"]);
    let late = json!({ "sequence_no": "1", "recipient": "迟一一", "phones": ["13700000001"], "building": "9", "room": "901",
        "lines": [line("荔枝 每箱四斤", 1000, "chilled"), line("怡颗莓蓝莓 半箱六盒", 2000, "chilled")] });
    point.import(&batch(DAY, "午采", vec![late]));
    point.collect(TAKEN);
    point
}

fn batch(day: &str, round: &str, orders: Vec<Value>) -> Value {
    let orders: Vec<Value> = orders
        .into_iter()
        .map(|mut order| {
            order["round"] = json!(round);
            order
        })
        .collect();
    json!({ "format": "ziti.batch/1", "day": day, "complete": true, "orders": orders })
}

/// The morning's orders, of which one has so many thousandths of a melon.
fn morning(melons: u32) -> Vec<Value> {
    let mut orders: Vec<Value> = (1..=OTHER_BAG).map(order).collect();
    let mut change = |no: u32, name: &str, value: Value| orders[usize::try_from(no).unwrap() - 1][name] = value;
    change(NOTE, "note", json!("请打电话，老人自己下楼取"));
    change(DUE, "paid_minor", json!(0));
    change(DUE_AND_NOTE, "paid_minor", json!(1000));
    change(DUE_AND_NOTE, "note", json!("找零请放信封"));
    change(CANCELLED, "cancelled", json!(true));
    for no in SAME_TAIL..SAME_TAIL + 3 {
        change(no, "phones", json!([format!("13{no:03}205678")]));
    }
    change(
        CHANGED,
        "lines",
        json!([line("冰淇淋黄心西瓜 四个约14斤", melons, "ambient")]),
    );
    for no in HOUSEHOLD..HOUSEHOLD + 2 {
        change(no, "household", json!(1));
    }
    change(LARGE, "recipient", json!("Alexandra Montgomery-Winterbottom"));
    change(LARGE, "building", json!("东区商业街北侧"));
    let lines = (1..=14).map(|at| {
        line(
            &format!("云南高原有机蓝莓礼盒装 第{at}种 半箱六盒约1.5公斤"),
            at * 1000,
            "chilled",
        )
    });
    change(LARGE, "lines", json!(lines.collect::<Vec<_>>()));
    change(
        IN_PARTS,
        "lines",
        json!([
            line("鸡蛋", 12_000, "ambient"),
            line("酸奶", 2000, "chilled"),
            line("冰棍", 6000, "frozen")
        ]),
    );
    let note = "周三之前家里没有人，请一定先打电话确认，打不通就放到隔壁 56-603 的冰箱里，鸡蛋不要压在西瓜下面，谢谢！";
    change(LONG_NOTE, "note", json!(note));
    orders
}

fn order(no: u32) -> Value {
    json!({
        "sequence_no": no.to_string(), "recipient": format!("柳{no}"), "phones": [format!("138000{:05}", 20_000 + no)],
        "building": (no + 40).to_string(), "room": "1102",
        "lines": [line("新奇士橙 十个", 2000, "ambient"), line("西柚 十个一份", 1000, "ambient")],
    })
}

fn line(product: &str, thousandths: u32, zone: &str) -> Value {
    json!({ "product": product, "quantity_thousandths": thousandths, "amount_minor": 2360, "zone": zone })
}

/// The plates in the order in which they can be had.
fn plates(point: &Point) -> Vec<Plate> {
    let code = |no| Step::Scan(point.code(no));
    let mut damaged = point.code(PLAIN);
    let last = if damaged.pop() == Some('0') { '1' } else { '0' };
    damaged.push(last);
    vec![
        ("unreadable", Step::Scan(damaged), "unreadable"),
        ("wrong-point", Step::Scan(point.code_elsewhere(PLAIN)), "wrong_point"),
        ("too-early", Step::Scan(point.code_on(TOMORROW, PLAIN)), "too_early"),
        ("not-genuine", Step::Scan(point.code_forged(PLAIN)), "not_genuine"),
        ("unknown", code(NOBODYS), "unknown"),
        ("revoked", code(REISSUED), "revoked"),
        ("cancelled", code(CANCELLED), "cancelled"),
        ("already-collected", code(TAKEN), "already_collected"),
        ("expired", Step::Scan(point.code_on(LONG_AGO, 1)), "expired"),
        ("not-arrived", code(LATE), "not_arrived"),
        ("force", Step::Keys(&[key::F11]), "not_arrived"),
        ("payment-due", code(DUE), "payment_due"),
        ("payment-due-and-note", code(DUE_AND_NOTE), "payment_due"),
        ("attention-note", code(NOTE), "attention"),
        ("attention-long-note", code(LONG_NOTE), "attention"),
        ("attention-changed", code(CHANGED), "attention"),
        ("ambiguous", Step::Type("5678"), "ambiguous"),
        ("found", Step::Type("0015"), "found"),
        ("lines", Step::Keys(&[key::LEFT]), "found"),
        (
            "partly-collected",
            Step::Keys(&[key::LEFT, key::SPACE]),
            "partly_collected",
        ),
        ("collected", code(PLAIN), "collected"),
        ("collected-right-bag", Step::Scan(point.label(PLAIN)), "collected"),
        ("collected-household", code(HOUSEHOLD), "collected"),
        ("wrong-bag", Step::Scan(point.label(OTHER_BAG)), "wrong_bag"),
        ("found-bag", Step::Scan(point.label(OTHER_BAG)), "found"),
        ("collected-large", code(LARGE), "collected"),
    ]
}

/// A window whose plates are looked at.
struct Plates {
    look: Look,
    point: Point,
    langs: Vec<&'static str>,
    /// How many verdicts there were.
    seq: u32,
}

impl Plates {
    fn open(size: (u32, u32), langs: &[&'static str]) -> Self {
        let point = day();
        let look = Look::open(&point, size, "stop-collect");
        look.window.click("stop-collect");
        look.window.wait("ready");
        Self {
            look,
            point,
            langs: langs.to_vec(),
            seq: 0,
        }
    }

    fn show(&mut self, (name, step, verdict): Plate) {
        let keys = |digits: &str| [key::digits(digits), vec![key::ENTER]].concat();
        // A panel is no verdict of its own.
        let is_panel = matches!(name, "force" | "lines");
        wait_for(&format!("{name}: {verdict}"), || {
            match &step {
                Step::Scan(code) => self.look.display.press(SCANNER, &keys(code)),
                Step::Type(digits) => self.look.display.press(BY_HAND, &keys(digits)),
                Step::Keys(keys) => self.look.display.press(BY_HAND, keys),
            }
            let before = if is_panel { self.seq.saturating_sub(1) } else { self.seq };
            let shown = self.verdict_after(before);
            // Where the machine is too busy to press keys at a scanner's pace, the digits do not arrive as one code: scan again.
            let broken = matches!(step, Step::Scan(_)) && shown != verdict;
            assert!(broken || shown == verdict, "{name}: {shown} instead of {verdict}");
            if broken && name == "wrong-bag" {
                // It is held against the hand-over just before, and that must be one again.
                self.look.display.press(SCANNER, &keys(&self.point.code(HOUSEHOLD + 1)));
                self.verdict_after(self.seq);
            }
            (!broken).then_some(())
        });
        match name {
            "force" => self.look.window.wait("force-reason"),
            "lines" => self
                .look
                .wait("the lines", "return document.querySelector('.pick') !== null"),
            _ => {}
        }
        for lang in self.langs.clone() {
            // The plate stays and speaks another language: a setting that another program changes.
            self.point.answer(&["settings", &format!("lang={lang}")]);
            self.look.speaks(lang);
            for theme in THEMES {
                self.look.turn(theme);
                self.look.at(&format!("plate-{name}"), lang, theme);
            }
        }
    }

    /// The verdict that came after so many others; nothing when none comes.
    fn verdict_after(&mut self, before: u32) -> String {
        let body = "const { seq, verdict } = document.querySelector('[data-testid=verdict]')?.dataset ?? {}; return [seq, verdict]";
        for _ in 0..500 {
            let now = self.look.window.run(body, &json!([]));
            let seq = now[0].as_str().and_then(|seq| seq.parse().ok()).unwrap_or(0);
            if seq > before {
                self.seq = seq;
                return now[1].as_str().unwrap_or_default().to_owned();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        String::new()
    }

    fn all(mut self) {
        for plate in plates(&self.point) {
            self.show(plate);
        }
        self.point.answer(&["settings", "preview=true"]);
        let would = Step::Scan(self.point.code(LOOKED_AT));
        self.show(("preview", would, "collected"));
        for _ in 0..7 {
            self.point.zitictl(&["collect", "987653"]).output().unwrap();
        }
        self.show(("locked", Step::Type("987654"), "unknown"));
        self.look.end("plates");
    }
}

#[test]
fn every_plate_can_be_read_whole_on_a_small_screen() {
    Plates::open((1280, 800), &LANGS).all();
}

/// A large screen is the same plate drawn larger with more room at the side; what could break there is the drawing, so the language with
/// the longest words and the one with the tallest are enough.
#[test]
fn every_plate_can_be_read_whole_on_a_large_screen() {
    Plates::open((1920, 1080), &["fr", "zh"]).all();
}
