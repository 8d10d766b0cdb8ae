//! What `coldstart diff` tells about two results of scenarios, of examples, and of studies.

use std::fs;

use coldstart::prelude::*;
use coldstart::results;
use serde_json::{Value, json};

use crate::support::command::{Folder, coldstart, text};
use crate::support::files::reference;
use crate::support::programs::{basic, function_chain, hot_starts};

/// The result of a scenario as the command stores it.
fn scenario(name: &str) -> Value {
    let folder = Folder::new();
    let (file, result) = (reference(name), folder.path("r.json"));
    let arguments = [
        "run",
        "-q",
        &file.to_string_lossy(),
        "--json",
        &result.to_string_lossy(),
    ];
    let output = coldstart(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    folder.json("r.json")
}

/// The result of an example.
fn chain(seed: u64) -> Value {
    let report = results::run(&function_chain::FunctionChain::default(), Seed(seed));
    serde_json::to_value(report.expect("it runs")).unwrap()
}

fn hot(seed: u64) -> Value {
    let report = results::run(&hot_starts::HotStarts::default(), Seed(seed));
    serde_json::to_value(report.expect("it runs")).unwrap()
}

/// What the command prints about two results, and its exit code.
fn told(before: &Value, after: &Value, options: &[&str]) -> (i32, String) {
    let folder = Folder::new();
    let [before, after] = [("a.json", before), ("b.json", after)].map(|(name, value)| {
        let file = folder.path(name);
        fs::write(&file, value.to_string()).unwrap();
        file.to_string_lossy().into_owned()
    });
    let output = coldstart(&[&["diff", &before, &after], options].concat());
    let error = text(&output.stderr)
        .replace(&before, "a.json")
        .replace(&after, "b.json");
    let code = output.status.code().expect("it ends by itself");
    (code, text(&output.stdout) + &error)
}

/// A copy with something changed.
fn changed(value: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut value = value.clone();
    change(&mut value);
    value
}

#[test]
fn equal_results_have_no_difference() {
    for result in [scenario("basic_10_3"), chain(42)] {
        assert_eq!(
            told(&result, &result, &[]),
            (0, "no difference\n".to_owned())
        );
    }
}

#[test]
fn two_scenarios() {
    let (code, told) = told(&scenario("basic_10_3"), &scenario("basic_100_3"), &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(told);
}

#[test]
fn two_examples() {
    let (code, told) = told(&chain(42), &hot(42), &[]);
    assert_eq!(code, 1);
    assert!(
        told.starts_with("these are different simulations; what both have is compared\n"),
        "{told}"
    );
    insta::assert_snapshot!(told);
}

#[test]
fn one_example_with_two_seeds() {
    let basic = |seed| {
        let basic = basic::Basic {
            invocations: 10,
            ..Default::default()
        };
        let report = results::run(&basic, Seed(seed)).expect("it runs");
        serde_json::to_value(report).unwrap()
    };
    let (code, told) = told(&basic(42), &basic(43), &[]);
    assert_eq!(code, 1);
    assert!(told.contains("  seed: 42 -> 43\n"), "{told}");
    assert!(!told.contains("different simulations"), "{told}");
    insta::assert_snapshot!(told);
}

#[test]
fn another_order_of_dispatch_is_seen() {
    let result = scenario("basic_100_3");
    let swapped = changed(&result, |value| {
        for rows in ["/invocations", "/report/invocations"] {
            let rows = value.pointer_mut(rows).unwrap();
            let dates = [rows[0]["dispatch"].take(), rows[99]["dispatch"].take()];
            assert_ne!(dates[0], dates[1]);
            [rows[99]["dispatch"], rows[0]["dispatch"]] = dates;
        }
    });
    let (code, text) = told(&result, &swapped, &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(text);
    // In its own terms alone, too.
    let own = changed(&result, |value| {
        value["invocations"][1]["dispatch"] = json!(1)
    });
    let (code, text) = told(&result, &own, &[]);
    assert_eq!(code, 1);
    assert!(text.ends_with("\n1 of 100 invocations differs\n"), "{text}");
    let moved = changed(&result, |value| {
        let events = value["report"]["events"].as_array_mut();
        events.expect("the report has them").swap(0, 1);
    });
    let (code, text) = told(&result, &moved, &[]);
    assert_eq!(code, 1);
    assert!(text.starts_with("events: 2 of "), "{text}");
}

#[test]
fn a_row_that_was_added_moves_no_other() {
    let result = chain(42);
    let without = changed(&result, |value| {
        value["invocations"].as_array_mut().unwrap().remove(1);
        value["log"].as_array_mut().unwrap().remove(1);
    });
    let (code, text) = told(&without, &result, &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(text);
}

#[test]
fn nothing_is_printed_without_bound() {
    let folder = |value: &Value| {
        changed(value, |value| {
            for row in value["invocations"].as_array_mut().unwrap() {
                for (_, field) in row.as_object_mut().unwrap().iter_mut().skip(1) {
                    *field = json!("x".repeat(10_000));
                }
            }
            let failures: serde_json::Map<String, Value> = (0..1000)
                .map(|index| {
                    (
                        format!("cause {index} \u{1b}[31m\n{}", "y".repeat(1000)),
                        json!(index),
                    )
                })
                .collect();
            value["summary"]["failures"] = failures.into();
        })
    };
    let result = hot(42);
    let (code, text) = told(&result, &folder(&result), &[]);
    assert_eq!(code, 1);
    assert!(text.len() < 20_000, "{}", text.len());
    assert!(
        text.lines().count() < 100 && text.lines().all(|line| line.chars().count() < 300),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(text.contains("  .. and 980 more\n"), "{text}");
}

#[test]
fn numbers_within_a_tolerance_are_equal() {
    let result = chain(42);
    let near = changed(&result, |value| {
        let served = value["services"][0]["utilisation"].as_f64().unwrap();
        value["services"][0]["utilisation"] = json!(served * 1.0005);
    });
    assert_eq!(told(&result, &near, &[]).0, 1);
    let within = (0, "no difference beyond 0.1 %\n".to_owned());
    assert_eq!(told(&result, &near, &["--tolerance", "0.1%"]), within);
    assert_eq!(told(&result, &near, &["--tolerance", "1e-3"]), within);
    assert_eq!(told(&result, &near, &["--tolerance", "1e-4"]).0, 1);
    let seed = changed(&result, |value| value["seed"] = json!(43));
    let (code, text) = told(&result, &seed, &["--tolerance", "10%"]);
    assert_eq!(
        (code, text.as_str()),
        (1, "simulation\n  seed: 42 -> 43\n1 setting differs\n")
    );
    let (code, text) = told(&result, &result, &["--tolerance", "2"]);
    assert_eq!(code, 2);
    assert!(text.contains("expected a share from 0 to 1"), "{text}");
}

#[test]
fn a_part_alone_is_compared() {
    let result = chain(42);
    let function = result["functions"][0]["function"]
        .as_str()
        .unwrap()
        .to_owned();
    let other = changed(&result, |value| {
        value["summary"]["failed"] = json!(3);
        value["functions"][0]["failed"] = json!(4);
        value["functions"][0]["memory"] = json!(0);
    });
    let text = told(&result, &other, &["--only", "summary"]);
    assert_eq!(
        text,
        (
            1,
            "summary\n  failed: 0 -> 3\n1 quantity differs\n".to_owned()
        )
    );
    let path = format!("functions.{function}.failed");
    let (code, text) = told(&result, &other, &["--only", &path]);
    assert_eq!(code, 1);
    assert!(
        text.ends_with(".failed: 0 -> 4\n1 quantity differs\n"),
        "{text}"
    );
    assert_eq!(
        told(&result, &other, &["--only", "nodes"]),
        (0, "no difference\n".to_owned())
    );
    assert_eq!(
        told(&result, &other, &["--only", "invocations[1].start"]).0,
        0
    );
}

#[test]
fn a_part_that_is_not_there_is_told_with_those_that_are() {
    let result = chain(42);
    let refused = |only: &str| {
        let (code, text) = told(&result, &result, &["--only", only]);
        assert_eq!(code, 2, "{text}");
        text
    };
    insta::assert_snapshot!(
        [
            refused("sumary"),
            refused("summary.fialed"),
            refused("functions.nothing"),
            refused("nodes[cloud"),
        ]
        .join("\n")
    );
}

#[test]
fn studies_are_compared_result_by_result() {
    let (one, other) = (chain(42), hot(42));
    let seed = changed(&other, |value| value["seed"] = json!(7));
    let [before, after] = [json!([one, other]), json!([one, seed])];
    let (code, text) = told(&before, &after, &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("a_study_as_a_list", text);
    assert_eq!(
        told(&before, &before, &[]),
        (0, "no difference in 2 results\n".to_owned())
    );
    let [before, after] = [
        json!({ "small": one, "large": other }),
        json!({ "small": one, "huge": other }),
    ];
    let (code, text) = told(&before, &after, &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("a_study_by_name", text);
    let (code, text) = told(&before, &after, &["--only", "small"]);
    assert_eq!((code, text.as_str()), (0, "no difference in 1 result\n"));
    let (code, text) = told(&before, &one, &[]);
    assert_eq!(code, 2);
    assert!(
        text.contains("a.json: it holds several results, and ")
            && text.contains("b.json holds one"),
        "{text}"
    );
}

#[test]
fn a_part_of_another_shape_is_said_of_both_files() {
    let result = chain(42);
    for (part, other) in [
        ("summary", json!([])),
        ("invocations", json!({})),
        ("functions", json!("many")),
    ] {
        let other = changed(&result, |value| value[part] = other);
        let is_list = result[part].is_array();
        let (list, value) = if is_list {
            ("a.json", "b.json")
        } else {
            ("b.json", "a.json")
        };
        let message = format!(
            "error: {list}: `{part}` is a list, and in {value} it is not; compare results that --json has written\n"
        );
        assert_eq!(told(&result, &other, &[]), (2, message.clone()));
        let turned = message
            .replace("a.json", "c.json")
            .replace("b.json", "a.json");
        let turned = turned.replace("c.json", "b.json");
        assert_eq!(told(&other, &result, &[]), (2, turned));
    }
}

#[test]
fn a_negative_count_is_refused_with_its_place() {
    let result = chain(42);
    for part in ["summary", "functions", "services"] {
        let other = changed(&result, |value| {
            let of = match &mut value[part] {
                serde_json::Value::Array(rows) => &mut rows[0],
                whole => whole,
            };
            of["invocations"] = json!(-3036);
        });
        let (code, text) = told(&result, &other, &[]);
        let place = match part {
            "summary" => "summary.invocations".to_owned(),
            _ => format!("{part}[0].invocations"),
        };
        let message = format!("b.json: {place}: is -3036; expected a whole number, 0 or more\n");
        assert_eq!((code, text), (2, format!("error: {message}")));
    }
}
