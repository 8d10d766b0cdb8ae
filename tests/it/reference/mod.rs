//! The reference's dates, outcomes, nodes and reuse of containers, in every scenario that can be compared.
//!
//! The first set is about what a provider does, and all of it agrees. The second is about what happens at one date, what
//! shares a disk, and messages with a size; where the reference's own rules are not known to the last, some scenarios
//! differ, and those are listed here and in the book.
//!
//! Run with `--nocapture` to see the tables.

mod comparison;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use coldstart::kernel::Seed;
use coldstart::scenario;
use comparison::Comparison;
use serde_json::Value;

use crate::support::files::repository;

/// The scenarios of the second set that differ.
const DIFFERENT: [&str; 1] = ["ctrl_31"];

fn scenarios(folder: &str) -> Vec<PathBuf> {
    let folder = repository("tests/reference").join(folder);
    let entries = fs::read_dir(folder).expect("the folder of the reference scenarios");
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

#[test]
fn every_comparable_scenario_has_the_dates_of_the_reference() {
    let mut compared = 0;
    println!("{:<45} worst relative difference of a date", "scenario");
    for file in scenarios("") {
        let expected = expected(&file);
        let name = expected["scenario"].as_str().unwrap_or_default();
        let repeatability = &expected["repeatability"];
        if repeatability["repeatable"] != true && repeatability["identical_but_for_nodes"] != true {
            println!("{name:<45} not repeatable in the reference itself");
            continue;
        }
        let comparison = Comparison::of(&expected, &actual(&file), true);
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

/// How many scenarios of a family there are, and which of them differ.
#[derive(Default)]
struct Family {
    scenarios: usize,
    different: Vec<String>,
}

/// The name of a scenario without its number.
fn family(name: &str) -> &str {
    name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_')
}

#[test]
fn the_second_set_has_the_dates_of_the_reference_but_for_what_is_listed() {
    let mut families = BTreeMap::<String, Family>::new();
    let mut wrong = Vec::new();
    for folder in ["second", "second/classes", "second/minimal"] {
        for file in scenarios(folder) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let name = name.trim_end_matches(".scenario.json");
            let key = match folder.strip_prefix("second/") {
                Some(folder) => folder,
                None => family(name),
            };
            let family = families.entry(key.to_owned()).or_default();
            family.scenarios += 1;
            let comparison = Comparison::of(&expected(&file), &actual(&file), false);
            let agrees = comparison.differences.is_empty();
            if !agrees {
                family.different.push(name.to_owned());
            }
            if agrees == DIFFERENT.contains(&name) {
                wrong.push(format!(
                    "{name}:\n  {}",
                    comparison.differences.join("\n  ")
                ));
            }
        }
    }
    println!("{:<15} agree", "family");
    for (name, family) in &families {
        let agree = family.scenarios - family.different.len();
        let different = family.different.join(" ");
        println!(
            "{name:<15} {agree:>3} of {:>3}  {different}",
            family.scenarios
        );
    }
    assert!(
        wrong.is_empty(),
        "differ, or are listed and do not:\n{}",
        wrong.join("\n")
    );
}
