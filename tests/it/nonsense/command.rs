//! What the command says of careless files and options.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::command::{Folder, coldstart, text};
use crate::support::files::reference;

fn scenario(name: &str) -> Value {
    let text = fs::read_to_string(reference(name)).expect("the scenario");
    serde_json::from_str(&text).expect("valid JSON")
}

fn run(file: &str, scenario: &Value, options: &[&str]) -> (Output, String) {
    let folder = Folder::new();
    let path = folder.path(file);
    fs::write(&path, scenario.to_string()).expect("the scenario is written");
    let path = path.to_string_lossy();
    let output = coldstart(&[&["run", &path], options].concat());
    let error = text(&output.stderr);
    (output, error)
}

#[test]
fn a_refused_registration_fails_the_run_unless_it_is_allowed() {
    let mut scenario = scenario("test_registration_failures");
    let (output, error) = run("refused.json", &scenario, &["-q"]);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains("was refused at ") && error.contains("`\"allow_refusal\": true`"),
        "{error}"
    );
    scenario["allow_refusal"] = true.into();
    let (output, error) = run("refused.json", &scenario, &["-q"]);
    assert_eq!((output.status.code(), error.as_str()), (Some(0), ""));
}

#[test]
fn a_timeline_that_goes_backwards_is_refused_or_noted() {
    let mut scenario = scenario("basic_10_3");
    let function = scenario["functions"][0]["name"].clone();
    scenario["timeline"] = json!([
        { "invoke": function, "id": "a", "at": 5 }, { "invoke": function, "id": "b", "at": 2 },
    ]);
    let (output, error) = run("mine.json", &scenario, &["-q"]);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        error.contains("timeline[1].at: is 2.000000000 s, but timeline[0] comes before it"),
        "{error}"
    );
    // The format of the reference has a meaning for it.
    let (output, error) = run("theirs.scenario.json", &scenario, &[]);
    assert_eq!(output.status.code(), Some(0), "{error}");
    assert!(
        error.starts_with("note: ") && error.contains("timeline[1].at"),
        "{error}"
    );
}

#[test]
fn a_horizon_of_the_command_line_bounds_the_run() {
    let mut scenario = scenario("basic_10_3");
    scenario["horizon"] = json!("1h");
    let (output, error) = run("mine.json", &scenario, &["--horizon", "5s"]);
    assert_eq!(output.status.code(), Some(0), "{error}");
    let summary = text(&output.stdout);
    assert!(summary.contains("5.000000000 s"), "{summary}");
    for nonsense in [
        "0",
        "0s",
        "5",
        "1e3",
        "-1s",
        "nan",
        "inf",
        "5 bananas",
        "1e300",
        "",
    ] {
        let (output, error) = run("mine.json", &scenario, &[&format!("--horizon={nonsense}")]);
        assert_eq!(output.status.code(), Some(2), "{nonsense}: {error}");
    }
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let scenario = scenario("basic_10_3");
    for option in [
        "--seed=-1",
        "--seed=1e3",
        "--seed=nan",
        "--record=sampled=0",
        "--record=sampled=-1",
        "--record=sampled=nan",
    ] {
        let (output, error) = run("mine.json", &scenario, &[option]);
        assert_eq!(output.status.code(), Some(2), "{option}: {error}");
    }
}

/// The only message about a scenario that is bad input, of the file `mine.json`.
fn told(scenario: &Value) -> String {
    let (output, error) = run("mine.json", scenario, &["-q"]);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert_eq!(error.matches("mine.json:").count(), 1, "{error}");
    error
}

#[test]
fn names_that_are_empty_are_told() {
    let whole = super::fields::whole();
    let empty = |pointer: &str| {
        let mut scenario = whole.clone();
        *scenario.pointer_mut(pointer).expect(pointer) = "".into();
        run("mine.json", &scenario, &["-q"]).1
    };
    for (pointer, path) in [
        ("/platform/hosts/0/name", "platform.hosts[0].name"),
        ("/platform/links/0/name", "platform.links[0].name"),
        ("/images/0/name", "images[0].name"),
        ("/images/0/layers/0/name", "images[0].layers[0].name"),
        ("/functions/0/name", "functions[0].name"),
        ("/timeline/1/id", "timeline[1].id"),
    ] {
        let told = empty(pointer);
        assert!(
            told.contains(&format!("{path}: is empty; give it a name")),
            "{told}"
        );
    }
}

#[test]
fn words_that_are_none_and_numbers_in_lists_are_told_with_their_place() {
    let whole = super::fields::whole();
    let with = |pointer: &str, value: Value| {
        let mut scenario = whole.clone();
        *scenario.pointer_mut(pointer).expect(pointer) = value;
        told(&scenario)
    };
    for (value, message) in [
        (
            json!(5),
            "policies[0]: invalid type: 5; expected the name of an admission policy",
        ),
        (json!({}), "policies[0]: missing key `kind`; add it"),
        (
            json!("lifo"),
            "policies[0]: unknown value `lifo` (values: concurrency_limit",
        ),
        (
            json!({ "kind": "queue_limit", "wating": 5 }),
            "policies[0]: wating: unknown key `wating`; did you mean `waiting`?",
        ),
        (
            json!({ "kind": "queue_limit", "waiting": "many" }),
            "policies[0]: waiting: invalid type: string \"many\"; expected a whole number",
        ),
        (
            json!({ "kind": "queue_limit", "waiting": null }),
            "service.admission.policies[0].waiting: has no value; give it one, or leave it out",
        ),
    ] {
        let list = json!({ "kind": "all_of", "policies": [value] });
        let told = with("/service/admission", list);
        assert!(told.contains(message), "{told}");
    }
    let told = with("/functions/0/retry/jitter", json!(true));
    let message = "functions[0].retry.jitter: invalid type: boolean `true`; expected a text";
    assert!(told.contains(message), "{told}");
    let told = with("/service/tariff/gb", json!(["GB"]));
    assert!(
        told.contains("service.tariff.gb: invalid type: sequence; expected a text"),
        "{told}"
    );
    let told = with("/functions/0/cpu", json!({ "per_instance": 0.0014 }));
    assert!(
        told.contains("functions[0].cpu.per_instance: `cpu` is 0.0014 cores, and"),
        "{told}"
    );
}
