//! Slips, made, rendered as two kinds of printer would, and read by a foreign scanner.

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use support::{fonts, has, run, scratch, slips, text_of};
use ziti_documents::{Lang, slips_pdf};

#[test]
fn every_code_of_a_thousand_slips_is_read_from_both_kinds_of_printer() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftoppm") || !has("zbarimg") {
        return;
    }
    let sheet = slips(1_000, Lang::Zh);
    let printed = slips_pdf(&sheet, fonts).unwrap();
    assert_eq!(printed.pages, 42);
    assert!(printed.bytes.len() < 1_100_000, "{} bytes", printed.bytes.len());
    let folder = scratch("thousand");
    std::fs::write(folder.join("slips.pdf"), &printed.bytes).unwrap();
    let expected: BTreeSet<String> = sheet.slips.iter().map(|slip| slip.code.clone()).collect();
    for dpi in ["203", "300"] {
        let read = read_codes(&folder, dpi);
        let missing: Vec<_> = expected.difference(&read).collect();
        assert!(
            missing.is_empty(),
            "{} of 1000 were not read at {dpi} dpi",
            missing.len()
        );
        assert_eq!(read.len(), 1_000, "something else was read at {dpi} dpi");
    }
}

fn read_codes(folder: &std::path::Path, dpi: &str) -> BTreeSet<String> {
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
    assert_eq!(pages.len(), 42);
    let found = run(Command::new("zbarimg")
        .args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .args(&pages));
    for page in pages {
        std::fs::remove_file(page).unwrap();
    }
    found.lines().map(str::to_owned).collect()
}

#[test]
fn names_and_products_can_be_searched_as_they_are_printed() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    for lang in [Lang::Zh, Lang::En, Lang::Fr] {
        let sheet = slips(48, lang);
        let text = text_of(&slips_pdf(&sheet, fonts).unwrap().bytes, &format!("slips-{lang:?}"));
        for slip in &sheet.slips {
            assert!(
                text.contains(&slip.recipient_masked),
                "{}\n{text}",
                slip.recipient_masked
            );
            assert!(text.contains(&slip.place), "{}", slip.place);
            for line in slip.lines.iter().take(2) {
                assert!(text.contains(&line.name), "{}\n{text}", line.name);
            }
        }
        assert!(text.contains("嘉怡水岸·睿府"));
    }
}
