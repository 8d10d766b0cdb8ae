//! Limits: losses, impatience, throttling, and systems that are closed.
//!
//! Service times have mean 1, arrivals have no memory, unless a test says otherwise.

use std::cell::RefCell;
use std::rc::Rc;

use coldstart::kernel::Stream;
use coldstart::prelude::*;
use coldstart::results::InvocationRow;

use crate::support::controls::Jobs;
use crate::support::replications::{Estimate, replicate, replicate_controlled};
use crate::support::{Plan, World, at, host};

const REPLICATIONS: u64 = 12;

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

fn exponential(random: &mut Stream) -> SimDuration {
    random.exponential_duration(secs(1))
}

fn constant(_: &mut Stream) -> SimDuration {
    secs(1)
}

/// A node on which nothing takes time but the bodies, and whose containers are kept.
fn station(
    servers: u32,
    admission: impl coldstart::serverless::policy::Admission + 'static,
) -> World {
    let mut plan = Plan::over([host(servers, gb(100), gb(100))]).with_images([NOTHING]);
    plan.service.admission = Box::new(admission);
    plan.keeping(SimDuration::MAX).declare()
}

/// A station that loses invocations.
#[derive(Clone, Copy)]
struct Lossy {
    /// Arrivals a second.
    rate: f64,
    servers: u32,
    /// How many invocations may be there at once.
    places: u32,
    /// How long callers wait in the mean, if they leave.
    patience: Option<f64>,
    service: fn(&mut Stream) -> SimDuration,
    /// How many invocations come before the state can be taken for that of an old station.
    warm_up: usize,
    invocations: u64,
}

/// How many invocations that are for most stations.
const WARM_UP: usize = 200;

/// What a station loses.
struct Losses {
    /// The share that is refused or leaves.
    lost: Estimate,
    /// The share that waits, or leaves.
    waiting: Estimate,
    /// The mean time of those that are served.
    sojourn: Estimate,
}

impl Lossy {
    fn losses(self) -> Losses {
        let [lost, waiting, sojourn] = replicate_controlled(REPLICATIONS, |seed| self.run(seed));
        Losses {
            lost,
            waiting,
            sojourn,
        }
    }

    fn run(self, seed: Seed) -> ([f64; 3], [f64; 2]) {
        let in_system = self.places;
        let limit = QueueLimit {
            in_system,
            ..QueueLimit::default()
        };
        let mut world = station(self.servers, limit);
        let job = world.sleeper(FunctionSpec {
            patience: self.patience.map(Exponential),
            ..FunctionSpec::new("job", NOTHING)
        });
        let lengths = Rc::new(RefCell::new(Vec::new()));
        let (made, service) = (Rc::clone(&lengths), self.service);
        let input = move |_, random: &mut Stream| {
            let length = service(random);
            made.borrow_mut().push(length);
            length
        };
        let arrivals = Poisson::per_second(self.rate).take(self.invocations + self.warm_up as u64);
        let (user, cloud) = (world.user, world.cloud);
        let sim = &mut world.sim;
        sim.workload("jobs", user, cloud, job, arrivals, input);
        let rows = world.sim.run(seed).expect("it runs").invocations;
        let share = |is: fn(&InvocationRow) -> bool| {
            let counted = &rows[self.warm_up..];
            counted.iter().filter(|row| is(row)).count() as f64 / counted.len() as f64
        };
        let served = rows[self.warm_up..]
            .iter()
            .filter(|row| row.dispatch.is_some());
        let times: Vec<f64> = served
            .filter_map(|row| Some(row.response()?.as_secs_f64()))
            .collect();
        let figures = [
            share(|row| row.dispatch.is_none()),
            share(|row| row.dispatch != Some(row.requested)),
            times.iter().sum::<f64>() / times.len() as f64,
        ];
        let since_start = |row: &InvocationRow| (row.requested - SimTime::ZERO).as_secs_f64();
        let lengths = lengths.borrow();
        let all = rows.iter().zip(lengths.iter());
        let jobs = Jobs {
            rate: self.rate,
            mean: 1.0,
            all: all
                .map(|(row, length)| (since_start(row), length.as_secs_f64()))
                .collect(),
            warm_up: self.warm_up,
        };
        let [crowds] = jobs.excess_of_crowds([self.servers]);
        (figures, [jobs.excess_of_work(), crowds])
    }
}

/// A station without a queue.
fn without_queue((servers, rate): (u32, f64), service: fn(&mut Stream) -> SimDuration) -> Estimate {
    let station = Lossy {
        rate,
        servers,
        places: servers,
        patience: None,
        service,
        warm_up: WARM_UP,
        invocations: 1_800,
    };
    station.losses().lost
}

/// As many servers as places, and exponential service: (servers, load) 1, 1; 2, 1; 5, 3; 10, 10.
/// Known: Erlang's B formula (Erlang 1917): .5; .2; .110054; .214582 are lost.
#[test]
fn v3_what_finds_no_server_is_lost() {
    without_queue((1, 1.0), exponential).agrees(0.5);
    without_queue((2, 1.0), exponential).agrees(0.2);
    without_queue((5, 3.0), exponential).agrees(0.110054);
    without_queue((10, 10.0), exponential).agrees(0.214582);
}

/// The same where little is lost: 10, 5; 20, 15.
/// Known: by the same formula: .018385; .045593.
#[test]
fn v3_little_is_lost_with_some_reserve() {
    without_queue((10, 5.0), exponential).agrees_to(0.018385, 0.4);
    without_queue((20, 15.0), exponential).agrees_to(0.045593, 0.25);
}

/// The same of many servers, which fill slowly: 100, 90; 1000, 2016.
/// Known: by the same formula: .026957; .504455.
#[test]
fn v3_many_servers() {
    let station = |servers, rate, warm_up, invocations| Lossy {
        rate,
        servers,
        places: servers,
        patience: None,
        service: exponential,
        warm_up,
        invocations,
    };
    // Where there is always a crowd, it controls nothing.
    let lost = |station: Lossy| {
        let [lost, ..] = replicate(REPLICATIONS, |seed| station.run(seed).0);
        lost
    };
    lost(station(100, 90.0, 700, 8_000)).agrees_to(0.026957, 0.4);
    lost(station(1_000, 2_016.0, 6_000, 6_000)).agrees(0.504455);
}

/// The same with constant service, for 1, 1; 5, 3; 10, 10.
/// Known: the loss depends on the mean of the service alone: .5; .110054; .214582.
#[test]
fn v3_the_law_of_the_service_does_not_matter() {
    without_queue((1, 1.0), constant).agrees(0.5);
    without_queue((5, 3.0), constant).agrees(0.110054);
    without_queue((10, 10.0), constant).agrees(0.214582);
}

/// M/M/c/K, exponential service (rate, c, K): .8, 1, 5; 3, 4, 10; 8, 10, 20.
/// Known: from the chain of the number in the system: .088819, .024321 and .009107 are refused; what is accepted takes 2.563065,
/// 1.310957 and 1.145060.
#[test]
fn v19_a_queue_of_limited_length() {
    let rows = [
        ((0.8, 1, 5), (0.088819, 2.563065), 0.2),
        ((3.0, 4, 10), (0.024321, 1.310957), 0.35),
        ((8.0, 10, 20), (0.009107, 1.145060), 0.6),
    ];
    for ((rate, servers, places), (refused, sojourn), resolution) in rows {
        let station = Lossy {
            rate,
            servers,
            places,
            patience: None,
            service: exponential,
            warm_up: WARM_UP,
            invocations: 2_400,
        };
        let losses = station.losses();
        losses.lost.agrees_to(refused, resolution);
        losses.sojourn.agrees(sojourn);
    }
}

/// Erlang A: exponential service, and callers whose patience is exponential (rate, servers, rate of leaving): 4, 5, .5; 10, 10, 1;
/// 12, 10, 1.
/// Known: Palm 1957, from the chain of the number in the system: .077969, .125110 and .213632 leave; .415052, .542070 and .757608
/// have to wait.
#[test]
fn v20_callers_who_lose_patience() {
    let rows = [
        ((4.0, 5, 0.5), (0.077969, 0.415052)),
        ((10.0, 10, 1.0), (0.125110, 0.542070)),
        ((12.0, 10, 1.0), (0.213632, 0.757608)),
    ];
    for ((rate, servers, leaving), (abandon, wait)) in rows {
        let station = Lossy {
            rate,
            servers,
            places: 0,
            patience: Some(1.0 / leaving),
            service: exponential,
            warm_up: WARM_UP,
            invocations: 2_200,
        };
        let losses = station.losses();
        losses.lost.agrees_to(abandon, 0.2);
        losses.waiting.agrees(wait);
    }
}

/// M/M/c/K, large: exponential service (rate, c, K): 120, 100, 150.
/// Known: as for the small ones: .166669 are refused; what is accepted takes 1.450014.
#[test]
fn v19_a_large_station() {
    let station = Lossy {
        rate: 120.0,
        servers: 100,
        places: 150,
        patience: None,
        service: exponential,
        warm_up: 1_500,
        invocations: 1_500,
    };
    let losses = station.losses();
    losses.lost.agrees_to(0.166669, 0.2);
    losses.sojourn.agrees(1.450014);
}

/// Erlang A, large: exponential service, and callers whose patience is exponential (rate, servers, rate of leaving): 100, 100, .5.
/// Known: as for the small ones: .033030 leave, and .596703 have to wait.
#[test]
fn v20_many_callers_who_lose_patience() {
    let station = Lossy {
        rate: 100.0,
        servers: 100,
        places: 0,
        patience: Some(2.0),
        service: exponential,
        warm_up: 1_000,
        invocations: 2_000,
    };
    let losses = station.losses();
    losses.lost.agrees_to(0.033030, 0.6);
    losses.waiting.agrees_to(0.596703, 0.3);
}

/// A closed loop: N users who think for 10 s in the mean, invoke, and wait for the end, on one server; exponential times.
/// Known: mean value analysis (Reiser and Lavenberg 1980): N of 5, 10, 20 have a response of 1.466632, 2.732079, 10.037451 and a
/// throughput of .436048, .785418, .998131 a second.
#[test]
fn v23_users_who_wait_for_their_answers() {
    let rows = [
        (5, 1.466632, 0.436048),
        (10, 2.732079, 0.785418),
        (20, 10.037451, 0.998131),
    ];
    for (users, response, throughput) in rows {
        let [seen_response, seen_throughput] =
            replicate(REPLICATIONS, |seed| closed_loop(users, seed));
        seen_response.agrees(response);
        seen_throughput.agrees(throughput);
    }
}

/// The mean response and the throughput of so many users, from 200 s to 2200 s.
fn closed_loop(users: u32, seed: Seed) -> [f64; 2] {
    let mut world = station(1, QueueLimit::default());
    let job = world.sleeper(FunctionSpec::new("job", NOTHING));
    let (user, cloud) = (world.user, world.cloud);
    let (from, until) = (at(200.0), at(2200.0));
    world.sim.horizon(until);
    for _ in 0..users {
        world
            .sim
            .controller("user", user, async move |ctx: &mut Ctx| {
                while ctx.now() < until {
                    let think = ctx.random().exponential_duration(secs(10));
                    ctx.sleep(think).await;
                    let work = ctx.random().exponential_duration(secs(1));
                    ctx.invoke_and_wait(cloud, job, work)
                        .await
                        .expect("nothing refuses it");
                }
            });
    }
    let report = world.sim.run(seed).expect("it runs");
    let rows = report.invocations.iter();
    let counted = rows.filter(|row| row.completion.is_some_and(|end| end >= from));
    let responses: Vec<f64> = counted
        .filter_map(|row| Some(row.response()?.as_secs_f64()))
        .collect();
    let count = responses.len() as f64;
    [
        responses.iter().sum::<f64>() / count,
        count / (until - from).as_secs_f64(),
    ]
}

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
            assert_eq!(
                row.failure_cause.as_deref(),
                Some("The function (job) is throttled")
            );
            *throttled += 1;
        } else {
            *accepted += 1;
        }
    }
    counts
}

/// AWS Lambda's limits of invocations: 1000 at once, 900 s long, 6 MB of input.
/// Known: AWS Lambda quotas, from memory (2025): of 1200 at once 200 are throttled; a body of 901 s ends at 900 s; an input of 6.1 MB
/// is refused.
#[test]
fn v13_limits_of_lambda() {
    let lambda = || station(2_000, ConcurrencyLimit::lambda());
    let report = outcomes(lambda(), job(), secs(5), vec![(SimTime::ZERO, 1_200)]);
    assert_eq!(accepted_and_throttled(&report), [(0.0, 1_000, 200)]);
    let limited = FunctionSpec {
        time_limit: secs(900),
        ingress: mb(6),
        ..job()
    };
    let report = outcomes(
        lambda(),
        limited.clone(),
        secs(901),
        vec![(SimTime::ZERO, 1)],
    );
    let row = &report.invocations[0];
    assert_eq!(row.completion, Some(at(900.0)));
    assert_eq!(
        row.failure_cause.as_deref(),
        Some("Operation has timed out")
    );

    let mut world = lambda();
    world
        .sim
        .deploy_as(Echo, world.cloud, world.registry, limited.called("echo"));
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        let fits = ctx.invoke_and_wait(cloud, Echo, mb(6)).await;
        assert!(fits.is_ok());
        let failed = ctx.invoke_and_wait(cloud, Echo, kb(6_100)).await.err();
        let cause = failed.and_then(|failed| failed.cause().cloned());
        assert!(
            matches!(cause, Some(Failure::InputTooLarge { .. })),
            "{cause:?}"
        );
    });
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

/// AWS Lambda's rate of scaling since 2023: 1000 environments every 10 s for a function, and at most 1000 saved.
/// Known: AWS Lambda scaling behavior, from memory (2025): of 5000 at once 1000 run; 500 a second for 20 s, each 60 s long: 3000 run, less
/// the one whose token is not whole at the last of them, at 19.998 s.
#[test]
fn v32_lambda_scales_by_a_thousand_in_ten_seconds() {
    let lambda = || station(10_000, ScalingRate::lambda());
    let report = outcomes(lambda(), job(), secs(60), vec![(SimTime::ZERO, 5_000)]);
    assert_eq!(accepted_and_throttled(&report), [(0.0, 1_000, 4_000)]);
    let steady = (0..10_000).map(|number| (SimTime::ZERO + millis(2 * number), 1));
    let report = outcomes(lambda(), job(), secs(60), steady.collect());
    let refused = report.invocations.iter().filter(|row| row.refused).count();
    assert_eq!(report.invocations.len() - refused, 2_999);
    assert_eq!(report.containers.len(), 2_999);
}

/// AWS Lambda's rate of scaling before 2023: a burst of 3000, and 500 more a minute for the account. 10,000 requests, in parts
/// at the beginning of minutes.
/// Known: AWS Lambda, from memory: at once 7000 are throttled; in two parts 2000 and then 1500; in four none, with 2500 environments.
#[test]
fn v33_lambda_scaled_by_five_hundred_a_minute() {
    let before = || station(10_000, ScalingRate::lambda_before_2023());
    let parts = |count: u32| -> Vec<(SimTime, u32)> {
        let part = |number| (SimTime::ZERO + mins(number), 10_000 / count);
        (0..u64::from(count)).map(part).collect()
    };
    let run = |count| outcomes(before(), job(), secs(30), parts(count));
    let throttled = |report: &Report| -> Vec<u32> {
        let counts = accepted_and_throttled(report);
        counts
            .into_iter()
            .map(|(_, _, throttled)| throttled)
            .collect()
    };
    assert_eq!(throttled(&run(1)), [7_000]);
    assert_eq!(throttled(&run(2)), [2_000, 1_500]);
    let spread = run(4);
    assert_eq!(throttled(&spread), [0; 4]);
    assert_eq!(spread.containers.len(), 2_500);
}

/// Requests a second: 10 for each unit of concurrency. A function with 500, and 6000 requests of 1 ms within a second.
/// Known: AWS Lambda quotas, from memory (2025): 5000 a second, and so 1000 are throttled.
#[test]
fn v34_requests_a_second_are_ten_times_the_concurrency() {
    let reserved = FunctionSpec {
        reserved_concurrency: 500,
        ..job()
    };
    let second = (0..6_000).map(|number| (SimTime::ZERO + us(150 * number), 1));
    let world = station(1_000, ConcurrencyLimit::lambda());
    let report = outcomes(world, reserved, millis(1), second.collect());
    assert_eq!(report.summary.succeeded, 5_000);
    assert_eq!(report.summary.failed, 1_000);
}

/// Pollers of a queue of SQS: 5 at first, 300 more a minute, at most 1000; a message each, and bodies without an end.
/// Known: AWS Lambda with SQS, from memory (2025): 1000 after (1000 - 5) / 300 min = 199 s.
#[test]
fn v36_pollers_of_a_queue() {
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
    let dates: Vec<SimTime> = report.invocations.iter().map(|row| row.requested).collect();
    assert_eq!(dates.len(), 1_000);
    assert_eq!(dates[..5], [SimTime::ZERO; 5]);
    assert_eq!(dates[5], at(0.2));
    assert_eq!((dates[504], dates[999]), (at(100.0), at(199.0)));
}
