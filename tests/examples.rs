//! What each example prints with its default parameters, log included; dates and counts are pinned by snapshots.
//!
//! A change here is a change that users see: read it with `cargo insta review`, or in the `.snap.new` file.

use coldstart::prelude::*;
use coldstart::results;

/// An example as a module, and the snapshot of what it tells.
macro_rules! examples {
    ($($module:ident: $simulation:ident, $file:literal;)*) => {$(
        #[path = $file]
        #[allow(dead_code, missing_docs, unreachable_pub)]
        mod $module;

        #[test]
        fn $module() {
            insta::assert_snapshot!(stringify!($module), story::<$module::$simulation>());
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
    basic: Basic, "../examples/basic.rs";
    custom_scheduler: CustomScheduler, "../examples/custom_scheduler.rs";
    function_chain: FunctionChain, "../examples/function_chain.rs";
    hot_starts: HotStarts, "../examples/hot_starts.rs";
    map_reduce: MapReduce, "../examples/map_reduce.rs";
    pull_storm: PullStorm, "../examples/pull_storm.rs";
    two_providers: TwoProviders, "../examples/two_providers.rs";
}

#[test]
fn every_example_is_here() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let this = include_str!("examples.rs");
    for entry in std::fs::read_dir(folder).expect("the folder of the examples") {
        let name = entry
            .expect("an example")
            .file_name()
            .to_string_lossy()
            .into_owned();
        // The report of one is compared with that of `basic`, in `basic.rs`; the other measures, and has none.
        if name != "basic_builder.rs" && name != "throughput" {
            assert!(
                this.contains(&format!("\"../examples/{name}\"")),
                "add {name} to tests/examples.rs"
            );
        }
    }
}

#[test]
fn a_chain_that_needs_more_cores_than_there_are_is_told_link_by_link() {
    let chain = function_chain::FunctionChain { cores: 1 };
    let Err(RunError::Halted { halt, .. }) = chain.run(Seed(42)) else {
        panic!("every stage holds the only core while it waits for the next");
    };
    insta::assert_snapshot!(halt.to_string());
}
