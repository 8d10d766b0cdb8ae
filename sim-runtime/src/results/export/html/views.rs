//! The views of the page beside the charts of activity, loads and starts: what each of them knows.
//!
//! * `percentiles`: response times of all invocations, and causes of failure by function; `resources`: what hosts and links have in
//!   use; `workflows`: their stages; `comparison`: two runs side by side.

pub(super) mod comparison;
mod percentiles;
mod resources;
mod workflows;

use serde::Serialize;

use crate::results::analysis::histogram::{Histogram, histograms};
use crate::results::analysis::over_time::OverTime;
use crate::results::analysis::response_times::ResponseTimes;
use crate::results::recording::Recording;
use crate::results::schema::check::Verdict;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::Overall;
use crate::results::schema::timeline::PolicyTimeline;
use percentiles::CauseLine;
use resources::Resources;
use workflows::Workflows;

/// What the views know.
#[derive(Debug, Serialize)]
pub(super) struct Views<'a> {
    checks: &'a [Verdict],
    over_time: OverTime,
    histograms: Vec<Histogram>,
    overall: Overall,
    causes_by_function: Vec<CauseLine>,
    resources: Resources,
    policies: &'a [PolicyTimeline],
    #[serde(flatten)]
    workflows: Workflows<'a>,
}

impl<'a> Views<'a> {
    pub(super) fn new(report: &'a Report, times: &ResponseTimes) -> Self {
        Self {
            checks: &report.checks,
            over_time: OverTime::new(report),
            histograms: histograms(times),
            overall: percentiles::overall(report),
            causes_by_function: percentiles::causes(report),
            resources: Resources::new(report),
            policies: &report.timeline.policies,
            workflows: Workflows::new(report),
        }
    }

    /// What is left out, in sentences.
    pub(super) fn notes(&self, report: &Report) -> Vec<String> {
        let mut notes = Vec::new();
        match report.recording {
            Recording::Full => {}
            Recording::Summary => notes.push(
                "Response times over time, and successes over time, need invocations that are recorded one by one: record all \
                 of them (--record full) or a sample (--record sampled=10)."
                    .to_owned(),
            ),
            sampled => notes.push(format!(
                "Response times over time are those of the invocations that were recorded ({sampled})."
            )),
        }
        notes.extend(self.resources.note(report));
        notes.extend(Workflows::note(report));
        notes
    }
}
