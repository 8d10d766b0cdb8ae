#!/usr/bin/env bash
# Builds the playground, and drives it in Chromium without a window; its results are those of the command, byte by byte.
# With AXE_CORE=.../axe.min.js it is checked for accessibility, too.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
playground/build.sh
cargo test --quiet --workspace --test playground -- --ignored
