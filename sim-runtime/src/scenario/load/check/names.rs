//! The names that a scenario declares and refers to, and the list of its problems.

use crate::scenario::load::Problem;
use crate::scenario::load::error::TOLD;
use crate::units::spelling::choices;
use indexmap::IndexMap;
use indexmap::map::Entry;

/// What is found, in order.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// All of them.
    pub(super) fn into_list(self) -> Vec<Problem> {
        self.0
    }

    /// Whether nothing has been found yet.
    pub(super) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// How many have been found so far.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether there are so many that no more will be told.
    fn are_many(&self) -> bool {
        self.0.len() >= TOLD
    }

    /// Adds a problem at a path.
    pub(super) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem {
            path: path.into(),
            message: message.into(),
        });
    }

    /// Adds a problem unless a condition holds.
    pub(super) fn expect(&mut self, holds: bool, path: impl Into<String>, message: &str) {
        if !holds {
            self.add(path, message);
        }
    }
}

/// What is said of a name without a letter.
pub(super) const NO_NAME: &str = "is empty; give it a name";

/// The names of one kind of thing, and where in its list each is declared.
pub(super) struct NameTable<'a> {
    kind: &'static str,
    places: IndexMap<&'a str, usize>,
}

impl<'a> NameTable<'a> {
    /// The names of a list, each with its place, whose path `path` gives. No two may be the same.
    pub(super) fn declare(
        kind: &'static str,
        names: impl IntoIterator<Item = (usize, &'a str)>,
        path: impl Fn(usize) -> String,
        problems: &mut Problems,
    ) -> Self {
        let mut places = IndexMap::new();
        for (place, name) in names {
            problems.expect(!name.is_empty(), path(place), NO_NAME);
            match places.entry(name) {
                Entry::Vacant(vacant) => _ = vacant.insert(place),
                Entry::Occupied(first) => {
                    let first = path(*first.get());
                    problems.add(
                        path(place),
                        format!(
                            "{kind} `{name}` is already declared by {first}; give it another name"
                        ),
                    );
                }
            }
        }
        Self { kind, places }
    }

    /// Where a name is declared.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Where a name is declared; a problem if it is not.
    pub(super) fn require(
        &self,
        path: impl Into<String>,
        name: &str,
        problems: &mut Problems,
    ) -> Option<usize> {
        let place = self.place(name);
        if place.is_none() {
            let plural = format!("{}s", self.kind);
            let names: Vec<&str> = self.places.keys().copied().collect();
            // For a problem that will not be told, nobody looks for what was meant.
            let untold = problems.are_many();
            let choices = (!untold).then(|| choices(name, &plural, &names));
            let choices = choices.unwrap_or_default();
            problems.add(path, format!("unknown {} `{name}`{choices}", self.kind));
        }
        place
    }
}
