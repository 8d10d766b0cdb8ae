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
cargo build --quiet --features parquet "${builds[@]}"
cargo build --quiet --release --features parquet "${builds[@]}"
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
    # The same tables in two forms, what is said about them, one result, one trace, one page.
    tables=$(find "$first/csv" -name '*.csv' -printf '%f\n' | sed 's/csv$/parquet/' | sort)
    if [ "$tables" != "$(ls "$first/parquet")" ] || [ "$files" -ne $((2 * $(wc -l <<< "$tables") + 4)) ]; then
        printf '%s: other files were written than were asked for\n' "$example" >&2
        ls -R "$first" >&2
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
