//! The reports of examples, as a developer keeps them: without redactions, in JSON and in YAML.
//!
//! A snapshot shows the first ten rows of each table, and pins the rest by a digest. A change here is a change that users
//! see: read it with `cargo insta review`, or in the `.snap.new` file. The whole reports are written to `target/reports`.

use coldstart::prelude::*;
use coldstart::results::{self, Options, Recording, Report};

use crate::support::programs::{function_chain, hot_starts, two_providers};
use crate::support::reviewed::{explained, reviewed};

#[test]
fn function_chain() {
    let report = results::run(&function_chain::FunctionChain::default(), Seed(42));
    let report = reviewed("function_chain", &report.expect("it runs"));
    explained().bind(|| insta::assert_json_snapshot!(report));
}

#[test]
fn hot_starts() {
    let report = results::run(&hot_starts::HotStarts::default(), Seed(42));
    let report = reviewed("hot_starts", &report.expect("it runs"));
    explained().bind(|| insta::assert_yaml_snapshot!(report));
}

#[test]
fn two_providers_with_a_summary_only() {
    let options = Options::new(Seed(42)).recording(Recording::Summary);
    let report = results::run_with(&two_providers::TwoProviders::default(), options);
    let report = reviewed("two_providers_summary", &report.expect("it runs"));
    explained().bind(|| insta::assert_json_snapshot!(report));
}

#[test]
fn a_report_is_the_same_after_a_round_trip() {
    let report = results::run(&two_providers::TwoProviders::default(), Seed(42)).expect("it runs");
    let text = serde_json::to_string(&report).expect("it serialises");
    let read: Report = serde_json::from_str(&text).expect("it deserialises");
    assert_eq!(read, report);
}
