//! Those who wait when a node goes down: elsewhere, or for its repair.

use coldstart::prelude::*;
use coldstart::serverless::policy::Scheduler;

use super::{NODE_DOWN, cause, once, sleeper};
use crate::support::{IMAGE, Plan, at, burst, call, host, nodes};

fn two() -> Plan {
    Plan::over([host(1, gb(1), gb(10)), host(1, gb(1), gb(10))])
}

/// Every scheduler that has a name, none of which may send anything to a node that is down.
fn schedulers() -> Vec<Box<dyn Scheduler>> {
    vec![
        Box::new(Fcfs),
        Box::new(FirstFit),
        Box::new(Random),
        Box::new(Random::reference(7)),
        Box::new(RoundRobin),
        Box::new(LeastLoaded),
        Box::new(WarmFirst),
        Box::new(BestFit),
        Box::new(WorstFit),
        Box::new(Locality::default()),
        Box::new(PowerOfChoices { choices: 2 }),
        Box::new(JoinShortestQueue),
    ]
}

#[test]
fn no_scheduler_sends_anything_to_a_node_that_is_down() {
    for scheduler in schedulers() {
        let about = format!("{scheduler:?}");
        let mut plan = two().keeping(mins(1));
        plan.service.scheduler = scheduler;
        let mut world = plan.declare();
        let (f, cloud) = (sleeper(&mut world), world.cloud);
        world
            .sim
            .node_fault(world.workers[0], NodeFault::Down, once(0.0, 100.0));
        let report = world.run(burst(vec![(f, secs(1)); 6], cloud));
        assert_eq!(nodes(&report), ["worker1"; 6], "{about}");
        assert_eq!(report.summary.counts.succeeded, 6, "{about}");
        // One core: one after the other.
        assert_eq!(report.summary.last_end, Some(at(9.0)), "{about}");
    }
}

#[test]
fn with_every_scheduler_those_who_wait_are_served_when_all_nodes_are_up_again() {
    for scheduler in schedulers() {
        let about = format!("{scheduler:?}");
        let mut plan = two().keeping(mins(1));
        plan.service.scheduler = scheduler;
        let mut world = plan.declare();
        let (f, cloud) = (sleeper(&mut world), world.cloud);
        for node in world.workers.clone() {
            world.sim.node_fault(node, NodeFault::Down, once(7.5, 10.0));
        }
        let report = world.run(burst(vec![(f, secs(2)); 6], cloud));
        let failed = report.invocations.iter();
        let failed: Vec<_> = failed.filter(|row| row.success == Some(false)).collect();
        assert!(!failed.is_empty(), "{about}");
        assert!(failed.iter().all(|row| cause(row) == NODE_DOWN), "{about}");
        assert_eq!(report.summary.counts.unfinished, 0, "{about}");
        assert_eq!(report.summary.counts.failed as usize, failed.len());
        let after = report.invocations.iter().filter_map(|row| row.start);
        assert!(
            after.filter(|start| *start >= at(19.5)).count() >= 2,
            "{about}"
        );
    }
}

#[test]
fn those_who_stand_in_line_at_a_node_go_back_to_the_queue() {
    let mut plan = two();
    plan.service.scheduler = Box::new(JoinShortestQueue);
    let mut world = plan.declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, once(4.0, 100.0));
    let report = world.run(burst(vec![(f, secs(10)); 4], cloud));
    // Copies to two nodes at once: they begin at 4 s, when one is killed, and the one that stood behind it goes over.
    assert_eq!(
        report.summary.counts.succeeded + report.summary.counts.failed,
        4
    );
    let waited = &report.invocations[2];
    assert_eq!(waited.node.as_deref(), Some("worker1"));
    assert_eq!(waited.success, Some(true));
}

#[test]
fn a_run_that_waits_for_a_node_that_is_down_says_so() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    let for_ever = FaultTimes::at(secs(1));
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, for_ever);
    let (halt, report) = world.stuck(burst(vec![(f, secs(1))], cloud));
    let expected = "node `worker0` is down, and no other has room for its container";
    assert!(halt.to_string().contains(expected), "{halt}");
    assert_eq!(report.summary.counts.unfinished, 1);
}

#[test]
fn a_minimum_of_instances_is_kept_on_other_nodes() {
    let mut world = two().declare();
    let spec = FunctionSpec {
        min_instances: 1,
        memory: mb(100),
        ..FunctionSpec::new("f", IMAGE)
    };
    let f = world.sleeper(spec);
    let cloud = world.cloud;
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, once(5.0, 100.0));
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(10)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    // There since 3 s on the first node, and since 7 s on the other.
    let made: Vec<_> = report
        .containers
        .iter()
        .map(|row| (&*row.node, row.created))
        .collect();
    assert_eq!(made, [("worker0", at(3.0)), ("worker1", at(7.0))]);
    let row = &report.invocations[0];
    assert_eq!(
        (row.start, row.node.as_deref()),
        (Some(at(10.0)), Some("worker1"))
    );
}
