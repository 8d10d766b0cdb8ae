//! Random faults: as often as they should be, the same for one seed, and no reason to go on.

use coldstart::prelude::*;
use coldstart::simulation::Halt;

use super::sleeper;
use crate::support::{Plan, at, call};

#[test]
fn a_run_whose_processes_wait_for_ever_ends_although_faults_could_go_on() {
    let mut world = Plan::default().declare();
    let mailbox = world.sim.mailbox::<()>("never");
    let every = FaultTimes::every(Exponential(secs(10))).lasting(secs(1));
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, every.clone());
    world.sim.link_fault(world.wan, every);
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(100)).await;
        ctx.receive(mailbox).await;
    });
    let Halt::Stuck { date, .. } = halt else {
        panic!("{halt}");
    };
    // At the latest when what was down at 100 s is up again.
    assert!(date >= at(100.0) && date <= at(102.0), "{date}");
}

#[test]
fn a_run_that_ends_does_not_wait_for_them() {
    let mut world = Plan::default().declare();
    let every = FaultTimes::every(Constant(secs(7))).lasting(secs(1));
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, every);
    let report = world.run(async move |ctx: &mut Ctx| ctx.sleep(secs(20)).await);
    assert_eq!(report.summary.final_date, at(20.0));
    // From 7 s to 8 s and from 15 s to 16 s.
    let faults: Vec<_> = report
        .faults
        .iter()
        .map(|row| (row.begin, row.end))
        .collect();
    assert_eq!(
        faults,
        [(at(7.0), Some(at(8.0))), (at(15.0), Some(at(16.0)))]
    );
}

#[test]
fn crashes_of_containers_draw_one_of_those_that_there_are() {
    let mut world = Plan::default().keeping(hours(1)).declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    let every = FaultTimes::every(Constant(secs(10)));
    world.sim.container_fault(f, cloud, every);
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(2)).await;
        ctx.sleep_until(at(35.0)).await;
    });
    // At 10 s the one that is idle; after that there is none.
    let crashed: Vec<_> = report.containers.iter().map(|row| row.ended).collect();
    assert_eq!(crashed, [Some(at(10.0))]);
    let faults: Vec<_> = report.faults.iter().map(|row| row.begin).collect();
    assert_eq!(faults, [at(10.0)]);
}
