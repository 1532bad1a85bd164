//! Slips, made, rendered as two kinds of printer would, and read by a foreign scanner.

mod support;

use std::collections::BTreeSet;

use support::{fonts, has, read_codes, scratch, slips, text_of};
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
