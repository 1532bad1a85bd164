//! The same slips drawn by hand with pdf-writer and subsetter: what a PDF with two embedded subsets costs at the least.

#![expect(clippy::float_arithmetic, reason = "PDF measures in fractions of a point")]

use std::collections::HashMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use qrcode::{Color, EcLevel, QrCode};
use subsetter::{GlyphRemapper, subset};
use ttf_parser::{Face, RawFace, Tag};

use super::slips::{CODE, Text, place};

const POINTS_A_MM: f32 = 72.0 / 25.4;
const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// Draws slips of these codes and texts, 24 a page.
pub fn pdf(codes: &[&str], texts: &[Vec<Text>], files: [&[u8]; 2], face: usize) -> Vec<u8> {
    let mut fonts = files.map(|file| Font::new(file, u32::try_from(face).unwrap()));
    let mut pdf = Pdf::new();
    let (catalog, pages) = (Ref::new(1), Ref::new(2));
    let mut next = 19;
    let mut page_refs = Vec::new();
    for (codes, texts) in codes.chunks(24).zip(texts.chunks(24)) {
        let mut content = Content::new();
        let page_ref = Ref::new(next + 1);
        let content_ref = Ref::new(next + 2);
        next += 2;
        let mut pictures = Vec::new();
        for (at, (code, texts)) in codes.iter().zip(texts).enumerate() {
            next += 1;
            let picture = Ref::new(next);
            picture_of(&mut pdf, picture, code);
            let name = format!("Q{next}");
            draw(&mut content, at, &name, texts, &mut fonts);
            pictures.push((name, picture));
        }
        let content = deflated(&content.finish());
        pdf.stream(content_ref, &content).filter(Filter::FlateDecode);
        let mut page = pdf.page(page_ref);
        page.parent(pages).contents(content_ref);
        page.media_box(Rect::new(0.0, 0.0, 210.0 * POINTS_A_MM, 297.0 * POINTS_A_MM));
        let mut resources = page.resources();
        resources
            .fonts()
            .pair(Name(b"F0"), Ref::new(3))
            .pair(Name(b"F1"), Ref::new(8));
        let mut objects = resources.x_objects();
        for (name, picture) in &pictures {
            objects.pair(Name(name.as_bytes()), *picture);
        }
        objects.finish();
        resources.finish();
        page.finish();
        page_refs.push(page_ref);
    }
    pdf.catalog(catalog).pages(pages);
    let count = i32::try_from(page_refs.len()).unwrap();
    pdf.pages(pages).kids(page_refs).count(count);
    for (font, first) in fonts.iter().zip([3, 8]) {
        font.embed(&mut pdf, first);
    }
    pdf.finish()
}

fn draw(content: &mut Content, at: usize, name: &str, texts: &[Text], fonts: &mut [Font<'_>; 2]) {
    let (x, y) = place(at);
    let at = |x: f32, y: f32| (x * POINTS_A_MM, (297.0 - y) * POINTS_A_MM);
    let side = CODE * POINTS_A_MM;
    let (left, bottom) = at(x, y + CODE);
    content.save_state();
    content.transform([side, 0.0, 0.0, side, left, bottom]);
    content.x_object(Name(name.as_bytes()));
    content.restore_state();
    // The plate: a frame with round corners.
    let (left, top) = at(x + 21.75, y + 12.5);
    let (right, bottom) = at(x + 60.0, y + 22.4);
    let (round, pull) = (4.5, 2.0);
    content.set_line_width(0.5 * POINTS_A_MM);
    content.move_to(left + round, top).line_to(right - round, top);
    content.cubic_to(right - pull, top, right, top - pull, right, top - round);
    content.line_to(right, bottom + round);
    content.cubic_to(right, bottom + pull, right - pull, bottom, right - round, bottom);
    content.line_to(left + round, bottom);
    content.cubic_to(left + pull, bottom, left, bottom + pull, left, bottom + round);
    content.line_to(left, top - round);
    content.cubic_to(left, top - pull, left + pull, top, left + round, top);
    content.close_path().stroke();
    content.begin_text();
    for text in texts {
        let font = &mut fonts[usize::from(text.bold)];
        let size = text.size * POINTS_A_MM;
        let (shown, width) = font.encode(&text.words);
        let (left, baseline) = at(x + text.x, y + text.y);
        let left = if text.at_right { left - width * size } else { left };
        content.set_font(Name(if text.bold { b"F1" } else { b"F0" }), size);
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, left, baseline]);
        content.show(Str(&shown));
    }
    content.end_text();
}

/// One pixel a module, as ours.
fn picture_of(pdf: &mut Pdf, picture: Ref, code: &str) {
    let code = QrCode::with_error_correction_level(code, EcLevel::Q).unwrap();
    let mut bytes = Vec::new();
    for row in code.to_colors().chunks(code.width()) {
        for eight in row.chunks(8) {
            let dark = |(bit, colour): (usize, &Color)| u8::from(*colour == Color::Dark) << (7 - bit);
            bytes.push(!eight.iter().enumerate().map(dark).sum::<u8>());
        }
    }
    let side = i32::try_from(code.width()).unwrap();
    let mut image = pdf.image_xobject(picture, &bytes);
    image.width(side).height(side).bits_per_component(1);
    image.color_space().device_gray();
}

struct Font<'a> {
    file: &'a [u8],
    index: u32,
    face: Face<'a>,
    glyphs: GlyphRemapper,
    known: HashMap<char, (u16, f32)>,
    /// By their number in the subset, from 1.
    shown: Vec<(char, f32)>,
}

impl<'a> Font<'a> {
    fn new(file: &'a [u8], index: u32) -> Self {
        Self {
            file,
            index,
            face: Face::parse(file, index).unwrap(),
            glyphs: GlyphRemapper::new(),
            known: HashMap::new(),
            shown: Vec::new(),
        }
    }

    /// The text's bytes in the subset, and its width in ems.
    fn encode(&mut self, text: &str) -> (Vec<u8>, f32) {
        let (mut bytes, mut width) = (Vec::new(), 0.0);
        for character in text.chars() {
            let (glyph, advance) = *self.known.entry(character).or_insert_with(|| {
                let glyph = self.face.glyph_index(character).unwrap();
                let advance = f32::from(self.face.glyph_hor_advance(glyph).unwrap());
                let advance = advance / f32::from(self.face.units_per_em());
                let new = self.glyphs.remap(glyph.0);
                if usize::from(new) > self.shown.len() {
                    self.shown.push((character, advance));
                }
                (new, advance)
            });
            bytes.extend(glyph.to_be_bytes());
            width += advance;
        }
        (bytes, width)
    }

    fn embed(&self, pdf: &mut Pdf, first: i32) {
        let [type0, cid, descriptor, program, cmap] = [0, 1, 2, 3, 4].map(|at| Ref::new(first + at));
        let name = Name(if first == 3 { b"AAAAAA+Regular" } else { b"AAAAAA+Bold" });
        pdf.type0_font(type0)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        let mut font = pdf.cid_font(cid);
        font.subtype(CidFontType::Type0).base_font(name).system_info(SYSTEM);
        font.font_descriptor(descriptor).default_width(1000.0);
        let widths = self.shown.iter().map(|(_, advance)| advance * 1000.0);
        font.widths().consecutive(1, widths);
        font.finish();
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(-1000.0, -1000.0, 3000.0, 2000.0))
            .italic_angle(0.0)
            .ascent(880.0)
            .descent(-120.0)
            .cap_height(733.0)
            .stem_v(90.0)
            .font_file3(program);
        let part = subset(self.file, self.index, &self.glyphs).unwrap();
        let tables = RawFace::parse(&part, 0).unwrap();
        let outlines = tables.table(Tag::from_bytes(b"CFF ")).unwrap();
        pdf.stream(program, &deflated(outlines))
            .filter(Filter::FlateDecode)
            .pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        let mut unicode = UnicodeCmap::new(Name(b"Unicode"), SYSTEM);
        for (glyph, (character, _)) in (1u16..).zip(&self.shown) {
            unicode.pair(glyph, *character);
        }
        pdf.cmap(cmap, &unicode.finish());
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
}
