//! Curves of distributions, with few enough points to be drawn.

use std::sync::Arc;

use serde::Serialize;

use super::response_times::{FunctionTimes, ResponseTimes};
use super::rounding::rounded;
use super::sample::Sample;

/// How many functions have curves.
pub(in crate::results) const MOST_FUNCTIONS: usize = 40;

/// How many points a curve has, about.
const POINTS: usize = 200;

/// Response times of a function: the share of invocations that took no longer than each of some durations.
#[derive(Debug, Serialize)]
pub(in crate::results) struct Curve {
    /// `None` for all functions of all services.
    service: Option<Arc<str>>,
    function: Option<Arc<str>>,
    /// How many invocations.
    count: u64,
    cold: Points,
    hot: Points,
}

/// A distribution.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(in crate::results) struct Points {
    /// How many invocations.
    pub(in crate::results) count: u64,
    /// Ascending \[s\].
    pub(in crate::results) seconds: Vec<f64>,
    pub(in crate::results) share: Vec<f64>,
}

/// The curve of all invocations, then those of the functions with most of them.
pub(in crate::results) fn curves(times: &ResponseTimes) -> Vec<Curve> {
    let functions = times.functions.iter().take(MOST_FUNCTIONS);
    std::iter::once(&times.all)
        .chain(functions)
        .filter(|times| times.count() > 0)
        .map(Curve::new)
        .collect()
}

impl Curve {
    fn new(times: &FunctionTimes) -> Self {
        Self {
            service: times.name.as_ref().map(|(service, _)| service.clone()),
            function: times.name.as_ref().map(|(_, function)| function.clone()),
            count: times.count(),
            cold: Points::new(&times.cold),
            hot: Points::new(&times.hot),
        }
    }
}

impl Points {
    pub(in crate::results) fn new(sample: &Sample) -> Self {
        let values = sample.values();
        let mut points = Self {
            count: sample.count(),
            ..Self::default()
        };
        let mut former = None;
        for rank in ranks(values.len()) {
            let value = values[rank];
            if former != Some(value) {
                points.seconds.push(rounded(value));
                points.share.push(rounded(sample.share(value)));
            }
            former = Some(value);
        }
        points
    }
}

/// Places in an ordered list, evenly apart, with the last and some near the end: there lie the slow ones.
fn ranks(length: usize) -> Vec<usize> {
    let Some(last) = length.checked_sub(1) else {
        return Vec::new();
    };
    if length <= POINTS {
        return (0..length).collect();
    }
    let mut ranks: Vec<usize> = (0..=POINTS).map(|step| last * step / POINTS).collect();
    ranks.extend([1_000, 2_000, 10_000, 100_000].map(|part| last - last / part));
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}
