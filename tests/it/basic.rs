//! The basic example's report: pinned by a snapshot, and the same with and without macros.

use coldstart::prelude::*;

use crate::support::programs::{basic, basic_builder};
use crate::support::reviewed::{explained, reviewed};

fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).expect("a report is serialisable")
}

fn with_macros(invocations: u64, nodes: usize, seed: u64) -> Report {
    basic::Basic { invocations, nodes }
        .run(Seed(seed))
        .expect("the basic example runs")
}

fn by_hand(invocations: u64, nodes: usize, seed: u64) -> Report {
    let declaration = basic_builder::Basic { invocations, nodes };
    coldstart::results::run(&declaration, Seed(seed)).expect("the basic example runs")
}

#[test]
fn the_report_of_ten_invocations_is_as_it_was() {
    let report = reviewed("basic", &with_macros(10, 3, 42));
    explained().bind(|| insta::assert_json_snapshot!(report));
}

#[test]
fn the_report_is_the_same_with_and_without_macros() {
    for (invocations, nodes, seed) in [(100, 3, 42), (25, 1, 7), (0, 2, 1)] {
        let (macros, hand) = (
            with_macros(invocations, nodes, seed),
            by_hand(invocations, nodes, seed),
        );
        assert_eq!(json(&macros), json(&hand));
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    assert_eq!(json(&with_macros(50, 3, 1)), json(&with_macros(50, 3, 1)));
    let lengths = |seed| {
        with_macros(50, 3, seed)
            .invocations
            .iter()
            .map(|row| row.end)
            .collect::<Vec<_>>()
    };
    assert_ne!(lengths(1), lengths(2));
}

#[test]
fn a_report_can_be_read_back() {
    let report = with_macros(10, 3, 42);
    let read: Report = serde_json::from_str(&json(&report)).expect("a report reads back");
    assert_eq!(read, report);
}
