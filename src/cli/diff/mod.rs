//! What changed between two results.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Map, Value};

/// How many changes of one part of a result are printed.
const MOST: usize = 20;

/// What identifies the rows of each table, so that a row that was added moves no other.
const KEYS: [(&str, &[&str]); 8] = [
    ("invocations", &["id"]),
    ("containers", &["service", "container"]),
    ("services", &["service"]),
    ("functions", &["service", "function"]),
    ("nodes", &["service", "node"]),
    ("links", &["link"]),
    ("processes", &["process"]),
    ("registrations", &["service", "function"]),
];

/// The changes from one result to another, part by part, one line a value; empty if nothing changed.
///
/// Rows are matched by what identifies them, numbers are compared exactly, and of each part the first twenty changes are
/// listed, with the number of the others.
///
/// ```
/// use serde_json::json;
///
/// let before = json!({ "summary": { "cold_starts": 4, "hot_starts": 6 } });
/// let after = json!({ "summary": { "cold_starts": 3, "hot_starts": 6 } });
/// assert_eq!(
///     coldstart::cli::diff::diff(&before, &after),
///     "summary\n  cold_starts: 4 -> 3 (-25.00 %)\n"
/// );
/// ```
pub fn diff(before: &Value, after: &Value) -> String {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        let mut changes = Changes::default();
        changes.compare("", before, after);
        return changes.lines.join("\n");
    };
    let mut text = String::new();
    for part in keys(before, after) {
        let mut changes = Changes {
            part,
            ..Changes::default()
        };
        let (one, other) = (before.get(part), after.get(part));
        match (one, other) {
            (Some(one), Some(other)) => changes.compare("", one, other),
            (one, other) => changes.report("", one, other),
        }
        changes.write(part, &mut text);
    }
    text
}

/// The names of both, those of the first in their order.
fn keys<'a>(before: &'a Map<String, Value>, after: &'a Map<String, Value>) -> Vec<&'a String> {
    let added = after.keys().filter(|key| !before.contains_key(*key));
    before.keys().chain(added).collect()
}

#[derive(Default)]
struct Changes<'a> {
    /// The part of the result.
    part: &'a str,
    lines: Vec<String>,
    count: usize,
}

impl Changes<'_> {
    fn write(&self, part: &str, text: &mut String) {
        if self.count == 0 {
            return;
        }
        let _ = writeln!(text, "{part}");
        for line in &self.lines {
            let _ = writeln!(text, "  {line}");
        }
        if self.count > self.lines.len() {
            let _ = writeln!(text, "  .. and {} more", self.count - self.lines.len());
        }
    }

    fn compare(&mut self, path: &str, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Object(one), Value::Object(other)) => {
                for key in keys(one, other) {
                    let path = joined(path, key);
                    match (one.get(key), other.get(key)) {
                        (Some(one), Some(other)) => self.compare(&path, one, other),
                        (one, other) => self.report(&path, one, other),
                    }
                }
            }
            (Value::Array(one), Value::Array(other)) => self.compare_rows(path, one, other),
            _ if before != after => self.report(path, Some(before), Some(after)),
            _ => {}
        }
    }

    fn compare_rows(&mut self, path: &str, before: &[Value], after: &[Value]) {
        let table = path.rsplit('.').next().filter(|table| !table.is_empty());
        let table = table.unwrap_or(self.part);
        let keys = KEYS.iter().find(|(name, _)| *name == table);
        let keys = keys.map_or(&[][..], |(_, keys)| keys);
        let (before, after) = (named(before, keys), named(after, keys));
        for (name, row) in &before {
            let path = format!("{path}[{name}]");
            match after.get(name) {
                Some(other) => self.compare(&path, row, other),
                None => self.report(&path, Some(row), None),
            }
        }
        for (name, row) in &after {
            if !before.contains_key(name) {
                self.report(&format!("{path}[{name}]"), None, Some(row));
            }
        }
    }

    fn report(&mut self, path: &str, before: Option<&Value>, after: Option<&Value>) {
        self.count += 1;
        if self.lines.len() == MOST {
            return;
        }
        let label = if path.is_empty() {
            String::new()
        } else {
            format!("{path}: ")
        };
        self.lines.push(match (before, after) {
            (None, Some(after)) => format!("{label}added {}", shown(after)),
            (Some(before), None) => format!("{label}removed {}", shown(before)),
            (Some(before), Some(after)) => {
                let change = relative(before, after);
                format!("{label}{} -> {}{change}", shown(before), shown(after))
            }
            (None, None) => label,
        });
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// Rows by what identifies them, or by their place if nothing does.
fn named<'a>(rows: &'a [Value], keys: &[&str]) -> IndexMap<String, &'a Value> {
    let mut named = IndexMap::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let name = name(row, keys)
            .filter(|name| !named.contains_key(name))
            .unwrap_or_else(|| index.to_string());
        named.insert(name, row);
    }
    named
}

fn name(row: &Value, keys: &[&str]) -> Option<String> {
    if keys.is_empty() {
        return None;
    }
    let part = |key: &&str| match row.get(*key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let parts: Option<Vec<String>> = keys.iter().map(part).collect();
    parts.map(|parts| parts.join("/"))
}

/// A value on one line, shortened if it is long.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}..")
}

fn relative(before: &Value, after: &Value) -> String {
    match (before.as_f64(), after.as_f64()) {
        (Some(before), Some(after)) if before != 0.0 => {
            format!(" ({:+.2} %)", (after - before) / before.abs() * 100.0)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equal_results_have_no_differences() {
        let result = json!({ "summary": { "invocations": 3 }, "log": [1, 2] });
        assert_eq!(diff(&result, &result), "");
    }

    #[test]
    fn a_row_that_was_added_moves_no_other() {
        let row = |id: u64| json!({ "id": id, "success": true });
        let before = json!({ "invocations": [row(1), row(3)] });
        let after = json!({ "invocations": [row(1), row(2), row(3)] });
        assert_eq!(
            diff(&before, &after),
            "invocations\n  [2]: added {\"id\":2,\"success\":true}\n"
        );
    }

    #[test]
    fn rows_without_a_name_go_by_their_place() {
        let before = json!({ "log": [{ "text": "a" }, { "text": "b" }] });
        let after = json!({ "log": [{ "text": "a" }, { "text": "c" }] });
        assert_eq!(diff(&before, &after), "log\n  [1].text: \"b\" -> \"c\"\n");
    }

    #[test]
    fn of_many_changes_the_first_are_told_and_the_others_counted() {
        let rows =
            |value: u64| -> Vec<Value> { (0..50).map(|_| json!({ "value": value })).collect() };
        let text = diff(&json!({ "events": rows(0) }), &json!({ "events": rows(1) }));
        assert_eq!(text.lines().count(), 1 + MOST + 1);
        assert!(text.ends_with("  .. and 30 more\n"), "{text}");
    }

    #[test]
    fn parts_of_one_result_alone_are_told() {
        let text = diff(&json!({ "error": null }), &json!({ "timeline": 1 }));
        assert_eq!(text, "error\n  removed null\ntimeline\n  added 1\n");
    }
}
