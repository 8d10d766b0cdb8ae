//! The idle times of one function, counted in bins of equal width.

use crate::units::SimDuration;

/// Idle times in bins from zero to a range; those beyond it are only counted, and forecast by themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct IdleHistogram {
    /// How many idle times fell into each bin; no longer than the last bin that has one.
    counts: Vec<u32>,
    /// How many fell into the range.
    within: u64,
    /// The sum of the squares of the counts.
    squares: u64,
    /// How many were longer than the range.
    beyond: u64,
    /// What the next idle time is expected to be.
    forecast: Option<SimDuration>,
}

impl IdleHistogram {
    /// One more idle time, with bins of this width of which there are so many.
    pub(super) fn record(&mut self, idle: SimDuration, width: SimDuration, bins: usize) {
        // The forecast of an ARIMA(0, 1, 1) model is exponential smoothing; here with a weight of one half.
        let smoothed =
            |old: SimDuration| SimDuration::from_nanos(old.as_nanos().midpoint(idle.as_nanos()));
        self.forecast = Some(self.forecast.map_or(idle, smoothed));
        let bin = usize::try_from(idle.as_nanos() / width.as_nanos().max(1)).unwrap_or(usize::MAX);
        if bin >= bins {
            self.beyond += 1;
            return;
        }
        if bin >= self.counts.len() {
            self.counts.resize(bin + 1, 0);
        }
        self.within += 1;
        self.squares += 2 * u64::from(self.counts[bin]) + 1;
        self.counts[bin] += 1;
    }

    /// How many idle times were not longer than the range.
    pub(super) fn within(&self) -> u64 {
        self.within
    }

    /// Whether more than this share of the idle times is longer than the range.
    pub(super) fn is_mostly_beyond(&self, share: f64) -> bool {
        self.beyond as f64 > share * (self.within + self.beyond) as f64
    }

    /// Whether the counts of so many bins vary by more than this coefficient: the idle times are concentrated in a few bins.
    ///
    /// The squared coefficient of variation of n counts is `n * sum(c^2) / sum(c)^2 - 1`. The paper has it by Welford's
    /// method; of whole numbers the two sums are exact.
    pub(super) fn is_concentrated(&self, coefficient: f64, bins: usize) -> bool {
        let (sum, squares) = (self.within as f64, self.squares as f64);
        sum > 0.0 && bins as f64 * squares > (1.0 + coefficient * coefficient) * sum * sum
    }

    /// The number of the bin in which this share of the idle times is reached.
    pub(super) fn bin_of(&self, share: f64) -> usize {
        let mut reached = 0;
        let place = self.counts.iter().position(|count| {
            reached += u64::from(*count);
            reached as f64 >= share * self.within as f64
        });
        place.unwrap_or(self.counts.len().saturating_sub(1))
    }

    /// What the next idle time is expected to be, whatever the range is.
    pub(super) fn forecast(&self) -> Option<SimDuration> {
        self.forecast
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{mins, secs};

    const MINUTE: SimDuration = SimDuration::from_mins(1);

    fn of(idle: impl IntoIterator<Item = SimDuration>) -> IdleHistogram {
        let mut histogram = IdleHistogram::default();
        for time in idle {
            histogram.record(time, MINUTE, 240);
        }
        histogram
    }

    #[test]
    fn percentiles_are_those_of_the_counts() {
        // 100 idle times: five of 0, ninety of 10 min and a bit, five of 59 min.
        let times = [(5, secs(0)), (90, secs(601)), (4, mins(59)), (1, mins(99))];
        let times = times.map(|(count, time)| std::iter::repeat_n(time, count));
        let histogram = of(times.into_iter().flatten());
        assert_eq!(histogram.bin_of(0.05), 0);
        assert_eq!(histogram.bin_of(0.06), 10);
        assert_eq!(histogram.bin_of(0.95), 10);
        assert_eq!(histogram.bin_of(0.99), 59);
        assert_eq!(histogram.bin_of(1.0), 99);
    }

    #[test]
    fn one_time_in_each_of_48_bins_of_240_is_a_coefficient_of_two() {
        // n sum(c^2) / sum(c)^2 - 1 = 240 / k - 1 with one time in each of k bins: 4 for k = 48.
        assert!(of((0..47).map(mins)).is_concentrated(2.0, 240));
        assert!(!of((0..48).map(mins)).is_concentrated(2.0, 240));
        assert!(!of([]).is_concentrated(2.0, 240));
    }

    #[test]
    fn what_is_beyond_the_range_is_counted_apart_and_forecast() {
        let histogram = of([mins(1), mins(240), mins(480)]);
        assert!(histogram.is_mostly_beyond(0.5));
        assert!(!histogram.is_mostly_beyond(0.7));
        // (1 + 240) / 2 = 120.5; (120.5 + 480) / 2 = 300.25 minutes.
        assert_eq!(histogram.forecast(), Some(secs(18_015)));
        assert!(!of([]).is_mostly_beyond(0.5));
    }
}
