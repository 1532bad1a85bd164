//! `ziti-hub`: the hub's server, and what its operator does from a terminal.

mod answer;
mod arguments;
mod serve;
mod told;
mod work;

use std::process::ExitCode;

use clap::Parser;
use ziti_wire::failure::Failure;

use crate::arguments::{Arguments, Log};

fn main() -> ExitCode {
    let wants_json = std::env::args_os().any(|argument| argument == "--json");
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return answer::usage(wants_json, &usage),
    };
    logs(arguments.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let answer = match runtime {
        Ok(runtime) => runtime.block_on(work::done(&arguments)),
        Err(_) => Err(Failure::inside()),
    };
    answer::print(arguments.json, answer)
}

/// To stderr, so that stdout holds answers alone. `ZITI_LOG` says how much.
fn logs(log: Log) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("ZITI_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=error"));
    let subscriber = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter);
    match log {
        Log::Plain => subscriber.with_ansi(false).init(),
        Log::Json => subscriber.json().init(),
    }
}
