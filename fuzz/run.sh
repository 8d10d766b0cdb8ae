#!/usr/bin/env bash
# Runs every fuzz target for so many seconds, 60 by default: fuzz/run.sh [SECONDS [OPTION OF CARGO ..]]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Many inputs are files, hundreds a second: they do not go to a disk where memory can be had.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then
    export TMPDIR=/dev/shm
fi

seconds=${1:-60}
shift || true

cargo build --quiet -p coldstart-fuzz --bins "$@"
failed=()
for target in fuzz/targets/*.rs; do
    name=fuzz-$(basename "$target" .rs)
    cargo run --quiet -p coldstart-fuzz --bin "$name" "$@" -- --seconds "$seconds" || failed+=("$name")
done
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'not well: %s\n' "${failed[*]}" >&2
    exit 1
fi
