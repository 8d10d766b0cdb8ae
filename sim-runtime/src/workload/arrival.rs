//! Arrival processes, and limits of those that are infinite.

use super::when::When;
use crate::kernel::Stream;
use crate::units::SimTime;

/// How long an arrival process goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// There is a last arrival.
    #[default]
    Ends,
    /// It goes on for as long as time does: a simulation of it needs a
    /// [horizon](crate::simulation::Builder::horizon).
    Endless,
    /// It goes on at one date, so that time does not.
    EndlessAtOneDate,
}

/// A process of arrivals.
///
/// ```
/// use sim_runtime::kernel::{Seed, Stream};
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::secs;
/// use sim_runtime::workload::Arrival;
///
/// /// Each gap is twice the one before.
/// #[derive(Debug)]
/// struct Doubling(u64);
///
/// impl Arrival for Doubling {
///     fn next(&mut self, last: SimTime, _: &mut Stream) -> Option<SimTime> {
///         self.0 *= 2;
///         Some(last + secs(self.0))
///     }
/// }
///
/// let mut arrivals = Doubling(1).take(2);
/// let random = &mut Seed(1).stream(0, "arrivals");
/// let first = arrivals.next(SimTime::ZERO, random).unwrap();
/// assert_eq!(first, SimTime::ZERO + secs(2));
/// assert_eq!(arrivals.next(first, random), Some(first + secs(4)));
/// assert_eq!(arrivals.next(first, random), None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an arrival process",
    note = "arrival processes are `Poisson::per_second(rate)`, `Regular::every(gap)`, `Burst::of(count)`, `Dates::after(..)`, `Rates::steps(..)`, `Wave::daily(..)`, `Mmpp::cycle(..)`, `Renewal::of(distribution)`, and your own types that implement `Arrival` and `Debug`"
)]
pub trait Arrival: std::fmt::Debug {
    /// The date of the next arrival, not before `last`, the date of the one before (zero at first); `None` after the last.
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime>;

    /// Whether there is a last arrival. A process that does not say so is taken to have one.
    fn extent(&self) -> Extent {
        Extent::Ends
    }

    /// What is wrong with its parameters, if they mean nothing: a workload with them is an error of the declaration.
    fn mistake(&self) -> Option<String> {
        None
    }

    /// The same arrivals, but none after a date, or after so long since the start.
    fn until(self, end: impl When) -> Until<Self>
    where
        Self: Sized,
    {
        Until::new(self, end.date())
    }

    /// The first arrivals only.
    fn take(self, count: u64) -> Take<Self>
    where
        Self: Sized,
    {
        Take::new(self, count)
    }
}

impl<A: Arrival + ?Sized> Arrival for Box<A> {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        A::next(self, last, random)
    }

    fn extent(&self) -> Extent {
        A::extent(self)
    }

    fn mistake(&self) -> Option<String> {
        A::mistake(self)
    }
}

/// Arrivals up to and including a date; see [`Arrival::until`].
#[derive(Clone, Debug)]
pub struct Until<A> {
    arrivals: A,
    end: SimTime,
}

impl<A> Until<A> {
    const fn new(arrivals: A, end: SimTime) -> Self {
        Self { arrivals, end }
    }
}

impl<A: Arrival> Arrival for Until<A> {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        self.arrivals
            .next(last, random)
            .filter(|next| *next <= self.end)
    }

    fn extent(&self) -> Extent {
        match self.arrivals.extent() {
            Extent::Endless if self.end < SimTime::MAX => Extent::Ends,
            other => other,
        }
    }

    fn mistake(&self) -> Option<String> {
        self.arrivals.mistake()
    }
}

/// The first arrivals; see [`Arrival::take`].
#[derive(Clone, Debug)]
pub struct Take<A> {
    arrivals: A,
    left: u64,
}

impl<A> Take<A> {
    const fn new(arrivals: A, left: u64) -> Self {
        Self { arrivals, left }
    }
}

impl<A: Arrival> Arrival for Take<A> {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        self.left = self.left.checked_sub(1)?;
        self.arrivals.next(last, random)
    }

    fn mistake(&self) -> Option<String> {
        self.arrivals.mistake()
    }
}
