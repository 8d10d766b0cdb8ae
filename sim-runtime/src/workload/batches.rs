//! Several arrivals at each date.

use super::{Arrival, Extent};
use crate::distribution::Distribution;
use crate::kernel::Stream;
use crate::units::SimTime;

/// At each arrival of a process so many come as a distribution says, rounded to a whole number; none if that is zero or less.
///
/// With sizes N around a Poisson process of the rate l this is the compound Poisson process: `l E(N)` arrivals a second, and the
/// index of dispersion of their number is `E(N^2) / E(N)`. Source: W. Feller, "An Introduction to Probability Theory and Its
/// Applications", volume 1, section 12.2, from memory.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let mut trays = Regular::every(secs(60)).in_batches(Constant(3));
/// let random = &mut Seed(1).stream(0, "load");
/// let first: Vec<_> = (0..4).map_while(|_| trays.next(SimTime::ZERO, random)).collect();
/// assert_eq!(first, [0, 0, 0, 60].map(|date| SimTime::ZERO + secs(date)));
/// ```
#[derive(Clone, Debug)]
pub struct Batches<A> {
    arrivals: A,
    size: Distribution,
    /// The date of the batch.
    last: SimTime,
    /// How many of it are still to come.
    left: u64,
}

impl<A> Batches<A> {
    pub(super) fn new(arrivals: A, size: Distribution) -> Self {
        Self {
            arrivals,
            size,
            last: SimTime::ZERO,
            left: 0,
        }
    }
}

/// A share of batches that has somebody in it, so that one is found in a reasonable time.
const SMALLEST: f64 = 1e-6;
/// The largest mean.
const LARGEST: f64 = 1e9;

fn wrong(size: &Distribution) -> Option<String> {
    if let Err(mistake) = size.check() {
        return Some(format!("the sizes of batches: {mistake}"));
    }
    if let Some(measure) = size.measure() {
        return Some(format!(
            "the sizes of batches: `{size}` is {measure}, and a size of a batch is a number without a unit"
        ));
    }
    let some = 1.0 - size.cdf(0.5_f64.next_down());
    if some < SMALLEST {
        return Some(format!(
            "the sizes of batches: fewer than one of a million of `{size}` is one or more; let somebody come"
        ));
    }
    (size.mean() > LARGEST || size.mean().is_nan()).then(|| {
        let mean = size.mean();
        format!("the sizes of batches: the mean of `{size}` is {mean}; it is at most {LARGEST:e}")
    })
}

impl<A: Arrival> Arrival for Batches<A> {
    fn next(&mut self, _: SimTime, random: &mut Stream) -> Option<SimTime> {
        while self.left == 0 {
            self.last = self.arrivals.next(self.last, random)?;
            // The cast saturates.
            self.left = random.sample(&self.size).round() as u64;
        }
        self.left -= 1;
        Some(self.last)
    }

    fn extent(&self) -> Extent {
        self.arrivals.extent()
    }

    fn mistake(&self) -> Option<String> {
        wrong(&self.size).or_else(|| self.arrivals.mistake())
    }
}
