//! What can be done with any arrivals.

use super::{Arrival, Batches, Merge, Repeat, Scale, Shift, Thin};
use crate::distribution::Distribution;
use crate::units::SimDuration;

/// Other arrivals made of an arrival process: faster, later, again and again, fewer, more. Beside these, [`Arrival::take`] and
/// [`Arrival::until`] end it.
///
/// They are lazy: an arrival is made when it is asked for. Their order matters: `a.shift(1h).scale(2)` begins after half an hour,
/// and `a.scale(2).shift(1h)` after an hour.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let office = Rates::steps([(hours(9), 5.0), (hours(17), 0.0)]).repeat(hours(24));
/// let robots = Regular::every(mins(15)).shift(mins(1));
/// let load = office.merge(robots).scale(3).until(hours(168));
/// assert_eq!((load.mistake(), load.extent()), (None, sim_runtime::workload::Extent::Ends));
/// ```
pub trait Modulate: Arrival + Sized {
    /// So many times as many a second: see [`Scale`].
    fn scale(self, factor: impl Into<f64>) -> Scale<Self> {
        Scale::new(self, factor.into())
    }

    /// The beginning again and again: see [`Repeat`].
    fn repeat(self, every: SimDuration) -> Repeat<Self>
    where
        Self: Clone,
    {
        Repeat::new(self, every)
    }

    /// All so much later: see [`Shift`].
    fn shift(self, by: SimDuration) -> Shift<Self> {
        Shift::new(self, by)
    }

    /// Each with this probability only: see [`Thin`].
    fn thin(self, share: impl Into<f64>) -> Thin<Self> {
        Thin::new(self, share.into())
    }

    /// Beside others: see [`Merge`].
    fn merge<B: Arrival>(self, other: B) -> Merge<Self, B> {
        Merge::new(self, other)
    }

    /// Several at each date: see [`Batches`].
    fn in_batches(self, size: Distribution) -> Batches<Self> {
        Batches::new(self, size)
    }
}

impl<A: Arrival> Modulate for A {}
