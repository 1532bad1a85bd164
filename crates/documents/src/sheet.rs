//! A4 pages: text, rules and codes at places in micrometres from the top left corner; in the end a PDF.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use printpdf::{
    DictItem, ExternalStream, ExternalXObject, FontId, Line, LinePoint, Mm, OffsetDateTime, Op, PaintMode, PdfDocument,
    PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rect, TextItem, TextMatrix,
    WindingOrder, XObject, XObjectId, XObjectTransform,
};

use crate::fonts::Fonts;
use crate::qr::QrModules;
use crate::typeset::{Style, Typesetter, Um, Weight};
use crate::{DocumentError, Printed};

/// Height of the paper.
pub(crate) const PAPER_HEIGHT: Um = 297_000;

/// How far a quarter circle's control points lie from its ends, in thousandths of its radius.
const QUARTER: Um = 552;

/// A place and a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) x: Um,
    pub(crate) y: Um,
    pub(crate) width: Um,
    pub(crate) height: Um,
}

/// Pages being drawn.
pub(crate) struct Sheet<'a> {
    pub(crate) type_: Typesetter<'a>,
    fonts: &'a Fonts,
    pages: Vec<PdfPage>,
    ops: Vec<Op>,
    codes: BTreeMap<XObjectId, XObject>,
    in_text: bool,
    style: Option<Style>,
    rule: Option<Um>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Result<Self, DocumentError> {
        Ok(Self {
            type_: Typesetter::new(fonts)?,
            fonts,
            pages: Vec::new(),
            ops: Vec::new(),
            codes: BTreeMap::new(),
            in_text: false,
            style: None,
            rule: None,
        })
    }

    /// Draws text whose baseline begins at `x`, `baseline`; gives its width. The text must be clean.
    pub(crate) fn text(&mut self, x: Um, baseline: Um, style: Style, text: &str) -> Um {
        let text = self.type_.printable(style.weight, text);
        if text.is_empty() {
            return 0;
        }
        if !self.in_text {
            self.ops.push(Op::StartTextSection);
            self.in_text = true;
        }
        if self.style != Some(style) {
            self.style = Some(style);
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(font_id(style.weight)),
                size: points(style.size),
            });
        }
        let place = TextMatrix::Translate(points(x), points(PAPER_HEIGHT - baseline));
        self.ops.push(Op::SetTextMatrix { matrix: place });
        let width = self.type_.width(style, &text);
        let drawn = self.type_.use_glyphs(style.weight, &text);
        let said = (drawn != text).then(|| spoken(&text));
        let is_said = said.is_some();
        self.ops.extend(said);
        self.ops.push(Op::ShowText {
            items: vec![TextItem::Text(drawn)],
        });
        if is_said {
            self.ops.push(Op::EndMarkedContent);
        }
        width
    }

    /// Draws text that ends at `right`; gives its width.
    pub(crate) fn text_to(&mut self, right: Um, baseline: Um, style: Style, text: &str) -> Um {
        let text = self.type_.printable(style.weight, text);
        let width = self.type_.width(style, &text);
        self.text(right - width, baseline, style, &text)
    }

    /// Draws as much of the text as fits into `room`; gives its width.
    pub(crate) fn text_within(&mut self, x: Um, baseline: Um, style: Style, text: &str, room: Um) -> Um {
        let text = self.type_.printable(style.weight, text);
        let text = self.type_.fit(style, &text, room);
        self.text(x, baseline, style, &text)
    }

    /// Fills a rectangle with black.
    pub(crate) fn fill(&mut self, frame: Frame) {
        self.end_text();
        let rectangle = Rect {
            x: points(frame.x),
            y: points(PAPER_HEIGHT - frame.y - frame.height),
            width: points(frame.width),
            height: points(frame.height),
            mode: Some(PaintMode::Fill),
            winding_order: Some(WindingOrder::NonZero),
        };
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    /// Draws a line through these places.
    pub(crate) fn line(&mut self, width: Um, places: &[(Um, Um)]) {
        self.pen(width);
        let points = places
            .iter()
            .map(|&(x, y)| LinePoint {
                p: place(x, y),
                bezier: false,
            })
            .collect();
        self.ops.push(Op::DrawLine {
            line: Line {
                points,
                is_closed: false,
            },
        });
    }

    /// Draws a frame with round corners; the frame is the outer edge of the line.
    pub(crate) fn keyline(&mut self, frame: Frame, radius: Um, width: Um) {
        self.pen(width);
        let half = width / 2;
        let (left, top) = (frame.x + half, frame.y + half);
        let (right, bottom) = (frame.x + frame.width - half, frame.y + frame.height - half);
        let radius = radius.min((right - left) / 2).min((bottom - top) / 2);
        let pull = radius - radius * QUARTER / 1000;
        let points = [
            (left + radius, top, false),
            (right - radius, top, false),
            (right - pull, top, true),
            (right, top + pull, true),
            (right, top + radius, false),
            (right, bottom - radius, false),
            (right, bottom - pull, true),
            (right - pull, bottom, true),
            (right - radius, bottom, false),
            (left + radius, bottom, false),
            (left + pull, bottom, true),
            (left, bottom - pull, true),
            (left, bottom - radius, false),
            (left, top + radius, false),
            (left, top + pull, true),
            (left + pull, top, true),
            (left + radius, top, false),
        ];
        let points = points
            .iter()
            .map(|&(x, y, bezier)| LinePoint { p: place(x, y), bezier })
            .collect();
        let polygon = Polygon {
            rings: vec![PolygonRing { points }],
            mode: PaintMode::Stroke,
            winding_order: WindingOrder::NonZero,
        };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    /// Draws a code as a picture of one pixel a module: small, quick, and sharp on every printer.
    pub(crate) fn code(&mut self, x: Um, y: Um, side: Um, modules: &QrModules) {
        self.end_text();
        let id = XObjectId(format!("Q{}", self.codes.len()));
        self.codes
            .insert(id.clone(), XObject::External(one_pixel_a_module(modules)));
        let transform = XObjectTransform {
            translate_x: Some(points(x)),
            translate_y: Some(points(PAPER_HEIGHT - y - side)),
            scale_x: Some(points(side).0),
            scale_y: Some(points(side).0),
            no_auto_scale: true,
            ..XObjectTransform::default()
        };
        self.ops.push(Op::UseXobject { id, transform });
    }

    /// Ends the page that was drawn; the next stroke is on the next page.
    pub(crate) fn end_page(&mut self) {
        self.end_text();
        self.style = None;
        self.rule = None;
        let mut ops = std::mem::take(&mut self.ops);
        // Ten thousand slips are held until the file is put together.
        ops.shrink_to_fit();
        self.pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
    }

    /// The finished file. Nothing in it but `title`, `subject` and `day` is not on the pages.
    pub(crate) fn finish(self, title: &str, subject: &str, day: Option<NaiveDate>) -> Result<Printed, DocumentError> {
        let pages = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        let mut document = PdfDocument::new(title);
        document.metadata.info.subject = subject.to_owned();
        document.metadata.info.creator = "Ziti".to_owned();
        let begins = day.map_or(0, |day| day.and_time(NaiveTime::MIN).and_utc().timestamp());
        if let Ok(begins) = OffsetDateTime::from_unix_timestamp(begins) {
            document.metadata.info.creation_date = begins;
            document.metadata.info.modification_date = begins;
            document.metadata.info.metadata_date = begins;
        }
        for (weight, font) in [(Weight::Regular, &self.fonts.regular), (Weight::Bold, &self.fonts.bold)] {
            let mut used = self.type_.used(weight).peekable();
            if used.peek().is_some() {
                document
                    .resources
                    .fonts
                    .map
                    .insert(font_id(weight), PdfFont::new(font.only(used)?));
            }
        }
        document.resources.xobjects.map = self.codes;
        document.pages = self.pages;
        let options = PdfSaveOptions {
            image_optimization: None,
            ..PdfSaveOptions::default()
        };
        let mut file = document.to_lopdf_document(&options, &mut Vec::new());
        drop(document);
        // printpdf numbers its files by a counter of the process; the same paper shall be the same file.
        file.trailer.remove(b"ID");
        // It writes an empty claim to a printing standard, which some readers show as one.
        let info = match file.trailer.get(b"Info") {
            Ok(info) => info.as_reference(),
            Err(error) => Err(error),
        };
        let info = info.and_then(|info| file.get_object_mut(info));
        if let Ok(Ok(info)) = info.map(|info| info.as_dict_mut()) {
            info.remove(b"GTS_PDFXVersion");
            info.remove(b"Identifier");
        }
        file.compress();
        let mut bytes = Vec::new();
        file.save_to(&mut bytes)
            .map_err(|error| DocumentError::Unwritable(error.to_string()))?;
        Ok(Printed { bytes, pages })
    }

    fn pen(&mut self, width: Um) {
        self.end_text();
        if self.rule != Some(width) {
            self.rule = Some(width);
            self.ops.push(Op::SetOutlineThickness { pt: points(width) });
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.ops.push(Op::EndTextSection);
            self.in_text = false;
        }
    }
}

fn font_id(weight: Weight) -> FontId {
    FontId(match weight {
        Weight::Regular => "ZITIRG".to_owned(),
        Weight::Bold => "ZITIBD".to_owned(),
    })
}

/// Begins text that is to be found and copied as `text`, whatever its glyphs stand for elsewhere.
fn spoken(text: &str) -> Op {
    let utf16 = text.encode_utf16().flat_map(u16::to_be_bytes);
    let data = [0xFE, 0xFF].into_iter().chain(utf16).collect();
    let actual = DictItem::String { data, literal: false };
    let map = BTreeMap::from([("ActualText".to_owned(), actual)]);
    Op::BeginMarkedContentWithProperties {
        tag: "Span".to_owned(),
        properties: DictItem::Dict { map },
    }
}

fn one_pixel_a_module(modules: &QrModules) -> ExternalXObject {
    let side = i64::try_from(modules.side()).unwrap_or(0);
    let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
    let dict = [
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(side)),
        ("Height", DictItem::Int(side)),
        ("BitsPerComponent", DictItem::Int(1)),
        ("ColorSpace", name("DeviceGray")),
    ];
    let stream = ExternalStream {
        dict: dict.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        content: modules.one_bit_a_module(),
        compress: false,
    };
    ExternalXObject {
        stream,
        width: None,
        height: None,
        dpi: None,
    }
}

fn place(x: Um, y: Um) -> Point {
    Point {
        x: points(x),
        y: points(PAPER_HEIGHT - y),
    }
}

/// Micrometres as points, rounded to a hundredth: 3.5 µm, finer than any printer.
#[expect(clippy::float_arithmetic, reason = "PDF measures in fractions of a point")]
fn points(length: Um) -> Pt {
    let hundredths = (length * 7200).div_euclid(25_400);
    Pt(hundredths as f32 / 100.0)
}
