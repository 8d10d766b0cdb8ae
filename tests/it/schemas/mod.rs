//! The JSON Schemas say what the readers of files accept, as far as keys and types go.

mod differences;
mod random;

use std::fs;
use std::path::{Path, PathBuf};

use coldstart::experiment::study::file;
use coldstart::scenario::json_schema;
use coldstart::scenario::load::{Format, ScenarioError, parse};
use jsonschema::Validator;
use serde_json::Value;

use crate::support::files::repository;

fn validator() -> Validator {
    jsonschema::validator_for(&json_schema::scenario()).expect("it is a schema")
}

/// Whether a scenario is refused for its keys or its types, and not for what it means.
fn refused_for_its_shape(error: &ScenarioError) -> bool {
    const SHAPE: &[&str] = &[
        "unknown key",
        "missing key",
        "unknown value",
        "invalid type",
        "invalid length",
        "has no unit",
        "unknown unit",
        "is not a number",
        "does one thing",
        "needs a key",
        "has no key",
        "belongs to",
        "give one number of cores",
    ];
    let ScenarioError::Malformed { problem, .. } = error else {
        return false;
    };
    SHAPE.iter().any(|words| problem.message.contains(words))
}

/// Rewrites a file of the repository that has not this schema, so that a new key needs no other edit; whether that had to be done.
fn is_rewritten(name: &str, schema: &Value) -> bool {
    let path = repository("schemas").join(name);
    let expected = serde_json::to_string_pretty(schema).expect("it is JSON") + "\n";
    let is_another = fs::read_to_string(&path).expect("the schema") != expected;
    if is_another {
        fs::write(&path, expected).expect("the schema is written");
    }
    is_another
}

#[test]
fn the_schemas_of_the_command_follow_from_the_types() {
    let schemas = [
        ("scenario.json", json_schema::scenario()),
        ("study.json", file::schema()),
    ];
    let rewritten = schemas
        .iter()
        .filter(|(name, schema)| is_rewritten(name, schema));
    let rewritten: Vec<&str> = rewritten.map(|(name, _)| *name).collect();
    assert!(
        rewritten.is_empty(),
        "{rewritten:?} of the folder `schemas` were out of date and have been rewritten"
    );
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The texts of the repository that may be files of coldstart, and their origins: files, and blocks of the book.
fn texts() -> Vec<(String, String, Format)> {
    let mut files = Vec::new();
    for folder in ["tests", "examples", "playground/examples", "book/src"] {
        files_below(&repository(folder), &mut files);
    }
    files.sort();
    let mut texts = Vec::new();
    for path in files {
        let origin = path.display().to_string();
        if let Ok(format) = Format::of(&path) {
            texts.push((origin, fs::read_to_string(path).expect("a text"), format));
        } else if origin.ends_with(".md") {
            let chapter = fs::read_to_string(path).expect("a chapter");
            for (mark, format) in [("\n```json\n", Format::Json), ("\n```toml\n", Format::Toml)] {
                for block in chapter.split(mark).skip(1) {
                    let block = block.split("\n```").next().unwrap_or_default();
                    texts.push((origin.clone(), block.to_owned(), format));
                }
            }
        }
    }
    texts
}

fn value(text: &str, format: Format) -> Option<Value> {
    match format {
        Format::Json => serde_json::from_str(text).ok(),
        Format::Toml => toml::from_str(text).ok(),
    }
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value, origin: &str) {
    let errors = validator.iter_errors(value);
    let errors: Vec<String> = errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{origin}: {}", errors.join("\n"));
}

#[test]
fn every_scenario_of_the_repository_is_valid() {
    let validator = validator();
    let mut scenarios = 0;
    for (origin, text, format) in texts() {
        let Some(value) = value(&text, format) else {
            continue;
        };
        if parse(&text, format, &origin).is_ok() {
            assert_valid(&validator, &value, &origin);
            scenarios += 1;
        }
    }
    assert!(scenarios > 390, "{scenarios}");
}

#[test]
fn every_study_of_the_repository_is_valid_and_other_keys_are_not() {
    let validator = jsonschema::validator_for(&file::schema()).expect("it is a schema");
    let texts = texts().into_iter();
    let studies: Vec<(String, Value)> = texts
        .filter_map(|(origin, text, format)| Some((origin, value(&text, format)?)))
        .filter(|(_, value)| value["scenario"].is_string() && value.get("sweep").is_some())
        .collect();
    assert!(studies.len() >= 2, "{studies:?}");
    for (origin, mut study) in studies {
        assert_valid(&validator, &study, &origin);
        study["replication"] = 5.into();
        assert!(!validator.is_valid(&study), "{origin}");
    }
}

#[test]
fn a_study_is_refused_for_its_keys_and_types_by_both() {
    let validator = jsonschema::validator_for(&file::schema()).expect("it is a schema");
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = fs::read(repository("tests/engines/shop.json")).expect("the scenario");
    fs::write(folder.path().join("shop.json"), scenario).expect("it is written");
    let path = folder.path().join("study.json");
    let read = |study: &Value| {
        fs::write(&path, study.to_string()).expect("it is written");
        file::study(&path)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    let study = |key: &str, value: Value| {
        let mut study =
            serde_json::json!({ "scenario": "shop.json", "sweep": { "nodes": "1..2" } });
        study[key] = value;
        study
    };
    for (key, good, bad) in [
        ("$schema", serde_json::json!("x"), serde_json::json!(1)),
        (
            "sweep",
            serde_json::json!({ "nodes": [1, 2] }),
            serde_json::json!(3),
        ),
        (
            "figures",
            serde_json::json!(["mean"]),
            serde_json::json!("mean"),
        ),
        ("seed", serde_json::json!(1), serde_json::json!("1")),
        ("replications", serde_json::json!(3), serde_json::json!(1.5)),
        (
            "precision",
            serde_json::json!("5% of p99"),
            serde_json::json!(5),
        ),
        ("most", serde_json::json!(1), serde_json::json!(-1)),
        (
            "confidence",
            serde_json::json!("95%"),
            serde_json::json!(["95%"]),
        ),
        ("warm_up", serde_json::json!("10min"), serde_json::json!(10)),
        (
            "compare",
            serde_json::json!("nodes"),
            serde_json::json!(true),
        ),
        (
            "record",
            serde_json::json!("sampled=3"),
            serde_json::json!("half"),
        ),
        (
            "horizon",
            serde_json::json!("1h"),
            serde_json::json!("1 hour"),
        ),
        ("horizons", Value::Null, serde_json::json!(1)),
    ] {
        let good = study(key, good);
        if key != "horizons" {
            assert_eq!(read(&good), Ok(()), "{good}");
            assert_valid(&validator, &good, key);
        }
        let bad = study(key, bad);
        assert!(read(&bad).is_err(), "{bad}");
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}
