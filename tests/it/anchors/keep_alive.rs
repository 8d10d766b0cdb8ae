//! Keep-alive: which share of the starts is cold, and for how long instances wait, as renewal theory knows it.
//!
//! Images have no size and instances start at once, so that nothing takes time but gaps and bodies.

use std::cell::Cell;
use std::rc::Rc;

use coldstart::kernel::Stream;
use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
use coldstart::serverless::policy::{
    FixedLifetime, FixedTimeout, HybridHistogram, Idle, KeepAlive, KeepForever, NodeView, Policy,
    Randomness, Reuse, StartUp, Steps,
};
use coldstart::serverless::{FunctionId, InstanceId};

use crate::support::replications::{Estimate, replicate};
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

/// The instance that was made last.
#[derive(Debug)]
struct Newest;

impl Policy for Newest {}

impl Reuse for Newest {
    fn choose(&mut self, _: FunctionId, idle: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
        Some(idle.iter().max_by_key(|one| one.number())?.id())
    }
}

/// Starts at once, and tells the body, which begins at that date, that its instance is new.
#[derive(Debug)]
struct Told(Rc<Cell<bool>>);

impl Policy for Told {}

impl StartUp for Told {
    fn plan(&mut self, _: FunctionId, _: NodeView<'_>, _: &mut Randomness) -> Steps {
        self.0.set(true);
        Steps::NONE
    }
}

/// How long spans overlap with the time from one date to another, divided by that time.
fn mean_number(spans: impl Iterator<Item = (SimTime, SimTime)>, from: SimTime, to: SimTime) -> f64 {
    let overlaps = spans.map(|(start, end)| end.min(to).since(start.max(from)).as_secs_f64());
    overlaps.sum::<f64>() / (to - from).as_secs_f64()
}

#[test]
fn v1_the_platform_of_simfaas_has_its_cold_starts_and_instances() {
    let (from, to) = (at(3_000.0), at(25_000.0));
    let [cold, running, idle] = replicate(8, |seed| {
        let is_new = Rc::new(Cell::new(false));
        let mut plan = Plan::over([host(10_000, Bytes::MAX, gb(10))]).with_images([NOTHING]);
        plan.service.keep_alive = Some(Box::new(FixedTimeout { timeout: secs(600) }));
        plan.service.reuse = Box::new(Newest);
        plan.service.start_up = Some(Box::new(Told(Rc::clone(&is_new))));
        let mut world = plan.declare();
        let body = async move |ctx: &mut Ctx, (): ()| {
            // A cold service takes longer as a whole, its start-up included.
            let mean = if is_new.take() { 2.244 } else { 1.991 };
            let mean = SimDuration::from_secs_f64(mean);
            let length = ctx.random().exponential_duration(mean);
            ctx.sleep(length).await;
        };
        let f = world.sim.function(FunctionSpec::new("f", NOTHING), body);
        world.sim.deploy(f, world.cloud, world.registry);
        let arrivals = Poisson::per_second(0.9).until(to);
        let (user, cloud) = (world.user, world.cloud);
        world
            .sim
            .workload("load", user, cloud, f, arrivals, |_, _| ());
        let report = world.sim.run(seed).expect("it runs");
        let seen = report
            .invocations
            .iter()
            .filter(|row| row.requested >= from);
        let (mut all, mut new) = (0.0, 0.0);
        for row in seen {
            all += 1.0;
            new += f64::from(u8::from(row.cold_cause.is_some()));
        }
        let runs = report.invocations.iter();
        let runs = runs.map(|row| (row.requested, row.completion.unwrap_or(to)));
        let lives = report.containers.iter();
        let lives = lives.map(|row| (row.created, row.ended.unwrap_or(report.final_date)));
        let running = mean_number(runs, from, to);
        [new / all, running, mean_number(lives, from, to) - running]
    });
    // Some two hundred cold starts are seen.
    cold.agrees_to(0.001344, 0.5);
    running.agrees(1.7906);
    idle.agrees(5.911);
}

/// A function of the synthetic load: invoked like clockwork or at random, so often \[min\].
type App = (u64, bool);

/// Some of the applications are timers, the gaps of the others are exponential.
fn apps() -> Vec<App> {
    let timers = [2, 5, 15, 20, 30, 40, 50, 60, 90, 120];
    let others = [1, 2, 3, 5, 8, 10, 12, 15, 20, 25, 30, 40, 60, 90];
    let timers = timers.map(|gap| (gap, true));
    let others = others.map(|gap| (gap, false));
    timers.into_iter().chain(others).collect()
}

/// The 75th percentile of the applications' shares of cold starts, and the wasted memory \[GiB h\].
fn cold_and_waste(keep_alive: impl KeepAlive + 'static, seed: Seed) -> [f64; 2] {
    let mut world = keeping(keep_alive);
    for (number, (gap, is_timer)) in apps().into_iter().enumerate() {
        let name: &'static str = Box::leak(format!("app{number}").into_boxed_str());
        let f = function(&mut world, name);
        let arrivals: Box<dyn Arrival> = match is_timer {
            true => Box::new(Regular::every(mins(gap))),
            false => Box::new(Poisson {
                mean_gap: mins(gap),
            }),
        };
        let arrivals = arrivals.until(SimTime::ZERO + hours(72));
        let (user, cloud) = (world.user, world.cloud);
        let length = |_, random: &mut Stream| random.exponential_duration(secs(1));
        world.sim.workload(name, user, cloud, f, arrivals, length);
    }
    let report = run(world, seed);
    let shares = report
        .functions
        .iter()
        .map(|row| row.counts.cold_starts as f64 / row.counts.invocations as f64);
    let mut shares: Vec<f64> = shares.collect();
    shares.sort_by(f64::total_cmp);
    let waste = report.services[0].wasted_gib_seconds / 3600.0;
    [shares[shares.len() * 3 / 4], waste]
}

#[test]
fn v10_a_longer_time_out_trades_memory_for_cold_starts_and_the_hybrid_histogram_beats_it() {
    let of = |keep_alive: fn() -> Box<dyn KeepAlive>| {
        replicate(2, |seed| cold_and_waste(keep_alive(), seed)).map(|one: Estimate| one.mean)
    };
    let [
        (short_cold, short_waste),
        (middle_cold, middle_waste),
        (long_cold, long_waste),
    ] = [
        of(|| Box::new(FixedTimeout { timeout: mins(10) })),
        of(|| Box::new(FixedTimeout { timeout: mins(60) })),
        of(|| Box::new(FixedTimeout { timeout: mins(120) })),
    ]
    .map(|[cold, waste]| (cold, waste));
    assert!(
        short_cold > middle_cold && middle_cold > long_cold,
        "{short_cold} {middle_cold} {long_cold}"
    );
    assert!(
        short_waste < middle_waste && middle_waste < long_waste,
        "{short_waste} {middle_waste} {long_waste}"
    );
    let [cold, waste] = of(|| Box::new(HybridHistogram::default()));
    assert!(
        cold <= middle_cold && waste < middle_waste,
        "{cold} {waste} against {middle_cold} {middle_waste}"
    );
}
