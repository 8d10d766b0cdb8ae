//! What tells whether a service keeps up with its load.

use serde::Serialize;

use crate::results::analysis::backlog::Backlog;
use crate::results::recording::Recording;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, ServiceSummary};
use crate::results::schema::timeline::ServiceTimeline;
use crate::units::Bytes;

/// What is measured of a service to tell whether it keeps up with its load.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoadEvidence {
    /// When the part begins that is looked at \[s\].
    pub from: f64,
    /// When it ends: with the last request, or the last whole interval of the timeline before it \[s\].
    pub to: f64,
    /// Requests in this part.
    pub requests: u64,
    /// Requests in the whole run.
    pub all_requests: u64,
    /// By how many more invocations wait at the end of the part than at its beginning.
    pub increase: f64,
    /// How fast that number grows in the part \[invocations/s\]; `None` if there are too few requests or intervals to tell.
    pub growth: Option<f64>,
    /// The standard error of the growth \[invocations/s\].
    pub growth_error: Option<f64>,
    /// Whether the growth is more than chance, and enough to matter.
    pub grows: bool,
    /// In how many intervals growth was measured.
    pub intervals: usize,
    /// How many wait at the end of the part.
    pub waiting: f64,
    /// The most that wait at any time.
    pub peak: f64,
    /// How many wait when the run ends.
    pub left: f64,
    /// How long after the last request nobody waits any more \[s\]; `None` if some do until the end of the run.
    pub worked_off: Option<f64>,
    /// How long it would take to work off those who wait at the end of the part, at the rate of dispatches in it \[s\].
    pub work_left: Option<f64>,
    /// The part of the cores of the nodes that is asked for; `None` if that is not known.
    pub cores: Option<f64>,
    /// The part of the memory of the nodes that is asked for; `None` if that is not known, or not limited.
    pub memory: Option<f64>,
    /// How many invocations of the whole run were throttled, rejected or gave up in the queue.
    pub turned_away: u64,
    /// Whether it is known of each failure if it was before the dispatch: if every invocation was recorded, or none failed.
    pub is_exact: bool,
}

/// The least growth that matters, as a part of the requests.
const LEAST_PART: f64 = 0.01;

/// The least growth that matters, in invocations.
const LEAST_INCREASE: f64 = 5.0;

impl LoadEvidence {
    pub(super) fn of(report: &Report, service: &ServiceTimeline) -> Self {
        let summary = report.services.iter();
        let summary = summary.filter(|one| one.service == service.service);
        let summary: Option<&ServiceSummary> = summary.into_iter().next();
        let none = Counts::default();
        let counts = summary.map_or(&none, |one| &one.counts);
        let turned_away = turned_away(report, service);
        let backlog = Backlog::of(report, service, undispatched(counts, turned_away));
        let growth = backlog.growth();
        let (requests, increase) = (backlog.requests as f64, backlog.increase());
        let matters = increase >= LEAST_INCREASE && increase >= LEAST_PART * requests;
        let all = counts.invocations.max(1) as f64;
        let dispatched = requests * (1.0 - turned_away as f64 / all) - increase;
        let waiting = backlog.waiting.last().copied().unwrap_or(0.0);
        let length = backlog.to - backlog.from;
        // What is in use is what was dispatched needs; who asks are more.
        let asked = |used: f64| {
            (growth.is_some() && dispatched > 0.0).then(|| used * requests / dispatched)
        };
        Self {
            from: backlog.from,
            to: backlog.to,
            requests: backlog.requests,
            all_requests: counts.invocations,
            increase,
            growth: growth.map(|growth| growth.rate),
            growth_error: growth.map(|growth| growth.error),
            grows: growth.is_some_and(|growth| matters && growth.is_significant()),
            intervals: growth.map_or(0, |growth| growth.intervals),
            waiting,
            peak: backlog.peak,
            left: backlog.left,
            worked_off: backlog.worked_off,
            work_left: (dispatched > 0.0 && length > 0.0).then(|| waiting * length / dispatched),
            cores: cores_in_use(report, service, &backlog).and_then(asked),
            memory: memory_in_use(report, service, &backlog, summary).and_then(asked),
            turned_away,
            is_exact: report.recording == Recording::Full || counts.failed == 0,
        }
    }

    /// The part of the invocations that was turned away.
    pub fn turned_away_share(&self) -> f64 {
        self.turned_away as f64 / self.all_requests.max(1) as f64
    }
}

/// How many invocations of a service failed because there was too much to do.
fn turned_away(report: &Report, service: &ServiceTimeline) -> u64 {
    let functions = report.functions.iter();
    let functions = functions.filter(|one| one.service == service.service);
    let failures = functions.flat_map(|one| &one.failures);
    let of_load = failures.filter(|(cause, _)| tells_of_load(cause));
    of_load.map(|(_, count)| count).sum()
}

/// Whether this is the text of a failure that comes of too much to do: see [`Failure`](crate::serverless::Failure).
pub(super) fn tells_of_load(cause: &str) -> bool {
    let is_of = |start: &str, end: &str| cause.starts_with(start) && cause.contains(end);
    is_of("The function (", ") is throttled")
        || is_of("The invocation of function (", ") was rejected (")
        || is_of("The invocation of function (", ") left the queue")
}

/// The part of the failures that had not been dispatched: exact if all invocations are over.
fn undispatched(counts: &Counts, turned_away: u64) -> f64 {
    if counts.failed == 0 {
        return 0.0;
    }
    let never = match counts.unfinished {
        0 => counts.invocations.saturating_sub(counts.starts()),
        _ => turned_away,
    };
    (never as f64 / counts.failed as f64).min(1.0)
}

/// The mean of a series of a service over the intervals of the timeline that are in the part.
fn mean(report: &Report, series: &[f64], backlog: &Backlog) -> Option<f64> {
    let date = |index: usize| report.timeline.start(index).as_secs_f64();
    let is_inside = |index: usize| date(index) >= backlog.from && date(index + 1) <= backlog.to;
    let inside: Vec<f64> = (0..series.len())
        .filter(|index| is_inside(*index))
        .map(|index| series[index])
        .collect();
    let sum: f64 = inside.iter().sum();
    (!inside.is_empty()).then(|| sum / inside.len() as f64)
}

/// The part of the cores that is in use.
fn cores_in_use(report: &Report, service: &ServiceTimeline, backlog: &Backlog) -> Option<f64> {
    let nodes = report.nodes.iter();
    let nodes = nodes.filter(|node| node.service == service.service);
    let cores: f64 = nodes.map(|node| f64::from(node.cores)).sum();
    let busy = mean(report, &service.busy_cores, backlog)?;
    (cores > 0.0).then(|| busy / cores)
}

/// The part of the memory that is in use, without what idle containers reserve: on average over the whole run.
fn memory_in_use(
    report: &Report,
    service: &ServiceTimeline,
    backlog: &Backlog,
    summary: Option<&ServiceSummary>,
) -> Option<f64> {
    let nodes = report.nodes.iter();
    let nodes = nodes.filter(|node| node.service == service.service);
    let sizes = nodes.map(|node| node.memory.map(Bytes::as_f64));
    let memory: f64 = sizes.sum::<Option<f64>>()?;
    let seconds = report.final_date.as_secs_f64();
    if memory <= 0.0 || seconds <= 0.0 {
        return None;
    }
    let idle = summary?.wasted_gib_seconds * (1u64 << 30) as f64 / seconds;
    let used = mean(report, &service.memory, backlog)? - idle;
    Some(used.max(0.0) / memory)
}
