//! What the page knows: all figures that it shows. Its script computes none, it draws them.

use serde::Serialize;

use super::beside::Beside;
use super::counted::{first_of, grouped};
use super::faults::{self, Shade};
use super::gantt::Gantt;
use super::headline::Headline;
use super::loads::Loads;
use super::starts::Starts;
use super::tables::{self, FailureLine, FunctionLine, ServiceLine, Slowest};
use super::views::Views;
use crate::results::analysis::density::Density;
use crate::results::analysis::ecdf::{self, Curve};
use crate::results::analysis::response_times::ResponseTimes;
use crate::results::observed::Observed;
use crate::results::recording::Recording;
use crate::results::schema::cause::ColdCause;
use crate::results::schema::phases::Phases;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::NodeSummary;
use crate::results::schema::summary::Summary;
use crate::units::SimTime;

/// How many invocations are shown one by one.
pub(super) const MOST_ROWS: usize = 5_000;

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
    /// When the charts over time end.
    end: SimTime,
    error: Option<&'a str>,
    phases: [&'static str; Phases::NAMES.len()],
    /// The names of the causes of cold starts in files, and for people.
    causes: [(&'static str, String); ColdCause::ALL.len()],
    summary: Summary,
    headline: Headline,
    activity: Activity,
    curves: Vec<Curve>,
    starts: Starts,
    loads: Loads,
    slowest: Slowest,
    failures: Vec<FailureLine>,
    /// How many causes of failure there are, more than the table lists if they are many.
    failure_causes: usize,
    services: Vec<ServiceLine>,
    functions: Vec<FunctionLine>,
    nodes: Vec<&'a NodeSummary>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<Shade>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<Beside>,
    #[serde(flatten)]
    views: Views<'a>,
    /// What is summed up or left out, in sentences.
    notes: Vec<String>,
}

/// What happened on the nodes.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Activity {
    /// Invocations, one by one.
    Lanes(Box<Gantt>),
    /// How busy each node was over time.
    Density(Density),
    /// No node is known.
    Nothing,
}

impl Activity {
    fn new(report: &Report) -> Self {
        let rows = report.invocations.len();
        if rows > 0 && rows <= MOST_ROWS {
            return Self::Lanes(Box::new(Gantt::new(report)));
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
    pub(super) fn new(report: &'a Report, observed: Option<&Observed>) -> Self {
        let times = ResponseTimes::new(report);
        let activity = Activity::new(report);
        let (functions, services) = (tables::functions(report), tables::services(report));
        let starts = Starts::new(report);
        let nodes = tables::busiest(&report.nodes, |node| node.invocations);
        let loads = Loads::new(report);
        let mut notes = Vec::new();
        notes.extend(rows_note(report, &activity));
        notes.extend(times.note());
        let (busiest, row) = ("with most invocations", "a row in their table");
        for (things, shown, all) in [
            ("services", services.len(), report.services.len()),
            ("functions", functions.len(), report.functions.len()),
            ("nodes", nodes.len(), report.nodes.len()),
        ] {
            notes.extend(first_of(row, shown, all, things, busiest));
        }
        let (shown, all) = (
            times.functions.len().min(ecdf::MOST_FUNCTIONS),
            times.functions.len(),
        );
        notes.extend(first_of(
            "a curve of response times",
            shown,
            all,
            "functions",
            busiest,
        ));
        notes.extend(starts.note(report));
        notes.extend(loads.notes(report));
        let views = Views::new(report, &times);
        notes.extend(views.notes(report));
        notes.extend(faults::note(report));
        let observed = observed.map(|observed| Beside::new(report, &times, observed));
        notes.extend(observed.as_ref().and_then(Beside::note));
        Self {
            version: env!("CARGO_PKG_VERSION"),
            simulation: &report.simulation,
            parameters: parameters(report),
            seed: report.seed.to_string(),
            recording: report.recording,
            final_date: report.final_date,
            end: end(report),
            error: report.error.as_deref(),
            phases: Phases::NAMES,
            causes: ColdCause::ALL.map(|cause| (cause.name(), cause.to_string())),
            summary: tables::summary(report),
            headline: Headline::new(report, &times),
            activity,
            curves: ecdf::curves(&times),
            starts,
            loads,
            slowest: Slowest::new(report),
            failures: tables::failures(report),
            failure_causes: tables::failure_causes(report),
            services,
            functions,
            nodes,
            faults: faults::shades(report),
            observed,
            views,
            notes,
        }
    }
}

/// The end of the run; of one that took no time, that of its only interval.
fn end(report: &Report) -> SimTime {
    let completions = report.invocations.iter().filter_map(|row| row.completion);
    let last = completions.fold(report.final_date, SimTime::max);
    let last = last.max(report.summary.last_end.unwrap_or_default());
    if last > SimTime::ZERO {
        return last;
    }
    SimTime::from_nanos(report.timeline.interval.as_nanos().max(1))
}

/// The names and values of the parameters.
pub(super) fn parameters(report: &Report) -> Vec<(&str, String)> {
    let parameters = report.parameters.iter();
    parameters
        .map(|(name, value)| (name.as_str(), value.to_string()))
        .collect()
}

fn rows_note(report: &Report, activity: &Activity) -> Option<String> {
    let (rows, all) = (report.invocations.len(), report.summary.invocations);
    match activity {
        Activity::Lanes(_) if (rows as u64) < all => Some(format!(
            "{} of {} invocations were recorded one by one ({}); only these are in the Gantt chart and among the \
             slowest. All other figures are over all invocations.",
            grouped(rows as u64),
            grouped(all),
            report.recording
        )),
        Activity::Lanes(_) => None,
        Activity::Density(_) if all == 0 => Some("Nothing was invoked.".to_owned()),
        Activity::Density(density) if rows > MOST_ROWS => Some(format!(
            "There are {} invocations, too many to be shown one by one (beyond {}): activity is summed up per {} and \
             per interval of {}.",
            grouped(all),
            grouped(MOST_ROWS as u64),
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
