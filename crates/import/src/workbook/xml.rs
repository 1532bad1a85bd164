//! The XML of a workbook's part, as the few nodes that reading cells needs.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use ziti_domain::error::ErrorCode;
use ziti_wire::import::Problem;

use super::package::Part;
use crate::problem::of;

/// Elements inside elements; a workbook has about ten.
const DEEPEST: u32 = 64;

/// What stands in the XML.
pub(super) enum Node<'x> {
    /// An element begins.
    Open(Opened<'x>),
    /// An element ends; empty ones end too.
    Close(Closed<'x>),
    /// A piece of text; a reference (`&lt;`) is a piece of its own.
    Text(Cow<'x, str>),
    /// Comments and their like.
    Other,
    /// The end of the part.
    End,
}

/// An element that begins.
pub(super) struct Opened<'x>(BytesStart<'x>);

/// An element that ends.
pub(super) struct Closed<'x>(BytesEnd<'x>);

impl Opened<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// An attribute by its name without prefix; nothing when it is missing or malformed.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let value = attributes
            .into_iter()
            .find(|found| found.key.local_name().into_inner() == name)?
            .value;
        if value.contains('&') {
            unescape(&value).ok().map(|value| Cow::Owned(value.into_owned()))
        } else {
            Some(value)
        }
    }
}

impl Closed<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// A part of the workbook, node by node.
pub(super) struct Xml<'p, 'a> {
    reader: Reader<Part<'p, 'a>>,
    buffer: Vec<u8>,
    depth: u32,
}

impl<'p, 'a> Xml<'p, 'a> {
    pub(super) fn new(part: Part<'p, 'a>) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next node. A part that ends before its elements do is damaged, and so is one that nests them without end.
    pub(super) fn next(&mut self) -> Result<Node<'_>, Box<Problem>> {
        self.buffer.clear();
        self.reader.get_mut().next_piece();
        let Ok(event) = self.reader.read_event_into(&mut self.buffer) else {
            return Err(self.reader.get_ref().fault().into());
        };
        Ok(match event {
            Event::Start(start) => {
                self.depth = self.depth.saturating_add(1);
                if self.depth > DEEPEST {
                    return Err(of(ErrorCode::TruncatedFile).into());
                }
                Node::Open(Opened(start))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Node::Close(Closed(end))
            }
            Event::Text(text) => Node::Text(text.into_inner()),
            Event::CData(text) => Node::Text(text.into_inner()),
            Event::GeneralRef(reference) => Node::Text(Cow::Owned(
                unescape(&format!("&{};", &*reference)).unwrap_or_default().into_owned(),
            )),
            Event::Eof if self.depth > 0 => return Err(of(ErrorCode::TruncatedFile).into()),
            Event::Eof => Node::End,
            _ => Node::Other,
        })
    }
}
