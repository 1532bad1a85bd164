//! One order's code as a PNG, for a private chat.

use chrono::NaiveDate;

use crate::amounts::day;
use crate::canvas::Canvas;
use crate::clean::clean;
use crate::fonts::Fonts;
use crate::qr::{QrModules, grouped, qr_modules};
use crate::typeset::{Style, Weight, bold, regular};
use crate::words::Lang;
use crate::{DocumentError, typeset::Typesetter};

/// One order's code for a private chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePicture {
    /// The pickup code, 41 digits.
    pub code: String,
    /// Six digits for people without a camera; empty when the order has none.
    pub short_code: String,
    /// The number neighbours know, as shown.
    pub number: String,
    /// The recipient, masked.
    pub recipient_masked: String,
    /// The point's name.
    pub point_name: String,
    /// The service day.
    pub day: NaiveDate,
    /// The language of the words.
    pub lang: Lang,
}

/// A module is 9 pixels of a phone's page, drawn at two dots each so that it stays sharp.
const MODULE: usize = 18;
/// White around the code, in modules.
const QUIET: usize = 4;

/// Sizes are in thousandths of a dot.
const DOT: i64 = 1_000;

/// One order's code as a PNG.
///
/// # Errors
/// A font that cannot be used, or a code that fits no QR.
pub fn code_picture(picture: &CodePicture, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let number = clean(&picture.number);
    let modules = qr_modules(&picture.code).ok_or(DocumentError::CodeTooLong { number })?;
    let side = modules.side() * MODULE;
    let margin = QUIET * MODULE;
    let room = i64::try_from(side).unwrap_or(0) * DOT;
    let mut type_ = Typesetter::new(fonts)?;
    let rows = rows(picture, &mut type_, room);
    let text_height: usize = rows.iter().map(|row| row.height).sum();
    let mut canvas = Canvas::white(side + 2 * margin, side + 2 * margin + text_height + margin / 2);
    code(&mut canvas, &modules, margin);
    let mut top = side + 2 * margin;
    for row in &rows {
        let baseline = top + row.ascent;
        for cell in &row.cells {
            let font = if cell.style.weight == Weight::Bold {
                &fonts.bold
            } else {
                &fonts.regular
            };
            let left = i64::try_from(margin).unwrap_or(0) * DOT;
            let indent = if cell.at_right {
                room - type_.width(cell.style, &cell.text)
            } else {
                0
            };
            canvas.text(font, cell.style.size, left + indent, baseline, &cell.text)?;
        }
        top += row.height;
    }
    canvas.png()
}

/// A line of text under the code.
struct Row {
    ascent: usize,
    height: usize,
    cells: Vec<Cell>,
}

struct Cell {
    style: Style,
    text: String,
    at_right: bool,
}

fn rows(picture: &CodePicture, type_: &mut Typesetter<'_>, room: i64) -> Vec<Row> {
    let lang = picture.lang;
    let mut rows = vec![number_and_name(picture, type_, room)];
    let mut add = |style: Style, text: &str, most: usize, above: usize| {
        let text = type_.printable(style.weight, &clean(text));
        for (at, line) in type_.wrap(style, &text, room, most).into_iter().enumerate() {
            let size = usize::try_from(style.size / DOT).unwrap_or(0);
            let above = if at == 0 { above } else { 0 };
            let cells = vec![Cell {
                style,
                text: line,
                at_right: false,
            }];
            rows.push(Row {
                ascent: above + size * 88 / 100,
                height: above + size * 130 / 100,
                cells,
            });
        }
    };
    let short = clean(&picture.short_code);
    if !short.is_empty() {
        add(
            bold(44 * DOT),
            &format!("{} {}", lang.short_code_label(), grouped(&short)),
            1,
            6,
        );
    }
    add(regular(36 * DOT), &day(lang, picture.day), 1, 18);
    add(bold(36 * DOT), &picture.point_name, 2, 0);
    add(regular(28 * DOT), lang.for_private_chat(), 2, 18);
    rows
}

/// The number large at the left, the masked name at the right.
fn number_and_name(picture: &CodePicture, type_: &mut Typesetter<'_>, room: i64) -> Row {
    let number = type_.printable(Weight::Bold, &picture.lang.number(&clean(&picture.number)));
    let large = type_.shrink(bold(104 * DOT), 40 * DOT, &number, room * 2 / 3);
    let number = type_.fit(large, &number, room * 2 / 3);
    let left = room - type_.width(large, &number) - 20 * DOT;
    let name = type_.printable(Weight::Bold, &clean(&picture.recipient_masked));
    let style = type_.shrink(bold(48 * DOT), 26 * DOT, &name, left);
    let name = type_.fit(style, &name, left);
    let cells = vec![
        Cell {
            style: large,
            text: number,
            at_right: false,
        },
        Cell {
            style,
            text: name,
            at_right: true,
        },
    ];
    Row {
        ascent: 84,
        height: 116,
        cells,
    }
}

fn code(canvas: &mut Canvas, modules: &QrModules, margin: usize) {
    for row in 0..modules.side() {
        for column in 0..modules.side() {
            if modules.is_dark(column, row) {
                canvas.fill(margin + column * MODULE, margin + row * MODULE, MODULE);
            }
        }
    }
}
