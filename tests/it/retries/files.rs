//! Retries and events in scenario files.

use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::run;
use serde_json::{Value, json};

use super::*;

/// A function that sleeps for a second and fails, whose dead letters invoke another one that sleeps for 5 s.
fn scenario(timeline: &Value) -> Value {
    let host = |name: &str| {
        json!({
            "name": name, "speed": "1Gflop/s", "cores": 4,
            "disk": {"size": "1TB", "read_bw": "100MB/s", "write_bw": "100MB/s"},
        })
    };
    let function = |name: &str, body: Value, more: Value| {
        let mut function = json!({
            "name": name, "image": "image", "disk_limit": 0, "ram_limit": 0, "ingress": 0, "egress": 0, "body": body,
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            function[key] = value.clone();
        }
        function
    };
    let fails = json!([{"op": "sleep", "seconds": 1}, {"op": "fail", "message": "boom"}]);
    let more = json!({
        "retry": {"attempts": 2, "backoff": {"first": "3s"}, "jitter": "none"},
        "events": {"attempts": 2, "delays": ["10s"], "on_failure": {"function": "bury"}},
    });
    json!({
        "network_model": "ideal", "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("node")],
            "links": [{"name": "wan", "bandwidth": "10MB/s"}],
            "routes": [{"src": "user", "dst": "node", "links": ["wan"], "symmetrical": true}],
        },
        "storage": {"host": "user"},
        "service": {"head_host": "node", "compute_hosts": ["node"], "scheduler": {"kind": "fcfs"}},
        "images": [{"name": "image", "disk_size": 0, "ram_size": 0}],
        "functions": [
            function("f", fails, more),
            function("bury", json!([{"op": "sleep", "seconds": 5}]), json!({})),
        ],
        "timeline": timeline,
    })
}

fn played(timeline: &Value) -> Report {
    let scenario = parse(&scenario(timeline).to_string(), Format::Json, "my.json");
    let scenario = scenario.expect("it is a scenario");
    run(&scenario, Seed(1)).expect("it runs").report
}

/// The function, the date and the number of each attempt.
fn tried(report: &Report) -> Vec<(&str, f64, Option<u32>)> {
    let rows = report.invocations.iter();
    rows.map(|row| (&*row.function, row.requested.as_secs_f64(), row.attempt))
        .collect()
}

#[test]
fn a_function_has_retries_and_an_entry_others() {
    let report = played(&json!([
        {"invoke": "f", "id": "a"}, {"wait": "a"},
        {"at": 100, "invoke": "f", "id": "b", "retry": {"attempts": 3, "backoff": {"first": 1, "factor": 1}, "jitter": "none"}},
    ]));
    let expected = [
        ("f", 0.0, Some(1)),
        ("f", 4.0, Some(2)),
        ("f", 100.0, Some(1)),
        ("f", 102.0, Some(2)),
        ("f", 104.0, Some(3)),
    ];
    assert_eq!(tried(&report), expected);
    assert_eq!(report.final_date, at(105.0));
}

#[test]
fn an_entry_is_asynchronous_and_its_dead_letter_runs_a_function() {
    let report = played(&json!([
        {"invoke": "f", "id": "a", "kind": "async"}, {"wait": "a"}, {"at": 30, "wait_all": true},
    ]));
    let expected = [
        ("f", 0.0, Some(1)),
        ("f", 11.0, Some(2)),
        ("bury", 12.0, Some(1)),
    ];
    assert_eq!(tried(&report), expected);
    assert_eq!(report.invocations[2].end, Some(at(17.0)));
    let retries = report.summary.retries.expect("there are some");
    assert_eq!((retries.asynchronous, retries.dead_letters), (2, 1));
}

/// Each attempt is in the scenario's own result, by the name of its entry; what a dead letter invokes has no name.
#[test]
fn attempts_have_the_names_of_their_entries() {
    let timeline = json!([
        {"invoke": "f", "id": "a", "kind": "async"}, {"at": 5, "invoke": "f", "id": "b"}, {"wait_all": true},
        {"at": 50, "invoke": "bury", "id": "c"},
    ]);
    let scenario = parse(&scenario(&timeline).to_string(), Format::Json, "my.json");
    let outcome = run(&scenario.expect("it is a scenario"), Seed(1)).expect("it runs");
    let results = outcome.result.invocations.iter();
    let named: Vec<_> = results.map(|one| (one.id.as_str(), one.attempt)).collect();
    let expected = [
        ("a", Some(1)),
        ("b", Some(1)),
        ("b", Some(2)),
        ("a", Some(2)),
        ("c", None),
    ];
    assert_eq!(named, expected);
    assert_eq!(outcome.report.invocations.len(), 6);
}

/// A result with attempts is stored and read back.
#[test]
fn a_report_with_attempts_is_read_as_it_is_written() {
    let report = played(&json!([{"invoke": "f", "id": "a", "kind": "async"}]));
    let text = serde_json::to_string(&report).expect("it serialises");
    assert!(text.contains("\"retry_of\":0"), "{text}");
    assert_eq!(
        serde_json::from_str::<Report>(&text).expect("it is a report"),
        report
    );
}
