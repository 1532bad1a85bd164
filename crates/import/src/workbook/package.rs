//! The zip of a workbook: its parts, unpacked piece by piece and never further than the limit.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;
use ziti_domain::error::ErrorCode;
use ziti_wire::import::Problem;

use crate::problem::of;

/// One piece of XML, a cell's text say, is not longer than this; a spreadsheet stops at 32,767 characters.
const PIECE: u64 = 1_000_000;

/// A zip archive whose parts together may unpack to so much and no more.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Where each part stands, by its path in small letters: writers disagree on capitals and slashes.
    index: HashMap<String, usize>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens the directory of a workbook and checks what it promises to unpack to.
    pub(super) fn open(bytes: &'a [u8], unpacked_bytes: u64) -> Result<Self, Box<Problem>> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| of(ErrorCode::TruncatedFile))?;
        if zip
            .decompressed_size()
            .is_some_and(|size| size > u128::from(unpacked_bytes))
        {
            return Err(of(ErrorCode::ZipBomb).into());
        }
        let index = zip
            .file_names()
            .enumerate()
            .map(|(at, name)| (folded(name), at))
            .collect();
        Ok(Self {
            zip,
            index,
            left: unpacked_bytes,
        })
    }

    /// Begins to unpack a part; nothing when the workbook has no such part.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<Part<'_, 'a>>, Box<Problem>> {
        let Some(at) = self.index.get(&folded(path)) else {
            return Ok(None);
        };
        let file = self.zip.by_index(*at).map_err(|_| of(ErrorCode::TruncatedFile))?;
        Ok(Some(Part {
            file: BufReader::new(file),
            left: &mut self.left,
            piece: 0,
            over: None,
        }))
    }
}

fn folded(path: &str) -> String {
    path.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// A part of the workbook while it is unpacked.
pub(super) struct Part<'p, 'a> {
    file: BufReader<ZipFile<'p, Cursor<&'a [u8]>>>,
    left: &'p mut u64,
    piece: u64,
    over: Option<ErrorCode>,
}

impl Part<'_, '_> {
    /// A new piece begins here.
    pub(super) fn next_piece(&mut self) {
        self.piece = 0;
    }

    /// Why reading failed: a limit, else the file is damaged.
    pub(super) fn fault(&self) -> Problem {
        of(self.over.unwrap_or(ErrorCode::TruncatedFile))
    }
}

impl Read for Part<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let n = ready.len().min(into.len());
        if let (Some(from), Some(to)) = (ready.get(..n), into.get_mut(..n)) {
            to.copy_from_slice(from);
        }
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Part<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if *self.left == 0 {
            self.over = Some(ErrorCode::ZipBomb);
        } else if self.piece > PIECE {
            self.over = Some(ErrorCode::TruncatedFile);
        }
        if self.over.is_some() {
            return Err(io::Error::other("a limit of the import was reached"));
        }
        self.file.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.file.consume(n);
        *self.left = self.left.saturating_sub(n as u64);
        self.piece = self.piece.saturating_add(n as u64);
    }
}
