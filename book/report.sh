#!/usr/bin/env bash
# Takes the picture of a report page for the README: book/src/report.png. Needs Chromium.
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

cargo run --quiet --release --example two_providers -- --quiet --report "$folder/report.html"
"$browser" --headless "${sandbox[@]}" --user-data-dir="$folder/profile" --hide-scrollbars --force-device-scale-factor=1 \
    --window-size=1100,1000 --screenshot=book/src/report.png "file://$folder/report.html" 2> "$folder/log" || {
    cat "$folder/log" >&2
    exit 1
}
printf 'book/src/report.png\n'
