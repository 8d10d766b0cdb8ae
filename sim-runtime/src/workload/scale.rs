//! The same arrivals, faster or slower.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::SimTime;

/// So many times as many arrivals a second: each date is divided by the factor. So a factor of 2 plays a day in half a day.
///
/// `rate'(t) = factor * rate(factor * t)`. The number of arrivals stays, and what their gaps are relative to each other: the index of
/// dispersion in a time t is that of the original in `factor * t`. For the same length with more arrivals, give the process a
/// higher rate, or [merge](super::Modulate::merge) it with others.
///
/// A date is exact to the nanosecond up to 97 days. An arrival that would be later than time ends it.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let mut fast = Regular::every(secs(10)).shift(secs(5)).scale(2);
/// let random = &mut Seed(1).stream(0, "load");
/// let first = fast.next(SimTime::ZERO, random).unwrap();
/// assert_eq!(first, SimTime::ZERO + millis(2500));
/// assert_eq!(fast.next(first, random), Some(first + secs(5)));
/// ```
#[derive(Clone, Debug)]
pub struct Scale<A> {
    arrivals: A,
    factor: f64,
    /// The last date, before it was divided.
    last: SimTime,
}

impl<A> Scale<A> {
    pub(super) fn new(arrivals: A, factor: f64) -> Self {
        Self {
            arrivals,
            factor,
            last: SimTime::ZERO,
        }
    }
}

const SMALLEST: f64 = 1e-9;
const LARGEST: f64 = 1e9;

fn wrong(factor: f64) -> Option<String> {
    (!(SMALLEST..=LARGEST).contains(&factor)).then(|| {
        format!(
            "the factor of `scale` is {factor}; it is a number from {SMALLEST:e} to {LARGEST:e}"
        )
    })
}

impl<A: Arrival> Arrival for Scale<A> {
    fn next(&mut self, _: SimTime, random: &mut Stream) -> Option<SimTime> {
        if let Some(mistake) = wrong(self.factor) {
            panic!("{mistake}");
        }
        self.last = self.arrivals.next(self.last, random)?;
        let date = SimTime::from_secs_f64(self.last.as_secs_f64() / self.factor);
        (date < SimTime::MAX).then_some(date)
    }

    fn extent(&self) -> Extent {
        self.arrivals.extent()
    }

    fn mistake(&self) -> Option<String> {
        wrong(self.factor).or_else(|| self.arrivals.mistake())
    }
}
