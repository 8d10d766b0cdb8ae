//! Scalers that alone make instances: what they make and take away, who waits for them, and with whom they get along.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::results::ColdCause;
use coldstart::serverless::InstanceEnd;
use coldstart::serverless::policy::registry::{self, Parameters};
use coldstart::serverless::policy::{
    FunctionView, KeepAlive, Policy, PolicyKind, Round, Scaler, Scheduler,
};

use crate::support::{IMAGE, Plan, World, at, burst, call, dispatches, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// A world of three nodes on which nothing takes time but bodies and start-ups of a second.
fn world(change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut plan = Plan::over(vec![host(100, gb(10), gb(10)); 3]).with_images([NOTHING]);
    plan.service.container_startup = secs(1);
    change(&mut plan.service);
    plan.declare()
}

fn knative() -> KnativePodAutoscaler {
    KnativePodAutoscaler::default()
}

fn scaled(scaler: impl Scaler + 'static) -> World {
    world(|service| service.scaler = Box::new(scaler))
}

fn spec(name: &'static str) -> FunctionSpec {
    FunctionSpec {
        memory: mb(100),
        time_limit: mins(10),
        ..FunctionSpec::new(name, NOTHING)
    }
}

/// When each container was made, and when and why it ended.
fn lives(report: &Report) -> Vec<(SimTime, Option<(SimTime, InstanceEnd)>)> {
    let rows = report.containers.iter();
    rows.map(|row| (row.created, row.ended.zip(row.end)))
        .collect()
}

/// A call, and another one when the function has been quiet for so long.
fn twice(scaler: impl Scaler + 'static, quiet: SimDuration) -> Report {
    let mut world = scaled(scaler);
    let f = world.sleeper(spec("f"));
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it is served");
        ctx.sleep(quiet).await;
        call(ctx, cloud, f, secs(1)).await.expect("it is served");
    })
}

#[test]
fn knative_scales_to_zero_and_back() {
    let report = twice(knative(), secs(199));
    // Quiet from 2 s on: for the stable window until 62 s, and 30 s of grace. The keep-alive of the service is none.
    let gone = Some((at(92.0), InstanceEnd::Retired));
    assert_eq!(lives(&report), [(at(0.0), gone), (at(201.0), None)]);
    // Each waits for a start-up of a second, not for the next look at 202 s.
    assert_eq!(
        dispatches(&report),
        [Some(at(1.0)), Some(at(202.0))],
        "{report}"
    );
    let causes = report.containers.iter().map(|row| row.cause);
    assert!(
        causes
            .into_iter()
            .all(|cause| cause == ColdCause::Provisioned)
    );
}

#[test]
fn knative_keeps_what_is_asked_for() {
    let kept = |scaler| lives(&twice(scaler, hours(1)));
    let stays = [(at(0.0), None)];
    let never = KnativePodAutoscaler {
        scale_to_zero: false,
        ..knative()
    };
    assert_eq!(kept(never), stays);
    let least = KnativePodAutoscaler {
        min_scale: 1,
        ..knative()
    };
    assert_eq!(kept(least), stays);
    let none_at_first = KnativePodAutoscaler {
        initial_scale: 0,
        ..knative()
    };
    assert_eq!(kept(none_at_first)[0].0, at(0.0));
    let mut world = scaled(knative());
    let f = world.sleeper(FunctionSpec {
        min_instances: 2,
        ..spec("f")
    });
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1)); 2], cloud)(ctx).await;
        ctx.sleep(hours(1)).await;
    });
    assert_eq!(lives(&report), [stays[0]; 2]);
}

#[test]
fn a_burst_is_a_panic_that_lasts_a_minute() {
    let mut world = scaled(knative());
    let f = world.sleeper(FunctionSpec {
        concurrency: 10,
        cpu: Cpu::Shared,
        ..spec("f")
    });
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(10)).await;
        burst(vec![(f, secs(5)); 70], cloud)(ctx).await;
        ctx.sleep(mins(4)).await;
    });
    // 70 at 7 each, at the first look after 10 s; ready at 13 s.
    let made: Vec<SimTime> = report.containers.iter().map(|row| row.created).collect();
    assert_eq!(made[0], at(0.0));
    assert_eq!(made[1..], [at(12.0); 9]);
    let values = |name: &str| {
        let series = report
            .timeline
            .policies
            .iter()
            .find(|one| one.series == name);
        series.expect("it is published")
    };
    let [wanted, ready, panicking] =
        ["instances wanted", "instances ready", "functions in panic"].map(values);
    assert_eq!((wanted.peak, ready.peak, panicking.peak), (10.0, 10.0, 1.0));
    // None goes in the panic: ten are there a minute after it, and then at most half of them go at a look.
    let ends: Vec<SimTime> = report
        .containers
        .iter()
        .filter_map(|row| row.ended)
        .collect();
    assert_eq!(ends.len(), 10);
    let first = ends.iter().min().expect("ten");
    assert!(*first > at(72.0) && *first < at(90.0), "{first}");
    let at_once = ends.iter().filter(|end| *end == first);
    assert_eq!(at_once.count(), 5);
}

/// The date of a look, the instances, those that are ready, the attempts that wait.
type Look = (SimTime, [usize; 3]);

/// Wants so many instances from a date on, and notes what it sees.
#[derive(Debug)]
struct From {
    date: SimTime,
    wanted: u32,
    is_told: bool,
    seen: Rc<RefCell<Vec<Look>>>,
}

impl From {
    fn new(date: f64, wanted: u32) -> Self {
        Self {
            date: at(date),
            wanted,
            is_told: false,
            seen: Rc::default(),
        }
    }
}

impl Policy for From {}

impl Scaler for From {
    fn period(&self) -> Option<SimDuration> {
        Some(secs(4))
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        let now = function.view().now();
        let counts = [function.instances(), function.ready()].map(|count| count as usize);
        let counts = [counts[0], counts[1], function.queued()];
        self.seen.borrow_mut().push((now, counts));
        let wanted = if now < self.date { 0 } else { self.wanted };
        wanted..=wanted
    }

    fn makes_all_instances(&self) -> bool {
        true
    }

    fn looks_on_arrival_at_zero(&self) -> bool {
        self.is_told
    }
}

#[test]
fn attempts_wait_for_an_instance_that_has_started() {
    let scaler = From::new(4.0, 2);
    let seen = Rc::clone(&scaler.seen);
    let mut world = world(|service| {
        service.container_startup = secs(6);
        service.scaler = Box::new(scaler);
    });
    let f = world.sleeper(spec("f"));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(1)).await;
        burst(vec![(f, secs(3)); 3], cloud)(ctx).await;
        ctx.sleep(secs(4)).await;
    });
    // Two instances are made at 4 s and ready at 10 s; the third attempt takes a slot at 13 s.
    let expected = [10.0, 10.0, 13.0].map(|date| Some(at(date)));
    assert_eq!(dispatches(&report), expected);
    assert!(report.containers.iter().all(|row| row.created == at(4.0)));
    let expected = [
        (0.0, [0, 0, 0]),
        (4.0, [0, 0, 3]),
        (8.0, [2, 0, 3]),
        (12.0, [2, 2, 1]),
        (16.0, [2, 2, 0]),
    ];
    assert_eq!(
        *seen.borrow(),
        expected.map(|(date, counts)| (at(date), counts))
    );
}

#[test]
fn a_scaler_is_told_of_an_arrival_at_zero_if_it_asks_for_that() {
    let dispatched = |is_told| {
        let scaler = From {
            is_told,
            ..From::new(0.5, 1)
        };
        let mut world = scaled(scaler);
        let f = world.sleeper(spec("f"));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            ctx.sleep(secs(1)).await;
            call(ctx, cloud, f, secs(1)).await.expect("it is served");
        });
        dispatches(&report)
    };
    assert_eq!(dispatched(true), [Some(at(2.0))]);
    assert_eq!(dispatched(false), [Some(at(5.0))]);
}

#[test]
fn an_image_travels_for_the_scaler_and_is_downloaded_once() {
    let mut plan = Plan::default();
    plan.service.scaler = Box::new(knative());
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1)); 2], cloud));
    // A second each for download, copy and load.
    assert_eq!(dispatches(&report)[0], Some(at(3.0)));
    assert_eq!(report.summary.succeeded, 2);
}

/// The node with the most cores left, as in the book.
#[derive(Debug)]
struct MostCores;

impl Policy for MostCores {}

impl Scheduler for MostCores {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let nodes = round.view().nodes();
        for queued in round.queue() {
            let most = nodes.clone().max_by_key(|node| round.cores(node.id()));
            if let Some(node) = most {
                round.advance(queued, node.id());
            }
        }
    }
}

/// Asks for what cannot be: a new instance on each node, and a line there.
#[derive(Debug)]
struct Stubborn;

impl Policy for Stubborn {}

impl Scheduler for Stubborn {
    fn schedule(&mut self, round: &mut Round<'_>) {
        for queued in round.queue() {
            for node in round.view().nodes() {
                round.actions().dispatch(queued.attempt, node.id(), None);
                round.actions().bind(queued.attempt, node.id());
                round.actions().provision(queued.function, node.id());
            }
        }
    }
}

/// What two functions get that are called forty times, with this scheduler and this scaler.
fn forty(scheduler: Box<dyn Scheduler>, scaler: Box<dyn Scaler>) -> Report {
    let mut world = world(|service| {
        service.scheduler = scheduler;
        service.scaler = scaler;
    });
    let [f, g] = ["f", "g"].map(|name| world.sleeper(spec(name)));
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        let mut calls = Vec::new();
        for number in 0..20 {
            calls.push(ctx.invoke(cloud, f, secs(1)).await);
            calls.push(ctx.invoke(cloud, g, millis(100 * number)).await);
            ctx.sleep(millis(300)).await;
        }
        ctx.wait_all(calls).await;
    })
}

#[track_caller]
fn assert_served(report: &Report, who: &str) {
    assert_eq!(report.summary.succeeded, 40, "{who}");
    let causes = report.containers.iter().map(|row| row.cause);
    assert!(
        causes
            .into_iter()
            .all(|cause| cause == ColdCause::Provisioned),
        "{who}: {report}"
    );
}

#[test]
fn every_scheduler_serves_what_the_scaler_gives() {
    for entry in registry::entries(PolicyKind::Scheduler) {
        let scheduler = registry::scheduler(entry.name, &Parameters::new()).expect("it is known");
        assert_served(&forty(scheduler, Box::new(knative())), entry.name);
    }
    assert_served(
        &forty(Box::new(MostCores), Box::new(knative())),
        "MostCores",
    );
    assert_served(&forty(Box::new(Stubborn), Box::new(knative())), "Stubborn");
}

#[test]
fn every_scaler_serves_all() {
    for entry in registry::entries(PolicyKind::Scaler) {
        let scaler = registry::scaler(entry.name, &Parameters::new()).expect("it is known");
        if scaler.makes_all_instances() {
            assert_served(&forty(Box::new(Fcfs), scaler), entry.name);
        } else {
            assert_eq!(forty(Box::new(Fcfs), scaler).summary.succeeded, 40);
        }
    }
}

#[test]
fn no_keep_alive_policy_takes_what_the_scaler_wants_or_adds_to_it() {
    for entry in registry::entries(PolicyKind::KeepAlive) {
        let keep_alive: Box<dyn KeepAlive> =
            registry::keep_alive(entry.name, &Parameters::new()).expect("it is known");
        let mut world = world(|service| {
            service.keep_alive = Some(keep_alive);
            service.scaler = Box::new(From::new(0.0, 2));
        });
        let f = world.sleeper(spec("f"));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for _ in 0..3 {
                call(ctx, cloud, f, secs(1)).await.expect("it is served");
                ctx.sleep(hours(5)).await;
            }
        });
        assert_eq!(lives(&report), [(at(0.0), None); 2], "{}", entry.name);
    }
}

/// Makes all instances, of which it wants none.
#[derive(Debug)]
struct GivesNothing;

impl Policy for GivesNothing {}

impl Scaler for GivesNothing {
    fn period(&self) -> Option<SimDuration> {
        Some(mins(10))
    }

    fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
        0..=0
    }

    fn makes_all_instances(&self) -> bool {
        true
    }

    fn settles_after(&self) -> Option<SimDuration> {
        Some(SimDuration::ZERO)
    }
}

#[test]
fn a_scaler_that_gives_nothing_is_named_in_the_end() {
    let mut world = scaled(GivesNothing);
    let f = world.sleeper(spec("f"));
    let cloud = world.cloud;
    let (halt, _) = world.stuck(burst(vec![(f, secs(1))], cloud));
    let told = halt.to_string();
    assert!(told.starts_with("the simulation is stuck at "), "{told}");
    let part = "which the scheduler has not dispatched (the scaler alone makes its containers: it wants 0, and there are 0)";
    assert!(told.contains(part), "{told}");
}

#[test]
fn a_node_that_is_full_of_images_makes_room_for_another() {
    let mut plan = Plan::over([host(4, mb(150), mb(150))]);
    plan.service.scaler = Box::new(KnativePodAutoscaler {
        initial_scale: 0,
        ..knative()
    });
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let g = world.sleeper(FunctionSpec::new("g", crate::support::OTHER));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it is served");
        call(ctx, cloud, g, secs(1)).await.expect("it is served");
    });
    assert_eq!(report.summary.succeeded, 2);
}

#[test]
fn a_mistake_is_told() {
    let told = |scaler: &dyn Policy| scaler.mistake().expect("it makes no sense");
    let wrong = KnativePodAutoscaler {
        utilization: 1.5,
        ..knative()
    };
    assert_eq!(
        told(&wrong),
        "`utilization` is 1.5; give it a share above 0 and at most 1"
    );
    let wrong = KnativePodAutoscaler {
        min_scale: 3,
        max_scale: Some(2),
        ..knative()
    };
    assert_eq!(
        told(&wrong),
        "`min_scale` is 3, and `max_scale` 2: give it no more than that"
    );
    let wrong = HorizontalPodAutoscaler {
        up: Vec::new(),
        ..HorizontalPodAutoscaler::default()
    };
    assert_eq!(
        told(&wrong),
        "`up` is empty; give it a rate, or make `up_choice` `disabled`"
    );
    for entry in registry::entries(PolicyKind::Scaler) {
        let scaler = registry::scaler(entry.name, &Parameters::new()).expect("it is known");
        assert_eq!(scaler.mistake(), None, "{}", entry.name);
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_autoscaler_of_the_example_decides_as_the_built_in_one() {
    use crate::support::programs::own_kpa::{OwnKpa, kpa_burst};
    let bytes = |report: &Report| serde_json::to_string(report).expect("it is serialisable");
    let own = kpa_burst::burst(OwnKpa::default());
    let built_in = kpa_burst::burst(knative());
    assert!(built_in.containers.len() > 20);
    assert_eq!(bytes(&own), bytes(&built_in));
    let other = KnativePodAutoscaler {
        utilization: 0.6,
        ..knative()
    };
    assert_ne!(bytes(&own), bytes(&kpa_burst::burst(other)));
    assert!(include_str!("../../examples/own_kpa.rs").lines().count() <= 80);
}

#[cfg(feature = "cli")]
#[test]
fn the_table_of_the_example_and_the_page_with_its_figures() {
    use crate::support::programs::kpa_burst;
    let report = kpa_burst::burst(knative());
    insta::assert_snapshot!(kpa_burst::table(&report));
    let mut page = Vec::new();
    coldstart::results::export::html::write(&report, &mut page).expect("memory takes all");
    let page = String::from_utf8(page).expect("a page is text");
    for name in ["instances wanted", "instances ready", "functions in panic"] {
        assert!(page.contains(name), "{name}");
    }
}
