#!/usr/bin/env bash
# Asks SimGrid for the answers to the files in ../features, and writes them beside the files, or compares them with what is there:
#   answers.sh [--check]
# It needs g++ and SimGrid (Debian: libsimgrid-dev; the answers are those of version 3.32).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../features"
# What the stored answers were made with; another version may answer otherwise without anything being wrong here.
version=3.32
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '#include <simgrid/version.h>\nSIMGRID_VERSION_MAJOR.SIMGRID_VERSION_MINOR\n' > "$folder/version.cpp"
installed=$(g++ -E -P "$folder/version.cpp" 2> "$folder/log" | tail -n 1 | tr -d ' ') || { cat "$folder/log" >&2; exit 1; }
if [ "${1:-}" = --check ] && [ "$installed" != "$version" ]; then
    printf 'not checked: SimGrid %s is installed, and the answers are those of %s\n' "$installed" "$version" >&2
    exit 0
fi
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
