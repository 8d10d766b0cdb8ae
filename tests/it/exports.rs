//! What tools read of a run is what its report says: traces, CSV files and Parquet files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use coldstart::prelude::*;
use coldstart::results::export::{self, Column, Kind, Table};
use coldstart::results::{self, Options, Recording};
use coldstart::simulation::ParameterValue;
use serde_json::Value;

use crate::support::programs::{
    basic, function_chain, hot_starts, map_reduce, orders, two_providers,
};

/// Two services, one of them with a tariff, whose bodies spawn processes and log what must be quoted.
mod two_tariffs {
    use coldstart::prelude::*;

    const IMAGE: Image = Image::new("python", mb(10));

    #[serverless_function(image = IMAGE, memory = 100MB)]
    async fn work(ctx: &mut Ctx) {
        ctx.log("a line with \"quotes\", a comma and\na line break");
        let nap = ctx
            .spawn("nap", async |ctx: &mut Ctx| ctx.sleep(1s).await)
            .await;
        ctx.join(nap).await;
    }

    #[controller]
    async fn client(ctx: &mut Ctx, cloud: Serverless) {
        for _ in 0..3 {
            let mut calls = Vec::new();
            for _ in 0..4 {
                calls.push(ctx.invoke_async(cloud, work, ()).await);
            }
            ctx.wait_all(calls).await;
        }
    }

    simulation! {
        /// A service with a tariff, and one without.
        #[derive(Clone, Debug)]
        pub struct TwoTariffs {}

        host head { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
        host worker { speed: 1Gflop/s, cores: 4, ram: 8GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
        host other { speed: 1Gflop/s, cores: 2, ram: 8GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
        link lan { bandwidth: 100MB/s, latency: 20us }
        route head <-> worker via [lan];
        route head <-> other via [lan];

        storage registry on head { images: [IMAGE] }
        serverless billed on head over worker {
            idle_timeout: 10s,
            tariff: Tariff { per_invocation: 0.25, per_gb_second: 0.5, ..Tariff::default() },
        }
        serverless free on head over other { idle_timeout: 10s }
        deploy work on billed from registry;
        deploy work on free from registry;
        controller client(billed) on head;
        controller client(free) on head;
    }
}

const RECORDINGS: [fn() -> Recording; 3] = [
    || Recording::Full,
    || Recording::sampled(3).expect("not zero"),
    || Recording::Summary,
];

fn report<D: Declaration>(declaration: &D, recording: Recording) -> Report {
    let options = Options::new(Seed(42)).recording(recording);
    match results::run_with(declaration, options) {
        Ok(report) => report,
        Err(RunError::Halted { report, .. }) => *report,
        Err(error) => panic!("{}: {error}", D::NAME),
    }
}

/// The reports of all runs that are looked at, each run once.
fn reports() -> &'static [Report] {
    static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(run_all);
    &REPORTS
}

/// Runs what is looked at. One of the runs halts, with invocations that are not over.
fn run_all() -> Vec<Report> {
    let mut reports = Vec::new();
    for recording in RECORDINGS {
        let recording = recording();
        reports.extend([
            report(&basic::Basic::default(), recording),
            report(&function_chain::FunctionChain::default(), recording),
            report(&function_chain::FunctionChain { cores: 1 }, recording),
            report(&hot_starts::HotStarts::default(), recording),
            report(&map_reduce::MapReduce::default(), recording),
            report(&orders::Orders::default(), recording),
            report(&two_providers::TwoProviders::default(), recording),
            report(&two_tariffs::TwoTariffs::default(), recording),
        ]);
    }
    reports
}

fn small() -> Report {
    let basic = basic::Basic {
        invocations: 3,
        nodes: 2,
    };
    report(&basic, Recording::Full)
}

fn what(report: &Report) -> String {
    format!("{}, {}", report.simulation, report.recording)
}

fn trace_text(report: &Report) -> String {
    let mut bytes = Vec::new();
    export::perfetto::write(report, &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

fn csv_text(table: &Table, report: &Report) -> String {
    let mut bytes = Vec::new();
    export::csv::write(table, report, &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("a CSV file is UTF-8")
}

#[test]
fn equal_runs_give_equal_bytes() {
    let forms = |report: &Report| -> Vec<String> {
        let tables = Table::ALL.iter().map(|table| csv_text(table, report));
        tables.chain([trace_text(report)]).collect()
    };
    for (one, other) in reports().iter().zip(&run_all()) {
        assert!(forms(one) == forms(other), "{}", what(one));
    }
}

#[test]
fn the_files_of_a_small_run_are_as_they_were() {
    let report = small();
    let table = Table::ALL
        .iter()
        .find(|table| table.name == "invocations")
        .expect("a table of invocations");
    insta::assert_snapshot!("invocations_csv", csv_text(table, &report));
    let trace = trace_text(&report);
    let beginning: Vec<&str> = trace.lines().take(20).collect();
    insta::assert_snapshot!("trace", beginning.join("\n"));
}

mod trace;

mod tables;

#[cfg(feature = "parquet")]
mod parquet_files;
