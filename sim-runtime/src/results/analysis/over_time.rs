//! Requests, outcomes and response times, interval by interval.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::duration_stats::nearest_rank;
use super::intervals::Intervals;
use crate::results::recording::Recording;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::results::schema::timeline::ServiceTimeline;
use crate::units::{SimDuration, SimTime};

/// How many services have series of their own.
const MOST_SERVICES: usize = 8;

/// How many functions have.
const MOST_FUNCTIONS: usize = 20;

/// Requests, outcomes and response times over time: of all services together, of each, and of functions.
#[derive(Debug, Serialize)]
pub(in crate::results) struct OverTime {
    /// The length of an interval.
    interval: SimDuration,
    starts: Vec<SimTime>,
    /// How much was recorded, which decides what is here.
    recording: Recording,
    pub(in crate::results) choices: Vec<Choice>,
}

/// The invocations of all services, of one, or of one function.
#[derive(Clone, Debug, Serialize)]
pub(in crate::results) struct Choice {
    /// `None` for all.
    pub(in crate::results) service: Option<Arc<str>>,
    /// `None` for all of the service.
    pub(in crate::results) function: Option<Arc<str>>,
    /// Those requested; `None` if that was not recorded.
    pub(in crate::results) requests: Option<Vec<u64>>,
    /// Those that succeeded, by completion.
    pub(in crate::results) succeeded: Option<Vec<u64>>,
    /// Those that failed, by completion, or by the date at which they were refused.
    pub(in crate::results) failed: Option<Vec<u64>>,
    /// The response times of those that succeeded, by completion; `None` if no row was recorded.
    pub(in crate::results) success: Option<Quantiles>,
    /// The response times of those that failed; `None` if no row was recorded, or none failed.
    pub(in crate::results) failure: Option<Quantiles>,
}

/// Response times, one value an interval; `None` where nothing completed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(in crate::results) struct Quantiles {
    pub(in crate::results) p50: Vec<Option<SimDuration>>,
    pub(in crate::results) p95: Vec<Option<SimDuration>>,
    pub(in crate::results) p99: Vec<Option<SimDuration>>,
}

/// What a choice is of: a service and a function of it.
type Key<'a> = (Option<&'a Arc<str>>, Option<&'a Arc<str>>);

impl OverTime {
    /// Of a report, in its own intervals.
    pub(in crate::results) fn new(report: &Report) -> Self {
        Self::in_intervals(report, Intervals::of(report))
    }

    /// Of a report, in intervals that are at least as long as its own.
    pub(in crate::results) fn in_intervals(report: &Report, intervals: Intervals) -> Self {
        let keys = keys(report);
        let mut counted: BTreeMap<Key<'_>, Counted> = BTreeMap::new();
        if report.recording != Recording::Summary {
            for key in &keys {
                counted.insert(*key, Counted::new(intervals.count));
            }
            for row in &report.invocations {
                for key in [
                    (None, None),
                    (Some(&row.service), None),
                    (Some(&row.service), Some(&row.function)),
                ] {
                    if let Some(counted) = counted.get_mut(&key) {
                        counted.add(row, intervals);
                    }
                }
            }
        }
        let choice = |key| Choice::new(report, intervals, key, counted.remove(&key));
        Self {
            interval: intervals.length(),
            starts: intervals.starts(),
            recording: report.recording,
            choices: keys.into_iter().map(choice).collect(),
        }
    }
}

/// All together, then the services if there are several, then the functions with most invocations if there are several.
fn keys(report: &Report) -> Vec<Key<'_>> {
    let services = report.timeline.services.iter().map(|one| &one.service);
    let several = report.timeline.services.len() > 1;
    let mut keys: Vec<Key<'_>> = vec![(None, None)];
    keys.extend(
        services
            .take(MOST_SERVICES)
            .filter(|_| several)
            .map(|service| (Some(service), None)),
    );
    let mut functions: Vec<_> = report.functions.iter().collect();
    if functions.len() > 1 && report.recording != Recording::Summary {
        functions.sort_by_key(|one| std::cmp::Reverse(one.counts.invocations));
        functions.truncate(MOST_FUNCTIONS);
        keys.extend(
            functions
                .into_iter()
                .map(|one| (Some(&one.service), Some(&one.function))),
        );
    }
    keys
}

/// What rows tell of a choice, interval by interval.
struct Counted {
    requests: Vec<u64>,
    /// Succeeded, and failed.
    outcomes: [Vec<u64>; 2],
    /// Response times of those that succeeded, and of those that failed \[ns\].
    responses: [Vec<Vec<u64>>; 2],
}

impl Counted {
    fn new(intervals: usize) -> Self {
        Self {
            requests: vec![0; intervals],
            outcomes: [const { Vec::new() }; 2].map(|_: Vec<u64>| vec![0; intervals]),
            responses: [const { Vec::new() }; 2].map(|_: Vec<u64>| vec![Vec::new(); intervals]),
        }
    }

    fn add(&mut self, row: &InvocationRow, intervals: Intervals) {
        self.requests[intervals.index(row.requested)] += 1;
        let Some(success) = row.success else {
            return;
        };
        let kind = usize::from(!success);
        let over = row.completion.or(row.accepted).unwrap_or(row.requested);
        let index = intervals.index(over);
        self.outcomes[kind][index] += 1;
        if let Some(response) = row.response() {
            self.responses[kind][index].push(response.as_nanos());
        }
    }
}

impl Choice {
    fn new(
        report: &Report,
        intervals: Intervals,
        (service, function): Key<'_>,
        counted: Option<Counted>,
    ) -> Self {
        let mut choice = Self {
            service: service.cloned(),
            function: function.cloned(),
            requests: None,
            succeeded: None,
            failed: None,
            success: None,
            failure: None,
        };
        if let Some(Counted {
            requests,
            outcomes: [succeeded, failed],
            responses: [of_succeeded, of_failed],
        }) = counted
        {
            if report.recording == Recording::Full {
                choice.requests = Some(requests);
                choice.succeeded = Some(succeeded);
                choice.failed = Some(failed);
            }
            choice.success = Some(Quantiles::new(of_succeeded));
            let has_failed = of_failed.iter().any(|responses| !responses.is_empty());
            choice.failure = has_failed.then(|| Quantiles::new(of_failed));
        }
        if choice.requests.is_none() && function.is_none() {
            let services = || {
                let all = report.timeline.services.iter();
                all.filter(move |one| service.is_none_or(|service| one.service == *service))
            };
            let sum = |of: fn(&ServiceTimeline) -> &Vec<u64>| {
                let mut sums = vec![0; intervals.count];
                for counts in services().map(|one| intervals.counts(report, of(one))) {
                    for (sum, count) in sums.iter_mut().zip(counts) {
                        *sum += count;
                    }
                }
                sums
            };
            choice.requests = Some(sum(|one| &one.requests));
            choice.failed = Some(sum(|one| &one.failures));
        }
        choice
    }

    /// Leaves out what is counted after so many intervals.
    pub(in crate::results) fn cut(&mut self, intervals: usize) {
        let counts = [&mut self.requests, &mut self.succeeded, &mut self.failed];
        for counts in counts.into_iter().flatten() {
            counts.truncate(intervals);
        }
    }
}

impl Quantiles {
    fn new(intervals: Vec<Vec<u64>>) -> Self {
        let mut quantiles = Self::default();
        for mut responses in intervals {
            responses.sort_unstable();
            let value = |permille| match responses.len() {
                0 => None,
                _ => nearest_rank(&responses, permille).map(SimDuration::from_nanos),
            };
            quantiles.p50.push(value(500));
            quantiles.p95.push(value(950));
            quantiles.p99.push(value(990));
        }
        quantiles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::analysis::by_hand::{invocation, report};

    fn millis(count: u64) -> SimDuration {
        SimDuration::from_millis(count)
    }

    /// Intervals of one millisecond: three invocations in the first, the last of which fails in the third.
    fn rows() -> Vec<InvocationRow> {
        let row = |id, from: u64, to: u64, success| InvocationRow {
            success: Some(success),
            ..invocation(id, (from * 1000, to * 1000), id > 0)
        };
        vec![
            row(0, 0, 900, true),
            row(1, 100, 700, true),
            row(2, 500, 2500, false),
            InvocationRow {
                completion: None,
                success: None,
                ..invocation(3, (1_500_000, 2_900_000), true)
            },
        ]
    }

    #[test]
    fn requests_outcomes_and_quantiles_are_those_of_each_interval() {
        let report = report(rows());
        let over_time = OverTime::new(&report);
        let all = &over_time.choices[0];
        assert_eq!(all.requests.as_deref(), Some(&[3, 1, 0][..]));
        assert_eq!(all.succeeded.as_deref(), Some(&[2, 0, 0][..]));
        assert_eq!(all.failed.as_deref(), Some(&[0, 0, 1][..]));
        let micros = |count| Some(SimDuration::from_micros(count));
        let success = all.success.as_ref().expect("there are rows");
        assert_eq!(success.p50, [micros(600), None, None]);
        assert_eq!(success.p99, [micros(900), None, None]);
        let failure = all.failure.as_ref().expect("one failed");
        assert_eq!(failure.p95, [None, None, micros(2000)]);
    }

    #[test]
    fn without_rows_requests_and_failures_come_from_the_timeline() {
        let mut report = report(Vec::new());
        report.recording = Recording::Summary;
        report.final_date = SimTime::ZERO + millis(4);
        report.timeline.interval = millis(1);
        report.timeline.intervals = 5;
        for service in ["one", "other"] {
            report.timeline.services.push(ServiceTimeline {
                service: service.into(),
                requests: vec![5, 4, 3, 2, 1],
                failures: vec![0, 1, 0, 0, 1],
                hot_starts: Vec::new(),
                cold_starts: Default::default(),
                busy_cores: Vec::new(),
                containers: Vec::new(),
                memory: Vec::new(),
            });
        }
        let intervals = Intervals {
            width: 2_000_000,
            count: 3,
        };
        let over_time = OverTime::in_intervals(&report, intervals);
        assert_eq!(over_time.choices.len(), 3, "all, and each service");
        let all = &over_time.choices[0];
        assert_eq!(all.requests.as_deref(), Some(&[18, 10, 2][..]));
        assert_eq!(all.failed.as_deref(), Some(&[2, 0, 2][..]));
        assert!(all.success.is_none() && all.succeeded.is_none());
    }
}
