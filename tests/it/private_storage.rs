//! The private storage of a container: what each new file takes, and what a body that is cut short leaves there.

use coldstart::prelude::*;

use crate::support::{IMAGE, Plan, World, call};

/// Deploys a function with 10 MB of private storage and 5 s of time: it creates the file `a`, of 6 MB, and sleeps for as
/// long as its input says.
fn keeper(world: &mut World) -> Function<SimDuration, (), Failure> {
    let spec = FunctionSpec {
        disk: mb(10),
        time_limit: secs(5),
        ..FunctionSpec::new("keeper", IMAGE)
    };
    let body = async |ctx: &mut Ctx, length: SimDuration| {
        assert!(ctx.read("a").await.is_err(), "another body wrote it");
        ctx.create(File::new("a", mb(6))).await?;
        ctx.sleep(length).await;
        Ok(())
    };
    let function = world.sim.fallible_function(spec, body);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

/// What becomes of two invocations, one after the other, that run in one container.
fn twice(first: SimDuration) -> [String; 2] {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (keeper(&mut world), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        for length in [first, secs(1)] {
            let _ = call(ctx, cloud, f, length).await;
        }
    });
    let [first, second] = report.invocations.as_slice() else {
        panic!("not two invocations");
    };
    assert_eq!(second.reused_container, Some(true));
    [first, second].map(|row| row.failure_cause.clone().unwrap_or_default())
}

const TIMED_OUT: &str = "Operation has timed out";

#[test]
fn a_body_that_ends_at_its_time_limit_leaves_what_it_stored() {
    let [first, second] = twice(secs(5));
    assert_eq!(first, TIMED_OUT);
    // 6 of the 10 MB are taken, by a file that has no name any more.
    assert!(second.contains("due to lack of storage space"), "{second}");
}

#[test]
fn a_body_that_ends_before_or_is_killed_leaves_nothing() {
    assert_eq!(twice(secs(4)), ["", ""]);
    assert_eq!(twice(secs(6)), [TIMED_OUT, ""]);
}

#[test]
fn a_second_file_of_a_name_takes_space_again() {
    let mut world = Plan::default().declare();
    let spec = FunctionSpec {
        disk: mb(10),
        ..FunctionSpec::new("writer", IMAGE)
    };
    let body = async |ctx: &mut Ctx, (): ()| {
        ctx.create(File::new("a", mb(4))).await?;
        ctx.write(File::new("a", mb(5))).await?;
        let before = ctx.now();
        ctx.read("a").await?;
        // It is the later file that is read: 5 MB at 100 MB/s.
        assert_eq!(ctx.now() - before, millis(50));
        assert!(ctx.create(File::new("a", mb(2))).await.is_err());
        assert!(ctx.create(File::new("b", mb(2))).await.is_err());
        ctx.delete("a").await?;
        ctx.create(File::new("b", mb(10))).await
    };
    let f = world.sim.fallible_function(spec, body);
    world.sim.deploy(f, world.cloud, world.registry);
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        let outcome = call(ctx, cloud, f, ()).await;
        outcome.expect("what is deleted is free again, all of it");
    });
}
