//! What a random world is billed: each invocation by hand, and all sums of it.

use coldstart::prelude::*;
use coldstart::results::InvocationRow;

use crate::support::random_worlds::{Happened, tariff};

/// How far rounding may take a sum, as a share of it.
const ROUNDING: f64 = 1e-9;

fn differ(one: f64, other: f64) -> bool {
    (one - other).abs() > ROUNDING * one.abs().max(other.abs()).max(1.0)
}

/// What an invocation of a function that shares its containers with nobody costs.
fn price(row: &InvocationRow, spec: &FunctionSpec) -> f64 {
    let (Some(start), Some(end)) = (row.start, row.end.or(row.completion)) else {
        return 0.0;
    };
    let tariff = tariff();
    // In whole steps of 100 ms, of memory in GB.
    let steps = (end - start).as_nanos().div_ceil(100_000_000);
    let gb_seconds = spec.memory.get() as f64 / 1e9 * steps as f64 * 0.1;
    tariff.per_invocation + gb_seconds * tariff.per_gb_second
}

/// What is wrong with the bill.
pub(super) fn wrong(happened: &Happened) -> Option<String> {
    let report = &happened.report;
    let told = |what: &str, one: f64, other: f64| {
        differ(one, other).then(|| format!("{what}: {one}, and not {other}"))
    };
    let mut all = 0.0;
    for function in &report.functions {
        let cost = function.cost.unwrap_or(f64::NAN);
        all += cost;
        let mut specs = happened.specs.iter();
        let spec = specs.find(|spec| *spec.name == *function.function)?;
        if spec.concurrency > 1 {
            continue;
        }
        let mut sum = 0.0;
        let rows = report.invocations.iter();
        for row in rows.filter(|row| row.function == function.function) {
            let what = format!("the cost of #{}", row.id);
            let price = price(row, spec);
            sum += price;
            if let Some(wrong) = told(&what, row.cost.unwrap_or(f64::NAN), price) {
                return Some(wrong);
            }
        }
        let what = format!("the cost of {}", function.function);
        if let Some(wrong) = told(&what, cost, sum) {
            return Some(wrong);
        }
    }
    let revenue = report.summary.revenue.get("USD");
    told("revenue", revenue.copied().unwrap_or(f64::NAN), all).or_else(|| {
        let hours = report.final_date.as_secs_f64() / 3_600.0;
        let nodes = report.nodes.len() as f64;
        let node_cost = report.summary.node_cost.get("USD");
        let expected = nodes * hours * tariff().per_node_hour;
        told(
            "node cost",
            node_cost.copied().unwrap_or(f64::NAN),
            expected,
        )
    })
}
