//! What holds for all that is printed.

mod support;

use std::process::Command;

use support::{code, day, fonts, has, manifest, run, scratch, slips, text_of};
use ziti_documents::{
    CodePicture, DocumentError, Fonts, Lang, Sort, code_picture, manifest_pdf, qr_modules, slips_pdf,
};

fn picture(lang: Lang) -> CodePicture {
    CodePicture {
        code: code(87),
        short_code: "674292".to_owned(),
        number: "A87".to_owned(),
        recipient_masked: "郭**".to_owned(),
        point_name: "嘉怡水岸·睿府".to_owned(),
        day: day(),
        lang,
    }
}

#[test]
fn the_same_paper_is_the_same_file() {
    let Some(fonts) = fonts() else { return };
    let (sheet, list) = (slips(30, Lang::Fr), manifest(30, Lang::Fr, Sort::BuildingProductRoom));
    let mut shuffled = list.clone();
    shuffled.rows.reverse();
    assert_eq!(slips_pdf(&sheet, fonts).unwrap(), slips_pdf(&sheet, fonts).unwrap());
    assert_eq!(manifest_pdf(&list, fonts).unwrap(), manifest_pdf(&list, fonts).unwrap());
    assert_eq!(
        manifest_pdf(&list, fonts).unwrap(),
        manifest_pdf(&shuffled, fonts).unwrap()
    );
    assert_eq!(
        code_picture(&picture(Lang::Zh), fonts).unwrap(),
        code_picture(&picture(Lang::Zh), fonts).unwrap()
    );
}

#[test]
fn the_picture_of_a_code_is_read() {
    let Some(fonts) = fonts() else { return };
    if !has("zbarimg") {
        return;
    }
    for lang in [Lang::Zh, Lang::En, Lang::Fr] {
        let path = scratch("picture").join(format!("{lang:?}.png"));
        std::fs::write(&path, code_picture(&picture(lang), fonts).unwrap()).unwrap();
        let read = run(Command::new("zbarimg")
            .args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"])
            .arg(&path));
        assert_eq!(read.trim(), code(87));
    }
}

#[test]
fn a_pickup_code_is_a_version_2_code() {
    let modules = qr_modules(&code(1)).unwrap();
    assert_eq!(modules.side(), 25);
    assert!(modules.is_dark(0, 0) && !modules.is_dark(7, 7) && !modules.is_dark(25, 0));
    assert_eq!(modules.rows().count(), 25);
}

#[test]
fn odd_characters_neither_stop_the_print_nor_reach_the_paper() {
    let Some(fonts) = fonts() else { return };
    let odd = "郭\u{202E}\u{0}\u{1b}[2J明🍉👨‍👩‍👧𠮷<b>&amp;(\\)%\n\t";
    let mut sheet = slips(3, Lang::Zh);
    let mut list = manifest(3, Lang::Zh, Sort::ProductBuildingRoom);
    for text in [&mut sheet.point_name, &mut sheet.hours, &mut sheet.currency] {
        odd.clone_into(text);
    }
    for slip in &mut sheet.slips {
        for text in [
            &mut slip.recipient_masked,
            &mut slip.place,
            &mut slip.shelf,
            &mut slip.number,
            &mut slip.short_code,
        ] {
            odd.clone_into(text);
        }
        odd.clone_into(&mut slip.lines[0].name);
    }
    for row in &mut list.rows {
        for text in [
            &mut row.recipient,
            &mut row.room,
            &mut row.building,
            &mut row.product,
            &mut row.note,
            &mut row.phone,
        ] {
            odd.clone_into(text);
        }
    }
    let shown = CodePicture {
        point_name: odd.to_owned(),
        recipient_masked: odd.to_owned(),
        ..picture(Lang::Fr)
    };
    assert!(!code_picture(&shown, fonts).unwrap().is_empty());
    let slips = slips_pdf(&sheet, fonts).unwrap();
    let list = manifest_pdf(&list, fonts).unwrap();
    if has("pdftotext") {
        for (bytes, name) in [(slips.bytes, "odd-slips"), (list.bytes, "odd-manifest")] {
            let text = text_of(&bytes, name);
            assert!(text.contains("郭[2J明□"), "{text}");
            assert!(!text.contains('\u{202E}') && !text.contains('\u{1b}') && !text.contains('\u{0}'));
        }
    }
}

#[test]
fn characters_that_look_alike_are_found_each_as_itself() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftotext") {
        return;
    }
    let mut sheet = slips(4, Lang::Zh);
    // Noto draws each pair with one glyph.
    for (slip, name) in sheet.slips.iter_mut().zip(["东·西", "东・西", "方⼀", "⽅一"]) {
        name.clone_into(&mut slip.recipient_masked);
        slip.lines = vec![ziti_documents::SlipLine {
            name: format!("{name}𠮷"),
            quantity_thousandths: 1000,
        }];
    }
    let text = text_of(&slips_pdf(&sheet, fonts).unwrap().bytes, "alike");
    for slip in &sheet.slips {
        for shown in [&slip.recipient_masked, &slip.lines[0].name] {
            assert!(text.contains(shown.as_str()), "{shown} is missing\n{text}");
        }
    }
}

#[test]
fn endless_texts_are_shortened() {
    let Some(fonts) = fonts() else { return };
    let endless = "很长的名字 Wolfeschlegelsteinhausenbergerdorff ".repeat(200);
    let mut sheet = slips(2, Lang::En);
    endless.clone_into(&mut sheet.point_name);
    for slip in &mut sheet.slips {
        for text in [
            &mut slip.recipient_masked,
            &mut slip.place,
            &mut slip.shelf,
            &mut slip.number,
            &mut slip.short_code,
        ] {
            endless.clone_into(text);
        }
    }
    let mut list = manifest(5, Lang::En, Sort::BuildingRoomProduct);
    endless.clone_into(&mut list.point_name);
    endless.clone_into(&mut list.printed_by);
    for row in &mut list.rows {
        for text in [
            &mut row.recipient,
            &mut row.room,
            &mut row.product,
            &mut row.note,
            &mut row.phone,
            &mut row.number,
        ] {
            endless.clone_into(text);
        }
    }
    let shown = CodePicture {
        number: endless.clone(),
        point_name: endless.clone(),
        ..picture(Lang::En)
    };
    assert!(code_picture(&shown, fonts).unwrap().len() < 60_000);
    let (slips, list) = (slips_pdf(&sheet, fonts).unwrap(), manifest_pdf(&list, fonts).unwrap());
    assert_eq!((slips.pages, list.pages), (1, 1));
    if has("pdftotext") {
        for (bytes, name) in [(slips.bytes, "endless-slips"), (list.bytes, "endless-manifest")] {
            assert!(text_of(&bytes, name).contains('…'));
        }
    }
}

#[test]
fn no_slips_are_one_empty_page() {
    let Some(fonts) = fonts() else { return };
    assert_eq!(slips_pdf(&slips(0, Lang::Zh), fonts).unwrap().pages, 1);
    assert_eq!(slips_pdf(&slips(24, Lang::Zh), fonts).unwrap().pages, 1);
    assert_eq!(slips_pdf(&slips(25, Lang::Zh), fonts).unwrap().pages, 2);
}

#[test]
fn a_code_too_long_for_its_place_is_an_error_that_names_the_order() {
    let Some(fonts) = fonts() else { return };
    let mut sheet = slips(2, Lang::Zh);
    sheet.slips[1].code = "1".repeat(200);
    let error = slips_pdf(&sheet, fonts).unwrap_err();
    assert_eq!(error, DocumentError::CodeTooLong { number: "2".to_owned() });
}

#[test]
fn what_is_no_chinese_font_is_refused() {
    for bytes in [&b""[..], b"ttcf", b"OTTO\0\0\0\0", &[0; 4096]] {
        assert!(matches!(
            Fonts::new(bytes.to_vec(), bytes.to_vec(), 0),
            Err(DocumentError::FontUnreadable(_))
        ));
    }
}

#[test]
fn nothing_stands_where_printers_cannot_print() {
    let Some(fonts) = fonts() else { return };
    if !has("pdftoppm") {
        return;
    }
    let (slips, list) = (slips(24, Lang::Fr), manifest(200, Lang::Fr, Sort::BuildingRoomProduct));
    for (name, bytes) in [
        ("slips", slips_pdf(&slips, fonts).unwrap().bytes),
        ("manifest", manifest_pdf(&list, fonts).unwrap().bytes),
    ] {
        let folder = scratch("margins");
        let pdf = folder.join(format!("{name}.pdf"));
        std::fs::write(&pdf, bytes).unwrap();
        run(Command::new("pdftoppm")
            .args(["-r", "100", "-gray", "-singlefile"])
            .arg(&pdf)
            .arg(folder.join(name)));
        let picture = std::fs::read(folder.join(format!("{name}.pgm"))).unwrap();
        // 4.5 mm at 100 dpi; the slips' first strokes stand at 5 mm.
        let (width, height, margin) = (827, 1170, 17);
        let head = format!("P5\n{width} {height}\n255\n");
        let dots = picture.strip_prefix(head.as_bytes()).expect("A4 at 100 dpi");
        let inked = dots
            .iter()
            .enumerate()
            .filter(|(_, dot)| **dot < 250)
            .map(|(at, _)| (at % width, at / width));
        for (x, y) in inked {
            let inside = x >= margin && x < width - margin && y >= margin && y < height - margin;
            assert!(inside, "{name}: ink at {x}, {y}");
        }
    }
}
