//! Codes as QR modules.

use qrcode::EcLevel;
use qrcode::bits::encode_auto;
use qrcode::ec::construct_codewords;

use crate::mask::best;

/// A QR code's modules, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrModules {
    side: usize,
    dark: Vec<bool>,
}

impl QrModules {
    /// Modules along one side: 25 for a pickup code.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Whether a module is dark; outside of the code none is.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.side && self.dark.get(row * self.side + column).copied().unwrap_or(false)
    }

    /// A picture of one bit a module, 1 being light, each row filled up to a byte.
    pub(crate) fn one_bit_a_module(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.side.div_ceil(8) * self.side);
        for row in self.rows() {
            for eight in row.chunks(8) {
                bytes.push(
                    eight
                        .iter()
                        .enumerate()
                        .fold(0xFF, |byte, (bit, dark)| byte & !(u8::from(*dark) << (7 - bit))),
                );
            }
        }
        bytes
    }

    /// Rows from the top, modules from the left, `true` where dark.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.side)
    }
}

/// A short code as people read it out: six digits in two groups.
pub(crate) fn grouped(digits: &str) -> String {
    match digits.split_at_checked(3) {
        Some((first, second)) if digits.len() == 6 => format!("{first} {second}"),
        _ => digits.to_owned(),
    }
}

/// The smallest QR for a code, at error correction level Q; nothing when the text fits no QR at all.
pub fn qr_modules(code: &str) -> Option<QrModules> {
    let bits = encode_auto(code.as_bytes(), EcLevel::Q).ok()?;
    let version = bits.version();
    let (data, correction) = construct_codewords(&bits.into_bytes(), version, EcLevel::Q).ok()?;
    Some(QrModules {
        side: usize::try_from(version.width()).ok()?,
        dark: best(version, &data, &correction),
    })
}
