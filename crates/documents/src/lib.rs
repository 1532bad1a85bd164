//! Pickup slips and manifests as PDF, and one order's code as a PNG: data in, bytes out.
//!
//! Nothing here reads a file, a clock or a random number, so the same input gives the same bytes.

mod amounts;
mod canvas;
mod clean;
mod error;
mod fonts;
mod manifest;
mod manifest_order;
mod manifest_pages;
mod manifest_rows;
mod mask;
mod picture;
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
pub use picture::{CodePicture, code_picture};
pub use qr::{QrModules, qr_modules};
pub use slip::{Slip, SlipLine, SlipSheet};
pub use slip_sheet::slips_pdf;
pub use words::Lang;

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: u32,
}
