//! Keep-alive: which share of the starts is cold, and for how long instances wait, as renewal theory knows it.
//!
//! Images have no size and instances start at once, so that nothing takes time but gaps and bodies.

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;
use sim_runtime::results::{Options, Recording};
use sim_runtime::serverless::policy::{FixedLifetime, FixedTimeout, KeepAlive, KeepForever};

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::replicate;
use crate::validation::worlds::{Plan, World, at, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// A world of one large node whose service keeps instances so.
fn keeping(keep_alive: impl KeepAlive + 'static) -> World {
    let mut plan = Plan::over([host(10_000, Bytes::MAX, gb(10))]).with_images([NOTHING]);
    plan.service.keep_alive = Some(Box::new(keep_alive));
    plan.declare()
}

/// A function of this name whose instances take a GiB each.
fn function(world: &mut World, name: &'static str) -> Function<SimDuration, ()> {
    world.sleeper(FunctionSpec {
        memory: gib(1),
        ..FunctionSpec::new(name, NOTHING)
    })
}

fn run(world: World, seed: Seed) -> Report {
    let options = Options::new(seed).recording(Recording::Summary);
    world.sim.run_with(options).expect("it runs")
}

/// Draws a gap \[s\].
type Gap = fn(&mut Stream) -> f64;

/// Arrivals with independent gaps.
#[derive(Debug)]
struct Gaps(Gap);

impl Arrival for Gaps {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        Some(last + SimDuration::from_secs_f64((self.0)(random)))
    }
}

/// How many invocations a run has.
const INVOCATIONS: u64 = 4_000;

/// The share of cold starts of a function whose bodies take no time, and the idle time for each of its invocations \[s\].
fn cold_and_idle<K: KeepAlive + 'static>(
    arrivals: impl Arrival + 'static,
    keep_alive: K,
    seed: Seed,
) -> [f64; 2] {
    let mut world = keeping(keep_alive);
    let f = function(&mut world, "f");
    let (user, cloud) = (world.user, world.cloud);
    let arrivals = arrivals.take(INVOCATIONS);
    let none = |_, _: &mut Stream| SimDuration::ZERO;
    world.sim.workload("load", user, cloud, f, arrivals, none);
    let report = run(world, seed);
    let invocations = report.summary.invocations as f64;
    assert_eq!(invocations, INVOCATIONS as f64);
    [
        report.summary.cold_starts as f64 / invocations,
        report.services[0].wasted_gib_seconds / invocations,
    ]
}

fn poisson(rate: f64) -> Poisson {
    Poisson::per_second(rate)
}

/// The anchors of keep-alive.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v5_a_time_out_leaves_cold_starts_and_idle_time",
        "Poisson arrivals of short bodies, an idle time-out",
        "a gap longer than the time-out: exp(-rate time-out); idle (1 - that) / rate",
        time_outs,
    ),
    Anchor::new(
        "v5_a_regular_function_starts_cold_if_it_is_idle_for_longer_than_the_time_out",
        "Every 600 s a body of 60 s, 20 times, an idle time-out",
        "it is idle for 540 s",
        regular,
    ),
    Anchor::new(
        "v25_a_use_that_renews_an_instance_makes_more_hits",
        "Poisson arrivals, instances that are kept for some mean gaps x, after each use or after the first",
        "renewal theory: 1 - exp(-x) and x / (1 + x)",
        renewals,
    ),
    Anchor::new(
        "v26_gaps_with_a_memory_change_the_share_of_cold_starts",
        "Gaps that are not exponential, an idle time-out of the mean gap",
        "the law of the gaps, beyond its mean",
        with_memory,
    ),
    Anchor::new(
        "v28_an_empty_service_fills_as_m_g_infinity_does",
        "M/G/infinity from empty, 1000 arrivals/s, exponential bodies of 1 s",
        "1000 (1 - exp(-t))",
        filling,
    ),
];

fn time_outs(judge: &mut Judge) {
    let cases = [
        (600, 600, 0.367879, 379.27),
        (1200, 600, 0.606531, 472.16),
        (3600, 600, 0.846482, 552.67),
        (300, 60, 0.818731, 54.38),
    ];
    for (gap, timeout, cold, idle) in cases {
        let of = format!("mean gap {gap} s, time-out {timeout} s");
        let (rate, timeout) = (1.0 / f64::from(gap), secs(timeout));
        let [of_cold, of_idle] = replicate(5, |seed| {
            cold_and_idle(poisson(rate), FixedTimeout { timeout }, seed)
        });
        judge.estimate(format!("share of cold starts, {of}"), of_cold, cold);
        judge.estimate(format!("idle time of each [s], {of}"), of_idle, idle);
    }
}

fn regular(judge: &mut Judge) {
    for (timeout, cold) in [(539, 20), (541, 1)] {
        let what = format!("cold starts, time-out {timeout} s");
        let timeout = secs(timeout);
        let mut world = keeping(FixedTimeout { timeout });
        let f = function(&mut world, "f");
        let (user, cloud) = (world.user, world.cloud);
        let arrivals = Regular::every(secs(600)).take(20);
        world
            .sim
            .workload("load", user, cloud, f, arrivals, |_, _| secs(60));
        judge.equal(what, run(world, Seed(1)).summary.cold_starts, cold);
    }
}

fn renewals(judge: &mut Judge) {
    let cases = [
        (0.5, 0.393469, 0.333333),
        (1.0, 0.632121, 0.5),
        (2.0, 0.864665, 0.666667),
        (5.0, 0.993262, 0.833333),
    ];
    for (mean_uses, renewed, not_renewed) in cases {
        let time = SimDuration::from_secs_f64(100.0 * mean_uses);
        let [hits] = replicate(5, |seed| {
            let [cold, _] = cold_and_idle(poisson(0.01), FixedTimeout { timeout: time }, seed);
            [1.0 - cold]
        });
        let what = |after| format!("hits, {mean_uses} mean gaps after {after}");
        judge.estimate(what("each use"), hits, renewed);
        let [hits] = replicate(5, |seed| {
            let [cold, _] = cold_and_idle(poisson(0.01), FixedLifetime { lifetime: time }, seed);
            [1.0 - cold]
        });
        judge.estimate(what("the first use"), hits, not_renewed);
    }
}

/// A Weibull gap of mean 100 s, by inversion; `gamma` is the gamma function of 1 + 1 / shape.
fn weibull(random: &mut Stream, shape: f64, gamma: f64) -> f64 {
    100.0 / gamma * random.exponential(1.0).powf(1.0 / shape)
}

fn with_memory(judge: &mut Judge) {
    let cases: [(&str, Gap, f64); 4] = [
        ("Weibull .5", |random| weibull(random, 0.5, 2.0), 0.243117),
        (
            "Weibull .75",
            |random| weibull(random, 0.75, 1.190639348758999),
            0.319878,
        ),
        (
            "Weibull 2",
            |random| weibull(random, 2.0, 0.886226925452758),
            0.455938,
        ),
        (
            "Erlang 2",
            |random| random.exponential(50.0) + random.exponential(50.0),
            0.406006,
        ),
    ];
    for (law, gap, cold) in cases {
        let timeout = FixedTimeout { timeout: secs(100) };
        let [of_cold, _] = replicate(6, |seed| cold_and_idle(Gaps(gap), timeout, seed));
        judge.estimate(format!("share of cold starts, {law}"), of_cold, cold);
    }
}

fn filling(judge: &mut Judge) {
    let [one, three] = replicate(6, |seed| {
        let mut world = keeping(KeepForever);
        let f = function(&mut world, "f");
        let (user, cloud) = (world.user, world.cloud);
        let arrivals = Poisson::per_second(1000.0).until(at(3.0));
        let length = |_, random: &mut Stream| random.exponential_duration(secs(1));
        world.sim.workload("load", user, cloud, f, arrivals, length);
        let report = world.sim.run(seed).expect("it runs");
        [1.0, 3.0].map(|date| {
            let running = report.invocations.iter().filter(|row| {
                row.start.is_some_and(|start| start <= at(date))
                    && row.end.is_none_or(|end| end > at(date))
            });
            running.count() as f64
        })
    });
    judge.estimate("running after 1 s", one, 632.121);
    judge.estimate("running after 3 s", three, 950.213);
}
