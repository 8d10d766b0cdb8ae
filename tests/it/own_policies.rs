//! Policies written outside the crate: one of each trait, and what comes of it.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::results::ColdCause;
use coldstart::serverless::policy::{
    Actions, Admission, Admit, ClusterSketch, Discipline, Eviction, FunctionView, Idle,
    InstanceView, KeepAlive, NodeView, Policy, Randomness, Reuse, Round, Scaler, Scheduler,
    StartUp, Steps, View,
};
use coldstart::serverless::{
    Arrived, Charge, Cores, FunctionId, InstanceId, Interests, Queued, Resources, ServiceEvent,
};

use crate::support::{IMAGE, OTHER, Plan, World, at, burst, call, dispatches, host, nodes};

/// A world of one worker whose service is changed.
fn with(change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut plan = Plan::default();
    change(&mut plan.service);
    plan.declare()
}

fn function(name: &'static str) -> FunctionSpec {
    FunctionSpec::new(name, IMAGE)
}

/// Accepts no more than so many attempts of a function that wait or run.
#[derive(Debug)]
struct AtMost(usize);

impl Policy for AtMost {}

impl Admission for AtMost {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        let function = view.function(arrived.function).expect("it is registered");
        match function.active() as usize + function.queued() {
            under_way if under_way < self.0 => Admit::Accept,
            under_way if under_way < 2 * self.0 => Admit::Throttle,
            _ => Admit::Reject("never so many".to_owned()),
        }
    }
}

#[test]
fn an_admission_policy_throttles() {
    let mut world = with(|service| {
        service.admission = Box::new(AtMost(1));
        service.remote_downloads = false;
    });
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1))
            .await
            .expect("nothing else runs");
        let first = ctx.invoke(cloud, f, secs(5)).await;
        ctx.sleep(secs(1)).await;
        let refused = call(ctx, cloud, f, secs(1)).await.expect_err("one runs");
        assert_eq!(refused.to_string(), "The function (f) is throttled");
        ctx.wait(first).await.expect("it was accepted");
    });
    let refused = report.invocations.iter().map(|row| row.refused);
    assert_eq!(refused.collect::<Vec<_>>(), [false, false, true]);
}

/// The latest comes first.
#[derive(Debug)]
struct LastInFirstOut;

impl Policy for LastInFirstOut {}

impl Discipline for LastInFirstOut {
    fn key(&mut self, queued: &Queued, _: &View<'_>) -> u64 {
        u64::MAX - queued.arrived.as_nanos()
    }
}

#[test]
fn a_discipline_orders_the_queue() {
    let mut plan = Plan::over([host(1, gb(1), gb(10))]);
    plan.service.discipline = Box::new(LastInFirstOut);
    let mut world = plan.declare();
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let mut calls = Vec::new();
        for _ in 0..4 {
            calls.push(ctx.invoke(cloud, f, secs(10)).await);
            ctx.sleep(millis(100)).await;
        }
        ctx.wait_all(calls).await;
    });
    // All four wait for the image, which takes 3 s to the memory of the worker.
    let dates = [33.0, 23.0, 13.0, 3.0].map(|date| Some(at(date)));
    assert_eq!(dispatches(&report), dates);
}

/// The node with the most cores left.
#[derive(Debug)]
struct MostCores;

impl Policy for MostCores {}

impl Scheduler for MostCores {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let nodes = round.view().nodes();
        for queued in round.queue() {
            let most = nodes
                .clone()
                .rev()
                .max_by_key(|node| round.cores(node.id()));
            match most.filter(|node| round.cores(node.id()) >= round.cores_of(queued)) {
                Some(node) => round.advance(queued, node.id()),
                None => break,
            }
        }
    }
}

#[test]
fn a_scheduler_of_twenty_lines_spreads_a_burst() {
    let mut plan = Plan::over(vec![host(2, gb(1), gb(10)); 3]);
    plan.service.scheduler = Box::new(MostCores);
    let mut world = plan.declare();
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1)); 4], cloud));
    assert_eq!(nodes(&report), ["worker0", "worker1", "worker2", "worker0"]);
}

#[test]
fn a_scheduler_is_tested_against_a_sketch() {
    let node = |cores| Resources {
        cores: Cores::new(cores),
        memory: gb(1),
        disk: gb(10),
        ..Resources::NONE
    };
    let mut sketch = ClusterSketch::new([node(1), node(3)], [IMAGE]);
    let (nodes, image) = (sketch.nodes(), sketch.images()[0]);
    let f = sketch.function(image, Charge::reference(mb(10), mb(10)));
    sketch.load_image(nodes[1], image);
    let idle = sketch.idle_instance(f, nodes[1], at(1.0));
    sketch.at(at(2.0));
    let attempts: Vec<_> = (0..3).map(|_| sketch.enqueue(f)).collect();
    let actions = sketch.schedule(&mut MostCores);
    let dispatched = actions.dispatches();
    assert_eq!(dispatched.len(), 2, "{actions:?}");
    assert_eq!(
        (dispatched[0].attempt, dispatched[0].instance),
        (attempts[0], Some(idle))
    );
    assert_eq!(dispatched[1].instance, None);
    assert_eq!(actions.copies(), [(nodes[0], image)]);
}

/// The instance that was used last.
#[derive(Debug)]
struct MostRecent;

impl Policy for MostRecent {}

impl Reuse for MostRecent {
    fn choose(&mut self, _: FunctionId, idle: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
        Some(idle.iter().max_by_key(|one| one.idle_since())?.id())
    }
}

#[test]
fn a_reuse_policy_chooses_the_instance() {
    let containers = |reuse: Box<dyn Reuse>| {
        let mut world = with(|service| {
            service.reuse = reuse;
            service.idle_timeout = mins(10);
        });
        let f = world.sleeper(function("f"));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            burst(vec![(f, secs(1)), (f, secs(2))], cloud)(ctx).await;
            burst(vec![(f, secs(1))], cloud)(ctx).await;
        });
        report.invocations[2].container
    };
    let default = ServerlessSpec::default().reuse;
    assert_eq!(containers(default), Some(0));
    assert_eq!(containers(Box::new(MostRecent)), Some(1));
}

/// A minute for each use.
#[derive(Debug)]
struct Earned;

impl Policy for Earned {}

impl KeepAlive for Earned {
    fn idle(&mut self, instance: &InstanceView<'_>, view: &View<'_>, _: &mut Actions) -> SimTime {
        view.now() + mins(u64::from(instance.uses()))
    }
}

#[test]
fn a_keep_alive_policy_says_when_an_instance_expires() {
    let mut world = with(|service| service.keep_alive = Some(Box::new(Earned)));
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
        ctx.sleep(secs(50)).await;
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
        ctx.sleep(secs(110)).await;
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
        ctx.sleep(mins(10)).await;
    });
    let container = &report.containers[0];
    assert_eq!(container.invocations, 3);
    let last = report.invocations[2].completion.expect("it is over");
    assert_eq!(container.ended, Some(last + mins(3)));
}

/// Everything that is idle.
#[derive(Debug)]
struct CleanSweep;

impl Policy for CleanSweep {}

impl Eviction for CleanSweep {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        assert!(!missing.is_none() && node.capacity().memory == mb(500));
        let idle = node.instances().filter(|one| one.idle_since().is_some());
        victims.extend(idle.map(|one| one.id()));
        true
    }
}

#[test]
fn an_eviction_policy_chooses_the_victims() {
    let mut plan = Plan::over([host(2, mb(500), gb(10))]).keeping(mins(10));
    plan.service.eviction = Box::new(CleanSweep);
    let mut world = plan.declare();
    let needs = |name, memory| FunctionSpec {
        memory,
        ..function(name)
    };
    let small = world.sleeper(needs("small", mb(100)));
    let large = world.sleeper(needs("large", mb(250)));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        burst(vec![(small, secs(1)); 2], cloud)(ctx).await;
        burst(vec![(large, secs(1))], cloud)(ctx).await;
    });
    // One of the two small ones would have been enough.
    let evicted = report
        .containers
        .iter()
        .filter(|row| row.evicted_by.is_some());
    assert_eq!(evicted.count(), 2);
}

/// So many instances of each function, looked after now and then.
#[derive(Debug)]
struct Between(u32, u32);

impl Policy for Between {}

impl Scaler for Between {
    fn period(&self) -> Option<SimDuration> {
        Some(secs(10))
    }

    fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
        self.0..=self.1
    }
}

#[test]
fn a_scaler_provisions_instances_before_anything_is_invoked() {
    let mut world = with(|service| {
        service.scaler = Box::new(Between(2, 2));
        service.container_startup = secs(1);
        service.idle_timeout = mins(10);
    });
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(20)).await;
        burst(vec![(f, secs(1)); 2], cloud)(ctx).await;
    });
    let reused = report.invocations.iter().map(|row| row.reused_container);
    assert_eq!(reused.collect::<Vec<_>>(), [Some(true); 2]);
    for container in &report.containers {
        assert_eq!(container.cause, ColdCause::Provisioned);
        // Download, copy and load of the image.
        assert_eq!(container.created, at(3.0));
    }
    assert_eq!(report.containers.len(), 2);
    assert_eq!(report.summary.cold_starts, 0);
}

#[test]
fn a_scaler_retires_what_is_too_much() {
    let mut world = with(|service| {
        service.scaler = Box::new(Between(0, 1));
        service.idle_timeout = mins(10);
    });
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1)); 2], cloud)(ctx).await;
        ctx.sleep(mins(1)).await;
        burst(vec![(f, secs(1)); 2], cloud)(ctx).await;
    });
    let causes: Vec<_> = report.containers.iter().map(|row| row.cause).collect();
    assert_eq!(causes.len(), 3, "{causes:?}");
    assert_eq!(
        causes
            .iter()
            .filter(|cause| **cause == ColdCause::Retired)
            .count(),
        1
    );
}

/// A second for the first function, and two for the others.
#[derive(Debug)]
struct ByFunction;

impl Policy for ByFunction {}

impl StartUp for ByFunction {
    fn plan(&mut self, function: FunctionId, node: NodeView<'_>, _: &mut Randomness) -> Steps {
        assert!(node.speed() > Speed::default());
        Steps::delay(secs(1 + function.index().min(1) as u64))
    }
}

#[test]
fn a_start_up_policy_tells_functions_apart() {
    let mut world = with(|service| service.start_up = Some(Box::new(ByFunction)));
    let f = world.sleeper(function("f"));
    let g = world.sleeper(FunctionSpec::new("g", OTHER));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1)), (g, secs(1))], cloud));
    let startups = report.invocations.iter().map(|row| row.phases.startup);
    assert_eq!(startups.collect::<Vec<_>>(), [secs(1), secs(2)]);
}

/// Notes what it is told of, and when it is woken.
#[derive(Debug, Default)]
struct Notes {
    arrivals: Vec<SimTime>,
    dispatches: usize,
    wakes: Vec<SimTime>,
}

#[derive(Debug)]
struct Curious(Rc<RefCell<Notes>>);

impl Policy for Curious {
    fn interests(&self) -> Interests {
        Interests::ATTEMPTS | Interests::INSTANCES
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let mut notes = self.0.borrow_mut();
        match event {
            ServiceEvent::AttemptArrived { .. } => notes.arrivals.push(view.now()),
            ServiceEvent::InstanceCreated { .. } | ServiceEvent::InstanceReused { .. } => {
                notes.dispatches += 1;
            }
            ServiceEvent::LoadStarted { .. } => panic!("nobody asked for images"),
            _ => {}
        }
    }

    fn wake(&mut self, view: &View<'_>, actions: &mut Actions) {
        let mut notes = self.0.borrow_mut();
        notes.wakes.push(view.now());
        if notes.wakes.len() < 3 {
            actions.wake_at(view.now() + secs(5));
        }
    }
}

impl KeepAlive for Curious {
    fn idle(&mut self, _: &InstanceView<'_>, view: &View<'_>, actions: &mut Actions) -> SimTime {
        if self.0.borrow().wakes.is_empty() {
            actions.wake_at(view.now() + secs(5));
        }
        SimTime::MAX
    }
}

#[test]
fn a_policy_is_told_of_what_it_is_interested_in_and_wakes_itself() {
    let notes = Rc::new(RefCell::new(Notes::default()));
    let policy = Curious(Rc::clone(&notes));
    let mut world = with(|service| service.keep_alive = Some(Box::new(policy)));
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
        ctx.sleep(mins(1)).await;
    });
    let notes = notes.borrow();
    assert_eq!(notes.arrivals, [at(0.0), at(4.0)]);
    assert_eq!(notes.dispatches, 2);
    // It asked at 4 s and at 5 s, when the body had ended and nothing had woken it yet.
    assert_eq!(
        notes.wakes,
        [at(9.0), at(10.0), at(14.0), at(15.0)][..notes.wakes.len()]
    );
    assert!(notes.wakes.len() >= 3);
}

#[test]
fn what_random_draws_follows_the_seed_of_the_run() {
    let places = |seed: u64, scheduler: Box<dyn Scheduler>| {
        let mut plan = Plan::over(vec![host(1, gb(1), gb(10)); 4]);
        plan.service.scheduler = scheduler;
        let mut world = plan.declare();
        let f = world.sleeper(function("f"));
        let (cloud, user) = (world.cloud, world.user);
        world
            .sim
            .controller("client", user, burst(vec![(f, secs(1)); 12], cloud));
        let report = world.sim.run(Seed(seed)).expect("it runs");
        nodes(&report)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(places(1, Box::new(Random)), places(1, Box::new(Random)));
    assert_ne!(places(1, Box::new(Random)), places(2, Box::new(Random)));
    let own = || Box::new(Random::new(7));
    assert_eq!(places(1, own()), places(2, own()));
}

/// Keeps an instance twice as long as it took to start, once for each use.
#[derive(Debug)]
struct WorthIt;

impl Policy for WorthIt {}

impl KeepAlive for WorthIt {
    fn idle(&mut self, instance: &InstanceView<'_>, view: &View<'_>, _: &mut Actions) -> SimTime {
        view.now() + instance.start_up() * 2 * u64::from(instance.uses())
    }
}

#[test]
fn a_keep_alive_policy_is_tested_against_a_sketch() {
    let node = Resources {
        cores: Cores::new(1),
        memory: gb(1),
        disk: gb(1),
        ..Resources::NONE
    };
    let mut sketch = ClusterSketch::new([node], [Image::new("image", mb(1))]);
    let (node, image) = (sketch.nodes()[0], sketch.images()[0]);
    let function = sketch.function(image, Charge::default());
    let instance = sketch.idle_instance(function, node, SimTime::ZERO);
    sketch.set_history(instance, secs(3), 2);
    let view = sketch.view();
    let seen = view.instance(instance).unwrap();
    let expires = WorthIt.idle(&seen, &view, &mut Actions::default());
    assert_eq!(expires, view.now() + secs(12));
}
