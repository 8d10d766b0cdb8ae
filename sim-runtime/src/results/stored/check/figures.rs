//! Counts of a stored report add up, and its measures are not below zero.

use super::problem::{Checked, count, measure, problem};
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{
    Counts, Distribution, FunctionSummary, NodeSummary, ServiceSummary, StartDelays,
};

/// How many quantiles a curve has: at 0 %, 2 %, .. 100 %.
const QUANTILES: usize = 51;

pub(super) fn check(report: &Report) -> Checked {
    counts("summary", &report.summary.counts)?;
    amount("summary", "energy", report.summary.energy)?;
    amount("summary", "carbon", report.summary.carbon)?;
    let overall = &report.overall;
    let responses = [
        ("response", &overall.response),
        ("response_cold", &overall.response_cold),
        ("response_hot", &overall.response_hot),
    ];
    distributions("overall", &responses)?;
    delays("overall", &overall.delays)?;
    for (index, summary) in report.services.iter().enumerate() {
        service(&format!("services[{index}]"), summary)?;
    }
    for (index, summary) in report.functions.iter().enumerate() {
        function(&format!("functions[{index}]"), summary)?;
    }
    for (index, summary) in report.nodes.iter().enumerate() {
        node(&format!("nodes[{index}]"), summary)?;
    }
    Ok(())
}

fn service(path: &str, summary: &ServiceSummary) -> Checked {
    counts(path, &summary.counts)?;
    count(format!("{path}.nodes"), summary.nodes)?;
    count(format!("{path}.containers"), summary.containers)?;
    let responses = [
        ("response", &summary.response),
        ("response_cold", &summary.response_cold),
        ("response_hot", &summary.response_hot),
    ];
    distributions(path, &responses)?;
    delays(path, &summary.delays)?;
    measure(format!("{path}.utilisation"), summary.utilisation)?;
    measure(
        format!("{path}.wasted_gib_seconds"),
        summary.wasted_gib_seconds,
    )?;
    amount(path, "revenue", summary.revenue)?;
    amount(path, "node_cost", summary.node_cost)?;
    amount(path, "energy", summary.energy)?;
    amount(path, "carbon", summary.carbon)
}

fn function(path: &str, summary: &FunctionSummary) -> Checked {
    counts(path, &summary.counts)?;
    let responses = [
        ("response", &summary.response),
        ("response_cold", &summary.response_cold),
        ("response_hot", &summary.response_hot),
        ("wait", &summary.wait),
        ("body", &summary.body),
    ];
    distributions(path, &responses)?;
    delays(path, &summary.delays)?;
    amount(path, "billed_gb_seconds", summary.billed_gb_seconds)?;
    amount(path, "cost", summary.cost)
}

fn node(path: &str, summary: &NodeSummary) -> Checked {
    count(format!("{path}.invocations"), summary.invocations)?;
    count(format!("{path}.containers"), summary.containers)?;
    measure(format!("{path}.utilisation"), summary.utilisation)?;
    measure(format!("{path}.memory_mean"), summary.memory_mean)?;
    measure(
        format!("{path}.wasted_gib_seconds"),
        summary.wasted_gib_seconds,
    )?;
    amount(path, "energy", summary.energy)?;
    amount(path, "carbon", summary.carbon)
}

fn amount(path: &str, name: &str, amount: Option<f64>) -> Checked {
    amount.map_or(Ok(()), |amount| measure(format!("{path}.{name}"), amount))
}

/// What became of the invocations is all of them, and no more were cold than started.
fn counts(path: &str, counts: &Counts) -> Checked {
    let parts = [
        ("invocations", counts.invocations),
        ("succeeded", counts.succeeded),
        ("failed", counts.failed),
        ("unfinished", counts.unfinished),
        ("cold_starts", counts.cold_starts),
        ("hot_starts", counts.hot_starts),
    ];
    for (name, value) in parts {
        count(format!("{path}.{name}"), value)?;
    }
    for (cause, value) in &counts.cold_causes {
        count(format!("{path}.cold_causes.{}", cause.name()), *value)?;
    }
    let sum = counts.succeeded + counts.failed + counts.unfinished;
    if sum == counts.invocations {
        return Ok(());
    }
    problem(
        format!("{path}.invocations"),
        format!(
            "is {}, but `succeeded`, `failed` and `unfinished` beside it add up to {sum}",
            counts.invocations
        ),
    )
}

fn delays(path: &str, delays: &StartDelays) -> Checked {
    let delays = [
        ("wait_cold", &delays.wait_cold),
        ("wait_hot", &delays.wait_hot),
        ("startup_cold", &delays.startup_cold),
        ("startup_hot", &delays.startup_hot),
    ];
    distributions(path, &delays)
}

fn distributions(path: &str, all: &[(&str, &Option<Distribution>)]) -> Checked {
    let known = all
        .iter()
        .filter_map(|(name, one)| Some((name, one.as_ref()?)));
    known.into_iter().try_for_each(|(name, one)| {
        let path = format!("{path}.{name}");
        count(format!("{path}.count"), one.count)?;
        if one.min > one.max {
            return problem(format!("{path}.min"), "is greater than `max` beside it");
        }
        match one.curve.len() {
            0 | QUANTILES => Ok(()),
            length => problem(
                format!("{path}.curve"),
                format!("has {length} values; expected {QUANTILES}, or none"),
            ),
        }
    })
}
