//! A set of small numbers, such as those of nodes, that finds the next member quickly.

/// Members a word holds.
const WORD: usize = u64::BITS as usize;

/// A set of small numbers: one bit each, and one bit more for each word that is not empty.
///
/// Membership costs the same whatever the size; finding the next member skips empty stretches 4096 numbers at a time.
#[derive(Clone, Debug, Default)]
pub(in crate::serverless) struct DenseSet {
    words: Vec<u64>,
    /// Bit `w` is set when word `w` is not empty.
    summary: Vec<u64>,
}

impl DenseSet {
    pub(in crate::serverless) fn insert(&mut self, member: usize) {
        let word = member / WORD;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
            self.summary.resize(word / WORD + 1, 0);
        }
        self.words[word] |= 1 << (member % WORD);
        self.summary[word / WORD] |= 1 << (word % WORD);
    }

    pub(in crate::serverless) fn remove(&mut self, member: usize) {
        let word = member / WORD;
        if let Some(bits) = self.words.get_mut(word) {
            *bits &= !(1 << (member % WORD));
            if *bits == 0 {
                self.summary[word / WORD] &= !(1 << (word % WORD));
            }
        }
    }

    pub(in crate::serverless) fn contains(&self, member: usize) -> bool {
        self.words
            .get(member / WORD)
            .is_some_and(|bits| bits >> (member % WORD) & 1 == 1)
    }

    /// The smallest member that is not smaller than `from`.
    pub(in crate::serverless) fn next_from(&self, from: usize) -> Option<usize> {
        let word = from / WORD;
        let here = self.words.get(word)? >> (from % WORD);
        if here != 0 {
            return Some(from + here.trailing_zeros() as usize);
        }
        let word = next_bit(&self.summary, word + 1)?;
        Some(word * WORD + self.words[word].trailing_zeros() as usize)
    }

    /// The members, in order.
    pub(in crate::serverless) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.next_from(0), |last| self.next_from(last + 1))
    }

    /// Loses all members, at the cost of a look at each.
    pub(in crate::serverless) fn clear(&mut self) {
        while let Some(member) = self.next_from(0) {
            self.words[member / WORD] = 0;
            self.summary[member / WORD / WORD] &= !(1 << (member / WORD % WORD));
        }
    }

    /// Whether there are no members.
    pub(in crate::serverless) fn is_empty(&self) -> bool {
        self.summary.iter().all(|words| *words == 0)
    }

    /// Gains the members of another set.
    pub(in crate::serverless) fn extend(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
            self.summary.resize(other.summary.len(), 0);
        }
        let pairs = self.words.iter_mut().zip(&other.words);
        pairs.for_each(|(word, other)| *word |= other);
        let pairs = self.summary.iter_mut().zip(&other.summary);
        pairs.for_each(|(word, other)| *word |= other);
    }

    /// Loses the members of another set.
    pub(in crate::serverless) fn subtract(&mut self, other: &Self) {
        self.mask(|word| other.words.get(word).map_or(!0, |bits| !bits));
    }

    /// Loses what is not in another set.
    pub(in crate::serverless) fn retain(&mut self, other: &Self) {
        self.mask(|word| other.words.get(word).copied().unwrap_or(0));
    }

    /// Leaves the bits of each word that are set in a mask.
    fn mask(&mut self, mask: impl Fn(usize) -> u64) {
        for (number, word) in self.words.iter_mut().enumerate() {
            *word &= mask(number);
            if *word == 0 {
                self.summary[number / WORD] &= !(1 << (number % WORD));
            }
        }
    }

    /// Becomes equal to another set, in the memory that it has.
    pub(in crate::serverless) fn copy(&mut self, other: &Self) {
        self.words.clone_from(&other.words);
        self.summary.clone_from(&other.summary);
    }
}

/// The first bit that is set, from a place on.
fn next_bit(words: &[u64], from: usize) -> Option<usize> {
    let first = from / WORD;
    let here = words.get(first)? >> (from % WORD);
    if here != 0 {
        return Some(from + here.trailing_zeros() as usize);
    }
    let later = words[first + 1..].iter().position(|bits| *bits != 0)? + first + 1;
    Some(later * WORD + words[later].trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_behaves_as_an_ordered_set(steps in prop::collection::vec((any::<bool>(), 0usize..20_000), 1..200)) {
            let mut set = DenseSet::default();
            let mut model = BTreeSet::new();
            for (insert, member) in steps {
                if insert {
                    set.insert(member);
                    model.insert(member);
                } else {
                    set.remove(member);
                    model.remove(&member);
                }
                prop_assert_eq!(set.contains(member), insert);
                let from = member / 2;
                prop_assert_eq!(set.next_from(from), model.range(from..).next().copied());
            }
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), model.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn two_are_put_together_as_ordered_sets_are(
            one in prop::collection::btree_set(0usize..10_000, 0..60),
            other in prop::collection::btree_set(0usize..9_000, 0..60),
        ) {
            let set = |members: &BTreeSet<usize>| {
                let mut set = DenseSet::default();
                members.iter().for_each(|member| set.insert(*member));
                set
            };
            type Change = fn(&mut DenseSet, &DenseSet);
            let changes: [(Change, BTreeSet<usize>); 3] = [
                (DenseSet::extend, one.union(&other).copied().collect()),
                (DenseSet::subtract, one.difference(&other).copied().collect()),
                (DenseSet::retain, one.intersection(&other).copied().collect()),
            ];
            for (change, expected) in changes {
                let mut changed = set(&one);
                change(&mut changed, &set(&other));
                prop_assert_eq!(changed.is_empty(), expected.is_empty());
                prop_assert_eq!(changed.iter().collect::<Vec<_>>(), expected.into_iter().collect::<Vec<_>>());
                changed.clear();
                prop_assert!(changed.is_empty() && changed.next_from(0).is_none());
            }
        }
    }
}
