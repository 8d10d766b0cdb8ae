//! Two arrival processes at once.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::SimTime;

/// The arrivals of two processes in order of date; of one date, those of the first come first.
///
/// The rates add up, and so do the variances of the counts, for the two are independent. It ends when both have.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let dates = |dates: [u64; 2]| Dates::after(dates.map(secs));
/// let mut both = dates([1, 5]).merge(dates([2, 5]));
/// let random = &mut Seed(1).stream(0, "load");
/// let all: Vec<_> = std::iter::from_fn(|| both.next(SimTime::ZERO, random)).collect();
/// assert_eq!(all, [1, 2, 5, 5].map(|date| SimTime::ZERO + secs(date)));
/// ```
#[derive(Clone, Debug)]
pub struct Merge<A, B> {
    one: Source<A>,
    other: Source<B>,
}

/// A process, and its next arrival.
#[derive(Clone, Debug)]
struct Source<A> {
    arrivals: A,
    last: SimTime,
    next: Next,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Unknown,
    At(SimTime),
    Never,
}

impl<A> Source<A> {
    fn new(arrivals: A) -> Self {
        Self {
            arrivals,
            last: SimTime::ZERO,
            next: Next::Unknown,
        }
    }
}

impl<A: Arrival> Source<A> {
    fn peek(&mut self, random: &mut Stream) -> Option<SimTime> {
        if let Next::Unknown = self.next {
            let next = self.arrivals.next(self.last, random);
            self.next = next.map_or(Next::Never, Next::At);
        }
        match self.next {
            Next::At(date) => Some(date),
            Next::Unknown | Next::Never => None,
        }
    }

    /// It has come.
    fn pass(&mut self, date: SimTime) -> SimTime {
        self.last = date;
        self.next = Next::Unknown;
        date
    }
}

impl<A, B> Merge<A, B> {
    pub(super) fn new(one: A, other: B) -> Self {
        Self {
            one: Source::new(one),
            other: Source::new(other),
        }
    }
}

impl<A: Arrival, B: Arrival> Arrival for Merge<A, B> {
    fn next(&mut self, _: SimTime, random: &mut Stream) -> Option<SimTime> {
        match (self.one.peek(random), self.other.peek(random)) {
            (Some(one), Some(other)) if other < one => Some(self.other.pass(other)),
            (Some(one), _) => Some(self.one.pass(one)),
            (None, other) => Some(self.other.pass(other?)),
        }
    }

    fn extent(&self) -> Extent {
        match (self.one.arrivals.extent(), self.other.arrivals.extent()) {
            (Extent::Ends, Extent::Ends) => Extent::Ends,
            (Extent::EndlessAtOneDate, _) | (_, Extent::EndlessAtOneDate) => {
                Extent::EndlessAtOneDate
            }
            _ => Extent::Endless,
        }
    }

    fn mistake(&self) -> Option<String> {
        let one = self.one.arrivals.mistake();
        one.or_else(|| self.other.arrivals.mistake())
    }
}
