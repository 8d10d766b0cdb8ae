//! Random numbers as the reference draws them: a Mersenne Twister behind the C++ standard library of GCC.
//!
//! The C++ standard fixes the generator (`std::mt19937`) but neither how an integer of a range is drawn from it nor how a
//! list is shuffled; this is what libstdc++ does. Components that need not agree with another program draw from a
//! [`Stream`](super::Stream).

use rand_mt::Mt;

/// How many values the generator has.
const VALUES: u64 = 1 << 32;

/// A reproducible sequence of random numbers, the same as in a C++ program.
///
/// ```
/// use sim_runtime::kernel::MersenneTwister;
///
/// let mut items = [0, 1, 2, 3, 4, 5, 6];
/// MersenneTwister::new(42).shuffle(&mut items);
/// assert_eq!(items, [4, 0, 2, 3, 6, 5, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct MersenneTwister {
    // Two and a half kilobytes.
    generator: Box<Mt>,
}

impl MersenneTwister {
    /// The sequence of a seed, of which the lower 32 bits count.
    pub fn new(seed: u64) -> Self {
        Self {
            generator: Box::new(Mt::new((seed % VALUES) as u32)),
        }
    }

    /// An integer from 0 to `bound` - 1, each equally likely (D. Lemire, "Fast random integer generation in an interval",
    /// 2019). Panics if `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "no integer is below 0");
        let mut product = self.product(bound);
        if (product as u32) < bound {
            let threshold = bound.wrapping_neg() % bound;
            while (product as u32) < threshold {
                product = self.product(bound);
            }
        }
        (product >> 32) as u32
    }

    fn product(&mut self, bound: u32) -> u64 {
        u64::from(self.generator.next_u32()) * u64::from(bound)
    }

    /// Puts the items into a random order, each order equally likely; up to 65535 items with two swaps a draw.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        let mut next = 1;
        if is_paired(items.len()) {
            if items.len().is_multiple_of(2) {
                items.swap(1, self.place(2));
                next = 2;
            }
            while next < items.len() {
                let (first, second) = (next + 1, next + 2);
                let both = self.place(first * second);
                items.swap(next, both / second);
                items.swap(next + 1, both % second);
                next += 2;
            }
        }
        while next < items.len() {
            items.swap(next, self.place(next + 1));
            next += 1;
        }
    }

    fn place(&mut self, bound: usize) -> usize {
        // Lists of more than 2^32 items would take more memory than there is.
        self.below(bound as u32) as usize
    }
}

/// Whether one draw is enough for two places of a list of this length.
fn is_paired(length: usize) -> bool {
    length > 0 && (VALUES - 1) / length as u64 >= length as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shuffled(seed: u64, length: usize) -> (Vec<usize>, MersenneTwister) {
        let mut random = MersenneTwister::new(seed);
        let mut items: Vec<usize> = (0..length).collect();
        random.shuffle(&mut items);
        (items, random)
    }

    /// The ten thousandth value that the C++ standard demands of the default seed.
    #[test]
    fn the_generator_is_the_standard_one() {
        let mut random = MersenneTwister::new(5489);
        let last = (0..10_000).map(|_| random.generator.next_u32()).last();
        assert_eq!(last, Some(4_123_659_995));
    }

    /// What a C++ program prints that was compiled by GCC 12.
    #[test]
    fn lists_are_shuffled_and_integers_drawn_as_by_gcc() {
        let expected: [(u64, &[usize], [u32; 6]); 5] = [
            (0, &[0], [1, 1, 2, 2, 1, 2]),
            (0, &[2, 4, 6, 0, 5, 1, 3], [2, 1, 2, 1, 2, 1]),
            (42, &[1, 0], [2, 2, 0, 2, 2, 1]),
            (42, &[1, 6, 7, 0, 5, 9, 8, 2, 3, 4], [2, 1, 1, 0, 1, 0]),
            (VALUES + 42, &[1, 0], [2, 2, 0, 2, 2, 1]),
        ];
        for (seed, order, draws) in expected {
            let (items, mut random) = shuffled(seed, order.len());
            assert_eq!(items, order, "seed {seed}");
            assert_eq!(draws, [0; 6].map(|_| random.below(3)), "seed {seed}");
        }
    }

    #[test]
    fn long_lists_take_a_draw_an_item_and_some_draws_are_rejected() {
        let (items, mut random) = shuffled(1, 70_000);
        assert_eq!([items[0], items[1], items[69_999]], [7199, 23_693, 3797]);
        let draws = [0; 4].map(|_| random.below(3_000_000_001));
        assert_eq!(
            draws,
            [1_642_234_512, 2_538_390_626, 2_342_596_882, 467_594_878]
        );
    }

    #[test]
    fn nothing_is_drawn_for_an_empty_list() {
        let (_, mut random) = shuffled(0, 0);
        assert_eq!(random.below(3), MersenneTwister::new(0).below(3));
    }
}
