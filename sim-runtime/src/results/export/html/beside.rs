//! Invocations that were observed, beside those of the run.

use indexmap::IndexSet;
use serde::Serialize;

use crate::results::analysis::ecdf::Points;
use crate::results::analysis::intervals::Intervals;
use crate::results::analysis::ratio::share;
use crate::results::analysis::response_times::ResponseTimes;
use crate::results::analysis::sample::Sample;
use crate::results::observed::{Observation, Observed};
use crate::results::schema::report::Report;
use crate::units::{SimDuration, SimTime};

/// How many names a note has.
const MOST_NAMES: usize = 5;

/// What the page knows of observations.
#[derive(Debug, Serialize)]
pub(super) struct Beside {
    /// How many.
    count: usize,
    /// Response times of what was observed and of what was simulated.
    observed: Responses,
    simulated: Responses,
    /// The length of an interval.
    interval: SimDuration,
    /// The share of cold starts in each interval; `None` where there was none.
    observed_cold: Vec<Option<f64>>,
    simulated_cold: Vec<Option<f64>>,
    figures: Vec<Figure>,
    #[serde(skip)]
    unknown: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Responses {
    cold: Points,
    hot: Points,
}

/// A figure of both: a share, or a duration \[s\].
#[derive(Debug, PartialEq, Serialize)]
struct Figure {
    label: &'static str,
    is_share: bool,
    observed: Option<f64>,
    simulated: Option<f64>,
    /// The difference over what was observed.
    error: Option<f64>,
}

impl Beside {
    pub(super) fn new(report: &Report, times: &ResponseTimes, observed: &Observed) -> Self {
        let rows = observed.rows();
        let of = |cold: bool| {
            let rows = rows.iter().filter(|row| row.cold == cold);
            sample(rows)
        };
        let last = rows.last().map_or(SimTime::ZERO, |row| row.date);
        let intervals = Intervals::of(report);
        let intervals = intervals.shared(Intervals::up_to(last, intervals.length().as_nanos()));
        let known: IndexSet<&str> = report.functions.iter().map(|one| &*one.function).collect();
        let seen: IndexSet<&str> = rows.iter().map(|row| &*row.function).collect();
        let unknown = seen.difference(&known).map(|name| (*name).to_owned());
        let (cold, hot) = (of(true), of(false));
        Self {
            count: rows.len(),
            figures: figures(
                [&cold, &hot],
                [&times.all.cold, &times.all.hot],
                observed,
                report,
            ),
            observed: Responses {
                cold: Points::new(&cold),
                hot: Points::new(&hot),
            },
            simulated: Responses {
                cold: Points::new(&times.all.cold),
                hot: Points::new(&times.all.hot),
            },
            interval: intervals.length(),
            observed_cold: observed_cold(rows, intervals),
            simulated_cold: simulated_cold(report, intervals),
            unknown: unknown.collect(),
        }
    }

    /// That a function was observed which the run has not.
    pub(super) fn note(&self) -> Option<String> {
        if self.unknown.is_empty() {
            return None;
        }
        let named: Vec<&str> = self
            .unknown
            .iter()
            .take(MOST_NAMES)
            .map(String::as_str)
            .collect();
        let others = match self.unknown.len().saturating_sub(MOST_NAMES) {
            0 => String::new(),
            others => format!(" and {others} others"),
        };
        Some(format!(
            "Among the observations are functions that the run has not: {}{others}.",
            named.join(", ")
        ))
    }
}

fn sample<'a>(rows: impl Iterator<Item = &'a Observation>) -> Sample {
    let mut nanos: Vec<u64> = rows.map(|row| row.duration.as_nanos()).collect();
    nanos.sort_unstable();
    Sample::Exact(nanos)
}

fn observed_cold(rows: &[Observation], intervals: Intervals) -> Vec<Option<f64>> {
    let mut counts = vec![(0u64, 0u64); intervals.count];
    for row in rows {
        let (cold, all) = &mut counts[intervals.index(row.date)];
        *cold += u64::from(row.cold);
        *all += 1;
    }
    let counts = counts.into_iter();
    counts
        .map(|(cold, all)| share(cold as f64, all as f64))
        .collect()
}

fn simulated_cold(report: &Report, intervals: Intervals) -> Vec<Option<f64>> {
    let (mut cold, mut all) = (vec![0; intervals.count], vec![0; intervals.count]);
    for service in &report.timeline.services {
        let causes = service.cold_starts.values().map(|counts| (counts, true));
        for (counts, is_cold) in causes.chain([(&service.hot_starts, false)]) {
            for (index, count) in intervals.counts(report, counts).into_iter().enumerate() {
                all[index] += count;
                cold[index] += if is_cold { count } else { 0 };
            }
        }
    }
    let pairs = cold.into_iter().zip(all);
    pairs
        .map(|(cold, all)| share(cold as f64, all as f64))
        .collect()
}

fn figures(
    observed: [&Sample; 2],
    simulated: [&Sample; 2],
    observations: &Observed,
    report: &Report,
) -> Vec<Figure> {
    let figure = |label, is_share, observed: Option<f64>, simulated: Option<f64>| Figure {
        label,
        is_share,
        observed,
        simulated,
        error: match (observed, simulated) {
            (Some(observed), Some(simulated)) if observed > 0.0 => {
                Some((simulated - observed) / observed)
            }
            _ => None,
        },
    };
    let cold = report.summary.counts.cold_rate();
    let mut figures = vec![figure(
        "cold starts",
        true,
        Some(observations.cold_share()),
        cold,
    )];
    let quantiles = [
        ["cold p50", "cold p95", "cold p99"],
        ["hot p50", "hot p95", "hot p99"],
    ];
    for (kind, labels) in quantiles.into_iter().enumerate() {
        for (label, permille) in labels.into_iter().zip([500, 950, 990]) {
            let [one, other] =
                [observed[kind], simulated[kind]].map(|sample| sample.quantile(permille));
            figures.push(figure(label, false, one, other));
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::analysis::by_hand::{invocation, report};
    use crate::results::schema::cause::ColdCause;
    use crate::results::schema::timeline::ServiceTimeline;

    const MILLI: u64 = 1_000_000;

    #[test]
    fn both_have_their_shares_and_quantiles() {
        let mut report = report(vec![
            invocation(0, (0, MILLI), false),
            invocation(1, (MILLI, 3 * MILLI), true),
        ]);
        report.timeline.interval = SimDuration::from_millis(1);
        report.timeline.intervals = 4;
        report.summary.counts.cold_starts = 1;
        report.summary.counts.hot_starts = 1;
        report.timeline.services.push(ServiceTimeline {
            service: "cloud".into(),
            requests: vec![1, 1, 0, 0],
            failures: vec![0; 4],
            hot_starts: vec![0, 1, 0, 0],
            cold_starts: [(ColdCause::FirstUse, vec![1, 0, 0, 0])]
                .into_iter()
                .collect(),
            busy_cores: vec![0.0; 4],
            containers: vec![0.0; 4],
            memory: vec![0.0; 4],
        });
        let observed =
            Observed::of(
                [(0, true), (1, false), (1, true)].map(|(at, cold)| Observation {
                    date: SimTime::from_nanos(at * MILLI),
                    function: "other".into(),
                    duration: SimDuration::from_millis(4),
                    cold,
                }),
            );
        let beside = Beside::new(&report, &ResponseTimes::new(&report), &observed);
        assert_eq!(beside.observed_cold[..3], [Some(1.0), Some(0.5), None]);
        assert_eq!(beside.simulated_cold[..3], [Some(1.0), Some(0.0), None]);
        assert_eq!(beside.observed.cold.count, 2);
        let hot = beside
            .figures
            .iter()
            .find(|figure| figure.label == "hot p50")
            .unwrap();
        assert_eq!(
            (hot.observed, hot.simulated, hot.error),
            (Some(0.004), Some(0.002), Some(-0.5))
        );
        assert!(
            beside
                .note()
                .unwrap()
                .ends_with("that the run has not: other.")
        );
    }
}
