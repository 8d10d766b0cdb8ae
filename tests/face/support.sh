# shellcheck shell=bash
# What the cases need: `COLDSTART` is the command, `SCENARIO` a scenario and `EXPECTED` its result, `LOGS` a folder for what is
# printed, `NODES` one with device nodes.
# Backquotes in messages are no commands, and `EXPECTED` comes from outside.
# shellcheck disable=SC2016,SC2153

# Runs the command; standard output and standard error go into files beside the folder of the case.
run() {
    "$COLDSTART" "$@" > "$LOGS/out" 2> "$LOGS/err"
    code=$?
}

# Whether the command ended with a code, and did not panic.
ended() {
    if [ "$code" -ne "$1" ]; then
        printf 'the exit code is %s and not %s: %s\n' "$code" "$1" "$(cat "$LOGS/err")"
        return 1
    fi
    ! grep -a 'panicked' "$LOGS/err"
}

says() {
    grep -aqF -- "$1" "$LOGS/err" || { printf 'standard error does not say `%s`: %s\n' "$1" "$(cat "$LOGS/err")"; return 1; }
}

prints() {
    grep -aqF -- "$1" "$LOGS/out" || { printf 'standard output does not have `%s`\n' "$1"; return 1; }
}

prints_nothing() {
    [ ! -s "$LOGS/out" ] || { printf 'standard output is not empty\n'; return 1; }
}

# Whether a file is a whole result of the scenario.
is_result() {
    cmp "$1" "$EXPECTED"
}

# Whether the folder of the case has these files and nothing else, hidden ones included.
has_only() {
    local found expected
    found=$(find . -mindepth 1 -printf '%P\n' | sort)
    expected=$(printf '%s\n' "$@" | sort)
    [ "$found" = "$expected" ] || { printf 'there is: %s\n' "$found"; return 1; }
}

is_mode() {
    [ "$(stat -c %a "$2")" = "$1" ] || { printf 'the mode of %s is %s and not %s\n' "$2" "$(stat -c %a "$2")" "$1"; return 1; }
}

refused() {
    ended 2 && says "$1" && says 'nothing was written' && prints_nothing
}

has_no_escape() {
    ! grep -aq $'\e' "$LOGS/out" "$LOGS/err"
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

skip() {
    printf 'skipped: %s\n' "$1"
    exit 77
}

need_nodes() {
    [ -c "$NODES/null" ] || skip 'device nodes are not permitted here'
}

# Starts the command in the background, with the signals as a terminal would have them.
start() {
    env --default-signal=INT,TERM,HUP,QUIT "$COLDSTART" "$@" > "$LOGS/out" 2> "$LOGS/err" &
    pid=$!
}

need_default_signals() {
    env --default-signal=INT true 2> /dev/null || skip 'no env --default-signal'
}

# Sends a signal, and expects the process to end by it.
end_by() {
    kill -s "$1" "$pid"
    wait "$pid" 2> /dev/null
    code=$?
    ended $((128 + $(kill -l "$1")))
}

until_there() {
    local turn
    for turn in $(seq 500); do
        compgen -G "$1" > /dev/null && return
        sleep 0.01
    done
    printf 'after %s turns there is no %s\n' "$turn" "$1"
    return 1
}
