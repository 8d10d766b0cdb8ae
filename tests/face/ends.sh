# shellcheck shell=bash
# Cases: what ends the command early.
# `ended` reads `code`.
# shellcheck disable=SC2034

case_signals_during_the_run_leave_nothing() {
    need_default_signals
    local signal
    for signal in INT TERM HUP; do
        start run "$LONG" --json r.json --csv tables
        sleep 0.3
        end_by "$signal" && has_only || return
    done
}

case_signals_while_files_are_written_leave_nothing() {
    need_default_signals
    local signal
    mkfifo pipe && echo old > r.json
    for signal in INT TERM HUP; do
        # The pipe has no reader: the tables and the result are complete, and do not have their names yet.
        start run "$SCENARIO" --json r.json --csv tables --report pipe
        until_there 'tables/.coldstart-*' && sleep 0.1 && end_by "$signal" || return
        [ "$(cat r.json)" = old ] && has_only pipe r.json || return
    done
}

case_a_signal_that_is_ignored_stays_ignored() {
    need_default_signals
    mkfifo pipe
    env --ignore-signal=HUP "$COLDSTART" run "$SCENARIO" --csv tables --json pipe > "$LOGS/out" 2> "$LOGS/err" &
    pid=$!
    until_there 'tables/.coldstart-*' && kill -s HUP "$pid" && cat pipe > got && wait "$pid"
    code=$?
    ended 0 && is_result got && [ -s tables/nodes.csv ]
}
