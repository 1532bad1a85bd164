//! Each rule of docs/formats.md, and inputs that nobody should meet.

mod files;
mod in_csv;
mod in_json;
mod in_workbooks;
mod nasty;
mod shopex;
