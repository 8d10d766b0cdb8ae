//! The `coldstart` command and the command line of a declared simulation, as their users meet them.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::command::{Folder, coldstart, text};
use crate::support::files::reference;
use crate::support::files::repository;

fn scenario() -> Value {
    let text = fs::read_to_string(reference("basic_10_3")).expect("the scenario");
    serde_json::from_str(&text).expect("valid JSON")
}

/// Runs a scenario given as text, asking for a result; returns what came out, and the result if one was written.
fn run(file_name: &str, content: &str) -> (Output, Option<Value>) {
    let folder = Folder::new();
    let (file, result) = (folder.path(file_name), folder.path("out.json"));
    fs::write(&file, content).expect("the scenario is written");
    let output = coldstart(&[
        "run",
        &file.to_string_lossy(),
        "--json",
        &result.to_string_lossy(),
    ]);
    let result = fs::read_to_string(result).ok();
    (
        output,
        result.map(|text| serde_json::from_str(&text).expect("the result is valid JSON")),
    )
}

/// A scenario that must be refused: exit code 2, no result, and a message with each of these.
fn refused(file_name: &str, content: &str, message: &[&str]) {
    let (output, result) = run(file_name, content);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(result.is_none(), "a result was written");
    for part in message.iter().chain(&[file_name]) {
        assert!(error.contains(part), "no `{part}` in: {error}");
    }
}

fn refused_with(change: impl FnOnce(&mut Value), message: &[&str]) {
    let mut scenario = scenario();
    change(&mut scenario);
    refused("my.scenario.json", &scenario.to_string(), message);
}

#[test]
fn a_scenario_gives_a_summary_and_a_result() {
    let (output, result) = run("basic.json", &scenario().to_string());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("invocations  10\n"),
        "{}",
        text(&output.stdout)
    );
    let result = result.expect("a result");
    assert_eq!(result["invocations"].as_array().map(Vec::len), Some(10));
    for key in ["final_date", "registrations", "waits"] {
        assert!(!result[key].is_null(), "{key}");
    }
}

#[test]
fn toml_is_read_with_the_same_schema() {
    let toml = toml_of(&scenario());
    let (from_toml, from_json) = (
        run("basic.toml", &toml),
        run("basic.json", &scenario().to_string()),
    );
    assert!(
        from_toml.0.status.success(),
        "{}",
        text(&from_toml.0.stderr)
    );
    assert_eq!(from_toml.1, from_json.1);
}

/// The same in TOML, which has no null.
fn toml_of(scenario: &Value) -> String {
    fn without_nulls(value: &Value) -> Value {
        match value {
            Value::Object(entries) => entries
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
            Value::Array(items) => items.iter().map(without_nulls).collect(),
            other => other.clone(),
        }
    }
    toml::to_string(&without_nulls(scenario)).expect("a scenario is a TOML table")
}

#[test]
fn a_missing_field_is_told_with_its_place() {
    let remove = |scenario: &mut Value| {
        scenario["functions"][0]
            .as_object_mut()
            .expect("a function")
            .remove("image");
    };
    refused_with(remove, &["functions[0]", "image"]);
}

#[test]
fn a_negative_size_is_told_with_its_place() {
    refused_with(
        |scenario| scenario["images"][0]["disk_size"] = json!(-5),
        &["images[0].disk_size", "-5"],
    );
}

#[test]
fn an_unknown_host_is_told_with_the_one_that_was_meant() {
    let misspell = |scenario: &mut Value| {
        scenario["platform"]["routes"][1]["dst"] = json!("ServerlessHeadNod")
    };
    refused_with(
        misspell,
        &[
            "platform.routes[1].dst",
            "ServerlessHeadNod",
            "did you mean `ServerlessHeadNode`?",
        ],
    );
}

#[test]
fn an_unknown_field_is_told() {
    refused_with(
        |scenario| scenario["service"]["head"] = json!("h"),
        &["service", "head"],
    );
}

#[test]
fn every_mistake_is_told_at_once() {
    let spoil = |scenario: &mut Value| {
        scenario["controller_host"] = json!("nowhere");
        scenario["functions"][0]["image"] = json!("nothing");
    };
    refused_with(
        spoil,
        &[
            "controller_host",
            "nowhere",
            "functions[0].image",
            "nothing",
        ],
    );
}

#[test]
fn a_missing_route_is_told() {
    let remove = |scenario: &mut Value| {
        scenario["platform"]["routes"] = json!([]);
    };
    refused_with(remove, &["no route from", "ServerlessHeadNode"]);
}

#[test]
fn broken_json_is_told_with_line_and_column() {
    refused(
        "broken.json",
        "{\n \"name\": \"x\",\n oops\n}",
        &["broken.json:3:2", "a key in double quotes", "`oops`"],
    );
}

#[test]
fn broken_toml_is_told_with_line_and_column() {
    refused("broken.toml", "name = \"x\"\noops\n", &["broken.toml:2:"]);
}

#[test]
fn a_file_of_another_kind_is_refused() {
    refused("scenario.yaml", "name: x", &[".json", ".toml"]);
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let output = coldstart(&["run", "no/such/file.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no/such/file.json"));
}

#[test]
fn a_result_that_cannot_be_written_is_told_and_leaves_nothing() {
    let folder = Folder::new();
    let scenario = reference("basic_10_3");
    let target = folder.path("missing/out.json");
    let output = coldstart(&[
        "run",
        &scenario.to_string_lossy(),
        "--json",
        &target.to_string_lossy(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("cannot write"),
        "{}",
        text(&output.stderr)
    );
    let existing = coldstart(&[
        "run",
        &scenario.to_string_lossy(),
        "--json",
        &folder.path("").to_string_lossy(),
    ]);
    assert_eq!(existing.status.code(), Some(2), "a folder is not a file");
    assert!(folder.names().is_empty());
}

#[test]
fn a_scenario_that_gets_stuck_ends_with_a_report_that_names_who_waits() {
    let mut scenario = scenario();
    // Workload balancing plans by time limits: a function without one has no work, and is never dispatched.
    scenario["service"]["scheduler"] = json!({ "kind": "workload_balancing" });
    scenario["functions"][0]["time_limit"] = json!(0);
    scenario["functions"][0]["name"] = json!("f");
    scenario["timeline"] = json!([{ "invoke": "f", "id": "only", "after": 3 }]);
    let (output, result) = run("stuck.json", &scenario.to_string());
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    for part in [
        "stuck",
        "`timeline` has been waiting since 3.0",
        "f#0",
        "has not dispatched",
    ] {
        assert!(error.contains(part), "no `{part}` in: {error}");
    }
    let result = result.expect("what happened until then");
    assert!(
        result["error"]
            .as_str()
            .is_some_and(|error| error.contains("stuck"))
    );
    assert_eq!(result["invocations"][0]["submit"], 3.0);
    assert_eq!(result["invocations"][0]["dispatch"], Value::Null);
}

#[test]
fn images_that_evict_each_other_for_ever_end_the_run() {
    let file = repository("tests/scenarios/thrashing.scenario.json");
    let output = coldstart(&["run", &file.to_string_lossy()]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    for part in [
        "thrashing",
        "`timeline`",
        "more memory or disk",
        "invocation f",
    ] {
        assert!(error.contains(part), "no `{part}` in: {error}");
    }
}

#[test]
fn a_function_that_fits_on_no_node_is_told_in_the_summary() {
    let mut scenario = scenario();
    scenario["functions"][0]["ram_limit"] = json!("1 TB");
    let (output, _) = run("too_large.json", &scenario.to_string());
    let summary = text(&output.stdout);
    assert!(
        summary.contains("not registered  ") && summary.contains("sufficient RAM"),
        "{summary}"
    );
}

#[test]
fn names_are_shown_with_what_a_terminal_would_obey_escaped() {
    let mut scenario = scenario();
    let name = "a\u{1b}[31m\nb";
    scenario["functions"][0]["name"] = json!(name);
    scenario["timeline"] = json!([{ "invoke": name, "id": "only", "sleep": 1 }]);
    let (output, result) = run("names.json", &scenario.to_string());
    let summary = text(&output.stdout);
    assert!(summary.contains(r"a\u{1b}[31m\nb on service"), "{summary}");
    assert!(!summary.contains('\u{1b}'), "{summary}");
    let result = result.expect("a result");
    assert_eq!(result["invocations"][0]["function"], name);
}

#[test]
fn a_file_name_in_a_message_is_escaped() {
    let output = coldstart(&["run", "a\u{1b}[2J\nb.json"]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(error.contains(r"a\u{1b}[2J\nb.json"), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

#[test]
fn many_notes_are_counted() {
    let mut scenario = scenario();
    let late =
        (0..50).map(|index| json!({ "invoke": "my_function", "id": format!("i{index}"), "at": 0 }));
    scenario["timeline"] =
        std::iter::once(json!({ "invoke": "my_function", "id": "first", "at": 5 }))
            .chain(late)
            .collect();
    let (output, _) = run("late.scenario.json", &scenario.to_string());
    let notes = text(&output.stderr);
    assert_eq!(notes.lines().count(), 11, "{notes}");
    let rest = "and so are 40 other entries of the timeline\n";
    assert!(notes.ends_with(rest), "{notes}");
}

#[test]
fn many_refused_registrations_are_counted() {
    let mut scenario = scenario();
    let function = scenario["functions"][0].clone();
    let too_large = (0..12).map(|index| {
        let mut function = function.clone();
        function["name"] = json!(format!("f{index}"));
        function["ram_limit"] = json!("1 TB");
        function
    });
    scenario["functions"] = too_large.collect();
    scenario["timeline"] = json!([]);
    let (output, _) = run("too_large.json", &scenario.to_string());
    let (summary, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert_eq!(
        summary.matches("not registered  f").count(),
        10,
        "{summary}"
    );
    assert!(
        summary.contains("not registered  and 2 others\n"),
        "{summary}"
    );
    assert_eq!(error.matches("the registration of").count(), 10, "{error}");
    assert!(
        error.ends_with("and 2 other registrations were refused\n"),
        "{error}"
    );
}

#[test]
fn options_with_numbers_that_make_no_sense_are_refused_in_plain_words() {
    let file = reference("basic_10_3").to_string_lossy().into_owned();
    let range = "from 0 to 18446744073709551615";
    let cases = [
        ("--horizon", "-1s", "-1s"),
        ("--horizon", "0s", "give a later date"),
        ("--horizon", "0", "give a later date"),
        ("--horizon", "5", "`5` has no unit; write a time such as 5s"),
        ("--horizon", "1_000.5", "`1_000.5` has no unit"),
        ("--seed", "-1", range),
        ("--seed", "18446744073709551616", range),
        ("--seed", "x", range),
        ("--replication", "-1", range),
        ("--replication", "18446744073709551616", range),
        ("--replications", "-1", "from 1 to 10000"),
        ("--replications", "0", "from 1 to 10000"),
        ("--most-replications", "-1", "from 1 to 10000"),
        ("--jobs", "-1", "from 1 to 1024"),
        ("--shards", "-1", "from 1 to 1000000"),
        ("--retries", "-1", "from 0 to 100"),
        ("--precision", "-5%", "is no precision"),
        ("--confidence", "-1", "is no confidence"),
        ("--warm-up", "-3s", "is no warm-up"),
    ];
    for (option, value, part) in cases {
        let is_of_one_run = ["--horizon", "--seed", "--replication"].contains(&option);
        let command = if is_of_one_run { "run" } else { "sweep" };
        let output = coldstart(&[command, &file, option, value]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(option) && error.contains(part), "{error}");
        assert!(!error.contains("tip: to pass"), "{error}");
    }
}

#[test]
fn a_study_of_too_many_runs_is_refused_with_their_number() {
    let file = reference("basic_10_3").to_string_lossy().into_owned();
    let timeouts = "container_idle_timeout=1s..1001s";
    let output = coldstart(&[
        "sweep",
        &file,
        "--sweep",
        timeouts,
        "--replications",
        "10000",
    ]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    // 1001 x 10 000.
    assert!(error.contains("10010000 runs"), "{error}");
    assert!(error.contains("10000000 at most; take fewer"), "{error}");
}

#[test]
fn what_is_set_twice_is_refused() {
    let file = reference("basic_10_3").to_string_lossy().into_owned();
    let output = coldstart(&["run", &file, "--set", "nodes=3", "--set", "nodes=4"]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("--set: `nodes` is set twice"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_device_and_a_text_in_another_encoding_are_no_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let (device, utf_16) = (folder.path().join("z.json"), folder.path().join("u.json"));
    std::os::unix::fs::symlink("/dev/zero", &device).unwrap();
    fs::write(&utf_16, b"\xff\xfe{\0").unwrap();
    for (path, part) in [
        (device, "is a pipe or a device"),
        (utf_16, "save it as UTF-8"),
    ] {
        let output = coldstart(&["run", path.to_str().unwrap()]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_number_that_is_too_large_is_told_with_the_range() {
    refused_with(
        |scenario| scenario["platform"]["hosts"][0]["cores"] = json!(1_u64 << 32),
        &["platform.hosts[0].cores", "from 0 to 4294967295"],
    );
    refused_with(
        |scenario| scenario["service"]["scheduler"] = json!({ "kind": "random", "seed": 1e30 }),
        &[
            "service.scheduler",
            "seed: ",
            "from 0 to 18446744073709551615",
        ],
    );
}

#[test]
fn colours_are_there_when_they_are_asked_for() {
    let file = reference("basic_10_3").to_string_lossy().into_owned();
    for (when, coloured) in [("always", true), ("never", false), ("auto", false)] {
        let output = coldstart(&["run", &file, "--color", when]);
        assert_eq!(output.stdout.contains(&0x1b), coloured, "{when}");
        let output = coldstart(&["--color", when, "run", "nothing.json"]);
        assert_eq!(output.stderr.contains(&0x1b), coloured, "{when}");
    }
}
