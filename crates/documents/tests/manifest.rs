//! The manifest: what stands on it, in which order, and where it is cut.

mod support;

use support::{fonts, has, manifest, text_of};
use ziti_documents::{Lang, Sort, manifest_pdf};

const SORTS: [Sort; 3] = [
    Sort::BuildingRoomProduct,
    Sort::ProductBuildingRoom,
    Sort::BuildingProductRoom,
];

#[test]
fn names_phones_and_products_can_be_searched_in_each_language_and_order() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    for lang in [Lang::Zh, Lang::En, Lang::Fr] {
        for sort in SORTS {
            let sheet = manifest(60, lang, sort);
            let text = text_of(
                &manifest_pdf(&sheet, fonts).unwrap().bytes,
                &format!("manifest-{lang:?}-{sort:?}"),
            );
            for row in &sheet.rows {
                for shown in [&row.recipient, &row.phone, &row.product] {
                    assert!(text.contains(shown.as_str()), "{shown} is missing\n{text}");
                }
            }
        }
    }
}

#[test]
fn buildings_and_rooms_stand_as_people_count() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    let sheet = manifest(24, Lang::En, Sort::BuildingRoomProduct);
    let text = text_of(&manifest_pdf(&sheet, fonts).unwrap().bytes, "order");
    let mut from = 0;
    for heading in [
        "Building 2 ",
        "2-101",
        "2-1102",
        "Building 10 ",
        "Building 19 ",
        "Building 56 ",
        "56-602",
        "56-1001",
    ] {
        let at = text[from..]
            .find(heading)
            .unwrap_or_else(|| panic!("{heading} is missing or too early\n{text}"));
        from += at;
    }
}

#[test]
fn a_long_list_breaks_between_orders_and_repeats_its_head() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    for sort in SORTS {
        let sheet = manifest(300, Lang::En, sort);
        let printed = manifest_pdf(&sheet, fonts).unwrap();
        let text = text_of(&printed.bytes, &format!("long-{sort:?}"));
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        assert_eq!(pages.len(), printed.pages as usize);
        assert!(pages.len() > 10);
        for (at, page) in pages.iter().enumerate() {
            assert!(page.contains(&format!("{} / {}", at + 1, pages.len())), "{page}");
            assert!(
                page.contains("Manifest") && page.contains("Signed") && page.contains("Phone"),
                "{page}"
            );
            let first = page.lines().find(|line| line.contains("1380")).unwrap_or_default();
            assert!(
                at + 1 == pages.len() || first.trim_start().starts_with(|first: char| first.is_ascii_digit()),
                "page {} begins within an order:\n{page}",
                at + 1
            );
            assert!(
                page.contains("Building") || sort == Sort::ProductBuildingRoom || page.contains("Totals"),
                "page {} does not say which building it lists\n{page}",
                at + 1
            );
        }
        if sort == Sort::BuildingRoomProduct {
            for page in &pages {
                let numbered = page.lines().filter(|line| line.contains("1380")).count();
                let said = page
                    .split("This page: ")
                    .nth(1)
                    .and_then(|rest| rest.split(' ').next())
                    .unwrap();
                assert!(numbered >= said.parse::<usize>().unwrap(), "{page}");
            }
        }
    }
}

#[test]
fn what_changed_says_what_it_was() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    let sheet = manifest(20, Lang::Zh, Sort::BuildingRoomProduct);
    let text = text_of(&manifest_pdf(&sheet, fonts).unwrap().bytes, "changed");
    for shown in [
        "（原 3）",
        "（新增）",
        "与上次打印不同",
        "已取消",
        "待付 ¥47.20",
        "放门口",
        "货品合计",
        "第3版 补打 14:12",
    ] {
        assert!(text.contains(shown), "{shown} is missing\n{text}");
    }
}

#[test]
fn shelves_take_a_column_once_there_are_shelves() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    let mut sheet = manifest(20, Lang::En, Sort::BuildingRoomProduct);
    assert!(!text_of(&manifest_pdf(&sheet, fonts).unwrap().bytes, "no-shelf").contains("Shelf"));
    for (at, row) in sheet.rows.iter_mut().enumerate() {
        row.shelf = format!("A-1-{at:02}");
    }
    let text = text_of(&manifest_pdf(&sheet, fonts).unwrap().bytes, "shelf");
    assert!(text.contains("Shelf") && text.contains("A-1-00"), "{text}");
}

#[test]
fn nothing_to_list_is_one_page_that_says_so() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    let printed = manifest_pdf(&manifest(0, Lang::Zh, Sort::BuildingRoomProduct), fonts).unwrap();
    assert_eq!(printed.pages, 1);
    assert!(text_of(&printed.bytes, "empty").contains("今天没有订单"));
}

#[test]
fn an_order_longer_than_a_page_goes_on_on_the_next() {
    let Some(fonts) = fonts() else { return };
    let mut sheet = manifest(1, Lang::Zh, Sort::BuildingRoomProduct);
    let row = sheet.rows.remove(0);
    for at in 0..200 {
        let product = format!("很长很长很长很长很长很长很长很长很长很长很长很长的货品 {at}");
        sheet.rows.push(ziti_documents::ManifestRow { product, ..row.clone() });
    }
    let printed = manifest_pdf(&sheet, fonts).unwrap();
    assert!(printed.pages > 6);
    if has("pdftotext") {
        let text = text_of(&printed.bytes, "endless");
        assert!((0..200).all(|at| text.contains(&format!("货品 {at}"))), "{text}");
    }
}
