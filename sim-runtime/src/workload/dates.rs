//! Arrivals known beforehand.

use super::Arrival;
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// Arrivals at given dates. For dates that each have an input of their own, see [`Replay`](super::Replay).
#[derive(Clone, Debug)]
pub struct Dates {
    left: std::vec::IntoIter<SimTime>,
}

impl Dates {
    /// One arrival at each date.
    ///
    /// # Panics
    ///
    /// If a date is before the one before it: the n-th arrival has the n-th input, so they are not sorted here.
    #[track_caller]
    pub fn new(dates: impl IntoIterator<Item = SimTime>) -> Self {
        let dates: Vec<SimTime> = dates.into_iter().collect();
        if let Some(first) = dates.windows(2).position(|pair| pair[1] < pair[0]) {
            let (earlier, later) = (dates[first + 1], dates[first]);
            panic!(
                "dates go backwards: dates[{}] is {earlier}, after {later} at dates[{first}]; sort them, or use `Replay`, which keeps each input with its date",
                first + 1,
            );
        }
        Self {
            left: dates.into_iter(),
        }
    }
}

impl Dates {
    /// One arrival so long after the start, each.
    ///
    /// # Panics
    ///
    /// As [`Dates::new`].
    #[track_caller]
    pub fn after(times: impl IntoIterator<Item = SimDuration>) -> Self {
        let times = times.into_iter();
        Self::new(times.map(|time| SimTime::ZERO + time))
    }
}

impl Arrival for Dates {
    fn next(&mut self, _: SimTime, _: &mut Stream) -> Option<SimTime> {
        self.left.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::secs;

    #[test]
    #[should_panic(
        expected = "dates go backwards: dates[2] is 2.000000000 s, after 5.000000000 s at dates[1]"
    )]
    fn dates_that_go_backwards_are_refused() {
        Dates::new([5, 5, 2].map(|seconds| SimTime::ZERO + secs(seconds)));
    }
}
