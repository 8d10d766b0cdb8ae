//! Pieces of an input, be they lines or tokens: some go, one is repeated, two change places, or others come.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::choice::{one_of, span};

/// Takes some away.
pub(super) fn remove(pieces: &mut Vec<&[u8]>, random: &mut ChaCha8Rng) {
    pieces.drain(span(pieces.len(), random));
}

/// Repeats one, one of these numbers of times.
pub(super) fn repeat(
    pieces: &mut Vec<&[u8]>,
    place: usize,
    times: &[usize],
    random: &mut ChaCha8Rng,
) {
    let times = *one_of(times, random);
    pieces.splice(place..place, vec![pieces[place]; times]);
}

/// Lets one change places with another.
pub(super) fn swap(pieces: &mut [&[u8]], place: usize, random: &mut ChaCha8Rng) {
    let with = random.random_range(0..pieces.len());
    pieces.swap(place, with);
}

/// Puts some of others before one.
pub(super) fn insert<'a>(
    pieces: &mut Vec<&'a [u8]>,
    place: usize,
    others: &[&'a [u8]],
    random: &mut ChaCha8Rng,
) {
    let part = others[span(others.len(), random)].to_vec();
    pieces.splice(place..place, part);
}
