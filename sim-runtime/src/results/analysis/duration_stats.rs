//! How durations are distributed: exactly, or in a histogram of constant size.

use hdrhistogram::Histogram;

use crate::results::schema::summaries::Distribution;
use crate::units::SimDuration;

/// Significant digits of a histogram: values are off by less than 1 %.
const DIGITS: u8 = 2;

/// How many points a curve has, the first at the least value and the last at the greatest.
const CURVE: u64 = 51;

/// What lies between two points of a curve, in thousandths of the values.
const STEP: u64 = 20;

/// Durations, added one by one.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct DurationStats {
    count: u64,
    /// The sum \[ns\].
    sum: u128,
    least: u64,
    greatest: u64,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    Exact(Vec<u64>),
    Binned(Option<Box<Histogram<u32>>>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Exact(Vec::new())
    }
}

impl DurationStats {
    /// Durations in a histogram.
    pub(in crate::results) fn binned() -> Self {
        Self {
            values: Values::Binned(None),
            ..Self::default()
        }
    }

    pub(in crate::results) fn add(&mut self, duration: SimDuration) {
        let nanos = duration.as_nanos();
        self.least = if self.count == 0 {
            nanos
        } else {
            self.least.min(nanos)
        };
        self.greatest = self.greatest.max(nanos);
        self.count += 1;
        self.sum += u128::from(nanos);
        match &mut self.values {
            Values::Exact(values) => values.push(nanos),
            Values::Binned(bins) => {
                let bins = bins.get_or_insert_with(|| Box::new(empty()));
                // A histogram that grows as needed refuses nothing.
                let _ = bins.record(nanos);
            }
        }
    }

    /// Adds all that another of the same kind has.
    pub(in crate::results) fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.least = if self.count == 0 {
            other.least
        } else {
            self.least.min(other.least)
        };
        self.greatest = self.greatest.max(other.greatest);
        self.count += other.count;
        self.sum += other.sum;
        match (&mut self.values, &other.values) {
            (Values::Exact(mine), Values::Exact(others)) => mine.extend(others),
            (Values::Binned(mine), Values::Binned(Some(others))) => {
                let mine = mine.get_or_insert_with(|| Box::new(empty()));
                let _ = mine.add(&**others);
            }
            _ => {}
        }
    }

    /// The figures; `None` if there is no value.
    pub(in crate::results) fn distribution(&self) -> Option<Distribution> {
        if self.count == 0 {
            return None;
        }
        let steps = match self.values {
            Values::Exact(_) => 0,
            Values::Binned(_) => CURVE,
        };
        let curve = (0..steps).map(|step| step * STEP);
        // All at once: a histogram is read from its beginning each time.
        let mut permilles: Vec<u64> = [500, 900, 950, 990, 999].into_iter().chain(curve).collect();
        permilles.sort_unstable();
        permilles.dedup();
        let values = Quantiles::new(self).at(&permilles);
        let value = |permille| values[permilles.partition_point(|other| *other < permille)];
        Some(Distribution {
            count: self.count,
            mean: SimDuration::from_nanos((self.sum / u128::from(self.count)) as u64),
            min: SimDuration::from_nanos(self.least),
            p50: value(500),
            p90: value(900),
            p95: value(950),
            p99: value(990),
            p999: value(999),
            max: SimDuration::from_nanos(self.greatest),
            curve: (0..steps).map(|step| value(step * STEP)).collect(),
        })
    }
}

/// The least of some values in order that at least so many thousandths of them do not exceed; `None` if there is none.
pub(super) fn nearest_rank(values: &[u64], permille: u64) -> Option<u64> {
    let rank = (values.len() as u64 * permille).div_ceil(1000).max(1);
    values.get(rank as usize - 1).copied()
}

fn empty() -> Histogram<u32> {
    let mut bins = Histogram::new(DIGITS).expect("the digits are within what histograms can do");
    bins.auto(true);
    bins
}

/// Durations in order.
enum Quantiles<'a> {
    Exact(Vec<u64>),
    Binned(&'a DurationStats, &'a Histogram<u32>),
}

impl<'a> Quantiles<'a> {
    fn new(stats: &'a DurationStats) -> Self {
        match &stats.values {
            Values::Exact(values) => {
                let mut values = values.clone();
                values.sort_unstable();
                Self::Exact(values)
            }
            Values::Binned(Some(bins)) => Self::Binned(stats, bins),
            Values::Binned(None) => Self::Exact(Vec::new()),
        }
    }

    /// For each of some thousandths, in ascending order: the least value that so many of the values do not exceed.
    fn at(&self, permilles: &[u64]) -> Vec<SimDuration> {
        let permilles = permilles.iter();
        let nanos: Vec<u64> = match self {
            Self::Exact(values) => permilles
                .map(|permille| nearest_rank(values, *permille).unwrap_or_default())
                .collect(),
            Self::Binned(stats, bins) => bins
                .value_at_quantiles(permilles.map(|permille| *permille as f64 / 1000.0))
                .map(|value| value.clamp(stats.least, stats.greatest))
                .collect(),
        };
        nanos.into_iter().map(SimDuration::from_nanos).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filled(mut stats: DurationStats, values: &[u64]) -> DurationStats {
        for value in values {
            stats.add(SimDuration::from_nanos(*value));
        }
        stats
    }

    #[test]
    fn exact_quantiles_are_the_nearest_rank() {
        let values: Vec<u64> = (1..=100).rev().collect();
        let figures = filled(DurationStats::default(), &values)
            .distribution()
            .unwrap();
        let nanos = SimDuration::from_nanos;
        assert_eq!((figures.min, figures.max), (nanos(1), nanos(100)));
        assert_eq!((figures.p50, figures.p99), (nanos(50), nanos(99)));
        assert_eq!(figures.p999, nanos(100));
        assert_eq!(figures.mean, nanos(50));
    }

    #[test]
    fn no_values_have_no_figures() {
        assert_eq!(DurationStats::binned().distribution(), None);
        assert_eq!(DurationStats::default().distribution(), None);
    }

    proptest! {
        #[test]
        fn a_histogram_is_off_by_at_most_a_percent(values in prop::collection::vec(1u64..1_000_000_000_000, 1..500)) {
            let exact = filled(DurationStats::default(), &values).distribution().unwrap();
            let binned = filled(DurationStats::binned(), &values).distribution().unwrap();
            for (exact, binned) in [(exact.p50, binned.p50), (exact.p99, binned.p99), (exact.max, binned.max)] {
                let (exact, binned) = (exact.as_secs_f64(), binned.as_secs_f64());
                prop_assert!(binned >= exact && binned <= exact * 1.01 + 1e-9, "{exact} {binned}");
            }
            prop_assert_eq!(exact.mean, binned.mean);
        }

        #[test]
        fn merging_is_adding_one_after_the_other(
            one in prop::collection::vec(0u64..1_000_000_000, 0..50),
            two in prop::collection::vec(0u64..1_000_000_000, 0..50),
        ) {
            let both: Vec<u64> = one.iter().chain(&two).copied().collect();
            for empty in [DurationStats::default(), DurationStats::binned()] {
                let mut merged = filled(empty.clone(), &one);
                merged.merge(&filled(empty.clone(), &two));
                prop_assert_eq!(merged.distribution(), filled(empty, &both).distribution());
            }
        }
    }
}
