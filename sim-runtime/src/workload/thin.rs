//! Some of the arrivals.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::SimTime;

/// Each arrival is kept with a probability of its own, independently of the others: a sample of a load.
///
/// Its rate is `share * rate(t)`. A Poisson process stays one, whether or not its rate varies; of any process the index of
/// dispersion I becomes `1 + share (I - 1)`. Source: D. R. Cox and V. Isham, "Point Processes", 1980, section 4.3, from memory.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let sample = Rates::ramp(0, 100, hours(1)).thin(0.01);
/// assert_eq!(sample.mistake(), None);
/// ```
#[derive(Clone, Debug)]
pub struct Thin<A> {
    arrivals: A,
    share: f64,
    /// The last date, whether or not it was kept.
    last: SimTime,
}

impl<A> Thin<A> {
    pub(super) fn new(arrivals: A, share: f64) -> Self {
        Self {
            arrivals,
            share,
            last: SimTime::ZERO,
        }
    }
}

/// So few of all arrivals are found in a reasonable time.
const SMALLEST: f64 = 1e-6;

fn wrong(share: f64) -> Option<String> {
    (!(SMALLEST..=1.0).contains(&share)).then(|| {
        format!("the share of `thin` is {share}; it is a probability from {SMALLEST:e} to 1")
    })
}

impl<A: Arrival> Arrival for Thin<A> {
    fn next(&mut self, _: SimTime, random: &mut Stream) -> Option<SimTime> {
        if let Some(mistake) = wrong(self.share) {
            panic!("{mistake}");
        }
        loop {
            self.last = self.arrivals.next(self.last, random)?;
            if random.chance(self.share) {
                return Some(self.last);
            }
        }
    }

    fn extent(&self) -> Extent {
        self.arrivals.extent()
    }

    fn mistake(&self) -> Option<String> {
        wrong(self.share).or_else(|| self.arrivals.mistake())
    }
}
