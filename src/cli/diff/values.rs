//! What differs between two values.

use serde_json::{Map, Value};

use super::quantity::{Meaning, Tolerance};
use super::tables::name_of;
use super::way::{Only, Step, Way};
use super::wording::{counted, shown};

/// What is compared, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// By how much quantities may differ.
    pub tolerance: Tolerance,
    /// What is asked for.
    pub only: Only,
}

/// A difference, at the way to it.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) way: Way,
    pub(super) what: What,
}

/// What is different.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// The two values, and what is said about the change.
    Changed(String, String, String),
    Added(String),
    Removed(String),
    /// How many numbers of a series, as a sentence.
    Series(String),
}

/// The differences between values: all are counted, and the first are kept.
pub(super) struct Changes<'a> {
    options: &'a Options,
    way: Way,
    most: usize,
    pub(super) kept: Vec<Change>,
    pub(super) count: usize,
}

impl<'a> Changes<'a> {
    /// Differences at a way and below it.
    pub(super) fn new(options: &'a Options, way: Way, most: usize) -> Self {
        Self {
            options,
            way,
            most,
            kept: Vec::new(),
            count: 0,
        }
    }

    pub(super) fn compare(&mut self, before: Option<&Value>, after: Option<&Value>) {
        if !self.options.only.admits(&self.way) {
            return;
        }
        match (before, after) {
            (Some(Value::Object(one)), Some(Value::Object(other))) => self.objects(one, other),
            (Some(Value::Array(one)), Some(Value::Array(other))) => self.lists(one, other),
            (Some(one), Some(other)) => self.scalars(one, other),
            (Some(one), None) => self.add(What::Removed(shown(one))),
            (None, Some(other)) => self.add(What::Added(shown(other))),
            (None, None) => {}
        }
    }

    fn add(&mut self, what: What) {
        self.count += 1;
        if self.kept.len() < self.most {
            let way = self.way.clone();
            self.kept.push(Change { way, what });
        }
    }

    fn below(&mut self, step: Step, before: Option<&Value>, after: Option<&Value>) {
        self.way.0.push(step);
        self.compare(before, after);
        self.way.0.pop();
    }

    fn objects(&mut self, before: &Map<String, Value>, after: &Map<String, Value>) {
        for (key, one) in before {
            self.below(Step::Key(key.clone()), Some(one), after.get(key));
        }
        for (key, other) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            self.below(Step::Key(key.clone()), None, Some(other));
        }
    }

    fn lists(&mut self, before: &[Value], after: &[Value]) {
        let has_parts = |item: &Value| item.is_object() || item.is_array();
        if !before.iter().chain(after).any(has_parts) {
            return self.series(before, after);
        }
        let table = self.key().to_owned();
        let (before, after) = (named(&table, before), named(&table, after));
        for (name, one) in &before {
            self.below(Step::Row(name.clone()), Some(one), after.get(name).copied());
        }
        for (name, other) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
            self.below(Step::Row(name.clone()), None, Some(other));
        }
    }

    /// Numbers or texts one after the other: one difference for all.
    fn series(&mut self, before: &[Value], after: &[Value]) {
        if before.len() != after.len() {
            let [one, other] = [before, after].map(|series| counted(series.len(), "value"));
            return self.add(What::Changed(one, other, String::new()));
        }
        let pairs = before.iter().zip(after).enumerate();
        let mut differing = pairs.filter(|(_, (one, other))| !self.are_equal(one, other));
        if let Some((index, (one, other))) = differing.next() {
            let count = 1 + differing.count();
            let (of, one, other) = (before.len(), shown(one), shown(other));
            self.add(What::Series(format!(
                "{count} of {of} values differ, the first is [{index}]: {one} -> {other}"
            )));
        }
    }

    fn scalars(&mut self, before: &Value, after: &Value) {
        if !self.are_equal(before, after) {
            let note = self.meaning().note(before, after);
            self.add(What::Changed(shown(before), shown(after), note));
        }
    }

    fn are_equal(&self, before: &Value, after: &Value) -> bool {
        match (before, after) {
            (Value::Number(one), Value::Number(other)) => {
                self.options.tolerance.allows(self.meaning(), one, other)
            }
            _ => before == after,
        }
    }

    /// The key that the value belongs to.
    fn key(&self) -> &str {
        let mut steps = self.way.0.iter().rev();
        let key = steps.find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Row(_) => None,
        });
        key.unwrap_or_default()
    }

    /// What a number here means. Parameters say which simulation it was.
    fn meaning(&self) -> Meaning {
        match self.way.0.first() {
            Some(Step::Key(part)) if part == "parameters" => Meaning::Name,
            _ => Meaning::of(self.key()),
        }
    }
}

/// Rows by what identifies them, or by their place if nothing does.
fn named<'a>(table: &str, rows: &'a [Value]) -> indexmap::IndexMap<String, &'a Value> {
    let mut named = indexmap::IndexMap::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let name = name_of(table, row).filter(|name| !named.contains_key(name));
        named.insert(name.unwrap_or_else(|| index.to_string()), row);
    }
    named
}
