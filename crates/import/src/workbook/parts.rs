//! Which parts of the package are the sheets, in their order, and which holds the texts they share.

use std::collections::HashMap;

use ziti_domain::error::ErrorCode;
use ziti_wire::import::Problem;

use super::package::Package;
use super::xml::{Node, Xml};
use crate::problem::of;

/// A workbook has no more sheets than this.
const SHEETS: usize = 255;

#[derive(Default)]
pub(super) struct Parts {
    pub sheets: Vec<Sheet>,
    pub shared: Option<String>,
}

pub(super) struct Sheet {
    pub name: String,
    pub path: String,
}

struct Relation {
    kind: String,
    path: String,
}

/// Finds them as the workbook names them.
pub(super) fn find(package: &mut Package<'_>) -> Result<Parts, Box<Problem>> {
    let roots = relations(package, "_rels/.rels", "")?;
    let root = roots.into_values().find(|relation| relation.kind == "officeDocument");
    let main = root.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.path);
    if main.ends_with(".bin") {
        let message = "This is an Excel workbook in its binary form (.xlsb).".to_owned();
        return Err(Box::new(Problem {
            message,
            ..of(ErrorCode::NotAWorkbook)
        }));
    }
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let related = relations(package, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let Some(part) = package.part(&main)? else {
        return Err(of(ErrorCode::NotAWorkbook).into());
    };
    let mut parts = Parts {
        shared: related
            .values()
            .find(|relation| relation.kind == "sharedStrings")
            .map(|relation| relation.path.clone()),
        ..Parts::default()
    };
    let mut xml = Xml::new(part);
    let mut is_workbook = false;
    loop {
        match xml.next()? {
            Node::Open(element) if element.name() == "workbook" => is_workbook = true,
            Node::Open(element) if element.name() == "sheet" && parts.sheets.len() < SHEETS => {
                let relation = element.attribute("id").and_then(|id| related.get(&*id));
                if let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") {
                    let name = element.attribute("name").unwrap_or_default().into_owned();
                    parts.sheets.push(Sheet {
                        name,
                        path: relation.path.clone(),
                    });
                }
            }
            Node::End => break,
            _ => {}
        }
    }
    if is_workbook {
        Ok(parts)
    } else {
        Err(of(ErrorCode::NotAWorkbook).into())
    }
}

/// The relations that a part names, by their ids; a package without them has none.
fn relations(package: &mut Package<'_>, path: &str, folder: &str) -> Result<HashMap<String, Relation>, Box<Problem>> {
    let mut found = HashMap::new();
    let Some(part) = package.part(path)? else {
        return Ok(found);
    };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Node::Open(element) if element.name() == "Relationship" && found.len() < 10_000 => {
                let text = |name| element.attribute(name).unwrap_or_default().into_owned();
                let kind = text("Type").rsplit('/').next().unwrap_or_default().to_owned();
                found.insert(
                    text("Id"),
                    Relation {
                        kind,
                        path: resolved(folder, &text("Target")),
                    },
                );
            }
            Node::End => return Ok(found),
            _ => {}
        }
    }
}

/// A target as a path in the package: absolute, or seen from a folder.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}
