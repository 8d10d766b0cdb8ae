//! The same arrivals, later.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// Each arrival so much later. One that would be later than time ends it.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let mut noon = Burst::of(2).shift(hours(12));
/// let random = &mut Seed(1).stream(0, "load");
/// assert_eq!(noon.next(SimTime::ZERO, random), Some(SimTime::ZERO + hours(12)));
/// ```
#[derive(Clone, Debug)]
pub struct Shift<A> {
    arrivals: A,
    by: SimDuration,
    /// The last date, before it was shifted.
    last: SimTime,
}

impl<A> Shift<A> {
    pub(super) fn new(arrivals: A, by: SimDuration) -> Self {
        Self {
            arrivals,
            by,
            last: SimTime::ZERO,
        }
    }
}

impl<A: Arrival> Arrival for Shift<A> {
    fn next(&mut self, _: SimTime, random: &mut Stream) -> Option<SimTime> {
        self.last = self.arrivals.next(self.last, random)?;
        let date = self.last + self.by;
        (date < SimTime::MAX).then_some(date)
    }

    fn extent(&self) -> Extent {
        self.arrivals.extent()
    }

    fn mistake(&self) -> Option<String> {
        self.arrivals.mistake()
    }
}
