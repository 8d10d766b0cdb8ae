//! Cold starts by cause, over the whole run and over time.

use std::sync::Arc;

use serde::Serialize;

use super::counted::first_of;
use crate::results::analysis::cold_starts::{
    CauseCount, StartsOverTime, by_cause, causes_over_time,
};
use crate::results::schema::cause::ColdCause;
use crate::results::schema::report::Report;

/// Cold starts.
#[derive(Debug, Serialize)]
pub(super) struct Starts {
    /// The causes that occurred, over the whole run.
    causes: Vec<CauseCount>,
    /// The causes that occurred in an interval: the order of the series.
    series: Vec<ColdCause>,
    /// All services if there are several, and each; the first of them if there are many.
    choices: Vec<Choice>,
    /// How many services have starts of their own here.
    #[serde(skip)]
    services: usize,
}

/// How many services have starts over time of their own.
const MOST_SERVICES: usize = 40;

/// The cold starts of a service, or of all, in intervals.
#[derive(Debug, Serialize)]
struct Choice {
    /// `None` for all.
    service: Option<Arc<str>>,
    #[serde(flatten)]
    starts: StartsOverTime,
}

impl Starts {
    pub(super) fn new(report: &Report) -> Self {
        let series = causes_over_time(report);
        let services: Vec<_> = report.timeline.services.iter().collect();
        let intervals = report.timeline.intervals as usize;
        let choice = |service: Option<&Arc<str>>, of: &[&_]| Choice {
            service: service.cloned(),
            starts: StartsOverTime::new(of, &series, intervals),
        };
        let all = (services.len() > 1).then(|| choice(None, &services));
        let each = services.iter().take(MOST_SERVICES);
        let each = each.map(|service| choice(Some(&service.service), &[*service]));
        Self {
            causes: by_cause(report),
            choices: all.into_iter().chain(each).collect(),
            series,
            services: services.len().min(MOST_SERVICES),
        }
    }

    /// What is left out, in a sentence.
    pub(super) fn note(&self, report: &Report) -> Option<String> {
        first_of(
            "cold starts over time",
            self.services,
            report.timeline.services.len(),
            "services",
            "declared first",
        )
    }
}
