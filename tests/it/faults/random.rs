//! Random faults: as often as they should be, the same for one seed, and no reason to go on.

use coldstart::prelude::*;
use coldstart::simulation::Halt;

use super::{once, sleeper};
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

#[test]
fn when_all_wait_they_do_not_keep_each_other_going() {
    let mut world = Plan::over(vec![Plan::default().workers[0].clone(); 5]).declare();
    let mailbox = world.sim.mailbox::<()>("never");
    // There is hardly ever a date at which none goes on.
    for worker in world.workers.clone() {
        let every = FaultTimes::every(Exponential(secs(1))).lasting(Exponential(mins(1)));
        world.sim.node_fault(worker, NodeFault::Slow(0.5), every);
    }
    let (halt, report) = world.stuck(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(5)).await;
        ctx.receive(mailbox).await;
    });
    let Halt::Stuck { date, .. } = halt else {
        panic!("{halt}");
    };
    // Those that have begun by then, a hundred, and no more.
    let later = report.faults.iter().filter(|row| row.begin > at(5.0));
    assert_eq!(later.count(), 100);
    let last = report.faults.iter().filter_map(|row| row.end).max();
    assert_eq!(last, Some(date));
}

#[test]
fn while_all_wait_for_a_repair_those_to_come_are_put_off_after_a_hundred() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    let worker = world.workers[0];
    world
        .sim
        .node_fault(worker, NodeFault::Down, once(10.0, 30.0));
    let slow = FaultTimes::every(Constant(millis(100))).lasting(millis(100));
    world.sim.node_fault(worker, NodeFault::Slow(0.5), slow);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep_until(at(12.0)).await;
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
    });
    // The image is on the head host at 13 s, and nothing else happens until the node is up at 40 s. They begin at 13.1 s, 13.3 s,
    // .., 32.9 s; the next would at 33.1 s, a tenth after what was last going on.
    let slow = report.faults.iter().filter(|row| row.share.is_some());
    let begins: Vec<_> = slow.map(|row| row.begin).collect();
    let between = |from, to| {
        begins
            .iter()
            .filter(move |date| **date > at(from) && **date < at(to))
    };
    assert_eq!(between(13.0, 33.0).count(), 100);
    assert_eq!(between(33.0, 40.05).count(), 0);
    assert!(begins.contains(&at(40.1)), "{begins:?}");
    assert_eq!(report.final_date, at(43.0));
}

#[test]
fn a_run_in_which_they_break_all_that_is_begun_ends() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    // A copy takes a second.
    let every = FaultTimes::every(Constant(millis(20))).lasting(millis(1));
    world.sim.link_fault(world.lan, every);
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    let told = halt.to_string();
    let part = "faults have begun and ended 10001 times until ";
    assert!(told.starts_with(part), "{told}");
    assert!(
        told.contains("`client` has been waiting since 0.000000000 s for invocation f#0"),
        "{told}"
    );
}

#[test]
fn a_run_in_which_somebody_has_a_date_goes_on_however_many_there_are() {
    let mut world = Plan::default().declare();
    let every = FaultTimes::every(Constant(millis(5))).lasting(millis(1));
    world.sim.link_fault(world.lan, every);
    let report = world.run(async move |ctx: &mut Ctx| ctx.sleep(mins(1)).await);
    // One in 6 ms, and each begins and ends.
    assert_eq!(report.faults.len(), 10_000);
    assert_eq!(report.final_date, at(60.0));
}
