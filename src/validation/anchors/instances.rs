//! What instances give to what runs in them: shared processors, and Little's law.

use std::cell::RefCell;
use std::rc::Rc;

use sim_runtime::prelude::*;

use crate::validation::anchor::Anchor;
use crate::validation::controls::Jobs;
use crate::validation::judge::Judge;
use crate::validation::replications::{Estimate, replicate, replicate_controlled};
use crate::validation::worlds::{Plan, host};

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

/// Mostly short, and one in ten long: the squared coefficient of variation is 11.1.
fn mixed(random: &mut Stream) -> f64 {
    if random.chance(0.1) {
        random.exponential(7.75)
    } else {
        random.exponential(0.25)
    }
}

/// The mean sojourn of Poisson arrivals at a node whose cores all bodies share, after a time in which it fills; and what is known
/// of the load.
fn sojourn(
    (cores, rate): (u32, f64),
    law: Law,
    (filling, counted): (usize, u64),
    seed: Seed,
) -> ([f64; 1], [f64; 2]) {
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
    let works = Rc::new(RefCell::new(Vec::new()));
    let made = Rc::clone(&works);
    let input = move |_, random: &mut Stream| {
        let work = law(random);
        made.borrow_mut().push(work);
        work
    };
    world
        .sim
        .workload("client", world.user, world.cloud, work, arrivals, input);
    let report = world.sim.run(seed).expect("it runs");
    assert!(report.services[0].containers == 1);
    let dates = report.invocations.iter();
    let dates = dates.map(|row| row.requested.as_secs_f64());
    let jobs = Jobs {
        rate,
        mean: 1.0,
        all: dates.zip(works.take()).collect(),
        warm_up: filling,
    };
    let [crowds] = jobs.excess_of_crowds([cores]);
    let controls = [jobs.excess_of_work(), crowds];
    let counted = &report.invocations[filling..];
    let sojourns = counted.iter().map(|row| {
        let response = row.response().expect("it is over");
        response.as_secs_f64()
    });
    ([sojourns.sum::<f64>() / counted.len() as f64], controls)
}

/// The mean sojourn where cores are shared.
fn shared(cores: (u32, f64), law: Law, lengths: (usize, u64)) -> Estimate {
    let [sojourn] = replicate_controlled(16, |seed| sojourn(cores, law, lengths, seed));
    sojourn
}

/// The anchors of instances.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v7_four_shared_cores_do_not_mind_the_law_of_the_work",
        "Processor sharing, four cores at load 3",
        "insensitivity: as M/M/4, whatever the law of the work is",
        four_cores,
    ),
    Anchor::new(
        "v7_one_shared_core_at_half_load",
        "Processor sharing, one core at load .5",
        "1 / (1 - .5)",
        |judge| one_core(judge, 0.5, (200, 2_500), 2.0, 0.1),
    ),
    Anchor::new(
        "v7_one_shared_core_at_load_0_8",
        "Processor sharing, one core at load .8",
        "1 / (1 - .8)",
        |judge| one_core(judge, 0.8, (700, 3_500), 5.0, 0.15),
    ),
    Anchor::new(
        "v7_one_shared_core_at_load_0_9",
        "Processor sharing, one core at load .9",
        "1 / (1 - .9)",
        |judge| one_core(judge, 0.9, (2_000, 5_000), 10.0, 0.3),
    ),
    Anchor::new(
        "v34_as_many_run_as_come_while_one_runs",
        "100 arrivals/s of .5 s, 20 arrivals/s of 60 s",
        "Little 1961",
        little,
    ),
];

fn four_cores(judge: &mut Judge) {
    let laws: [(&str, Law); 3] = [
        ("exponential", exponential),
        ("constant", constant),
        ("mixed", mixed),
    ];
    for (name, law) in laws {
        let mean = shared((4, 3.0), law, (1_000, 2_500));
        let what = format!("mean sojourn [s], {name} work");
        judge.estimate_to(what, mean, 1.509434, 0.15);
    }
}

/// One core, of which so much is used.
fn one_core(judge: &mut Judge, load: f64, lengths: (usize, u64), expected: f64, resolution: f64) {
    let mean = shared((1, load), exponential, lengths);
    judge.estimate_to("mean sojourn [s]", mean, expected, resolution);
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

fn little(judge: &mut Judge) {
    let mean = estimate(|seed| running(100.0, millis(500), 30, seed));
    judge.estimate_to("running, 100/s of .5 s", mean, 50.0, 0.08);
    let mean = estimate(|seed| running(20.0, secs(60), 240, seed));
    judge.estimate_to("running, 20/s of 60 s", mean, 1200.0, 0.05);
}
