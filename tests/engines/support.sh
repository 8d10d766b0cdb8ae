# What the cases of tests/engines.sh have in common.

ok() { printf 'ok %s\n' "$*"; }

no() {
    printf 'not ok %s\n' "$*"
    failed=$((failed + 1))
}

# Debian packages that have a program, unless it is there.
install_for() {
    local program=$1
    shift
    PATH=$PATH:/usr/sbin:/sbin command -v "$program" > /dev/null || install "$@"
}

install() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    if ! { "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 update -qq && "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$@" > /dev/null; } < /dev/null; then
        printf 'the Debian packages `%s` could not be installed\n' "$*" >&2
        return 1
    fi
}

# Python packages, in an environment of their own.
install_python() {
    python3 -c 'import ensurepip, venv' 2> /dev/null || install python3-venv || return 1
    [ -x "$VENV/bin/pip" ] || python3 -m venv "$VENV" || return 1
    "$VENV/bin/pip" install --quiet --disable-pip-version-check "$@"
}

# Starts something in the background that is stopped in the end: its number is in `last`.
start() {
    local log=$1
    shift
    "$@" > "$ENGINES/$log.log" 2>&1 < /dev/null &
    last=$!
    # Its end is told by those who ended it.
    disown "$last"
    STARTED+=("$last")
}

stop_all_started() {
    local pid
    for pid in "${STARTED[@]}"; do
        kill "$pid" 2> /dev/null
    done
    for pid in "${STARTED[@]}"; do
        wait_for_end "$pid" || kill -9 "$pid" 2> /dev/null
    done
    STARTED=()
}

stop_all() {
    stop_all_started
    # A shard whose engine was killed goes on by itself.
    pids_of_shards "$ENGINES" | xargs -r kill -9 2> /dev/null
    rm -rf "$ENGINES"
}

# Whether a process is over within five seconds.
wait_for_end() {
    local turn
    for turn in $(seq 50); do
        is_over "$1" && return
        sleep 0.1
    done
    return 1
}

# One that has ended and whose end nobody has heard of is over, too.
is_over() {
    ! [ -e "/proc/$1" ] || [ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2> /dev/null)" = Z ]
}

# A condition that comes true within some seconds.
within() {
    local seconds=$1 turn
    shift
    for turn in $(seq $((10 * seconds))); do
        "$@" > /dev/null 2>&1 && return
        sleep 0.1
    done
    return 1
}

# The processes of shards whose rows go into a folder or one in it.
pids_of_shards() {
    local process words
    for process in /proc/[0-9]*; do
        words=()
        # One that is over by now has none.
        mapfile -d '' -t words 2> /dev/null < "$process/cmdline"
        case ${words[*]} in
            "$COLDSTART "*" --out=$1"*" --shard="*) printf '%s\n' "${process#/proc/}" ;;
        esac
    done 2> /dev/null
}

parent_of() { sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | cut -d ' ' -f 2; }

variable_of() { tr '\0' '\n' 2> /dev/null < "/proc/$1/environ" | sed -n "s/^$2=//p"; }

# A study with an engine, of which a worker is killed.
study() {
    local engine=$1 shards=$2 name out pid code killed turn failed_before=$failed
    shift 2
    name="$engine, $shards shards${*:+, $*}"
    out=$ENGINES/$engine.$shards${*:+.${*: -1}}
    "$COLDSTART" sweep run study.toml --engine "$engine" --shards "$shards" --out "$out" "$@" \
        --json "$out.json" --csv "$out.csv" > "$out.txt" 2> "$out.err" < /dev/null &
    pid=$!
    killed=no
    for turn in 1 2 3; do
        # What was found may have ended before it was killed.
        "kill_worker_of_$engine" "$out" 2> /dev/null && killed=yes && break
    done
    wait "$pid"
    code=$?
    if [ "$killed" = no ]; then
        no "$name: no worker was killed"
    elif [ "$code" -ne 0 ]; then
        no "$name: exit code $code"
    elif same "$out"; then
        ok "$name: a worker was killed, and the bytes are the same"
    else
        no "$name: other bytes"
    fi
    [ "$failed" -eq "$failed_before" ] || sed 's/^/    /' "$out.err"
    "heal_$engine"
}

# The study of a declared simulation.
DECLARED_STUDY=(--sweep rate=2,12 --sweep scheduler=least-loaded,pack-tight --replications 5 --compare scheduler)

# The program of a declared simulation is what an engine launches, with its own options.
declared_study() {
    local engine=$1 out=$ENGINES/$1.declared
    if "$DECLARED" "${DECLARED_STUDY[@]}" --engine "$engine" --shards 3 --out "$out" --json "$out.json" > "$out.txt" 2> "$out.err" < /dev/null &&
        cmp "$out.json" declared.json && cmp "$out.txt" declared.txt; then
        ok "$engine, a declared simulation: the bytes are the same"
    else
        no "$engine, a declared simulation: $(cat "$out.err")"
    fi
}

# A study that a signal ends while it runs: its exit code is in `code`.
interrupt() {
    local engine=$1 out=$2 shards=$3 after=$4 pid
    "$COLDSTART" sweep run study.toml --engine "$engine" --shards "$shards" --out "$out" --json "$out.json" -q < /dev/null 2> "$out.err" &
    pid=$!
    find_victim "$out"
    sleep "$after"
    kill -TERM "$pid"
    wait "$pid"
    code=$?
}

# Whether what was written and told is that of the study without an engine.
same() {
    cmp "$1.json" expected.json && diff -rq "$1.csv" expected && cmp "$1.txt" expected.txt
}

# A shard that is in the midst of its runs: its number is in `victim`.
find_victim() {
    local out=$1 turn
    for turn in $(seq 300); do
        victim=$(pids_of_shards "$out" | head -n 1)
        # A moment later it has begun with its runs.
        [ -n "$victim" ] && sleep 0.1 && ! is_over "$victim" && return
        sleep 0.02
    done
    return 1
}
