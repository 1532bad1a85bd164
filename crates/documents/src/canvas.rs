//! A grey picture that text and squares are drawn on.

use ab_glyph::{Font, FontRef, PxScale, point};

use crate::DocumentError;
use crate::fonts::Weighted;

/// Dots from white to black.
pub(crate) struct Canvas {
    width: usize,
    height: usize,
    dots: Vec<u8>,
}

impl Canvas {
    pub(crate) fn white(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            dots: vec![0xFF; width * height],
        }
    }

    /// Fills a square with black.
    pub(crate) fn fill(&mut self, x: usize, y: usize, side: usize) {
        for row in self.dots.chunks_mut(self.width).skip(y).take(side) {
            for dot in row.iter_mut().skip(x).take(side) {
                *dot = 0;
            }
        }
    }

    /// Draws text; its size and left edge are in thousandths of a dot, its baseline is a row of dots.
    #[expect(clippy::float_arithmetic, reason = "glyphs are curves")]
    pub(crate) fn text(
        &mut self,
        font: &Weighted,
        size: i64,
        left: i64,
        baseline: usize,
        text: &str,
    ) -> Result<(), DocumentError> {
        let unreadable = || DocumentError::FontUnreadable("its outlines cannot be read".to_owned());
        let font = FontRef::try_from_slice_and_index(font.bytes(), font.index()).map_err(|_| unreadable())?;
        let em = font.units_per_em().ok_or_else(unreadable)?;
        let dots_a_unit = size as f32 / 1000.0 / em;
        let scale = PxScale::from(dots_a_unit * font.height_unscaled());
        let mut x = left as f32 / 1000.0;
        for character in text.chars() {
            let id = font.glyph_id(character);
            let glyph = id.with_scale_and_position(scale, point(x, baseline as f32));
            x += font.h_advance_unscaled(id) * dots_a_unit;
            let Some(outline) = font.outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            outline.draw(|dx, dy, ink| {
                self.darken(corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy), ink);
            });
        }
        Ok(())
    }

    #[expect(clippy::float_arithmetic, reason = "how much of a dot a curve covers is a fraction")]
    fn darken(&mut self, x: i64, y: i64, ink: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x >= self.width || y >= self.height {
            return;
        }
        if let Some(dot) = self.dots.get_mut(y * self.width + x) {
            *dot = (*dot).min(255 - (ink.clamp(0.0, 1.0) * 255.0) as u8);
        }
    }

    /// The picture as a PNG.
    pub(crate) fn png(&self) -> Result<Vec<u8>, DocumentError> {
        let side = |length: usize| u32::try_from(length).unwrap_or(0);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, side(self.width), side(self.height));
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let failed = |error: png::EncodingError| DocumentError::Picture(error.to_string());
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&self.dots).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(bytes)
    }
}
