//! Results that were stored and then cut short, changed, mixed up: each is read, or refused with the place of the mistake. None
//! makes the program panic.

use std::fs::{self, File};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use coldstart::cli::diff::{self, Options};
use coldstart::prelude::*;
use coldstart::results::export::{self, Table};
use coldstart::results::stored::{self, Document, StoredError};
use coldstart::results::{self, Recording, Report};
use serde_json::{Value, json};

use crate::support::command::{Folder, coldstart, text};
use crate::support::programs::{function_chain, hot_starts};

/// A stored result with rows of all kinds.
fn result() -> Value {
    let report = results::run(&function_chain::FunctionChain::default(), Seed(42));
    serde_json::to_value(report.expect("it runs")).expect("it serialises")
}

/// Another, in which containers are used again.
fn other_result() -> Value {
    let report = results::run(&hot_starts::HotStarts::default(), Seed(42));
    serde_json::to_value(report.expect("it runs")).expect("it serialises")
}

fn document(text: &[u8]) -> Document {
    let mut file: File = tempfile::tempfile().expect("a temporary file");
    file.write_all(text).expect("it is written");
    Document::new(file, "r.json").expect("it can be read")
}

fn read(text: &[u8]) -> Result<Report, StoredError> {
    stored::read(&mut document(text))
}

fn refused(result: &Value) -> String {
    let error = read(result.to_string().as_bytes());
    error.expect_err("it is refused").to_string()
}

#[test]
fn what_was_stored_is_read_as_it_was() {
    for value in [result(), other_result()] {
        let report = read(value.to_string().as_bytes()).expect("it is a result");
        assert_eq!(serde_json::to_value(&report).unwrap(), value);
    }
    for recording in [Recording::Summary, Recording::sampled(3).unwrap()] {
        let options = results::Options::new(Seed(42)).recording(recording);
        let report = results::run_with(&hot_starts::HotStarts::default(), options);
        let report = report.expect("it runs");
        let text = serde_json::to_vec_pretty(&report).unwrap();
        assert_eq!(read(&text).expect("it is a result"), report);
    }
}

#[test]
fn parts_that_do_not_agree_are_told_with_their_place() {
    let cases: [(&str, Value, &str); 16] = [
        (
            "/summary/cold_starts",
            Value::Null,
            "r.json: summary.cold_starts: is null; expected a whole number, 0 or more",
        ),
        (
            "/functions/0/wait_cold/p50",
            json!("x"),
            "r.json: functions[0].wait_cold.p50: ",
        ),
        (
            "/timeline/intervals",
            json!(3),
            "r.json: timeline.services[0].requests: has ",
        ),
        (
            "/timeline/intervals",
            json!(1u64 << 40),
            "r.json: timeline.intervals: is 1099511627776; expected at most",
        ),
        (
            "/timeline/nodes/0/disk",
            json!([1.0]),
            "r.json: timeline.nodes[0].disk: has 1 values",
        ),
        (
            "/timeline/interval",
            json!(0),
            "r.json: timeline.interval: is 0;",
        ),
        (
            "/invocations/1/id",
            json!(0),
            "r.json: invocations[1].id: is 0, after 0; numbers count up",
        ),
        (
            "/invocations/1/id",
            json!(-7),
            "r.json: invocations[1].id: is integer `-7`; expected a whole number, 0 or more",
        ),
        (
            "/invocations/1/container",
            json!(4_000_000),
            "r.json: invocations[1].container: is 4000000, but the service",
        ),
        (
            "/invocations/1/node",
            json!("mars"),
            "r.json: invocations[1].node: `nodes` has no `mars` of the service",
        ),
        (
            "/invocations/1/start",
            json!("x"),
            "r.json: invocations[1].start: ",
        ),
        (
            "/invocations/1/start",
            json!(1e300),
            "r.json: invocations[1].start: ",
        ),
        (
            "/invocations/1/phases",
            json!([0, 0, 0, 0, 0, 0, 0, 0]),
            "r.json: invocations[1].phases: is a list; expected an object",
        ),
        (
            "/summary/invocations",
            json!(u64::MAX),
            "r.json: summary.invocations: is 18446744073709551615; no run counts that far",
        ),
        (
            "/summary/succeeded",
            json!(0),
            "r.json: summary.invocations: is ",
        ),
        (
            "/nodes/0/utilisation",
            json!(-0.5),
            "r.json: nodes[0].utilisation: is -0.5; expected a number, 0 or more",
        ),
    ];
    for (place, wrong, message) in cases {
        let mut value = result();
        *value.pointer_mut(place).expect(place) = wrong;
        let told = refused(&value);
        assert!(told.starts_with(message), "{place}: {told}");
    }
}

#[test]
fn dates_do_not_go_backwards() {
    let mut value = result();
    let start = value["invocations"][1]["start"]
        .as_f64()
        .expect("it started");
    value["invocations"][1]["end"] = json!(start / 2.0);
    let told = refused(&value);
    assert!(
        told.starts_with("r.json: invocations[1].end: is "),
        "{told}"
    );
    assert!(told.ends_with("dates do not go backwards"), "{told}");
    let mut value = result();
    let rows = value["log"].as_array_mut().expect("a list");
    rows.reverse();
    assert!(refused(&value).contains("log["));
}

#[test]
fn rows_that_are_there_twice_or_are_missing_are_told() {
    let mut value = result();
    let rows = value["invocations"].as_array_mut().unwrap();
    rows.insert(1, rows[0].clone());
    assert!(refused(&value).starts_with("r.json: invocations[1].id: is 0, after 0"));
    let mut value = result();
    value["invocations"].as_array_mut().unwrap().pop();
    let told = refused(&value);
    assert!(
        told.contains(": invocations: has ") && told.contains("`summary.invocations` is"),
        "{told}"
    );
    let mut value = result();
    value.as_object_mut().unwrap().remove("events");
    assert_eq!(
        refused(&value),
        "r.json: events: it is not there; every result has it"
    );
}

#[test]
fn a_format_that_is_newer_is_told_with_both_numbers() {
    let mut value = result();
    assert_eq!(value["format_version"], Report::FORMAT_VERSION);
    // Results that were written before formats had numbers, and those that called it otherwise.
    let mut old = value.clone();
    old.as_object_mut().unwrap().remove("format_version");
    assert!(read(old.to_string().as_bytes()).is_ok());
    old["format"] = json!(1);
    assert!(read(old.to_string().as_bytes()).is_ok());
    for key in ["format", "format_version"] {
        let mut newer = old.clone();
        newer[key] = json!(Report::FORMAT_VERSION + 1);
        let told = refused(&newer);
        let starts = format!(
            "r.json: {key}: the format is 2, newer than this program reads; it reads up to 1"
        );
        assert!(told.starts_with(&starts), "{told}");
    }
    value = json!({ "format_version": 2, "scenario": "s", "report": value });
    let told = refused(&value);
    assert!(
        told.starts_with("r.json: format_version: the format is 2"),
        "{told}"
    );
}

/// Numbers without rhyme or reason, but always the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most
    }
}

/// The ways to all values.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                places(
                    inner,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                places(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Something else in the place of a value.
fn nonsense(numbers: &mut Numbers) -> Value {
    let all = [
        json!(-1),
        json!(0),
        json!(1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e300),
        json!(-0.5),
        json!(1e10),
        Value::Null,
        json!(true),
        json!("x"),
        json!(""),
        json!([]),
        json!({}),
        json!([[]]),
        json!({ "a": 1 }),
    ];
    all[numbers.below(all.len())].clone()
}

/// A change at a random place.
fn spoilt(value: &Value, places: &[String], numbers: &mut Numbers) -> Vec<u8> {
    let mut value = value.clone();
    let place = &places[numbers.below(places.len())];
    let (parent, key) = place.rsplit_once('/').unwrap_or(("", ""));
    match numbers.below(8) {
        0..=3 => *value.pointer_mut(place).unwrap() = nonsense(numbers),
        4 => match value.pointer_mut(parent) {
            Some(Value::Object(fields)) => {
                fields.remove(&key.replace("~1", "/").replace("~0", "~"));
            }
            Some(Value::Array(items)) => {
                items.remove(key.parse().unwrap());
            }
            _ => {}
        },
        5 => match value.pointer_mut(place) {
            Some(Value::Array(items)) if !items.is_empty() => {
                let index = numbers.below(items.len());
                let item = items[index].clone();
                items.insert(numbers.below(items.len() + 1), item);
            }
            Some(inner) => *inner = nonsense(numbers),
            None => {}
        },
        6 => {
            let text = value.to_string();
            return text.as_bytes()[..numbers.below(text.len())].to_vec();
        }
        _ => {
            let mut text = value.to_string().into_bytes();
            let at = numbers.below(text.len());
            text[at] = b"{}[]\",:0-\\\x00\xff"[numbers.below(12)];
            return text;
        }
    }
    value.to_string().into_bytes()
}

/// Writes all forms of a report to nowhere.
fn write_all(report: &Report) {
    let mut nowhere = io::sink();
    export::html::write(report, &mut nowhere).expect("nothing can fail");
    export::perfetto::write(report, &mut nowhere).expect("nothing can fail");
    for table in Table::ALL {
        export::csv::write(table, report, &mut nowhere).expect("nothing can fail");
        #[cfg(feature = "parquet")]
        export::parquet::write(table, report, io::sink()).expect("nothing can fail");
    }
}

#[test]
fn whatever_a_file_holds_nothing_panics_and_each_message_has_a_place() {
    let (mut numbers, mut refusals) = (Numbers(7), 0);
    for whole in [result(), other_result()] {
        let original = whole.to_string();
        let mut found = Vec::new();
        places(&whole, "", &mut found);
        for round in 0..1_500 {
            let text = spoilt(&whole, &found, &mut numbers);
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let read = read(&text);
                if let Ok(report) = &read {
                    write_all(report);
                }
                let compared = diff::compare(
                    &mut document(original.as_bytes()),
                    &mut document(&text),
                    &Options::default(),
                );
                (read.err(), compared.err())
            }));
            let (refused, incomparable) = outcome.unwrap_or_else(|_| {
                let file = std::env::temp_dir().join("coldstart-spoilt.json");
                fs::write(&file, &text).unwrap();
                panic!("round {round} panics; its file is {}", file.display())
            });
            if let Some(error) = refused {
                refusals += 1;
                let is_placed = !error.path.is_empty() || error.place.is_some() || text.is_empty();
                assert!(
                    is_placed || error.to_string().contains("expected an object"),
                    "round {round}: {error}"
                );
                assert!(error.to_string().starts_with("r.json:"), "{error}");
            }
            if let Some(error) = incomparable {
                assert!(error.to_string().starts_with("r.json:"), "{error}");
            }
        }
    }
    assert!(refusals > 1_000, "{refusals}");
}

#[test]
fn the_command_refuses_what_is_no_result_with_exit_code_2() {
    let folder = Folder::new();
    let deep = format!("{{\"simulation\": {}", "[".repeat(1 << 20));
    let cut = result().to_string();
    let cut = cut[..cut.len() / 2].to_owned();
    let mut newer = result();
    newer["format_version"] = json!(99);
    let contents = [
        ("empty.json", String::new(), "it is empty"),
        ("cut.json", cut, "is it cut short?"),
        ("deep.json", deep, "values lie too deep in each other"),
        (
            "foreign.json",
            "{\"name\": \"x\"}".to_owned(),
            "it is not there, so this is not the result of a run",
        ),
        (
            "list.json",
            "[[1]]".to_owned(),
            "is a list; expected an object",
        ),
        ("number.json", "5".to_owned(), "is one value; expected "),
        (
            "newer.json",
            newer.to_string(),
            "newer than this program reads",
        ),
    ];
    for (name, content, cause) in contents {
        let file = folder.path(name);
        fs::write(&file, content).unwrap();
        let file = file.to_string_lossy().into_owned();
        for arguments in [&["report", &file][..], &["diff", &file, &file]] {
            let output = coldstart(arguments);
            let error = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name}: {error}");
            assert!(error.contains(name), "{name}: {error}");
            // What a list holds is not the same to both.
            assert!(
                error.contains(cause) || name == "list.json" || name == "number.json",
                "{name}: {error}"
            );
            assert!(output.stdout.is_empty(), "{name}");
        }
    }
    fs::create_dir(folder.path("folder")).unwrap();
    let path = folder.path("folder").to_string_lossy().into_owned();
    let output = coldstart(&["report", &path]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        error.contains("it is a folder; name the file in it"),
        "{error}"
    );
}
