//! Whether there is what `--only` asks for.

use serde_json::Value;
use sim_runtime::results::stored::{Document, StoredError};
use sim_runtime::units::spelling::choices;

use super::parts::Parts;
use super::tables::{Table, name_of};
use super::way::{Only, is_row};
use super::wording::plain;

/// How many names are looked at for the one that was meant.
const MOST_NAMES: usize = 1_000;

/// A name that is not there.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    /// How many names before it are there.
    depth: usize,
    message: String,
}

impl Missing {
    fn new(words: &[String], depth: usize, names: &[String]) -> Self {
        let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (word, place) = (plain(&words[depth]), plain(&words[..depth].join(".")));
        let message = match depth {
            0 => format!(
                "no result has a part `{word}`{}",
                choices(&word, "parts", &names)
            ),
            _ => format!(
                "`{place}` has no `{word}`{}",
                choices(&word, "names", &names)
            ),
        };
        Self { depth, message }
    }
}

/// What is asked for is in one of two results, or else this says what there is.
pub(super) fn check(
    only: &Only,
    before: (&mut Document, &Parts),
    after: (&mut Document, &Parts),
) -> Result<Option<String>, StoredError> {
    if only.words().is_empty() {
        return Ok(None);
    }
    let (one, other) = (missing(only, before)?, missing(only, after)?);
    let deepest = one
        .zip(other)
        .map(|(one, other)| match one.depth >= other.depth {
            true => one,
            false => other,
        });
    Ok(deepest.map(|missing| missing.message))
}

fn missing(
    only: &Only,
    (document, parts): (&mut Document, &Parts),
) -> Result<Option<Missing>, StoredError> {
    let words = only.words();
    let Some(nodes) = parts.nodes.get(&words[0]) else {
        let names: Vec<String> = parts.nodes.keys().cloned().collect();
        return Ok(Some(Missing::new(words, 0, &names)));
    };
    if words.len() == 1 {
        return Ok(None);
    }
    if !parts.is_table(&words[0]) {
        let value = document.parse(&nodes[0])?;
        return Ok(in_value(words, 1, &words[0], &value));
    }
    let found = Table::find(document, &words[0], nodes, Some(&words[1]))?;
    let mut deepest = None;
    for index in 0..found.rows.len() {
        let (_, value) = found.row(document, index)?;
        match in_value(words, 2, &words[1], &value) {
            None => return Ok(None),
            missing => deepest = missing,
        }
    }
    if deepest.is_some() {
        return Ok(deepest);
    }
    let all = Table::find(document, &words[0], nodes, None)?;
    let mut names = Vec::new();
    for index in 0..all.rows.len().min(MOST_NAMES) {
        names.push(all.row(document, index)?.0);
    }
    Ok(Some(Missing::new(words, 1, &names)))
}

/// Follows the words from the one of this number on.
fn in_value(words: &[String], depth: usize, key: &str, value: &Value) -> Option<Missing> {
    let word = words.get(depth)?;
    match value {
        Value::Object(fields) => match fields.get(word) {
            Some(inner) => in_value(words, depth + 1, word, inner),
            None => {
                let names: Vec<String> = fields.keys().cloned().collect();
                Some(Missing::new(words, depth, &names))
            }
        },
        Value::Array(rows) => {
            let rows = rows.iter().enumerate();
            let named = rows
                .map(|(index, row)| (name_of(key, row).unwrap_or_else(|| index.to_string()), row));
            let named: Vec<(String, &Value)> = named.collect();
            match named.iter().find(|(name, _)| is_row(name, word)) {
                Some((_, row)) => in_value(words, depth + 1, key, row),
                None => {
                    let names: Vec<String> = named.into_iter().map(|(name, _)| name).collect();
                    Some(Missing::new(words, depth, &names))
                }
            }
        }
        _ => Some(Missing::new(words, depth, &[])),
    }
}
