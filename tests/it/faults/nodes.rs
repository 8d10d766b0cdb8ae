//! Nodes that go down, or are slow.

use coldstart::prelude::*;
use coldstart::results::ColdCause;
use coldstart::serverless::InstanceEnd;

use super::{NODE_DOWN, cause, once, sleeper};
use crate::support::{IMAGE, Plan, World, at, burst, call, host, nodes};

/// One invocation of so many seconds on two nodes, the first of which is down from a date on.
fn crash_of_the_first(date: f64, startup: u64) -> Report {
    let mut plan = Plan::over([host(2, gb(1), gb(10)), host(2, gb(1), gb(10))]);
    plan.service.container_startup = secs(startup);
    let mut world = plan.declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, once(date, 100.0));
    world.run(burst(vec![(f, secs(10))], cloud))
}

#[test]
fn a_body_ends_with_its_node_and_the_next_waits_for_the_repair() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, once(5.0, 10.0));
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(10)).await;
        ctx.sleep(secs(1)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    let [first, second] = report.invocations.as_slice() else {
        panic!("not two invocations");
    };
    assert_eq!(cause(first), NODE_DOWN);
    assert_eq!(
        (first.start, first.end, first.completion),
        (Some(at(3.0)), None, Some(at(5.0)))
    );
    assert_eq!(first.node.as_deref(), Some("worker0"));
    // The image is on the head host still: a copy and a load from the repair on.
    assert_eq!(second.requested, at(6.0));
    assert_eq!(
        (second.dispatch, second.start, second.completion),
        (Some(at(17.0)), Some(at(17.0)), Some(at(18.0)))
    );
    assert_eq!(second.cold_cause, Some(ColdCause::NodeDown));
    let lost = &report.containers[0];
    assert_eq!(
        (lost.ended, lost.end),
        (Some(at(5.0)), Some(InstanceEnd::NodeDown))
    );
    assert_eq!(report.summary.failures[NODE_DOWN], 1);
}

#[test]
fn an_image_that_is_copied_to_a_node_goes_to_another_one() {
    let report = crash_of_the_first(1.5, 0);
    let row = &report.invocations[0];
    assert_eq!(nodes(&report), ["worker1"]);
    assert_eq!((row.start, row.success), (Some(at(3.5)), Some(true)));
}

#[test]
fn so_does_one_that_is_loaded() {
    let report = crash_of_the_first(2.5, 0);
    assert_eq!(nodes(&report), ["worker1"]);
    assert_eq!(report.invocations[0].start, Some(at(4.5)));
}

#[test]
fn a_download_to_the_head_host_goes_on() {
    let report = crash_of_the_first(0.5, 0);
    assert_eq!(nodes(&report), ["worker1"]);
    assert_eq!(report.invocations[0].start, Some(at(3.0)));
}

#[test]
fn a_start_up_fails_with_its_node() {
    let report = crash_of_the_first(4.0, 2);
    let row = &report.invocations[0];
    assert_eq!(cause(row), NODE_DOWN);
    assert_eq!(
        (row.dispatch, row.start, row.completion),
        (Some(at(3.0)), None, Some(at(4.0)))
    );
}

#[test]
fn so_does_one_that_goes_through_steps() {
    for step in [
        Step::Delay(Constant(secs(9))),
        Step::Initialise(gflop(9)),
        Step::Restore(mb(500)),
    ] {
        let mut plan = Plan::default();
        plan.service.start_up = Some(Box::new(StartUpPlan { steps: vec![step] }));
        let mut world = plan.declare();
        let (f, cloud) = (sleeper(&mut world), world.cloud);
        world
            .sim
            .node_fault(world.workers[0], NodeFault::Down, once(4.0, 1.0));
        let report = world.run(burst(vec![(f, secs(1))], cloud));
        let row = &report.invocations[0];
        assert_eq!((cause(row), row.completion), (NODE_DOWN, Some(at(4.0))));
    }
}

#[test]
fn an_idle_container_is_gone_with_the_images() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, once(6.0, 1.0));
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(1)).await;
        ctx.sleep(secs(4)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    let second = &report.invocations[1];
    assert_eq!((second.requested, second.start), (at(8.0), Some(at(10.0))));
    assert_eq!(report.containers[0].end, Some(InstanceEnd::NodeDown));
}

#[test]
fn what_is_complete_at_the_date_of_a_crash_is_complete() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, once(5.0, 1.0));
    let report = world.run(burst(vec![(f, secs(2)), (f, secs(3))], cloud));
    let [first, second] = report.invocations.as_slice() else {
        panic!("not two invocations");
    };
    assert_eq!(
        (first.success, first.completion),
        (Some(true), Some(at(5.0)))
    );
    assert_eq!(
        (cause(second), second.completion),
        (NODE_DOWN, Some(at(5.0)))
    );
}

#[test]
fn a_body_that_computes_reads_or_writes_ends_with_its_node() {
    type Declare = fn(&mut World) -> Function<(), ()>;
    let bodies: [Declare; 3] = [
        |world| {
            let body = async |ctx: &mut Ctx, (): ()| ctx.compute(gflop(9)).await;
            world.sim.function(FunctionSpec::new("f", IMAGE), body)
        },
        |world| {
            let body = async |ctx: &mut Ctx, (): ()| {
                let _ = ctx.write(File::new("data", mb(500))).await;
            };
            let spec = FunctionSpec {
                disk: gb(1),
                ..FunctionSpec::new("f", IMAGE)
            };
            world.sim.function(spec, body)
        },
        |world| {
            let storage = world.registry;
            let body = async move |ctx: &mut Ctx, (): ()| {
                let _ = ctx.write_to(storage, File::new("data", mb(500))).await;
            };
            world.sim.route(world.user, world.workers[0], [world.lan]);
            world.sim.function(FunctionSpec::new("f", IMAGE), body)
        },
    ];
    for body in bodies {
        let mut world = Plan::default().declare();
        let f = body(&mut world);
        let cloud = world.cloud;
        world.sim.deploy(f, cloud, world.registry);
        world
            .sim
            .node_fault(world.workers[0], NodeFault::Down, once(4.0, 1.0));
        let report = world.run(async move |ctx: &mut Ctx| {
            let _ = call(ctx, cloud, f, ()).await;
            // All that was under way is over, and the node is as it was.
            ctx.sleep(secs(20)).await;
            let node = &ctx.capacity(cloud).await.nodes[0];
            assert_eq!(node.free, node.total);
        });
        let row = &report.invocations[0];
        assert_eq!((cause(row), row.completion), (NODE_DOWN, Some(at(4.0))));
    }
}

#[test]
fn nothing_of_a_node_that_is_down_is_free() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, once(5.0, 1.0));
    world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(10)).await;
        assert_eq!(ctx.now(), at(5.0));
        let node = &ctx.capacity(cloud).await.nodes[0];
        assert_eq!(node.free.cores.whole(), 0);
        assert_eq!(
            (node.free.memory, node.free.disk),
            (Bytes::ZERO, Bytes::ZERO)
        );
        ctx.sleep(secs(2)).await;
        let node = &ctx.capacity(cloud).await.nodes[0];
        assert_eq!(node.free, node.total);
    });
}

#[test]
fn a_slow_node_computes_at_a_share_of_its_speed() {
    let mut world = Plan::default().declare();
    let body = async |ctx: &mut Ctx, work: Flops| ctx.compute(work).await;
    let f = world.sim.function(FunctionSpec::new("f", IMAGE), body);
    let cloud = world.cloud;
    world.sim.deploy(f, cloud, world.registry);
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Slow(0.5), once(5.0, 4.0));
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, gflop(10)).await;
    });
    // 2 Gflop until 5 s, 2 more until 9 s, and the 6 that are left.
    assert_eq!(report.invocations[0].completion, Some(at(15.0)));
}

#[test]
fn a_sleep_on_a_slow_node_takes_as_long_as_ever_and_shares_multiply() {
    let mut world = Plan::default().declare();
    let body = async |ctx: &mut Ctx, work: Flops| {
        ctx.sleep(secs(2)).await;
        ctx.compute(work).await;
    };
    let f = world.sim.function(FunctionSpec::new("f", IMAGE), body);
    let cloud = world.cloud;
    world.sim.deploy(f, cloud, world.registry);
    let node = world.workers[0];
    world
        .sim
        .node_fault(node, NodeFault::Slow(0.5), once(0.0, 9.0));
    let every = FaultTimes::every(Constant(secs(7))).lasting(secs(100));
    world.sim.node_fault(node, NodeFault::Slow(0.5), every);
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, gflop(3)).await;
    });
    // From 5 s: 1 Gflop until 7 s, 0.5 until 9 s at a quarter, and 1.5 at a half.
    assert_eq!(report.invocations[0].completion, Some(at(12.0)));
}

#[test]
fn a_node_is_down_until_the_last_of_its_faults_is_over() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    let node = world.workers[0];
    world.sim.node_fault(node, NodeFault::Down, once(0.0, 20.0));
    // Once, from 10 s to 30 s.
    let every = FaultTimes::every(Constant(secs(10))).lasting(secs(20));
    world.sim.node_fault(node, NodeFault::Down, every);
    let report = world.run(burst(vec![(f, secs(1))], cloud));
    assert_eq!(report.invocations[0].start, Some(at(32.0)));
}

#[test]
fn a_container_crashes_alone() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    let times = FaultTimes::at(secs(5));
    world.sim.container_fault(f, cloud, times);
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(10)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    let [first, second] = report.invocations.as_slice() else {
        panic!("not two invocations");
    };
    assert_eq!(cause(first), "The container of function (f) crashed");
    assert_eq!(first.completion, Some(at(5.0)));
    // The image is still there.
    assert_eq!((second.start, second.success), (Some(at(5.0)), Some(true)));
    assert_eq!(second.cold_cause, Some(ColdCause::Crashed));
    assert_eq!(report.containers[0].end, Some(InstanceEnd::Crashed));
}
