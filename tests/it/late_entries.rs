//! Entries of a timeline whose date is past when their turn comes, since what stands before them took so long.

use coldstart::kernel::Seed;
use coldstart::scenario;
use coldstart::scenario::load::{Format, parse};
use serde_json::{Value, json};

use crate::support::command::{Folder, coldstart, text};

/// The download of the image takes longer than 2 s, so that the second entry's turn comes late.
fn scenario() -> Value {
    let host = |name: &str| {
        json!({
            "name": name, "speed": "1Gflop/s", "cores": 2, "ram": "8GB",
            "disk": {"size": "1TB", "read_bw": "100MB/s", "write_bw": "100MB/s"},
        })
    };
    json!({
        "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("node")],
            "links": [{"name": "wan", "bandwidth": "10MB/s"}],
            "routes": [{"src": "user", "dst": "node", "links": ["wan"]}],
        },
        "storage": {"host": "user"},
        "service": {"head_host": "node", "compute_hosts": ["node"], "scheduler": {"kind": "fcfs"}},
        "images": [{"name": "image", "disk_size": "100MB", "ram_size": "100MB"}],
        "functions": [{
            "name": "f", "image": "image", "time_limit": "1min", "disk_limit": 0, "ram_limit": 0,
            "body": [{"op": "sleep", "seconds": 1}],
        }],
        "timeline": [
            {"invoke": "f", "id": "a"}, {"wait": "a"}, {"at": 2, "invoke": "f", "id": "b"}, {"wait_all": true},
        ],
    })
}

#[test]
fn an_entry_that_turns_out_late_is_done_at_once_and_the_run_has_failed() {
    let scenario = parse(&scenario().to_string(), Format::Json, "my.json").unwrap();
    let run = scenario::run::run(&scenario, Seed(1)).unwrap();
    assert_eq!(run.late.len(), 1);
    let late = run.late[0];
    assert_eq!((late.place, late.at), (2, "2s".parse().unwrap()));
    assert_eq!(run.result.invocations[1].requested, late.done);
    assert_eq!(Some(late.done), run.result.invocations[0].end);
    let failure = run.failure().unwrap();
    assert!(
        failure.starts_with("timeline[2].at: is 2.000000000 s, and its turn comes at "),
        "{failure}"
    );
    assert!(failure.contains("\"allow_past_dates\": true"), "{failure}");
    assert!(run.notes().is_empty());
}

#[test]
fn where_that_is_allowed_it_is_noted_and_the_run_is_a_success() {
    let folder = Folder::new();
    let run = |name: &str| {
        let file = folder.path(name);
        std::fs::write(&file, scenario().to_string()).unwrap();
        coldstart(&["run", file.to_str().unwrap()])
    };
    let allowed = run("late.scenario.json");
    let told = text(&allowed.stderr);
    assert_eq!(allowed.status.code(), Some(0), "{told}");
    assert!(told.contains("timeline[2].at: is 2.000000000 s"), "{told}");
    assert_eq!(run("late.json").status.code(), Some(1));
}

#[test]
fn of_many_late_entries_some_are_told_and_the_rest_counted() {
    let mut late = scenario();
    for number in 0..30 {
        let entry = json!({"at": 2, "invoke": "f", "id": format!("c{number}")});
        late["timeline"].as_array_mut().unwrap().insert(3, entry);
    }
    let late = parse(&late.to_string(), Format::Json, "late.scenario.json").unwrap();
    let notes = scenario::run::run(&late, Seed(1)).unwrap().notes();
    assert_eq!(notes.len(), 11);
    assert_eq!(notes[10], "and so are 21 other entries of the timeline");
}
