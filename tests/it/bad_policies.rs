//! Policies that misbehave, of each kind: nonsense ids, busy victims, duplicates, never placing, waking themselves for ever,
//! panics. Each run ends in order, with what can be done done, or with a message that names the policy.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::serverless::policy::{
    Actions, Admission, Admit, ClusterSketch, Discipline, Eviction, FunctionView, Idle,
    InstanceView, KeepAlive, NodeView, Policy, Randomness, Reuse, Round, Scaler, Scheduler,
    StartUp, Steps, View,
};
use coldstart::serverless::{
    Arrived, AttemptId, FunctionId, Image, ImageId, InstanceId, Interests, NodeId, Queued,
    Resources, ServiceEvent,
};
use coldstart::simulation::Halt;

use crate::support::{IMAGE, OTHER, Plan, World, at, burst, dispatches, host, nodes};

/// A world of two workers of 2 cores whose service is changed.
fn with(change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut plan = Plan::over(vec![host(2, mb(500), gb(10)); 2]).keeping(mins(10));
    change(&mut plan.service);
    if plan.service.keep_alive.is_some() {
        plan.service.idle_timeout = SimDuration::ZERO;
    }
    plan.declare()
}

/// Three invocations of a function, and then three more.
fn run(mut world: World) -> Report {
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1)); 3], cloud)(ctx).await;
        burst(vec![(f, secs(1)); 3], cloud)(ctx).await;
    })
}

/// The same, of a run that does not come to its end.
fn halted(mut world: World) -> (Halt, Report) {
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    world.stuck(burst(vec![(f, secs(1)); 3], cloud))
}

fn function(name: &'static str) -> FunctionSpec {
    FunctionSpec {
        memory: mb(100),
        disk: mb(10),
        ..FunctionSpec::new(name, IMAGE)
    }
}

fn succeeded(report: &Report) -> usize {
    report
        .invocations
        .iter()
        .filter(|row| row.success == Some(true))
        .count()
}

/// Numbers that mean nothing to a service with few nodes, images and instances.
struct Nonsense {
    nodes: Vec<NodeId>,
    images: Vec<ImageId>,
    attempts: Vec<AttemptId>,
    instances: Vec<InstanceId>,
    functions: Vec<FunctionId>,
}

fn nonsense() -> Nonsense {
    let node = Resources {
        cores: coldstart::serverless::Cores::new(100),
        memory: gb(100),
        disk: gb(100),
        ..Resources::NONE
    };
    let images = (0..50).map(|number| Image {
        name: format!("image{number}").into(),
        ..Image::new("", mb(1))
    });
    let mut sketch = ClusterSketch::new(vec![node; 50], images);
    let (nodes, images) = (sketch.nodes(), sketch.images());
    let functions: Vec<_> = (0..50)
        .map(|_| sketch.function(images[0], Default::default()))
        .collect();
    Nonsense {
        attempts: (0..50).map(|_| sketch.enqueue(functions[49])).collect(),
        instances: (0..50)
            .map(|_| sketch.idle_instance(functions[49], nodes[49], SimTime::ZERO))
            .collect(),
        nodes,
        images,
        functions,
    }
}

/// Asks for everything that makes no sense, before it does as FCFS does.
#[derive(Debug)]
struct Raving {
    sound: Fcfs,
    seen: Vec<AttemptId>,
}

impl Policy for Raving {}

impl Scheduler for Raving {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let Nonsense {
            nodes,
            images,
            attempts,
            instances,
            functions,
        } = nonsense();
        let known: Vec<_> = round.queue().iter().map(|queued| queued.attempt).collect();
        let here: Vec<_> = round.view().nodes().map(|node| node.id()).collect();
        let over: Vec<_> = self
            .seen
            .iter()
            .filter(|seen| !known.contains(seen))
            .collect();
        let actions = round.actions();
        for attempt in known.iter().chain(over.iter().copied()) {
            actions.dispatch(*attempt, nodes[49], None);
            actions.dispatch(*attempt, here[0], Some(instances[49]));
        }
        for attempt in over.into_iter().chain(&attempts[40..]) {
            actions.dispatch(*attempt, here[0], None);
            actions.reject(*attempt);
        }
        actions.load(nodes[49], images[0]);
        actions.load(here[0], images[49]);
        actions.copy(nodes[49], images[0]);
        actions.copy(here[0], images[49]);
        actions.retire(instances[49]);
        actions.provision(functions[49], here[0]);
        actions.provision(functions[0], nodes[49]);
        self.seen.extend(known);
        self.sound.schedule(round);
    }
}

#[test]
fn what_makes_no_sense_is_dropped() {
    let sound = run(with(|_| {}));
    let raving = run(with(|service| {
        service.scheduler = Box::new(Raving {
            sound: Fcfs,
            seen: Vec::new(),
        });
    }));
    assert_eq!(dispatches(&raving), dispatches(&sound));
    assert_eq!(nodes(&raving), nodes(&sound));
    assert_eq!(succeeded(&raving), 6);
}

/// Sends everything to the last node, and then does as FCFS does.
#[derive(Debug)]
struct Rash(Fcfs);

impl Policy for Rash {}

impl Scheduler for Rash {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let last = round.view().nodes().next_back().map(|node| node.id());
        for queued in round.queue() {
            let last = last.expect("there are nodes");
            round.actions().dispatch(queued.attempt, last, None);
        }
        self.0.schedule(round);
    }
}

/// Two invocations, which have place on one node, so that the image comes to one.
fn two(mut world: World) -> Report {
    let f = world.sleeper(function("f"));
    let client = burst(vec![(f, secs(1)); 2], world.cloud);
    world.run(client)
}

#[test]
fn nothing_is_dispatched_to_a_node_that_has_no_image_of_it() {
    let sound = two(with(|_| {}));
    let rash = two(with(|service| service.scheduler = Box::new(Rash(Fcfs))));
    assert_eq!(succeeded(&rash), 2);
    assert_eq!(nodes(&rash), nodes(&sound));
}

/// Says everything three times.
#[derive(Debug)]
struct Stutter(Fcfs);

impl Policy for Stutter {}

impl Scheduler for Stutter {
    fn schedule(&mut self, round: &mut Round<'_>) {
        self.0.schedule(round);
        let actions = round.actions();
        for _ in 0..2 {
            for dispatch in actions.dispatches().to_vec() {
                actions.dispatch(dispatch.attempt, dispatch.node, dispatch.instance);
            }
            for (node, image) in actions.loads().to_vec() {
                actions.load(node, image);
            }
            for (node, image) in actions.copies().to_vec() {
                actions.copy(node, image);
            }
        }
    }
}

#[test]
fn what_is_said_several_times_is_done_once() {
    let report = run(with(|service| service.scheduler = Box::new(Stutter(Fcfs))));
    assert_eq!(succeeded(&report), 6);
    // The image takes its space once on each of the two nodes, and each container its own.
    for node in &report.nodes {
        assert!(node.memory_peak <= mb(100 + 2 * 100), "{node:?}");
    }
    let containers: u64 = report.containers.iter().map(|row| row.invocations).sum();
    assert_eq!(containers, 6);
}

/// Places nothing.
#[derive(Debug)]
struct Idler;

impl Policy for Idler {}

impl Scheduler for Idler {
    fn schedule(&mut self, _: &mut Round<'_>) {}
}

#[test]
fn a_scheduler_that_places_nothing_leaves_the_run_stuck() {
    let (halt, report) = halted(with(|service| service.scheduler = Box::new(Idler)));
    assert!(matches!(halt, Halt::Stuck { .. }), "{halt}");
    assert_eq!(succeeded(&report), 0);
}

/// Wakes itself after so long, for ever, and does nothing.
#[derive(Debug)]
struct Insomniac(SimDuration);

impl Policy for Insomniac {
    fn wake(&mut self, view: &View<'_>, actions: &mut Actions) {
        actions.wake_at(view.now() + self.0);
    }
}

impl Scheduler for Insomniac {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let now = round.view().now();
        round.actions().wake_at(now + self.0);
    }
}

impl KeepAlive for Insomniac {
    fn idle(&mut self, _: &InstanceView<'_>, view: &View<'_>, actions: &mut Actions) -> SimTime {
        actions.wake_at(view.now() + self.0);
        SimTime::MAX
    }
}

#[test]
fn a_scheduler_that_wakes_itself_for_ever_is_told_of() {
    for delay in [SimDuration::ZERO, secs(1)] {
        let (halt, _) = halted(with(|service| {
            service.scheduler = Box::new(Insomniac(delay));
        }));
        let Halt::PolicyLoop { policy, .. } = &halt else {
            panic!("{halt}");
        };
        assert_eq!(policy, "the scheduler of service `cloud`");
    }
}

#[test]
fn any_policy_that_wakes_itself_for_ever_at_one_date_is_told_of() {
    let mut world = with(|service| {
        service.keep_alive = Some(Box::new(Insomniac(SimDuration::ZERO)));
    });
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let (halt, report) = world.stuck(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1)); 3], cloud)(ctx).await;
        ctx.sleep(mins(1)).await;
    });
    let told = halt.to_string();
    assert!(
        told.starts_with("the keep-alive policy of service `cloud` has gone on again and again"),
        "{told}"
    );
    assert!(succeeded(&report) > 0);
}

#[test]
fn a_policy_that_wakes_itself_now_and_then_does_not_end_a_run() {
    let world = with(|service| service.keep_alive = Some(Box::new(Insomniac(secs(1)))));
    assert_eq!(succeeded(&run(world)), 6);
}

/// Evicts what is busy, what is elsewhere, what is not there, and everything twice.
#[derive(Debug)]
struct Ruthless(Vec<InstanceId>);

impl Policy for Ruthless {}

impl Eviction for Ruthless {
    fn victims(&mut self, node: NodeView<'_>, _: Resources, victims: &mut Vec<InstanceId>) -> bool {
        let here: Vec<_> = node.instances().map(|instance| instance.id()).collect();
        let nowhere = nonsense().instances;
        for _ in 0..2 {
            victims.extend(&here);
            victims.extend(&self.0);
            victims.extend(&nowhere);
        }
        self.0.extend(here);
        true
    }
}

#[test]
fn busy_instances_and_those_of_other_nodes_are_not_evicted() {
    let mut world = with(|service| service.eviction = Box::new(Ruthless(Vec::new())));
    let needs = |name, memory| FunctionSpec {
        memory,
        ..function(name)
    };
    let small = world.sleeper(needs("small", mb(150)));
    let large = world.sleeper(needs("large", mb(300)));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        burst(vec![(small, secs(1)), (small, secs(30))], cloud)(ctx).await;
        burst(
            vec![(small, secs(20)), (large, secs(1)), (large, secs(1))],
            cloud,
        )(ctx)
        .await;
    });
    assert_eq!(succeeded(&report), 5);
    for container in &report.containers {
        // What was evicted was idle: the last of its invocations was over.
        let last = report
            .invocations
            .iter()
            .filter(|row| row.container == Some(container.container))
            .filter_map(|row| row.completion)
            .max();
        if let Some(ended) = container.ended {
            assert!(last <= Some(ended), "{container:?}");
        }
    }
}

/// Gives out instances that are gone or of another function.
#[derive(Debug)]
struct Confused(Rc<RefCell<Vec<InstanceId>>>);

impl Policy for Confused {}

impl Reuse for Confused {
    fn choose(&mut self, _: FunctionId, idle: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
        let mut seen = self.0.borrow_mut();
        seen.extend(idle.iter().map(|instance| instance.id()));
        seen.extend(nonsense().instances.first());
        seen.first().copied()
    }
}

#[test]
fn an_instance_that_cannot_be_used_is_not_dispatched_to() {
    let mut world = with(|service| service.reuse = Box::new(Confused(Rc::default())));
    let f = world.sleeper(function("f"));
    let g = world.sleeper(FunctionSpec::new("g", OTHER));
    let cloud = world.cloud;
    let client = async move |ctx: &mut Ctx| {
        for calls in [
            vec![(f, secs(1))],
            vec![(g, secs(1))],
            vec![(f, secs(1)), (g, secs(1))],
        ] {
            burst(calls, cloud)(ctx).await;
        }
    };
    // An attempt that is given what it cannot use waits for a round that gives it something else; there may be none.
    world.sim.controller("client", world.user, client);
    let report = match world.sim.run(Seed(1)) {
        Ok(report) => report,
        Err(RunError::Halted { halt, report }) => {
            assert!(matches!(halt, Halt::Stuck { .. }), "{halt}");
            *report
        }
        Err(error) => panic!("{error}"),
    };
    assert!(succeeded(&report) >= 2);
}

/// Says dates that have passed, dates at the end of time, and provisions what it cannot.
#[derive(Debug)]
struct Timeless(bool);

impl Policy for Timeless {}

impl KeepAlive for Timeless {
    fn idle(
        &mut self,
        instance: &InstanceView<'_>,
        view: &View<'_>,
        actions: &mut Actions,
    ) -> SimTime {
        let Nonsense {
            nodes, functions, ..
        } = nonsense();
        actions.provision(functions[49], nodes[49]);
        actions.retire(instance.id());
        actions.retire(instance.id());
        actions.wake_at(SimTime::ZERO);
        actions.wake_at(SimTime::MAX);
        self.0 = !self.0;
        if self.0 {
            SimTime::ZERO
        } else {
            view.now() + SimDuration::MAX
        }
    }
}

#[test]
fn dates_in_the_past_and_at_the_end_of_time_do_no_harm() {
    let report = run(with(|service| {
        service.keep_alive = Some(Box::new(Timeless(false)))
    }));
    assert_eq!(succeeded(&report), 6);
    assert!(report.containers.iter().all(|row| row.ended.is_some()));
}

/// Wants a range that is upside down, again and again.
#[derive(Debug)]
struct Greedy(RangeInclusive<u32>, SimDuration);

impl Policy for Greedy {}

impl Scaler for Greedy {
    fn period(&self) -> Option<SimDuration> {
        Some(self.1)
    }

    fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
        self.0.clone()
    }
}

#[test]
fn a_scaler_gets_no_more_than_there_is_room_for() {
    for target in [RangeInclusive::new(u32::MAX, 0), u32::MAX..=u32::MAX] {
        let report = run(with(|service| {
            service.scaler = Box::new(Greedy(target, secs(10)));
        }));
        assert_eq!(succeeded(&report), 6);
        // 400 MB beside the image, on each of two nodes.
        assert!(report.containers.len() <= 8, "{}", report.containers.len());
    }
}

#[test]
fn a_scaler_without_a_pause_does_not_hang_a_run_that_is_stuck() {
    let (halt, _) = halted(with(|service| {
        service.scheduler = Box::new(Idler);
        service.scaler = Box::new(Greedy(0..=0, SimDuration::ZERO));
    }));
    let told = halt.to_string();
    assert!(told.starts_with("the scaler of service `cloud`"), "{told}");
}

/// Takes for ever to start anything.
#[derive(Debug)]
struct Endless;

impl Policy for Endless {}

impl StartUp for Endless {
    fn plan(&mut self, _: FunctionId, _: NodeView<'_>, _: &mut Randomness) -> Steps {
        Steps::delay(SimDuration::MAX)
    }
}

#[test]
fn a_start_up_that_never_ends_leaves_the_run_stuck() {
    let (halt, report) = halted(with(|service| service.start_up = Some(Box::new(Endless))));
    assert!(
        halt.to_string().contains("whose container is starting"),
        "{halt}"
    );
    assert_eq!(dispatches(&report)[0], Some(at(4.0)));
}

/// Gives keys that mean nothing.
#[derive(Debug)]
struct Erratic(u64);

impl Policy for Erratic {}

impl Discipline for Erratic {
    fn key(&mut self, _: &Queued, _: &View<'_>) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.0
    }
}

#[test]
fn any_order_of_the_queue_serves_everything() {
    let report = run(with(|service| service.discipline = Box::new(Erratic(1))));
    assert_eq!(succeeded(&report), 6);
}

/// Refuses everything.
#[derive(Debug)]
struct Closed;

impl Policy for Closed {}

impl Admission for Closed {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        Admit::Reject("closed".to_owned())
    }
}

#[test]
fn a_service_that_refuses_everything_ends_the_run_in_order() {
    let report = run(with(|service| service.admission = Box::new(Closed)));
    assert_eq!(succeeded(&report), 0);
    let causes = report
        .invocations
        .iter()
        .map(|row| row.failure_cause.as_deref());
    let told = "The invocation of function (f) was rejected (closed)";
    assert!(causes.into_iter().all(|cause| cause == Some(told)));
}

/// Panics when it is asked anything.
#[derive(Debug)]
struct Nervous;

impl Policy for Nervous {}

impl Admission for Nervous {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        panic!("too much");
    }
}

impl Discipline for Nervous {
    fn key(&mut self, _: &Queued, _: &View<'_>) -> u64 {
        panic!("too much");
    }
}

impl Scheduler for Nervous {
    fn schedule(&mut self, round: &mut Round<'_>) {
        // A node of another service, which is what most mistakes look like.
        let foreign = nonsense().nodes[49];
        let _ = round.view().node(foreign).free();
    }
}

impl Reuse for Nervous {
    fn choose(&mut self, _: FunctionId, _: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
        panic!("too much");
    }
}

impl KeepAlive for Nervous {
    fn idle(&mut self, _: &InstanceView<'_>, _: &View<'_>, _: &mut Actions) -> SimTime {
        panic!("too much");
    }
}

impl Eviction for Nervous {
    fn victims(&mut self, _: NodeView<'_>, _: Resources, _: &mut Vec<InstanceId>) -> bool {
        panic!("too much");
    }
}

impl Scaler for Nervous {
    fn period(&self) -> Option<SimDuration> {
        Some(secs(1))
    }

    fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
        panic!("too much");
    }
}

impl StartUp for Nervous {
    fn plan(&mut self, _: FunctionId, _: NodeView<'_>, _: &mut Randomness) -> Steps {
        panic!("too much");
    }
}

/// Panics when it is told of something.
#[derive(Debug)]
struct Startled;

impl Policy for Startled {
    fn interests(&self) -> Interests {
        Interests::IMAGES
    }

    fn observe(&mut self, _: &ServiceEvent, _: &View<'_>) {
        panic!("boo");
    }
}

impl Admission for Startled {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        Admit::Accept
    }
}

#[test]
fn a_policy_that_panics_ends_the_run_and_is_named() {
    type Change = fn(&mut ServerlessSpec);
    let cases: [(&str, Change); 9] = [
        ("admission policy", |service| {
            service.admission = Box::new(Nervous)
        }),
        ("admission policy", |service| {
            service.admission = Box::new(Startled)
        }),
        ("queue discipline", |service| {
            service.discipline = Box::new(Nervous)
        }),
        ("scheduler", |service| service.scheduler = Box::new(Nervous)),
        ("keep-alive policy", |service| {
            service.keep_alive = Some(Box::new(Nervous))
        }),
        ("scaler", |service| service.scaler = Box::new(Nervous)),
        ("start-up policy", |service| {
            service.start_up = Some(Box::new(Nervous))
        }),
        ("reuse policy", |service| service.reuse = Box::new(Nervous)),
        ("eviction policy", |service| {
            service.eviction = Box::new(Nervous)
        }),
    ];
    for (name, change) in cases {
        let mut world = with(change);
        let small = world.sleeper(function("small"));
        let large = world.sleeper(FunctionSpec {
            memory: mb(400),
            ..function("large")
        });
        let cloud = world.cloud;
        let (halt, report) = world.stuck(async move |ctx: &mut Ctx| {
            burst(vec![(small, secs(1)); 4], cloud)(ctx).await;
            burst(vec![(large, secs(1)), (small, secs(1))], cloud)(ctx).await;
        });
        let told = halt.to_string();
        assert!(
            told.starts_with(&format!("the {name} of service `cloud` panicked at ")),
            "{told}"
        );
        // The report so far is there.
        assert!(!report.services.is_empty(), "{name}");
    }
}

/// Replaces each instance by another one, and keeps none.
#[derive(Debug)]
struct Replacing;

impl Policy for Replacing {}

impl KeepAlive for Replacing {
    fn idle(
        &mut self,
        instance: &InstanceView<'_>,
        view: &View<'_>,
        actions: &mut Actions,
    ) -> SimTime {
        actions.provision(instance.function(), instance.node());
        view.now()
    }
}

#[test]
fn a_policy_that_provisions_for_ever_at_one_date_is_told_of() {
    let mut world = with(|service| service.keep_alive = Some(Box::new(Replacing)));
    let f = world.sleeper(function("f"));
    let cloud = world.cloud;
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1)); 3], cloud)(ctx).await;
        ctx.sleep(mins(1)).await;
    });
    let Halt::PolicyLoop { policy, .. } = &halt else {
        panic!("{halt}");
    };
    assert_eq!(policy, "the keep-alive policy of service `cloud`");
}

#[test]
fn a_scaler_does_not_hide_that_a_process_waits_for_ever() {
    let mut world = with(|service| {
        service.scaler = Box::new(Greedy(1..=1, secs(10)));
        service.idle_timeout = secs(15);
    });
    let f = world.sleeper(function("f"));
    let (cloud, mailbox) = (world.cloud, world.sim.mailbox::<u8>("answers"));
    let (halt, report) = world.stuck(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1))], cloud)(ctx).await;
        ctx.receive(mailbox).await;
    });
    assert!(
        halt.to_string().contains("a message in mailbox `answers`"),
        "{halt}"
    );
    assert_eq!(succeeded(&report), 1);
}

/// Panics when it is dropped.
#[derive(Debug)]
struct Rotten;

impl Drop for Rotten {
    fn drop(&mut self) {
        panic!("rotten");
    }
}

impl Policy for Rotten {
    fn interests(&self) -> Interests {
        Interests::NONE
    }
}

impl Admission for Rotten {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        Admit::Accept
    }
}

impl Discipline for Rotten {
    fn key(&mut self, _: &Queued, _: &View<'_>) -> u64 {
        0
    }
}

#[test]
fn two_policies_of_one_service_may_panic_when_they_are_dropped() {
    let (halt, report) = halted(with(|service| {
        service.admission = Box::new(Rotten);
        service.discipline = Box::new(Rotten);
    }));
    let told = "the destructor of the admission policy of service `cloud` panicked at";
    assert!(halt.to_string().starts_with(told), "{halt}");
    assert_eq!(succeeded(&report), 3);
}

#[test]
fn a_declaration_that_is_wrong_is_told_of_whatever_its_policies_do_when_they_are_dropped() {
    let mut world = with(|service| service.admission = Box::new(Rotten));
    world.sim.host("user", HostSpec::default());
    let told = world.sim.run(Seed(1)).unwrap_err().to_string();
    assert!(told.contains("host `user`: is declared twice"), "{told}");
}

/// Panics when it is asked what it wants to be told of.
#[derive(Debug)]
struct Uninterested;

impl Policy for Uninterested {
    fn interests(&self) -> Interests {
        panic!("nothing");
    }
}

impl Admission for Uninterested {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        Admit::Accept
    }
}

#[test]
fn a_policy_may_panic_when_it_is_asked_for_its_interests() {
    let (halt, _) = halted(with(|service| service.admission = Box::new(Uninterested)));
    let told = "the admission policy of service `cloud` panicked at";
    assert!(halt.to_string().starts_with(told), "{halt}");
}
