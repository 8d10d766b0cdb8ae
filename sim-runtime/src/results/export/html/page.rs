//! What the page knows.

use serde::Serialize;

use super::curves::{self, Curve};
use super::density::Density;
use super::headline::Headline;
use super::lanes::Lanes;
use super::loads::Loads;
use super::times::Times;
use crate::results::{
    ColdCause, Distribution, FunctionSummary, InvocationRow, NodeSummary, Phases, Recording,
    Report, ServiceSummary, Summary,
};
use crate::units::SimTime;

/// How many invocations are shown one by one.
pub(super) const MOST_ROWS: usize = 5_000;

/// How many of the slowest invocations are listed.
const SLOWEST: usize = 50;

/// How many functions, and how many nodes, are listed.
const MOST_LISTED: usize = 1_000;

/// What the page knows.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    version: &'static str,
    simulation: &'a str,
    /// Names and values, as texts: a browser would round large numbers.
    parameters: Vec<(&'a str, String)>,
    seed: String,
    recording: Recording,
    final_date: SimTime,
    error: Option<&'a str>,
    phases: [&'static str; 8],
    /// The names of the causes of cold starts in files, and for people.
    causes: [(&'static str, String); 6],
    summary: &'a Summary,
    headline: Headline,
    activity: Activity,
    curves: Vec<Curve>,
    loads: Loads<'a>,
    slowest: Vec<&'a InvocationRow>,
    services: Vec<ServiceSummary>,
    functions: Vec<FunctionSummary>,
    nodes: Vec<&'a NodeSummary>,
    /// What is summed up or left out, in sentences.
    notes: Vec<String>,
}

/// What happened on the nodes.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Activity {
    /// Invocations, one by one.
    Lanes(Box<Lanes>),
    /// How busy each node was over time.
    Density(Density),
    /// No node is known.
    Nothing,
}

impl Activity {
    fn new(report: &Report) -> Self {
        let rows = report.invocations.len();
        if rows > 0 && rows <= MOST_ROWS {
            return Self::Lanes(Box::new(Lanes::new(report)));
        }
        let density = if rows > 0 && report.recording == Recording::Full {
            Density::of_rows(report)
        } else {
            Density::of_timeline(report)
        };
        density.map_or(Self::Nothing, Self::Density)
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let times = Times::new(report);
        let activity = Activity::new(report);
        let functions = busiest(&report.functions, |function| function.counts.invocations);
        let nodes = busiest(&report.nodes, |node| node.invocations);
        let loads = Loads::new(report);
        let mut notes = Vec::new();
        notes.extend(rows_note(report, &activity));
        notes.extend(times.note());
        notes.extend(left_out(
            "functions",
            functions.len(),
            report.functions.len(),
        ));
        notes.extend(left_out("nodes", nodes.len(), report.nodes.len()));
        notes.extend(loads.notes(report));
        Self {
            version: env!("CARGO_PKG_VERSION"),
            simulation: &report.simulation,
            parameters: parameters(report),
            seed: report.seed.to_string(),
            recording: report.recording,
            final_date: report.final_date,
            error: report.error.as_deref(),
            phases: Phases::NAMES,
            causes: ColdCause::ALL.map(|cause| (cause.name(), cause.to_string())),
            summary: &report.summary,
            headline: Headline::new(report, &times),
            activity,
            curves: curves::curves(&times),
            loads,
            slowest: slowest(report),
            services: report.services.iter().map(without_curve).collect(),
            functions: functions.into_iter().map(without_curves).collect(),
            nodes,
            notes,
        }
    }
}

fn parameters(report: &Report) -> Vec<(&str, String)> {
    let parameters = report.parameters.iter();
    parameters
        .map(|(name, value)| (name.as_str(), value.to_string()))
        .collect()
}

/// All, in their order, if they are not too many; else those with most invocations first.
fn busiest<T>(all: &[T], invocations: impl Fn(&T) -> u64) -> Vec<&T> {
    let mut listed: Vec<&T> = all.iter().collect();
    if listed.len() > MOST_LISTED {
        listed.sort_by_key(|one| std::cmp::Reverse(invocations(one)));
        listed.truncate(MOST_LISTED);
    }
    listed
}

/// The completed invocations with the longest responses, longest first.
fn slowest(report: &Report) -> Vec<&InvocationRow> {
    let completed = report.invocations.iter();
    let mut slowest: Vec<_> = completed.filter(|row| row.response().is_some()).collect();
    slowest.sort_by_key(|row| (std::cmp::Reverse(row.response()), row.id));
    slowest.truncate(SLOWEST);
    slowest
}

/// The curves are elsewhere on the page.
fn without_curve(service: &ServiceSummary) -> ServiceSummary {
    let mut service = service.clone();
    clear(&mut service.response);
    service
}

fn without_curves(function: &FunctionSummary) -> FunctionSummary {
    let mut function = function.clone();
    clear(&mut function.response_cold);
    clear(&mut function.response_hot);
    clear(&mut function.wait);
    clear(&mut function.body);
    function
}

fn clear(distribution: &mut Option<Distribution>) {
    if let Some(distribution) = distribution {
        distribution.curve = Vec::new();
    }
}

fn rows_note(report: &Report, activity: &Activity) -> Option<String> {
    let (rows, all) = (report.invocations.len(), report.summary.invocations);
    match activity {
        Activity::Lanes(_) if (rows as u64) < all => Some(format!(
            "{rows} of {all} invocations were recorded one by one ({}); only these are in the Gantt chart and among the \
             slowest. All other figures are over all invocations.",
            report.recording
        )),
        Activity::Lanes(_) => None,
        Activity::Density(density) if rows > MOST_ROWS => Some(format!(
            "There are more than {MOST_ROWS} invocations, too many to be shown one by one: activity is summed up per {} \
             and per interval of {}.",
            density.unit(),
            density.interval()
        )),
        Activity::Density(density) => Some(format!(
            "No invocation was recorded one by one ({}): activity is the load per {} and per interval of {}, and there is \
             no list of the slowest.",
            report.recording,
            density.unit(),
            density.interval()
        )),
        Activity::Nothing => None,
    }
}

fn left_out(what: &str, listed: usize, all: usize) -> Option<String> {
    (listed < all).then(|| {
        format!("The table of {what} has the {listed} with most invocations, out of {all}.")
    })
}
