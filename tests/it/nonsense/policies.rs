//! Every parameter of every policy in a scenario file, with numbers that no quantity is.

use coldstart::prelude::*;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::run;
use coldstart::scenario::schema::Scenario;
use coldstart::serverless::policy::PolicyKind;
use coldstart::serverless::policy::registry::{self, Entry};
use serde_json::json;

use super::fields::whole;
use crate::support::sources::assert_none;

/// Not a number, infinity, a negative number, zero, and a number beyond all measure.
const NUMBERS: [&str; 5] = ["nan", "inf", "-1", "0", "1e300"];

/// For each parameter of each policy, which of [`NUMBERS`] are accepted (`=`), and which refused (`x`).
#[rustfmt::skip]
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("random",          "seed",            "xxx=x"),
    ("random_stream",   "seed",            "xxx=x"),
    ("locality",        "bound",           "xxxx="),
    ("locality",        "virtual_nodes",   "xxxxx"),
    ("power_of_choices", "choices",         "xxxxx"),
    ("shortest_first",  "estimate",        "xxxxx"),
    ("shortest_first",  "newest",          "xxxxx"),
    ("fixed_timeout",   "timeout",         "xxx=x"),
    ("fixed_lifetime",  "lifetime",        "xxx=x"),
    ("memory_budget",   "budget",          "xxx=x"),
    ("memory_budget",   "timeout",         "xxx=x"),
    ("hybrid_histogram", "bin",             "xxxxx"),
    ("hybrid_histogram", "range",           "xxxxx"),
    ("hybrid_histogram", "head",            "xxx=x"),
    ("hybrid_histogram", "tail",            "xxxxx"),
    ("hybrid_histogram", "margin",          "xxx=x"),
    ("hybrid_histogram", "least",           "xxx=x"),
    ("hybrid_histogram", "representative",  "xxx=="),
    ("hybrid_histogram", "out_of_bounds",   "xxx=x"),
    ("hybrid_histogram", "forecast_margin", "xxx=x"),
    ("knative",         "metric",         "xxxxx"),
    ("knative",         "target",         "xxxx="),
    ("knative",         "utilization",    "xxxxx"),
    ("knative",         "stable_window",  "xxxxx"),
    ("knative",         "panic_window",   "xxxxx"),
    ("knative",         "panic_threshold", "xxxx="),
    ("knative",         "max_scale_up",   "xxxx="),
    ("knative",         "max_scale_down", "xxxx="),
    ("knative",         "scale_to_zero",  "xxxxx"),
    ("knative",         "scale_to_zero_grace", "xxx=x"),
    ("knative",         "scale_down_delay", "xxx=x"),
    ("knative",         "min_scale",      "xxx=x"),
    ("knative",         "max_scale",      "xxxxx"),
    ("knative",         "initial_scale",  "xxx=x"),
    ("knative",         "period",         "xxxxx"),
    ("horizontal",      "target",         "xxxx="),
    ("horizontal",      "tolerance",      "xxx=="),
    ("horizontal",      "window",         "xxxxx"),
    ("horizontal",      "stabilization_up", "xxx=x"),
    ("horizontal",      "stabilization_down", "xxx=x"),
    ("horizontal",      "up",             "xxxxx"),
    ("horizontal",      "up_choice",      "xxxxx"),
    ("horizontal",      "down",           "xxxxx"),
    ("horizontal",      "down_choice",    "xxxxx"),
    ("horizontal",      "min_scale",      "xxxxx"),
    ("horizontal",      "max_scale",      "xxxxx"),
    ("horizontal",      "period",         "xxxxx"),
    ("azure",           "trigger",        "xxxxx"),
    ("azure",           "per_instance",   "xxxxx"),
    ("azure",           "pause",          "xxxxx"),
    ("azure",           "scale_in_after", "xxx=x"),
    ("azure",           "max_instances",  "xxxxx"),
    ("cloud_run",       "utilization",    "xxxxx"),
    ("cloud_run",       "window",         "xxxxx"),
    ("cloud_run",       "idle",           "xxx=x"),
    ("cloud_run",       "min_scale",      "xxx=x"),
    ("cloud_run",       "max_scale",      "xxxxx"),
    ("cloud_run",       "period",         "xxxxx"),
    ("constant",        "delay",           "xxx=x"),
    ("distribution",    "delay",           "xxxxx"),
    ("plan",            "steps",           "xxxxx"),
    ("concurrency_limit", "account",        "xxx=x"),
    ("concurrency_limit", "requests",       "xxx=x"),
    ("scaling_rate",    "tokens",          "xxxxx"),
    ("scaling_rate",    "per",             "xxxxx"),
    ("scaling_rate",    "burst",           "xxxxx"),
    ("scaling_rate",    "scope",           "xxxxx"),
    ("queue_limit",     "waiting",         "xxx=x"),
    ("queue_limit",     "in_system",       "xxx=x"),
    ("queue_limit",     "scope",           "xxxxx"),
    ("pending_limit",   "start_ups",       "xxx=="),
    ("pending_limit",   "least",           "xxx=x"),
    ("pending_limit",   "per_instance",    "xxx=x"),
    ("all_of",          "policies",        "xxxxx"),
];

/// Where in a scenario the policy of a kind stands.
fn place(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Admission => "service.admission",
        PolicyKind::Discipline => "service.discipline",
        PolicyKind::Scheduler => "service.scheduler",
        PolicyKind::Reuse => "service.reuse",
        PolicyKind::KeepAlive => "service.keep_alive",
        PolicyKind::Eviction => "service.properties.idle_container_eviction_policy",
        PolicyKind::Scaler => "service.scaler",
        PolicyKind::StartUp => "service.start_up",
    }
}

/// Limits of functions that not every admission policy heeds.
fn drop_limits(scenario: &mut serde_json::Value) {
    for function in scenario["functions"].as_array_mut().expect("functions") {
        let function = function.as_object_mut().expect("a function");
        function.remove("max_concurrency");
        function.remove("reserved_concurrency");
    }
}

/// Reads the whole scenario with a policy that has a word for a parameter. In TOML, for JSON has no word for infinity.
fn read(entry: &Entry, parameter: &str, word: &str) -> Result<Scenario, String> {
    let mut scenario = whole();
    let placeholder = "@@@";
    let properties = &mut scenario["service"]["properties"];
    let properties = properties.as_object_mut().expect("properties");
    properties.remove("container_idle_timeout");
    properties.remove("container_startup_overhead");
    if entry.kind == PolicyKind::Admission {
        drop_limits(&mut scenario);
    }
    let mut field = &mut scenario;
    for key in place(entry.kind).split('.') {
        field = &mut field[key];
    }
    *field = json!({ "kind": entry.name, parameter: placeholder });
    let text = toml::to_string(&scenario).expect("it is TOML");
    let text = text.replace(&format!("\"{placeholder}\""), word);
    parse(&text, Format::Toml, "my.toml").map_err(|error| error.to_string())
}

#[test]
fn a_parameter_is_refused_or_means_what_it_says() {
    let mut wrong = Vec::new();
    let all =
        registry::all().flat_map(|entry| entry.parameters.iter().map(move |one| (entry, one.name)));
    for (entry, parameter) in all {
        let name = format!("{} `{}`: {parameter}", entry.kind, entry.name);
        let row = PARAMETERS
            .iter()
            .find(|(policy, one, _)| (*policy, *one) == (entry.name, parameter));
        let Some((.., outcomes)) = row else {
            wrong.push(format!("{name} is not in the table"));
            continue;
        };
        for (number, expected) in NUMBERS.iter().zip(outcomes.chars()) {
            match (read(entry, parameter, number), expected) {
                (Ok(scenario), '=') => {
                    // It runs, to whatever end, and does not panic.
                    if let Err(error) = run(&scenario, Seed(1)) {
                        wrong.push(format!("{name} = {number} does not run: {error}"));
                    }
                }
                (Err(error), 'x')
                    if error.contains(place(entry.kind)) && error.contains(parameter) => {}
                (Err(error), _) => wrong.push(format!("{name} = {number} is refused: {error}")),
                (Ok(_), _) => wrong.push(format!("{name} = {number} is accepted")),
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_policy_stands_in_every_place_of_a_scenario_by_its_name_alone_or_as_an_object() {
    for entry in registry::all() {
        let mut results = Vec::new();
        for choice in [json!(entry.name), json!({ "kind": entry.name })] {
            let mut scenario = whole();
            let properties = &mut scenario["service"]["properties"];
            let properties = properties.as_object_mut().expect("properties");
            properties.remove("container_idle_timeout");
            properties.remove("container_startup_overhead");
            if entry.kind == PolicyKind::Admission {
                drop_limits(&mut scenario);
            }
            let mut field = &mut scenario;
            for key in place(entry.kind).split('.') {
                field = &mut field[key];
            }
            *field = choice;
            if entry.name == "workload_balancing" {
                // It gives each invocation a core, and refuses anything else.
                for function in scenario["functions"].as_array_mut().expect("functions") {
                    let function = function.as_object_mut().expect("a function");
                    function.remove("cpu");
                }
            }
            let scenario = parse(&scenario.to_string(), Format::Json, "my.json");
            let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
            results.push(run(&scenario, Seed(1)).expect("it runs").result);
        }
        assert_eq!(results[0], results[1], "{}", entry.name);
    }
}

#[test]
fn policies_in_the_place_of_times_do_the_same() {
    let result = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut scenario = whole();
        change(&mut scenario["service"]);
        let scenario = parse(&scenario.to_string(), Format::Json, "my.json");
        let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
        run(&scenario, Seed(1)).expect("it runs").result
    };
    let times = |service: &mut serde_json::Value| {
        service["properties"] =
            json!({ "container_idle_timeout": "7s", "container_startup_overhead": "3s" });
    };
    let policies = |service: &mut serde_json::Value| {
        service["properties"] = json!({});
        service["keep_alive"] = json!({ "kind": "fixed_timeout", "timeout": "7s" });
        service["start_up"] = json!({ "kind": "constant", "delay": "3s" });
    };
    assert_eq!(result(&times), result(&policies));
    assert_ne!(
        result(&times),
        result(&|service| service["properties"] = json!({}))
    );
}
