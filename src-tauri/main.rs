//! The program `ziti`: the counter's window.

use std::process::ExitCode;

fn main() -> ExitCode {
    ziti_shell::run(std::env::args_os().skip(1))
}
