//! Invocations that their caller does not want any more: cancelled, in whatever they have come to, and waited for no longer.

use coldstart::prelude::*;

use crate::support::{IMAGE, OTHER, Plan, World, at, host};

/// One node of one core and 1 GB, whose idle containers are kept.
fn small() -> Plan {
    Plan::over([host(1, gb(1), gb(10))]).keeping(mins(10))
}

fn sleeper(plan: Plan, memory: Bytes) -> (World, Function<SimDuration, ()>, Serverless) {
    let mut world = plan.declare();
    let spec = FunctionSpec {
        memory,
        ..FunctionSpec::new("f", IMAGE)
    };
    let function = world.sleeper(spec);
    let cloud = world.cloud;
    (world, function, cloud)
}

/// Cancels an invocation, and returns what became of it.
async fn cancelled<O: 'static>(ctx: &mut Ctx, call: Invocation<O>) -> Failed {
    assert!(ctx.cancel(&call).await);
    // Asking twice changes nothing.
    ctx.cancel(&call).await;
    match ctx.wait(call).await {
        Ok(_) => panic!("it was cancelled"),
        Err(failed) => {
            assert_eq!(failed.cause(), Some(&Failure::Cancelled));
            assert_eq!(failed.to_string(), "The invocation was cancelled");
            failed
        }
    }
}

#[test]
fn a_body_that_is_cancelled_is_killed_and_its_container_serves_the_next() {
    let (world, f, cloud) = sleeper(small(), mb(100));
    let report = world.run(async move |ctx: &mut Ctx| {
        let long = ctx.invoke(cloud, f, secs(100)).await;
        let next = ctx.invoke(cloud, f, secs(2)).await;
        ctx.sleep_until(at(10.0)).await;
        let failed = cancelled(ctx, long).await;
        assert_eq!(ctx.now(), at(10.0));
        assert_eq!(failed.node(), Some("worker0"));
        let dates = failed.dates();
        // As of a body whose time was up.
        assert_eq!(
            (dates.start, dates.end, dates.completion),
            (Some(at(3.0)), None, Some(at(10.0)))
        );
        let next = ctx.wait(next).await.expect("it runs");
        assert_eq!((next.dates.start, next.reused_container), (at(10.0), true));
    });
    assert_eq!((report.summary.succeeded, report.summary.failed), (1, 1));
    assert_eq!(report.containers.len(), 1);
    assert_eq!(report.final_date, at(12.0));
}

#[test]
fn what_is_queued_leaves_the_queue() {
    let (world, f, cloud) = sleeper(small(), mb(100));
    world.run(async move |ctx: &mut Ctx| {
        let first = ctx.invoke(cloud, f, secs(10)).await;
        let second = ctx.invoke(cloud, f, secs(10)).await;
        let third = ctx.invoke(cloud, f, secs(10)).await;
        ctx.sleep_until(at(5.0)).await;
        let failed = cancelled(ctx, second).await;
        assert_eq!((ctx.now(), failed.dates().dispatch), (at(5.0), None));
        assert_eq!(ctx.wait(first).await.expect("it runs").dates.end, at(13.0));
        assert_eq!(
            ctx.wait(third).await.expect("it runs").dates.start,
            at(13.0)
        );
    });
}

#[test]
fn an_image_on_its_way_goes_on_without_who_wanted_it() {
    for date in [0.5, 1.5, 2.5] {
        let (world, f, cloud) = sleeper(small(), mb(100));
        let report = world.run(async move |ctx: &mut Ctx| {
            let call = ctx.invoke(cloud, f, secs(10)).await;
            ctx.sleep_until(at(date)).await;
            cancelled(ctx, call).await;
            assert_eq!(ctx.now(), at(date));
            let next = ctx.invoke_and_wait(cloud, f, secs(1)).await;
            assert_eq!(next.expect("it runs").dates.start, at(3.0));
        });
        assert_eq!(report.containers.len(), 1, "{date}");
    }
}

#[test]
fn a_start_up_that_is_not_over_is_broken_off() {
    let mut plan = small();
    plan.service.container_startup = secs(10);
    // There is room for one container.
    let (world, f, cloud) = sleeper(plan, mb(800));
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, f, secs(1)).await;
        ctx.sleep_until(at(5.0)).await;
        let failed = cancelled(ctx, call).await;
        assert_eq!(ctx.now(), at(5.0));
        assert_eq!(
            (failed.dates().dispatch, failed.dates().start),
            (Some(at(3.0)), None)
        );
        let next = ctx
            .invoke_and_wait(cloud, f, secs(1))
            .await
            .expect("it runs");
        assert_eq!((next.dates.start, next.reused_container), (at(15.0), false));
        // Nothing is left of the start-up that would have ended at 13 s.
        ctx.sleep_until(at(30.0)).await;
    });
    assert_eq!(report.containers.len(), 2);
    assert_eq!((report.summary.succeeded, report.summary.failed), (1, 1));
}

#[test]
fn a_request_that_is_not_taken_in_yet_is_refused() {
    let mut plan = small();
    plan.service.processing_overhead = secs(4);
    let (world, f, cloud) = sleeper(plan, mb(100));
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_async(cloud, f, secs(1)).await;
        ctx.sleep_until(at(1.0)).await;
        let failed = cancelled(ctx, call).await;
        assert_eq!((ctx.now(), failed.dates().submit), (at(4.0), None));
    });
    assert_eq!(report.containers.len(), 0);
}

/// Its input weighs what it says.
struct Weighed;

impl ServerlessFunction for Weighed {
    type Input = Bytes;
    type Output = Bytes;
    type Kind = Succeeds;

    fn spec(&self) -> FunctionSpec {
        FunctionSpec::new("weighed", OTHER)
    }

    async fn call(ctx: &mut Ctx, input: Bytes) -> Bytes {
        ctx.sleep(secs(1)).await;
        input
    }

    fn input_size(input: &Bytes) -> Bytes {
        *input
    }
}

#[test]
fn an_input_on_its_way_is_not_waited_for() {
    let mut world = small().declare();
    world.sim.deploy(Weighed, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        // 5 s to the head host, at 100 MB/s.
        let call = ctx.invoke_async(cloud, Weighed, mb(500)).await;
        ctx.sleep_until(at(1.0)).await;
        cancelled(ctx, call).await;
        assert_eq!(ctx.now(), at(1.0));
        // Another second for the input, 3 s for the image, and 5 s from the head host to the node.
        ctx.sleep_until(at(8.0)).await;
        let call = ctx.invoke(cloud, Weighed, mb(500)).await;
        ctx.sleep_until(at(18.0)).await;
        let failed = cancelled(ctx, call).await;
        assert_eq!((ctx.now(), failed.dates().start), (at(18.0), None));
        assert_eq!(failed.dates().dispatch, Some(at(16.0)));
        // The container was up, and is kept.
        let next = ctx.invoke_and_wait(cloud, Weighed, Bytes::ZERO).await;
        assert!(next.expect("it runs").reused_container);
    });
    let failed = report
        .invocations
        .iter()
        .filter(|row| row.success == Some(false));
    assert_eq!(failed.count(), 2);
}

#[test]
fn what_is_over_cannot_be_cancelled() {
    let (world, f, cloud) = sleeper(small(), mb(100));
    world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, f, secs(1)).await;
        ctx.until_done(&call).await;
        assert!(!ctx.cancel(&call).await);
        assert!(ctx.wait(call).await.is_ok());
    });
}

#[test]
fn after_its_limit_a_call_can_be_waited_for_again_or_cancelled() {
    let (world, f, cloud) = sleeper(small(), mb(100));
    world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, f, secs(10)).await;
        let late = ctx
            .wait_at_most(secs(4), call)
            .await
            .expect_err("it is not over");
        assert_eq!(ctx.now(), at(4.0));
        // What is over at the very date of the limit counts.
        let done = ctx.wait_at_most(secs(9), late).await.expect("it is over");
        assert_eq!(done.expect("it runs").dates.end, at(13.0));
        assert_eq!(ctx.now(), at(13.0));
        let call = ctx.invoke(cloud, f, secs(10)).await;
        let late = ctx
            .wait_at_most(secs(1), call)
            .await
            .expect_err("it is not over");
        cancelled(ctx, late).await;
        assert_eq!(ctx.now(), at(14.0));
    });
}

#[test]
fn a_call_that_is_dropped_at_a_limit_goes_on_for_nobody() {
    let (world, f, cloud) = sleeper(small(), mb(100));
    let report = world.run(async move |ctx: &mut Ctx| {
        let late = ctx
            .with_timeout(secs(4), async |ctx: &mut Ctx| {
                ctx.invoke_and_wait(cloud, f, secs(10)).await
            })
            .await;
        assert!(late.is_err() && ctx.now() == at(4.0));
        ctx.sleep_until(at(20.0)).await;
    });
    let row = &report.invocations[0];
    assert_eq!((row.success, row.end), (Some(true), Some(at(13.0))));
}

#[test]
fn where_messages_have_a_size_a_cancellation_takes_as_long_as_a_request() {
    let mut plan = small();
    // 10 ms from the user to the gateway and back.
    plan.service.messages = Some(mb(1).into());
    let (world, f, cloud) = sleeper(plan, mb(100));
    world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, f, secs(100)).await;
        ctx.sleep_until(at(10.0)).await;
        let failed = cancelled(ctx, call).await;
        assert_eq!(failed.dates().completion, Some(at(10.01)));
        assert_eq!(ctx.now(), at(10.02));
    });
}
