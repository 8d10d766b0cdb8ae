//! The figures at the top of the page.

use serde::Serialize;

use crate::results::analysis::ratio::{share, utilisation};
use crate::results::analysis::response_times::ResponseTimes;
use crate::results::analysis::sample::Sample;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::Distribution;
use crate::results::verdict::LoadVerdict;

/// The figures at the top of the page that are not in the summary.
#[derive(Debug, Serialize)]
pub(super) struct Headline {
    /// How many functions there are, more than the table lists if they are many.
    functions: usize,
    /// How many services there are, more than the table lists if they are many.
    services: usize,
    /// How many nodes there are, more than the table lists if they are many.
    nodes: usize,
    /// The share of invocations that succeeded.
    succeeded_share: Option<f64>,
    /// The share of invocations that failed.
    failed_share: Option<f64>,
    /// The share of dispatches that went to a new container.
    cold_rate: Option<f64>,
    /// The share of all cores of all services that invocations held over the whole run.
    utilisation: Option<f64>,
    /// Whether the platform kept up with its load.
    verdict: LoadVerdict,
    /// Response times with new containers.
    cold: Option<Response>,
    /// Response times with containers that had served before.
    hot: Option<Response>,
    /// From dispatch to the start of the body, with new containers.
    startup: Option<Response>,
    /// From request to the start of the body, with new containers.
    wait: Option<Response>,
}

/// Some durations \[s\].
#[derive(Debug, Serialize)]
struct Response {
    count: u64,
    p50: f64,
    p99: f64,
}

impl Headline {
    pub(super) fn new(report: &Report, times: &ResponseTimes) -> Self {
        let counts = &report.summary.counts;
        let delays = &report.overall.delays;
        let of_all = |count: u64| share(count as f64, counts.invocations as f64);
        Self {
            functions: report.functions.len(),
            services: report.services.len(),
            nodes: report.nodes.len(),
            succeeded_share: of_all(counts.succeeded),
            failed_share: of_all(counts.failed),
            cold_rate: counts.cold_rate(),
            utilisation: utilisation(report),
            verdict: report.verdict(),
            cold: Response::new(&times.all.cold),
            hot: Response::new(&times.all.hot),
            startup: delays.startup_cold.as_ref().map(Response::of),
            wait: delays.wait_cold.as_ref().map(Response::of),
        }
    }
}

impl Response {
    fn new(sample: &Sample) -> Option<Self> {
        Some(Self {
            count: sample.count(),
            p50: sample.quantile(500)?,
            p99: sample.quantile(990)?,
        })
    }

    fn of(distribution: &Distribution) -> Self {
        Self {
            count: distribution.count,
            p50: distribution.p50.as_secs_f64(),
            p99: distribution.p99.as_secs_f64(),
        }
    }
}
