//! Traces as they are published, which are not in this repository: their folder is named by `COLDSTART_TRACES`.

use std::path::PathBuf;
use std::time::Instant;

use coldstart::prelude::*;
use coldstart::results::{FunctionSummary, Options, Recording};
use coldstart::serverless::policy::KeepAlive;
use coldstart::workload::trace::{Defect, Format, Trace, TraceOptions};

use crate::support::{Plan, host};

fn folder() -> PathBuf {
    std::env::var_os("COLDSTART_TRACES")
        .map(PathBuf::from)
        .expect("COLDSTART_TRACES names the folder of published traces")
}

fn open(format: Format, name: &str) -> Trace {
    let random = &mut Seed(1).stream(0, "trace");
    let options = TraceOptions::default();
    Trace::open(format, &folder().join(name), &options, random).unwrap()
}

#[test]
#[ignore = "needs COLDSTART_TRACES"]
fn dslab_has_the_rows_that_its_lines_say() {
    let trace = open(Format::Dslab, "dslab-azurefix-balanced-rps1.csv");
    // `grep -c '^[0-9]'`, and the last line of the file.
    assert_eq!(trace.invocations(), 86_400);
    let mut rows = trace.rows(&mut Seed(1).stream(0, "rows"));
    let rows: Vec<_> = rows.by_ref().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 86_400);
    assert!(rows.windows(2).all(|pair| pair[0].date <= pair[1].date));
    let last = rows[rows.len() - 1];
    assert_eq!(last.date.as_nanos(), 86_397_353_096_000);
    assert_eq!(trace.functions()[last.function].name, "2");
    assert_eq!(last.duration.as_nanos(), 6_000_000);
    println!("{}", trace.mended());
}

#[test]
#[ignore = "needs COLDSTART_TRACES"]
fn azure_has_the_invocations_that_its_columns_sum_up_to() {
    let begin = Instant::now();
    let trace = open(Format::Azure2019, "azure2019-950");
    println!("read in {:?}", begin.elapsed());
    assert_eq!(
        (trace.functions().len(), trace.invocations()),
        (950, 15_413_805)
    );
    println!("{}", trace.mended());
    let begin = Instant::now();
    let mut rows = 0_u64;
    let mut last = coldstart::units::SimTime::ZERO;
    for row in trace.rows(&mut Seed(1).stream(0, "rows")) {
        let row = row.unwrap();
        assert!(row.date >= last);
        last = row.date;
        rows += 1;
    }
    println!("{rows} rows in {:?}", begin.elapsed());
    assert_eq!(rows, 15_413_805);
    assert_eq!(trace.mended().of(Defect::Negative), 0);
}

/// A trace on one node with room for all, in summary recording; each instance takes so many attempts at once, or as many as the
/// trace says if that is zero.
fn replayed(trace: &Trace, keep_alive: impl KeepAlive + 'static, concurrency: u32) -> Report {
    let mut plan = Plan::over([host(100_000, Bytes::MAX, gb(10))]);
    plan.service.keep_alive = Some(Box::new(keep_alive));
    let mut world = plan.declare();
    let (cloud, registry) = (world.cloud, world.registry);
    let spec = TraceSpec {
        host: Some(world.user),
        concurrency,
        ..TraceSpec::default()
    };
    world.sim.load("day", trace, cloud, registry, spec);
    let options = Options::new(Seed(1)).recording(Recording::Summary);
    world.sim.run_with(options).expect("it runs")
}

#[test]
#[ignore = "needs COLDSTART_TRACES"]
fn dslab_is_replayed_as_often_as_its_lines_say() {
    let trace = open(Format::Dslab, "dslab-azurefix-balanced-rps1.csv");
    let report = replayed(&trace, FixedTimeout { timeout: mins(10) }, 0);
    assert_eq!(report.summary.invocations, 86_400);
    assert_eq!(report.summary.succeeded, 86_400);
    let counts = report.functions.iter().map(|row| row.counts.invocations);
    let mut expected = vec![0; trace.functions().len()];
    for row in trace.rows(&mut Seed(1).stream(0, "rows")) {
        expected[row.unwrap().function] += 1;
    }
    assert_eq!(counts.collect::<Vec<u64>>(), expected);
}

/// The 75th percentile of the functions' shares of cold starts, and the memory that idle instances held \[GiB h\].
fn frontier(trace: &Trace, keep_alive: impl KeepAlive + 'static) -> (f64, f64) {
    // As in the paper: a function's instance takes all that comes while it is there.
    let report = replayed(trace, keep_alive, u32::MAX);
    let used = report
        .functions
        .iter()
        .filter(|row| row.counts.invocations > 0);
    let share =
        |row: &FunctionSummary| row.counts.cold_starts as f64 / row.counts.invocations as f64;
    let mut shares: Vec<f64> = used.map(share).collect();
    shares.sort_by(f64::total_cmp);
    let waste = report.services[0].wasted_gib_seconds / 3600.0;
    (shares[shares.len() * 3 / 4], waste)
}

/// Anchor V10, on the published day: with longer time-outs there are fewer cold starts and more waste, and the hybrid histogram has
/// fewer of both than the fixed time-out that has as much of the other.
#[test]
#[ignore = "needs COLDSTART_TRACES"]
fn v10_the_hybrid_histogram_beats_the_fixed_time_outs() {
    let trace = open(Format::Azure2019, "azure2019-950");
    let minutes = [10, 20, 60, 120, 240];
    let fixed = minutes.map(|minutes| {
        frontier(
            &trace,
            FixedTimeout {
                timeout: mins(minutes),
            },
        )
    });
    let (cold, waste) = frontier(&trace, HybridHistogram::default());
    for (minutes, (cold, waste)) in minutes.iter().zip(&fixed) {
        println!("fixed, {minutes} min: {cold:.3}, {waste:.0} GiB h");
    }
    println!("hybrid: {cold:.3}, {waste:.0} GiB h");
    assert!(
        fixed
            .windows(2)
            .all(|pair| pair[1].0 < pair[0].0 && pair[1].1 > pair[0].1)
    );
    let no_colder = fixed.iter().find(|(other, _)| *other <= cold);
    assert!(no_colder.is_none_or(|(_, other)| waste < *other));
    let no_wasteful = fixed.iter().rev().find(|(_, other)| *other <= waste);
    assert!(no_wasteful.is_none_or(|(other, _)| cold < *other));
}
