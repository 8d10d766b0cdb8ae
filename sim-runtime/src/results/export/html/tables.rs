//! The rows of the page's tables: those of the report, with the figures that are computed from them.

use serde::Serialize;

use crate::results::analysis::ratio::share;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::phases::Phases;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{
    Distribution, FunctionSummary, ServiceSummary, StartDelays,
};
use crate::results::schema::summary::Summary;
use crate::units::SimDuration;

/// How many of the slowest invocations are listed.
const SLOWEST: usize = 50;

/// How many functions, how many nodes, services and causes of failure are listed.
const MOST_LISTED: usize = 1_000;

/// How many characters of a cause of failure are shown.
const LONGEST_CAUSE: usize = 500;

/// A service.
#[derive(Debug, Serialize)]
pub(super) struct ServiceLine {
    #[serde(flatten)]
    summary: ServiceSummary,
    cold_rate: Option<f64>,
    /// What a million invocations cost their callers.
    per_million: Option<f64>,
    /// What the callers pay, less what the nodes cost.
    margin: Option<f64>,
}

/// A function.
#[derive(Debug, Serialize)]
pub(super) struct FunctionLine {
    #[serde(flatten)]
    summary: FunctionSummary,
    cold_rate: Option<f64>,
}

/// A cause of failure.
#[derive(Debug, Serialize)]
pub(super) struct FailureLine {
    cause: String,
    /// `None` for a registration that was refused.
    count: Option<u64>,
    /// The share of all invocations.
    share: Option<f64>,
}

/// A slow invocation.
#[derive(Debug, Serialize)]
pub(super) struct SlowLine {
    #[serde(flatten)]
    row: InvocationRow,
    response: SimDuration,
}

/// The slowest invocations.
#[derive(Debug, Serialize)]
pub(super) struct Slowest {
    /// The phases that took time in one of them.
    phases: Vec<&'static str>,
    /// How many recorded invocations completed.
    completed: usize,
    /// Longest first; the beginnings of their causes of failure.
    rows: Vec<SlowLine>,
}

/// The services. Their curves are elsewhere on the page.
pub(super) fn services(report: &Report) -> Vec<ServiceLine> {
    let line = |summary: &ServiceSummary| {
        let mut summary = summary.clone();
        let responses = [
            &mut summary.response,
            &mut summary.response_cold,
            &mut summary.response_hot,
        ];
        responses.into_iter().for_each(clear_curve);
        clear_curves(&mut summary.delays);
        let invocations = summary.counts.invocations as f64;
        let each = summary.revenue.and_then(|sum| share(sum, invocations));
        let both = summary.revenue.zip(summary.node_cost);
        ServiceLine {
            cold_rate: summary.counts.cold_rate(),
            per_million: each.map(|price| price * 1e6),
            margin: both.map(|(revenue, cost)| revenue - cost),
            summary,
        }
    };
    let services = busiest(&report.services, |service| service.counts.invocations);
    services.into_iter().map(line).collect()
}

/// The functions, or those with most invocations. Their curves are elsewhere on the page.
pub(super) fn functions(report: &Report) -> Vec<FunctionLine> {
    let line = |summary: &FunctionSummary| {
        let mut summary = summary.clone();
        let all = [
            &mut summary.response,
            &mut summary.response_cold,
            &mut summary.response_hot,
            &mut summary.wait,
            &mut summary.body,
        ];
        all.into_iter().for_each(clear_curve);
        clear_curves(&mut summary.delays);
        // The page has them in a table of their own.
        summary.failures.clear();
        FunctionLine {
            cold_rate: summary.counts.cold_rate(),
            summary,
        }
    };
    let functions = busiest(&report.functions, |function| function.counts.invocations);
    functions.into_iter().map(line).collect()
}

fn clear_curve(distribution: &mut Option<Distribution>) {
    if let Some(distribution) = distribution {
        distribution.curve = Vec::new();
    }
}

fn clear_curves(delays: &mut StartDelays) {
    let all = [
        &mut delays.wait_cold,
        &mut delays.wait_hot,
        &mut delays.startup_cold,
        &mut delays.startup_hot,
    ];
    all.into_iter().for_each(clear_curve);
}

/// All, in their order, if they are not too many; else those with most invocations first.
pub(super) fn busiest<T>(all: &[T], invocations: impl Fn(&T) -> u64) -> Vec<&T> {
    let mut listed: Vec<&T> = all.iter().collect();
    if listed.len() > MOST_LISTED {
        listed.sort_by_key(|one| std::cmp::Reverse(invocations(one)));
        listed.truncate(MOST_LISTED);
    }
    listed
}

/// The most frequent causes of failure, and the registrations that were refused.
pub(super) fn failures(report: &Report) -> Vec<FailureLine> {
    let summary = &report.summary;
    let failed = summary.failures.iter().map(|(cause, count)| FailureLine {
        cause: shortened(cause),
        count: Some(*count),
        share: share(*count as f64, summary.counts.invocations as f64),
    });
    let refused = summary.refused_registrations.iter();
    let refused = refused.map(|refusal| FailureLine {
        cause: shortened(&format!("not registered: {refusal}")),
        count: None,
        share: None,
    });
    failed.chain(refused).take(MOST_LISTED).collect()
}

/// How many causes of failure and refused registrations there are.
pub(super) fn failure_causes(report: &Report) -> usize {
    report.summary.failures.len() + report.summary.refused_registrations.len()
}

/// The summary, with no more causes of failure than are listed.
pub(super) fn summary(report: &Report) -> Summary {
    let mut summary = report.summary.clone();
    summary.failures.clear();
    for (cause, count) in report.summary.failures.iter().take(MOST_LISTED) {
        *summary.failures.entry(shortened(cause)).or_insert(0) += count;
    }
    let refused = report.summary.refused_registrations.iter();
    let refused = refused.take(MOST_LISTED);
    summary.refused_registrations = refused.map(|refusal| shortened(refusal)).collect();
    summary
}

/// The beginning of a cause of failure that is very long.
pub(super) fn shortened(cause: &str) -> String {
    match cause.char_indices().nth(LONGEST_CAUSE) {
        None => cause.to_owned(),
        Some((end, _)) => format!("{}…", &cause[..end]),
    }
}

impl Slowest {
    /// The completed invocations with the longest responses.
    pub(super) fn new(report: &Report) -> Self {
        let completed = report.invocations.iter();
        let completed = completed.filter_map(|row| Some((row.response()?, row)));
        let mut slowest: Vec<_> = completed.collect();
        let completed = slowest.len();
        slowest.sort_by_key(|(response, row)| (std::cmp::Reverse(*response), row.id));
        slowest.truncate(SLOWEST);
        let took_time = |phase: &usize| {
            let mut rows = slowest.iter();
            rows.any(|(_, row)| !row.phases.durations()[*phase].is_zero())
        };
        let phases = (0..Phases::NAMES.len()).filter(took_time);
        Self {
            phases: phases.map(|phase| Phases::NAMES[phase]).collect(),
            completed,
            rows: slowest.into_iter().map(SlowLine::new).collect(),
        }
    }
}

impl SlowLine {
    fn new((response, row): (SimDuration, &InvocationRow)) -> Self {
        let mut row = row.clone();
        row.failure_cause = row.failure_cause.map(|cause| shortened(&cause));
        Self { row, response }
    }
}
