#!/usr/bin/env bash
# The command at its edges: where results go, what ends it early, and what it prints. Each case is run as root and as nobody
# (with root's rights nothing is read-only), or else as whoever runs this; a line says `ok NAME` or `not ok NAME`.
#
#     tests/face.sh             build the command, and try everything
#     tests/face.sh BINARY      try this one
set -uo pipefail

# ---- what the cases need ----

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
    local found
    found=$(find . -mindepth 1 | sed 's,^\./,,' | sort | tr '\n' ' ')
    [ "$found" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ] || { printf 'there is: %s\n' "$found"; return 1; }
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

# ---- where results go ----

case_a_link_is_followed() {
    echo old > real && ln -s real link
    run run "$SCENARIO" --json link
    ended 0 && [ -L link ] && is_result real && has_only link real
}

case_a_link_to_nothing_makes_what_it_names() {
    mkdir sub && ln -s sub/new link && ln -s link other
    run run "$SCENARIO" --json other
    ended 0 && [ -L link ] && [ -L other ] && is_result sub/new
}

case_a_link_to_a_folder_is_followed() {
    mkdir tables && ln -s tables link
    run run "$SCENARIO" --csv link
    ended 0 && [ -L link ] && [ -s tables/invocations.csv ]
}

case_a_table_that_is_a_link_is_followed() {
    mkdir tables && ln -s ../kept tables/invocations.csv
    run run "$SCENARIO" --csv tables
    ended 0 && [ -L tables/invocations.csv ] && [ -s kept ]
}

case_links_in_a_circle_are_refused() {
    ln -s a b && ln -s b a
    run run "$SCENARIO" --json a
    refused 'circle' && has_only a b
}

case_a_device_is_written_to() {
    need_nodes
    run run "$SCENARIO" --json "$NODES/null"
    ended 0 && [ -c "$NODES/null" ] && prints 'invocations  10'
}

case_a_link_to_a_device_is_written_to() {
    need_nodes
    ln -s "$NODES/null" link
    run run "$SCENARIO" --json link
    ended 0 && [ -c "$NODES/null" ] && [ -L link ]
}

case_a_full_device_is_an_error_after_the_summary() {
    need_nodes
    run run "$SCENARIO" --json "$NODES/full" --perfetto t.json
    ended 2 && [ -c "$NODES/full" ] && prints 'invocations  10' && says 'No space left' && has_only
}

case_a_device_without_rights_is_refused() {
    need_nodes
    is_root && skip 'root may write everywhere'
    run run "$SCENARIO" --json "$NODES/closed"
    refused 'Permission denied'
}

case_a_dash_is_standard_output() {
    run run "$SCENARIO" --json -
    ended 0 && is_result "$LOGS/out" && says 'invocations  10' && has_only
}

case_a_dash_and_quiet_is_the_result_alone() {
    run run "$SCENARIO" --json - --quiet
    ended 0 && is_result "$LOGS/out" && [ ! -s "$LOGS/err" ]
}

case_a_dash_is_no_folder() {
    run run "$SCENARIO" --csv -
    refused 'standard output is no folder' && has_only
}

case_dev_stdout_is_standard_output() {
    run run "$SCENARIO" --json /dev/stdout
    ended 0 && is_result "$LOGS/out" && says 'invocations  10' || return
    "$COLDSTART" run "$SCENARIO" --json /dev/stdout 2> /dev/null | cat > piped
    is_result piped
}

case_the_file_of_standard_output_is_standard_output() {
    "$COLDSTART" run "$SCENARIO" --json out > out 2> "$LOGS/err"
    code=$?
    ended 0 && is_result out && says 'invocations  10'
}

case_standard_output_twice_is_refused() {
    run run "$SCENARIO" --json - --perfetto /dev/stdout
    refused 'another option writes to the same place'
}

case_dev_stderr_is_written_to() {
    "$COLDSTART" run "$SCENARIO" --quiet --json /dev/stderr 2> err
    is_result err
}

case_a_pipe_with_a_name_is_written_to() {
    mkfifo pipe
    cat pipe > got &
    run run "$SCENARIO" --json pipe
    wait
    ended 0 && [ -p pipe ] && is_result got && has_only got pipe
}

case_a_pipe_whose_reader_goes_away_is_no_error() {
    mkfifo pipe
    head -c 10 pipe > got &
    run run "$SCENARIO" --report pipe
    wait
    ended 0 && [ -p pipe ] && [ ! -s "$LOGS/err" ]
}

case_a_process_is_written_to() {
    run run "$SCENARIO" --json >(cat > got.part && mv got.part got)
    ended 0 && until_there got && is_result got
}

case_an_access_mode_is_kept() {
    for mode in 600 640 664 755; do
        echo old > r && chmod "$mode" r
        run run "$SCENARIO" --json r
        ended 0 && is_result r && is_mode "$mode" r || return
    done
}

case_an_owner_is_kept_by_root() {
    is_root || skip 'only root gives files away'
    echo old > r && chown 65534:65534 r && chmod 640 r
    run run "$SCENARIO" --json r
    ended 0 && is_result r && is_mode 640 r && [ "$(stat -c %u:%g r)" = 65534:65534 ]
}

case_the_mask_of_new_files_is_respected() {
    local mask file folder
    while read -r mask file folder; do
        rm -rf r csv
        (umask "$mask" && run run "$SCENARIO" --json r --csv csv && ended 0) || return
        is_mode "$file" r && is_mode "$folder" csv && is_mode "$file" csv/nodes.csv || return
    done << 'MODES'
022 644 755
027 640 750
077 600 700
000 666 777
MODES
}

case_the_scenario_is_not_overwritten() {
    cp "$SCENARIO" s.json && ln -s s.json link && ln s.json hard && mkdir sub
    for name in s.json ./s.json "$PWD/s.json" sub/../s.json link hard; do
        run run s.json --json "$name"
        refused 'the file that is read' && cmp s.json "$SCENARIO" || return
    done
    run run link --json s.json
    refused 'the file that is read' && run run hard --report s.json && refused 'the file that is read'
}

case_the_result_of_a_report_is_not_overwritten() {
    cp "$EXPECTED" r.json && ln -s r.json link && ln r.json hard
    for name in r.json ./r.json link hard; do
        run report r.json --report "$name"
        refused 'the file that is read' && is_result r.json || return
    done
    cp "$EXPECTED" r.html
    run report r.html
    refused 'the file that is read' && is_result r.html
}

case_one_place_for_two_forms_is_refused() {
    ln -s a link && mkdir there
    while read -r json other place; do
        run run "$SCENARIO" --json "$json" "--$other" "$place"
        refused 'another option writes to the same place' && has_only link there || return
    done << 'PLACES'
a perfetto a
a perfetto ./a
a report there/../a
a perfetto link
there/invocations.csv csv there
new/invocations.csv csv new
new csv new
PLACES
}

case_a_folder_is_shared_by_csv_and_parquet() {
    run run "$SCENARIO" --csv tables --parquet tables --json tables/r.json
    ended 0 && [ -s tables/nodes.csv ] && is_result tables/r.json || return
    run report tables/r.json --csv tables --parquet ./tables
    ended 0
}

case_a_place_that_is_no_good_is_told_before_the_run() {
    mkdir folder && echo old > file
    local option place cause
    while read -r option place cause; do
        run run "$SCENARIO" --perfetto t.json "--$option" "$place"
        refused "$cause" && says "--$option" && has_only folder file || return
    done << 'PLACES'
json none/r.json its folder does not exist
csv none/tables its folder does not exist
json folder it is a folder
json folder/ it is a folder
report new/ it is no name of a file
csv file it is not a folder
json file/r.json its folder is a file
PLACES
}

case_a_name_that_is_too_long_is_told_before_the_run() {
    run run "$SCENARIO" --json "$(printf '%0300d' 0)"
    refused 'too long' && has_only
}

case_a_read_only_folder_is_told_before_the_run() {
    is_root && skip 'root may write everywhere'
    mkdir -m 555 folder
    run run "$SCENARIO" --json folder/r.json
    refused 'Permission denied' || return
    run run "$SCENARIO" --csv folder
    refused 'Permission denied' || return
    run run "$SCENARIO" --csv folder/new
    refused 'Permission denied' && has_only folder
}

case_a_read_only_file_is_not_replaced() {
    is_root && skip 'root may write everywhere'
    echo old > r && chmod 444 r
    run run "$SCENARIO" --json r
    refused 'Permission denied' && [ "$(cat r)" = old ] && has_only r
}

case_a_write_that_fails_comes_after_the_summary_and_leaves_nothing() {
    echo old > r.json
    # Pipes have no limit: the summary is printed.
    (ulimit -f 1 && "$COLDSTART" run "$SCENARIO" --json r.json --csv tables 2>&1; echo "code $?") | cat > "$LOGS/out"
    prints 'invocations  10' && prints 'File too large' && prints 'code 2' && ! grep -a panicked "$LOGS/out" || return
    [ "$(cat r.json)" = old ] && has_only r.json
}

# ---- what ends it early ----

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

# ---- what is printed, and who reads it ----

case_a_reader_that_goes_away_is_no_error() {
    cp "$EXPECTED" a.json && sed 's/92\./93./' a.json > b.json
    local arguments codes
    while read -r arguments; do
        # shellcheck disable=SC2086 # words
        "$COLDSTART" $arguments 2> "$LOGS/err" | true
        codes=("${PIPESTATUS[@]}")
        code=${codes[0]}
        case $arguments in diff*) ended 1 ;; *) ended 0 ;; esac && [ ! -s "$LOGS/err" ] || { printf '%s\n' "$arguments"; return 1; }
        # shellcheck disable=SC2086 # words
        "$COLDSTART" $arguments 2> "$LOGS/err" | head -n 1 > /dev/null
        [ ! -s "$LOGS/err" ] || { printf '%s\n' "$arguments"; return 1; }
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
        ended 2 && says 'No space left' || { printf '%s\n' "$arguments"; return 1; }
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

# ---- one case, all cases ----

if [ "${1:-}" = --case ]; then
    cd "$3" || exit 1
    "case_$2"
    exit
fi

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
if [ $# -gt 0 ]; then
    binary=$1
else
    cargo build --quiet --bin coldstart || exit 1
    binary=${CARGO_TARGET_DIR:-target}/debug/coldstart
fi

FACE=$(mktemp -d)
trap 'rm -rf "$FACE"' EXIT
chmod 755 "$FACE"
cp "$binary" "$FACE/coldstart"
cp tests/reference/basic_10_3.scenario.json "$FACE/basic.scenario.json"
cp "${BASH_SOURCE[0]##*/}" "$FACE/face.sh" 2> /dev/null || cp tests/face.sh "$FACE/face.sh"
chmod 755 "$FACE/coldstart" "$FACE/face.sh"
chmod 644 "$FACE/basic.scenario.json"
export COLDSTART=$FACE/coldstart SCENARIO=$FACE/basic.scenario.json LONG=$FACE/long.scenario.json
export EXPECTED=$FACE/expected.json NODES=$FACE/nodes LOGS
unset NO_COLOR CLICOLOR_FORCE

"$COLDSTART" run "$SCENARIO" --quiet --json "$EXPECTED" || exit 1
# The same with so many invocations that it takes a while.
awk -v many=30000 '
    /"timeline"/ {
        print " \"timeline\": ["
        for (i = 0; i < many; i++) printf "  {\"invoke\": \"my_function\", \"id\": \"j%d\", \"sleep\": 1}%s\n", i, i + 1 < many ? "," : ""
        print " ]\n}"
        exit
    }
    { print }
' "$SCENARIO" > "$LONG"
chmod 644 "$EXPECTED" "$LONG"

mkdir "$NODES"
if mknod -m 666 "$NODES/null" c 1 3 2> /dev/null; then
    mknod -m 666 "$NODES/full" c 1 7
    mknod -m 600 "$NODES/closed" c 1 3
    # Where devices cannot be opened, such as on some mounts, they are of no use.
    { : > "$NODES/null"; } 2> /dev/null || rm -f "$NODES"/*
fi
chmod 755 "$NODES"

failed=0

# Runs one case as a user, in a folder of the user's own.
try() {
    local user=$1 name=$2 folder told code as=()
    folder=$FACE/$user.$name
    LOGS=$FACE/$user.$name.logs
    mkdir "$folder" "$LOGS"
    if [ "$user" = nobody ]; then
        chown 65534:65534 "$folder" "$LOGS"
        as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    fi
    told=$("${as[@]}" timeout 30 bash "$FACE/face.sh" --case "$name" "$folder" 2>&1)
    code=$?
    case $code in
        0) printf 'ok %s, as %s\n' "$name" "$user" ;;
        77) printf 'ok %s, as %s # %s\n' "$name" "$user" "$told" ;;
        *)
            printf 'not ok %s, as %s\n' "$name" "$user"
            printf '%s\n' "$told" | sed 's/^/    /'
            failed=1
            ;;
    esac
}

if [ "$(id -u)" -ne 0 ]; then
    users=("$(id -un)")
    printf '# not run by root: no case is tried as root\n'
elif command -v setpriv > /dev/null; then
    users=(root nobody)
else
    users=(root)
    printf '# no setpriv: no case is tried as nobody\n'
fi
for user in "${users[@]}"; do
    for name in $(compgen -A function case_); do
        try "$user" "${name#case_}"
    done
done
exit "$failed"
