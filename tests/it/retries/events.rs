//! Asynchronous invocations, and dead letters.

use super::*;

fn events(on_failure: Option<Destination>) -> FunctionSpec {
    FunctionSpec {
        events: Some(AsyncInvoke {
            on_failure,
            ..AsyncInvoke::default()
        }),
        ..spec("f")
    }
}

#[test]
fn an_event_is_tried_three_times_and_its_dead_letter_comes_to_a_mailbox() {
    let mut world = plan().declare();
    let f = failing(
        &mut world,
        events(Some(Destination::mailbox("dead"))),
        u32::MAX,
    );
    let dead = world.sim.mailbox::<DeadLetter<SimDuration>>("dead");
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(5)).await;
        drop(ctx.invoke_event(cloud, f, secs(10)).await);
        assert_eq!(ctx.now(), at(5.0));
        let letter = ctx.receive(dead).await;
        let expected = DeadLetter {
            function: "f".to_owned(),
            input: secs(10),
            cause: Failure::Body {
                message: "boom".to_owned(),
            },
            attempts: 3,
            requested: at(5.0),
            given_up: at(215.0),
        };
        assert_eq!((letter, ctx.now()), (expected, at(215.0)));
    });
    // Bodies of 10 s, and waits of one minute and two.
    let expected = [
        (Some(1), None, 5.0, F),
        (Some(2), Some(0), 75.0, F),
        (Some(3), Some(0), 205.0, F),
    ];
    assert_eq!(attempts(&report), expected);
    let retries = report.summary.retries.expect("there are some");
    assert_eq!((retries.asynchronous, retries.dead_letters), (1, 1));
    assert_eq!(retries.exhausted, 1);
}

#[test]
fn an_event_goes_on_without_its_caller_and_its_handle_tells_the_end() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), 1);
    let cloud = world.cloud;
    world
        .sim
        .controller("gone", world.user, async move |ctx: &mut Ctx| {
            drop(ctx.invoke_event(cloud, f, secs(1)).await);
        });
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(100)).await;
        let call = ctx.invoke_event(cloud, f, secs(1)).await;
        assert_eq!(ctx.wait(call).await.expect("it succeeds").output, 3);
    });
    let expected = [
        (Some(1), None, 0.0, F),
        (Some(2), Some(0), 61.0, S),
        (Some(1), None, 100.0, S),
    ];
    assert_eq!(attempts(&report), expected);
    assert_eq!(&*report.invocations[1].caller, "gone");
}

#[test]
fn refusals_back_off_and_do_not_count_as_attempts() {
    let mut world = closed_until(at(10.0));
    let f = failing(&mut world, events(None), 2);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_event(cloud, f, secs(1)).await;
        assert_eq!(ctx.now(), at(0.0));
        ctx.wait(call).await.expect("the third run succeeds");
    });
    // Refused at 0, 1, 3 and 7 s; runs at 15, 76 and 197 s.
    let expected = [
        (Some(1), None, 0.0, R),
        (Some(2), Some(0), 1.0, R),
        (Some(3), Some(0), 3.0, R),
        (Some(4), Some(0), 7.0, R),
        (Some(5), Some(0), 15.0, F),
        (Some(6), Some(0), 76.0, F),
        (Some(7), Some(0), 197.0, S),
    ];
    assert_eq!(attempts(&report), expected);
    assert_eq!(report.summary.retries.expect("there are some").retried, 1);
}

#[test]
fn an_event_that_is_too_old_is_given_up_at_that_date() {
    let mut world = closed_until(at(1e6));
    let mut spec = events(Some(Destination::mailbox("dead")));
    if let Some(events) = &mut spec.events {
        events.max_age = secs(20);
    }
    let f = failing(&mut world, spec, 0);
    let dead = world.sim.mailbox::<DeadLetter<SimDuration>>("dead");
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        drop(ctx.invoke_event(cloud, f, secs(1)).await);
        let letter = ctx.receive(dead).await;
        // Tries at 0, 1, 3, 7 and 15 s; the next would be at 31 s.
        assert_eq!((letter.attempts, letter.given_up), (5, at(20.0)));
        assert_eq!(ctx.now(), at(20.0));
        assert!(matches!(letter.cause, Failure::Throttled { .. }));
    });
    assert_eq!(report.invocations.len(), 5);
}

#[test]
fn a_dead_letter_invokes_a_function() {
    let mut world = plan().declare();
    let f = failing(
        &mut world,
        events(Some(Destination::function("bury"))),
        u32::MAX,
    );
    let body = async |ctx: &mut Ctx, letter: DeadLetter<SimDuration>| {
        ctx.log(format!(
            "{} {} {}",
            letter.function, letter.input, letter.attempts
        ));
        ctx.sleep(secs(7)).await;
    };
    let bury = world.sim.function(spec("bury"), body);
    let bury = world.sim.repeatable(bury);
    world.sim.deploy(bury, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_event(cloud, f, secs(10)).await;
        ctx.wait(call).await.expect_err("it fails");
        ctx.sleep(secs(10)).await;
    });
    let last = &report.invocations[3];
    assert_eq!((&*last.function, last.requested), ("bury", at(210.0)));
    assert_eq!((last.end, last.outcome()), (Some(at(217.0)), S));
    assert_eq!(report.log[0].text, "f 10s 3");
    let retries = report.summary.retries.expect("there are some");
    assert_eq!(
        (retries.requests, retries.asynchronous, retries.dead_letters),
        (2, 2, 1)
    );
}

#[test]
fn an_event_that_is_cancelled_leaves_no_letter() {
    let mut world = plan().declare();
    let f = failing(
        &mut world,
        events(Some(Destination::mailbox("dead"))),
        u32::MAX,
    );
    let dead = world.sim.mailbox::<DeadLetter<SimDuration>>("dead");
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_event(cloud, f, secs(10)).await;
        ctx.sleep(secs(30)).await;
        assert!(ctx.cancel(&call).await);
        let letter = ctx.with_timeout(hours(1), async |ctx: &mut Ctx| ctx.receive(dead).await);
        letter.await.expect_err("there is no letter");
    });
    assert_eq!(report.invocations.len(), 1);
    assert_eq!(
        report.summary.retries.expect("there are some").dead_letters,
        0
    );
}

#[test]
fn an_input_with_a_size_travels_once_to_the_provider_and_once_for_each_attempt_to_a_node() {
    let mut world = plan().declare();
    let f = failing_weight(&mut world);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_event(cloud, f, mb(100)).await;
        assert_eq!(ctx.now(), at(0.0));
        ctx.wait(call).await.expect("the second succeeds");
        // To the head in 1 s, to the node in 1 s, a minute, and to the node again.
        assert_eq!(ctx.now(), at(63.0));
    });
    let submits: Vec<_> = report.invocations.iter().map(|row| row.submit).collect();
    assert_eq!(submits, [Some(at(1.0)), Some(at(62.0))]);
    assert_eq!(report.invocations[1].requested, at(62.0));
}

#[derive(Clone, Debug)]
struct Weighing;

impl ServerlessFunction for Weighing {
    type Input = Bytes;
    type Output = Result<(), String>;
    type Kind = MayFail;

    fn spec(&self) -> FunctionSpec {
        spec("weighing")
    }

    async fn call(ctx: &mut Ctx, _: Bytes) -> Result<(), String> {
        // The number of the invocation is in its name.
        match ctx.name().ends_with("#0") {
            true => Err("boom".to_owned()),
            false => Ok(()),
        }
    }

    fn copier() -> Option<fn(&Bytes) -> Bytes> {
        Some(Clone::clone)
    }

    fn input_size(input: &Bytes) -> Bytes {
        *input
    }
}

fn failing_weight(world: &mut World) -> Weighing {
    world.sim.deploy(Weighing, world.cloud, world.registry);
    Weighing
}
