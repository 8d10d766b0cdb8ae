# shellcheck shell=bash
# Cases: what is printed, and who reads it.
# Backquotes in messages are no commands, and `ended` reads `code`.
# shellcheck disable=SC2016,SC2034,SC2153

case_a_reader_that_goes_away_is_no_error() {
    cp "$EXPECTED" a.json && sed 's/92\./93./' a.json > b.json
    local arguments expected
    while read -r arguments; do
        expected=0
        [ "${arguments%% *}" != diff ] || expected=1
        # shellcheck disable=SC2086 # words
        "$COLDSTART" $arguments 2> "$LOGS/err" | true
        code=${PIPESTATUS[0]}
        if ! { ended "$expected" && [ ! -s "$LOGS/err" ]; }; then
            printf '%s\n' "$arguments"
            return 1
        fi
        # shellcheck disable=SC2086 # words
        "$COLDSTART" $arguments 2> "$LOGS/err" | head -n 1 > /dev/null
        code=${PIPESTATUS[0]}
        if ! { ended "$expected" && [ ! -s "$LOGS/err" ]; }; then
            printf '%s, the first line\n' "$arguments"
            return 1
        fi
    done << ARGUMENTS
run $SCENARIO
run $SCENARIO --log
run $SCENARIO --json - --quiet
run $SCENARIO --report /dev/stdout --quiet
report a.json
diff a.json b.json
completions zsh
man run
--help
--version
ARGUMENTS
}

case_a_full_standard_output_is_an_error() {
    need_nodes
    cp "$EXPECTED" a.json && sed 's/92\./93./' a.json > b.json
    local arguments
    while read -r arguments; do
        # shellcheck disable=SC2086 # words
        "$COLDSTART" $arguments > "$NODES/full" 2> "$LOGS/err"
        code=$?
        if ! { ended 2 && says 'No space left'; }; then
            printf '%s\n' "$arguments"
            return 1
        fi
    done << ARGUMENTS
run $SCENARIO
run $SCENARIO --log --quiet --json -
run $SCENARIO --json r.json
report a.json
diff a.json b.json
completions bash
man
--help
--version
help run
ARGUMENTS
    # What could be done was done.
    is_result r.json && [ -s a.html ]
}

case_a_full_standard_error_changes_nothing() {
    need_nodes
    "$COLDSTART" run nothing.json 2> "$NODES/full"
    code=$?
    : > "$LOGS/err"
    ended 2 || return
    "$COLDSTART" --nothing 2> "$NODES/full"
    code=$?
    ended 2 || return
    "$COLDSTART" run "$SCENARIO" --json - 2> "$NODES/full" > r.json
    code=$?
    ended 0 && is_result r.json
}

case_closed_descriptors_are_no_panic() {
    : > "$LOGS/err"
    "$COLDSTART" run "$SCENARIO" --json a.json >&- 2> "$LOGS/err"
    code=$?
    ended 0 && is_result a.json || return
    "$COLDSTART" run "$SCENARIO" --json b.json 2>&- > "$LOGS/out"
    code=$?
    ended 0 && prints 'invocations  10' && is_result b.json || return
    "$COLDSTART" run "$SCENARIO" --json c.json <&- >&- 2>&-
    code=$?
    ended 0 && is_result c.json || return
    "$COLDSTART" run nothing.json >&- 2>&-
    code=$?
    ended 2 || return
    "$COLDSTART" run nothing.json 2>&-
    code=$?
    ended 2
}

case_names_do_not_reach_the_terminal_as_they_are() {
    sed 's/my_function/my\\u001b[31m\\nfunction/' "$SCENARIO" > s.json
    run run s.json
    ended 0 && has_no_escape && prints 'my\u{1b}[31m\nfunction' || return
    run run "$SCENARIO" --json "$(printf 'no\e[2Jne\n/r.json')"
    refused 'no\u{1b}[2Jne\n/r.json' && has_no_escape && [ "$(wc -l < "$LOGS/err")" -eq 1 ] || return
    run run "$(printf 'a\n\e[2Jb.json')"
    ended 2 && says 'a\n\u{1b}[2Jb.json' && has_no_escape || return
    run run "$SCENARIO" "$(printf -- '--x\e[2J')"
    ended 2 && says '--x\u{1b}[2J' && has_no_escape || return
    printf '{"controller_host": "a\\u001b[2J\\nb"}' > broken.json
    run run broken.json
    ended 2 && has_no_escape
}

case_colours_are_for_those_who_want_them() {
    export -n NO_COLOR CLICOLOR_FORCE
    unset NO_COLOR CLICOLOR_FORCE
    run run "$SCENARIO"
    ended 0 && has_no_escape || return
    run run "$SCENARIO" --color always
    ended 0 && prints $'\e[1m' || return
    run --color=never run nothing.json
    ended 2 && has_no_escape || return
    run run nothing.json --color always
    ended 2 && says $'\e[31merror:' || return
    CLICOLOR_FORCE=1 run run "$SCENARIO"
    prints $'\e[1m' || return
    NO_COLOR=1 CLICOLOR_FORCE=1 run run "$SCENARIO" --color never
    has_no_escape || return
    # A result has no colours, whatever is asked for.
    run run "$SCENARIO" --color always --json - --quiet
    is_result "$LOGS/out" || return
    run run "$SCENARIO" --color sometimes
    ended 2 && says 'always'
}

case_colours_are_shown_on_a_terminal_unless_they_are_not_wanted() {
    script --version > /dev/null 2>&1 || skip 'no script, which makes terminals'
    unset NO_COLOR CLICOLOR_FORCE
    export TERM=xterm
    script -qec "'$COLDSTART' run '$SCENARIO'" /dev/null > "$LOGS/out" < /dev/null
    prints $'\e[1m' || return
    NO_COLOR=1 script -qec "'$COLDSTART' run '$SCENARIO' --quiet --log" /dev/null > "$LOGS/out" < /dev/null
    ! grep -aq $'\e\[1m' "$LOGS/out"
}

case_quiet_is_quiet() {
    run run "$SCENARIO" --quiet --log
    ended 0 && prints_nothing && [ ! -s "$LOGS/err" ] || return
    cp "$EXPECTED" r.json
    run report -q r.json
    ended 0 && prints_nothing && [ -s r.html ] || return
    run report r.json
    ended 0 && prints 'r.html'
}

case_completions_are_scripts() {
    local shell
    for shell in bash zsh fish elvish powershell; do
        run completions "$shell"
        ended 0 && prints 'perfetto' || return
        case $shell in bash | fish | zsh) command -v "$shell" > /dev/null && { "$shell" -n "$LOGS/out" || return; } ;; esac
    done
    run completions nonsense
    ended 2 && says 'bash'
}

case_manual_pages_are_there() {
    run man
    ended 0 && prints '.TH' && prints 'completions' || return
    run man run
    ended 0 && prints 'coldstart\-run' && prints 'horizon' && prints 'color' || return
    run man rum
    ended 2 && says 'did you mean `run`?'
}

case_mistakes_are_told_in_plain_words() {
    run run "$SCENARIO" --horizon -1s
    ended 2 && says '--horizon' && says '-1s' && ! grep -q -- 'tip: to pass' "$LOGS/err" || return
    run run "$SCENARIO" --seed -1
    ended 2 && says 'from 0 to 18446744073709551615' || return
    run run "$SCENARIO" --seed 18446744073709551616
    ended 2 && says 'from 0 to 18446744073709551615' || return
    sed '0,/"cores": [0-9]*/s//"cores": 4294967296/' "$SCENARIO" > s.json
    run run s.json
    ended 2 && says 's.json:' && says 'from 0 to 4294967295' || return
    printf '{\n "name": "x",\n}\n' > s.json
    run run s.json
    ended 2 && says 's.json:3:1: expected another value, found `}`; remove the comma'
}
