//! How slips lie on A4, three by eight, and how one is drawn.

use crate::amounts::{day, money, quantity};
use crate::clean::clean;
use crate::fonts::Fonts;
use crate::qr::{grouped, qr_modules};
use crate::sheet::{Frame, Sheet};
use crate::slip::{Slip, SlipSheet};
use crate::typeset::{Style, Um, Weight, bold, regular};
use crate::{DocumentError, Printed};

const COLUMNS: usize = 3;
const ROWS: usize = 8;
const CELL_WIDTH: Um = 70_000;
const CELL_HEIGHT: Um = 37_125;
/// What most printers leave white at the paper's edges.
const MARGIN: Um = 5_000;
const WIDTH: Um = CELL_WIDTH - 2 * MARGIN;
/// A slip keeps the margin above in the first row and below in the last; between rows there are 8 mm.
const HEIGHT: Um = 29_125;

/// Modules of a version 2 code, at 0.75 mm: six dots of a 203 dpi printer.
const MODULES: usize = 25;
const CODE: Um = 18_750;
/// White around a code, four modules.
const QUIET: Um = 3_000;
const RIGHT: Um = CODE + QUIET;

const SMALL: Style = regular(2_600);
const TINY: Style = regular(2_500);

/// Slips on A4, three by eight.
///
/// # Errors
/// A font that cannot be used, or a code that fits no QR of this size.
pub fn slips_pdf(sheet: &SlipSheet, fonts: &Fonts) -> Result<Printed, DocumentError> {
    let mut paper = Sheet::new(fonts)?;
    let a_page = COLUMNS * ROWS;
    let pages = sheet.slips.len().div_ceil(a_page).max(1);
    let point = clean(&sheet.point_name);
    let hours = clean(&sheet.hours);
    for page in 0..pages {
        let foot = format!(
            "{} {}/{pages}",
            sheet.lang.revision(sheet.revision, sheet.reprint),
            page + 1
        );
        let shown = Shown {
            sheet,
            point: &point,
            hours: &hours,
            foot: &foot,
        };
        for (at, slip) in sheet.slips.iter().skip(page * a_page).take(a_page).enumerate() {
            let (column, row) = (at % COLUMNS, at / COLUMNS);
            let above = MARGIN - 2_000 * row as Um / (ROWS as Um - 1);
            draw(
                &mut paper,
                column as Um * CELL_WIDTH + MARGIN,
                row as Um * CELL_HEIGHT + above,
                slip,
                &shown,
            )?;
        }
        paper.end_page();
    }
    let first = sheet.slips.first().map(|slip| slip.day);
    let title = first.map_or_else(|| point.clone(), |first| format!("{point} {}", day(sheet.lang, first)));
    let subject = format!(
        "{} {}",
        sheet.lang.revision(sheet.revision, sheet.reprint),
        clean(&sheet.printed_at)
    );
    paper.finish(&format!("{} {title}", sheet.lang.slips()), &subject, first)
}

/// What all slips of a page share.
struct Shown<'a> {
    sheet: &'a SlipSheet,
    point: &'a str,
    hours: &'a str,
    foot: &'a str,
}

fn draw(paper: &mut Sheet<'_>, x: Um, y: Um, slip: &Slip, shown: &Shown<'_>) -> Result<(), DocumentError> {
    let too_long = || DocumentError::CodeTooLong {
        number: slip.number.clone(),
    };
    let modules = qr_modules(&slip.code)
        .filter(|modules| modules.side() <= MODULES)
        .ok_or_else(too_long)?;
    paper.code(x, y, CODE, &modules);
    short_code(paper, x, y + 24_600, &clean(&slip.short_code));
    let right = x + RIGHT;
    who(paper, right, y + 4_000, slip, shown);
    let lines = lines(paper, right, y + 7_900, slip, shown);
    let plate_top = if lines > 2 { 15_700 } else { 12_500 };
    let frame = Frame {
        x: right,
        y: y + plate_top,
        width: WIDTH - RIGHT,
        height: 22_400 - plate_top,
    };
    plate(paper, frame, slip, shown);
    when_and_where(paper, right, y + 25_500, slip, shown);
    foot(paper, x, y + HEIGHT - 400, shown);
    Ok(())
}

/// Six digits in two groups, centred under the code.
fn short_code(paper: &mut Sheet<'_>, x: Um, baseline: Um, digits: &str) {
    let text = grouped(digits);
    let style = paper.type_.shrink(bold(3_900), 2_500, &text, CODE);
    let width = paper.type_.width(style, &text);
    paper.text_within(x + (CODE - width).max(0) / 2, baseline, style, &text, CODE);
}

/// Building, room and masked name at the left; the number at the right, unless the plate shows it.
fn who(paper: &mut Sheet<'_>, x: Um, baseline: Um, slip: &Slip, shown: &Shown<'_>) {
    let mut room = WIDTH - RIGHT;
    if plate_code(slip).1 {
        let number = shown.sheet.lang.number(&clean(&slip.number));
        room -= paper.text_to(x + room, baseline, bold(3_400), &number) + 1_500;
    }
    let place = paper.type_.printable(Weight::Bold, &clean(&slip.place));
    let name = paper.type_.printable(Weight::Bold, &clean(&slip.recipient_masked));
    let who = clean(&format!("{place} {name}"));
    let style = paper.type_.shrink(bold(4_600), 3_200, &who, room);
    if paper.type_.width(style, &who) <= room {
        paper.text(x, baseline, style, &who);
        return;
    }
    // What somebody typed as a place can be long; whose slip it is stays on it.
    let kept = paper.type_.width(style, &format!(" {name}")).min(room / 2) + 3;
    let place = paper.type_.fit(style, &place, room - kept);
    let used = paper.text(x, baseline, style, &format!("{place} "));
    paper.text_within(x + used, baseline, style, &name, room - used);
}

/// Up to three rows: lines of the order, how many more there are, what is to pay. Gives how many rows were needed.
fn lines(paper: &mut Sheet<'_>, x: Um, first: Um, slip: &Slip, shown: &Shown<'_>) -> usize {
    const PITCH: Um = 3_350;
    let lang = shown.sheet.lang;
    let right = x + WIDTH - RIGHT;
    let most = if slip.due_minor == 0 { 3 } else { 2 };
    let whole = if slip.lines.len() > most {
        most - 1
    } else {
        slip.lines.len()
    };
    let mut baseline = first;
    for line in slip.lines.iter().take(whole) {
        let width = paper.text_to(
            right,
            baseline,
            bold(SMALL.size),
            &quantity(lang, line.quantity_thousandths),
        );
        paper.text_within(x, baseline, SMALL, &clean(&line.name), right - x - width - 1_200);
        baseline += PITCH;
    }
    let more = slip.lines.len() - whole;
    if more > 0 {
        paper.text_within(x, baseline, SMALL, &lang.more_lines(more), right - x);
        baseline += PITCH;
    }
    if slip.due_minor != 0 {
        let amount = money(lang, &clean(&shown.sheet.currency), slip.due_minor);
        paper.text(x, baseline, bold(SMALL.size), lang.to_pay());
        paper.text_to(right, baseline, bold(SMALL.size), &amount);
    }
    whole + usize::from(more > 0) + usize::from(slip.due_minor != 0)
}

/// What the plate shows, and whether that is a shelf.
fn plate_code(slip: &Slip) -> (String, bool) {
    let (shelf, number) = (clean(&slip.shelf), clean(&slip.number));
    if shelf.is_empty() || shelf == number {
        (number, false)
    } else {
        (shelf, true)
    }
}

/// The shelf code in its keyline, as it hangs on the shelf and stands on the screen; a black bar where it changed.
fn plate(paper: &mut Sheet<'_>, frame: Frame, slip: &Slip, shown: &Shown<'_>) {
    let lang = shown.sheet.lang;
    let radius = 1_600;
    paper.keyline(frame, radius, 500);
    let mut left = frame.x + 2_000;
    if slip.changed {
        paper.fill(Frame {
            x: frame.x,
            y: frame.y + radius,
            width: 1_500,
            height: frame.height - 2 * radius,
        });
        left += 1_000;
    }
    let right = frame.x + frame.width - 2_000;
    let (code, is_shelf) = plate_code(slip);
    let (label, style) = match (slip.changed, is_shelf) {
        (true, _) => (lang.changed(), bold(SMALL.size)),
        (false, true) => (lang.shelf_label(), SMALL),
        (false, false) => (lang.number_label(), SMALL),
    };
    let room = right - left - paper.type_.width(style, label) - 1_500;
    // A capital is 0.733 of its em, and the plate leaves 1.6 mm above and below it.
    let code = paper.type_.printable(Weight::Bold, &code);
    let large = paper
        .type_
        .shrink(bold((frame.height - 3_200) * 1000 / 733), 2_600, &code, room);
    let capital = large.size * 733 / 1000;
    paper.text_within(left, frame.y + (frame.height + capital) / 2, large, &code, room);
    paper.text_to(right, frame.y + frame.height - 1_700, style, label);
}

/// Day, hours when there is room, and the point.
fn when_and_where(paper: &mut Sheet<'_>, x: Um, baseline: Um, slip: &Slip, shown: &Shown<'_>) {
    let room = WIDTH - RIGHT;
    let point = bold(SMALL.size);
    let mut when = day(shown.sheet.lang, slip.day);
    let with_hours = format!("{when} {}", shown.hours);
    let wanted = paper.type_.width(SMALL, &with_hours) + 1_500 + paper.type_.width(point, shown.point);
    if !shown.hours.is_empty() && wanted <= room {
        when = with_hours;
    }
    let width = paper.text(x, baseline, SMALL, &when) + 1_500;
    paper.text_within(x + width, baseline, point, shown.point, room - width);
}

/// Whom the slip is for, and which print it belongs to.
fn foot(paper: &mut Sheet<'_>, x: Um, baseline: Um, shown: &Shown<'_>) {
    let width = paper.text_to(x + WIDTH, baseline, TINY, shown.foot) + 1_500;
    paper.text_within(x, baseline, TINY, shown.sheet.lang.for_the_resident(), WIDTH - width);
}
