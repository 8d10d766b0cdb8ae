//! Arrivals known beforehand.

use super::Arrival;
use crate::kernel::Stream;
use crate::units::SimTime;

/// Arrivals at given dates.
#[derive(Clone, Debug)]
pub struct Dates {
    left: std::vec::IntoIter<SimTime>,
}

impl Dates {
    /// One arrival at each date, in order of date.
    pub fn new(dates: impl IntoIterator<Item = SimTime>) -> Self {
        let mut dates: Vec<SimTime> = dates.into_iter().collect();
        dates.sort();
        Self {
            left: dates.into_iter(),
        }
    }
}

impl Arrival for Dates {
    fn next(&mut self, _: SimTime, _: &mut Stream) -> Option<SimTime> {
        self.left.next()
    }
}
