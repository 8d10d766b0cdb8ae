//! Scenarios with one value in the place of another: the schema and the loader agree which of them are none.

use coldstart::scenario::load::{Format, parse};
use serde_json::{Value, json};

use super::{refused_for_its_shape, validator};
use crate::nonsense::fields::whole;
use crate::support::sources::assert_none;

/// A scenario with the forms of what may be given in several.
fn rich() -> Value {
    let step = json!({ "op": "write", "file": "a", "size": "1MB" });
    json!({
        "$schema": "scenario.json",
        "description": "rich", "seed": 1, "horizon": "1h", "network_model": "ideal",
        "engine": { "control_message_size": { "stop": 100 }, "link_shutdown": true },
        "controller_host": "user",
        "platform": {
            "hosts": [
                { "name": "user", "speed": "1Gflop/s", "disk": { "size": "5TB", "read_bw": "100MB/s", "write_bw": "100MB/s" } },
                { "name": "worker", "count": 2, "speed": 1e9, "cores": 4, "ram": "64GB", "gpus": 1, "carbon": 30.5,
                  "power": { "idle": "100W", "peak": 200 },
                  "disk": { "size": "5TB", "read_bw": "100MB/s", "write_bw": "100MB/s", "mount": "/" } }
            ],
            "links": [{ "name": "lan", "bandwidth": "100MB/s", "latency": "20us", "sharing": "fatpipe" }],
            "routes": [{ "src": "user", "dst": "worker", "links": ["lan"], "symmetrical": true }]
        },
        "storage": { "host": "user", "buffer_size": "infinity" },
        "service": {
            "head_host": "user", "compute_hosts": ["worker"],
            "admission": { "kind": "all_of", "policies": [{ "kind": "concurrency_limit", "account": 10 }, "scaling_rate"] },
            "scheduler": { "kind": "random", "seed": 7 }, "reuse": "first_idle",
            "keep_alive": { "kind": "fixed_timeout", "timeout": "10min" },
            "scaler": { "kind": "knative", "target": 2.5, "scale_to_zero": false },
            "start_up": { "kind": "plan", "steps": [{ "together": [{ "fetch": "1MB" }, { "delay": "Constant(1s)" }] }] },
            "properties": { "network_timeout": 30, "storage_services_buffer_size": 0, "idle_container_eviction_policy": "LRU" },
            "tariff": { "preset": "aws_lambda", "free_invocations": 5, "gb": "GB", "volume_tiers": [{ "above": 1, "per_gb_second": 0.5 }] },
            "limits": { "time_limit": "15min" }
        },
        "images": [{ "name": "python", "disk_size": "250MB", "ram_size": 1000, "layers": [{ "name": "os", "size": "1MB" }] }],
        "functions": [
            { "name": "f", "image": "python", "disk_limit": "500MB", "ram_limit": "200MB", "cpu": { "per_instance": 0.5 },
              "patience": "Exponential(1h)", "register": "start",
              "retry": { "attempts": 2, "jitter": "full", "backoff": { "first": "1s" }, "on": { "failed": true } },
              "events": { "delays": ["1s"], "on_failure": { "function": "g" } },
              "body": [{ "op": "sleep", "seconds": 1 }, step] },
            { "name": "g", "image": "python", "disk_limit": 1000, "ram_limit": 1000, "cpu": "shared", "lasts": "Constant(1s)" }
        ],
        "workflows": { "flow": { "sequence": [
            { "task": "f", "name": "first", "catch": { "wait": 1 } },
            { "map": { "items": 2, "each": { "task": "g" } } },
            { "choice": [{ "probability": 1.0, "then": { "task": "g" } }] }
        ] } },
        "timeline": [
            { "invoke": "f", "id": "i0", "sleep": 2, "kind": "sync" },
            { "after": "1s", "run": "flow", "id": "o0" },
            { "wait_all": true }
        ],
        "faults": [{ "node": "worker[0]", "slow": 0.5, "at": 100, "for": "Constant(1s)" }],
        "workloads": [
            { "name": "w", "function": "f", "arrivals": "Burst::of(2)", "take": 1, "pollers": { "batch": 2, "each": [step] } },
            { "name": "u", "function": "g", "closed_loop": { "users": 1, "think": 5 }, "take": 1 }
        ]
    })
}

/// The places of all values in a value.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    match value {
        Value::Object(values) => {
            for (key, value) in values {
                places(value, &format!("{place}/{key}"), found);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                places(value, &format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Scenarios that make sense, each with the places of all its values.
fn all_places() -> Vec<(Value, String)> {
    let mut all = Vec::new();
    for scenario in [rich(), whole()] {
        parse(&scenario.to_string(), Format::Json, "my.json").expect("it makes sense");
        let mut found = Vec::new();
        places(&scenario, "", &mut found);
        all.extend(found.into_iter().map(|place| (scenario.clone(), place)));
    }
    all
}

/// Where the loader and the schema do not agree about a scenario.
fn difference(validator: &jsonschema::Validator, scenario: &Value) -> Option<String> {
    let read = parse(&scenario.to_string(), Format::Json, "my.json");
    match (read, validator.is_valid(scenario)) {
        (Ok(_), false) => Some("loads and is not valid".to_owned()),
        (Err(error), true) if refused_for_its_shape(&error) => {
            Some(format!("is valid, and refused: {error}"))
        }
        _ => None,
    }
}

#[test]
fn both_agree_about_a_value_in_the_place_of_another() {
    let validator = validator();
    let others = [
        json!(null),
        json!(true),
        json!(3),
        json!(1.5),
        json!(-1),
        json!("word"),
        json!("5"),
        json!("3 parsecs"),
        json!([]),
        json!({}),
        json!({ "unknown": 1 }),
    ];
    let (mut valid, mut refused) = (0, 0);
    let mut differences = Vec::new();
    for (whole, place) in all_places() {
        for other in &others {
            let mut scenario = whole.clone();
            *scenario.pointer_mut(&place).expect("it is there") = other.clone();
            match validator.is_valid(&scenario) {
                true => valid += 1,
                false => refused += 1,
            }
            let found = difference(&validator, &scenario);
            differences.extend(found.map(|found| format!("{place} = {other}: {found}")));
        }
    }
    assert_none(&differences);
    assert!(valid > 400 && refused > 2000, "{valid} {refused}");
}

#[test]
fn both_refuse_a_key_that_is_not_known_wherever_it_is() {
    let validator = validator();
    // The names of workflows are anything.
    let places = all_places()
        .into_iter()
        .filter(|(_, place)| place != "/workflows");
    for (mut scenario, place) in places {
        let Some(Value::Object(object)) = scenario.pointer_mut(&place) else {
            continue;
        };
        object.insert("unheard_of".to_owned(), json!(1));
        let error = parse(&scenario.to_string(), Format::Json, "my.json");
        assert!(error.is_err(), "{place}");
        assert!(!validator.is_valid(&scenario), "{place}");
    }
}

#[test]
fn both_refuse_an_object_without_a_key_that_it_needs() {
    let validator = validator();
    let mut differences = Vec::new();
    for (mut scenario, place) in all_places() {
        let Some((parent, key)) = place.rsplit_once('/') else {
            continue;
        };
        if let Some(Value::Object(parent)) = scenario.pointer_mut(parent) {
            parent.remove(key);
            let found = difference(&validator, &scenario);
            differences.extend(found.map(|found| format!("without {place}: {found}")));
        }
    }
    assert_none(&differences);
}
