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
