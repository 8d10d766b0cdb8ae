//! Random worlds of clients and events that are refused, fail, are given up, cancelled and cut off: whatever happens, each request
//! has the attempts that its rows say.

use std::collections::BTreeMap;

use coldstart::kernel::Stream;

use super::*;

/// Refuses one request in three.
#[derive(Debug)]
struct Moody(Stream);

impl Policy for Moody {}

impl Admission for Moody {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        match self.0.chance(0.3) {
            true => Admit::Throttle,
            false => Admit::Accept,
        }
    }
}

const DESTINATIONS: [Option<&str>; 2] = [None, Some("dead")];
const JITTERS: [Jitter; 4] = [
    Jitter::None,
    Jitter::Full,
    Jitter::Equal,
    Jitter::Decorrelated,
];

fn random_retry(random: &mut Stream) -> Retry {
    let first = millis(random.uniform(0..3_000));
    Retry {
        attempts: random.uniform(1..5),
        backoff: Backoff::exponential(first, secs(10)),
        jitter: JITTERS[random.uniform(0..4)],
        timeout: secs([0.0, 0.5, 3.0][random.uniform(0..3)]),
        on: RetryOn {
            failed: random.chance(0.8),
            ..RetryOn::default()
        },
    }
}

fn random_world(seed: u64) -> (World, Function<SimDuration, (), String>, Stream) {
    let mut random = Seed(seed).stream(0, "world");
    let mut plan = plan();
    plan.workers = vec![host(random.uniform(1..4), gb(1), gb(10))];
    plan.service.admission = Box::new(Moody(Seed(seed).stream(0, "moods")));
    plan.service.network_timeout = secs(1);
    if random.chance(0.5) {
        plan.service.messages = Some(MessageSizes::from(mb(random.uniform(1..60))));
    }
    let mut world = plan.declare();
    if random.chance(0.5) {
        world.sim.network(Lv08);
    }
    if random.chance(0.3) {
        world.sim.horizon(at(30.0));
    }
    let letters = DESTINATIONS[random.uniform(0..2)];
    let spec = FunctionSpec {
        time_limit: secs(4),
        retry: Some(random_retry(&mut random)),
        events: Some(AsyncInvoke {
            attempts: random.uniform(1..4),
            delays: vec![millis(random.uniform(0..5_000))],
            max_age: secs(random.uniform(0..40)),
            on_throttle: Backoff::exponential(millis(100), secs(2)),
            on_failure: letters.map(Destination::mailbox),
        }),
        ..spec("f")
    };
    let body = async |ctx: &mut Ctx, length: SimDuration| {
        ctx.sleep(length).await;
        match ctx.random().chance(0.5) {
            true => Ok(()),
            false => Err("boom".to_owned()),
        }
    };
    let f = world.sim.fallible_function(spec, body);
    let f = world.sim.repeatable(f);
    world.sim.deploy(f, world.cloud, world.registry);
    world.sim.mailbox::<DeadLetter<SimDuration>>("dead");
    (world, f, random)
}

/// Places requests of all sorts, and does with them what processes do.
async fn client(ctx: &mut Ctx, cloud: Serverless, f: Function<SimDuration, (), String>) {
    let mut kept = Vec::new();
    for _ in 0..15 {
        let length = millis(ctx.random().uniform(0..6_000));
        let call = match ctx.random().uniform(0..4) {
            0 => ctx.invoke_event(cloud, f, length).await,
            1 => {
                let retry = random_retry(ctx.random());
                ctx.invoke_retrying(cloud, f, length, retry).await
            }
            2 => ctx.invoke_async(cloud, f, length).await,
            _ => {
                let asked = async |ctx: &mut Ctx| ctx.invoke(cloud, f, length).await;
                match ctx.with_timeout(millis(700), asked).await {
                    Ok(call) => call,
                    Err(_) => continue,
                }
            }
        };
        match ctx.random().uniform(0..5) {
            0 => drop(call),
            1 => {
                ctx.cancel(&call).await;
                kept.push(call);
            }
            2 => {
                if let Err(late) = ctx.wait_at_most(secs(1), call).await {
                    ctx.cancel(&late).await;
                }
            }
            _ => kept.push(call),
        }
        let pause = ctx.random().uniform(0..1_000);
        ctx.sleep(millis(pause)).await;
        if kept.len() > 2 {
            let _ = ctx.wait_any(&mut kept).await;
        }
    }
    if ctx.random().chance(0.7) {
        ctx.until_all_done().await;
    }
}

#[test]
fn whatever_happens_the_rows_are_those_of_the_requests() {
    let (mut waits, mut given_up, mut letters) = (0, 0, 0);
    for seed in 0..60 {
        let run = || {
            let (mut world, f, mut random) = random_world(seed);
            let cloud = world.cloud;
            for number in 0..random.uniform(1..4) {
                let name = format!("client{number}");
                let body = async move |ctx: &mut Ctx| client(ctx, cloud, f).await;
                world.sim.controller(&name, world.user, body);
            }
            world.sim.run(Seed(seed)).expect("it runs")
        };
        let report = run();
        assert_eq!(report, run(), "seed {seed}");
        let mut requests: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        let mut dates: BTreeMap<u64, SimTime> = BTreeMap::new();
        let mut pending = 0;
        for row in &report.invocations {
            let first = row.retry_of.unwrap_or(row.id);
            let numbers = requests.entry(first).or_default();
            numbers.extend(row.attempt);
            // Numbers go up, and so do dates.
            let last = dates.insert(first, row.requested).unwrap_or_default();
            assert!(last <= row.requested, "seed {seed}");
            let is_pending = row.outcome() == U
                && row.accepted.is_none()
                && row.submit.is_none()
                && row.requested == report.final_date
                && row.attempt > Some(1);
            pending += u64::from(is_pending);
        }
        for numbers in requests.values() {
            let expected: Vec<u32> = (1..=numbers.len() as u32).collect();
            assert_eq!(*numbers, expected, "seed {seed}");
        }
        let retries = report.summary.retries.expect("there are some");
        let counts = &report.summary.counts;
        assert_eq!(retries.requests, requests.len() as u64, "seed {seed}");
        // An attempt that is still to come at the end has a row, and is not counted as one.
        let difference = counts.invocations - retries.attempts;
        assert!(
            difference <= retries.unfinished && difference <= pending,
            "seed {seed}"
        );
        let retried = requests.values().filter(|numbers| numbers.len() > 1);
        assert!(retries.retried <= retried.count() as u64, "seed {seed}");
        assert!(retries.dead_letters <= retries.exhausted, "seed {seed}");
        waits += difference;
        letters += retries.dead_letters;
        let causes = report.summary.failures.keys();
        given_up += causes
            .filter(|cause| cause.starts_with("The client gave up"))
            .count();
    }
    // All of it has happened.
    assert!(
        waits > 0 && given_up > 0 && letters > 0,
        "{waits} {given_up} {letters}"
    );
}
