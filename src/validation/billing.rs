//! Worlds that have a tariff.

use sim_runtime::prelude::*;
use sim_runtime::scenario::load::{Format, parse};
use sim_runtime::scenario::run;

use super::worlds::{IMAGE, Plan, World, burst, host};

/// A world whose service has a tariff and keeps its containers.
pub fn billed(tariff: Tariff, change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut plan = Plan::over([host(8, gb(64), gb(100))]).keeping(mins(60));
    plan.service.tariff = Some(tariff);
    change(&mut plan.service);
    plan.declare()
}

/// A function of this memory limit.
#[must_use]
pub fn function(memory: Bytes) -> FunctionSpec {
    FunctionSpec {
        memory,
        ..FunctionSpec::new("f", IMAGE)
    }
}

/// Places so many invocations of this length, one after the other.
pub async fn one_by_one(
    ctx: &mut Ctx,
    cloud: Serverless,
    f: Function<SimDuration, ()>,
    count: u32,
    length: SimDuration,
) {
    for _ in 0..count {
        burst(vec![(f, length)], cloud)(ctx).await;
    }
}

/// What is billed in US dollars.
///
/// # Panics
///
/// If no service has a tariff in them.
#[must_use]
pub fn bill(report: &Report) -> f64 {
    report.summary.revenue["USD"]
}

/// A scenario file of one function of 1536 MB, as Amazon writes it, that is invoked three times for 120 ms.
const SCENARIO: &str = include_str!("billed.scenario.json");

/// Runs that scenario with a tariff, which is given as JSON.
///
/// # Errors
///
/// If the tariff makes no sense.
pub fn run_file(tariff: &str) -> Result<Report, String> {
    let text = SCENARIO.replace("\"TARIFF\"", tariff);
    let scenario = parse(&text, Format::Json, "billed.json").map_err(|error| error.to_string())?;
    let run = run::run(&scenario, Seed(1)).map_err(|error| error.to_string())?;
    Ok(run.report)
}
