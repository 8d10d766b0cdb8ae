//! How often each cause of failure occurred.

use indexmap::IndexMap;

/// How many different texts are counted each for itself: bodies choose their texts.
const MOST: usize = 1000;

/// How many of one function.
const MOST_OF_FUNCTION: usize = 100;

/// The text that counts the others.
const OTHERS: &str = "(other causes)";

/// How often each cause of failure occurred.
#[derive(Clone, Debug)]
pub(in crate::results) struct Failures {
    /// How many causes are told apart.
    most: usize,
    /// How often, and the number of the first invocation.
    causes: IndexMap<String, (u64, u64)>,
}

impl Default for Failures {
    fn default() -> Self {
        Self::of_at_most(MOST)
    }
}

impl Failures {
    fn of_at_most(most: usize) -> Self {
        Self {
            most,
            causes: IndexMap::new(),
        }
    }

    /// Those of one function: there may be many functions.
    pub(super) fn of_function() -> Self {
        Self::of_at_most(MOST_OF_FUNCTION)
    }

    pub(super) fn add(&mut self, mut cause: &str, invocation: u64) {
        if self.causes.len() >= self.most && !self.causes.contains_key(cause) {
            cause = OTHERS;
        }
        if !self.causes.contains_key(cause) {
            self.causes.insert(cause.to_owned(), (0, invocation));
        }
        let (count, first) = &mut self.causes[cause];
        *count += 1;
        *first = invocation.min(*first);
    }

    /// Most frequent first, then in order of first occurrence.
    pub(in crate::results) fn counts(mut self) -> IndexMap<String, u64> {
        self.causes
            .sort_by(|_, (one, first), _, (other, second)| other.cmp(one).then(first.cmp(second)));
        self.causes
            .into_iter()
            .map(|(cause, (count, _))| (cause, count))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_counted_and_beyond_a_hundred_of_a_function_together() {
        let mut failures = Failures::of_function();
        for number in 0..102 {
            failures.add(&format!("cause {number}"), number);
        }
        failures.add("cause 1", 102);
        let counts = failures.counts();
        assert_eq!(counts.len(), 101);
        let first: Vec<_> = counts
            .iter()
            .take(2)
            .map(|(cause, count)| (cause.as_str(), *count))
            .collect();
        assert_eq!(first, [("cause 1", 2), (OTHERS, 2)]);
    }
}
