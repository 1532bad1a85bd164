#!/usr/bin/env bash
# Takes the README's pictures from the real window, into docs/screenshots.
set -euo pipefail
source "$(dirname "$0")/steps.sh"
trap summary EXIT

step "What is missing gets installed"
scripts/setup.sh test

step "Building the screen and the programs"
scripts/ui.sh
cargo build --quiet -p ziti -p zitictl --bins --features "ziti/test,zitictl/test"

step "Taking the pictures of the sample day"
ZITI_BIN_DIR=$PWD/target/debug ZITI_SCREENSHOTS=$PWD/docs/screenshots cargo test --quiet -p ziti-tests --test screenshots_sample
