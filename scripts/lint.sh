#!/usr/bin/env bash
# What a reviewer need not say: formatting, Clippy, the screen's types.
set -euo pipefail
source "$(dirname "$0")/steps.sh"
trap summary EXIT

step "What is missing gets installed"
scripts/setup.sh run

step "Formatting"
cargo fmt --all --check

step "The screen's types"
(cd ui && npm run --silent check)

step "Clippy"
cargo clippy --quiet --workspace --all-targets --features "ziti/test,ziti-hub/test,zitictl/test" -- -D warnings
