//! Inputs that nobody should meet: each gets a clear answer, soon, and without much memory.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use ziti_import::{ImportError, Limits, Options, read, read_path};

use crate::files::{bare, book, codes, orders, parsed, sheet_xml, with, zipped};

const HEAD: &str = "跟团号|商品|数量|商品金额|收货人";

/// Longer than any of these takes even in a slow build on a busy machine, shorter than anyone waits.
fn soon<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let outcome = act();
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{what} took {:?}",
        begun.elapsed()
    );
    outcome
}

fn refused(what: &str, bytes: &[u8], name: &str) -> Vec<String> {
    let found = soon(what, || parsed(bytes, name));
    assert!(!found.errors.is_empty(), "{what}");
    codes(&found.errors)
}

#[test]
fn a_cell_at_the_far_corner_asks_for_nothing() {
    let corner = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let sheet = sheet_xml(&[HEAD], "").replace("</sheetData>", &format!("{corner}</sheetData>"));
    assert_eq!(
        refused("a far corner", &bare(&sheet), "a.xlsx"),
        ["too_many_columns@1048576"]
    );
    let styled = sheet.replace("<v>1</v>", "");
    assert_eq!(parsed(&bare(&styled), "a.xlsx").errors, [], "an empty cell is nothing");
    let below = sheet.replace("XFD1048576", "A1048577").replace("1048576", "1048577");
    assert_eq!(
        refused("a row too far down", &bare(&below), "a.xlsx"),
        ["too_many_rows@1048577"]
    );
    let alone = format!("<worksheet><sheetData>{corner}</sheetData></worksheet>");
    assert_eq!(refused("no orders", &bare(&alone), "a.xlsx"), ["sheet_missing"]);
}

#[test]
fn a_workbook_that_unpacks_without_end_is_stopped() {
    let limits = Limits {
        unpacked_bytes: 1_000_000,
        ..Limits::default()
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    let bomb = bare(&sheet_xml(&[HEAD], &" ".repeat(3_000_000)));
    assert!(bomb.len() < 10_000);
    assert_eq!(codes(&with(&bomb, "a.xlsx", &options).errors), ["zip_bomb"]);
    // The same, and the directory says that it is small.
    let mut lying = bomb;
    let size = u32::try_from(sheet_xml(&[HEAD], &" ".repeat(3_000_000)).len())
        .unwrap()
        .to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..*at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    let found = codes(&with(&lying, "a.xlsx", &options).errors);
    assert!(found == ["zip_bomb"] || found == ["truncated_file"], "{found:?}");
}

#[test]
fn xml_that_grows_while_it_is_read_is_stopped() {
    let texts = "<a>".repeat(100_000);
    assert_eq!(refused("deep nesting", &bare(&texts), "a.xlsx"), ["truncated_file"]);
    let long = sheet_xml(&[HEAD, &format!("1|{}|1|1|x", "瓜".repeat(2_000_000))], "");
    assert_eq!(
        refused("one text of megabytes", &bare(&long), "a.xlsx"),
        ["truncated_file"]
    );
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>"#.to_owned()
        + &sheet_xml(&[HEAD, "1|西瓜&b;|1|1|清川"], "");
    let found = parsed(&bare(&laughs), "a.xlsx");
    assert_eq!(
        (codes(&found.errors), found.orders[0].lines[0].product.as_str()),
        (vec![], "西瓜")
    );
}

#[test]
fn a_workbook_that_is_cut_or_damaged_anywhere_is_refused_or_read_but_never_breaks() {
    let whole = book(&[
        ("单", &[HEAD, "1|西瓜|1|80|清川", "2|荔枝|2|100|王"]),
        ("汇总", &["团购标题", "周三团"]),
    ]);
    for end in (0..whole.len()).step_by(61) {
        assert!(!parsed(&whole[..end], "a.xlsx").errors.is_empty(), "cut at {end}");
    }
    damaged_everywhere(&whole, "a.xlsx");
}

#[test]
fn text_that_is_damaged_anywhere_is_refused_or_read_but_never_breaks() {
    let csv = "sequence_no,recipient,product,quantity,unit_price\n1,\"郭, 山彤\",西瓜,1.5,80\n2,王,荔枝,2,59.9\n";
    damaged_everywhere(csv.as_bytes(), "a.csv");
    let json = r#"{"format":"ziti.batch/1","orders":[{"sequence_no":"1","lines":[{"product":"西瓜","quantity_thousandths":1000}]}]}"#;
    damaged_everywhere(json.as_bytes(), "a.json");
}

/// Reads four hundred copies in each of which three bytes are others.
fn damaged_everywhere(whole: &[u8], name: &str) {
    let mut chance = 7u64;
    for _ in 0..400 {
        let mut damaged = whole.to_vec();
        for _ in 0..3 {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(chance >> 33).unwrap() % damaged.len();
            damaged[at] ^= u8::try_from((chance >> 20) & 0xFF).unwrap() | 1;
        }
        parsed(&damaged, name);
    }
}

#[test]
fn ten_million_empty_rows_are_counted_and_refused() {
    let header = "sequence_no,product,quantity\n1,西瓜,1\n";
    for (what, blank) in [("blank rows", "\n"), ("rows of separators", ",,\n")] {
        let text = header.to_owned() + &blank.repeat(10_000_000);
        assert_eq!(refused(what, text.as_bytes(), "a.csv"), ["too_many_rows@1048577"]);
    }
    let wide = header.to_owned() + &",".repeat(10_000_000) + "x\n";
    assert_eq!(
        refused("a row of ten million fields", wide.as_bytes(), "a.csv"),
        ["too_many_columns@3"]
    );
}

#[test]
fn long_texts_are_shortened_and_said_to_be() {
    let long = "瓜".repeat(10_000);
    for found in [
        parsed(&orders(&[HEAD, &format!("1|{long}|1|1|{long}")]), "a.xlsx"),
        parsed(
            format!("sequence_no,product,quantity,unit_price,recipient\n1,{long},1,0.01,{long}\n").as_bytes(),
            "a.csv",
        ),
    ] {
        assert_eq!((codes(&found.errors), codes(&found.warnings).len()), (vec![], 2));
        assert!(
            found
                .warnings
                .iter()
                .all(|warning| warning.code == "text_shortened" && warning.value.chars().count() < 100)
        );
        assert_eq!(found.orders[0].lines[0].product.chars().count(), 200);
    }
    let number = format!("sequence_no,product,quantity\n{},西瓜,1\n", "1".repeat(10_000));
    let found = refused("a long number", number.as_bytes(), "a.csv");
    assert!(
        found.contains(&"sequence_no_missing@2".to_owned()),
        "a shortened number could be another order's: {found:?}"
    );
}

#[test]
fn a_million_bad_rows_give_a_report_that_can_be_read() {
    let text = "sequence_no,product,quantity\n".to_owned() + &"1,西瓜,0\n".repeat(200_000);
    let found = soon("bad rows", || parsed(text.as_bytes(), "a.csv"));
    assert_eq!(found.errors.len(), 501);
    assert_eq!(found.errors[500].message, "There are 199500 more like this.");
}

#[test]
fn one_text_shared_by_many_rows_is_kept_once_or_refused() {
    let text = format!("<sst><si><t>{}</t></si></sst>", "瓜".repeat(30_000));
    let header = r#"<row><c t="str"><v>跟团号</v></c><c t="str"><v>商品</v></c><c t="str"><v>数量</v></c><c t="str"><v>商品金额</v></c><c t="str"><v>收货人</v></c><c t="str"><v>详细地址</v></c></row>"#;
    let rows: String = (0..3000).map(|row| format!(r#"<row><c><v>{row}</v></c><c t="s"><v>0</v></c><c><v>1</v></c><c><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>"#)).collect();
    let package = zipped(&[
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="1" r:id="a"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/></Relationships>"#,
        ),
        ("xl/t.xml", &text),
        (
            "xl/s.xml",
            &format!("<worksheet><sheetData>{header}{rows}</sheetData></worksheet>"),
        ),
    ]);
    let found = soon("a shared text", || parsed(&package, "a.xlsx"));
    assert_eq!((found.errors.len(), found.orders.len()), (0, 3000));
    let limits = Limits {
        unpacked_bytes: 2_000_000,
        ..Limits::default()
    };
    let found = with(
        &package,
        "a.xlsx",
        &Options {
            limits,
            ..Options::default()
        },
    );
    assert!(found.errors[0].code == "too_large", "{:?}", found.errors);
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    std::fs::File::create(&path).unwrap().set_len(60_000_000).unwrap();
    let found = read_path(&path, &Options::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(codes(&found.errors), ["too_large"]);
    let missing = read_path(&folder.path().join("none.csv"), &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    assert!(matches!(missing, Err(ImportError::Io(_))));
}

#[test]
fn whoever_waits_hears_of_progress_and_can_stop() {
    let text = "sequence_no,product,quantity\n".to_owned() + &"1,西瓜,1\n".repeat(10_000);
    let rows: Vec<String> = std::iter::once(HEAD.to_owned())
        .chain((0..10_000).map(|row| format!("{row}|西瓜|1|80|清川")))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let workbook = orders(&rows);
    for (bytes, name) in [(text.as_bytes(), "a.csv"), (&workbook, "a.xlsx")] {
        let mut heard = Vec::new();
        read(bytes, name, &Options::default(), &mut |progress| {
            heard.push(progress);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert!(
            heard.len() >= 20 && heard.is_sorted_by_key(|progress| progress.rows),
            "{name}: {}",
            heard.len()
        );
        assert!(
            heard
                .last()
                .is_some_and(|last| last.rows >= 10_000 && last.of.is_some_and(|of| of >= last.rows)),
            "{name}"
        );
        for stop in [0, 1, heard.len() / 2, heard.len() - 1] {
            let mut calls = 0;
            let outcome = read(bytes, name, &Options::default(), &mut |_| {
                calls += 1;
                if calls > stop {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            assert!(
                matches!(outcome, Err(ImportError::Cancelled)),
                "{name}: stopped at {stop}"
            );
        }
    }
}
