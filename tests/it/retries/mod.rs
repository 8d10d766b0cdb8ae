//! Invocations that are attempted more than once: by their client, and as events by the provider; and what is left of those that
//! are given up.
//!
//! The image has no size and instances start at once, so that nothing takes time but bodies and waits.

mod chaos;
mod events;
mod files;
mod messages;
mod mistakes;
mod stories;

use std::cell::Cell;
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::results::InvocationOutcome;
use coldstart::serverless::Arrived;
use coldstart::serverless::policy::{Admission, Admit, Policy, View};

use crate::support::{Plan, World, at, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// Refuses what comes before a date.
#[derive(Debug)]
struct ClosedUntil(SimTime);

impl Policy for ClosedUntil {}

impl Admission for ClosedUntil {
    fn admit(&mut self, _: &Arrived, view: &View<'_>) -> Admit {
        match view.now() < self.0 {
            true => Admit::Throttle,
            false => Admit::Accept,
        }
    }
}

fn plan() -> Plan {
    Plan::over([host(8, gb(1), gb(10))])
        .with_images([NOTHING])
        .keeping(hours(100))
}

/// A world whose service refuses everything until a date.
fn closed_until(date: SimTime) -> World {
    let mut plan = plan();
    plan.service.admission = Box::new(ClosedUntil(date));
    plan.declare()
}

fn spec(name: &'static str) -> FunctionSpec {
    FunctionSpec::new(name, NOTHING)
}

/// A back-off without chance.
fn exactly(attempts: u32, backoff: Backoff) -> Retry {
    Retry {
        attempts,
        backoff,
        jitter: Jitter::None,
        ..Retry::default()
    }
}

/// A function that sleeps for as long as its input says, and then fails the first times.
fn failing(
    world: &mut World,
    spec: FunctionSpec,
    times: u32,
) -> Function<SimDuration, u32, String> {
    let runs = Rc::new(Cell::new(0));
    let body = async move |ctx: &mut Ctx, length: SimDuration| {
        ctx.sleep(length).await;
        runs.set(runs.get() + 1);
        match runs.get() > times {
            true => Ok(runs.get()),
            false => Err("boom".to_owned()),
        }
    };
    let function = world.sim.fallible_function(spec, body);
    let function = world.sim.repeatable(function);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

/// Of each attempt its number and that of the first, when it was requested, and what became of it.
type Attempt = (Option<u32>, Option<u64>, f64, InvocationOutcome);

fn attempts(report: &Report) -> Vec<Attempt> {
    let rows = report.invocations.iter();
    rows.map(|row| {
        let date = row.requested.as_secs_f64();
        (row.attempt, row.retry_of, date, row.outcome())
    })
    .collect()
}

use InvocationOutcome::{Failed as F, Refused as R, Succeeded as S, Unfinished as U};

#[test]
fn each_attempt_is_an_invocation_and_the_waits_grow() {
    let mut world = plan().declare();
    let retry = exactly(5, Backoff::exponential(secs(1), secs(3)));
    let f = failing(
        &mut world,
        FunctionSpec {
            retry: Some(retry),
            ..spec("f")
        },
        4,
    );
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, f, secs(10)).await;
        assert_eq!(ctx.now(), at(0.0));
        let done = ctx.wait(call).await.expect("the fifth succeeds");
        assert_eq!(done.output, 5);
        assert_eq!((done.dates.start, done.dates.end), (at(49.0), at(59.0)));
        assert_eq!(ctx.now(), at(59.0));
    });
    // Bodies of 10 s, and waits of 1 s, 2 s, 3 s and 3 s.
    let expected = [
        (Some(1), None, 0.0, F),
        (Some(2), Some(0), 11.0, F),
        (Some(3), Some(0), 23.0, F),
        (Some(4), Some(0), 36.0, F),
        (Some(5), Some(0), 49.0, S),
    ];
    assert_eq!(attempts(&report), expected);
    let retries = report.summary.retries.expect("there are some");
    assert_eq!((retries.requests, retries.attempts), (1, 5));
    assert_eq!((retries.retried, retries.exhausted), (1, 0));
    assert_eq!(report.functions[0].retries, Some(retries));
    assert_eq!((report.summary.succeeded, report.summary.failed), (1, 4));
}

#[test]
fn a_constant_back_off_and_a_failure_for_good() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), u32::MAX);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(3, Backoff::constant(secs(5)));
        let call = ctx.invoke_retrying(cloud, f, secs(1), retry).await;
        let failed = ctx.wait(call).await.expect_err("it fails each time");
        assert_eq!(failed.returned(), Some(&"boom".to_owned()));
        assert_eq!(failed.dates().start, Some(at(12.0)));
        assert_eq!(ctx.now(), at(13.0));
    });
    let dates: Vec<f64> = attempts(&report).iter().map(|one| one.2).collect();
    assert_eq!(dates, [0.0, 6.0, 12.0]);
    let retries = report.summary.retries.expect("there are some");
    assert_eq!((retries.exhausted, retries.dead_letters), (1, 0));
    let text = report.summary.to_string();
    assert!(
        text.contains("requests     1: 3 attempts, 3.000 a request\n"),
        "{text}"
    );
    assert!(text.contains("         1 x retried\n"), "{text}");
    assert!(text.contains("         1 x failed for good\n"), "{text}");
}

/// Between what a wait is: that of the retry of this place, after such others.
type Bounds = fn(usize, &[f64]) -> (f64, f64);

#[test]
fn jitter_is_within_its_bounds_and_the_same_each_time() {
    let dates = |jitter: Jitter, seed: Seed| {
        let mut world = plan().declare();
        let backoff = Backoff::exponential(secs(1), secs(60));
        let retry = Retry {
            jitter,
            ..exactly(4, backoff)
        };
        let spec = FunctionSpec {
            retry: Some(retry),
            ..spec("f")
        };
        let f = failing(&mut world, spec, u32::MAX);
        let cloud = world.cloud;
        world
            .sim
            .controller("client", world.user, async move |ctx: &mut Ctx| {
                let _ = ctx.invoke_and_wait(cloud, f, secs(0)).await;
            });
        let report = world.sim.run(seed).expect("it runs");
        let dates: Vec<f64> = attempts(&report).iter().map(|one| one.2).collect();
        dates
            .windows(2)
            .map(|two| two[1] - two[0])
            .collect::<Vec<f64>>()
    };
    let bounds: [(Jitter, Bounds); 3] = [
        (Jitter::Full, |retry, _| (0.0, [1.0, 2.0, 4.0][retry])),
        (Jitter::Equal, |retry, _| {
            ([0.5, 1.0, 2.0][retry], [1.0, 2.0, 4.0][retry])
        }),
        (Jitter::Decorrelated, |retry, waits| {
            let last = if retry == 0 { 1.0 } else { waits[retry - 1] };
            (1.0, 3.0 * last)
        }),
    ];
    for (jitter, bounds) in bounds {
        for seed in [1, 2, 3] {
            let waits = dates(jitter, Seed(seed));
            assert_eq!(waits.len(), 3);
            for (retry, wait) in waits.iter().enumerate() {
                let (least, most) = bounds(retry, &waits);
                assert!(
                    (least - 1e-6..=most + 1e-6).contains(wait),
                    "{jitter:?}: {waits:?}"
                );
            }
            assert_eq!(waits, dates(jitter, Seed(seed)));
            assert_ne!(waits, dates(jitter, Seed(seed + 10)));
        }
    }
}

#[test]
fn what_was_throttled_is_tried_again_and_the_caller_hears_of_the_acceptance() {
    let mut world = closed_until(at(2.5));
    let f = failing(&mut world, spec("f"), 0);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let retry = exactly(3, Backoff::exponential(secs(1), secs(60)));
        let call = ctx.invoke_retrying(cloud, f, secs(4), retry).await;
        assert_eq!(ctx.now(), at(3.0));
        ctx.wait(call).await.expect("the third was accepted");
        assert_eq!(ctx.now(), at(7.0));
    });
    let expected = [
        (Some(1), None, 0.0, R),
        (Some(2), Some(0), 1.0, R),
        (Some(3), Some(0), 3.0, S),
    ];
    assert_eq!(attempts(&report), expected);
}

#[test]
fn try_invoke_fails_when_the_last_attempt_is_refused() {
    let mut world = closed_until(at(1000.0));
    let retry = exactly(3, Backoff::constant(secs(1)));
    let spec = FunctionSpec {
        retry: Some(retry),
        ..spec("f")
    };
    let f = failing(&mut world, spec, 0);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let refused = ctx.try_invoke(cloud, f, secs(4)).await;
        assert_eq!(ctx.now(), at(2.0));
        let throttled = Failure::Throttled {
            function: "f".to_owned(),
        };
        assert_eq!(refused.expect_err("it is closed"), throttled);
    });
    assert_eq!(report.invocations.len(), 3);
}

#[test]
fn failures_that_are_not_asked_for_are_not_repeated() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), u32::MAX);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let on = RetryOn {
            failed: false,
            ..RetryOn::default()
        };
        let retry = Retry {
            on,
            ..Retry::times(5)
        };
        let call = ctx.invoke_retrying(cloud, f, secs(1), retry).await;
        ctx.wait(call).await.expect_err("it fails");
        assert_eq!(ctx.now(), at(1.0));
    });
    assert_eq!(attempts(&report), [(Some(1), None, 0.0, F)]);
}
