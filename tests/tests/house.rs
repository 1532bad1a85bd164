//! The house rules: which crate may know which, and what no file may hold. ARCHITECTURE.md says why.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a check that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use ziti_tests::project;

/// Which of our crates each of our crates may name. Rows of crates still to come stand here already.
const INWARD: &[(&str, &[&str])] = &[
    ("ziti-domain", &[]),
    ("ziti-wire", &["ziti-domain"]),
    ("ziti-store", &["ziti-domain"]),
    ("ziti-import", &["ziti-domain", "ziti-wire"]),
    ("ziti-documents", &["ziti-domain"]),
    ("ziti-devices", &["ziti-domain"]),
    ("ziti-sync", &["ziti-domain", "ziti-wire"]),
    (
        "ziti-station",
        &[
            "ziti-domain",
            "ziti-wire",
            "ziti-store",
            "ziti-sync",
            "ziti-import",
            "ziti-documents",
            "ziti-devices",
        ],
    ),
    ("ziti-loopback", &["ziti-domain", "ziti-wire", "ziti-station"]),
    (
        "zitictl",
        &["ziti-domain", "ziti-wire", "ziti-station", "ziti-loopback"],
    ),
    (
        "ziti-hub",
        &["ziti-domain", "ziti-wire", "ziti-import", "ziti-documents"],
    ),
    ("ziti", &["ziti-domain", "ziti-wire", "ziti-station"]),
];

/// Stories and measurements look at everything from outside.
const OUTSIDE: &[&str] = &["ziti-tests", "ziti-benches", "ziti-empty-window"];

/// What would give `domain` a disk, a network, a clock of its own or chance.
const INPUT_OUTPUT: &[&str] = &[
    "axum",
    "calamine",
    "directories",
    "fs4",
    "getrandom",
    "log",
    "rand",
    "reqwest",
    "rusqlite",
    "sqlx",
    "tempfile",
    "tokio",
    "tracing",
    "zip",
];

#[test]
fn dependencies_point_inward() {
    let permitted: BTreeMap<_, _> = INWARD.iter().copied().collect();
    let members = dependencies();
    for (member, needs) in &members {
        if OUTSIDE.contains(&member.as_str()) {
            continue;
        }
        let may = permitted
            .get(member.as_str())
            .unwrap_or_else(|| panic!("{member} has no row in the table of this test"));
        for need in needs
            .iter()
            .filter(|need| members.contains_key(*need) && *need != member)
        {
            assert!(may.contains(&need.as_str()), "{member} must not depend on {need}");
        }
    }
}

#[test]
fn only_the_shell_knows_tauri() {
    only(&["ziti", "ziti-empty-window"], |name| {
        name == "tauri" || name.starts_with("tauri-")
    });
}

#[test]
fn only_the_store_speaks_sql_to_the_stations_database() {
    only(&["ziti-store", "ziti-tests", "ziti-benches"], |name| {
        name.starts_with("rusqlite")
    });
}

#[test]
fn only_the_hub_and_loopback_serve_http() {
    only(&["ziti-hub", "ziti-loopback"], |name| name.starts_with("axum"));
}

#[test]
fn the_domain_depends_on_nothing_that_does_input_or_output() {
    for need in &dependencies()["ziti-domain"] {
        assert!(
            !INPUT_OUTPUT.contains(&need.as_str()),
            "ziti-domain must not depend on {need}"
        );
    }
}

#[test]
fn the_domain_has_no_clock_no_files_and_no_chance() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
    ];
    for file in files(&project().join("crates/domain/src"), &["rs"]) {
        let text = fs::read_to_string(&file).unwrap();
        for word in forbidden {
            assert!(
                !text.contains(word),
                "{} names {word}; pass in what it would give",
                file.display()
            );
        }
    }
}

#[test]
fn no_file_has_two_subjects() {
    let mut checked = 0;
    for file in files(project(), &["rs", "ts", "svelte", "css"]) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(
            lines <= 500,
            "{} has {lines} lines; past 500 it has two subjects",
            file.display()
        );
        checked += 1;
    }
    assert!(
        checked > 10,
        "only {checked} files were found: the test looks in the wrong place"
    );
}

#[test]
fn no_file_is_named_for_what_does_not_belong_anywhere() {
    let forbidden = ["utils", "util", "helpers", "helper", "common", "manager", "misc"];
    for file in files(project(), &["rs", "ts", "svelte", "css", "sh", "py"]) {
        let inside = file.strip_prefix(project()).unwrap().with_extension("");
        for part in inside.iter().map(|part| part.to_string_lossy().to_lowercase()) {
            assert!(
                !forbidden.contains(&part.as_str()),
                "{} needs a name from the glossary",
                file.display()
            );
        }
    }
}

#[test]
fn nothing_is_left_to_be_done_by_a_panic() {
    let forbidden = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
    ];
    for file in files(project(), &["rs"]) {
        let text = fs::read_to_string(&file).unwrap();
        for word in forbidden {
            assert!(!text.contains(word), "{} holds {word}", file.display());
        }
    }
}

#[test]
fn every_make_target_that_the_papers_name_exists() {
    let makefile = read("Makefile");
    let targets: BTreeSet<&str> = makefile
        .lines()
        .filter_map(|line| line.split_once(": ## "))
        .map(|(name, _)| name)
        .collect();
    for paper in ["README.md", "ARCHITECTURE.md"] {
        let text = read(paper);
        let named: BTreeSet<&str> = text.split('`').filter_map(|part| part.strip_prefix("make ")).collect();
        for target in &named {
            assert!(
                targets.contains(target),
                "{paper} names make {target}, which the Makefile does not know"
            );
        }
    }
    for command in ["make run", "make test"] {
        assert!(read("README.md").contains(command), "README.md does not name {command}");
    }
}

#[test]
fn the_papers_link_only_to_what_is_there() {
    for paper in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let text = read(paper);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let elsewhere = link.starts_with("https://");
            assert!(
                elsewhere || project().join(link).exists(),
                "{paper} links to {link}, which is not there"
            );
        }
    }
}

#[test]
fn every_crate_has_its_invariant_in_the_architecture() {
    let text = read("ARCHITECTURE.md");
    for member in dependencies().keys().filter(|member| *member != "ziti") {
        let folder = member.strip_prefix("ziti-").unwrap_or(member);
        assert!(
            text.contains(&format!("`{folder}`")),
            "ARCHITECTURE.md does not speak of `{folder}`"
        );
    }
}

#[test]
fn the_window_loads_nothing_from_elsewhere_and_may_ask_tauri_for_little() {
    let settings: Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let policy = settings["app"]["security"]["csp"]
        .as_object()
        .expect("a content security policy, directive by directive");
    assert_eq!(policy["default-src"], "'self'");
    for (directive, sources) in policy {
        for source in sources.as_str().unwrap().split_whitespace() {
            let here = ["'self'", "'none'", "data:", "blob:", "ipc:", "http://ipc.localhost"].contains(&source);
            // Svelte writes styles; it never needs to write code.
            let style = directive == "style-src" && source == "'unsafe-inline'";
            assert!(here || style, "{directive} allows {source}");
        }
    }
    let capability: Value = serde_json::from_str(&read("capabilities/counter.json")).unwrap();
    for permission in capability["permissions"].as_array().unwrap() {
        let name = permission.as_str().unwrap();
        assert!(
            name.starts_with("core:event:allow-"),
            "{name}: give the screen a command of ours instead"
        );
    }
}

/// Fails when a crate other than `allowed` names a dependency that `is` describes.
fn only(allowed: &[&str], is: impl Fn(&str) -> bool) {
    for (member, needs) in dependencies() {
        for need in needs.iter().filter(|need| is(need)) {
            assert!(allowed.contains(&member.as_str()), "{member} must not depend on {need}");
        }
    }
}

/// Every member of the workspace with the names of all it depends on, for building and testing included.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let printed = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(project())
        .output()
        .unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let metadata: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            (
                name(package),
                package["dependencies"].as_array().unwrap().iter().map(name).collect(),
            )
        })
        .collect()
}

/// The files of ours below a folder with one of these endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let not_ours = ["target", "node_modules", "dist", "gen", "paraglide"];
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || not_ours.contains(&name.as_str()) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path(), endings));
        } else if entry
            .path()
            .extension()
            .is_some_and(|ending| endings.iter().any(|known| ending == *known))
        {
            found.push(entry.path());
        }
    }
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
