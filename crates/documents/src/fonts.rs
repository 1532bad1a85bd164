//! The fonts that paper is set in. This crate reads no files: the caller does, and passes the bytes in.

use printpdf::ParsedFont;
use ttf_parser::Face;

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

/// A regular and a bold weight. They keep a copy of the files, 40 MB for Noto: drop them when nothing is to be printed.
pub struct Fonts {
    pub(crate) regular: Weighted,
    pub(crate) bold: Weighted,
}

/// One weight.
pub(crate) struct Weighted {
    pub(crate) parsed: ParsedFont,
    index: usize,
}

impl Fonts {
    /// Takes the bytes of two font files; `face` is the one to use where they are collections (see [`FONT_PLACES`]).
    ///
    /// # Errors
    /// [`DocumentError::FontUnreadable`] when one of them is no font, has no such face, or has no Chinese.
    pub fn new(regular: &[u8], bold: &[u8], face: usize) -> Result<Self, DocumentError> {
        Ok(Self {
            regular: Weighted::new(regular, face)?,
            bold: Weighted::new(bold, face)?,
        })
    }
}

impl Weighted {
    fn new(bytes: &[u8], index: usize) -> Result<Self, DocumentError> {
        {
            let face = parse(bytes, index)?;
            for needed in ['0', 'A', 'é', '取', '货', '…'] {
                if face.glyph_index(needed).is_none() {
                    return Err(DocumentError::FontUnreadable(format!("it has no {needed}")));
                }
            }
        }
        let parsed = ParsedFont::from_bytes(bytes, index, &mut Vec::new())
            .ok_or_else(|| DocumentError::FontUnreadable("its tables are damaged".to_owned()))?;
        Ok(Self { parsed, index })
    }

    /// The file as it was passed in.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.parsed
            .original_bytes
            .as_deref()
            .map_or(&[], |bytes| bytes.as_slice())
    }

    /// Which face of the file this is.
    pub(crate) fn index(&self) -> u32 {
        u32::try_from(self.index).unwrap_or(0)
    }

    /// The face, ready to be measured.
    pub(crate) fn face(&self) -> Result<Face<'_>, DocumentError> {
        parse(self.bytes(), self.index)
    }
}

fn parse(bytes: &[u8], index: usize) -> Result<Face<'_>, DocumentError> {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    Face::parse(bytes, index).map_err(|error| DocumentError::FontUnreadable(error.to_string()))
}
