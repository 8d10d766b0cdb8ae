//! How many invocations of a service wait to be dispatched while others come, and whether that grows.

use crate::results::analysis::step_counts::{Step, steps};
use crate::results::recording::Recording;
use crate::results::schema::report::Report;
use crate::results::schema::timeline::ServiceTimeline;
use crate::units::SimTime;

/// In how many equal intervals the part is cut that is looked at, if every invocation was recorded.
const INTERVALS: u32 = 32;

/// From how many intervals and requests on something can be said about growth.
const LEAST_INTERVALS: usize = 8;
const LEAST_REQUESTS: u64 = 20;

/// The invocations that wait to be dispatched, over the run and in the second half of the time in which requests come: a
/// system that begins empty has had the first half to become as it stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::results) struct Backlog {
    /// The part that is looked at \[s\].
    pub(in crate::results) from: f64,
    pub(in crate::results) to: f64,
    /// How many requests came in it.
    pub(in crate::results) requests: u64,
    /// How many wait at its beginning, and at the end of each of its equal intervals.
    pub(in crate::results) waiting: Vec<f64>,
    /// The most that wait at any time.
    pub(in crate::results) peak: f64,
    /// How long after the last request nobody waits any more \[s\]; `None` if some do until the end of the run.
    pub(in crate::results) worked_off: Option<f64>,
    /// How many wait when the run ends.
    pub(in crate::results) left: f64,
}

/// How fast the number of those that wait grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::results) struct Growth {
    /// In invocations a second.
    pub(in crate::results) rate: f64,
    /// Its standard error.
    pub(in crate::results) error: f64,
    /// In how many intervals it was measured.
    pub(in crate::results) intervals: usize,
}

impl Backlog {
    /// Of a service. Exact if every invocation was recorded; otherwise from the counts of the timeline, in which `away` is
    /// the part of the failures that were not dispatched.
    pub(in crate::results) fn of(report: &Report, service: &ServiceTimeline, away: f64) -> Self {
        if report.recording == Recording::Full {
            Self::of_rows(report, service)
        } else {
            Self::of_counts(report, service, away)
        }
    }

    fn of_rows(report: &Report, service: &ServiceTimeline) -> Self {
        let rows = report.invocations.iter();
        let rows = rows.filter(|row| row.service == service.service);
        let requested: Vec<SimTime> = rows.clone().map(|row| row.requested).collect();
        let (Some(first), Some(last)) = (requested.iter().min(), requested.iter().max()) else {
            return Self::default();
        };
        let changes = rows.filter(|row| !row.refused).flat_map(|row| {
            let until = row.dispatch.or(row.completion);
            [Some((row.requested, 1)), until.map(|until| (until, -1))]
        });
        let steps = steps(changes.flatten().collect());
        let middle = (first.as_nanos() + last.as_nanos()) / 2;
        let length = last.as_nanos() - middle;
        let ends = (0..=INTERVALS).map(|index| {
            let passed = u128::from(length) * u128::from(index) / u128::from(INTERVALS);
            SimTime::from_nanos(middle + passed as u64)
        });
        let after = steps
            .iter()
            .find(|(date, count)| date >= last && *count == 0);
        let is_late = |date: &&SimTime| date.as_nanos() > middle;
        Self {
            from: SimTime::from_nanos(middle).as_secs_f64(),
            to: last.as_secs_f64(),
            requests: requested.iter().filter(is_late).count() as u64,
            waiting: ends.map(|end| count_at(&steps, end)).collect(),
            peak: steps.iter().map(|(_, count)| *count).max().unwrap_or(0) as f64,
            worked_off: after.map(|(date, _)| date.since(*last).as_secs_f64()),
            left: steps.last().map_or(0.0, |(_, count)| *count as f64),
        }
    }

    fn of_counts(report: &Report, service: &ServiceTimeline, away: f64) -> Self {
        let is_asked = |count: &u64| *count > 0;
        let (Some(first), Some(last)) = (
            service.requests.iter().position(is_asked),
            service.requests.iter().rposition(is_asked),
        ) else {
            return Self::default();
        };
        let mut waiting = Vec::with_capacity(service.requests.len());
        let mut count = 0.0;
        for index in 0..service.requests.len() {
            let cold: u64 = service
                .cold_starts
                .values()
                .map(|counts| counts[index])
                .sum();
            count += service.requests[index] as f64 - (service.hot_starts[index] + cold) as f64;
            count -= away * service.failures[index] as f64;
            waiting.push(if count < 0.5 { 0.0 } else { count });
        }
        let date = |index: usize| report.timeline.start(index).as_secs_f64();
        // The last request is somewhere in its interval: this one is left out.
        let middle = first + (last - first) / 2;
        let after = (last..waiting.len()).find(|index| waiting[*index] == 0.0);
        Self {
            from: date(middle + 1),
            to: date(last.max(middle + 1)),
            requests: service.requests.iter().take(last).skip(middle + 1).sum(),
            waiting: waiting.iter().take(last).skip(middle).copied().collect(),
            peak: waiting.iter().copied().fold(0.0, f64::max),
            worked_off: after.map(|index| date(index + 1) - date(last + 1)),
            left: waiting.last().copied().unwrap_or(0.0),
        }
    }

    /// How fast the number grows; `None` if there are too few intervals or requests to tell.
    ///
    /// A queue that is never empty is a random walk, whose steps from interval to interval are independent: the mean step over
    /// its standard error is Student's t of the growth. The steps of a queue that comes back to where it was undo each other, so
    /// that it grows less than this error lets one expect, not more.
    pub(in crate::results) fn growth(&self) -> Option<Growth> {
        let intervals = self.waiting.len().saturating_sub(1);
        if intervals < LEAST_INTERVALS || self.requests < LEAST_REQUESTS || self.to <= self.from {
            return None;
        }
        let steps = self.waiting.windows(2).map(|pair| pair[1] - pair[0]);
        let count = intervals as f64;
        let mean = steps.clone().sum::<f64>() / count;
        let squares: f64 = steps.map(|step| (step - mean) * (step - mean)).sum();
        let width = (self.to - self.from) / count;
        Some(Growth {
            rate: mean / width,
            error: libm::sqrt(squares / (count - 1.0) / count) / width,
            intervals,
        })
    }

    /// By how much more wait at the end of the part than at its beginning.
    pub(in crate::results) fn increase(&self) -> f64 {
        match (self.waiting.first(), self.waiting.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0.0,
        }
    }
}

impl Growth {
    /// Whether it is more than chance does once in 740 times (three standard errors of a normal distribution), by Student's t
    /// with as many degrees of freedom as there are intervals less one.
    pub(in crate::results) fn is_significant(self) -> bool {
        const Z: f64 = 3.0;
        let freedom = self.intervals as f64 - 1.0;
        // Cornish and Fisher's expansion of the quantile (Abramowitz and Stegun 26.7.5).
        let first = Z * (Z * Z + 1.0) / 4.0 / freedom;
        let second = Z * (5.0 * Z * Z * Z * Z + 16.0 * Z * Z + 3.0) / 96.0 / (freedom * freedom);
        self.rate > 0.0 && self.rate > (Z + first + second) * self.error
    }
}

/// The count after all changes up to a date.
fn count_at(steps: &[Step], date: SimTime) -> f64 {
    let passed = steps.partition_point(|(at, _)| *at <= date);
    passed
        .checked_sub(1)
        .map_or(0.0, |last| steps[last].1 as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growing(waiting: &[f64]) -> Backlog {
        Backlog {
            from: 10.0,
            to: 10.0 + (waiting.len() - 1) as f64 * 2.0,
            requests: 1000,
            waiting: waiting.to_vec(),
            ..Backlog::default()
        }
    }

    #[test]
    fn growth_is_the_mean_step_and_its_error_that_of_a_mean() {
        // Steps of 1, 3, 1, 3, .. in 2 s: the mean is 2, the variance 8/7 with seven degrees of freedom.
        let backlog = growing(&[0.0, 1.0, 4.0, 5.0, 8.0, 9.0, 12.0, 13.0, 16.0]);
        let growth = backlog.growth().unwrap();
        assert_eq!((growth.rate, growth.intervals), (1.0, 8));
        assert!((growth.error - (8.0_f64 / 7.0 / 8.0).sqrt() / 2.0).abs() < 1e-12);
        assert!(growth.is_significant());
        assert_eq!(backlog.increase(), 16.0);
    }

    #[test]
    fn a_queue_that_goes_up_and_down_does_not_grow() {
        let waiting = [3.0, 9.0, 2.0, 8.0, 1.0, 9.0, 3.0, 7.0, 9.0, 2.0, 8.0, 4.0];
        assert!(!growing(&waiting).growth().unwrap().is_significant());
        // One step, however large, is as large as its error.
        let waiting = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 500.0];
        assert!(!growing(&waiting).growth().unwrap().is_significant());
    }

    #[test]
    fn few_intervals_or_requests_tell_nothing() {
        assert_eq!(growing(&[0.0, 1.0, 2.0]).growth(), None);
        let few = Backlog {
            requests: 19,
            ..growing(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
        };
        assert_eq!(few.growth(), None);
        assert_eq!(Backlog::default().growth(), None);
    }

    #[test]
    fn students_quantile_is_that_of_the_tables() {
        // One in 740.8, one-sided: 4.5300 with 7 degrees of freedom, 3.2704 with 31.
        let growth = |rate: f64, intervals| Growth {
            rate,
            error: 1.0,
            intervals,
        };
        assert!(growth(4.55, 8).is_significant() && !growth(4.35, 8).is_significant());
        assert!(growth(3.29, 32).is_significant() && !growth(3.24, 32).is_significant());
    }
}
