//! A random world is the same however much is kept of it.

use coldstart::prelude::*;
use coldstart::results::{FunctionSummary, Recording, ServiceSummary};

use crate::support::random_worlds::RandomWorld;

/// Every so manieth row is kept.
const EVERY: u64 = 3;

/// What does not come from histograms, which are coarser than rows.
fn exact(function: &FunctionSummary) -> FunctionSummary {
    FunctionSummary {
        response: None,
        response_cold: None,
        response_hot: None,
        wait: None,
        delays: Default::default(),
        body: None,
        ..function.clone()
    }
}

fn exact_service(service: &ServiceSummary) -> ServiceSummary {
    ServiceSummary {
        response: None,
        response_cold: None,
        response_hot: None,
        delays: Default::default(),
        ..service.clone()
    }
}

/// What is otherwise in a world of which less is kept.
pub(super) fn wrong(number: u64, full: &Report) -> Option<String> {
    let sampled = Recording::sampled(EVERY).expect("more than none");
    [Recording::Summary, sampled]
        .into_iter()
        .find_map(|recording| {
            let report = RandomWorld::new(number).run_with(recording).report;
            let what = differs(full, &report)?;
            Some(format!("{recording}: another {what}"))
        })
}

fn differs(full: &Report, other: &Report) -> Option<&'static str> {
    let functions = |report: &Report| report.functions.iter().map(exact).collect::<Vec<_>>();
    let services = |report: &Report| {
        report
            .services
            .iter()
            .map(exact_service)
            .collect::<Vec<_>>()
    };
    let kept = full.invocations.iter();
    let kept = kept.filter(|row| other.recording.keeps(row.id));
    let checks = [
        (
            "end",
            full.final_date == other.final_date && full.error == other.error,
        ),
        ("summary", full.summary == other.summary),
        ("account of functions", functions(full) == functions(other)),
        ("account of services", services(full) == services(other)),
        ("account of nodes", full.nodes == other.nodes),
        ("choice of rows", kept.eq(other.invocations.iter())),
    ];
    let wrong = checks.iter().find(|(_, holds)| !holds)?;
    Some(wrong.0)
}
