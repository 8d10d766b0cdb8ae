//! The figures at the top of the page.

use serde::Serialize;

use super::times::{Sample, Times};
use crate::results::Report;

/// The figures at the top of the page that are not in the summary.
#[derive(Debug, Serialize)]
pub(super) struct Headline {
    /// The share of dispatches that went to a new container.
    cold_rate: Option<f64>,
    /// The share of all cores of all services that invocations held over the whole run.
    pub(super) utilisation: Option<f64>,
    /// Response times with new containers.
    cold: Option<Response>,
    /// Response times with containers that had served before.
    hot: Option<Response>,
}

#[derive(Debug, Serialize)]
struct Response {
    count: u64,
    p50: f64,
    p99: f64,
}

impl Headline {
    pub(super) fn new(report: &Report, times: &Times) -> Self {
        Self {
            cold_rate: report.summary.cold_rate(),
            utilisation: utilisation(report),
            cold: Response::new(&times.all.cold),
            hot: Response::new(&times.all.hot),
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
}

fn utilisation(report: &Report) -> Option<f64> {
    let cores: f64 = report.nodes.iter().map(|node| f64::from(node.cores)).sum();
    let busy: f64 = report
        .nodes
        .iter()
        .map(|node| node.busy.as_secs_f64())
        .sum();
    let whole = cores * report.final_date.as_secs_f64();
    (whole > 0.0).then(|| busy / whole)
}
