//! Loads as they are published, which are not in this library.

use std::path::Path;

use sim_runtime::prelude::*;
use sim_runtime::results::{FunctionSummary, Options, Recording};
use sim_runtime::serverless::policy::{FixedTimeout, HybridHistogram, KeepAlive};
use sim_runtime::workload::trace::{Format, Trace, TraceOptions};

use crate::validation::anchor::{Anchor, Trial};
use crate::validation::judge::Judge;
use crate::validation::worlds::{Plan, host};

/// The anchors of published loads.
pub(crate) const ANCHORS: &[Anchor] = &[Anchor {
    name: "v10_the_hybrid_histogram_beats_the_fixed_time_outs",
    model: "The published day of 950 functions of Azure, an instance of each taking whatever comes; fixed time-outs from 10 min to 4 h",
    source: "Serverless in the Wild (Shahrad et al., USENIX ATC 2020)",
    trial: Trial::WithTraces {
        needs: "the published day of Azure Functions, a folder `azure2019-950` in FOLDER, and minutes",
        place: DAY,
        check: a_day_of_azure,
    },
}];

/// Where it is.
const DAY: &str = "azure2019-950";

fn a_day_of_azure(folder: &Path, judge: &mut Judge) {
    let random = &mut Seed(1).stream(0, "trace");
    let path = folder.join(DAY);
    let trace = match Trace::open(Format::Azure2019, &path, &TraceOptions::default(), random) {
        Ok(trace) => trace,
        Err(error) => panic!("{error}"),
    };
    let minutes = [10, 20, 60, 120, 240];
    let fixed = minutes.map(|minutes| {
        let timeout = mins(minutes);
        frontier(&trace, FixedTimeout { timeout })
    });
    let (cold, waste) = frontier(&trace, HybridHistogram::default());
    let mut pairs = fixed.windows(2);
    let what = "a longer time-out has a lower 75th percentile of cold starts and more waste";
    judge.states(
        what,
        pairs.all(|pair| pair[1].0 < pair[0].0 && pair[1].1 > pair[0].1),
    );
    let no_colder = fixed.iter().find(|(other, _)| *other <= cold);
    let limit = no_colder.map_or(f64::INFINITY, |(_, other)| *other);
    let what = "waste [GiB h], against the shortest time-out with no more cold starts";
    judge.below(what, waste, limit);
    let no_wasteful = fixed.iter().rev().find(|(_, other)| *other <= waste);
    let limit = no_wasteful.map_or(f64::INFINITY, |(other, _)| *other);
    let what = "75th percentile of cold starts, against the longest time-out with no more waste";
    judge.below(what, cold, limit);
}

/// The 75th percentile of the functions' shares of cold starts, and the memory that idle instances held \[GiB h\].
fn frontier(trace: &Trace, keep_alive: impl KeepAlive + 'static) -> (f64, f64) {
    let report = replayed(trace, keep_alive);
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

/// A trace on one node with room for all, in summary recording.
fn replayed(trace: &Trace, keep_alive: impl KeepAlive + 'static) -> Report {
    let mut plan = Plan::over([host(100_000, Bytes::MAX, gb(10))]);
    plan.service.keep_alive = Some(Box::new(keep_alive));
    let mut world = plan.declare();
    let (cloud, registry) = (world.cloud, world.registry);
    let spec = TraceSpec {
        host: Some(world.user),
        // As in the paper: a function's instance takes all that comes while it is there.
        concurrency: u32::MAX,
        ..TraceSpec::default()
    };
    world.sim.load("day", trace, cloud, registry, spec);
    let options = Options::new(Seed(1)).recording(Recording::Summary);
    world.sim.run_with(options).expect("it runs")
}
