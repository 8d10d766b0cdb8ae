//! A table of numbers that finds the least of them quickly.

/// A tournament of numbers: each inner place has the lesser of the two below it.
///
/// A change costs at most as many steps as the tree has levels, and a search so many for each number that it looks at. What is
/// not accepted is looked at in order of size.
#[derive(Clone, Debug)]
pub(super) struct LoadTree {
    /// The root is at 1, and what is below `place` at `2 * place` and the place after that.
    least: Vec<u64>,
    leaves: usize,
}

/// Greater than every number: there is none.
const NONE: u64 = u64::MAX;

impl LoadTree {
    pub(super) fn new(numbers: impl ExactSizeIterator<Item = u64>) -> Self {
        let leaves = numbers.len().next_power_of_two();
        let mut least = vec![NONE; leaves];
        least.extend(numbers);
        least.resize(2 * leaves, NONE);
        for place in (1..leaves).rev() {
            least[place] = least[2 * place].min(least[2 * place + 1]);
        }
        Self { least, leaves }
    }

    /// Changes a number.
    pub(super) fn set(&mut self, index: usize, number: u64) {
        let mut place = self.leaves + index;
        let mut least = number;
        while self.least[place] != least {
            self.least[place] = least;
            if place == 1 {
                return;
            }
            least = least.min(self.least[place ^ 1]);
            place /= 2;
        }
    }

    /// The least number that is accepted, the first of several, and its index.
    pub(super) fn least(&self, mut accepts: impl FnMut(usize) -> bool) -> Option<(u64, usize)> {
        let (number, index) = self.least_of_all();
        if number == NONE {
            return None;
        }
        // Mostly the first one will do.
        if accepts(index) {
            return Some((number, index));
        }
        let mut best = (NONE, 0);
        self.search(1, self.leaves, &mut best, &mut accepts);
        (best.0 != NONE).then_some(best)
    }

    /// The least number, the first of several, and its index.
    fn least_of_all(&self) -> (u64, usize) {
        let mut place = 1;
        while place < self.leaves {
            place = 2 * place + usize::from(self.least[2 * place + 1] < self.least[2 * place]);
        }
        (self.least[place], place - self.leaves)
    }

    /// Looks below a place, under which there are so many leaves.
    fn search(
        &self,
        place: usize,
        leaves: usize,
        best: &mut (u64, usize),
        accepts: &mut impl FnMut(usize) -> bool,
    ) {
        let first = place * leaves - self.leaves;
        if (self.least[place], first) >= *best {
            return;
        }
        if leaves == 1 {
            if accepts(first) {
                *best = (self.least[place], first);
            }
            return;
        }
        let (left, right) = (2 * place, 2 * place + 1);
        let order = match self.least[right] < self.least[left] {
            true => [right, left],
            false => [left, right],
        };
        for place in order {
            self.search(place, leaves / 2, best, accepts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_finds_what_a_walk_finds(
            numbers in prop::collection::vec(0u64..9, 1..40),
            changes in prop::collection::vec((0usize..40, 0u64..9, 0usize..5), 1..60),
        ) {
            let mut numbers = numbers;
            let mut tree = LoadTree::new(numbers.iter().copied());
            for (index, number, refused) in changes {
                let index = index % numbers.len();
                numbers[index] = number;
                tree.set(index, number);
                let accepts = |index: usize| index % 5 != refused;
                let walk = numbers.iter().enumerate().filter(|(index, _)| accepts(*index));
                let expected = walk.map(|(index, number)| (*number, index)).min();
                prop_assert_eq!(tree.least(accepts), expected);
            }
        }

        #[test]
        fn the_least_of_all_is_found_without_a_walk(numbers in prop::collection::vec(any::<u32>(), 1..2000)) {
            let tree = LoadTree::new(numbers.iter().map(|number| u64::from(*number)));
            let mut looks = 0;
            tree.least(|_| {
                looks += 1;
                true
            });
            prop_assert_eq!(looks, 1);
        }
    }
}
