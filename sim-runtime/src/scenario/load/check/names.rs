//! The names that a scenario declares and refers to, and the list of its problems.

use crate::scenario::load::Problem;
use crate::scenario::load::error::TOLD;
use crate::scenario::schema::{member, place_in_array};
use crate::units::spelling::choices;
use indexmap::IndexMap;
use indexmap::map::Entry;
use std::borrow::Cow;

/// The most members of an array, as in the language.
pub(super) const LONGEST_ARRAY: u32 = 1_000_000;

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
    /// How many members those have that are arrays.
    lengths: IndexMap<&'a str, u32>,
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
        let lengths = IndexMap::new();
        Self {
            kind,
            places,
            lengths,
        }
    }

    /// Names that have been looked at before.
    pub(super) fn known(
        kind: &'static str,
        names: impl IntoIterator<Item = (usize, &'a str)>,
    ) -> Self {
        Self {
            kind,
            places: names
                .into_iter()
                .map(|(place, name)| (name, place))
                .collect(),
            lengths: IndexMap::new(),
        }
    }

    /// The same, of which some are arrays.
    pub(super) fn with_arrays(
        self,
        counts: impl IntoIterator<Item = (&'a str, Option<u32>)>,
    ) -> Self {
        let counts = counts.into_iter();
        let lengths = counts.filter_map(|(name, count)| Some((name, count?)));
        Self {
            lengths: lengths.collect(),
            ..self
        }
    }

    /// Where a name is declared, be it that of an array or of a member.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        if let Some(place) = self.places.get(name) {
            return Some(*place);
        }
        let (array, member) = place_in_array(name)?;
        let is_member = self
            .lengths
            .get(array)
            .is_some_and(|length| member < *length);
        is_member.then(|| self.places.get(array).copied()).flatten()
    }

    /// How many members there are of the array that is called so.
    pub(super) fn length(&self, name: &str) -> Option<u32> {
        self.lengths.get(name).copied()
    }

    /// What a name stands for: itself, or all members of an array; nothing if it is not known.
    pub(super) fn members<'n>(&self, name: &'n str) -> Vec<Cow<'n, str>> {
        // What is too long has been told, and is not gone through.
        let length = self.length(name).filter(|length| *length <= LONGEST_ARRAY);
        match length {
            Some(length) => (0..length)
                .map(|place| member(name, place).into())
                .collect(),
            None => self.place(name).map(|_| name.into()).into_iter().collect(),
        }
    }

    /// Where a name is declared, which is not that of an array; a problem if it is, or is not declared.
    pub(super) fn require_one(
        &self,
        path: impl Into<String>,
        name: &str,
        problems: &mut Problems,
    ) -> Option<usize> {
        let Some(length) = self.length(name) else {
            return self.require(path, name, problems);
        };
        let kind = self.kind;
        let first = member(name, 0);
        let message =
            format!("`{name}` is an array of {length} {kind}s; name one, such as `{first}`");
        problems.add(path, message);
        None
    }

    /// Where a name is declared; a problem if it is not.
    pub(super) fn require(
        &self,
        path: impl Into<String>,
        name: &str,
        problems: &mut Problems,
    ) -> Option<usize> {
        let place = self.place(name);
        if let (None, Some((array, _))) = (place, place_in_array(name))
            && let Some(length) = self.length(array)
        {
            let (kind, last) = (self.kind, length.saturating_sub(1));
            let message = format!("unknown {kind} `{name}`; `{array}` has those from 0 to {last}");
            problems.add(path, message);
        } else if place.is_none() {
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
