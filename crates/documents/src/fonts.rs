//! The fonts that paper is set in. This crate reads no files: the caller does, and passes the bytes in.

use std::fmt::Display;

use allsorts::binary::read::ReadScope;
use allsorts::font_data::FontData;
use allsorts::subset::{CmapTarget, SubsetProfile, subset};
use printpdf::ParsedFont;
use ttf_parser::{Face, name_id};

use crate::DocumentError;

/// Where Debian keeps a pair of fonts with Chinese and Latin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FontPlace {
    /// Path of the regular weight.
    pub regular: &'static str,
    /// Path of the bold weight; the regular one where the family has no bold.
    pub bold: &'static str,
    /// Which face of the collection is Simplified Chinese.
    pub face: usize,
}

/// Where to look, best first: the packages fonts-noto-cjk, fonts-wqy-microhei and fonts-wqy-zenhei.
pub const FONT_PLACES: &[FontPlace] = &[
    FontPlace {
        regular: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        bold: "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        face: 2,
    },
    FontPlace {
        regular: "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        bold: "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        face: 0,
    },
    FontPlace {
        regular: "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
        bold: "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
        face: 0,
    },
];

/// A regular and a bold weight. They keep the files, 40 MB for Noto: drop them when nothing is to be printed.
pub struct Fonts {
    pub(crate) regular: Weighted,
    pub(crate) bold: Weighted,
}

/// One weight.
pub(crate) struct Weighted {
    bytes: Vec<u8>,
    index: usize,
}

impl Fonts {
    /// Takes two font files; `face` is the one to use where they are collections (see [`FONT_PLACES`]).
    ///
    /// # Errors
    /// [`DocumentError::FontUnreadable`] when one of them is no font, has no such face, or has no Chinese.
    pub fn new(regular: Vec<u8>, bold: Vec<u8>, face: usize) -> Result<Self, DocumentError> {
        Ok(Self {
            regular: Weighted::new(regular, face)?,
            bold: Weighted::new(bold, face)?,
        })
    }
}

impl Weighted {
    fn new(bytes: Vec<u8>, index: usize) -> Result<Self, DocumentError> {
        let face = parse(&bytes, index)?;
        for needed in ['0', 'A', 'é', '取', '货', '…'] {
            if face.glyph_index(needed).is_none() {
                return Err(DocumentError::FontUnreadable(format!("it has no {needed}")));
            }
        }
        Ok(Self { bytes, index })
    }

    /// The file as it was passed in.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Which face of the file this is.
    pub(crate) fn index(&self) -> u32 {
        u32::try_from(self.index).unwrap_or(0)
    }

    /// The face, ready to be measured.
    pub(crate) fn face(&self) -> Result<Face<'_>, DocumentError> {
        parse(&self.bytes, self.index)
    }

    /// A font of nothing but these glyphs. Looking characters up in the whole of a Chinese font is slow, and so is
    /// copying it: the document never sees the whole.
    pub(crate) fn only(&self, glyphs: impl Iterator<Item = u16>) -> Result<ParsedFont, DocumentError> {
        let unreadable = |error: &dyn Display| DocumentError::FontUnreadable(error.to_string());
        let file = ReadScope::new(&self.bytes).read::<FontData<'_>>();
        let file = file.map_err(|error| unreadable(&error))?;
        let tables = file.table_provider(self.index).map_err(|error| unreadable(&error))?;
        // Glyph 0 stands for what is missing; a font begins with it.
        let glyphs: Vec<u16> = [0].into_iter().chain(glyphs.filter(|glyph| *glyph != 0)).collect();
        let subset = subset(&tables, &glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode);
        let subset = subset.map_err(|error| unreadable(&error))?;
        let mut parsed = ParsedFont::from_bytes(&subset, 0, &mut Vec::new())
            .ok_or_else(|| DocumentError::FontUnreadable("a part of it cannot be read".to_owned()))?;
        let names = self.face()?.names();
        parsed.font_name = names
            .into_iter()
            .find(|name| name.name_id == name_id::POST_SCRIPT_NAME && name.is_unicode())
            .and_then(|name| name.to_string());
        Ok(parsed)
    }
}

fn parse(bytes: &[u8], index: usize) -> Result<Face<'_>, DocumentError> {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    Face::parse(bytes, index).map_err(|error| DocumentError::FontUnreadable(error.to_string()))
}
