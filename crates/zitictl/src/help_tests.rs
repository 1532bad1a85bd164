//! docs/cli.md is the help of every command. `ZITI_BLESS=1 cargo test -p zitictl` writes it anew.

use std::fmt::Write;
use std::path::Path;

use clap::{Command, CommandFactory, Parser};

use crate::arguments::Arguments;

const BEFORE: &str = "# zitictl\n\n\
    Everything the station can do, without a window. This page is the help of the program itself, command by command.\n\n\
    - With `--json` there is exactly one JSON document on stdout: the reply, or `{\"error\":{\"code\",\"message\",\"hint\"}}` with a code of\n  \
    [errors.md](errors.md) (`usage` for a wrong command line). An import with errors prints its report and exits 1.\n\
    - `collect` answers `{\"verdict\",\"event_id\",\"order\",\"handed\",\"message\",…}`, `orders` and `find` `{\"orders\":[…],\"total\"}`, `code`\n  \
    `{\"code\",\"short_code\",\"issue\",\"order_id\"}`. Money is whole minor units (`_minor`), quantity thousandths (`_thousandths`), an instant\n  \
    UTC milliseconds. Fields are added, never changed or removed.\n\
    - Exit status: 0 done; 1 failed; 2 wrong usage; 3 refused (a verdict that is no collection).\n\
    - Any number of zitictl may work on a folder beside its window.\n";

#[test]
fn the_papers_say_what_the_help_says() {
    let mut text = BEFORE.to_owned();
    let mut whole = Arguments::command().term_width(100);
    whole.build();
    add(&mut text, &mut whole);
    for command in whole
        .get_subcommands_mut()
        .filter(|command| command.get_name() != "help")
    {
        add(&mut text, command);
        for nested in command
            .get_subcommands_mut()
            .filter(|nested| nested.get_name() != "help")
        {
            add(&mut text, nested);
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    if std::env::var_os("ZITI_BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "docs/cli.md is stale: run ZITI_BLESS=1 cargo test -p zitictl"
    );
}

#[test]
fn every_example_of_the_help_can_be_typed() {
    let mut seen = 0;
    let mut whole = Arguments::command();
    whole.build();
    let commands = std::iter::once(&whole).chain(whole.get_subcommands());
    for help in commands.filter_map(Command::get_after_help) {
        let help = help.to_string();
        for example in help.lines().map(str::trim).filter(|line| line.starts_with("zitictl ")) {
            // What stands between quotation marks is one word, as for a shell.
            let words = example.split('"').enumerate().flat_map(|(n, part)| match n % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            });
            assert!(Arguments::try_parse_from(words).is_ok(), "{example}");
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn a_line_that_is_none_is_wrong_usage() {
    let collect = |lines| Arguments::try_parse_from(["zitictl", "collect", "12", "--lines", lines]);
    assert!(collect("1,3=1.5").is_ok());
    for wrong in ["one", "1=x", "=2", "1,,2"] {
        assert!(collect(wrong).is_err(), "{wrong}");
    }
}

fn add(text: &mut String, command: &mut Command) {
    let name = command.get_bin_name().unwrap_or("zitictl").to_owned();
    let help = command.clone().term_width(100).render_help().to_string();
    let lines: Vec<&str> = help.trim().lines().map(str::trim_end).collect();
    write!(text, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n")).unwrap();
}
