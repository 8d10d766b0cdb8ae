//! What is done to an input: to its `bytes`, its lines, its `tokens`, or its `values` if it is JSON.

mod bytes;
mod choice;
mod lines;
mod pieces;
mod tokens;
mod values;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use choice::one_of;
use tokens::Words;

/// How long an input may become, in bytes.
const LONGEST: usize = 128 * 1024;

/// How many changes one input may have.
const MOST: u32 = 6;

/// Changes inputs, each by the number that it has.
pub struct Mutation {
    seed: u64,
    words: Words,
}

impl Mutation {
    /// One that knows the words of these seeds, and others.
    pub fn new(seed: u64, seeds: &[Vec<u8>], others: &[&str]) -> Self {
        Self {
            seed,
            words: Words::new(seeds, others),
        }
    }

    /// The input of this number: one of the pool, changed.
    pub fn input(&self, number: u64, pool: &[Vec<u8>]) -> Vec<u8> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(number);
        let random = &mut random;
        let mut input = one_of(pool, random).clone();
        for _ in 0..random.random_range(1..=MOST) {
            let other: &Vec<u8> = one_of(pool, random);
            input = self.changed(&input, other, random);
            input.truncate(LONGEST);
            // One change is tried as often as several.
            if random.random_bool(0.3) {
                break;
            }
        }
        input
    }

    fn changed(&self, input: &[u8], other: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
        let kind = random.random_range(0..10);
        let values = match kind {
            0..4 => values::changed(input, other, random),
            _ => None,
        };
        values.unwrap_or_else(|| match kind {
            0..7 => tokens::changed(input, other, &self.words, random),
            7..9 => lines::changed(input, other, random),
            _ => bytes::changed(input, other, random),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_inputs_and_another_one_others() {
        let pool = [
            b"{\"a\": [1, 2]}\n".to_vec(),
            b"one 1\ntwo 2\nthree 3\n".to_vec(),
        ];
        let inputs = |seed| {
            let mutation = Mutation::new(seed, &pool, &[]);
            let inputs = (0..100).map(|number| mutation.input(number, &pool));
            inputs.collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        let unchanged = inputs(1)
            .iter()
            .filter(|input| pool.contains(input))
            .count();
        assert!(unchanged < 30, "{unchanged} of 100 are as they were");
    }
}
