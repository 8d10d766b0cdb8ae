//! How often each cause of failure occurred.

use indexmap::IndexMap;

/// How many different texts are counted each for itself: bodies choose their texts.
const MOST: usize = 1000;

/// The text that counts the others.
const OTHERS: &str = "(other causes)";

/// How often each cause of failure occurred.
#[derive(Clone, Debug, Default)]
pub(super) struct Failures {
    /// How often, and the number of the first invocation.
    causes: IndexMap<String, (u64, u64)>,
}

impl Failures {
    pub(super) fn add(&mut self, mut cause: &str, invocation: u64) {
        if self.causes.len() >= MOST && !self.causes.contains_key(cause) {
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
    pub(super) fn counts(mut self) -> IndexMap<String, u64> {
        self.causes
            .sort_by(|_, (one, first), _, (other, second)| other.cmp(one).then(first.cmp(second)));
        self.causes
            .into_iter()
            .map(|(cause, (count, _))| (cause, count))
            .collect()
    }
}
