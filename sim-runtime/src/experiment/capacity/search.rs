//! The first of some values for which something holds.

use std::collections::BTreeMap;

/// Which values are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Halving what is left, and a few more to see whether that was right.
    Bisection,
    /// All of them.
    Every,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The first value for which it holds, of those that were tried.
    pub(super) answer: Option<usize>,
    /// Whether it holds for all values that were tried after the first one for which it does.
    pub(super) is_monotone: bool,
}

/// Finds the first of so many values, at least one, for which something holds.
pub(super) fn search<E>(
    count: usize,
    way: Way,
    test: impl FnMut(usize) -> Result<bool, E>,
) -> Result<Found, E> {
    let mut tests = Tests {
        known: BTreeMap::new(),
        test,
    };
    match way {
        Way::Every => {
            for index in 0..count {
                tests.holds(index)?;
            }
        }
        Way::Bisection => tests.bisect(count)?,
    }
    let known = &tests.known;
    let answer = known
        .iter()
        .find(|(_, holds)| **holds)
        .map(|(index, _)| *index);
    let later = answer.map_or(0, |index| index);
    let is_monotone = answer.is_none() || known.range(later..).all(|(_, holds)| *holds);
    Ok(Found {
        answer,
        is_monotone,
    })
}

/// What is known of the values.
struct Tests<T> {
    known: BTreeMap<usize, bool>,
    test: T,
}

impl<E, T: FnMut(usize) -> Result<bool, E>> Tests<T> {
    fn holds(&mut self, index: usize) -> Result<bool, E> {
        if let Some(holds) = self.known.get(&index) {
            return Ok(*holds);
        }
        let holds = (self.test)(index)?;
        self.known.insert(index, holds);
        Ok(holds)
    }

    fn bisect(&mut self, count: usize) -> Result<(), E> {
        let last = count - 1;
        let mut first = match self.holds(last)? {
            true => Some(last),
            // More may be worse: some others are tried before one gives up.
            false => self.first_of([0, last / 4, last / 2, last - last / 4])?,
        };
        while let Some(found) = first {
            let answer = self.between(found)?;
            // The answer's successor, and what is in the middle of either side.
            self.holds((answer + 1).min(last))?;
            self.holds(answer + (last - answer) / 2)?;
            first = self
                .first_of([0, answer / 2])?
                .filter(|less| *less < answer);
        }
        Ok(())
    }

    /// The first of some values for which it holds.
    fn first_of<const N: usize>(&mut self, indices: [usize; N]) -> Result<Option<usize>, E> {
        for index in indices {
            if self.holds(index)? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    /// A value for which it holds and whose predecessor, if there is one, does not, from one on for which it holds downwards.
    fn between(&mut self, found: usize) -> Result<usize, E> {
        if self.holds(0)? {
            return Ok(0);
        }
        // The last that does not hold below what does.
        let below = self.known.range(..found).rev().find(|(_, holds)| !**holds);
        let (mut low, mut high) = (below.map_or(0, |(index, _)| *index), found);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.holds(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is found, and how many values were tried.
    fn found(way: Way, holds: &[bool]) -> (Found, usize) {
        let mut tried = 0;
        let found = search(holds.len(), way, |index| {
            tried += 1;
            Ok::<bool, ()>(holds[index])
        });
        (found.unwrap(), tried)
    }

    #[test]
    fn a_threshold_is_found_in_few_steps() {
        for threshold in 0..=64 {
            let holds: Vec<bool> = (0..64).map(|index| index >= threshold).collect();
            let (found, tried) = found(Way::Bisection, &holds);
            assert_eq!(found.answer, (threshold < 64).then_some(threshold));
            assert!(found.is_monotone);
            assert!(tried <= 12, "{threshold}: {tried}");
        }
    }

    #[test]
    fn more_that_is_worse_is_noticed() {
        // The largest does not do, but the smallest does.
        let (first, _) = found(Way::Bisection, &[true, true, false, false]);
        assert_eq!(
            first,
            Found {
                answer: Some(0),
                is_monotone: false
            }
        );
        // The one after the answer does not.
        let (next, _) = found(
            Way::Bisection,
            &[false, false, true, false, true, true, true, true],
        );
        assert!(next.answer.is_some());
        let (every, tried) = found(
            Way::Every,
            &[false, false, true, false, true, true, true, true],
        );
        assert_eq!(
            (every, tried),
            (
                Found {
                    answer: Some(2),
                    is_monotone: false
                },
                8
            )
        );
    }

    #[test]
    fn one_value_holds_or_does_not() {
        assert_eq!(found(Way::Bisection, &[true]).0.answer, Some(0));
        assert_eq!(found(Way::Bisection, &[false]).0.answer, None);
    }

    proptest! {
        #[test]
        fn the_answer_holds_and_its_predecessor_does_not(holds in prop::collection::vec(any::<bool>(), 1..80)) {
            let (Found { answer, .. }, tried) = found(Way::Bisection, &holds);
            if let Some(answer) = answer {
                prop_assert!(holds[answer]);
                prop_assert!(answer == 0 || !holds[answer - 1]);
            }
            prop_assert!(tried <= holds.len());
        }

        #[test]
        fn trying_all_finds_the_first(holds in prop::collection::vec(any::<bool>(), 1..80)) {
            let (every, tried) = found(Way::Every, &holds);
            prop_assert_eq!(every.answer, holds.iter().position(|one| *one));
            prop_assert_eq!(tried, holds.len());
        }
    }
}
