//! Keep-alive: which share of the starts is cold, and for how long instances wait, as renewal theory knows it.
//!
//! Images have no size and instances start at once, so that nothing takes time but gaps and bodies.

use coldstart::kernel::Stream;
use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
use coldstart::serverless::policy::{FixedLifetime, FixedTimeout, KeepAlive, KeepForever};

use crate::support::replications::replicate;
use crate::support::{Plan, World, at, host};

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

/// Poisson arrivals of short bodies, (mean gap, idle time-out) (600, 600), (1200, 600), (3600, 600), (300, 60) s.
/// Known: .367879, .606531, .846482, .818731 of the starts are cold; 379.27, 472.16, 552.67, 54.38 s are idle for each.
#[test]
fn v5_a_time_out_leaves_cold_starts_and_idle_time() {
    let cases = [
        (1.0 / 600.0, 600, 0.367879, 379.27),
        (1.0 / 1200.0, 600, 0.606531, 472.16),
        (1.0 / 3600.0, 600, 0.846482, 552.67),
        (1.0 / 300.0, 60, 0.818731, 54.38),
    ];
    for (rate, timeout, cold, idle) in cases {
        let timeout = secs(timeout);
        let [of_cold, of_idle] = replicate(5, |seed| {
            cold_and_idle(poisson(rate), FixedTimeout { timeout }, seed)
        });
        of_cold.agrees(cold);
        of_idle.agrees(idle);
    }
}

/// Every 600 s a body of 60 s, an idle time-out of 539 s or 541 s.
/// Known: all starts are cold, only the first one is.
#[test]
fn v5_a_regular_function_starts_cold_if_it_is_idle_for_longer_than_the_time_out() {
    for (timeout, cold) in [(secs(539), 20), (secs(541), 1)] {
        let mut world = keeping(FixedTimeout { timeout });
        let f = function(&mut world, "f");
        let (user, cloud) = (world.user, world.cloud);
        // Every 600 s a body of 60 s: idle for 540 s.
        let arrivals = Regular::every(secs(600)).take(20);
        world
            .sim
            .workload("load", user, cloud, f, arrivals, |_, _| secs(60));
        assert_eq!(run(world, Seed(1)).summary.cold_starts, cold);
    }
}

/// Poisson arrivals, an idle time-out or a lifetime of .5, 1, 2, 5 mean gaps.
/// Known: hits .393469, .632121, .864665, .993262 if a use renews the instance; .333333, .5, .666667, .833333 if none does.
#[test]
fn v25_a_use_that_renews_an_instance_makes_more_hits() {
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
        hits.agrees(renewed);
        let [hits] = replicate(5, |seed| {
            let [cold, _] = cold_and_idle(poisson(0.01), FixedLifetime { lifetime: time }, seed);
            [1.0 - cold]
        });
        hits.agrees(not_renewed);
    }
}

/// A Weibull gap of mean 100 s, by inversion; `gamma` is the gamma function of 1 + 1 / shape.
fn weibull(random: &mut Stream, shape: f64, gamma: f64) -> f64 {
    100.0 / gamma * random.exponential(1.0).powf(1.0 / shape)
}

/// Gaps of Weibull .5, .75, 2 and of Erlang 2, an idle time-out of the mean gap.
/// Known: .243117, .319878, .455938, .406006 of the starts are cold.
#[test]
fn v26_gaps_with_a_memory_change_the_share_of_cold_starts() {
    let cases: [(Gap, f64); 4] = [
        (|random| weibull(random, 0.5, 2.0), 0.243117),
        (|random| weibull(random, 0.75, 1.190639348758999), 0.319878),
        (|random| weibull(random, 2.0, 0.886226925452758), 0.455938),
        (
            |random| random.exponential(50.0) + random.exponential(50.0),
            0.406006,
        ),
    ];
    for (gap, cold) in cases {
        let timeout = FixedTimeout { timeout: secs(100) };
        let [of_cold, _] = replicate(6, |seed| cold_and_idle(Gaps(gap), timeout, seed));
        of_cold.agrees(cold);
    }
}

/// M/G/infinity from empty, 1000 arrivals/s, exponential bodies of 1 s.
/// Known: 632.121 run after 1 s, 950.213 after 3 s.
#[test]
fn v28_an_empty_service_fills_as_m_g_infinity_does() {
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
    one.agrees(632.121);
    three.agrees(950.213);
}
