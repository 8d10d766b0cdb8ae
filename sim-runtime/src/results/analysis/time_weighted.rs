//! A quantity that changes from date to date: its mean over time, its peak, and its history.

use super::time_bins::TimeBins;
use crate::units::SimTime;

/// A quantity that keeps its value until it is given another.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct TimeWeighted {
    value: f64,
    since: SimTime,
    peak: f64,
    /// The sum of value times nanoseconds up to `since`.
    integral: f64,
    /// The history, but for the sum of the interval that it looked at last, which is here while time goes on in it: mostly,
    /// a change then touches nothing else.
    history: Option<Box<TimeBins>>,
    latest: f64,
    /// Up to when time goes on in that interval.
    until: SimTime,
}

impl TimeWeighted {
    /// A quantity whose history matters.
    pub(in crate::results) fn with_history() -> Self {
        Self {
            history: Some(Box::default()),
            ..Self::default()
        }
    }

    pub(in crate::results) fn value(&self) -> f64 {
        self.value
    }

    pub(in crate::results) fn peak(&self) -> f64 {
        self.peak
    }

    /// Gives it another value from now on.
    #[inline]
    pub(in crate::results) fn set(&mut self, now: SimTime, value: f64) {
        if value == self.value {
            return;
        }
        self.advance(now);
        self.value = value;
        self.peak = self.peak.max(value);
    }

    /// Lets time pass up to a date.
    #[inline]
    pub(in crate::results) fn advance(&mut self, now: SimTime) {
        let amount = self.value * now.since(self.since).as_nanos() as f64;
        self.integral += amount;
        if now <= self.until {
            self.latest += amount;
        } else {
            self.leave_interval(now);
        }
        self.since = now;
    }

    /// Lets time pass beyond the interval of the history that it was in.
    #[inline(never)]
    fn leave_interval(&mut self, now: SimTime) {
        let Some(history) = &mut self.history else {
            return;
        };
        history.set_latest(self.latest);
        if self.value != 0.0 {
            history.add_over(self.since, now, self.value);
        }
        (self.latest, self.until) = history.latest();
    }

    /// The sum of value times nanoseconds.
    pub(in crate::results) fn integral(&self) -> f64 {
        self.integral
    }

    /// The means of the intervals of a timeline that ends at a date.
    pub(in crate::results) fn means(&self, width: u64, intervals: usize, end: SimTime) -> Vec<f64> {
        let mut history = self.history.as_deref().cloned().unwrap_or_default();
        history.set_latest(self.latest);
        let mut sums = history.at_width(width, intervals);
        for (index, sum) in sums.iter_mut().enumerate() {
            let start = width * index as u64;
            let length = width.min(end.as_nanos().saturating_sub(start)).max(1);
            *sum /= length as f64;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_peak_and_history_follow_the_changes() {
        let at = SimTime::from_nanos;
        let mut quantity = TimeWeighted::with_history();
        quantity.set(at(1_000_000), 4.0);
        quantity.set(at(1_500_000), 2.0);
        quantity.advance(at(2_500_000));
        assert_eq!(quantity.integral(), 4.0 * 0.5e6 + 2.0 * 1e6);
        assert_eq!(quantity.peak(), 4.0);
        let means = quantity.means(1_000_000, 3, at(2_500_000));
        assert_eq!(means, [0.0, 3.0, 2.0]);
    }
}
