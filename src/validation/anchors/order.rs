//! In which order invocations are served, and how long one waits for several: service times have mean 1, arrivals have no memory.

use std::cell::RefCell;
use std::rc::Rc;

use sim_runtime::prelude::*;
use sim_runtime::results::{Options, Recording};
use sim_runtime::serverless::policy::Discipline;

use crate::validation::anchor::Anchor;
use crate::validation::controls::Jobs;
use crate::validation::judge::Judge;
use crate::validation::replications::{Estimate, replicate_controlled};
use crate::validation::worlds::{Plan, host, link, storage};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// What is seen until then is left out.
const WARM_UP: SimTime = SimTime::from_nanos(500_000_000_000);

const REPLICATIONS: u64 = 16;

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The mean waits of functions of priority 0 and 1, with .3 and .4 arrivals a second, for the one core that there is; and how
/// much more work than in theory comes.
fn waits(discipline: impl Discipline + 'static, seed: Seed) -> ([f64; 2], [f64; 1]) {
    let mut plan = Plan::over([host(1, gb(1), gb(1))])
        .with_images([NOTHING])
        .keeping(SimDuration::MAX);
    plan.service.discipline = Box::new(discipline);
    let mut world = plan.declare();
    let waits = Rc::new(RefCell::new([Vec::new(), Vec::new()]));
    let jobs = Rc::new(RefCell::new([Vec::new(), Vec::new()]));
    let classes = [("urgent", 0.3), ("patient", 0.4)];
    for (class, (name, rate)) in classes.into_iter().enumerate() {
        let (told, made) = (Rc::clone(&waits), Rc::clone(&jobs));
        let body = async move |ctx: &mut Ctx, requested: SimTime| {
            let length = ctx.random().exponential_duration(secs(1));
            if requested >= WARM_UP {
                let wait = ctx.now() - requested;
                told.borrow_mut()[class].push(wait.as_secs_f64());
                let since = requested - SimTime::ZERO;
                let job = (since.as_secs_f64(), length.as_secs_f64());
                made.borrow_mut()[class].push(job);
            }
            ctx.sleep(length).await;
        };
        let spec = FunctionSpec {
            priority: class as u32,
            ..FunctionSpec::new(name, NOTHING)
        };
        let (cloud, function) = (world.cloud, world.sim.function(spec, body));
        world.sim.deploy(function, cloud, world.registry);
        let client = async move |ctx: &mut Ctx| {
            while ctx.now() < SimTime::ZERO + secs(9_500) {
                let gap = ctx.random().exponential(1.0 / rate);
                ctx.sleep(SimDuration::from_secs_f64(gap)).await;
                let now = ctx.now();
                let _ = ctx.invoke_async(cloud, function, now).await;
            }
            ctx.until_all_done().await;
        };
        world.sim.controller(name, world.user, client);
    }
    let options = Options::new(seed).recording(Recording::Summary);
    world.sim.run_with(options).expect("it runs");
    let rates = classes.map(|(_, rate)| rate).into_iter();
    let excess = jobs.take().into_iter().zip(rates).map(|(all, rate)| {
        let jobs = Jobs {
            rate,
            mean: 1.0,
            all,
            warm_up: 0,
        };
        jobs.excess_of_work()
    });
    let excess: f64 = excess.sum();
    (waits.take().map(|waits| mean(&waits)), [excess])
}

/// The anchors of order.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v22_the_urgent_wait_less_and_the_patient_more",
        "Two classes with .3 and .4 arrivals a second at one server that finishes what it has begun",
        "Cobham 1954: .7 / (1 - .3), and that over 1 - .7",
        priorities,
    ),
    Anchor::new(
        "v22_without_priorities_all_wait_the_same",
        "The same two classes without priorities, which the waits above must be told from",
        "Pollaczek and Khinchine: .7 / (1 - .7)",
        without_priorities,
    ),
    Anchor::new(
        "v24_a_fork_joins_when_both_queues_have_served_it",
        "Arrivals that fork to two queues with a server each, and join again, at load .5",
        NELSON,
        |judge| fork(judge, 0.5, 1500, 2.875, 0.03),
    ),
    Anchor::new(
        "v24_a_fork_of_busy_queues_takes_longer",
        "Arrivals that fork to two queues with a server each, and join again, at load .8",
        NELSON,
        |judge| fork(judge, 0.8, 3000, 7.0, 0.06),
    ),
    Anchor::new(
        "v24_the_last_of_several_comes_after_the_harmonic_number_of_them",
        "Exponential invocations that begin at once",
        "the maximum of k: 1 + 1/2 + .. + 1/k",
        harmonic,
    ),
];

const NELSON: &str = "Nelson and Tantawi 1988: (12 - rho) / 8 times 1 / (1 - rho)";

fn priorities(judge: &mut Judge) {
    let [urgent, patient] = replicate_controlled(REPLICATIONS, |seed| waits(PriorityClasses, seed));
    judge.estimate_to("mean wait of the urgent [s]", urgent, 1.0, 0.1);
    judge.estimate_to("mean wait of the patient [s]", patient, 3.333333, 0.15);
}

fn without_priorities(judge: &mut Judge) {
    let [one, other] = replicate_controlled(REPLICATIONS, |seed| waits(Fifo, seed));
    judge.estimate_to("mean wait of the one class [s]", one, 2.333333, 0.15);
    judge.estimate_to("mean wait of the other [s]", other, 2.333333, 0.15);
}

/// The mean time from an arrival until both of its invocations are over, each at a service of its own with one core; and by how
/// much longer than in theory the one and the other take.
fn fork_join(rate: f64, forks: u32, seed: Seed) -> ([f64; 1], [f64; 1]) {
    let mut sim = Builder::new();
    sim.network(Ideal);
    let [user, gateway, left, right] =
        ["user", "gateway", "left", "right"].map(|name| sim.host(name, host(1, gb(1), gb(1))));
    let lan = sim.link("lan", link(mb_per_sec(100)));
    for host in [user, left, right] {
        sim.route(gateway, host, [lan]);
    }
    let registry = sim.storage("registry", user, storage([NOTHING]));
    let sojourns = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&sojourns);
    let body = async move |ctx: &mut Ctx, arrived: SimTime| {
        let length = ctx.random().exponential_duration(secs(1));
        ctx.sleep(length).await;
        if arrived >= WARM_UP {
            told.borrow_mut().push((ctx.now() - arrived).as_secs_f64());
        }
    };
    let job = sim.function(FunctionSpec::new("job", NOTHING), body);
    let services = [("left", left), ("right", right)].map(|(name, node)| {
        let spec = ServerlessSpec {
            idle_timeout: SimDuration::MAX,
            ..ServerlessSpec::default()
        };
        let service = sim.serverless(&format!("{name} queue"), gateway, node, spec);
        sim.deploy(job, service, registry);
        service
    });
    let times = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&times);
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        let mut forked = Vec::new();
        for number in 0..forks {
            let gap = ctx.random().exponential(1.0 / rate);
            ctx.sleep(SimDuration::from_secs_f64(gap)).await;
            let told = Rc::clone(&told);
            let fork = async move |ctx: &mut Ctx| {
                let arrived = ctx.now();
                let mut both = Vec::new();
                for service in services {
                    both.push(ctx.invoke_async(service, job, arrived).await);
                }
                ctx.wait_all(both).await;
                told.borrow_mut()
                    .push((arrived, (ctx.now() - arrived).as_secs_f64()));
            };
            forked.push(ctx.spawn(&format!("fork {number}"), fork).await);
        }
        for fork in forked {
            ctx.join(fork).await;
        }
    });
    let options = Options::new(seed).recording(Recording::Summary);
    sim.run_with(options).expect("it runs");
    let times = times.take().into_iter();
    let late = times.filter(|(arrived, _)| *arrived >= WARM_UP);
    let late: Vec<f64> = late.map(|(_, time)| time).collect();
    // Each of the two is a queue with one server.
    let excess = mean(&sojourns.take()) - 1.0 / (1.0 - rate);
    ([mean(&late)], [excess])
}

fn fork(judge: &mut Judge, load: f64, forks: u32, expected: f64, resolution: f64) {
    let [time] = replicate_controlled(REPLICATIONS, |seed| fork_join(load, forks, seed));
    judge.estimate_to(
        "mean time until both are over [s]",
        time,
        expected,
        resolution,
    );
}

/// How long it takes until all of `k` invocations are over that start at once, over many rounds.
fn maximum(k: u32) -> Estimate {
    let plan = Plan::over([host(16, gb(1), gb(1))]).with_images([NOTHING]);
    let mut world = plan.keeping(SimDuration::MAX).declare();
    let body = async |ctx: &mut Ctx, (): ()| {
        let length = ctx.random().exponential_duration(secs(1));
        ctx.sleep(length).await;
    };
    let (cloud, job) = (
        world.cloud,
        world.sim.function(FunctionSpec::new("job", NOTHING), body),
    );
    world.sim.deploy(job, cloud, world.registry);
    let times = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&times);
    world.run(async move |ctx: &mut Ctx| {
        for _ in 0..1000 {
            let started = ctx.now();
            let mut all = Vec::new();
            for _ in 0..k {
                all.push(ctx.invoke_async(cloud, job, ()).await);
            }
            ctx.wait_all(all).await;
            told.borrow_mut().push((ctx.now() - started).as_secs_f64());
        }
    });
    // No round knows of another.
    Estimate::of(&times.take())
}

fn harmonic(judge: &mut Judge) {
    for (k, expected) in [(2, 1.5), (4, 2.083333), (8, 2.717857), (16, 3.380729)] {
        let what = format!("mean time until the last of {k} ends [s]");
        judge.estimate(what, maximum(k), expected);
    }
}
