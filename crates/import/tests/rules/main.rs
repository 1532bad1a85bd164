//! Each rule of docs/formats.md, and inputs that nobody should meet.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

mod files;
mod in_csv;
mod in_json;
mod in_workbooks;
mod nasty;
mod shopex;
