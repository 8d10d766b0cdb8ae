//! Histograms of response times, in bins whose edges are round numbers on a logarithmic scale.

use std::sync::Arc;

use serde::Serialize;

use super::response_times::{FunctionTimes, ResponseTimes};
use super::sample::Sample;
use crate::units::SimDuration;

/// How many functions have histograms.
const MOST_FUNCTIONS: usize = 40;

/// How many bins a histogram has, about: if there are more, each two become one, or each four.
const MOST_BINS: usize = 60;

/// The preferred numbers of ISO 3, twenty a decade, in hundredths.
const R20: [u64; 20] = [
    100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800,
    900,
];

/// The greatest edge is beyond this many decades of nanoseconds: longer than any run.
const DECADES: u32 = 20;

/// Response times of a function, or of all, cold and hot apart.
#[derive(Debug, Serialize)]
pub(in crate::results) struct Histogram {
    /// `None` for all functions of all services.
    service: Option<Arc<str>>,
    function: Option<Arc<str>>,
    /// How many invocations.
    count: u64,
    /// One more than there are bins, ascending: a bin has what is longer than its first edge, and no longer than its second.
    pub(in crate::results) edges: Vec<SimDuration>,
    pub(in crate::results) cold: Vec<u64>,
    pub(in crate::results) hot: Vec<u64>,
}

/// The histogram of all invocations, then those of the functions with most of them.
pub(in crate::results) fn histograms(times: &ResponseTimes) -> Vec<Histogram> {
    let several = times.functions.len() > 1;
    let functions = times.functions.iter().filter(|_| several);
    std::iter::once(&times.all)
        .chain(functions.take(MOST_FUNCTIONS))
        .filter(|times| times.count() > 0)
        .map(Histogram::new)
        .collect()
}

impl Histogram {
    pub(in crate::results) fn new(times: &FunctionTimes) -> Self {
        let edges = edges(&[&times.cold, &times.hot]);
        Self {
            service: times.name.as_ref().map(|(service, _)| service.clone()),
            function: times.name.as_ref().map(|(_, function)| function.clone()),
            count: times.count(),
            cold: counts(&times.cold, &edges),
            hot: counts(&times.hot, &edges),
            edges: edges.into_iter().map(SimDuration::from_nanos).collect(),
        }
    }
}

/// The edges around some samples \[ns\]. Durations of nothing are in the first bin, which then begins with zero.
fn edges(samples: &[&Sample]) -> Vec<u64> {
    let values = || samples.iter().flat_map(|sample| sample.values());
    let least = values().fold(f64::INFINITY, f64::min);
    let most = values().fold(0.0, f64::max);
    let seconds = |nanos: u64| nanos as f64 / 1e9;
    let mut step = 1;
    loop {
        let all = all_edges(step);
        let first = all.partition_point(|edge| seconds(*edge) < least);
        let last = all.partition_point(|edge| seconds(*edge) < most);
        let inside = &all[first.saturating_sub(1)..=last.min(all.len() - 1).max(1)];
        if inside.len() <= MOST_BINS + 1 || step == 4 {
            return inside.to_vec();
        }
        step *= 2;
    }
}

/// Zero, and every first, second or fourth of the preferred numbers from 100 ns on \[ns\].
fn all_edges(step: usize) -> Vec<u64> {
    let decades = (0..DECADES).map(|decade| 10u64.checked_pow(decade));
    let numbers = decades.flatten().flat_map(|power| {
        let numbers = R20.iter().step_by(step);
        numbers.filter_map(move |number| number.checked_mul(power))
    });
    std::iter::once(0).chain(numbers).collect()
}

/// How many values lie in each bin.
fn counts(sample: &Sample, edges: &[u64]) -> Vec<u64> {
    let count = sample.count() as f64;
    let up_to = |edge: &u64| (sample.share(*edge as f64 / 1e9) * count).round() as u64;
    let mut before = 0;
    let each = edges[1..].iter().map(|edge| {
        let up_to = up_to(edge);
        let inside = up_to.saturating_sub(before);
        before = before.max(up_to);
        inside
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::schema::summaries::Distribution;

    fn times(cold: Sample, hot: Sample) -> FunctionTimes {
        FunctionTimes {
            name: None,
            cold,
            hot,
        }
    }

    #[test]
    fn a_value_is_in_the_bin_that_it_is_the_upper_edge_of() {
        let millis =
            |values: &[u64]| Sample::Exact(values.iter().map(|value| value * 1_000_000).collect());
        let histogram = Histogram::new(&times(millis(&[100, 105, 112]), millis(&[100, 113])));
        let edges: Vec<u64> = histogram
            .edges
            .iter()
            .map(|edge| edge.as_nanos() / 1_000_000)
            .collect();
        assert_eq!(edges, [90, 100, 112, 125]);
        assert_eq!(histogram.cold, [1, 2, 0]);
        assert_eq!(histogram.hot, [1, 0, 1]);
    }

    #[test]
    fn what_took_no_time_is_counted_and_many_decades_have_fewer_bins() {
        let hours = 100 * 3600 * 1_000_000_000;
        let histogram = Histogram::new(&times(
            Sample::Exact(vec![0, 0, 150, hours]),
            Sample::Exact(vec![]),
        ));
        assert_eq!(histogram.edges[0].as_nanos(), 0);
        assert_eq!(histogram.cold[0], 2);
        assert_eq!(histogram.cold.iter().sum::<u64>(), 4);
        assert!(histogram.cold.len() < 80, "{}", histogram.cold.len());
    }

    #[test]
    fn without_rows_counts_come_from_the_curve_and_lose_none() {
        let step = |step: u64| SimDuration::from_millis(100 + step);
        let curve = Distribution {
            count: 1000,
            mean: step(25),
            min: step(0),
            p50: step(25),
            p90: step(45),
            p95: step(48),
            p99: step(50),
            p999: step(50),
            max: step(50),
            curve: (0..=50).map(step).collect(),
        };
        let histogram = Histogram::new(&times(
            Sample::Curves(vec![curve]),
            Sample::Curves(Vec::new()),
        ));
        assert_eq!(histogram.cold.iter().sum::<u64>(), 1000);
        // From 112 ms to 125 ms are 13 of the 50 steps of 2 % each.
        let at = histogram.edges.iter().position(|edge| *edge == step(12));
        assert_eq!(histogram.cold[at.expect("an edge")], 260);
    }
}
