//! What each example prints with its default parameters, log included; dates and counts are pinned by snapshots.
//!
//! A change here is a change that users see: read it with `cargo insta review`, or in the `.snap.new` file.

use coldstart::prelude::*;
use coldstart::results;

use crate::support::files::repository;
use crate::support::programs;

/// A test for each example: the snapshot of what it tells.
macro_rules! examples {
    ($($module:ident: $simulation:ident;)*) => {$(
        #[test]
        fn $module() {
            insta::assert_snapshot!(stringify!($module), story::<programs::$module::$simulation>());
        }
    )*};
}

/// The log and the summary of a run.
fn story<D: Declaration>() -> String {
    let report = results::run(&D::default(), Seed(42)).expect("an example runs");
    let log: String = report
        .log
        .iter()
        .map(|line| format!("{}  {}: {}\n", line.date, line.process, line.text))
        .collect();
    format!("{log}{report}")
}

examples! {
    basic: Basic;
    custom_scheduler: CustomScheduler;
    diurnal: Diurnal;
    function_chain: FunctionChain;
    hot_starts: HotStarts;
    knative: Knative;
    map_reduce: MapReduce;
    node_crash: NodeCrash;
    orders: Orders;
    pull_storm: PullStorm;
    two_providers: TwoProviders;
}

#[test]
fn every_example_is_here() {
    let this = include_str!("examples.rs");
    for entry in std::fs::read_dir(repository("examples")).expect("the folder of the examples") {
        let name = entry.expect("an example").file_name();
        let name = name.to_string_lossy();
        if name == "Cargo.toml" || name == "data" {
            continue;
        }
        let module = name.trim_end_matches(".rs");
        // The report of one is compared with that of `basic`, in `basic.rs`; another measures, and has none; and those of
        // keep-alive policies, of scalers and of prices are compared with each other, in `keep_alive.rs`, `scaling.rs` and
        // `anchors/prices.rs`; a study is in `studies.rs`. A day of a trace is long: a part of it runs in `trace_loads.rs`. A
        // scenario file is in `capacity.rs`.
        let elsewhere = [
            "azure_day",
            "basic_builder",
            "better_scheduler",
            "throughput",
            "keep_alive",
            "provisioned_bill",
            "kpa_burst",
            "own_greedy_dual",
            "own_hybrid_histogram",
            "own_kpa",
            "my_load.toml",
        ];
        if !elsewhere.contains(&module) {
            assert!(
                this.contains(&format!("    {module}: ")),
                "add {name} to tests/it/examples.rs and tests/it/support/programs.rs"
            );
        }
    }
}

#[test]
fn a_chain_that_needs_more_cores_than_there_are_is_told_link_by_link() {
    let chain = programs::function_chain::FunctionChain { cores: 1 };
    let Err(RunError::Halted { halt, .. }) = chain.run(Seed(42)) else {
        panic!("every stage holds the only core while it waits for the next");
    };
    insta::assert_snapshot!(halt.to_string());
}
