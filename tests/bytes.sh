#!/usr/bin/env bash
# Whether examples write the same bytes twice, and the same in debug and release; prints what differs.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

examples=(basic function_chain map_reduce)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

builds=()
for example in "${examples[@]}"; do
    builds+=(--example "$example")
done
cargo build --quiet "${builds[@]}"
cargo build --quiet --release "${builds[@]}"
target=${CARGO_TARGET_DIR:-target}

# All results of an example, of a profile, of a run: into one folder.
write() {
    local out=$folder/$1/$2-$3
    mkdir -p "$out"
    "$target/$2/examples/$1" --quiet --json "$out/result.json" --csv "$out/csv" --parquet "$out/parquet" \
        --perfetto "$out/trace.json" --report "$out/report.html"
}

differ=0
for example in "${examples[@]}"; do
    for profile in debug release; do
        write "$example" "$profile" first
        write "$example" "$profile" second
    done
    first=$folder/$example/debug-first
    files=$(find "$first" -type f | wc -l)
    # One result, one trace, one page, and six tables in two forms.
    if [ "$files" -ne 15 ]; then
        printf '%s: %s files were written, 15 were asked for\n' "$example" "$files" >&2
        differ=1
    fi
    for other in debug-second release-first release-second; do
        if ! diff -rq "$first" "$folder/$example/$other"; then
            printf '%s: %s differs from debug-first\n' "$example" "$other" >&2
            differ=1
        fi
    done
    [ "$differ" -ne 0 ] || printf '%s: %s files, the same bytes in four runs\n' "$example" "$files"
done
exit "$differ"
