//! Ends for processes that have none.

use super::Arrival;
use crate::kernel::Stream;
use crate::units::SimTime;

/// Arrivals up to and including a date; see [`Arrival::until`].
#[derive(Clone, Debug)]
pub struct Until<A> {
    arrivals: A,
    end: SimTime,
}

impl<A> Until<A> {
    pub(super) fn new(arrivals: A, end: SimTime) -> Self {
        Self { arrivals, end }
    }
}

impl<A: Arrival> Arrival for Until<A> {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        self.arrivals
            .next(last, random)
            .filter(|next| *next <= self.end)
    }
}

/// The first arrivals; see [`Arrival::take`].
#[derive(Clone, Debug)]
pub struct Take<A> {
    arrivals: A,
    left: u64,
}

impl<A> Take<A> {
    pub(super) fn new(arrivals: A, left: u64) -> Self {
        Self { arrivals, left }
    }
}

impl<A: Arrival> Arrival for Take<A> {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        self.left = self.left.checked_sub(1)?;
        self.arrivals.next(last, random)
    }
}
