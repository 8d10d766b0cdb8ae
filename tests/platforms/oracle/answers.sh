#!/usr/bin/env bash
# Asks SimGrid for the answers to the files in ../features, and writes them beside the files, or compares them with what is there:
#   answers.sh [--check]
# It needs g++ and SimGrid (Debian: libsimgrid-dev; the answers are those of version 3.32).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../features"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
g++ -O1 -std=c++17 ../oracle/oracle.cpp -lsimgrid -o "$folder/oracle"
ask() {
    # So that a transfer lasts through several steps of a profile.
    local bytes=1e6
    [ "$1" != profiles.xml ] || bytes=3e6
    "$folder/oracle" "$1" 90 "$bytes" 2> "$folder/log" || { cat "$folder/log" >&2; return 1; }
}
for file in *.xml; do
    answers=${file%.xml}.json
    if [ "${1:-}" = --check ]; then
        ask "$file" | diff "$answers" - || { printf '%s: SimGrid answers otherwise\n' "$file" >&2; exit 1; }
    else
        ask "$file" > "$answers"
    fi
done
