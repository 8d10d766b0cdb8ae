# shellcheck shell=bash
# Cases: where results go.
# `ended` reads `code`, and the same file twice is the case.
# shellcheck disable=SC2034,SC2094

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
    # Where the command is wrong and runs as root, the link is gone; others need it.
    [ -L /dev/stdout ] || { ln -sf /proc/self/fd/1 /dev/stdout; return 1; }
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
    [ -L /dev/stderr ] || { ln -sf /proc/self/fd/2 /dev/stderr; return 1; }
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

case_a_file_that_is_mounted_is_written_to() {
    is_root || skip 'only root mounts'
    echo old > r.json && echo old > "$LOGS/mounted"
    mount --bind "$LOGS/mounted" r.json 2> /dev/null || skip 'mounts are not permitted here'
    run run "$SCENARIO" --json r.json
    umount r.json
    ended 0 && is_result "$LOGS/mounted" && has_only r.json
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
    cp "$SCENARIO" s.json && ln -s s.json link.json && ln s.json hard.json && mkdir sub
    for name in s.json ./s.json "$PWD/s.json" sub/../s.json link.json hard.json; do
        run run s.json --json "$name"
        refused 'the file that is read' && cmp s.json "$SCENARIO" || return
    done
    run run link.json --json s.json
    refused 'the file that is read' || return
    run run hard.json --report s.json
    refused 'the file that is read' && cmp s.json "$SCENARIO"
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
    ended 0 || return
    run run "$SCENARIO" --csv new --parquet new/inner --json new/inner/r.json
    ended 0 && is_result new/inner/r.json
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
