//! What instances give to what runs in them: shared processors, and Little's law.

use coldstart::prelude::*;

use crate::support::replications::{Estimate, replicate};
use crate::support::{Plan, host};

/// A figure, from six replications.
fn estimate(figure: impl Fn(u64) -> f64) -> Estimate {
    let [estimate] = replicate(6, |Seed(seed)| [figure(seed)]);
    estimate
}

/// How much work an invocation is, in core seconds: mean 1.
type Law = fn(&mut Stream) -> f64;

/// All are alike.
fn constant(_: &mut Stream) -> f64 {
    1.0
}

fn exponential(random: &mut Stream) -> f64 {
    random.exponential(1.0)
}

/// Mostly short, and one in ten long: the squared coefficient of variation is 9.8.
fn mixed(random: &mut Stream) -> f64 {
    if random.chance(0.1) {
        random.exponential(7.75)
    } else {
        random.exponential(0.25)
    }
}

/// The mean sojourn of Poisson arrivals at a node whose cores all bodies share, after a time in which it fills.
fn sojourn(cores: u32, rate: f64, law: Law, (filling, counted): (usize, u64), seed: u64) -> f64 {
    let mut world = Plan {
        workers: vec![host(cores, gb(1), gb(10))],
        service: ServerlessSpec {
            idle_timeout: hours(1),
            ..ServerlessSpec::default()
        },
        ..Plan::default()
    }
    .with_images([Image::new("image", Bytes::new(1))])
    .declare();
    let spec = FunctionSpec {
        concurrency: u32::MAX,
        cpu: Cpu::shared(),
        ..FunctionSpec::new("work", Image::new("image", Bytes::new(1)))
    };
    let work = world.sim.function(spec, async |ctx: &mut Ctx, work: f64| {
        ctx.compute(gflop(1) * work).await
    });
    world.sim.deploy(work, world.cloud, world.registry);
    let arrivals = Poisson::per_second(rate).take(filling as u64 + counted);
    let input = move |_, random: &mut Stream| law(random);
    world
        .sim
        .workload("client", world.user, world.cloud, work, arrivals, input);
    let report = world.sim.run(Seed(seed)).expect("it runs");
    assert!(report.services[0].containers == 1);
    let counted = &report.invocations[filling..];
    let sojourns = counted.iter().map(|row| {
        let response = row.response().expect("it is over");
        response.as_secs_f64()
    });
    sojourns.sum::<f64>() / counted.len() as f64
}

#[test]
fn v7_four_shared_cores_do_not_mind_the_law_of_the_work() {
    for law in [exponential, constant, mixed] {
        let mean = estimate(|seed| sojourn(4, 3.0, law, (200, 2_000), seed));
        mean.agrees_to(1.509_434, 0.32);
    }
}

/// One core, of which so much is used.
fn one_core(load: f64, lengths: (usize, u64)) -> Estimate {
    estimate(|seed| sojourn(1, load, exponential, lengths, seed))
}

#[test]
fn v7_one_shared_core_at_half_load() {
    one_core(0.5, (200, 3_000)).agrees_to(2.0, 0.2);
}

#[test]
fn v7_one_shared_core_at_load_0_8() {
    one_core(0.8, (1_000, 4_000)).agrees_to(5.0, 0.4);
}

#[test]
fn v7_one_shared_core_at_load_0_9() {
    one_core(0.9, (2_000, 5_000)).agrees_to(10.0, 0.6);
}

/// How many run on average, by the cores that the node says are held: half a core for each.
fn running(rate: f64, length: SimDuration, seconds: u64, seed: u64) -> f64 {
    let mut world = Plan {
        workers: vec![host(2_000, tb(1), gb(10))],
        ..Plan::default()
    }
    .with_images([Image::new("image", Bytes::new(1))])
    .keeping(hours(1))
    .declare();
    let spec = FunctionSpec {
        cpu: Cpu::per_invocation(0.5),
        ..FunctionSpec::new("work", Image::new("image", Bytes::new(1)))
    };
    let work = world.sleeper(spec);
    // They begin and end outside of the interval that counts: until the horizon as many come as go.
    let (begin, end) = (secs(seconds) / 2, secs(seconds));
    world.sim.horizon(SimTime::ZERO + end);
    world.sim.workload(
        "client",
        world.user,
        world.cloud,
        work,
        Poisson::per_second(rate),
        move |_, _| length,
    );
    let report = world.sim.run(Seed(seed)).expect("it runs");
    let timeline = &report.timeline;
    let width = timeline.interval.as_secs_f64();
    let busy = &timeline.nodes[0].busy_cores;
    let first = (begin.as_secs_f64() / width).ceil() as usize;
    let last = (end.as_secs_f64() / width).floor() as usize;
    let counted = &busy[first..last];
    counted.iter().sum::<f64>() / counted.len() as f64 / 0.5
}

#[test]
fn v34_as_many_run_as_come_while_one_runs() {
    let mean = estimate(|seed| running(100.0, millis(500), 30, seed));
    mean.agrees_to(50.0, 0.12);
    let mean = estimate(|seed| running(20.0, secs(60), 240, seed));
    mean.agrees_to(1200.0, 0.12);
}
