# HyperQueue on this machine: a server and two workers.
#
# With the command `hq` in the PATH they are processes of it. The package of PyPI has the same server, workers and client as a Python
# module without that command: `hyperqueue/cluster.py` runs the former two, and `hyperqueue/hq` is the client with those options of
# the command that an engine uses.

start_hyperqueue() {
    if command -v hq > /dev/null; then
        export HQ_SERVER_DIR=$ENGINES/hq
        start hq.server hq server start
        within 10 hq server info || return 1
        start_hq_worker
        start_hq_worker
        within 10 has_hq_workers
        return
    fi
    install_python hyperqueue==0.27.0 || return 1
    PATH=$parts/hyperqueue:$PATH
    export HQ_SERVER_DIR=$ENGINES/hq HQ_PYTHON=$VENV/bin/python
    start hq.cluster "$HQ_PYTHON" "$parts/hyperqueue/cluster.py" "$HQ_SERVER_DIR"
    cluster=$last
    within 20 hq server info
}

start_hq_worker() { start hq.worker hq worker start --cpus=1; }

has_hq_workers() { [ "$(hq worker list --output-mode=quiet | wc -l)" -ge 2 ]; }

is_a_cluster() { [ -n "${cluster:-}" ]; }

kill_worker_of_hyperqueue() {
    find_victim "$1" || return 1
    if is_a_cluster; then
        kill -USR1 "$cluster" && within 10 grep -qx 'a worker is lost' "$ENGINES/hq.cluster.log"
    else
        kill -9 "$(parent_of "$victim")" && { kill -9 "$victim" || true; }
    fi
}

heal_hyperqueue() {
    if is_a_cluster; then
        : > "$ENGINES/hq.cluster.log"
    else
        start_hq_worker
        within 10 has_hq_workers
    fi
}

has_no_shards() { [ -z "$(pids_of_shards "$1")" ]; }

edges_of_hyperqueue() {
    local out=$ENGINES/hyperqueue.none code
    HQ_SERVER_DIR=$ENGINES/nowhere "$COLDSTART" sweep run study.toml --engine hyperqueue --shards 2 --out "$out" 2> "$out.err"
    if [ $? -eq 2 ] && grep -q 'is there a server' "$out.err" && ! [ -e "$out" ]; then
        ok 'hyperqueue, no server: it is told, and nothing is written'
    else
        no "hyperqueue, no server: $(cat "$out.err")"
    fi
    is_a_cluster && return
    # The client of the package cannot cancel.
    out=$ENGINES/hyperqueue.interrupted
    interrupt hyperqueue "$out" 7 0
    if [ "$code" -eq 130 ] && within 10 has_no_shards "$out"; then
        ok 'hyperqueue, interrupted: no shard goes on'
    else
        no "hyperqueue, interrupted: exit code $code: $(cat "$out.err")"
    fi
}
