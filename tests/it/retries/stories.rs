//! Clients that give up, cancel, go away, or whose run ends.

use super::*;

/// A price for each second of a container, so that it can be seen what is billed.
fn priced() -> Plan {
    let mut plan = plan();
    plan.service.tariff = Some(Tariff {
        per_gb_second: 1.0,
        granularity: secs(1),
        ..Tariff::default()
    });
    plan
}

fn gibibyte(name: &'static str) -> FunctionSpec {
    FunctionSpec {
        memory: gib(1),
        ..spec(name)
    }
}

/// A function whose n-th run sleeps for so many seconds.
fn sleeping(world: &mut World, spec: FunctionSpec, lengths: &'static [f64]) -> Function<(), u32> {
    let runs = Rc::new(Cell::new(0));
    let body = async move |ctx: &mut Ctx, (): ()| {
        let run = runs.get();
        runs.set(run + 1);
        ctx.sleep(secs(lengths[run as usize])).await;
        run
    };
    let function = world.sim.function(spec, body);
    let function = world.sim.repeatable(function);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

fn patient(attempts: u32, timeout: SimDuration) -> Retry {
    Retry {
        timeout,
        ..exactly(attempts, Backoff::constant(secs(1)))
    }
}

#[test]
fn an_attempt_that_the_client_gives_up_goes_on_and_is_billed() {
    let mut plan = priced();
    plan.workers = vec![host(8, gib(8), gb(10))];
    let mut world = plan.declare();
    let f = sleeping(&mut world, gibibyte("f"), &[10.0, 2.0]);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_retrying(cloud, f, (), patient(3, secs(4))).await;
        let done = ctx.wait(call).await.expect("the second is fast enough");
        assert_eq!((done.output, ctx.now()), (1, at(7.0)));
        ctx.sleep(secs(20)).await;
    });
    // It gives up at 4 s, and tries again at 5 s.
    assert_eq!(
        attempts(&report),
        [(Some(1), None, 0.0, F), (Some(2), Some(0), 5.0, S)]
    );
    let first = &report.invocations[0];
    assert_eq!(
        first.failure_cause.as_deref(),
        Some("The client gave up after 4s")
    );
    assert_eq!(
        (first.end, first.completion),
        (Some(at(10.0)), Some(at(10.0)))
    );
    assert_eq!(
        (first.cost, report.invocations[1].cost),
        (Some(10.0), Some(2.0))
    );
    assert_eq!(report.functions[0].cost, Some(12.0));
}

#[test]
fn what_is_over_at_the_date_of_the_time_out_counts_as_done() {
    let mut world = plan().declare();
    let f = sleeping(&mut world, spec("f"), &[4.0]);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_retrying(cloud, f, (), patient(3, secs(4))).await;
        ctx.wait(call).await.expect("it is just in time");
    });
    assert_eq!(attempts(&report), [(Some(1), None, 0.0, S)]);
}

#[test]
fn a_client_that_gives_up_the_last_attempt_has_failed() {
    let mut world = plan().declare();
    let f = sleeping(&mut world, spec("f"), &[100.0, 100.0]);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_retrying(cloud, f, (), patient(2, secs(4))).await;
        let failed = ctx.wait(call).await.expect_err("it is too slow");
        assert_eq!(failed.cause(), Some(&Failure::GivenUp { after: secs(4) }));
        assert_eq!(failed.dates().start, Some(at(5.0)));
        assert_eq!(ctx.now(), at(9.0));
        ctx.sleep_until(at(103.0)).await;
    });
    // The first has ended by then, the second has not.
    assert_eq!(
        attempts(&report),
        [(Some(1), None, 0.0, F), (Some(2), Some(0), 5.0, U)]
    );
    assert_eq!(report.invocations[1].failure_cause, None);
    let retries = report.summary.retries.expect("there are some");
    assert_eq!((retries.exhausted, retries.unfinished), (1, 0));
}

/// A retry storm: clients that give up what the provider goes on with, on a service that has not enough for all. Its load is that
/// of all attempts, and each is a row.
#[test]
fn a_storm_of_retries_is_seen() {
    let mut plan = plan();
    plan.workers = vec![host(1, gb(1), gb(10))];
    let mut world = plan.declare();
    let body = async |ctx: &mut Ctx, (): ()| ctx.sleep(secs(2)).await;
    let f = world.sim.function(spec("f"), body);
    let f = world.sim.repeatable(f);
    world.sim.deploy(f, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let mut calls = Vec::new();
        for _ in 0..10 {
            calls.push(ctx.invoke_retrying(cloud, f, (), patient(4, secs(3))).await);
        }
        let done = ctx.wait_all(calls).await;
        // One core: the first is over after 2 s, and all others are given up 4 times.
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        ctx.sleep(secs(100)).await;
    });
    assert_eq!(report.invocations.len(), 1 + 9 * 4);
    let retries = report.summary.retries.expect("there are some");
    assert_eq!((retries.requests, retries.attempts), (10, 37));
    assert_eq!((retries.retried, retries.exhausted), (9, 9));
    // The provider runs them all.
    let ended = report.invocations.iter().filter(|row| row.end.is_some());
    assert_eq!(ended.count(), 37);
    assert_eq!(report.summary.last_end, Some(at(74.0)));
}

#[test]
fn a_request_is_cancelled_while_it_waits_and_while_it_runs() {
    for (date, is_waiting) in [(12.0, true), (5.0, false)] {
        let mut world = plan().declare();
        let f = failing(&mut world, spec("f"), u32::MAX);
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            let retry = exactly(3, Backoff::constant(secs(5)));
            let call = ctx.invoke_retrying(cloud, f, secs(10), retry).await;
            ctx.sleep_until(at(date)).await;
            assert!(ctx.cancel(&call).await);
            let failed = ctx.wait(call).await.expect_err("it was cancelled");
            assert_eq!(failed.cause(), Some(&Failure::Cancelled));
            assert_eq!(ctx.now(), at(date));
            ctx.sleep(secs(100)).await;
        });
        assert_eq!(attempts(&report), [(Some(1), None, 0.0, F)]);
        let cause = report.invocations[0].failure_cause.as_deref();
        assert_eq!(cause == Some("boom"), is_waiting);
    }
}

#[test]
fn a_request_whose_handle_is_dropped_goes_on() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), 1);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(3, Backoff::constant(secs(5)));
        drop(ctx.invoke_retrying(cloud, f, secs(1), retry).await);
        ctx.until_all_done().await;
        assert_eq!(ctx.now(), at(7.0));
    });
    assert_eq!(
        attempts(&report),
        [(Some(1), None, 0.0, F), (Some(2), Some(0), 6.0, S)]
    );
}

#[test]
fn there_is_no_other_attempt_when_the_client_has_ended() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), u32::MAX);
    let cloud = world.cloud;
    // The one ends while its attempt runs, the other while it waits for the next.
    for (name, until) in [("early", 5.0), ("late", 12.0)] {
        world
            .sim
            .controller(name, world.user, async move |ctx: &mut Ctx| {
                let retry = exactly(9, Backoff::constant(secs(5)));
                let call = ctx.invoke_retrying(cloud, f, secs(10), retry).await;
                ctx.sleep_until(at(until)).await;
                drop(call);
            });
    }
    let report = world.run(async |ctx: &mut Ctx| ctx.sleep(secs(100)).await);
    assert_eq!(
        attempts(&report),
        [(Some(1), None, 0.0, F), (Some(1), None, 0.0, F)]
    );
    let retries = report.summary.retries.expect("there are some");
    assert_eq!(
        (retries.requests, retries.exhausted, retries.unfinished),
        (2, 2, 0)
    );
}

#[test]
fn the_run_does_not_wait_for_an_attempt_to_come_and_shows_it() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), u32::MAX);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(3, Backoff::constant(hours(1)));
        let call = ctx.invoke_retrying(cloud, f, secs(10), retry).await;
        ctx.sleep_until(at(60.0)).await;
        assert!(!ctx.is_done(&call).await);
    });
    assert_eq!(report.final_date, at(60.0));
    assert_eq!(
        attempts(&report),
        [(Some(1), None, 0.0, F), (Some(2), Some(0), 60.0, U)]
    );
    let retries = report.summary.retries.expect("there are some");
    assert_eq!((retries.unfinished, retries.attempts), (1, 1));
    assert_eq!(report.summary.unfinished, 1);
}

#[test]
fn limits_and_choices_of_a_process_hold_for_requests() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), 2);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(3, Backoff::constant(secs(5)));
        let call = ctx.invoke_retrying(cloud, f, secs(1), retry.clone()).await;
        // Attempts at 0 s, 6 s and 12 s: this limit comes in a wait, the next while the last one runs.
        let call = ctx
            .wait_at_most(secs(3), call)
            .await
            .expect_err("it is not over");
        let late = ctx.with_timeout(secs(9.5), async |ctx: &mut Ctx| ctx.until_done(&call).await);
        late.await.expect_err("it is not over");
        assert_eq!(ctx.now(), at(12.5));
        let mut both = vec![ctx.invoke_async(cloud, f, secs(100)).await, call];
        let first = ctx.wait_any(&mut both).await.expect("there are two");
        assert_eq!(
            (first.expect("it is done").output, ctx.now()),
            (3, at(13.0))
        );
    });
    assert_eq!(report.invocations.len(), 4);
    assert_eq!(report.invocations[3].attempt, None);
}

#[test]
fn a_process_that_stops_asking_leaves_the_request() {
    let mut world = closed_until(at(3.5));
    let f = failing(&mut world, spec("f"), 0);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(9, Backoff::constant(secs(1)));
        let asked = async |ctx: &mut Ctx| drop(ctx.invoke_retrying(cloud, f, secs(1), retry).await);
        ctx.with_timeout(secs(2.5), asked)
            .await
            .expect_err("it is closed");
        ctx.until_all_done().await;
        assert_eq!(ctx.now(), at(5.0));
    });
    assert_eq!(report.invocations.len(), 5);
}

#[test]
fn a_wait_that_is_longer_than_time_is_told() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), u32::MAX);
    let cloud = world.cloud;
    let (halt, report) = world.stuck(async move |ctx: &mut Ctx| {
        let retry = exactly(3, Backoff::constant(SimDuration::MAX));
        let call = ctx.invoke_retrying(cloud, f, secs(10), retry).await;
        let _ = ctx.wait(call).await;
    });
    let told = halt.to_string();
    assert!(
        told.contains("invocation f#0, whose next attempt would come after the end of time"),
        "{told}"
    );
    assert_eq!(report.invocations.len(), 2);
}
