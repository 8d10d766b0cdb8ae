//! Retries: how many attempts a request has, and how many are in vain.

use coldstart::prelude::*;

use crate::support::Plan;
use crate::support::replications::{Estimate, replicate};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// Attempts a request and the share of those that are dead, of so many requests whose attempts fail with this probability, with
/// two retries.
fn figures(probability: f64, requests: u32, are_events: bool, seed: Seed) -> [f64; 2] {
    let mut world = Plan::default()
        .with_images([NOTHING])
        .keeping(hours(1000))
        .declare();
    let spec = FunctionSpec {
        retry: Some(Retry {
            jitter: Jitter::None,
            ..Retry::times(3)
        }),
        events: Some(AsyncInvoke {
            on_failure: Some(Destination::mailbox("dead")),
            ..AsyncInvoke::default()
        }),
        ..FunctionSpec::new("f", NOTHING)
    };
    let body = async move |ctx: &mut Ctx, (): ()| match ctx.random().chance(probability) {
        true => Err("bad luck"),
        false => Ok(()),
    };
    let f = world.sim.fallible_function(spec, body);
    let f = world.sim.repeatable(f);
    world.sim.deploy(f, world.cloud, world.registry);
    world.sim.mailbox::<DeadLetter<()>>("dead");
    let cloud = world.cloud;
    let client = async move |ctx: &mut Ctx| {
        for _ in 0..requests {
            if are_events {
                let call = ctx.invoke_event(cloud, f, ()).await;
                let _ = ctx.wait(call).await;
            } else {
                let _ = ctx.invoke_and_wait(cloud, f, ()).await;
            }
        }
    };
    world.sim.controller("client", world.user, client);
    let report = world.sim.run(seed).expect("it runs");
    let retries = report.summary.retries.expect("there are some");
    assert_eq!(retries.attempts, report.invocations.len() as u64);
    let dead = match are_events {
        true => retries.dead_letters,
        false => retries.exhausted,
    };
    let all = f64::from(requests);
    [retries.attempts as f64 / all, dead as f64 / all]
}

fn estimates(probability: f64, requests: u32, are_events: bool) -> [Estimate; 2] {
    replicate(6, |seed| figures(probability, requests, are_events, seed))
}

/// Requests with two retries, each of whose attempts fails with probability f, independently of all others.
///
/// Known: there are `1 + f + f^2` attempts a request and `f^3` of the requests are dead (a truncated geometric distribution): 1.11
/// and 0.001 with f = 0.1.
#[test]
fn v29_two_retries_of_what_seldom_fails() {
    let [attempts, dead] = estimates(0.1, 6_000, false);
    attempts.agrees_to(1.11, 0.01);
    dead.agrees_to(0.001, 1.0);
}

/// The same with f = 0.5, for retries of clients and for asynchronous invocations with dead letters.
///
/// Known: 1.75 attempts and 0.125 dead.
#[test]
fn v29_two_retries_of_what_often_fails() {
    for are_events in [false, true] {
        let [attempts, dead] = estimates(0.5, 2_000, are_events);
        attempts.agrees_to(1.75, 0.02);
        dead.agrees_to(0.125, 0.15);
    }
}
