//! The futures of a context in the hands of combinators that are not ours: polled more than once, raced, dropped.

use std::future::{Future, pending, poll_fn, ready};
use std::pin::pin;
use std::task::Poll;

use coldstart::prelude::*;
use coldstart::simulation::{Halt, TimedOut};

use crate::support::{IMAGE, Plan, World, at};

/// Polls a future twice whenever it is polled, as a combinator may.
async fn twice<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Pending => future.as_mut().poll(context),
        done => done,
    })
    .await
}

/// The first of two futures to be ready; the other one is dropped.
async fn race<O>(one: impl Future<Output = O>, other: impl Future<Output = O>) -> O {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(move |context| match one.as_mut().poll(context) {
        Poll::Pending => other.as_mut().poll(context),
        done => done,
    })
    .await
}

fn world() -> (World, Function<SimDuration, ()>) {
    let mut world = Plan::default().declare();
    let sleeper = world.sleeper(FunctionSpec {
        disk: mb(10),
        ..FunctionSpec::new("sleeper", IMAGE)
    });
    (world, sleeper)
}

#[test]
fn a_sleep_that_is_polled_twice_takes_its_time() {
    let (world, _) = world();
    let report = world.run(async |ctx: &mut Ctx| {
        twice(ctx.sleep(secs(5))).await;
        assert_eq!(ctx.now(), at(5.0));
        twice(async {
            ctx.sleep(secs(1)).await;
            ctx.compute(gflop(2)).await;
        })
        .await;
    });
    assert_eq!(report.final_date, at(8.0));
}

#[test]
fn an_invocation_that_is_polled_twice_has_its_outcome() {
    let (world, sleeper) = world();
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        let call = twice(ctx.invoke(cloud, sleeper, secs(3))).await;
        let done = twice(ctx.wait(call)).await.expect("it succeeds");
        assert_eq!(done.dates.end - done.dates.start, secs(3));
        let limited = twice(ctx.with_timeout(secs(2), async |ctx: &mut Ctx| {
            twice(ctx.sleep(secs(9))).await;
        }));
        assert_eq!(limited.await, Err(TimedOut { limit: secs(2) }));
    });
}

#[test]
fn a_write_that_is_polled_twice_tells_whether_there_was_room() {
    let mut world = Plan::default().declare();
    let spec = FunctionSpec {
        disk: mb(10),
        ..FunctionSpec::new("writer", IMAGE)
    };
    let body = async |ctx: &mut Ctx, (): ()| {
        let fits = twice(ctx.write(File::new("a", mb(10)))).await.is_ok();
        let full = twice(ctx.write(File::new("b", mb(1)))).await.is_err();
        (fits, full)
    };
    let writer = world.sim.function(spec, body);
    world.sim.deploy(writer, world.cloud, world.registry);
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, writer, ()).await;
        assert_eq!(
            ctx.wait(call).await.expect("it succeeds").output,
            (true, true)
        );
    });
}

#[test]
fn what_loses_a_race_at_once_does_not_happen() {
    let (world, _) = world();
    let report = world.run(async |ctx: &mut Ctx| {
        race(ctx.sleep(secs(100)), ready(())).await;
        assert_eq!(ctx.now(), at(0.0));
        ctx.sleep(secs(1)).await;
        race(ctx.sleep(secs(2)), pending()).await;
    });
    assert_eq!(report.final_date, at(3.0));
}

#[test]
fn a_process_that_waits_for_what_is_not_ours_is_named_with_what_to_use() {
    let (world, _) = world();
    let (halt, _) = world.stuck(async |ctx: &mut Ctx| {
        race(ctx.sleep(secs(100)), ready(())).await;
        pending::<()>().await;
    });
    assert!(matches!(halt, Halt::AwaitedForeign { .. }), "{halt}");
    let text = halt.to_string();
    for word in ["`client`", "`spawn`", "`join`", "`with_timeout`"] {
        assert!(text.contains(word), "{text}");
    }
}
