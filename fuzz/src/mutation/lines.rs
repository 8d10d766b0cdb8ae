//! Lines: some are missing, twice there, in another order, or come from another input.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::choice::one_of;
use super::pieces;

/// How often a line is repeated.
const MANY: [usize; 4] = [1, 2, 10, 300];

/// The input with other lines.
pub(super) fn changed(input: &[u8], other: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = input.split_inclusive(|byte| *byte == b'\n').collect();
    let others: Vec<&[u8]> = other.split_inclusive(|byte| *byte == b'\n').collect();
    if lines.is_empty() || others.is_empty() {
        return other.to_vec();
    }
    let place = random.random_range(0..lines.len());
    match random.random_range(0..5) {
        0 => pieces::remove(&mut lines, random),
        1 => pieces::repeat(&mut lines, place, &MANY, random),
        2 => pieces::swap(&mut lines, place, random),
        3 => pieces::insert(&mut lines, place, &others, random),
        _ => lines[place] = *one_of(&others, random),
    }
    lines.concat()
}
