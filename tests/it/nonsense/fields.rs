//! Every numeric field of a scenario file, with numbers that no quantity is.

use std::collections::BTreeMap;

use coldstart::prelude::*;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::run;
use coldstart::scenario::schema::Scenario;
use serde_json::{Value, json};

use crate::support::sources::assert_none;

/// A scenario in which every key there is has a value.
pub(crate) fn whole() -> Value {
    let disk = json!({ "size": 5e12, "read_bw": 1e8, "write_bw": 1e8, "mount": "/" });
    let host = |name| {
        json!({ "name": name, "speed": 1e9, "cores": 4, "ram": 64e9, "disk": disk, "gpus": 2,
        "power": { "idle": 1, "peak": 2 }, "carbon": 400 })
    };
    let backoff = json!({ "first": 1, "factor": 2, "cap": 10 });
    let function = |name, cpu: &str, body| {
        json!({
            "name": name, "image": "image", "time_limit": 1000, "disk_limit": 1e9, "ram_limit": 1e8, "concurrency": 2,
            "cpu": { cpu: 0.5 }, "gpus": 1, "ingress": 1e6, "egress": 1e6, "min_instances": 1, "expected": 1, "deadline": 1,
            "priority": 1, "weight": 1, "max_concurrency": 100, "reserved_concurrency": 1, "queue_timeout": 3600,
            "patience": "Exponential(1h)", "register": "timeline", "body": body,
            "retry": {
                "attempts": 2, "backoff": backoff, "jitter": "full", "timeout": 100,
                "on": { "throttled": true, "failed": true, "timed_out": true },
            },
            "events": {
                "attempts": 2, "delays": [1], "max_age": 100, "on_throttle": backoff,
                "on_failure": { "function": "h" },
            },
        })
    };
    let limits = json!({
        "time_limit": 1000, "min_memory": 0, "max_memory": 1e9, "max_disk": 1e10, "ingress": 1e7, "egress": 1e7, "concurrency": 9,
    });
    let tariff = json!({
        "preset": "aws_lambda", "currency": "EUR", "per_invocation": 1, "per_gb_second": 1, "gb": "GB", "mb_are_mib": true,
        "volume_tiers": [{ "above": 1, "per_gb_second": 1 }], "free_invocations": 1, "free_gb_seconds": 1,
        "provisioned": { "per_gb_second": 1, "running_per_gb_second": 1 }, "granularity": 1, "minimum": 1,
        "bills_startup": true, "per_node_hour": 1, "per_core_second": 1, "free_core_seconds": 1,
        "ephemeral": { "included": 512e6, "per_gb_second": 1 }, "per_gb_egress": 1, "free_gb_egress": 1,
    });
    let mut last = function("h", "shared_within", json!([]));
    if let Some(events) = last["events"].as_object_mut() {
        events.remove("on_failure");
    }
    json!({
        "$schema": "scenario.json", "name": "whole", "description": "", "seed": 1, "horizon": 1e6, "allow_refusal": true, "allow_past_dates": false,
        "network_model": "reference",
        "engine": { "control_message_size": 100, "link_shutdown": true, "commport_pool_size": 5000 },
        "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("gateway"), host("worker"), { "name": "spare", "speed": 1e9, "count": 2 }],
            "links": [
                { "name": "lan", "bandwidth": 1e8, "latency": 1e-3, "sharing": "fatpipe" },
                { "name": "spare", "bandwidth": 1e8, "count": 2 },
            ],
            "routes": [
                { "src": "user", "dst": "gateway", "links": ["lan"], "symmetrical": true },
                { "src": "gateway", "dst": "worker", "links": ["lan"] },
            ],
        },
        "storage": { "host": "user", "mount": "/", "buffer_size": 1e7 },
        "service": {
            "head_host": "gateway", "head_mount": "/", "compute_hosts": ["worker"],
            "admission": "concurrency_limit", "discipline": "fifo", "reuse": "first_idle", "scaler": "none",
            "scheduler": { "kind": "random", "seed": 1 },
            "properties": {
                "invocation_processing_overhead": 1, "container_startup_overhead": 1, "container_idle_timeout": 10,
                "idle_container_eviction_policy": "LRU", "storage_services_buffer_size": 1e7,
                "simulate_remote_image_downloads": true, "network_timeout": 30,
            },
            "tariff": tariff,
            "provider": "aws_lambda", "limits": limits,
        },
        "images": [{ "name": "image", "disk_size": 1e6, "ram_size": 1e6, "layers": [{ "name": "os", "size": 1000 }] }],
        "functions": [function("f", "per_instance", json!([
            { "op": "sleep", "seconds": 1 }, { "op": "compute", "flops": 1e6 },
            { "op": "write", "file": "a", "size": 1000 }, { "op": "create", "file": "b", "size": 1000 },
            { "op": "read", "file": "a", "size": 1000 }, { "op": "allocate", "size": 1000 }, { "op": "free", "size": 1000 },
            { "op": "fail", "message": "boom" },
        ])), function("g", "per_invocation", json!([])), last],
        "workflows": {
            "w": { "sequence": [
                { "task": "g", "name": "first", "body": [{ "op": "sleep", "seconds": 1 }], "retry": {
                    "attempts": 2, "backoff": backoff, "jitter": "none", "timeout": 60,
                    "on": { "throttled": true, "failed": true, "timed_out": true },
                }, "catch": { "wait": 1 } },
                { "parallel": [{ "wait": 1 }] },
                { "map": { "items": 3, "at_most": 2, "each": { "wait": 1 } } },
                { "choice": [{ "probability": 1, "then": { "wait": 1 } }] },
            ], "cancel_stopped": true },
        },
        "timeline": [
            { "at": 1, "register": "f" },
            { "after": 1, "invoke": "f", "id": "i0", "sleep": 1, "unknown_service": false, "body": [
                { "op": "sleep", "seconds": 1 },
            ] },
            { "invoke": "g", "id": "i1", "kind": "sync", "retry": {
                "attempts": 2, "backoff": backoff, "jitter": "full", "timeout": 100,
                "on": { "throttled": true, "failed": true, "timed_out": true },
            } },
            { "wait": "i0" },
            { "wait_all": true },
            { "run": "w", "id": "w0" },
            { "turn_off_link": "lan" },
        ],
        "faults": [
            { "node": "worker", "slow": 0.5, "at": 1, "for": 1 },
            { "link": "lan", "every": "Constant(1e9)" },
            { "storage": "storage", "every": "Constant(1e9)" },
            { "containers": "f", "every": "Constant(1e9)" },
        ],
        "workloads": [
            { "name": "one", "host": "user", "function": "f", "arrivals": "Burst::of(1).shift(1000s)", "take": 1, "until": 2000,
              "sleep": 1, "body": [{ "op": "sleep", "seconds": 1 }] },
            { "name": "two", "function": "f", "closed_loop": { "users": 1, "think": 1000 }, "take": 1 },
            { "name": "three", "function": "f", "arrivals": "Burst::of(1).shift(1000s)", "pollers": {
                "batch": 1, "start": 1, "per_minute": 1, "most": 1, "retry_after": 1, "receives": 1,
                "each": [{ "op": "sleep", "seconds": 1 }],
            } },
        ],
    })
}

/// Not a number, infinity, a negative number, zero, and a number beyond all measure.
const NUMBERS: [&str; 5] = ["nan", "inf", "-1", "0", "1e300"];

/// For each numeric field, which of [`NUMBERS`] are accepted (`=`), and which refused (`x`).
#[rustfmt::skip]
const FIELDS: &[(&str, &str)] = &[
    ("seed",                                                       "xxx=x"),
    ("horizon",                                                    "xxxxx"),
    ("engine.control_message_size",                                "xxx=x"),
    ("engine.commport_pool_size",                                  "xxx=x"),
    ("platform.hosts[].speed",                                     "xxxx="),
    ("platform.hosts[].cores",                                     "xxxxx"),
    ("platform.hosts[].ram",                                       "xxxxx"),
    ("platform.hosts[].gpus",                                      "xxx=x"),
    ("platform.hosts[].power.idle",                                "xxx=x"),
    ("platform.hosts[].power.peak",                                "xxxxx"),
    ("platform.hosts[].carbon",                                    "xxx=x"),
    ("platform.hosts[].disk.size",                                 "xxxxx"),
    ("platform.hosts[].disk.read_bw",                              "xxxx="),
    ("platform.hosts[].disk.write_bw",                             "xxxx="),
    ("platform.links[].bandwidth",                                 "xxxx="),
    ("platform.links[].latency",                                   "xxx=x"),
    ("storage.buffer_size",                                        "xxx=x"),
    ("service.scheduler.seed",                                     "xxx=x"),
    ("service.properties.invocation_processing_overhead",          "xxx=x"),
    ("service.properties.container_startup_overhead",              "xxx=x"),
    ("service.properties.container_idle_timeout",                  "xxx=x"),
    ("service.properties.storage_services_buffer_size",            "xxx=x"),
    ("service.properties.network_timeout",                         "xxxxx"),
    ("service.tariff.per_invocation",                              "xxx=x"),
    ("service.tariff.per_gb_second",                               "xxx=x"),
    ("service.tariff.volume_tiers[].above",                        "xxx=x"),
    ("service.tariff.volume_tiers[].per_gb_second",                "xxx=x"),
    ("service.tariff.free_invocations",                            "xxx=x"),
    ("service.tariff.free_gb_seconds",                             "xxx=x"),
    ("service.tariff.provisioned.per_gb_second",                   "xxx=x"),
    ("service.tariff.provisioned.running_per_gb_second",           "xxx=x"),
    ("service.tariff.granularity",                                 "xxx=x"),
    ("service.tariff.minimum",                                     "xxx=x"),
    ("service.tariff.per_node_hour",                               "xxx=x"),
    ("service.tariff.per_core_second",                             "xxx=x"),
    ("service.tariff.free_core_seconds",                           "xxx=x"),
    ("service.tariff.ephemeral.included",                          "xxx=x"),
    ("service.tariff.ephemeral.per_gb_second",                     "xxx=x"),
    ("service.tariff.per_gb_egress",                               "xxx=x"),
    ("service.tariff.free_gb_egress",                              "xxx=x"),
    ("service.limits.time_limit",                                  "xxxxx"),
    ("service.limits.min_memory",                                  "xxx=x"),
    ("service.limits.max_memory",                                  "xxxxx"),
    ("service.limits.max_disk",                                    "xxxxx"),
    ("service.limits.ingress",                                     "xxxxx"),
    ("service.limits.egress",                                      "xxxxx"),
    ("service.limits.concurrency",                                 "xxxxx"),
    ("images[].disk_size",                                         "xxxxx"),
    ("images[].ram_size",                                          "xxx=x"),
    ("images[].layers[].size",                                     "xxxxx"),
    ("functions[].time_limit",                                     "xxx=x"),
    ("functions[].disk_limit",                                     "xxx=x"),
    ("functions[].ram_limit",                                      "xxx=x"),
    ("functions[].concurrency",                                    "xxxxx"),
    ("functions[].cpu.per_instance",                               "xxxxx"),
    ("functions[].cpu.per_invocation",                             "xxxxx"),
    ("functions[].cpu.shared_within",                              "xxxxx"),
    ("functions[].gpus",                                           "xxx=x"),
    ("functions[].ingress",                                        "xxx=x"),
    ("functions[].egress",                                         "xxx=x"),
    ("functions[].min_instances",                                  "xxx=x"),
    ("functions[].expected",                                       "xxx=x"),
    ("functions[].deadline",                                       "xxx=x"),
    ("functions[].priority",                                       "xxx=x"),
    ("functions[].weight",                                         "xxxxx"),
    ("functions[].max_concurrency",                                "xxx=x"),
    ("functions[].reserved_concurrency",                           "xxx=x"),
    ("functions[].queue_timeout",                                  "xxx=x"),
    ("functions[].retry.attempts",                                 "xxxxx"),
    ("functions[].retry.backoff.first",                            "xxx=x"),
    ("functions[].retry.backoff.factor",                           "xxxx="),
    ("functions[].retry.backoff.cap",                              "xxx=x"),
    ("functions[].retry.timeout",                                  "xxx=x"),
    ("functions[].events.attempts",                                "xxxxx"),
    ("functions[].events.delays[]",                                "xxx=x"),
    ("functions[].events.max_age",                                 "xxx=x"),
    ("functions[].events.on_throttle.first",                       "xxxxx"),
    ("functions[].events.on_throttle.factor",                      "xxxx="),
    ("functions[].events.on_throttle.cap",                         "xxxxx"),
    ("functions[].body[].seconds",                                 "xxx=x"),
    ("functions[].body[].flops",                                   "xxx=="),
    ("functions[].body[].size",                                    "xxx=x"),
    ("workflows.w.sequence[].body[].seconds",                      "xxx=x"),
    ("workflows.w.sequence[].retry.attempts",                      "xxxxx"),
    ("workflows.w.sequence[].retry.backoff.first",                 "xxx=x"),
    ("workflows.w.sequence[].retry.backoff.factor",                "xxxx="),
    ("workflows.w.sequence[].retry.backoff.cap",                   "xxx=x"),
    ("workflows.w.sequence[].retry.timeout",                       "xxx=x"),
    ("workflows.w.sequence[].catch.wait",                          "xxx=x"),
    ("workflows.w.sequence[].parallel[].wait",                     "xxx=x"),
    ("workflows.w.sequence[].map.items",                           "xxx=x"),
    ("workflows.w.sequence[].map.at_most",                         "xxxxx"),
    ("workflows.w.sequence[].map.each.wait",                       "xxx=x"),
    ("workflows.w.sequence[].choice[].probability",                "xxxxx"),
    ("workflows.w.sequence[].choice[].then.wait",                  "xxx=x"),
    ("timeline[].at",                                              "xxx=x"),
    ("timeline[].after",                                           "xxx=x"),
    ("timeline[].sleep",                                           "xxx=x"),
    ("timeline[].body[].seconds",                                  "xxx=x"),
    ("timeline[].retry.attempts",                                  "xxxxx"),
    ("timeline[].retry.backoff.first",                             "xxx=x"),
    ("timeline[].retry.backoff.factor",                            "xxxx="),
    ("timeline[].retry.backoff.cap",                               "xxx=x"),
    ("timeline[].retry.timeout",                                   "xxx=x"),
    ("faults[].slow",                                              "xxxxx"),
    ("faults[].at",                                                "xxx=x"),
    ("faults[].for",                                               "xxxxx"),
    ("platform.hosts[].count",                                     "xxxxx"),
    ("platform.links[].count",                                     "xxxxx"),
    ("workloads[].take",                                           "xxxxx"),
    ("workloads[].until",                                          "xxxxx"),
    ("workloads[].sleep",                                          "xxx=x"),
    ("workloads[].body[].seconds",                                 "xxx=x"),
    ("workloads[].closed_loop.users",                              "xxxxx"),
    ("workloads[].closed_loop.think",                              "xxx=x"),
    ("workloads[].pollers.batch",                                  "xxxxx"),
    ("workloads[].pollers.start",                                  "xxxxx"),
    ("workloads[].pollers.per_minute",                             "xxx=x"),
    ("workloads[].pollers.most",                                   "xxxxx"),
    ("workloads[].pollers.retry_after",                            "xxx=x"),
    ("workloads[].pollers.receives",                               "xxxxx"),
    ("workloads[].pollers.each[].seconds",                         "xxx=x"),
];

/// Fields that count or number something: they have no unit.
const COUNTS: [&str; 52] = [
    "workloads[].pollers.batch",
    "workloads[].pollers.start",
    "workloads[].pollers.per_minute",
    "workloads[].pollers.most",
    "workloads[].pollers.receives",
    "platform.hosts[].count",
    "platform.links[].count",
    "workloads[].take",
    "workloads[].closed_loop.users",
    "faults[].slow",
    "workflows.w.sequence[].retry.attempts",
    "workflows.w.sequence[].retry.backoff.factor",
    "workflows.w.sequence[].map.items",
    "workflows.w.sequence[].map.at_most",
    "workflows.w.sequence[].choice[].probability",
    "functions[].retry.attempts",
    "functions[].retry.backoff.factor",
    "functions[].events.attempts",
    "functions[].events.on_throttle.factor",
    "timeline[].retry.attempts",
    "timeline[].retry.backoff.factor",
    "seed",
    "engine.commport_pool_size",
    "functions[].min_instances",
    "platform.hosts[].cores",
    "platform.hosts[].gpus",
    "functions[].concurrency",
    "functions[].cpu.per_instance",
    "functions[].cpu.per_invocation",
    "functions[].cpu.shared_within",
    "functions[].gpus",
    "service.scheduler.seed",
    "service.tariff.per_invocation",
    "service.tariff.per_gb_second",
    "service.tariff.volume_tiers[].above",
    "service.tariff.volume_tiers[].per_gb_second",
    "service.tariff.free_invocations",
    "service.tariff.free_gb_seconds",
    "service.tariff.provisioned.per_gb_second",
    "service.tariff.provisioned.running_per_gb_second",
    "service.tariff.per_node_hour",
    "service.tariff.per_core_second",
    "service.tariff.free_core_seconds",
    "service.tariff.ephemeral.per_gb_second",
    "service.tariff.per_gb_egress",
    "service.tariff.free_gb_egress",
    "platform.hosts[].carbon",
    "service.limits.concurrency",
    "functions[].priority",
    "functions[].weight",
    "functions[].max_concurrency",
    "functions[].reserved_concurrency",
];

/// Goes through all values, with their paths and JSON pointers.
fn walk(value: &Value, path: &str, pointer: &str, visit: &mut impl FnMut(&str, &str, &Value)) {
    visit(path, pointer, value);
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                let dot = if path.is_empty() { "" } else { "." };
                walk(
                    value,
                    &format!("{path}{dot}{key}"),
                    &format!("{pointer}/{key}"),
                    visit,
                );
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(
                    item,
                    &format!("{path}[]"),
                    &format!("{pointer}/{index}"),
                    visit,
                );
            }
        }
        _ => {}
    }
}

/// A JSON pointer to each numeric field.
fn numeric() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    walk(&whole(), "", "", &mut |path, pointer, value| {
        if value.is_number() {
            found
                .entry(path.to_owned())
                .or_insert_with(|| pointer.to_owned());
        }
    });
    found
}

/// How a message writes a JSON pointer.
fn place_of(pointer: &str) -> String {
    let mut place = String::new();
    for key in pointer.split('/').skip(1) {
        match key.parse::<usize>() {
            Ok(index) => place += &format!("[{index}]"),
            Err(_) if place.is_empty() => place += key,
            Err(_) => place += &format!(".{key}"),
        }
    }
    place
}

fn with(pointer: &str, value: Value) -> Value {
    let mut scenario = whole();
    *scenario.pointer_mut(pointer).expect("the field") = value;
    scenario
}

/// Reads the whole scenario with a word in the place of a field. In TOML, for JSON has no word for infinity.
fn read(pointer: &str, word: &str) -> Result<Scenario, String> {
    let place = "@@@";
    let text = toml::to_string(&with(pointer, place.into())).expect("it is TOML");
    let text = text.replace(&format!("\"{place}\""), word);
    parse(&text, Format::Toml, "my.toml").map_err(|error| error.to_string())
}

#[test]
fn the_whole_scenario_is_one() {
    let scenario = parse(&whole().to_string(), Format::Json, "my.json").expect("it is a scenario");
    assert_eq!(run(&scenario, Seed(1)).expect("it runs").halt, None);
}

/// What stands for the structure at a path: a step of a workflow has the same keys wherever it is.
fn structure(path: &str) -> String {
    let ends = [
        "w",
        ".catch",
        ".each",
        ".then",
        ".sequence[]",
        ".parallel[]",
    ];
    match path.starts_with("workflows.") {
        true if path.ends_with(".body[]") => "functions[].body[]".to_owned(),
        true if ends.iter().any(|end| path.ends_with(end)) => "workflows".to_owned(),
        _ => path.to_owned(),
    }
}

/// serde says which keys an object has when it meets one that is not among them.
#[test]
fn the_whole_scenario_has_every_key_of_the_structures() {
    let mut keys: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    walk(&whole(), "", "", &mut |path, pointer, value| {
        let Value::Object(object) = value else { return };
        // Its keys are names that the file gives.
        if path == "workflows" {
            return;
        }
        let mut scenario = whole();
        let changed = scenario.pointer_mut(pointer).and_then(Value::as_object_mut);
        changed
            .expect("an object")
            .insert("zzz".to_owned(), 1.into());
        let error = serde_json::from_value::<Scenario>(scenario)
            .unwrap_err()
            .to_string();
        assert!(error.contains("zzz"), "{path}: {error}");
        let expected = error.split('`').skip(3).step_by(2).map(str::to_owned);
        let (present, known) = keys.entry(structure(path)).or_default();
        present.extend(object.keys().cloned());
        known.extend(expected);
    });
    let missing: Vec<String> = keys
        .into_iter()
        .flat_map(|(path, (present, known))| {
            assert!(!known.is_empty(), "no keys are known of `{path}`");
            let missing = known.into_iter().filter(move |key| !present.contains(key));
            missing
                .map(move |key| format!("`{path}` has a key `{key}`"))
                .collect::<Vec<_>>()
        })
        .collect();
    // The other kinds of steps are in the functions' bodies, and two policies would stand in the place of properties.
    let elsewhere = [
        "`timeline[].body[]`",
        "`workloads[].body[]`",
        "`workloads[].pollers.each[]`",
        "`service` has a key `keep_alive`",
        "`service` has a key `start_up`",
        // In the place of a body.
        "`functions[]` has a key `lasts`",
        // Of files that are there: their loader has tests of them.
        "`` has a key `traces`",
    ];
    let missing: Vec<String> = missing
        .into_iter()
        .filter(|one| !elsewhere.iter().any(|start| one.starts_with(start)))
        .collect();
    assert_none(&missing);
}

#[test]
fn the_table_has_every_numeric_field() {
    let listed: BTreeMap<&str, &str> = FIELDS.iter().copied().collect();
    let found = numeric();
    let difference = found
        .keys()
        .filter(|path| !listed.contains_key(path.as_str()));
    let missing: Vec<String> = difference.cloned().collect();
    assert_none(&missing);
    assert_eq!(found.len(), FIELDS.len());
}

#[test]
fn a_number_is_refused_or_means_what_it_says() {
    let pointers = numeric();
    let mut wrong = Vec::new();
    for (path, outcomes) in FIELDS {
        for (number, expected) in NUMBERS.iter().zip(outcomes.chars()) {
            match (read(&pointers[*path], number), expected) {
                (Ok(scenario), '=') => {
                    // It runs, to whatever end, and does not panic.
                    if let Err(error) = run(&scenario, Seed(1)) {
                        wrong.push(format!("{path} = {number} does not run: {error}"));
                    }
                }
                (Err(error), 'x') => {
                    // The keys of steps, of entries and of policies are looked at together.
                    let whole = [
                        "functions[].body",
                        "timeline",
                        "service.scheduler",
                        "workflows",
                    ];
                    let whole = whole.iter().find(|whole| path.starts_with(**whole));
                    let place = whole.map_or_else(
                        || place_of(&pointers[*path]),
                        |whole| whole.replace("[]", "[0]"),
                    );
                    let told = error.starts_with("my.toml:") && error.contains(&place)
                        || path.starts_with("service.tariff")
                            && error.contains("service.tariff: the tariff's")
                        // An image is as large as its layers, at least.
                        || *path == "images[].disk_size" && error.contains("images[0].layers:");
                    if !told {
                        wrong.push(format!("{path} = {number} is refused elsewhere: {error}"));
                    }
                }
                (Ok(_), _) => wrong.push(format!("{path} = {number} is accepted")),
                (Err(error), _) => wrong.push(format!("{path} = {number} is refused: {error}")),
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_text_without_a_unit_is_refused_with_the_units_there_are() {
    let mut wrong = Vec::new();
    for (path, pointer) in numeric() {
        let has_unit = !COUNTS.contains(&path.as_str());
        for text in ["64", "0", "1e3"] {
            let read = parse(
                &with(&pointer, text.into()).to_string(),
                Format::Json,
                "my.json",
            );
            let error = read.expect_err(&path).to_string();
            let proposes = error.contains("has no unit; write `") && error.contains("(units: ");
            if proposes != has_unit {
                wrong.push(format!("{path} = \"{text}\": {error}"));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_list_is_no_object() {
    let mut wrong = Vec::new();
    walk(&whole(), "", "", &mut |path, pointer, value| {
        let Value::Object(keys) = value else { return };
        for list in [json!([]), keys.values().cloned().collect()] {
            let read = parse(&with(pointer, list).to_string(), Format::Json, "my.json");
            match read {
                Ok(_) => wrong.push(format!("`{path}` may be a list")),
                Err(error) if error.to_string().contains("expected an object") => {}
                Err(error) if error.to_string().contains("or an object with prices") => {}
                Err(error) => wrong.push(format!("`{path}`: {error}")),
            }
        }
    });
    assert_none(&wrong);
}

#[test]
fn ends_of_ranges_are_no_exception() {
    let runs = |pointer, value: Value| {
        let scenario = parse(&with(pointer, value).to_string(), Format::Json, "my.json");
        run(&scenario.expect("it is a scenario"), Seed(1)).expect("it runs")
    };
    // -0 is 0.
    runs("/functions/0/body/2/size", json!(-0.0));
    runs("/functions/0/body/1/flops", json!(-0.0));
    // More cores than 32 bits can count, together.
    let mut scenario = whole();
    scenario["platform"]["hosts"].as_array_mut().expect("hosts").push(json!({
        "name": "second", "speed": 1e9, "cores": u32::MAX, "disk": { "size": 5e12, "read_bw": 1e8, "write_bw": 1e8 }
    }));
    scenario["platform"]["hosts"][2]["cores"] = u32::MAX.into();
    scenario["platform"]["routes"]
        .as_array_mut()
        .expect("routes")
        .push(json!({ "src": "gateway", "dst": "second", "links": ["lan"] }));
    scenario["service"]["compute_hosts"] = json!(["worker", "second"]);
    let scenario = parse(&scenario.to_string(), Format::Json, "my.json").expect("it is a scenario");
    let report = run(&scenario, Seed(1)).expect("it runs").report;
    assert!(report.services[0].utilisation < 1e-6);
    // Dates at the end of time, and beyond it.
    for after in [
        1.84e10,
        18_446_744_000.0,
        18_446_744_072.0,
        18_446_744_073.0,
    ] {
        let mut scenario = whole();
        scenario.as_object_mut().expect("keys").remove("horizon");
        scenario["timeline"][4]["after"] = after.into();
        let scenario =
            parse(&scenario.to_string(), Format::Json, "my.json").expect("it is a scenario");
        let halt = run(&scenario, Seed(1)).expect("it runs").halt;
        let beyond = after > 18_446_744_060.0;
        let told = halt.map(|halt| halt.to_string()).unwrap_or_default();
        assert_eq!(
            told.contains("for ever: it sleeps for longer than time"),
            beyond,
            "{told}"
        );
    }
}
