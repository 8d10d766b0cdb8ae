//! Durations of which quantiles and shares are wanted: all of them, or what summaries have of their distribution.

use super::duration_stats::nearest_rank;
use crate::results::schema::summaries::Distribution;

/// The response times of one kind of invocations.
#[derive(Clone, Debug)]
pub(in crate::results) enum Sample {
    /// All of them, in order \[ns\].
    Exact(Vec<u64>),
    /// What is known of the distributions.
    Curves(Vec<Distribution>),
}

impl Sample {
    pub(super) fn merged<'a>(samples: impl Iterator<Item = &'a Self>) -> Self {
        let mut merged = Self::Exact(Vec::new());
        for sample in samples {
            match (&mut merged, sample) {
                (Self::Exact(mine), Self::Exact(others)) => mine.extend(others),
                (Self::Curves(mine), Self::Curves(others)) => mine.extend_from_slice(others),
                (_, other) => merged = other.clone(),
            }
        }
        merged
    }

    pub(super) fn sort(&mut self) {
        if let Self::Exact(values) = self {
            values.sort_unstable();
        }
    }

    /// How many invocations.
    pub(in crate::results) fn count(&self) -> u64 {
        match self {
            Self::Exact(values) => values.len() as u64,
            Self::Curves(curves) => curves.iter().map(|curve| curve.count).sum(),
        }
    }

    /// Values that something is known of, in order \[s\].
    pub(in crate::results) fn values(&self) -> Vec<f64> {
        match self {
            Self::Exact(values) => values.iter().map(|nanos| seconds(*nanos)).collect(),
            Self::Curves(curves) => {
                let points = curves.iter().flat_map(points);
                let mut values: Vec<f64> = points.map(|(value, _)| value).collect();
                values.sort_unstable_by(f64::total_cmp);
                values
            }
        }
    }

    /// The share of invocations that took no longer than so many seconds.
    pub(in crate::results) fn share(&self, limit: f64) -> f64 {
        let count = self.count().max(1) as f64;
        match self {
            Self::Exact(values) => {
                values.partition_point(|nanos| seconds(*nanos) <= limit) as f64 / count
            }
            Self::Curves(curves) => {
                let below = curves
                    .iter()
                    .map(|curve| curve.count as f64 * share(curve, limit));
                below.sum::<f64>() / count
            }
        }
    }

    /// The least known value that at least so many thousandths of the invocations do not exceed \[s\].
    pub(in crate::results) fn quantile(&self, permille: u64) -> Option<f64> {
        match self {
            Self::Exact(values) => nearest_rank(values, permille).map(seconds),
            Self::Curves(curves) => match &curves[..] {
                [one] if permille == 500 => Some(one.p50.as_secs_f64()),
                [one] if permille == 990 => Some(one.p99.as_secs_f64()),
                _ => {
                    let values = self.values();
                    let wanted = permille as f64 / 1000.0 - 1e-9;
                    let found = values.partition_point(|value| self.share(*value) < wanted);
                    values.get(found).copied()
                }
            },
        }
    }
}

fn seconds(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}

/// Values and the share that does not exceed them, both ascending.
fn points(curve: &Distribution) -> Vec<(f64, f64)> {
    let steps = curve.curve.len().saturating_sub(1).max(1) as f64;
    let quantiles = curve.curve.iter().enumerate();
    let mut points: Vec<_> = quantiles
        .map(|(step, value)| (value.as_secs_f64(), step as f64 / steps))
        .collect();
    points.extend([
        (curve.p95.as_secs_f64(), 0.95),
        (curve.p99.as_secs_f64(), 0.99),
        (curve.p999.as_secs_f64(), 0.999),
    ]);
    points.sort_by(|one, other| one.1.total_cmp(&other.1));
    points
}

/// The share of a distribution that does not exceed a value, between its known points in a straight line.
fn share(curve: &Distribution, limit: f64) -> f64 {
    let points = points(curve);
    let after = points.partition_point(|(value, _)| *value <= limit);
    match (points.get(after.wrapping_sub(1)), points.get(after)) {
        (None, _) => 0.0,
        (Some(last), None) => last.1,
        (Some(before), Some(next)) => {
            let way = (limit - before.0) / (next.0 - before.0);
            before.1 + way * (next.1 - before.1)
        }
    }
}
