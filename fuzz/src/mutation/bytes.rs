//! Bytes: some are others, missing, twice there, or come from another input.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::choice::span;

/// The input with other bytes.
pub(super) fn changed(input: &[u8], other: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut changed = input.to_vec();
    match random.random_range(0..6) {
        0 if !changed.is_empty() => {
            let place = random.random_range(0..changed.len());
            changed[place] ^= 1 << random.random_range(0..8);
        }
        1 if !changed.is_empty() => {
            let place = random.random_range(0..changed.len());
            changed[place] = random.random();
        }
        2 => changed.truncate(random.random_range(0..=input.len())),
        3 => {
            changed.drain(span(input.len(), random));
        }
        4 => {
            let part = input[span(input.len(), random)].to_vec();
            let place = random.random_range(0..=input.len());
            changed.splice(place..place, part);
        }
        _ => {
            changed.truncate(random.random_range(0..=input.len()));
            changed.extend_from_slice(&other[random.random_range(0..=other.len())..]);
        }
    }
    changed
}
