//! The manifest's rows cut to their columns: what stands in a cell, and how tall that makes it.

use crate::amounts::{money, quantity};
use crate::clean::clean;
use crate::manifest::{ManifestRow, ManifestSheet, Sort};
use crate::manifest_order::{Block, Group, groups, order, totals};
use crate::typeset::{Style, Typesetter, Um, bold, regular};

/// Left edge of the list.
pub(crate) const LEFT: Um = 12_000;
/// Right edge of the list.
pub(crate) const RIGHT: Um = 198_000;
/// A row's height, and that of a second line in it.
pub(crate) const ROW: Um = 5_600;
const SECOND: Um = 4_300;

pub(crate) const TEXT: Style = regular(3_500);
pub(crate) const STRONG: Style = bold(3_500);
pub(crate) const PLACE: Style = bold(4_000);
pub(crate) const NOTE: Style = regular(3_000);

/// An order is cut after so many lines, so that it always fits a page.
const LINES_AT_ONCE: usize = 20;

/// Where a column begins and how much room it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) x: Um,
    pub(crate) room: Um,
}

/// The columns, left to right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    pub(crate) number: Column,
    pub(crate) place: Column,
    pub(crate) recipient: Column,
    pub(crate) phone: Column,
    pub(crate) product: Column,
    pub(crate) quantity: Column,
    pub(crate) shelf: Option<Column>,
    pub(crate) sign: Column,
}

impl Columns {
    pub(crate) fn of(sheet: &ManifestSheet) -> Self {
        let shelves = sheet
            .rows
            .iter()
            .any(|row| !row.shelf.is_empty() && row.shelf != row.number);
        let shelf = if shelves { 18_000 } else { 0 };
        let mut x = LEFT + 2_400;
        let mut next = |width: Um| {
            let column = Column { x, room: width - 1_500 };
            x += width;
            column
        };
        Self {
            number: next(14_000),
            place: next(22_000),
            recipient: next(21_000),
            phone: next(24_500),
            product: next(54_000 - shelf),
            quantity: next(19_500),
            shelf: shelves.then(|| next(18_000)),
            sign: Column {
                x: RIGHT - 27_000,
                room: 27_000,
            },
        }
    }
}

impl Columns {
    /// Where the totals' numbers of orders end.
    pub(crate) fn orders_right(&self) -> Um {
        self.product.x + 12_000
    }

    /// Where the totals' quantities end.
    pub(crate) fn quantity_right(&self) -> Um {
        self.quantity.x + 12_000
    }
}

/// A strip of the list as wide as the page.
#[derive(Debug)]
pub(crate) enum Band<'a> {
    Heading(Heading),
    Order(OrderBand<'a>),
    TotalHeading,
    Total(TotalBand),
}

#[derive(Debug, Clone)]
pub(crate) struct Heading {
    pub(crate) level: usize,
    pub(crate) name: String,
    pub(crate) count: String,
}

/// An order, or as much of it as stands together.
#[derive(Debug)]
pub(crate) struct OrderBand<'a> {
    pub(crate) rows: Vec<&'a ManifestRow>,
    pub(crate) number: String,
    pub(crate) place: String,
    pub(crate) recipient: Vec<String>,
    pub(crate) phone: String,
    pub(crate) shelf: String,
    pub(crate) lines: Vec<LineCells>,
    pub(crate) due: Option<String>,
    pub(crate) note: Vec<String>,
    /// Whether this is the piece of the order that has the box.
    pub(crate) boxed: bool,
    pub(crate) height: Um,
}

#[derive(Debug)]
pub(crate) struct LineCells {
    pub(crate) product: Vec<String>,
    pub(crate) quantity: String,
    pub(crate) cancelled: bool,
    pub(crate) height: Um,
}

/// A product's total; the last one is the total of all.
#[derive(Debug)]
pub(crate) struct TotalBand {
    pub(crate) product: String,
    pub(crate) orders: String,
    pub(crate) quantity: String,
    pub(crate) last: bool,
}

impl Band<'_> {
    pub(crate) fn height(&self) -> Um {
        match self {
            Self::Heading(heading) if heading.level == 1 => 6_400,
            Self::Heading(_) | Self::TotalHeading => 7_800,
            Self::Order(order) => order.height,
            Self::Total(_) => ROW,
        }
    }

    pub(crate) fn is_heading(&self) -> bool {
        matches!(self, Self::Heading(_) | Self::TotalHeading)
    }
}

impl OrderBand<'_> {
    pub(crate) fn changed(&self) -> bool {
        self.rows.iter().any(|row| row.changed.is_some())
    }

    pub(crate) fn cancelled(&self) -> bool {
        self.rows.iter().all(|row| row.cancelled)
    }

    pub(crate) fn collected(&self) -> bool {
        self.rows.iter().all(|row| row.collected)
    }

    pub(crate) fn key(&self) -> &str {
        self.rows.first().map_or("", |row| order(row))
    }
}

/// The whole list from top to bottom, not yet cut into pages.
pub(crate) fn bands<'a>(sheet: &'a ManifestSheet, columns: &Columns, type_: &mut Typesetter<'_>) -> Vec<Band<'a>> {
    let mut bands = Vec::new();
    for group in groups(sheet) {
        bands.push(Band::Heading(heading(sheet, &group)));
        for block in &group.blocks {
            for (piece, rows) in block.rows.chunks(LINES_AT_ONCE).enumerate() {
                bands.push(Band::Order(order_band(sheet, columns, type_, block, rows, piece == 0)));
            }
        }
    }
    if sheet.totals && !sheet.rows.is_empty() {
        total_bands(sheet, columns, type_, &mut bands);
    }
    bands
}

fn heading(sheet: &ManifestSheet, group: &Group<'_>) -> Heading {
    let name = clean(group.name);
    Heading {
        level: group.level,
        name: if group.is_building {
            sheet.lang.building(&name)
        } else {
            name
        },
        count: sheet
            .lang
            .orders_and_items(group.count.orders, &quantity(sheet.lang, group.count.thousandths)),
    }
}

fn order_band<'a>(
    sheet: &ManifestSheet,
    columns: &Columns,
    type_: &mut Typesetter<'_>,
    block: &Block<'_>,
    rows: &[&'a ManifestRow],
    first_piece: bool,
) -> OrderBand<'a> {
    let empty = ManifestRow::default();
    let first = rows.first().copied().unwrap_or(&empty);
    let mut cell = |style: Style, text: &str, room: Um, most: usize| {
        let text = type_.printable(style.weight, &clean(text));
        type_.wrap(style, &text, room, most)
    };
    let by_order = sheet.sort == Sort::BuildingRoomProduct;
    let mut lines = Vec::new();
    for row in rows {
        let product = if by_order {
            cell(TEXT, &row.product, columns.product.room, 2)
        } else if block.elsewhere > 0 {
            cell(
                NOTE,
                &sheet.lang.other_products(block.elsewhere),
                columns.product.room,
                1,
            )
        } else {
            Vec::new()
        };
        let height = ROW + SECOND * (product.len().max(1) as Um - 1);
        lines.push(LineCells {
            product,
            quantity: amount(sheet, row),
            cancelled: row.cancelled,
            height,
        });
    }
    let mut height: Um = lines.iter().map(|line| line.height).sum();
    let recipient = cell(TEXT, &first.recipient, columns.recipient.room, 2);
    let due = (first_piece && first.due_minor != 0).then(|| {
        sheet
            .lang
            .due(&money(sheet.lang, &clean(&sheet.currency), first.due_minor))
    });
    let noted = clean(&first.note);
    let note = if first_piece && !noted.is_empty() {
        cell(
            NOTE,
            &sheet.lang.noted(&noted),
            columns.product.room + columns.quantity.room,
            3,
        )
    } else {
        Vec::new()
    };
    let below = note.len() as Um + Um::from(due.is_some());
    if below > 0 && lines.iter().all(|line| line.product.is_empty()) {
        height = height.max(ROW + SECOND * (below - 1) + 700);
    } else if below > 0 {
        height += SECOND * below + 700;
    }
    height = height.max(ROW + SECOND * (recipient.len().max(1) as Um - 1));
    OrderBand {
        rows: rows.to_vec(),
        number: clean(&first.number),
        place: place(&clean(&first.building), &clean(&first.room)),
        recipient,
        phone: clean(&first.phone),
        shelf: clean(&first.shelf),
        lines,
        due,
        note,
        boxed: first_piece,
        height,
    }
}

/// The quantity, and behind it what it was on the paper before.
fn amount(sheet: &ManifestSheet, row: &ManifestRow) -> String {
    let mut amount = quantity(sheet.lang, row.quantity_thousandths);
    match row.changed {
        Some(0) => amount.push_str(&sheet.lang.was_nothing()),
        Some(before) => amount.push_str(&sheet.lang.was(&quantity(sheet.lang, before))),
        None => {}
    }
    amount
}

fn place(building: &str, room: &str) -> String {
    match (building.is_empty(), room.is_empty()) {
        (false, false) => format!("{building}-{room}"),
        (false, true) => building.to_owned(),
        (true, _) => room.to_owned(),
    }
}

fn total_bands(sheet: &ManifestSheet, columns: &Columns, type_: &mut Typesetter<'_>, bands: &mut Vec<Band<'_>>) {
    let all = crate::manifest_order::count(sheet.rows.iter());
    bands.push(Band::TotalHeading);
    let room = columns.product.x - columns.number.x;
    for (product, count) in totals(sheet) {
        let product = type_.printable(TEXT.weight, &clean(product));
        bands.push(Band::Total(TotalBand {
            product: type_.fit(TEXT, &product, room),
            orders: count.orders.to_string(),
            quantity: quantity(sheet.lang, count.thousandths),
            last: false,
        }));
    }
    bands.push(Band::Total(TotalBand {
        product: sheet.lang.sum().to_owned(),
        orders: all.orders.to_string(),
        quantity: quantity(sheet.lang, all.thousandths),
        last: true,
    }));
}
