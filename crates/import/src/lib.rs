//! Order files from outside: bytes in, orders and problems out. One source a file, behind one trait; docs/formats.md says what
//! each reads and how it decides.
//!
//! What is wrong with a file is a [`Problem`] that names row, column, value and remedy; only a disk that fails and a person who
//! cancels are errors. A file cannot make this crate ask for more memory than its [`Limits`] allow.

mod clean;
mod columns;
mod csv;
mod figures;
mod gather;
mod json;
mod kuaituantuan;
mod lengths;
pub mod offer;
mod problem;
mod reading;
mod sheet;
mod shopex;
mod sieve;
mod workbook;

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

use ziti_domain::error::ErrorCode;
use ziti_wire::batch::BatchOrder;
use ziti_wire::import::{Group, ImportProgress, Problem};

use crate::csv::Csv;
use crate::json::Json;
use crate::kuaituantuan::Kuaituantuan;
use crate::problem::of;
use crate::reading::{Reading, Stop};
use crate::shopex::Shopex;
use crate::workbook::Workbook;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Whatever its content says.
    #[default]
    Auto,
    /// A workbook exported by Kuaituantuan, in either layout.
    Kuaituantuan,
    /// A workbook exported by a ShopeX community shop.
    Shopex,
    /// A CSV with our headers.
    Csv,
    /// A batch as JSON, `ziti.batch/1`.
    Json,
}

/// How large a file may be. What is larger is refused with a problem that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of a workbook once unpacked, counted while reading, whatever its directory says.
    pub unpacked_bytes: u64,
    /// Rows of a sheet or CSV, orders and lines of a batch.
    pub rows: u32,
    /// Columns of the sheet or CSV that holds the orders.
    pub columns: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50_000_000,
            unpacked_bytes: 500_000_000,
            rows: 1_048_576,
            columns: 200,
        }
    }
}

/// How to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The kind of file.
    pub format: Format,
    /// This point's name: which rows are ours where a file has those of several points.
    pub own_point_name: Option<&'a str>,
    /// How large the file may be.
    pub limits: Limits,
}

/// What a file says. With `errors`, the rest is what could be read and nothing of it may be applied.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// Which source read it: `kuaituantuan`, `shopex`, `csv`, `json`; empty when none did.
    pub source: &'static str,
    /// The round's title where the file has exactly one; orders that have a round of their own keep it.
    pub round: Option<String>,
    /// The service day, where the file names it.
    pub day: Option<String>,
    /// The point's number, where the file names it.
    pub point: Option<String>,
    /// Whether every order of each round is here, so that one that is missing has vanished.
    pub complete: bool,
    /// Customers: merged blocks of a workbook, else orders.
    pub blocks: u32,
    /// The orders, in the order of the file.
    pub orders: Vec<BatchOrder>,
    /// Rows that are no pickups here: counted, never mixed in.
    pub groups: Vec<Group>,
    /// What a person should look at.
    pub warnings: Vec<Problem>,
    /// Why nothing may be applied.
    pub errors: Vec<Problem>,
}

/// Why a file was not read to its end for reasons outside of it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The caller's progress function said to stop.
    #[error("the import was stopped")]
    Cancelled,
    /// The disk or the folder failed.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Reads a file of orders. `progress` is called about every 500 rows and stops the reading with [`ControlFlow::Break`].
///
/// # Errors
/// When the file cannot be read at all, or `progress` stops it. What is wrong with its content stands in [`Parsed::errors`].
pub fn read_path(
    path: &Path,
    options: &Options<'_>,
    progress: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
) -> Result<Parsed, ImportError> {
    let mut bytes = Vec::new();
    // One byte more than allowed, so that a file that grows or has no length is known to be too large.
    File::open(path)?
        .take(options.limits.file_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    read(&bytes, &name, options, progress)
}

/// Reads orders from the bytes of a file; `name` helps to say what a file that is none of ours was meant to be.
///
/// # Errors
/// [`ImportError::Cancelled`] when `progress` stops it. What is wrong with the content stands in [`Parsed::errors`].
pub fn read(
    bytes: &[u8],
    name: &str,
    options: &Options<'_>,
    progress: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
) -> Result<Parsed, ImportError> {
    let mut reading = Reading::new(*options, progress);
    let outcome = recognised(bytes, name, &mut reading);
    let mut parsed = match outcome {
        Ok(parsed) => parsed,
        Err(Stop::Refused) => Parsed::default(),
        Err(Stop::Cancelled) => return Err(ImportError::Cancelled),
    };
    (parsed.warnings, parsed.errors) = reading.problems();
    Ok(parsed)
}

/// One kind of order file.
trait Source {
    /// Its name, as reports and the command line have it.
    fn name(&self) -> &'static str;

    /// Whether a file whose kind nobody named is one of this kind.
    fn recognises(&self, content: &Content<'_>) -> bool;

    /// Reads it. What is wrong with single rows is noted in `reading`.
    fn read(&self, content: &Content<'_>, reading: &mut Reading<'_>) -> Result<Parsed, Stop>;
}

/// The sources, in the order in which they are asked whether a file is theirs.
const SOURCES: [&dyn Source; 4] = [&Shopex, &Kuaituantuan, &Json, &Csv];

/// What a file is made of.
enum Content<'a> {
    Workbook(Box<Workbook>),
    Text(&'a [u8]),
}

impl Content<'_> {
    fn workbook(&self, reading: &mut Reading<'_>) -> Result<&Workbook, Stop> {
        match self {
            Content::Workbook(book) => Ok(book),
            Content::Text(_) => Err(reading.refuse(of(ErrorCode::NotAWorkbook))),
        }
    }
}

fn recognised(bytes: &[u8], name: &str, reading: &mut Reading<'_>) -> Result<Parsed, Stop> {
    let options = reading.options;
    if bytes.len() as u64 > options.limits.file_bytes {
        return Err(reading.refuse(of(ErrorCode::TooLarge)));
    }
    reading.tell()?;
    let named = |endings: &[&str]| endings.iter().any(|ending| name.to_lowercase().ends_with(ending));
    let content = if bytes.starts_with(b"PK") {
        Content::Workbook(Box::new(Workbook::open(bytes, reading)?))
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let message = "This is an Excel workbook of the old kind (.xls), or one with a password.".to_owned();
        return Err(reading.refuse(Problem {
            message,
            ..of(ErrorCode::NotAWorkbook)
        }));
    } else if options.format == Format::Auto && named(&[".xlsx", ".xlsm", ".xls", ".et"]) {
        return Err(reading.refuse(of(ErrorCode::NotAWorkbook)));
    } else {
        Content::Text(bytes)
    };
    let asked = |source: &&&dyn Source| match options.format {
        Format::Auto => source.recognises(&content),
        Format::Kuaituantuan => source.name() == Kuaituantuan.name(),
        Format::Shopex => source.name() == Shopex.name(),
        Format::Csv => source.name() == Csv.name(),
        Format::Json => source.name() == Json.name(),
    };
    let Some(source) = SOURCES.iter().find(asked) else {
        return Err(reading.refuse(of(ErrorCode::UnknownFormat)));
    };
    let parsed = source.read(&content, reading)?;
    Ok(Parsed {
        source: source.name(),
        ..parsed
    })
}
