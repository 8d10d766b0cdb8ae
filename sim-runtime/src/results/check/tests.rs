//! Checks of a report that is made by hand.

use super::threshold::Check;
use crate::results::analysis::by_hand::{self, distribution, function};
use crate::results::schema::check::Verdict;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, FunctionSummary};
use crate::units::{SimDuration, SimTime};

/// Four invocations: one failed, one of three dispatches was cold; the 99th percentile is half a second.
fn report() -> Report {
    let mut report = by_hand::report(Vec::new());
    report.final_date = SimTime::ZERO + SimDuration::from_secs(2);
    report.summary.counts = Counts {
        invocations: 4,
        succeeded: 3,
        failed: 1,
        cold_starts: 1,
        hot_starts: 2,
        ..Counts::default()
    };
    report.summary.revenue = [("USD".to_owned(), 1.5)].into_iter().collect();
    report.summary.node_cost = [("USD".to_owned(), 4.0)].into_iter().collect();
    report.overall.response = Some(distribution(500));
    report.overall.delays.wait_cold = Some(distribution(700));
    report.functions = vec![
        FunctionSummary {
            cost: Some(0.25),
            ..function("near", "resize", 4)
        },
        function("near", "idle", 0),
        function("near", "both", 1),
        function("far", "both", 1),
    ];
    report
}

fn verdict(check: &str) -> Verdict {
    let check: Check = check.parse().expect("it can be read");
    check.verdict(&report())
}

fn refused(check: &str) -> String {
    check
        .parse::<Check>()
        .expect_err("it cannot be read")
        .to_string()
}

#[test]
fn limits_are_compared_exactly() {
    for (check, passes) in [
        ("p99<500ms", false),
        ("p99 <= 0.5s", true),
        ("p99>=500ms", true),
        ("p99 > 500ms", false),
        ("p95 < 300.000001ms", true),
        ("max < 1min", true),
        ("invocations >= 4", true),
        ("failure_rate <= 25%", true),
        ("failure_rate < 0.25", false),
        ("cold_start_rate < 34 %", true),
        ("cold_start_rate < 33%", false),
        ("cold_start_p50 <= 100ms", true),
        ("cold_start_p50 < 100ms", false),
        ("cold_start_p99 <= 700ms", true),
        ("cold_start_p99 < 700ms", false),
        ("cost <= 1.5", true),
        ("cost < 1.5 USD", false),
        ("node_cost <= 4 USD", true),
        ("node_cost < 4", false),
        ("final_date <= 2s", true),
        ("p99 of resize < 1s", true),
        ("p99 of both on far < 1s", true),
        ("cost of resize < 0.3", true),
    ] {
        assert_eq!(verdict(check).passed, passes, "{check}");
    }
    let measured = verdict("p99<500ms");
    assert_eq!(
        (measured.check.as_str(), measured.value),
        ("p99 < 500ms", Some(0.5))
    );
    assert_eq!(measured.explanation, "it is 500ms");
    assert_eq!(verdict("failure_rate < 1%").explanation, "it is 25 %");
}

#[test]
fn what_never_happened_fails_and_says_why() {
    for (check, reason) in [
        (
            "p99 of idle < 1s",
            "no invocation of `idle` completed in a container",
        ),
        (
            "failure_rate of idle < 1%",
            "no invocation of `idle` was requested",
        ),
        (
            "cold_start_rate of idle < 1%",
            "no invocation of `idle` was dispatched",
        ),
        (
            "cold_start_p99 of resize < 1s",
            "no invocation of `resize` has started cold",
        ),
        (
            "p99 of both < 1s",
            "`both` is deployed on several services; write `of both on near`",
        ),
        ("p99 of other < 1s", "`other` is deployed on no service"),
        ("cost < 1 EUR", "the bill is in USD, not in EUR"),
        ("node_cost < 1 EUR", "the bill is in USD, not in EUR"),
        (
            "utilisation > 1%",
            "there are no cores, or no time has passed",
        ),
    ] {
        let verdict = verdict(check);
        assert!(!verdict.passed && verdict.value.is_none(), "{check}");
        assert_eq!(verdict.explanation, format!("undecided: {reason}"));
    }
}

#[test]
fn a_check_that_cannot_be_read_says_what_there_is() {
    assert!(refused("p99 500ms").starts_with("a check is a metric"));
    assert!(refused("p98 < 1s").contains("(there are: p50, p90, p95"));
    assert!(refused("failurerate < 1%").contains("did you mean `failure_rate`?"));
    assert!(refused("p99 < 500").starts_with("`500` has no unit"));
    assert!(refused("failure_rate < 5").contains("5% or 0.05"));
    assert!(refused("invocations > many").contains("is no number"));
    assert!(refused("invocations > -1").contains("is no number"));
    assert_eq!(refused("p99 <"), "say a value after `<`");
    assert_eq!(
        refused("utilisation of resize < 5%"),
        "`utilisation` is a figure of the whole run; leave `of ..` out"
    );
}

#[test]
fn functions_are_known_before_the_run() {
    let names = [
        "work",
        "work on near",
        "work on far",
        "resize",
        "resize on near",
    ];
    let told = |check: &str| {
        let check: Check = check.parse().expect("it can be read");
        let known = check.knows(names.into_iter());
        known.map_err(|error| error.to_string())
    };
    assert_eq!(
        told("p99 of resise < 1s"),
        Err(
            "there is no function `resise`; did you mean `resize`? (there are: resize, work)"
                .to_owned()
        )
    );
    assert_eq!(told("p99 of resize < 1s"), Ok(()));
    assert_eq!(told("p99 of resize on near < 1s"), Ok(()));
    assert_eq!(
        told("p99 of resize on neer < 1s"),
        Err(
            "there is no function `resize on neer`; did you mean `resize on near`? \
             (there are: resize on near, work on far, work on near)"
                .to_owned()
        )
    );
    assert_eq!(
        told("p99 of work < 1s"),
        Err("`work` is deployed on several services; write `of work on near`".to_owned())
    );
}

#[test]
fn energy_and_carbon_have_units() {
    let mut report = report();
    let verdict = |report: &Report, check: &str| {
        let check: Check = check.parse().expect("it can be read");
        check.verdict(report)
    };
    let unknown = verdict(&report, "energy < 1kJ");
    assert_eq!(
        unknown.explanation,
        "undecided: the power of no node is known"
    );
    let unknown = verdict(&report, "carbon < 1g");
    assert_eq!(
        unknown.explanation,
        "undecided: the carbon intensity of no node is known"
    );
    report.summary.energy = Some(7.2e6);
    report.summary.carbon = Some(1500.0);
    for (check, passes) in [
        ("energy <= 7200kJ", true),
        ("energy < 7.2MJ", false),
        ("energy <= 2 kWh", true),
        ("energy < 1999Wh", false),
        ("energy > 7199999J", true),
        ("carbon <= 1.5kg", true),
        ("carbon < 1500g", false),
    ] {
        assert_eq!(verdict(&report, check).passed, passes, "{check}");
    }
    let measured = verdict(&report, "energy < 1J");
    assert_eq!(
        (measured.value, measured.explanation.as_str()),
        (Some(7.2e6), "it is 7.200 MJ")
    );
    assert_eq!(
        verdict(&report, "carbon < 1g").explanation,
        "it is 1.500 kg"
    );
    assert_eq!(
        refused("energy < 5"),
        "`5` has no unit; write an energy such as 5kJ (units: J, kJ, MJ, GJ, Wh, kWh, MWh)"
    );
    assert_eq!(
        refused("carbon < 5lb"),
        "`5lb` is no mass; write one such as 500g (units: g, kg, t)"
    );
    assert_eq!(
        refused("carbon of resize < 5g"),
        "`carbon` is a figure of the whole run; leave `of ..` out"
    );
}
