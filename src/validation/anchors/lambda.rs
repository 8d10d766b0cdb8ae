//! What AWS Lambda refuses, and how fast it scales.

use std::cell::Cell;
use std::rc::Rc;

use sim_runtime::prelude::*;

use super::lossy::{NOTHING, station};
use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::worlds::{World, at};

/// The anchors of AWS Lambda's limits.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v13_limits_of_lambda",
        "AWS Lambda's limits of invocations: 1000 at once, 900 s long, 6 MB of input",
        "AWS Lambda quotas, from memory (2025)",
        limits,
    ),
    Anchor::new(
        "v32_lambda_scales_by_a_thousand_in_ten_seconds",
        "AWS Lambda's rate of scaling since 2023: 1000 environments every 10 s for a function, and at most 1000 saved",
        "AWS Lambda scaling behavior, from memory (2025)",
        scaling,
    ),
    Anchor::new(
        "v33_lambda_scaled_by_five_hundred_a_minute",
        "AWS Lambda's rate of scaling before 2023: a burst of 3000, and 500 more a minute for the account; 10,000 requests, in parts at the beginning of minutes",
        "AWS Lambda, from memory",
        former_scaling,
    ),
    Anchor::new(
        "v34_requests_a_second_are_ten_times_the_concurrency",
        "Requests a second: 10 for each unit of concurrency. A function with 500, and 6000 requests of 1 ms within a second",
        "AWS Lambda quotas, from memory (2025)",
        requests_a_second,
    ),
    Anchor::new(
        "v36_pollers_of_a_queue",
        "Pollers of a queue of SQS: 5 at first, 300 more a minute, at most 1000; a message each, and bodies without an end",
        "AWS Lambda with SQS, from memory (2025): (1000 - 5) / 300 min = 199 s",
        pollers,
    ),
];

/// How many invocations of a sleeper succeed and are throttled: so many at each of these dates.
fn outcomes(
    mut world: World,
    spec: FunctionSpec,
    length: SimDuration,
    bursts: Vec<(SimTime, u32)>,
) -> Report {
    let job = world.sleeper(spec);
    let (user, cloud) = (world.user, world.cloud);
    let dates = bursts
        .into_iter()
        .flat_map(|(date, count)| (0..count).map(move |_| date));
    let arrivals = Dates::new(dates.collect::<Vec<_>>());
    world
        .sim
        .workload("jobs", user, cloud, job, arrivals, move |_, _| length);
    world.sim.run(Seed(1)).expect("it runs")
}

fn job() -> FunctionSpec {
    FunctionSpec::new("job", NOTHING)
}

/// By the date of the request: how many were accepted, and how many throttled.
fn accepted_and_throttled(report: &Report) -> Vec<(f64, u32, u32)> {
    let mut counts: Vec<(f64, u32, u32)> = Vec::new();
    for row in &report.invocations {
        let date = (row.requested - SimTime::ZERO).as_secs_f64();
        if counts.last().is_none_or(|(last, ..)| *last != date) {
            counts.push((date, 0, 0));
        }
        let Some((_, accepted, throttled)) = counts.last_mut() else {
            continue;
        };
        if row.refused {
            *throttled += 1;
        } else {
            *accepted += 1;
        }
    }
    counts
}

fn limits(judge: &mut Judge) {
    let lambda = || station(2_000, ConcurrencyLimit::lambda());
    let report = outcomes(lambda(), job(), secs(5), vec![(SimTime::ZERO, 1_200)]);
    let counts = accepted_and_throttled(&report);
    let what = "(date, accepted, throttled) of 1200 at once";
    judge.equal(what, counts, vec![(0.0, 1_000, 200)]);
    let refused = report.invocations.iter().filter(|row| row.refused);
    let causes: Vec<Option<&str>> = refused.map(|row| row.failure_cause.as_deref()).collect();
    let throttled = Some("The function (job) is throttled");
    let are_told = causes.iter().all(|cause| *cause == throttled);
    judge.states(
        "the others are told that the function is throttled",
        are_told,
    );
    let limited = FunctionSpec {
        time_limit: secs(900),
        ingress: mb(6),
        ..job()
    };
    let once = vec![(SimTime::ZERO, 1)];
    let report = outcomes(lambda(), limited.clone(), secs(901), once);
    let row = &report.invocations[0];
    let end = row.completion.unwrap_or_default().as_secs_f64();
    judge.equal("end of a body of 901 s [s]", end, 900.0);
    let cause = row.failure_cause.clone().unwrap_or_default();
    judge.equal("its failure", &*cause, "Operation has timed out");
    let [fits, is_refused] = inputs(lambda(), limited);
    judge.states("an input of 6 MB is accepted", fits);
    judge.states("an input of 6.1 MB is refused for its size", is_refused);
}

/// Whether an input of 6 MB is accepted, and one of 6.1 MB refused for its size.
fn inputs(mut world: World, limited: FunctionSpec) -> [bool; 2] {
    world
        .sim
        .deploy_as(Echo, world.cloud, world.registry, limited.called("echo"));
    let cloud = world.cloud;
    let found = Rc::new(Cell::new([false; 2]));
    let told = Rc::clone(&found);
    world.run(async move |ctx: &mut Ctx| {
        let fits = ctx.invoke_and_wait(cloud, Echo, mb(6)).await.is_ok();
        let failed = ctx.invoke_and_wait(cloud, Echo, kb(6_100)).await.err();
        let cause = failed.and_then(|failed| failed.cause().cloned());
        told.set([fits, matches!(cause, Some(Failure::InputTooLarge { .. }))]);
    });
    found.get()
}

/// Does nothing with an input of this size.
struct Echo;

impl ServerlessFunction for Echo {
    type Input = Bytes;
    type Output = ();
    type Kind = Succeeds;

    fn spec(&self) -> FunctionSpec {
        FunctionSpec::new("echo", NOTHING)
    }

    async fn call(_: &mut Ctx, _: Bytes) {}

    fn input_size(size: &Bytes) -> Bytes {
        *size
    }
}

fn scaling(judge: &mut Judge) {
    let lambda = || station(10_000, ScalingRate::lambda());
    let report = outcomes(lambda(), job(), secs(60), vec![(SimTime::ZERO, 5_000)]);
    let counts = accepted_and_throttled(&report);
    let what = "(date, accepted, throttled) of 5000 at once";
    judge.equal(what, counts, vec![(0.0, 1_000, 4_000)]);
    // At the last of them, at 19.998 s, one token is not whole.
    let steady = (0..10_000).map(|number| (SimTime::ZERO + millis(2 * number), 1));
    let report = outcomes(lambda(), job(), secs(60), steady.collect());
    let refused = report.invocations.iter().filter(|row| row.refused).count();
    let accepted = report.invocations.len() - refused;
    let of = "of 500 a second for 20 s (3000, less one whose token is not whole)";
    judge.equal(format!("accepted {of}"), accepted, 2_999);
    judge.equal("environments then", report.containers.len(), 2_999);
}

fn former_scaling(judge: &mut Judge) {
    let before = || station(10_000, ScalingRate::lambda_before_2023());
    let parts = |count: u32| -> Vec<(SimTime, u32)> {
        let part = |number| (SimTime::ZERO + mins(number), 10_000 / count);
        (0..u64::from(count)).map(part).collect()
    };
    let cases: [(u32, &[u32]); 3] = [(1, &[7_000]), (2, &[2_000, 1_500]), (4, &[0; 4])];
    for (count, expected) in cases {
        let report = outcomes(before(), job(), secs(30), parts(count));
        let counts = accepted_and_throttled(&report).into_iter();
        let throttled: Vec<u32> = counts.map(|(_, _, throttled)| throttled).collect();
        let what = format!(
            "throttled, by minute, in {count} part{}",
            if count == 1 { "" } else { "s" }
        );
        judge.equal(what, &*throttled, expected);
        if count == 4 {
            judge.equal("environments then", report.containers.len(), 2_500);
        }
    }
}

fn requests_a_second(judge: &mut Judge) {
    let reserved = FunctionSpec {
        reserved_concurrency: 500,
        ..job()
    };
    let second = (0..6_000).map(|number| (SimTime::ZERO + us(150 * number), 1));
    let world = station(1_000, ConcurrencyLimit::lambda());
    let report = outcomes(world, reserved, millis(1), second.collect());
    judge.equal("accepted", report.summary.succeeded, 5_000);
    judge.equal("throttled", report.summary.failed, 1_000);
}

fn pollers(judge: &mut Judge) {
    let mut world = station(2_000, QueueLimit::default());
    let store = world
        .sim
        .function(job(), async |ctx: &mut Ctx, _: Vec<u32>| {
            ctx.sleep(secs(1_000)).await;
        });
    world.sim.deploy(store, world.cloud, world.registry);
    let queue = world.sim.mailbox::<u32>("queue");
    world.sim.horizon(at(400.0));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for message in 0..1_200 {
            ctx.send(queue, message).await;
        }
        let pollers = EventPollers {
            batch: 1,
            ..EventPollers::sqs()
        };
        ctx.poll(queue, cloud, store, pollers).await;
    });
    let dates = report.invocations.iter();
    let dates: Vec<f64> = dates.map(|row| row.requested.as_secs_f64()).collect();
    judge.equal("pollers in all", dates.len(), 1_000);
    let known = [(4, 0.0), (5, 0.2), (504, 100.0), (999, 199.0)];
    for (number, expected) in known {
        let date = dates.get(number).copied().unwrap_or(f64::NAN);
        judge.equal(format!("date of poller {} [s]", number + 1), date, expected);
    }
}
