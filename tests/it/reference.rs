//! The reference's dates, outcomes, nodes and reuse of containers, in every scenario that can be compared.
//!
//! Run with `--nocapture` to see the table.

use std::fs;
use std::path::{Path, PathBuf};

use coldstart::kernel::Seed;
use coldstart::scenario;
use serde_json::Value;

use crate::support::files::repository;

/// Largest difference of a date, relative to the date or to one second.
const TOLERANCE: f64 = 1e-6;

/// The dates of an invocation.
const DATES: [&str; 6] = [
    "requested",
    "accepted",
    "submit",
    "dispatch",
    "start",
    "end",
];

fn scenarios() -> Vec<PathBuf> {
    let entries =
        fs::read_dir(repository("tests/reference")).expect("the folder of the reference scenarios");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.to_string_lossy().ends_with(".scenario.json"))
        .collect();
    files.sort();
    files
}

fn expected(scenario: &Path) -> Value {
    let file = scenario
        .to_string_lossy()
        .replace(".scenario.", ".expected.");
    serde_json::from_str(&fs::read_to_string(file).expect("the expected result"))
        .expect("valid JSON")
}

fn actual(file: &Path) -> Value {
    let scenario = scenario::load::load(file).unwrap_or_else(|error| panic!("{error}"));
    let run = scenario::run::run(&scenario, Seed(0)).unwrap_or_else(|error| panic!("{error}"));
    serde_json::to_value(run.result).expect("a serialisable result")
}

/// What differs between a result and the expected one, and by how much the dates do.
#[derive(Default)]
struct Comparison {
    worst: f64,
    differences: Vec<String>,
}

impl Comparison {
    fn of(expected: &Value, actual: &Value) -> Self {
        let mut comparison = Self::default();
        comparison.same(expected, actual, "error", "scenario");
        comparison.date(&expected["final_date"], &actual["final_date"], "final date");
        for (expected, actual, place) in pairs(expected, actual, "registrations") {
            comparison.date(&expected["date"], &actual["date"], &place);
            comparison.same(expected, actual, "success", &place);
            comparison.cause(&expected["failure_cause"], &actual["failure_cause"], &place);
        }
        let nodes = expected["repeatability"]["repeatable"] == true;
        for (expected, actual, place) in pairs(expected, actual, "invocations") {
            comparison.invocation(expected, actual, nodes, &place);
        }
        for (expected, actual, place) in pairs(expected, actual, "waits") {
            comparison.date(&expected["date"], &actual["date"], &place);
        }
        comparison.same(expected, actual, "event_counts", "scenario");
        comparison
    }

    fn invocation(&mut self, expected: &Value, actual: &Value, nodes: bool, place: &str) {
        for date in DATES {
            self.date(&expected[date], &actual[date], &format!("{place}.{date}"));
        }
        self.same(expected, actual, "id", place);
        self.same(expected, actual, "success", place);
        self.same(expected, actual, "reused_container", place);
        if nodes {
            self.same(expected, actual, "node", place);
            self.same(expected, actual, "container", place);
        }
        for cause in ["failure_cause", "error"] {
            self.cause(&expected[cause], &actual[cause], place);
        }
    }

    fn date(&mut self, expected: &Value, actual: &Value, place: &str) {
        match (expected.as_f64(), actual.as_f64()) {
            (None, None) => {}
            (Some(expected), Some(actual)) => {
                let difference = (expected - actual).abs() / expected.max(1.0);
                self.worst = self.worst.max(difference);
                if difference > TOLERANCE {
                    self.differences
                        .push(format!("{place}: expected {expected}, got {actual}"));
                }
            }
            _ => self
                .differences
                .push(format!("{place}: expected {expected}, got {actual}")),
        }
    }

    fn same(&mut self, expected: &Value, actual: &Value, key: &str, place: &str) {
        if expected[key] != actual[key] {
            self.differences.push(format!(
                "{place}.{key}: expected {}, got {}",
                expected[key], actual[key]
            ));
        }
    }

    /// Texts hold names that differ (of services, files, ports): their first two words do not.
    fn cause(&mut self, expected: &Value, actual: &Value, place: &str) {
        let fixed = |text: &Value| -> Option<Vec<String>> {
            let text = text
                .as_str()?
                .replace(" (internal implementation failure)", "");
            Some(text.split_whitespace().take(2).map(str::to_owned).collect())
        };
        if fixed(expected) != fixed(actual) {
            self.differences
                .push(format!("{place}: expected {expected}, got {actual}"));
        }
    }
}

/// The entries of a list, one of each; a list that is too short has nulls.
fn pairs<'a>(
    expected: &'a Value,
    actual: &'a Value,
    list: &str,
) -> Vec<(&'a Value, &'a Value, String)> {
    let length = |value: &Value| value[list].as_array().map_or(0, Vec::len);
    (0..length(expected).max(length(actual)))
        .map(|index| {
            (
                &expected[list][index],
                &actual[list][index],
                format!("{list}[{index}]"),
            )
        })
        .collect()
}

#[test]
fn every_comparable_scenario_has_the_dates_of_the_reference() {
    let mut compared = 0;
    println!("{:<45} worst relative difference of a date", "scenario");
    for file in scenarios() {
        let expected = expected(&file);
        let name = expected["scenario"].as_str().unwrap_or_default();
        let repeatability = &expected["repeatability"];
        if repeatability["repeatable"] != true && repeatability["identical_but_for_nodes"] != true {
            println!("{name:<45} not repeatable in the reference itself");
            continue;
        }
        let comparison = Comparison::of(&expected, &actual(&file));
        println!("{name:<45} {:.1e}", comparison.worst);
        assert!(
            comparison.differences.is_empty(),
            "{name}:\n  {}",
            comparison.differences.join("\n  ")
        );
        compared += 1;
    }
    assert_eq!(compared, 81, "scenarios compared");
}
