#!/usr/bin/env bash
# Builds programs with the profile of typical runs: the compiler then knows which calls and branches are the frequent ones.
#
#     benches/pgo.sh                       the command `coldstart`
#     benches/pgo.sh --example azure_day   an example; whatever `cargo build --release` takes
#
# It needs `llvm-profdata` of the LLVM that `rustc -vV` names, or of a later one: from the component `llvm-tools` of rustup, or from
# the distribution (Debian: `llvm-22`). The programs are in target/pgo/release.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Of the versions that are there, one that can read what this compiler writes.
profdata() {
    local needed candidate version
    needed=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
    for candidate in "$(rustc --print sysroot)"/lib/rustlib/*/bin/llvm-profdata /usr/lib/llvm-*/bin/llvm-profdata "$(command -v llvm-profdata || true)"; do
        [ -x "$candidate" ] || continue
        version=$({ "$candidate" --version 2> /dev/null || true; } | sed -n 's/.*LLVM version \([0-9]*\).*/\1/p')
        if [ "${version:-0}" -ge "$needed" ]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    printf 'no llvm-profdata of LLVM %s or later: install the component `llvm-tools` of rustup, or the Debian package `llvm-%s`\n' "$needed" "$needed" >&2
    return 2
}

merge=$(profdata)
target=$PWD/target/pgo
rm -rf "$target/profiles"
[ $# -gt 0 ] || set -- --bin coldstart

echo 'building the programs that count'
RUSTFLAGS="-Cprofile-generate=$target/profiles" cargo build --quiet --release --target-dir "$target/counting" --example throughput --example azure_day

echo 'running them'
run=$target/counting/release/examples
for workload in 'B --span 100' 'C --span 20' 'D --span 50' 'E --span 50000'; do
    for recording in '' '--record summary'; do
        # Each is several words.
        # shellcheck disable=SC2086
        "$run/throughput" $workload $recording --json > /dev/null
    done
done
"$run/throughput" W --json > /dev/null
"$run/throughput" W --cold --json > /dev/null
"$run/throughput" S --resumes 1000000 --json > /dev/null
"$run/throughput" T --transfers 1000 --json > /dev/null
"$run/azure_day" --quiet --record summary > /dev/null
"$merge" merge --output="$target/profile" "$target/profiles"

echo 'building with what was counted'
RUSTFLAGS="-Cprofile-use=$target/profile" cargo build --release --target-dir "$target" "$@"
