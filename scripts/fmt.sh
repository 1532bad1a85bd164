#!/usr/bin/env bash
# Formats everything that has a formatter.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

cargo fmt --all
echo "Formatted."
