#!/usr/bin/env bash
# The engines of studies: a study in 1, 2 and 7 shards on this machine, HyperQueue and Slurm, of each of which a worker is killed while
# it runs; what is found must have the same bytes as without an engine. So must a study of a declared simulation, whose own program is
# what an engine launches. The workflows for GNU parallel and Snakemake are run, too.
# What is needed is installed if it is missing; all that is started runs on the loopback, and is stopped in the end.
#
#     tests/engines.sh             build the command and the example `better_scheduler`, and try everything
#     tests/engines.sh COMMAND EXAMPLE
#                                  try these programs
#     tests/engines.sh COMMAND EXAMPLE slurm parallel
#                                  and these engines only, of local, hyperqueue, slurm, parallel, snakemake
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
parts=$PWD/tests/engines
for part in support local hyperqueue slurm workflows; do
    # shellcheck source=/dev/null
    . "$parts/$part.sh"
done

if [ $# -eq 1 ]; then
    echo 'usage: tests/engines.sh [COMMAND EXAMPLE [ENGINE]...]' >&2
    exit 2
elif [ $# -gt 0 ]; then
    COLDSTART=$(realpath "$1")
    DECLARED=$(realpath "$2")
    shift 2
else
    cargo build --quiet --features parquet --bin coldstart || exit 1
    cargo build --quiet --package coldstart-examples --example better_scheduler || exit 1
    COLDSTART=$(realpath "${CARGO_TARGET_DIR:-target}/debug/coldstart")
    DECLARED=$(realpath "${CARGO_TARGET_DIR:-target}/debug/examples/better_scheduler")
fi

VENV=${CARGO_TARGET_DIR:-target}/venv-engines
VENV=$(realpath -m "$VENV")
ENGINES=$(mktemp -d)
chmod 755 "$ENGINES"
STARTED=()
trap stop_all EXIT
trap 'exit 130' INT TERM HUP

failed=0
cp "$parts/study.toml" "$parts/shop.json" "$ENGINES"
cd "$ENGINES" || exit 1
"$COLDSTART" sweep study.toml --jobs 1 --json expected.json --csv expected > expected.txt || exit 1
"$DECLARED" "${DECLARED_STUDY[@]}" --jobs 1 --json declared.json > declared.txt || exit 1

try_engine() {
    local engine=$1 shards
    if ! "start_$engine"; then
        no "$engine starts"
        return
    fi
    for shards in 1 2 7; do
        if [ "$engine" = local ]; then
            study local "$shards" --jobs 1
            study local "$shards" --jobs 2
        else
            study "$engine" "$shards"
        fi
    done
    declared_study "$engine"
    "edges_of_$engine"
    stop_all_started
}

[ $# -gt 0 ] || set -- local hyperqueue slurm parallel snakemake
for one in "$@"; do
    case $one in
        parallel | snakemake) "try_$one" ;;
        *) try_engine "$one" ;;
    esac
done
exit "$((failed > 0))"
