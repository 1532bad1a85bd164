//! Writes a sheet as untidily as people's exports are: shuffled columns, names with remarks, figures as numbers or as text.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use crate::chance::Chance;

/// What a cell says, before chance decides how it is written.
#[derive(Clone)]
pub enum Cell {
    Empty,
    Text(String),
    Number(String),
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

pub fn money(minor: i64) -> Cell {
    Cell::Number(if minor % 100 == 0 {
        (minor / 100).to_string()
    } else {
        format!("{}.{:02}", minor / 100, minor % 100)
    })
}

/// Rows of cells by the names of their columns, and which rows are merged in which columns.
#[derive(Default)]
pub struct Rows {
    pub rows: Vec<BTreeMap<&'static str, Cell>>,
    pub merges: Vec<(&'static str, usize, usize)>,
}

/// Saves the rows, and other sheets before and behind them, as one workbook.
pub fn save(path: &std::path::Path, mut columns: Vec<&'static str>, rows: &Rows, chance: &mut Chance) {
    chance.shuffle(&mut columns);
    let mut book = Workbook::new();
    let before = chance.one_in(3);
    if before {
        other_sheet(book.add_worksheet());
    }
    let sheet = book.add_worksheet();
    for (at, column) in columns.iter().enumerate() {
        sheet
            .write_string(0, at.try_into().unwrap(), header(column, chance))
            .unwrap();
    }
    let plain = Format::new();
    for (column, first, last) in &rows.merges {
        let Some(at) = columns.iter().position(|known| known == column) else {
            continue;
        };
        let (first, last, at) = ((*first + 1) as u32, (*last + 1) as u32, u16::try_from(at).unwrap());
        sheet.merge_range(first, at, last, at, "", &plain).unwrap();
    }
    for (row, cells) in rows.rows.iter().enumerate() {
        for (at, column) in columns.iter().enumerate() {
            let cell = cells.get(column).unwrap_or(&Cell::Empty);
            write(sheet, (row + 1) as u32, at.try_into().unwrap(), cell, chance);
        }
    }
    if !before {
        other_sheet(book.add_worksheet());
    }
    book.save(path).unwrap();
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, chance: &mut Chance) {
    match cell {
        Cell::Empty => {
            if chance.one_in(4) {
                sheet.write_string(row, column, "").unwrap();
            }
        }
        Cell::Text(text) => {
            let blanks = chance.pick(&["", "", "", " ", "  "]);
            sheet.write_string(row, column, format!("{text}{blanks}")).unwrap();
        }
        Cell::Number(number) => {
            match chance.below(5) {
                0 => sheet.write_string(row, column, number).unwrap(),
                1 => sheet.write_string(row, column, format!("{number} ")).unwrap(),
                2 => sheet
                    .write_formula(row, column, Formula::new(format!("={number}")).set_result(number))
                    .unwrap(),
                _ => sheet.write_number(row, column, number.parse::<f64>().unwrap()).unwrap(),
            };
        }
    }
}

fn header(column: &str, chance: &mut Chance) -> String {
    let middle = column.chars().count() / 2;
    let (start, end): (String, String) = (
        column.chars().take(middle).collect(),
        column.chars().skip(middle).collect(),
    );
    match chance.below(6) {
        0 => format!("{column}（如10）"),
        1 => format!("{column} (必填)"),
        2 => format!(" {column}\n"),
        3 => format!("{start} {end}"),
        _ => column.to_owned(),
    }
}

fn other_sheet(sheet: &mut Worksheet) {
    for (row, text) in ["团购标题", "周三水果团\n第2期"].iter().enumerate() {
        sheet.write_string(row as u32, 0, *text).unwrap();
    }
}
