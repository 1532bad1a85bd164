//! Files for the tests: workbooks from rows of text, workbooks from bare XML, and how to read them.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use ziti_import::{Format, Options, Parsed, read};
use ziti_wire::import::Problem;

/// A workbook with these sheets: a name, and rows of cells separated by `|`.
pub fn book(sheets: &[(&str, &[&str])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.split('|').enumerate() {
                sheet
                    .write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell)
                    .unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook with one sheet of orders.
pub fn orders(rows: &[&str]) -> Vec<u8> {
    book(&[("顾客购买表", rows)])
}

/// A workbook of one sheet whose XML is given.
pub fn bare(sheet: &str) -> Vec<u8> {
    let workbook = r#"<workbook xmlns:r="r"><sheets><sheet name="1" r:id="a"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/></Relationships>"#;
    zipped(&[
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/sheet.xml", sheet),
    ])
}

/// The XML of a sheet with these rows of cells separated by `|`, and something behind them.
pub fn sheet_xml(rows: &[&str], behind: &str) -> String {
    let mut xml = "<worksheet><sheetData>".to_owned();
    for row in rows {
        let cells: Vec<_> = row
            .split('|')
            .map(|cell| format!(r#"<c t="inlineStr"><is><t>{cell}</t></is></c>"#))
            .collect();
        xml += &format!("<row>{}</row>", cells.concat());
    }
    xml + "</sheetData>" + behind + "</worksheet>"
}

/// A zip archive of these files.
pub fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Reads with these options, and never stops.
pub fn with(bytes: &[u8], name: &str, options: &Options<'_>) -> Parsed {
    read(bytes, name, options, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// Reads what is given as a file of this name.
pub fn parsed(bytes: &[u8], name: &str) -> Parsed {
    with(
        bytes,
        name,
        &Options {
            own_point_name: Some("枫林路"),
            ..Options::default()
        },
    )
}

/// Reads a file of a format that was named.
pub fn as_format(bytes: &[u8], format: Format) -> Parsed {
    with(
        bytes,
        "file",
        &Options {
            format,
            ..Options::default()
        },
    )
}

/// Problems as `code@row`, or the code where they have no row.
pub fn codes(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| {
            problem
                .row
                .map_or(problem.code.clone(), |row| format!("{}@{row}", problem.code))
        })
        .collect()
}

/// Orders as `sequence:recipient=product×thousandths@minor,…`.
pub fn view(parsed: &Parsed) -> Vec<String> {
    let order = |order: &ziti_wire::batch::BatchOrder| {
        let lines: Vec<_> = order
            .lines
            .iter()
            .map(|line| format!("{}×{}@{}", line.product, line.quantity_thousandths, line.amount_minor))
            .collect();
        format!("{}:{}={}", order.sequence_no, order.recipient, lines.join(","))
    };
    parsed.orders.iter().map(order).collect()
}
