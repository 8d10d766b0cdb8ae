//! Recorded arrivals, each with its input.

use crate::units::SimTime;

/// Arrivals at given dates, each with an input of its own: a recorded day, for
/// [`Builder::replay`](crate::simulation::Builder::replay).
///
/// An input stays with its date, in whatever order they are given.
///
/// ```
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::{mb, secs};
/// use sim_runtime::workload::Replay;
///
/// let at = |seconds| SimTime::ZERO + secs(seconds);
/// let recorded = Replay::new([(at(5), mb(8)), (at(2), mb(1))]);
/// assert_eq!(recorded.arrivals(), [(at(2), mb(1)), (at(5), mb(8))]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay<I> {
    arrivals: Vec<(SimTime, I)>,
}

impl<I> Replay<I> {
    /// One arrival at each date with its input, in order of date; those of one date in the order in which they are given.
    pub fn new(arrivals: impl IntoIterator<Item = (SimTime, I)>) -> Self {
        let mut arrivals: Vec<(SimTime, I)> = arrivals.into_iter().collect();
        arrivals.sort_by_key(|(date, _)| *date);
        Self { arrivals }
    }

    /// The arrivals, in order of date.
    pub fn arrivals(&self) -> &[(SimTime, I)] {
        &self.arrivals
    }

    /// The arrivals, in order of date.
    pub fn into_arrivals(self) -> Vec<(SimTime, I)> {
        self.arrivals
    }
}
