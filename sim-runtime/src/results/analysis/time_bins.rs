//! Values over time in bins of equal length, however long the run: when they become too many, each two become one.

use crate::units::SimTime;

/// The shortest interval \[ns\].
const SHORTEST: u64 = 1_000_000;

/// How many intervals there may be.
const MOST: usize = 128;

/// One value an interval, from date zero on.
#[derive(Clone, Debug)]
pub(in crate::results) struct TimeBins {
    /// The interval that was looked for last, which is mostly the one that is looked for next, and where it begins.
    latest: (usize, u64),
    /// The length of an interval \[ns\].
    width: u64,
    values: Vec<f64>,
}

impl Default for TimeBins {
    fn default() -> Self {
        Self {
            latest: (0, 0),
            width: SHORTEST,
            values: vec![0.0],
        }
    }
}

/// The length of the intervals that reach up to a date \[ns\].
pub(in crate::results) fn width_for(end: SimTime) -> u64 {
    let mut width = SHORTEST;
    while end.as_nanos() / width >= MOST as u64 {
        width *= 2;
    }
    width
}

impl TimeBins {
    /// Adds an amount at a date.
    #[inline]
    pub(in crate::results) fn add(&mut self, at: SimTime, amount: f64) {
        let index = self.index(at.as_nanos());
        self.values[index] += amount;
    }

    /// Adds an amount for each nanosecond between two dates.
    pub(in crate::results) fn add_over(&mut self, from: SimTime, to: SimTime, amount: f64) {
        let (mut from, to) = (from.as_nanos(), to.as_nanos());
        if from >= to {
            return;
        }
        let last = self.index(to - 1);
        if from >= self.latest.1 {
            self.values[last] += amount * (to - from) as f64;
            return;
        }
        while from < to {
            let index = self.index(from);
            let until = to.min((from / self.width + 1).saturating_mul(self.width));
            self.values[index] += amount * (until - from) as f64;
            from = until;
        }
    }

    /// The value of the interval that was looked for last, and the date up to which it reaches.
    pub(in crate::results) fn latest(&self) -> (f64, SimTime) {
        let (index, start) = self.latest;
        let end = start.saturating_add(self.width);
        (self.values[index], SimTime::from_nanos(end))
    }

    /// Gives the interval that was looked for last another value.
    pub(in crate::results) fn set_latest(&mut self, value: f64) {
        self.values[self.latest.0] = value;
    }

    /// The values in intervals of a length that is this length or twice, four times .. as long; zero where there is none.
    pub(in crate::results) fn at_width(mut self, width: u64, intervals: usize) -> Vec<f64> {
        while self.width < width {
            self.widen();
        }
        self.values.resize(intervals, 0.0);
        self.values
    }

    /// The interval of a date.
    #[inline]
    fn index(&mut self, nanos: u64) -> usize {
        let (index, start) = self.latest;
        if nanos >= start && nanos - start < self.width {
            return index;
        }
        self.find(nanos)
    }

    #[inline(never)]
    fn find(&mut self, nanos: u64) -> usize {
        while nanos / self.width >= MOST as u64 {
            self.widen();
        }
        let index = (nanos / self.width) as usize;
        if index >= self.values.len() {
            self.values.resize(index + 1, 0.0);
        }
        self.latest = (index, nanos - nanos % self.width);
        index
    }

    fn widen(&mut self) {
        self.width *= 2;
        let pairs = self.values.chunks(2).map(|pair| pair.iter().sum());
        self.values = pairs.collect();
        self.latest = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(nanos: u64) -> SimTime {
        SimTime::from_nanos(nanos)
    }

    #[test]
    fn what_lies_across_intervals_is_shared_out() {
        let mut bins = TimeBins::default();
        bins.add_over(at(500_000), at(2_250_000), 2.0);
        assert_eq!(bins.at_width(SHORTEST, 4), [1e6, 2e6, 0.5e6, 0.0]);
    }

    #[test]
    fn the_last_interval_may_end_beyond_the_end_of_time() {
        let (mut bins, late) = (TimeBins::default(), u64::MAX - 10);
        bins.add_over(at(late - 5), at(late), 1.0);
        bins.add_over(at(0), at(late), 1.0);
        let sum: f64 = bins.values.iter().sum();
        assert!((sum - late as f64).abs() <= late as f64 * 1e-9);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_when_intervals_become_longer(
            spans in prop::collection::vec((0u64..10_000_000_000, 1u64..5_000_000_000, 1u32..10), 1..50)
        ) {
            let mut bins = TimeBins::default();
            let mut expected = 0.0;
            let mut end = 0;
            for (from, length, amount) in spans {
                bins.add_over(at(from), at(from + length), f64::from(amount));
                expected += f64::from(amount) * length as f64;
                end = end.max(from + length);
            }
            let width = width_for(at(end));
            let values = bins.at_width(width, MOST);
            prop_assert!(values.len() == MOST);
            let sum: f64 = values.iter().sum();
            prop_assert!((sum - expected).abs() <= expected * 1e-12);
        }
    }
}
