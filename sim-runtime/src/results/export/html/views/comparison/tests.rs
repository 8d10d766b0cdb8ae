//! Comparisons of reports that are made by hand.

use super::figures::Values;
use super::matching::matched;
use super::*;
use crate::results::analysis::by_hand::{function, invocation, report};

fn with_functions(names: &[(&str, &str)]) -> Report {
    let mut report = report(vec![
        invocation(0, (0, 1_000_000), false),
        invocation(1, (0, 3_000_000), true),
    ]);
    let functions = names
        .iter()
        .map(|(service, name)| function(service, name, 2));
    report.functions = functions.collect();
    report
}

#[test]
fn differences_are_absolute_and_relative() {
    let values = Values::new([Some(4.0), Some(3.0)]);
    assert_eq!(
        (values.difference, values.relative),
        (Some(-1.0), Some(-0.25))
    );
    let from_nothing = Values::new([Some(0.0), Some(3.0)]);
    assert_eq!(
        (from_nothing.difference, from_nothing.relative),
        (Some(3.0), None)
    );
    assert_eq!(Values::new([None, Some(3.0)]).difference, None);
}

#[test]
fn functions_are_matched_by_service_and_name_then_by_name_alone() {
    let one = with_functions(&[("near", "a"), ("near", "b"), ("near", "c"), ("near", "d")]);
    let other = with_functions(&[("near", "a"), ("far", "b"), ("x", "d"), ("y", "d")]);
    let matched = matched(&one, &other);
    let shown: Vec<_> = matched
        .iter()
        .map(|both| both.map(|of| of.map(|of| (&*of.service, &*of.function))))
        .collect();
    assert_eq!(
        shown,
        [
            [Some(("near", "a")), Some(("near", "a"))],
            [Some(("near", "b")), Some(("far", "b"))],
            [Some(("near", "c")), None],
            [Some(("near", "d")), None],
            [None, Some(("x", "d"))],
            [None, Some(("y", "d"))],
        ]
    );
}

#[test]
fn a_comparison_has_the_figures_of_both() {
    let mut one = with_functions(&[("cloud", "work")]);
    let mut other = one.clone();
    one.summary.counts.invocations = 2;
    other.summary.counts.invocations = 3;
    other.simulation = "Other".to_owned();
    let comparison = Comparison::new([("a", &one), ("b", &other)]);
    let invocations = &comparison.figures[0];
    assert_eq!(invocations.values, Values::new([Some(2.0), Some(3.0)]));
    assert_eq!(invocations.values.relative, Some(0.5));
    assert_eq!(
        comparison.over_time.len(),
        1,
        "of one function nothing more is told"
    );
    let curves = comparison.curves[0].runs[0]
        .as_ref()
        .expect("there are rows");
    assert_eq!(curves.all.seconds, [0.001, 0.003]);
    assert_eq!(curves.all.share, [0.5, 1.0]);
    assert_eq!(
        comparison.notes,
        ["These are different simulations: `Test` and `Other`."]
    );
}

#[test]
fn intervals_are_those_of_the_longer_run_and_curves_end_with_their_run() {
    // Lengths of intervals: 1 ms for 3 ms, and 32 ms for 4 s.
    let short = with_functions(&[("cloud", "work")]);
    let long = report(vec![invocation(0, (0, 4_000_000_000), false)]);
    let comparison = Comparison::new([("short", &short), ("long", &long)]);
    assert_eq!(comparison.interval, SimDuration::from_millis(32));
    assert_eq!(comparison.starts.len(), 126);
    let requests = comparison.over_time[0].runs.each_ref();
    let [short, long] = requests.map(|run| {
        let requests = run.as_ref().and_then(|run| run.requests.as_ref());
        requests.expect("rows were recorded")
    });
    assert_eq!(short[..], [2]);
    assert_eq!((long.len(), long.iter().sum::<u64>()), (126, 1));
}
