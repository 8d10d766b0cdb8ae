//! The largest or the smallest of what was wanted in the last while.

use std::collections::VecDeque;

use crate::units::{SimDuration, SimTime};

/// The largest of what was wanted in the last while.
#[derive(Clone, Debug, Default)]
pub(super) struct Largest {
    /// Each is smaller than those before it, which are older.
    values: VecDeque<(SimTime, u32)>,
}

impl Largest {
    /// So many are wanted now; returns the largest number since `now - window`.
    pub(super) fn of(&mut self, now: SimTime, window: SimDuration, wanted: u32) -> u32 {
        while self.values.back().is_some_and(|(_, one)| *one <= wanted) {
            self.values.pop_back();
        }
        self.values.push_back((now, wanted));
        while let Some((date, _)) = self.values.front()
            && *date + window < now
        {
            self.values.pop_front();
        }
        self.values.front().map_or(wanted, |(_, largest)| *largest)
    }
}

/// The smallest of what was wanted in the last while.
#[derive(Clone, Debug, Default)]
pub(super) struct Smallest(Largest);

impl Smallest {
    /// So many are wanted now; returns the smallest number since `now - window`.
    pub(super) fn of(&mut self, now: SimTime, window: SimDuration, wanted: u32) -> u32 {
        u32::MAX - self.0.of(now, window, u32::MAX - wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::secs;

    #[test]
    fn what_was_wanted_counts_for_the_window() {
        let (mut largest, mut smallest) = (Largest::default(), Smallest::default());
        let wanted = [5, 9, 3, 4, 1, 1];
        let found = wanted.iter().zip(0..).map(|(wanted, date)| {
            let now = SimTime::ZERO + secs(date);
            let largest = largest.of(now, secs(2), *wanted);
            (largest, smallest.of(now, secs(2), *wanted))
        });
        let expected = [(5, 5), (9, 5), (9, 3), (9, 3), (4, 1), (4, 1)];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn without_a_window_the_last_counts() {
        let mut largest = Largest::default();
        assert_eq!(largest.of(SimTime::ZERO, SimDuration::ZERO, 7), 7);
        let later = SimTime::ZERO + secs(1);
        assert_eq!(largest.of(later, SimDuration::ZERO, 2), 2);
    }
}
