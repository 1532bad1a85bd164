//! `zitictl`: everything the station can do, without a window. It prints and decides nothing.

mod answer;
mod arguments;
#[cfg(test)]
mod help_tests;
mod hub;
mod import;
mod told;
mod work;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;

fn main() -> ExitCode {
    let wants_json = std::env::args_os().any(|argument| argument == "--json");
    match Arguments::try_parse() {
        Ok(arguments) => {
            let answer = work::done(&arguments);
            answer::print(arguments.json, answer)
        }
        Err(usage) => answer::usage(wants_json, &usage),
    }
}
