# Shards as processes.

start_local() { :; }

kill_worker_of_local() { find_victim "$1" && kill -9 "$victim"; }

heal_local() { :; }

# What Ctrl-C ends keeps its rows, leaves no process, and goes on.
edges_of_local() {
    local out=$ENGINES/local.interrupted code
    # Rows are written each second.
    interrupt local "$out" 2 1.2
    if [ "$code" -ne 130 ] || ! grep -q 'the same command goes on' "$out.err" || [ -e "$out.json" ]; then
        no "local, interrupted: exit code $code: $(cat "$out.err")"
    elif [ -n "$(pids_of_shards "$out")" ]; then
        no 'local, interrupted: shards go on'
    elif [ -z "$(ls "$out/rows")" ]; then
        no 'local, interrupted: no rows are there'
    elif "$COLDSTART" sweep run study.toml --engine local --shards 3 --out "$out" --json "$out.json" --csv "$out.csv" -q &&
        cmp "$out.json" expected.json; then
        ok 'local, interrupted: it goes on with other shards'
    else
        no 'local, interrupted: it does not go on'
    fi
}
