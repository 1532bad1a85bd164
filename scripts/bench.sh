#!/usr/bin/env bash
# The budgets of DESIGN.md section 12, each beside its reference in the same run.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

scripts/setup.sh test
.venv/bin/pip install --quiet --disable-pip-version-check --requirement benches/requirements.txt
cargo bench -p ziti-benches
