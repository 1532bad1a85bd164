//! Measuring and fitting text. All lengths are whole micrometres, so that nothing depends on rounding.

use std::collections::{BTreeMap, HashMap};

use ttf_parser::Face;

use crate::DocumentError;
use crate::clean::breaks_before;
use crate::fonts::Fonts;

/// Micrometres.
pub(crate) type Um = i64;

/// What stands in for a character that the font does not have.
const MISSING: char = '□';

/// A weight of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// Text in one weight and size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    /// Height of the em square.
    pub(crate) size: Um,
}

/// Regular text of this size.
pub(crate) const fn regular(size: Um) -> Style {
    Style {
        weight: Weight::Regular,
        size,
    }
}

/// Bold text of this size.
pub(crate) const fn bold(size: Um) -> Style {
    Style {
        weight: Weight::Bold,
        size,
    }
}

/// Knows the widths of both weights and remembers which glyphs were used.
pub(crate) struct Typesetter<'a> {
    regular: Metrics<'a>,
    bold: Metrics<'a>,
}

struct Metrics<'a> {
    face: Face<'a>,
    units_per_em: i64,
    known: HashMap<char, Option<(u16, u16)>>,
    used: BTreeMap<u16, char>,
}

impl<'a> Typesetter<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Result<Self, DocumentError> {
        Ok(Self {
            regular: Metrics::new(fonts.regular.face()?),
            bold: Metrics::new(fonts.bold.face()?),
        })
    }

    fn of(&mut self, weight: Weight) -> &mut Metrics<'a> {
        match weight {
            Weight::Regular => &mut self.regular,
            Weight::Bold => &mut self.bold,
        }
    }

    /// The text with a box for each character that the font lacks.
    pub(crate) fn printable(&mut self, weight: Weight, text: &str) -> String {
        let metrics = self.of(weight);
        let mut printable = String::with_capacity(text.len());
        for character in text.chars() {
            if metrics.glyph(character).is_some() {
                printable.push(character);
            } else if metrics.glyph(MISSING).is_some() {
                printable.push(MISSING);
            }
        }
        printable
    }

    /// How wide the text is.
    pub(crate) fn width(&mut self, style: Style, text: &str) -> Um {
        let metrics = self.of(style.weight);
        let units: i64 = text.chars().map(|character| metrics.advance(character)).sum();
        units * style.size / metrics.units_per_em
    }

    /// The text, or as much of its beginning as fits into `room` with an ellipsis.
    pub(crate) fn fit(&mut self, style: Style, text: &str, room: Um) -> String {
        if self.width(style, text) <= room {
            return text.to_owned();
        }
        let metrics = self.of(style.weight);
        let room = room * metrics.units_per_em / style.size;
        let mut left = room - metrics.advance('…');
        if left < 0 {
            return String::new();
        }
        let mut kept = String::new();
        for character in text.chars() {
            left -= metrics.advance(character);
            if left < 0 {
                break;
            }
            kept.push(character);
        }
        let mut kept = kept.trim_end().to_owned();
        kept.push('…');
        kept
    }

    /// The largest size from `style.size` down to `least` at which the text fits.
    pub(crate) fn shrink(&mut self, style: Style, least: Um, text: &str, room: Um) -> Style {
        let width = self.width(style, text);
        if width <= room {
            return style;
        }
        let size = (style.size * room.max(0) / width.max(1)).max(least);
        Style { size, ..style }
    }

    /// Breaks the text into at most `most` lines; the last one is shortened when there is more.
    pub(crate) fn wrap(&mut self, style: Style, text: &str, room: Um, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut rest = text;
        while lines.len() + 1 < most && self.width(style, rest) > room {
            let at = self.line_end(style, rest, room);
            if at == 0 {
                break;
            }
            let (line, after) = rest.split_at(at);
            lines.push(line.trim_end().to_owned());
            rest = after.trim_start();
        }
        if !rest.is_empty() {
            lines.push(self.fit(style, rest, room));
        }
        lines
    }

    /// Where the first line ends, in bytes: at the last place that permits a break, else at the last character that fits.
    fn line_end(&mut self, style: Style, text: &str, room: Um) -> usize {
        let metrics = self.of(style.weight);
        let mut left = room * metrics.units_per_em / style.size;
        let (mut fits, mut breaks) = (0, 0);
        let mut previous = None;
        for (at, character) in text.char_indices() {
            if previous.is_some_and(|previous| breaks_before(previous, character)) {
                breaks = at;
            }
            left -= metrics.advance(character);
            if left < 0 && character != ' ' {
                break;
            }
            fits = at + character.len_utf8();
            previous = Some(character);
        }
        if breaks > 0 { breaks } else { fits }
    }

    /// Notes that this text is drawn, so that its glyphs are embedded, and gives it as it must be drawn.
    ///
    /// Where a font draws two characters with one glyph (`·` and `・`), a file can say of the glyph only which one of them
    /// it stands for: the one drawn first. The other is drawn as that one.
    pub(crate) fn use_glyphs(&mut self, weight: Weight, text: &str) -> String {
        let metrics = self.of(weight);
        let mut drawn = String::with_capacity(text.len());
        for character in text.chars() {
            if let Some((glyph, _)) = metrics.glyph(character) {
                drawn.push(*metrics.used.entry(glyph).or_insert(character));
            }
        }
        drawn
    }

    /// The glyphs drawn so far.
    pub(crate) fn used(&self, weight: Weight) -> impl Iterator<Item = u16> {
        let metrics = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        metrics.used.keys().copied()
    }
}

impl<'a> Metrics<'a> {
    fn new(face: Face<'a>) -> Self {
        Self {
            units_per_em: i64::from(face.units_per_em()).max(1),
            face,
            known: HashMap::new(),
            used: BTreeMap::new(),
        }
    }

    fn glyph(&mut self, character: char) -> Option<(u16, u16)> {
        let face = &self.face;
        *self.known.entry(character).or_insert_with(|| {
            let glyph = face.glyph_index(character)?;
            Some((glyph.0, face.glyph_hor_advance(glyph)?))
        })
    }

    fn advance(&mut self, character: char) -> i64 {
        self.glyph(character).map_or(0, |(_, advance)| i64::from(advance))
    }
}
