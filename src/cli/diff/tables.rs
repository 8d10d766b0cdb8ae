//! The rows of the tables of a result: what each is called, and where it is. A table may have millions of rows, so no row is
//! kept: it is read again when it differs from the one of the other result.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use sim_runtime::results::stored::{Document, Extent, Node, StoredError, parse_text};

use super::way::is_row;

/// What identifies the rows of each table, so that a row that was added moves no other.
const KEYS: [(&str, &[&str]); 11] = [
    ("invocations", &["id"]),
    ("containers", &["service", "container"]),
    ("services", &["service"]),
    ("functions", &["service", "function"]),
    ("nodes", &["service", "node"]),
    ("links", &["link"]),
    ("processes", &["process"]),
    ("registrations", &["service", "function"]),
    ("waits", &["wait"]),
    ("workflows", &["id"]),
    ("stages", &["workflow", "stage"]),
];

/// The keys whose values identify the rows of a table; none if their places do.
fn keys_of(table: &str) -> &'static [&'static str] {
    let keys = KEYS.iter().find(|(name, _)| *name == table);
    keys.map_or(&[], |(_, keys)| keys)
}

/// What identifies a row of a table, such as `cloud/worker[0]`.
pub(super) fn name_of(table: &str, row: &Value) -> Option<String> {
    let row = row.as_object()?;
    name_from(keys_of(table).iter().filter_map(|key| row.get(*key)))
}

/// A row need not have all the keys: there is one service only in the own terms of a scenario.
fn name_from<'a>(values: impl Iterator<Item = &'a Value>) -> Option<String> {
    let parts: Option<Vec<String>> = values
        .map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    parts
        .filter(|parts| !parts.is_empty())
        .map(|parts| parts.join("/"))
}

/// A row of a table, by what tells it from others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Stands for its name, if it has one.
    pub(super) name: Option<u64>,
    /// Stands for its text.
    pub(super) digest: u64,
    /// Its place in the table.
    index: usize,
    /// Where it is in each list that the table is in.
    at: [Option<Extent>; 2],
    /// Whether it is asked for.
    is_meant: bool,
}

#[cfg(test)]
impl Row {
    pub(super) fn test(name: Option<u64>, digest: u64) -> Self {
        Self {
            name,
            digest,
            index: 0,
            at: [None; 2],
            is_meant: true,
        }
    }
}

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    nodes: Vec<Node>,
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// Finds the rows of a table, or of a list of which the table is a part; of several lists with the same rows in the same
    /// order, the rows have the values of all. With a word, only the rows that it means.
    pub(super) fn find(
        document: &mut Document,
        name: &str,
        nodes: &[Node],
        word: Option<&str>,
    ) -> Result<Self, StoredError> {
        let mut rows = Vec::new();
        for (list, node) in nodes.iter().take(2).enumerate() {
            let found = find_rows(document, name, (list, node), word)?;
            if list == 0 || found.len() > rows.len() {
                // The report may have rows that the scenario's own terms have not.
                rows = found;
            } else if found.len() == rows.len() {
                for (row, other) in rows.iter_mut().zip(found) {
                    row.digest = hashed(&(row.digest, other.digest));
                    row.at[list] = other.at[list];
                }
            }
        }
        rows.retain(|row| row.is_meant);
        Ok(Self {
            name: name.to_owned(),
            nodes: nodes.to_vec(),
            rows,
        })
    }

    /// What a row is called, and its values.
    pub(super) fn row(
        &self,
        document: &mut Document,
        index: usize,
    ) -> Result<(String, Value), StoredError> {
        let Row { index, at, .. } = self.rows[index];
        let mut values: Option<Value> = None;
        for (node, extent) in self.nodes.iter().zip(at) {
            let Some(extent) = extent else { continue };
            let text = document.read(extent)?;
            let path = || format!("{}[{index}]", node.path);
            let value: Value = parse_text(document.origin(), &path, &text)?;
            values = Some(match (values, value) {
                (Some(Value::Object(own)), Value::Object(more)) => Value::Object(both(own, more)),
                (Some(own), _) => own,
                (None, value) => value,
            });
        }
        let values = values.unwrap_or_default();
        let name = name_of(&self.name, &values).unwrap_or_else(|| index.to_string());
        Ok((name, values))
    }
}

/// Finds the rows of a list, which is the one of this number of those that the table is in.
fn find_rows(
    document: &mut Document,
    table: &str,
    (list, node): (usize, &Node),
    word: Option<&str>,
) -> Result<Vec<Row>, StoredError> {
    let origin = document.origin().to_owned();
    let mut rows = Vec::new();
    document.elements(node, &mut |index, extent, text| {
        let path = || format!("{}[{index}]", node.path);
        let name = match text.starts_with(b"{") {
            true => parse_text::<Picked>(&origin, &path, text)?.name(table),
            false => None,
        };
        let is_meant = |word| is_row(name.as_deref().unwrap_or(&index.to_string()), word);
        let mut row = Row {
            index,
            name: name.as_deref().map(hashed),
            digest: hashed(text),
            at: [None; 2],
            is_meant: word.is_none_or(is_meant),
        };
        row.at[list] = Some(extent);
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

/// The fields of both, the first one's where both have them.
fn both(mut own: Map<String, Value>, more: Map<String, Value>) -> Map<String, Value> {
    for (key, value) in more {
        own.entry(key).or_insert(value);
    }
    own
}

fn hashed(value: &(impl Hash + ?Sized)) -> u64 {
    // The same for all values of one run of the program.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The values of a row that can be part of its name.
struct Picked(Vec<(&'static str, Value)>);

impl Picked {
    fn name(&self, table: &str) -> Option<String> {
        let keys = keys_of(table).iter();
        name_from(keys.filter_map(|key| {
            let (_, value) = self.0.iter().find(|(name, _)| name == key)?;
            Some(value)
        }))
    }
}

impl<'de> Deserialize<'de> for Picked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Row;

        impl<'de> Visitor<'de> for Row {
            type Value = Picked;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object (keys and values)")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Picked, A::Error> {
                let mut picked = Vec::new();
                while let Some(key) = fields.next_key::<std::borrow::Cow<'de, str>>()? {
                    let mut keys = KEYS.iter().flat_map(|(_, keys)| *keys);
                    match keys.find(|name| **name == key) {
                        Some(name) => picked.push((*name, fields.next_value()?)),
                        None => {
                            fields.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(Picked(picked))
            }
        }

        deserializer.deserialize_map(Row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_called_after_what_identifies_it() {
        let row = json!({ "service": "cloud", "node": "worker[0]", "busy": 3 });
        assert_eq!(name_of("nodes", &row).unwrap(), "cloud/worker[0]");
        assert_eq!(name_of("invocations", &json!({ "id": 7 })).unwrap(), "7");
        assert_eq!(name_of("log", &row), None);
        assert_eq!(name_of("nodes", &json!({ "service": null })), None);
        let picked: Picked = serde_json::from_str(&row.to_string()).unwrap();
        assert_eq!(picked.name("nodes").unwrap(), "cloud/worker[0]");
    }
}
