//! The minimum of instances of a function: there from the registration on, kept, and made anew.

use std::ops::RangeInclusive;

use coldstart::prelude::*;
use coldstart::results::ColdCause;
use coldstart::serverless::InstanceEnd;
use coldstart::serverless::policy::{FunctionView, Policy, Scaler};

use crate::support::{IMAGE, OTHER, Plan, World, at, burst, call, host};

/// A world whose node has so much memory besides an image.
fn world(memory: Bytes, change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut plan = Plan::over([host(8, mb(100) + memory, gb(10))]);
    change(&mut plan.service);
    plan.declare()
}

fn at_least(name: &'static str, min_instances: u32) -> FunctionSpec {
    FunctionSpec {
        memory: mb(100),
        min_instances,
        ..FunctionSpec::new(name, IMAGE)
    }
}

/// Why a container was made, when, and when it ended and why.
type Life = (ColdCause, SimTime, Option<(SimTime, InstanceEnd)>);

fn lives(report: &Report) -> Vec<Life> {
    let rows = report.containers.iter();
    rows.map(|row| (row.cause, row.created, row.ended.zip(row.end)))
        .collect()
}

#[test]
fn they_are_there_before_anything_is_invoked_and_stay() {
    let mut world = world(gb(1), |service| service.container_startup = secs(1));
    let f = world.sleeper(at_least("f", 2));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(20)).await;
        for _ in 0..3 {
            burst(vec![(f, secs(1)); 2], cloud)(ctx).await;
            ctx.sleep(hours(1)).await;
        }
    });
    // Download, copy and load of the image take a second each. The service has no keep-alive.
    assert_eq!(lives(&report), [(ColdCause::Provisioned, at(3.0), None); 2]);
    assert_eq!(
        (report.summary.cold_starts, report.summary.hot_starts),
        (0, 6)
    );
}

#[test]
fn what_is_above_the_minimum_expires() {
    let mut world = world(gb(1), |service| service.idle_timeout = mins(1));
    let f = world.sleeper(at_least("f", 1));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(10)).await;
        burst(vec![(f, secs(1)), (f, secs(2)), (f, secs(3))], cloud)(ctx).await;
        ctx.sleep(hours(1)).await;
    });
    let ended = |date| Some((at(date), InstanceEnd::Expired));
    // The first is back first. When its time comes there are two others, when that of the last comes there is no other.
    assert_eq!(
        lives(&report),
        [
            (ColdCause::Provisioned, at(3.0), ended(71.0)),
            (ColdCause::Burst, at(10.0), ended(72.0)),
            (ColdCause::Burst, at(10.0), None),
        ]
    );
}

#[test]
fn they_are_not_retired_for_a_budget_and_made_anew_for_ever() {
    // Half of what is idle is beyond the budget.
    let mut world = world(gb(1), |service| {
        service.keep_alive = Some(Box::new(MemoryBudget {
            budget: mb(150),
            timeout: secs(20),
        }));
    });
    let f = world.sleeper(at_least("f", 2));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(20)).await;
        burst(vec![(f, secs(1)); 3], cloud)(ctx).await;
        ctx.sleep(mins(1)).await;
    });
    // The third is beyond the minimum and the budget.
    let ends: Vec<_> = report.containers.iter().map(|row| row.end).collect();
    assert_eq!(ends.len(), 3);
    assert_eq!(ends.iter().flatten().count(), 1);
}

#[test]
fn what_was_evicted_is_made_anew_as_soon_as_there_is_room() {
    let mut world = world(mb(300), |service| service.idle_timeout = secs(10));
    world.sleeper(at_least("f", 2));
    let large = world.sleeper(FunctionSpec {
        memory: mb(200),
        ..at_least("large", 0)
    });
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(10)).await;
        call(ctx, cloud, large, secs(5)).await.expect("it runs");
        ctx.sleep(mins(10)).await;
    });
    // One goes for `large`, which runs until 15 s and is idle until 25 s.
    let evicted = Some((at(10.0), InstanceEnd::Evicted));
    assert_eq!(
        lives(&report),
        [
            (ColdCause::Provisioned, at(3.0), evicted),
            (ColdCause::Provisioned, at(3.0), None),
            (
                ColdCause::FirstUse,
                at(10.0),
                Some((at(25.0), InstanceEnd::Expired))
            ),
            (ColdCause::Provisioned, at(25.0), None),
        ]
    );
}

/// No instance of any function.
#[derive(Debug)]
struct NoInstances;

impl Policy for NoInstances {}

impl Scaler for NoInstances {
    fn period(&self) -> Option<SimDuration> {
        Some(secs(10))
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        assert_eq!(function.min_instances(), 2);
        0..=0
    }
}

#[test]
fn neither_a_scaler_nor_a_keep_alive_policy_takes_them() {
    let mut world = world(gb(1), |service| {
        service.scaler = Box::new(NoInstances);
        service.keep_alive = Some(Box::new(HybridHistogram {
            least: 1,
            ..HybridHistogram::default()
        }));
    });
    let f = world.sleeper(at_least("f", 2));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for _ in 0..5 {
            ctx.sleep(mins(30)).await;
            call(ctx, cloud, f, secs(1)).await.expect("it runs");
        }
    });
    assert_eq!(lives(&report), [(ColdCause::Provisioned, at(3.0), None); 2]);
}

#[test]
fn a_run_ends_with_its_processes_however_many_are_missing() {
    let mut world = world(mb(350), |_| {});
    world.sleeper(at_least("f", 100));
    let report = world.run(async move |ctx: &mut Ctx| ctx.sleep(mins(5)).await);
    assert_eq!(report.final_date, at(300.0));
    assert_eq!(report.containers.len(), 3);
}

#[test]
fn those_whose_image_has_no_room_on_the_head_host_are_given_up() {
    // The head host has room for one of the two images.
    let mut plan = Plan::over([host(8, gb(1), gb(10))]);
    plan.gateway.disk.capacity = mb(150);
    let mut world = plan.declare();
    world.sleeper(at_least("f", 1));
    world.sleeper(FunctionSpec {
        image: OTHER,
        ..at_least("g", 1)
    });
    let report = world.run(async move |ctx: &mut Ctx| ctx.sleep(mins(5)).await);
    assert_eq!(report.final_date, at(300.0));
    assert_eq!(lives(&report), [(ColdCause::Provisioned, at(3.0), None)]);
}

#[test]
fn more_than_anybody_needs_is_refused() {
    let mut world = world(gb(1), |_| {});
    world.sleeper(at_least("f", 100_001));
    world
        .sim
        .controller("client", world.user, async |_: &mut Ctx| {});
    let error = world.sim.build().err().expect("it is refused").to_string();
    assert!(
        error.contains("deployment of `f`: `min_instances` is 100001; give at most 100000"),
        "{error}"
    );
}

/// One at least.
#[serverless_function(image = IMAGE, memory = 100MB, min_instances = 1)]
async fn ready(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    ctx.sleep(1min).await;
    let call = ctx.invoke(cloud, ready, ()).await;
    ctx.wait(call).await.expect("it runs");
}

simulation! {
    #[derive(Clone, Debug)]
    struct Ready {
        least: u32 = 3,
    }

    host user   { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host worker { speed: 1Gflop/s, cores: 4, ram: 2GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    link lan { bandwidth: 1GB/s, latency: 20us }
    route user <-> worker via [lan];
    storage registry on user { images: [IMAGE] }
    serverless cloud on user over worker {}
    deploy ready on cloud from registry { min_instances: least };
    controller client(cloud) on user;
}

#[test]
fn a_deployment_says_how_many() {
    for least in [0, 3] {
        let report = coldstart::results::run(&Ready { least }, Seed(1)).expect("it runs");
        let made = report.containers.len();
        assert_eq!(made, least.max(1) as usize);
    }
}
