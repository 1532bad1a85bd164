//! The manifest on A4: cut into pages, and drawn.

use std::collections::BTreeSet;

use crate::amounts::{day, quantity};
use crate::clean::clean;
use crate::fonts::Fonts;
use crate::manifest::{ManifestSheet, Sort};
use crate::manifest_order::count;
use crate::manifest_rows::{
    Band, Column, Columns, Heading, LEFT, NOTE, OrderBand, PLACE, RIGHT, ROW, STRONG, TEXT, TotalBand, bands,
};
use crate::sheet::{Frame, Sheet};
use crate::typeset::{Style, Um, bold, regular};
use crate::{DocumentError, Printed};

/// Where the list begins and ends on each page.
const TOP: Um = 34_000;
const BOTTOM: Um = 278_000;

const THIN: Um = 250;
const THICK: Um = 600;
/// Side of the box to tick.
const BOX: Um = 4_000;

const SMALL: Style = regular(2_900);

/// The manifest on A4.
///
/// # Errors
/// A font that cannot be used.
pub fn manifest_pdf(sheet: &ManifestSheet, fonts: &Fonts) -> Result<Printed, DocumentError> {
    let mut paper = Sheet::new(fonts)?;
    let columns = Columns::of(sheet);
    let bands = bands(sheet, &columns, &mut paper.type_);
    let pages = pages(&bands);
    for (at, page) in pages.iter().enumerate() {
        head(&mut paper, sheet, &columns, at + 1, pages.len());
        if bands.is_empty() {
            paper.text(LEFT + 2_400, TOP + 7_000, TEXT, sheet.lang.nothing());
        }
        body(&mut paper, sheet, &columns, page);
        foot(&mut paper, sheet, page);
        paper.end_page();
    }
    let title = format!(
        "{} {} {}",
        sheet.lang.manifest(),
        clean(&sheet.point_name),
        day(sheet.lang, sheet.day)
    );
    paper.finish(&title, &print(sheet), Some(sheet.day))
}

/// A band on its page; a heading that continues is repeated.
struct Placed<'b, 'a> {
    band: &'b Band<'a>,
    continued: bool,
}

/// Cuts between orders, never in one, and never leaves a heading alone at the foot of a page.
fn pages<'b, 'a>(bands: &'b [Band<'a>]) -> Vec<Vec<Placed<'b, 'a>>> {
    let mut pages = vec![Vec::new()];
    let mut room = BOTTOM - TOP;
    let mut headings: [Option<&Band<'_>>; 2] = [None, None];
    for (at, band) in bands.iter().enumerate() {
        let mut repeat = Vec::new();
        let needed = match band {
            Band::Heading(_) | Band::TotalHeading => {
                if matches!(band, Band::Heading(heading) if heading.level == 1) {
                    headings[1] = Some(band);
                } else {
                    headings = [Some(band), None];
                }
                // With all headings that follow at once and the first order under them.
                let next = bands
                    .iter()
                    .skip(at)
                    .position(|band| !matches!(band, Band::Heading(_)))
                    .unwrap_or(0);
                bands.iter().skip(at).take(next + 1).map(Band::height).sum()
            }
            Band::Order(_) | Band::Total(_) => {
                repeat.extend(headings.iter().flatten().copied());
                band.height()
            }
        };
        if needed > room {
            room = BOTTOM - TOP;
            let mut page = Vec::new();
            if matches!(band, Band::Heading(heading) if heading.level == 1) {
                repeat.extend(headings.first().copied().flatten());
            }
            for band in repeat {
                room -= band.height();
                page.push(Placed { band, continued: true });
            }
            pages.push(page);
        }
        room -= band.height();
        if let Some(page) = pages.last_mut() {
            page.push(Placed { band, continued: false });
        }
    }
    pages
}

fn print(sheet: &ManifestSheet) -> String {
    let revision = sheet.lang.revision(sheet.revision, sheet.reprint);
    format!("{revision} {}", clean(&sheet.printed_at)).trim_end().to_owned()
}

fn head(paper: &mut Sheet<'_>, sheet: &ManifestSheet, columns: &Columns, page: usize, pages: usize) {
    let lang = sheet.lang;
    let number = paper.text_to(RIGHT, 18_500, bold(8_000), &format!("{page} / {pages}"));
    let revision = paper.text_to(RIGHT, 24_500, TEXT, &print(sheet));
    let title = paper.text(LEFT, 22_500, bold(9_500), lang.manifest());
    let x = LEFT + title + 6_000;
    let point = clean(&sheet.point_name);
    let day = day(lang, sheet.day);
    let day_width = paper.type_.width(TEXT, &day) + 1_500;
    let room = RIGHT - number - 6_000 - x;
    let width = paper.text_within(x, 18_500, STRONG, &point, room - day_width);
    paper.text(x + width + 1_500, 18_500, TEXT, &day);
    let all = count(sheet.rows.iter());
    let counted = lang.orders_and_items(all.orders, &quantity(lang, all.thousandths));
    let sorted = format!("{} · {counted}", lang.sorted(sheet.sort));
    let room = RIGHT - revision - 4_000 - x;
    let style = paper.type_.shrink(TEXT, 2_700, &sorted, room);
    paper.text_within(x, 24_500, style, &sorted, room);

    let labels = [
        (Some(columns.number), lang.number_label()),
        (Some(columns.place), lang.place_column()),
        (Some(columns.recipient), lang.recipient_column()),
        (Some(columns.phone), lang.phone_column()),
        (
            Some(columns.product),
            if sheet.sort == Sort::BuildingRoomProduct {
                lang.product_column()
            } else {
                ""
            },
        ),
        (Some(columns.quantity), lang.quantity_column()),
        (columns.shelf, lang.shelf_label()),
        (Some(columns.sign), lang.sign_column()),
    ];
    for (column, label) in labels {
        if let Some(Column { x, room }) = column {
            paper.text_within(x, TOP - 2_200, SMALL, label, room);
        }
    }
    paper.line(THICK, &[(LEFT, TOP), (RIGHT, TOP)]);
}

fn body(paper: &mut Sheet<'_>, sheet: &ManifestSheet, columns: &Columns, page: &[Placed<'_, '_>]) {
    let mut y = TOP;
    let mut above: Option<&Band<'_>> = None;
    for placed in page {
        match placed.band {
            Band::TotalHeading => {
                if above.is_some() {
                    paper.line(THICK, &[(LEFT, y), (RIGHT, y)]);
                }
                total_heading(paper, sheet, columns, y, placed.continued);
            }
            Band::Heading(band) => {
                if above.is_some_and(|above| !above.is_heading()) {
                    paper.line(if band.level == 0 { THICK } else { THIN }, &[(LEFT, y), (RIGHT, y)]);
                }
                heading(paper, sheet, band, y, placed.continued);
            }
            Band::Order(band) => {
                if matches!(above, Some(Band::Order(_))) {
                    paper.line(THIN, &[(LEFT, y), (RIGHT, y)]);
                }
                order(paper, sheet, columns, band, y);
            }
            Band::Total(band) => total(paper, columns, band, y),
        }
        y += placed.band.height();
        above = Some(placed.band);
    }
    if matches!(above, Some(Band::Order(_))) {
        paper.line(THIN, &[(LEFT, y), (RIGHT, y)]);
    }
}

fn heading(paper: &mut Sheet<'_>, sheet: &ManifestSheet, heading: &Heading, y: Um, continued: bool) {
    let (style, baseline) = if heading.level == 0 {
        (bold(4_400), 5_600)
    } else {
        (bold(3_500), 4_500)
    };
    let mut beside = heading.count.clone();
    if continued {
        beside = if beside.is_empty() {
            sheet.lang.continued().to_owned()
        } else {
            format!("{beside} ({})", sheet.lang.continued())
        };
    }
    let x = LEFT + 2_400;
    let beside_width = paper.type_.width(SMALL, &beside) + 3_000;
    let width = paper.text_within(x, y + baseline, style, &heading.name, RIGHT - x - beside_width);
    paper.text(x + width + 3_000, y + baseline, SMALL, &beside);
}

fn order(paper: &mut Sheet<'_>, sheet: &ManifestSheet, columns: &Columns, band: &OrderBand<'_>, y: Um) {
    let baseline = y + 4_100;
    if band.changed() {
        paper.fill(Frame {
            x: LEFT,
            y: y + 300,
            width: 1_100,
            height: band.height - 600,
        });
    }
    fitted(paper, columns.number, baseline, STRONG, &band.number);
    fitted(paper, columns.place, baseline, PLACE, &band.place);
    for (line, text) in band.recipient.iter().enumerate() {
        paper.text(columns.recipient.x, baseline + 4_300 * line as Um, TEXT, text);
    }
    fitted(paper, columns.phone, baseline, TEXT, &band.phone);
    if let Some(shelf) = columns.shelf {
        fitted(paper, shelf, baseline, STRONG, &band.shelf);
    }
    let product_style = if sheet.sort == Sort::BuildingRoomProduct {
        TEXT
    } else {
        NOTE
    };
    let mut line_top = y;
    for line in &band.lines {
        for (at, text) in line.product.iter().enumerate() {
            let baseline = line_top + 4_100 + 4_300 * at as Um;
            let width = paper.text(columns.product.x, baseline, product_style, text);
            if line.cancelled {
                paper.line(
                    400,
                    &[
                        (columns.product.x, baseline - 1_250),
                        (columns.product.x + width, baseline - 1_250),
                    ],
                );
            }
        }
        fitted(paper, columns.quantity, line_top + 4_100, STRONG, &line.quantity);
        if line.cancelled {
            let across = line_top + 2_850;
            paper.line(
                400,
                &[(columns.quantity.x - 500, across), (columns.quantity.x + 5_000, across)],
            );
        }
        line_top += line.height;
    }
    let free = band.lines.iter().all(|line| line.product.is_empty());
    let mut below = if free { baseline } else { line_top + 2_700 };
    if let Some(due) = &band.due {
        paper.text(columns.product.x, below, bold(NOTE.size), due);
        below += 4_300;
    }
    for text in &band.note {
        paper.text(columns.product.x, below, NOTE, text);
        below += 4_300;
    }
    if band.boxed {
        sign(paper, sheet, columns.sign, band, y);
    }
}

/// The box, ticked where the order was handed over already; beside it there is room to sign.
fn sign(paper: &mut Sheet<'_>, sheet: &ManifestSheet, column: Column, band: &OrderBand<'_>, y: Um) {
    if band.cancelled() {
        paper.text_within(column.x, y + 4_100, STRONG, sheet.lang.cancelled(), column.room);
        return;
    }
    let frame = Frame {
        x: column.x,
        y: y + 800,
        width: BOX,
        height: BOX,
    };
    paper.keyline(frame, 600, 400);
    if band.collected() {
        let at = |x: Um, y: Um| (frame.x + x, frame.y + y);
        paper.line(700, &[at(800, 2_000), at(1_700, 3_000), at(3_300, 900)]);
    }
}

fn total_heading(paper: &mut Sheet<'_>, sheet: &ManifestSheet, columns: &Columns, y: Um, continued: bool) {
    let lang = sheet.lang;
    let baseline = y + 5_600;
    let width = paper.text(columns.number.x, baseline, bold(4_400), lang.totals());
    if continued {
        paper.text(columns.number.x + width + 3_000, baseline, SMALL, lang.continued());
    }
    paper.text_to(columns.orders_right(), baseline, SMALL, lang.orders_column());
    paper.text_to(columns.quantity_right(), baseline, SMALL, lang.quantity_column());
}

fn total(paper: &mut Sheet<'_>, columns: &Columns, band: &TotalBand, y: Um) {
    let style = if band.last { STRONG } else { TEXT };
    paper.line(if band.last { THICK } else { THIN }, &[(LEFT, y), (RIGHT, y)]);
    let baseline = y + ROW - 1_500;
    paper.text(columns.number.x, baseline, style, &band.product);
    paper.text_to(columns.orders_right(), baseline, style, &band.orders);
    paper.text_to(columns.quantity_right(), baseline, STRONG, &band.quantity);
}

fn foot(paper: &mut Sheet<'_>, sheet: &ManifestSheet, page: &[Placed<'_, '_>]) {
    let lang = sheet.lang;
    let orders: Vec<&OrderBand<'_>> = page
        .iter()
        .filter_map(|placed| match placed.band {
            Band::Order(order) => Some(order),
            Band::Heading(_) | Band::TotalHeading | Band::Total(_) => None,
        })
        .collect();
    let rule = BOTTOM + 1_500;
    let baseline = rule + 5_000;
    paper.line(THICK, &[(LEFT, rule), (RIGHT, rule)]);
    let here = count(orders.iter().flat_map(|order| order.rows.iter().copied()));
    let counted = lang.on_this_page(&lang.orders_and_items(here.orders, &quantity(lang, here.thousandths)));
    let by = clean(&sheet.printed_by);
    let right = if by.is_empty() {
        counted
    } else {
        format!("{counted} · {by}")
    };
    let right = paper.type_.printable(SMALL.weight, &right);
    let right = paper.type_.fit(SMALL, &right, (RIGHT - LEFT) * 3 / 5);
    let width = paper.text_to(RIGHT, baseline, SMALL, &right) + 4_000;
    let changed: BTreeSet<&str> = orders
        .iter()
        .filter(|order| order.changed())
        .map(|order| order.key())
        .collect();
    let mut x = LEFT;
    let legend = if changed.is_empty() {
        lang.how_to_tick().to_owned()
    } else {
        paper.fill(Frame {
            x,
            y: baseline - 2_500,
            width: 1_100,
            height: 3_000,
        });
        x += 2_400;
        lang.changed_here(changed.len())
    };
    paper.text_within(x, baseline, SMALL, &legend, RIGHT - width - x);
}

/// Text that is set smaller rather than cut, where that is enough.
fn fitted(paper: &mut Sheet<'_>, column: Column, baseline: Um, style: Style, text: &str) {
    let style = paper.type_.shrink(style, 2_500, text, column.room);
    paper.text_within(column.x, baseline, style, text, column.room);
}
