//! Requests that are repeated while control messages have a size.

use super::*;

/// Messages of a service that take so many tenths of a second each over the link.
fn sized(request: u64, answer: u64, completion: u64) -> Plan {
    let mut plan = plan();
    plan.service.messages = Some(MessageSizes {
        invocation_request: mb(10) * request,
        invocation_answer: mb(10) * answer,
        completion: mb(10) * completion,
        ..MessageSizes::default()
    });
    plan
}

#[test]
fn each_attempt_of_a_client_is_asked_for_and_answered() {
    let mut world = sized(1, 2, 3).declare();
    let f = failing(&mut world, spec("f"), 1);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(3, Backoff::constant(secs(1)));
        let call = ctx.invoke_retrying(cloud, f, secs(1), retry).await;
        assert_eq!(ctx.now(), at(0.3));
        ctx.wait(call).await.expect("the second succeeds");
        assert_eq!(ctx.now(), at(3.8));
    });
    // 0.1 s to the service, a body of 1 s, 0.3 s back, and a wait of 1 s.
    let expected = [(Some(1), None, 0.0, F), (Some(2), Some(0), 2.4, S)];
    assert_eq!(attempts(&report), expected);
}

#[test]
fn an_event_is_asked_for_once_and_the_provider_tells_itself() {
    let mut world = sized(1, 2, 3).declare();
    let f = failing(&mut world, spec("f"), 1);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke_event(cloud, f, secs(1)).await;
        assert_eq!(ctx.now(), at(0.0));
        ctx.wait(call).await.expect("the second succeeds");
        assert_eq!(ctx.now(), at(62.1));
    });
    // 0.1 s to the service, a body of 1 s, a minute, and a body of 1 s.
    let expected = [(Some(1), None, 0.0, F), (Some(2), Some(0), 61.1, S)];
    assert_eq!(attempts(&report), expected);
}

/// The first answer takes longer than the client waits for it; the provider runs what was asked for, and the row tells when.
#[test]
fn an_answer_that_does_not_come_is_a_reason_to_try_again() {
    let mut plan = sized(1, 50, 0);
    plan.service.network_timeout = secs(2);
    let mut world = plan.declare();
    let f = failing(&mut world, spec("f"), 0);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(2, Backoff::constant(secs(1)));
        let call = ctx.invoke_retrying(cloud, f, secs(10), retry).await;
        assert_eq!(ctx.now(), at(5.0));
        let failed = ctx.wait(call).await.expect_err("no answer comes in time");
        assert!(matches!(
            failed.cause(),
            Some(Failure::NetworkTimeout { .. })
        ));
        ctx.sleep(secs(60)).await;
    });
    let expected = [(Some(1), None, 0.0, F), (Some(2), Some(0), 3.0, F)];
    assert_eq!(attempts(&report), expected);
    let ends: Vec<_> = report.invocations.iter().map(|row| row.end).collect();
    assert!(ends.iter().all(Option::is_some), "{ends:?}");
}
