//! Counts of a result whose other parts are compared as they are, whatever version wrote it.

use indexmap::IndexMap;
use serde_json::Value;

use super::document::{Document, Extent, Kind, Node};
use super::error::StoredError;
use super::parse::parse_text;

/// The parts of a result that count what happened.
const PARTS: [&str; 5] = ["summary", "services", "functions", "nodes", "event_counts"];

/// What counts in them, wherever it is.
const COUNTS: [&str; 8] = [
    "invocations",
    "succeeded",
    "failed",
    "unfinished",
    "cold_starts",
    "hot_starts",
    "containers",
    "count",
];

/// Objects of counts.
const OF_COUNTS: [&str; 3] = ["cold_causes", "failures", "event_counts"];

/// Checks that the members of a result count nothing with less than none.
///
/// # Errors
///
/// The first number that cannot be a count.
pub fn check_counts(
    document: &mut Document,
    members: &IndexMap<String, Node>,
) -> Result<(), StoredError> {
    for part in PARTS {
        let Some(node) = members.get(part) else {
            continue;
        };
        if node.kind != Kind::List {
            let value: Value = document.parse(node)?;
            check(document.origin(), &node.path, part, &value)?;
            continue;
        }
        let origin = document.origin().to_owned();
        let mut each = |index: usize, _: Extent, text: &[u8]| {
            let path = format!("{}[{index}]", node.path);
            let value: Value = parse_text(&origin, &|| path.clone(), text)?;
            check(&origin, &path, part, &value)
        };
        document.elements(node, &mut each)?;
    }
    Ok(())
}

/// Checks what is called `name`, and what is in it.
fn check(origin: &str, path: &str, name: &str, value: &Value) -> Result<(), StoredError> {
    let Value::Object(members) = value else {
        return Ok(());
    };
    for (key, member) in members {
        let path = format!("{path}.{key}");
        let is_count = COUNTS.contains(&key.as_str()) || OF_COUNTS.contains(&name);
        if is_count && member.is_number() && !member.is_u64() {
            let message = format!("is {member}; expected a whole number, 0 or more");
            return Err(StoredError::new(origin, &path, message));
        }
        check(origin, &path, key, member)?;
    }
    Ok(())
}
