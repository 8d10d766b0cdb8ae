//! Snapshots of reports that a person can read: what is short in full, the first ten rows of each table, and a digest of the
//! whole.

use std::fs;

use coldstart::prelude::*;
use serde_json::{Value, json};

use super::files::repository;

/// How many rows or numbers of a list are shown.
const SHOWN: usize = 10;

/// What a snapshot says about its digest.
const DESCRIPTION: &str = "If nothing but `whole` differs, the report changed where the snapshot does not look. Each run \
    of the test writes the whole report to target/reports: run it before and after the change, and compare the two files \
    with `coldstart diff` or `diff`.";

/// A report as its snapshot has it. The whole report is written to `target/reports/NAME.json`.
pub(crate) fn reviewed(name: &str, report: &Report) -> Value {
    let text = serde_json::to_string_pretty(report).expect("a report is serialisable");
    let folder = repository("target/reports");
    fs::create_dir_all(&folder).expect("a folder in `target`");
    fs::write(folder.join(format!("{name}.json")), &text).expect("the report is written");
    let whole = serde_json::from_str(&text).expect("a report is JSON");
    json!({
        "whole": format!("{} bytes, FNV-1a {:016x}", text.len(), fnv1a(text.as_bytes())),
        "report": shortened(whole),
    })
}

/// What is told with a snapshot that differs.
pub(crate) fn explained() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_description(DESCRIPTION);
    settings
}

/// The same with the first rows of each list; numbers and short texts are on one line.
fn shortened(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let length = items.len();
            let is_flat = !items.iter().any(|item| item.is_object() || item.is_array());
            let mut first: Vec<Value> = items.into_iter().take(SHOWN).map(shortened).collect();
            let rest = length - first.len();
            if is_flat && rest > 0 {
                let first: Vec<String> = first.iter().map(Value::to_string).collect();
                return format!("{}, and {rest} more", first.join(", ")).into();
            }
            if rest > 0 {
                first.push(format!("and {rest} more").into());
            }
            first.into()
        }
        Value::Object(fields) => {
            let fields = fields.into_iter();
            Value::Object(fields.map(|(key, value)| (key, shortened(value))).collect())
        }
        other => other,
    }
}

/// The hash of Fowler, Noll and Vo, which is the same on every machine and needs no crate.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
