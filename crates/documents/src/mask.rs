//! Which of the eight masks a QR wears: the one that leaves the fewest shapes that confuse a reader.
//!
//! The standard's four penalties decide, as they do in the library that encodes; but where that looks at each module by
//! itself, a row here is one number, so that all eight are judged in the time of a few of its modules.

use std::sync::OnceLock;

use qrcode::canvas::{Canvas, MaskPattern, Module};
use qrcode::{Color, EcLevel, Version};

/// Our codes are at most half as wide; what does not fit into the bits of a row is masked by the library.
const WIDEST: usize = 64;

/// In the standard's order: the first of equals is taken.
const PATTERNS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// A QR's rows from the top; the lowest bit is the module at the left.
type Rows = [u64; WIDEST];

/// What all codes of a size share.
struct Form {
    /// The patterns that every code has, and no data.
    empty: Canvas,
    /// The same under each mask: data are laid over it by exclusive or.
    masked: [Rows; 8],
}

impl Form {
    fn new(version: Version, level: EcLevel) -> Self {
        let mut empty = Canvas::new(version, level);
        empty.draw_all_functional_patterns();
        let masked = PATTERNS.map(|pattern| {
            let mut canvas = empty.clone();
            canvas.apply_mask(pattern);
            rows(&canvas, version, Module::is_dark)
        });
        Self { empty, masked }
    }
}

/// The modules of a code with these codewords at level Q, row by row, `true` where dark.
pub(crate) fn best(version: Version, data: &[u8], correction: &[u8]) -> Vec<bool> {
    static FORMS: [OnceLock<Form>; 11] = [const { OnceLock::new() }; 11];
    let form = match version {
        Version::Normal(size) => usize::try_from(size - 1).ok().and_then(|at| FORMS.get(at)),
        Version::Micro(_) => None,
    };
    let Some(form) = form else {
        let mut canvas = Canvas::new(version, EcLevel::Q);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(data, correction);
        let colours = canvas.apply_best_mask().into_colors();
        return colours.into_iter().map(|colour| colour == Color::Dark).collect();
    };
    let form = form.get_or_init(|| Form::new(version, EcLevel::Q));
    let mut canvas = form.empty.clone();
    canvas.draw_data(data, correction);
    let bare = rows(&canvas, version, |module| module == Module::Unmasked(Color::Dark));
    let side = side(version);
    let mut best = (u32::MAX, [0; WIDEST]);
    for masked in &form.masked {
        let mut rows = [0; WIDEST];
        for (row, (masked, bare)) in rows.iter_mut().zip(masked.iter().zip(&bare)) {
            *row = masked ^ bare;
        }
        let penalty = penalty(&rows, side);
        if penalty < best.0 {
            best = (penalty, rows);
        }
    }
    let module = |row: u64| (0..side).map(move |column| row >> column & 1 == 1);
    best.1.iter().take(side).flat_map(|row| module(*row)).collect()
}

fn side(version: Version) -> usize {
    usize::try_from(version.width()).unwrap_or(0).min(WIDEST)
}

fn rows(canvas: &Canvas, version: Version, is: impl Fn(Module) -> bool) -> Rows {
    let mut rows = [0; WIDEST];
    for (y, row) in (0..version.width()).zip(&mut rows) {
        for x in 0..version.width() {
            *row |= u64::from(is(canvas.get(x, y))) << x;
        }
    }
    rows
}

/// Points for what confuses a reader, without the constant that all masks of a code share.
fn penalty(rows: &Rows, side: usize) -> u32 {
    let mut columns = [0; WIDEST];
    for (y, row) in rows.iter().enumerate().take(side) {
        for (x, column) in columns.iter_mut().enumerate().take(side) {
            *column |= (row >> x & 1) << y;
        }
    }
    let (rows, columns) = (&rows[..side], &columns[..side]);
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let area = u32::try_from(side * side).unwrap_or(u32::MAX);
    let lines = rows.iter().chain(columns);
    let in_lines: u32 = lines.map(|line| runs(*line, side) + finders(*line, side)).sum();
    in_lines + blocks(rows, side) + (dark * 200 / area).abs_diff(100)
}

/// The lowest `count` bits.
const fn low(count: usize) -> u64 {
    (1 << count) - 1
}

/// Bits whose module has the colour of the next one.
const fn as_next(line: u64, side: usize) -> u64 {
    !(line ^ line >> 1) & low(side - 1)
}

/// Five of one colour in a row count 3, each further one 1.
const fn runs(line: u64, side: usize) -> u32 {
    let same = as_next(line, side);
    let five = same & same >> 1 & same >> 2 & same >> 3;
    five.count_ones() + 2 * (five & !(five << 1)).count_ones()
}

/// What looks like the middle of a corner mark, with light on one side of it, counts 40.
const fn finders(line: u64, side: usize) -> u32 {
    let like = line & !(line >> 1) & line >> 2 & line >> 3 & line >> 4 & !(line >> 5) & line >> 6 & low(side - 6);
    let before = line << 1 | line << 2 | line << 3 | line << 4;
    let after = line >> 7 | line >> 8 | line >> 9 | line >> 10;
    40 * (like & !(before & after)).count_ones()
}

/// Four of one colour in a square count 3.
fn blocks(rows: &[u64], side: usize) -> u32 {
    let square = |pair: &[u64]| match *pair {
        [above, below] => as_next(above, side) & as_next(below, side) & !(above ^ below),
        _ => 0,
    };
    rows.windows(2).map(|pair| 3 * square(pair).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use qrcode::QrCode;

    use crate::qr_modules;

    use super::*;

    #[test]
    fn a_code_wears_the_mask_that_the_library_would_give_it() {
        let digits = |no: u64| format!("{:041}", u128::from(no) * 0x9e37_79b9_7f4a_7c15_f39c_c060);
        let longer = (1..40).map(|length| "Ziti 取货 ".repeat(length));
        let mut sides = Vec::new();
        for text in (1..300).map(digits).chain(longer) {
            let theirs = QrCode::with_error_correction_level(&text, EcLevel::Q).unwrap();
            let ours = qr_modules(&text).unwrap();
            let theirs_dark: Vec<bool> = theirs
                .to_colors()
                .into_iter()
                .map(|colour| colour == Color::Dark)
                .collect();
            assert_eq!(ours.side(), theirs.width(), "{text}");
            assert_eq!(
                ours.rows().flatten().copied().collect::<Vec<_>>(),
                theirs_dark,
                "{text}"
            );
            sides.push(ours.side());
        }
        assert!(
            sides.contains(&25) && sides.iter().any(|side| *side > WIDEST),
            "{sides:?}"
        );
    }
}
