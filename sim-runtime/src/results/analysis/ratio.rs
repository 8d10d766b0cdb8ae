//! Shares and rates.

use crate::results::schema::report::Report;

/// A part of a whole; `None` if there is no whole.
pub(in crate::results) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The share of all cores of all services that invocations held over the whole run; `None` if there are none, or no time.
pub(in crate::results) fn utilisation(report: &Report) -> Option<f64> {
    let nodes = report.nodes.iter();
    let cores: f64 = nodes.clone().map(|node| f64::from(node.cores)).sum();
    let busy: f64 = nodes.map(|node| node.busy.as_secs_f64()).sum();
    share(busy, cores * report.final_date.as_secs_f64())
}
