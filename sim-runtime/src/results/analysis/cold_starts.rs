//! Cold starts: how many for each cause, and when.

use serde::Serialize;

use super::ratio::share;
use crate::results::schema::cause::ColdCause;
use crate::results::schema::report::Report;
use crate::results::schema::timeline::ServiceTimeline;

/// The cold starts of one cause.
#[derive(Debug, PartialEq, Serialize)]
pub(in crate::results) struct CauseCount {
    cause: ColdCause,
    /// The cause for people.
    label: String,
    count: u64,
    /// The share of all cold starts.
    share: Option<f64>,
}

/// Cold starts of some services in each interval of the timeline, for each cause that occurred anywhere, in order of
/// declaration.
#[derive(Debug, PartialEq, Serialize)]
pub(in crate::results) struct StartsOverTime {
    /// How many there were.
    pub(in crate::results) counts: Vec<Vec<u64>>,
    /// How many there were of this cause and of those before it.
    pub(in crate::results) stacked: Vec<Vec<u64>>,
}

/// The causes that occurred, over the whole run.
pub(in crate::results) fn by_cause(report: &Report) -> Vec<CauseCount> {
    let causes = &report.summary.counts.cold_causes;
    let count_of = |cause: ColdCause| causes.get(&cause).copied().unwrap_or(0);
    let sum: u64 = ColdCause::ALL.into_iter().map(count_of).sum();
    let counts = ColdCause::ALL.into_iter().map(|cause| CauseCount {
        cause,
        label: cause.to_string(),
        count: count_of(cause),
        share: share(count_of(cause) as f64, sum as f64),
    });
    counts.filter(|row| row.count > 0).collect()
}

/// The causes that occurred in the timeline, in order of declaration.
pub(in crate::results) fn causes_over_time(report: &Report) -> Vec<ColdCause> {
    let services = &report.timeline.services;
    let occurred = |cause: &ColdCause| {
        let mut services = services.iter();
        services.any(|service| service.cold_starts.contains_key(cause))
    };
    ColdCause::ALL.into_iter().filter(occurred).collect()
}

impl StartsOverTime {
    /// The cold starts of some services together.
    pub(in crate::results) fn new(
        services: &[&ServiceTimeline],
        causes: &[ColdCause],
        intervals: usize,
    ) -> Self {
        let counts = causes.iter().map(|cause| {
            let mut sums = vec![0; intervals];
            for counts in services.iter().filter_map(|one| one.cold_starts.get(cause)) {
                add(&mut sums, counts);
            }
            sums
        });
        let counts: Vec<Vec<u64>> = counts.collect();
        let below = counts.iter().scan(vec![0; intervals], |below, counts| {
            add(below, counts);
            Some(below.clone())
        });
        let stacked = below.collect();
        Self { counts, stacked }
    }
}

fn add(sums: &mut [u64], values: &[u64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indexmap::IndexMap;

    fn service(cold_starts: IndexMap<ColdCause, Vec<u64>>) -> ServiceTimeline {
        ServiceTimeline {
            service: "cloud".into(),
            requests: Vec::new(),
            failures: Vec::new(),
            hot_starts: Vec::new(),
            cold_starts,
            busy_cores: Vec::new(),
            containers: Vec::new(),
            memory: Vec::new(),
        }
    }

    #[test]
    fn causes_are_stacked_in_their_order_over_all_services() {
        let (first, burst) = (ColdCause::FirstUse, ColdCause::Burst);
        let one = service(
            [(first, vec![1, 0]), (burst, vec![2, 3])]
                .into_iter()
                .collect(),
        );
        let other = service([(burst, vec![0, 4])].into_iter().collect());
        let starts = StartsOverTime::new(&[&one, &other], &[first, burst], 2);
        assert_eq!(starts.counts, [[1, 0], [2, 7]]);
        assert_eq!(starts.stacked, [[1, 0], [3, 7]]);
    }
}
