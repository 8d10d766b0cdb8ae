//! Links and storage services that are down.

use coldstart::prelude::*;

use super::{cause, once, sleeper};
use crate::support::{IMAGE, Plan, at, burst, call};

#[test]
fn a_copy_that_a_link_breaks_is_made_again_when_the_link_is_up() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world.sim.link_fault(world.lan, once(1.5, 2.0));
    let report = world.run(burst(vec![(f, secs(1))], cloud));
    let row = &report.invocations[0];
    assert_eq!((row.start, row.success), (Some(at(5.5)), Some(true)));
    // It has been tried once, and not again and again at one date.
    let copies = report.events.iter();
    let failed = copies.filter(|row| row.event.name() == "copy_failed");
    assert_eq!(failed.count(), 1);
}

#[test]
fn a_download_fails_with_its_link_and_comes_when_that_is_up() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world.sim.link_fault(world.wan, once(0.5, 2.0));
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(1)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
        ctx.sleep_until(at(3.0)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    let [first, second, third] = report.invocations.as_slice() else {
        panic!("not three invocations");
    };
    let broken = "Network error (link failure, or communication peer died) while receiving from ";
    assert!(cause(first).starts_with(broken), "{}", cause(first));
    assert_eq!(first.completion, Some(at(0.5)));
    assert!(cause(second).starts_with(broken));
    assert_eq!(second.completion, Some(at(0.5)));
    assert_eq!((third.start, third.success), (Some(at(6.0)), Some(true)));
}

#[test]
fn a_storage_that_is_down_gives_no_image_and_keeps_its_files() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (sleeper(&mut world), world.cloud);
    world.sim.storage_fault(world.registry, once(0.5, 2.0));
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(1)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
        ctx.sleep_until(at(3.0)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    let rows = report.invocations.as_slice();
    let down = "Storage Service registry is down";
    for row in &rows[..2] {
        assert_eq!((cause(row), row.completion), (down, Some(at(0.5))));
    }
    assert_eq!(
        (rows[2].start, rows[2].success),
        (Some(at(6.0)), Some(true))
    );
}

#[test]
fn what_is_read_from_a_storage_and_written_to_it_fails_until_it_is_up() {
    let mut world = Plan::default().declare();
    let storage = world.registry;
    world.sim.storage_fault(storage, once(2.0, 3.0));
    world.run(async move |ctx: &mut Ctx| {
        let (small, large) = (File::new("small", mb(100)), File::new("large", mb(900)));
        let down = Failure::StorageDown {
            storage: "registry".to_owned(),
        };
        ctx.write_to(storage, small.clone()).await.unwrap();
        assert_eq!(ctx.now(), at(1.0));
        assert_eq!(ctx.write_to(storage, large).await, Err(down.clone()));
        assert_eq!(ctx.now(), at(2.0));
        assert_eq!(ctx.read_from(storage, "small").await, Err(down.clone()));
        assert_eq!(ctx.write_to(storage, small).await, Err(down.clone()));
        assert_eq!(ctx.delete_from(storage, "small").await, Err(down));
        assert_eq!(ctx.now(), at(2.0));
        ctx.sleep_until(at(6.0)).await;
        ctx.read_from(storage, "small").await.unwrap();
        assert_eq!(ctx.now(), at(7.0));
        // What was to be written takes no space: 10 GB less two images and a file.
        let rest = File::new("rest", mb(9_700));
        ctx.write_to(storage, rest).await.unwrap();
    });
}

#[test]
fn a_step_of_a_start_up_fails_with_its_storage() {
    let mut plan = Plan::default();
    plan.service.start_up = Some(Box::new(StartUpPlan {
        steps: vec![Step::Fetch(mb(500))],
    }));
    let mut world = plan.declare();
    world.sim.route(world.user, world.workers[0], [world.lan]);
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    world.sim.storage_fault(world.registry, once(4.0, 1.0));
    let report = world.run(burst(vec![(f, secs(1))], cloud));
    let row = &report.invocations[0];
    assert_eq!(
        (cause(row), row.completion),
        ("Storage Service registry is down", Some(at(4.0)))
    );
}

#[test]
fn a_link_that_a_process_has_turned_off_stays_off() {
    let mut world = Plan::default().declare();
    let (f, cloud, lan) = (sleeper(&mut world), world.cloud, world.lan);
    world.sim.link_fault(lan, once(1.5, 1.0));
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        ctx.turn_off(lan).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    assert!(
        halt.to_string().contains("link `lan` is turned off"),
        "{halt}"
    );
}
