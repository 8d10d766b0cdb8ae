//! What is said of a run in which nothing can happen any more: what the matter is.

use coldstart::prelude::*;

use crate::support::{IMAGE, OTHER, Plan, World, burst, host, link, storage};

/// What the client of a plan waits for in the end, if it invokes a function once.
fn told(plan: Plan, change: impl FnOnce(&mut World)) -> String {
    let mut world = plan.declare();
    change(&mut world);
    let f = world.sleeper(FunctionSpec {
        memory: mb(500),
        ..FunctionSpec::new("f", IMAGE)
    });
    let cloud = world.cloud;
    let (halt, _) = world.stuck(burst(vec![(f, secs(1))], cloud));
    halt.to_string()
}

/// A link on which nothing arrives before the end of time.
fn crawling() -> LinkSpec {
    link(Bandwidth::new(1e-9))
}

#[track_caller]
fn assert_has(told: &str, part: &str) {
    assert!(told.contains(part), "no `{part}` in: {told}");
}

#[test]
fn a_download_that_takes_for_ever() {
    let plan = Plan {
        wan: crawling(),
        ..Plan::default()
    };
    let part = "for invocation f#0, whose image has not reached the head host (its download from `registry` would end after the end of time)";
    assert_has(&told(plan, |_| ()), part);
}

#[test]
fn a_copy_that_takes_for_ever() {
    let plan = Plan {
        lan: crawling(),
        ..Plan::default()
    };
    let part = "which the scheduler has not dispatched (the way of its image to node `worker0` would end after the end of time)";
    assert_has(&told(plan, |_| ()), part);
}

#[test]
fn a_link_that_is_turned_off() {
    let mut sim = Builder::new();
    let [user, gateway, worker] =
        ["user", "gateway", "worker"].map(|name| sim.host(name, host(1, gb(1), gb(10))));
    let [wan, lan] = ["wan", "lan"].map(|name| sim.link(name, link(mb_per_sec(100))));
    sim.route(user, gateway, [wan]);
    sim.route(gateway, worker, [lan]);
    let registry = sim.storage("registry", user, storage([IMAGE]));
    let cloud = sim.serverless("cloud", gateway, worker, ServerlessSpec::default());
    let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
    let f = sim.function(FunctionSpec::new("f", IMAGE), body);
    sim.deploy(f, cloud, registry);
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        ctx.turn_off(lan).await;
        burst(vec![(f, secs(1))], cloud)(ctx).await;
    });
    let told = sim.run(Seed(1)).expect_err("it is stuck").to_string();
    let part = "which the scheduler has not dispatched (link `lan` is turned off)";
    assert_has(&told, part);
}

#[test]
fn a_node_that_is_full() {
    let mut world = Plan::over([host(2, gb(1), mb(300))])
        .keeping(SimDuration::MAX)
        .declare();
    let f = world.sleeper(FunctionSpec {
        disk: mb(150),
        ..FunctionSpec::new("f", IMAGE)
    });
    let g = world.sleeper(FunctionSpec::new("g", OTHER));
    let cloud = world.cloud;
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1))], cloud)(ctx).await;
        // The container of `f` stays, and a copy of an image does not evict containers.
        burst(vec![(g, secs(1))], cloud)(ctx).await;
    });
    let part = "for invocation g#1, which the scheduler has not dispatched (no node has room for its container now: \
                it needs 1 core, 100MB of memory and 100MB of disk, and `worker0` has 2 cores, 900MB of memory and \
                50MB of disk free)";
    assert_has(&halt.to_string(), part);
}

#[test]
fn a_scheduler_that_leaves_a_node_with_room_alone() {
    let mut plan = Plan::default();
    // It plans by time limits, and the function has none.
    plan.service.scheduler = Box::new(WorkloadBalancing);
    let part = "which the scheduler has not dispatched (node `worker0` has room for its container, and the scheduler does not place it there)";
    assert_has(&told(plan, |_| ()), part);
}

#[test]
fn a_computation_that_takes_for_ever() {
    let world = Plan::default().declare();
    let (halt, _) = world.stuck(async |ctx: &mut Ctx| ctx.compute(Flops::new(1e300)).await);
    assert_has(
        &halt.to_string(),
        "for the end of a computation, which would come after the end of time",
    );
}

#[test]
fn a_sleep_for_ever() {
    let world = Plan::default().declare();
    let (halt, _) = world.stuck(async |ctx: &mut Ctx| ctx.sleep(SimDuration::MAX).await);
    assert_has(
        &halt.to_string(),
        "`client` has been waiting since 0.000000000 s for ever: it sleeps for longer than time",
    );
}
