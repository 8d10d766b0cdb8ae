//! Whether the values of a scenario fit together: names that exist and are told apart, quantities
//! that make sense. All problems are collected, one room after another; nothing is changed.

mod functions;
mod platform;
mod service;
mod timeline;

use super::error::Problem;
use crate::scenario::schema::Scenario;
use crate::units::spelling::choices;
use indexmap::IndexMap;
use indexmap::map::Entry;

/// All the problems of a scenario, in the order of its rooms.
pub(super) fn check(scenario: &Scenario) -> Vec<Problem> {
    let mut problems = Problems::default();
    let platform = platform::check(&scenario.platform, &mut problems);
    service::check(scenario, &platform.hosts, &mut problems);
    let functions = functions::check(scenario, &mut problems);
    timeline::check(scenario, &functions, &platform.links, &mut problems);
    problems.0
}

/// What is found, in order.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem {
            path: path.into(),
            message: message.into(),
        });
    }

    /// Adds a problem unless a condition holds.
    fn expect(&mut self, holds: bool, path: impl Into<String>, message: &str) {
        if !holds {
            self.add(path, message);
        }
    }
}

/// The names of one kind of thing, and where in its list each is declared.
struct Names<'a> {
    kind: &'static str,
    places: IndexMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    /// The names of a list, at the places that a path tells. No two may be the same.
    fn declare(
        kind: &'static str,
        names: impl IntoIterator<Item = (usize, &'a str)>,
        path: impl Fn(usize) -> String,
        problems: &mut Problems,
    ) -> Self {
        let mut places = IndexMap::new();
        for (place, name) in names {
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
    fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Where a name is declared; a problem if it is not.
    fn require(
        &self,
        path: impl Into<String>,
        name: &str,
        problems: &mut Problems,
    ) -> Option<usize> {
        let place = self.place(name);
        if place.is_none() {
            let names: Vec<&str> = self.places.keys().copied().collect();
            let choices = choices(name, &format!("{}s", self.kind), &names);
            problems.add(path, format!("unknown {} `{name}`{choices}", self.kind));
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::problems;

    #[test]
    fn the_sample_has_no_problems() {
        assert_eq!(problems(|_| ()), [""; 0]);
    }

    #[test]
    fn names_of_a_kind_are_told_apart() {
        assert_eq!(
            problems(|scenario| scenario["platform"]["hosts"][3]["name"] = "worker1".into())[0],
            "platform.hosts[3].name: host `worker1` is already declared by platform.hosts[2].name; give it another name",
        );
        assert_eq!(
            problems(|scenario| scenario["timeline"][2]["id"] = "i0".into()),
            [
                "timeline[2].id: invocation `i0` is already declared by timeline[0].id; give it another name"
            ],
        );
    }
}
