//! What is chosen at random.

use std::ops::Range;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// One of these.
pub(super) fn one_of<'a, T>(items: &'a [T], random: &mut ChaCha8Rng) -> &'a T {
    &items[random.random_range(0..items.len())]
}

/// A place in something so long, and one after it.
pub(super) fn span(length: usize, random: &mut ChaCha8Rng) -> Range<usize> {
    let start = random.random_range(0..=length);
    let most = (length - start).min(if random.random_bool(0.8) { 16 } else { length });
    start..start + random.random_range(0..=most)
}
