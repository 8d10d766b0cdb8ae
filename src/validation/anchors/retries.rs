//! Retries: how many attempts a request has, and how many are in vain.

use sim_runtime::prelude::*;

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::{Estimate, replicate};
use crate::validation::worlds::Plan;

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

/// The anchors of retries.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v29_two_retries_of_what_seldom_fails",
        "Requests with two retries, whose attempts fail with probability .1, independently of all others",
        GEOMETRIC,
        seldom,
    ),
    Anchor::new(
        "v29_two_retries_of_what_often_fails",
        "Requests with two retries, whose attempts fail with probability .5, independently of all others",
        GEOMETRIC,
        often,
    ),
];

const GEOMETRIC: &str = "a truncated geometric distribution: 1 + f + f^2 attempts, f^3 dead";

fn estimates(probability: f64, requests: u32, are_events: bool) -> [Estimate; 2] {
    replicate(6, |seed| figures(probability, requests, are_events, seed))
}

fn seldom(judge: &mut Judge) {
    let [attempts, dead] = estimates(0.1, 6_000, false);
    judge.estimate_to("attempts a request", attempts, 1.11, 0.01);
    judge.estimate_to("share of dead requests", dead, 0.001, 1.0);
}

fn often(judge: &mut Judge) {
    for (are_events, of) in [(false, "client"), (true, "asynchronous")] {
        let [attempts, dead] = estimates(0.5, 2_000, are_events);
        let what = format!("attempts a request, {of}");
        judge.estimate_to(what, attempts, 1.75, 0.02);
        let what = format!("share of dead requests, {of}");
        judge.estimate_to(what, dead, 0.125, 0.15);
    }
}
