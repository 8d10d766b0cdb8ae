//! Rounds look only at what can have changed, and nobody can tell: the results are those of rounds that look at everything.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::serverless::policy::registry::{self, Parameters};
use coldstart::serverless::policy::{FirstIdle, Idle, Policy, Randomness, Reuse, Round};
use coldstart::serverless::{FunctionId, InstanceId, Scheduler};

use crate::support::{IMAGE, Plan, host, link, soak, storage};

/// How many worlds there are for each scheduler.
const WORLDS: u32 = 60;

/// A scheduler whose rounds all begin anew.
#[derive(Debug)]
struct Anew(Box<dyn Scheduler>);

impl Policy for Anew {}

impl Scheduler for Anew {
    fn schedule(&mut self, round: &mut Round<'_>) {
        self.0.schedule(round);
    }

    fn needs_whole_cores(&self) -> bool {
        self.0.needs_whole_cores()
    }
}

/// The first idle instance, by a policy that has to be asked each time.
#[derive(Debug)]
struct AskedAnew;

impl Policy for AskedAnew {}

impl Reuse for AskedAnew {
    fn choose(
        &mut self,
        function: FunctionId,
        idle: &Idle<'_>,
        random: &mut Randomness,
    ) -> Option<InstanceId> {
        FirstIdle.choose(function, idle, random)
    }
}

const IMAGES: [Image; 3] = [
    Image::new("a", mb(40)),
    Image::new("b", mb(90)),
    Image::new("c", mb(5)),
];

/// Several bursts of a few functions on nodes that have no image yet. If a round looks at everything, policies are asked anew
/// each time, and one function that nobody invokes serves several at once, so that nothing is decided about several attempts
/// together.
fn world(scheduler: &str, number: u64, looks_at_everything: bool) -> Builder {
    let mut stream = Seed(number).stream(0, "world");
    let random = &mut stream;
    let mut sim = Builder::new();
    sim.network(Ideal);
    let gateway = sim.host("gateway", host(1, gb(1), gb(10)));
    let is_tight = random.chance(0.3);
    let nodes: Vec<HostId> = (0..random.uniform(1..=4u64))
        .map(|number| {
            let (ram, disk) = if is_tight {
                (random.uniform(200..=400u64), random.uniform(200..=400u64))
            } else {
                (4_000, 4_000)
            };
            let spec = host(random.uniform(1..=12u32), mb(ram), mb(disk));
            let node = sim.host(&format!("worker{number}"), spec);
            let lan = sim.link(
                &format!("lan{number}"),
                link(mb_per_sec(random.uniform(20..=100u64))),
            );
            sim.route(gateway, node, [lan]);
            node
        })
        .collect();
    let registry = sim.storage("registry", gateway, storage(IMAGES));
    let made = registry::scheduler(scheduler, &Parameters::new()).expect("it is known");
    let are_whole = made.needs_whole_cores();
    let idle_timeout = secs(random.uniform(0..=3u64));
    let container_startup = millis(100 * random.uniform(0..=3u64));
    let (scheduler, reuse): (Box<dyn Scheduler>, Box<dyn Reuse>) = if looks_at_everything {
        (Box::new(Anew(made)), Box::new(AskedAnew))
    } else {
        (made, Box::new(FirstIdle))
    };
    let spec = ServerlessSpec {
        scheduler,
        reuse,
        idle_timeout,
        container_startup,
        ..ServerlessSpec::default()
    };
    let cloud = sim.serverless("cloud", gateway, &nodes, spec);
    let functions: Vec<Function<u64, ()>> = (0..random.uniform(1..=4u64))
        .map(|number| {
            let image = random.choose(&IMAGES).expect("there is one").clone();
            let cpu = match random.uniform(0..=5u32) {
                0 if !are_whole => Cpu::per_invocation(0.5),
                1 if !are_whole => Cpu::shared(),
                _ => Cpu::default(),
            };
            let spec = FunctionSpec {
                memory: mb(random.uniform(1..=60u64)),
                disk: mb(random.uniform(0..=60u64)),
                time_limit: secs(random.uniform(3..=9u64)),
                cpu,
                ..FunctionSpec::new(format!("f{number}"), image)
            };
            let body = async |ctx: &mut Ctx, length: u64| ctx.sleep(millis(length)).await;
            let function = sim.function(spec, body);
            sim.deploy(function, cloud, registry);
            function
        })
        .collect();
    let several = FunctionSpec {
        concurrency: if looks_at_everything { 2 } else { 1 },
        time_limit: secs(9),
        ..FunctionSpec::new("several", IMAGES[0].clone())
    };
    let several = sim.function(several, async |_: &mut Ctx, ()| {});
    sim.deploy(several, cloud, registry);
    let calls: Vec<(SimDuration, usize, u64)> = (0..random.uniform(5..=80u64))
        .map(|_| {
            let gaps = [0, 0, 0, 0, 0, 0, 0, 0, 300, 2_000];
            let gap = millis(*random.choose(&gaps).expect("there is one"));
            let of = random.uniform(0..functions.len());
            (gap, of, 500 * random.uniform(0..=5u64))
        })
        .collect();
    sim.controller("client", gateway, async move |ctx: &mut Ctx| {
        let mut placed = Vec::new();
        for (gap, of, length) in calls {
            ctx.sleep(gap).await;
            placed.push(ctx.invoke(cloud, functions[of], length).await);
        }
        let all = async |ctx: &mut Ctx| drop(ctx.wait_all(placed).await);
        // Some are never served where memory is short.
        let _ = ctx.with_timeout(hours(1), all).await;
    });
    sim
}

/// What happened, as text.
fn told(sim: Builder) -> String {
    let report = match sim.run(Seed(1)) {
        Ok(report) => report,
        Err(RunError::Halted { report, .. }) => *report,
        Err(other) => panic!("{other}"),
    };
    let rows = (&report.invocations, &report.containers, report.final_date);
    serde_json::to_string(&rows).expect("it is text")
}

#[test]
fn rounds_that_look_only_at_what_has_changed_give_the_results_of_those_that_look_at_everything() {
    let worlds = u64::from(soak::cases(WORLDS));
    let from = soak::seed().unwrap_or(0).wrapping_mul(1_000_003);
    for entry in registry::SCHEDULERS {
        for number in (0..worlds).map(|number| from.wrapping_add(number)) {
            let [usual, all] = [false, true].map(|all| told(world(entry.name, number, all)));
            assert!(
                usual == all,
                "{}, world {number}:\n{usual}\n\n{all}",
                entry.name
            );
        }
    }
}

/// First come, first served, which counts the attempts that it is shown.
#[derive(Debug)]
struct Counting {
    goes_on: bool,
    shown: Rc<Cell<usize>>,
}

impl Policy for Counting {}

impl Scheduler for Counting {
    fn schedule(&mut self, round: &mut Round<'_>) {
        for queued in round.queue() {
            self.shown.set(self.shown.get() + 1);
            if let Some((node, readiness)) = round.nearest(queued) {
                round.advance_from(queued, node, readiness);
            }
        }
    }

    fn goes_on(&self) -> bool {
        self.goes_on
    }
}

/// How many attempts a scheduler is shown when so many come at once, whose image is on its way.
fn shown(invocations: u64, goes_on: bool) -> usize {
    let mut sim = Builder::new();
    let gateway = sim.host("gateway", host(1, gb(1), gb(10)));
    let node = sim.host("node", host(1_000, tb(1), tb(1)));
    let lan = sim.link("lan", link(mb_per_sec(100)));
    sim.route(gateway, node, [lan]);
    let registry = sim.storage("registry", gateway, storage(IMAGES));
    let shown = Rc::new(Cell::new(0));
    let spec = ServerlessSpec {
        scheduler: Box::new(Counting {
            goes_on,
            shown: Rc::clone(&shown),
        }),
        remote_downloads: false,
        ..ServerlessSpec::default()
    };
    let cloud = sim.serverless("cloud", gateway, node, spec);
    let work = FunctionSpec::new("work", IMAGES[0].clone());
    let work = sim.function(work, async |ctx: &mut Ctx, ()| ctx.sleep(secs(1)).await);
    sim.deploy(work, cloud, registry);
    for (name, at, count) in [("first", 0, 1), ("burst", 100, invocations)] {
        let at = SimTime::ZERO + millis(at);
        sim.workload(name, gateway, cloud, work, Burst { at, count }, |_, _| ());
    }
    let report = sim.run(Seed(1)).expect("it runs");
    assert_eq!(report.summary.succeeded, invocations + 1);
    shown.get()
}

#[test]
fn a_scheduler_whose_rounds_go_on_is_shown_each_attempt_a_few_times_however_many_wait() {
    let invocations = 300;
    assert!(shown(invocations, true) < 8 * invocations as usize);
    assert!(shown(invocations, false) > (invocations * invocations / 2) as usize);
}

/// First come, first served, which notes the dates of its rounds.
#[derive(Debug)]
struct Dated(Rc<RefCell<Vec<SimTime>>>);

impl Policy for Dated {}

impl Scheduler for Dated {
    fn schedule(&mut self, round: &mut Round<'_>) {
        self.0.borrow_mut().push(round.view().now());
        Fcfs.schedule(round);
    }
}

/// How many rounds there are when a time-out passes whose instance runs again, while an attempt waits for its core or not.
fn rounds_at_a_time_out(waits: bool) -> usize {
    let dates = Rc::new(RefCell::new(Vec::new()));
    let mut plan = Plan::over([host(1, gb(1), gb(10))]).keeping(secs(10));
    plan.service.scheduler = Box::new(Dated(Rc::clone(&dates)));
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let idle_since = Rc::new(Cell::new(SimTime::ZERO));
    let (cloud, since) = (world.cloud, Rc::clone(&idle_since));
    world.run(async move |ctx: &mut Ctx| {
        let first = ctx.invoke_and_wait(cloud, f, secs(1)).await;
        first.expect("it runs");
        since.set(ctx.now());
        ctx.sleep(secs(4)).await;
        let mut calls = vec![ctx.invoke(cloud, f, secs(20)).await];
        ctx.sleep(secs(1)).await;
        if waits {
            calls.push(ctx.invoke(cloud, f, secs(1)).await);
        }
        for call in ctx.wait_all(calls).await {
            call.expect("it runs");
        }
    });
    // The time-out is at 10 s; all else is before 6 s and after 23 s.
    let between = |date: &&SimTime| {
        let idle = date.since(idle_since.get());
        secs(7) < idle && idle < secs(22)
    };
    dates.borrow().iter().filter(between).count()
}

#[test]
fn a_time_out_that_an_instance_has_outlived_is_a_round_for_those_who_wait() {
    assert_eq!(rounds_at_a_time_out(true), 1);
    assert_eq!(rounds_at_a_time_out(false), 0);
}
