//! Traces as they are published, which are not in this repository: their folder is named by `COLDSTART_TRACES`.

use std::path::PathBuf;
use std::time::Instant;

use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
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

#[test]
#[ignore = "needs COLDSTART_TRACES"]
fn dslab_is_replayed_as_often_as_its_lines_say() {
    let trace = open(Format::Dslab, "dslab-azurefix-balanced-rps1.csv");
    let plan = Plan::over([host(100_000, Bytes::MAX, gb(10))]);
    let mut world = plan.keeping(mins(10)).declare();
    let spec = TraceSpec {
        host: Some(world.user),
        ..TraceSpec::default()
    };
    let (cloud, registry) = (world.cloud, world.registry);
    world.sim.load("day", &trace, cloud, registry, spec);
    let options = Options::new(Seed(1)).recording(Recording::Summary);
    let report = world.sim.run_with(options).expect("it runs");
    assert_eq!(report.summary.invocations, 86_400);
    assert_eq!(report.summary.succeeded, 86_400);
    let counts = report.functions.iter().map(|row| row.counts.invocations);
    let mut expected = vec![0; trace.functions().len()];
    for row in trace.rows(&mut Seed(1).stream(0, "rows")) {
        expected[row.unwrap().function] += 1;
    }
    assert_eq!(counts.collect::<Vec<u64>>(), expected);
}

#[test]
#[ignore = "needs COLDSTART_TRACES"]
#[cfg(feature = "validation")]
fn v10_the_hybrid_histogram_beats_the_fixed_time_outs() {
    use coldstart::validation::{catalogue, outcome::Outcome, table};
    let name = "v10_the_hybrid_histogram_beats_the_fixed_time_outs";
    let anchor = catalogue::all().into_iter().find(|one| one.name == name);
    let outcome = Outcome::of(anchor.expect("it is there"), Some(&folder()));
    assert_eq!(outcome.holds(), Some(true), "{}", table::text(&[outcome]));
}
