#!/usr/bin/env bash
# Takes the pictures of a report page, for the README, and of the page of a study: book/src/report.png and book/src/how-to/study.png. Needs Chromium.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

browser=
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" > /dev/null; then
        browser=$name
        break
    fi
done
if [ -z "$browser" ]; then
    printf 'no browser: put Chromium into the PATH\n' >&2
    exit 2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sandbox=()
[ "$(id -u)" -ne 0 ] || sandbox=(--no-sandbox)

# The picture of a page of this name, in this folder of the book, and of this size in pixels.
picture() {
    "$browser" --headless "${sandbox[@]}" --user-data-dir="$folder/profile" --hide-scrollbars --force-device-scale-factor=1 \
        --window-size="$3" --screenshot="$2/$1.png" "file://$folder/$1.html" 2> "$folder/log" || {
        cat "$folder/log" >&2
        exit 1
    }
    printf '%s/%s.png\n' "$2" "$1"
}

cargo run --quiet --release --example two_providers -- --quiet --report "$folder/report.html"
picture report book/src 1100,1000
cargo run --quiet --release --example better_scheduler -- --quiet --sweep scheduler=least-loaded,pack-tight --sweep rate=2,4,8,12 \
    --replications 30 --compare scheduler --figure mean --figure cold_start_rate --report "$folder/study.html"
picture study book/src/how-to 1200,960
