//! Equal intervals of time, and series of a timeline in others than its own.

use super::time_bins::width_for;
use crate::results::schema::report::Report;
use crate::units::{SimDuration, SimTime};

/// Equal intervals from date zero on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct Intervals {
    /// Their length \[ns\].
    pub(in crate::results) width: u64,
    pub(in crate::results) count: usize,
}

impl Intervals {
    /// Those of a report: at most 128, which reach to the end of its last invocation.
    pub(in crate::results) fn of(report: &Report) -> Self {
        let completions = report.invocations.iter().filter_map(|row| row.completion);
        let end = completions.fold(report.final_date, SimTime::max);
        Self::up_to(end, report.timeline.interval.as_nanos())
    }

    /// Those that two reports can share: lengths are a millisecond, doubled so and so often.
    pub(in crate::results) fn shared(self, other: Self) -> Self {
        let end = (self.width * self.count as u64).max(other.width * other.count as u64);
        let width = self.width.max(other.width);
        Self {
            width,
            count: end.div_ceil(width) as usize,
        }
    }

    /// How many of them others reach into, which are no longer.
    pub(in crate::results) fn reached_by(self, other: Self) -> usize {
        let end = other.width * other.count as u64;
        (end.div_ceil(self.width) as usize).min(self.count)
    }

    /// At most 128 that reach to a date, none shorter than so many nanoseconds.
    pub(in crate::results) fn up_to(end: SimTime, least: u64) -> Self {
        let width = width_for(end).max(least);
        Self {
            width,
            count: (end.as_nanos() / width + 1) as usize,
        }
    }

    pub(in crate::results) fn length(self) -> SimDuration {
        SimDuration::from_nanos(self.width)
    }

    /// When each begins.
    pub(in crate::results) fn starts(self) -> Vec<SimTime> {
        let starts = 0..self.count as u64;
        starts
            .map(|index| SimTime::from_nanos(self.width.saturating_mul(index)))
            .collect()
    }

    /// How long an interval lasts if the run ends at a date \[ns\]; at least one nanosecond.
    pub(in crate::results) fn lasts(self, index: usize, end: SimTime) -> f64 {
        let start = self.width.saturating_mul(index as u64);
        let left = end.as_nanos().saturating_sub(start);
        self.width.min(left).max(1) as f64
    }

    /// Which of them a date is in; what is later is in the last.
    pub(in crate::results) fn index(self, at: SimTime) -> usize {
        ((at.as_nanos() / self.width) as usize).min(self.count.saturating_sub(1))
    }

    /// Counts of a timeline with shorter intervals, as counts of these.
    pub(in crate::results) fn counts(self, report: &Report, counts: &[u64]) -> Vec<u64> {
        let mut sums = vec![0; self.count];
        for (index, count) in counts.iter().enumerate() {
            sums[self.index(report.timeline.start(index))] += count;
        }
        sums
    }

    /// Means of a timeline with shorter intervals, as means of these.
    pub(in crate::results) fn means(self, report: &Report, means: &[f64]) -> Vec<f64> {
        let timeline = &report.timeline;
        let mut sums = vec![(0.0, 0u64); self.count];
        for (index, mean) in means.iter().enumerate() {
            let start = timeline.start(index);
            let left = report
                .final_date
                .as_nanos()
                .saturating_sub(start.as_nanos());
            let length = timeline.interval.as_nanos().min(left).max(1);
            let (sum, time) = &mut sums[self.index(start)];
            *sum += mean * length as f64;
            *time += length;
        }
        let sums = sums.into_iter();
        sums.map(|(sum, time)| sum / time.max(1) as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::analysis::by_hand::report;

    #[test]
    fn means_of_longer_intervals_count_each_shorter_one_by_its_length() {
        let mut report = report(Vec::new());
        report.final_date = SimTime::from_nanos(2_500_000);
        report.timeline.interval = SimDuration::from_millis(1);
        let intervals = Intervals {
            width: 2_000_000,
            count: 2,
        };
        // The last interval lasts half a millisecond.
        assert_eq!(intervals.means(&report, &[2.0, 4.0, 8.0]), [3.0, 8.0]);
    }

    #[test]
    fn two_reports_share_the_longer_intervals() {
        let short = Intervals {
            width: 1_000_000,
            count: 100,
        };
        let long = Intervals {
            width: 8_000_000,
            count: 4,
        };
        let shared = Intervals {
            width: 8_000_000,
            count: 13,
        };
        assert_eq!(short.shared(long), shared);
        assert_eq!(long.shared(short), shared);
        assert_eq!(shared.reached_by(long), 4);
        assert_eq!(shared.reached_by(short), 13);
    }
}
