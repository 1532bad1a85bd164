//! What is generated from the code must not be stale: the screen's types and codes, and docs/errors.md.
//! `ZITI_BLESS=1 cargo test -p ziti-wire` writes them anew.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

use std::fmt::Write;
use std::path::Path;

use ts_rs::{Config, TS};
use ziti_domain::error::ErrorCode;
use ziti_wire::{batch, failure, hub, import, order, paper, print, scan, settings, status, sync};

fn check(path: &str, now: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("ZITI_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == now, "{path} is stale: run ZITI_BLESS=1 cargo test -p ziti-wire");
}

macro_rules! declarations {
    ($config:expr, $($name:ty),* $(,)?) => {
        [$(<$name as TS>::decl($config)),*]
    };
}

#[test]
fn the_screens_types_are_those_of_the_core() {
    let config = Config::new().with_large_int("number");
    let declarations = declarations!(
        &config,
        batch::Zone,
        failure::Failure,
        hub::EnrolWish,
        hub::LinkState,
        hub::HubView,
        hub::Progress,
        hub::SyncReport,
        hub::SyncedBatch,
        hub::ConflictView,
        hub::LaneView,
        hub::Decided,
        hub::ResolveRequest,
        hub::RejectedView,
        hub::Conflicts,
        sync::Resolution,
        import::ImportRequest,
        import::ImportReport,
        import::Changes,
        import::ChangeKind,
        import::Difference,
        import::LineDifference,
        import::Group,
        import::Problem,
        import::ImportProgress,
        import::OrderList,
        order::OrderView,
        order::Undoable,
        order::OrderState,
        order::LineView,
        order::OrdersQuery,
        order::CodeReply,
        order::HistoryEntry,
        paper::PaperRequest,
        paper::PaperReply,
        print::Document,
        print::Sort,
        print::PrintRequest,
        print::PrintReply,
        print::PrintState,
        scan::CollectRequest,
        scan::LineWish,
        scan::VerdictKind,
        scan::ScanReply,
        scan::Handed,
        scan::Attention,
        scan::UndoRequest,
        scan::UndoReply,
        scan::Decoded,
        settings::Lang,
        settings::Theme,
        settings::Setup,
        settings::Settings,
        status::Opening,
        status::Status,
        status::Today,
        status::Hour,
        status::Decision,
        status::Recent,
        status::Verified,
    );
    let mut text =
        "// Generated from crates/wire by its tests; ZITI_BLESS=1 cargo test -p ziti-wire writes it anew.\n".to_owned();
    for declaration in declarations {
        // What each field means stands in crates/wire; here it would be a second place for the same words.
        let is_comment = |line: &&str| line.starts_with("/**") || line.starts_with(" *");
        let plain: Vec<&str> = declaration.lines().filter(|line| !is_comment(line)).collect();
        write!(text, "\nexport {}\n", plain.join("\n")).unwrap();
    }
    check("ui/src/wire/wire.ts", &text);
}

#[test]
fn the_screen_knows_every_code() {
    let mut text =
        "// Generated from crates/domain by the tests of crates/wire.\n\nexport const ERROR_CODES = [\n".to_owned();
    for code in ErrorCode::ALL {
        writeln!(text, "  \"{code}\",").unwrap();
    }
    text.push_str("] as const;\n\nexport type ErrorCode = (typeof ERROR_CODES)[number];\n");
    check("ui/src/wire/codes.ts", &text);
}

#[test]
fn the_papers_know_every_code() {
    let mut text = "# Errors\n\nGenerated from `crates/domain/src/error.rs`. A code never changes its meaning; the window has these sentences in its own language.\n\n| code | what happened | what to do |\n|---|---|---|\n".to_owned();
    for code in ErrorCode::ALL {
        writeln!(text, "| `{code}` | {} | {} |", code.message(), code.hint()).unwrap();
    }
    check("docs/errors.md", &text);
}
