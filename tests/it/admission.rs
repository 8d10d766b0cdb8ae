//! Limits at their edges: queue time-outs, patience, several limits at once, and what refused invocations leave behind.

use coldstart::prelude::*;
use coldstart::results::InvocationRow;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::run;
use coldstart::serverless::Arrived;
use coldstart::serverless::policy::{Admission, Admit, Policy, View};
use serde_json::json;

use crate::support::{IMAGE, Plan, World, at, dispatches, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// A function of an image without a size.
fn job() -> FunctionSpec {
    FunctionSpec::new("job", NOTHING)
}

/// A node of one core on which nothing takes time but the bodies.
fn server(change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut plan = Plan::over([host(1, gb(10), gb(10))]).with_images([NOTHING]);
    change(&mut plan.service);
    plan.keeping(mins(10)).declare()
}

const ABANDONED: &str =
    "The invocation of function (job) left the queue, in which it had waited too long";

/// When an invocation was dispatched and over, and why it failed.
fn fate(row: &InvocationRow) -> (Option<SimTime>, Option<SimTime>, Option<&str>) {
    (row.dispatch, row.completion, row.failure_cause.as_deref())
}

#[test]
fn an_attempt_that_waits_too_long_leaves_the_queue_and_the_next_one_is_served() {
    let mut world = server(|_| ());
    let limited = FunctionSpec {
        queue_timeout: secs(4),
        ..job()
    };
    let (f, cloud) = (world.sleeper(limited), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        // It runs for longer than it may wait.
        let first = ctx.invoke(cloud, f, secs(10)).await;
        let second = ctx.invoke(cloud, f, secs(10)).await;
        ctx.sleep_until(at(7.0)).await;
        let third = ctx.invoke(cloud, f, secs(1)).await;
        let failed = ctx.wait(second).await.expect_err("it has left");
        assert_eq!(ctx.now(), at(7.0));
        assert!(
            matches!(failed.cause(), Some(Failure::Abandoned { function }) if function == "job")
        );
        assert_eq!(failed.dates().completion, Some(at(4.0)));
        ctx.wait(first).await.expect("it runs");
        ctx.wait(third).await.expect("it has waited for 3 s");
    });
    let fates: Vec<_> = report.invocations.iter().map(fate).collect();
    let expected = [
        (Some(at(0.0)), Some(at(10.0)), None),
        (None, Some(at(4.0)), Some(ABANDONED)),
        (Some(at(10.0)), Some(at(11.0)), None),
    ];
    assert_eq!(fates, expected);
    assert!(report.invocations.iter().all(|row| !row.refused));
}

#[test]
fn an_attempt_whose_time_is_up_when_it_could_be_dispatched_leaves() {
    for (timeout, expected) in [
        (secs(10), (None, Some(at(10.0)), Some(ABANDONED))),
        (
            secs(10) + SimDuration::from_nanos(1),
            (Some(at(10.0)), Some(at(11.0)), None),
        ),
    ] {
        let mut world = server(|_| ());
        let limited = FunctionSpec {
            queue_timeout: timeout,
            ..job()
        };
        let (f, cloud) = (world.sleeper(limited), world.cloud);
        let report = world.run(async move |ctx: &mut Ctx| {
            let calls = [secs(10), secs(1)];
            let mut placed = Vec::new();
            for length in calls {
                placed.push(ctx.invoke(cloud, f, length).await);
            }
            ctx.wait_all(placed).await;
        });
        assert_eq!(fate(&report.invocations[1]), expected);
    }
}

#[test]
fn who_is_cancelled_or_dispatched_before_is_not_abandoned() {
    let mut world = server(|_| ());
    let limited = FunctionSpec {
        queue_timeout: secs(5),
        ..job()
    };
    let (f, cloud) = (world.sleeper(limited), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let first = ctx.invoke(cloud, f, secs(3)).await;
        let second = ctx.invoke(cloud, f, secs(10)).await;
        let third = ctx.invoke(cloud, f, secs(10)).await;
        ctx.sleep_until(at(4.0)).await;
        assert!(ctx.cancel(&third).await);
        let failed = ctx.wait(third).await.expect_err("it was cancelled");
        assert_eq!(failed.cause(), Some(&Failure::Cancelled));
        ctx.wait(first).await.expect("it runs");
        assert_eq!(ctx.wait(second).await.expect("it runs").dates.end, at(13.0));
    });
    assert_eq!(report.final_date, at(13.0));
}

#[test]
fn who_waits_for_its_image_leaves_and_the_image_comes() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let limited = FunctionSpec {
        queue_timeout: millis(500),
        ..FunctionSpec::new("job", IMAGE)
    };
    let (f, cloud) = (world.sleeper(limited), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        // Download, copy and load take a second each.
        for request in [0.0, 0.8, 1.9, 2.9] {
            ctx.sleep_until(at(request)).await;
            let _ = ctx.invoke(cloud, f, secs(1)).await;
        }
        ctx.sleep_until(at(10.0)).await;
    });
    let fates: Vec<_> = report.invocations.iter().map(fate).collect();
    let gone = |date| (None, Some(at(date)), Some(ABANDONED));
    // Nobody wants a copy of the image when it is downloaded at 1.0 but the second, which leaves at 1.3; the copy goes on.
    assert_eq!(fates[..3], [gone(0.5), gone(1.3), gone(2.4)]);
    assert_eq!(fates[3], (Some(at(3.0)), Some(at(4.0)), None));
}

#[test]
fn who_waits_in_the_line_of_a_node_leaves_it() {
    let mut world = server(|service| service.scheduler = Box::new(JoinShortestQueue));
    let limited = FunctionSpec {
        queue_timeout: secs(4),
        ..job()
    };
    let (f, cloud) = (world.sleeper(limited), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let first = ctx.invoke(cloud, f, secs(10)).await;
        let second = ctx.invoke(cloud, f, secs(10)).await;
        ctx.sleep_until(at(7.0)).await;
        let third = ctx.invoke(cloud, f, secs(1)).await;
        ctx.wait_all([first, second, third]).await;
    });
    assert_eq!(
        fate(&report.invocations[1]),
        (None, Some(at(4.0)), Some(ABANDONED))
    );
    assert_eq!(dispatches(&report), [Some(at(0.0)), None, Some(at(10.0))]);
}

#[test]
fn a_service_that_processes_a_request_learns_of_it_afterwards() {
    let mut world = server(|service| service.processing_overhead = secs(2));
    let limited = FunctionSpec {
        queue_timeout: secs(5),
        ..job()
    };
    let (f, cloud) = (world.sleeper(limited), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.invoke_and_wait(cloud, f, secs(1)).await.expect("warm");
        ctx.sleep_until(at(20.0)).await;
        // Accepted at 22 and 24; the third is processed from 28 to 30, and the time of the second is up at 29.
        let first = ctx.invoke(cloud, f, secs(60)).await;
        let second = ctx.invoke(cloud, f, secs(60)).await;
        ctx.sleep_until(at(28.0)).await;
        let third = ctx.invoke(cloud, f, secs(60)).await;
        ctx.wait_all([first, second, third]).await;
    });
    let dispatched = dispatches(&report);
    assert_eq!(dispatched[1..3], [Some(at(22.0)), None]);
    assert_eq!(
        fate(&report.invocations[2]),
        (None, Some(at(30.0)), Some(ABANDONED))
    );
}

#[test]
fn patience_is_drawn_for_each_function_by_itself() {
    let dates = |also: bool| -> Vec<Option<SimTime>> {
        let mut world = server(|_| ());
        let impatient = |name: &'static str| FunctionSpec {
            patience: Some(Exponential(secs(5))),
            queue_timeout: secs(8),
            ..job().called(name)
        };
        let (f, other) = (
            world.sleeper(impatient("job")),
            world.sleeper(impatient("other")),
        );
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for _ in 0..20 {
                let _ = ctx.invoke(cloud, f, mins(10)).await;
                if also {
                    let _ = ctx.invoke(cloud, other, secs(1)).await;
                }
            }
            ctx.sleep_until(at(100.0)).await;
        });
        let of = report
            .invocations
            .iter()
            .filter(|row| &*row.function == "job");
        of.map(|row| row.completion).collect()
    };
    let alone = dates(false);
    assert_eq!(alone, dates(true));
    assert_eq!(alone[0], None, "it runs");
    let mut left: Vec<SimTime> = alone[1..].iter().flatten().copied().collect();
    assert_eq!(left.len(), 19);
    left.sort();
    left.dedup();
    // Those who would wait for longer leave at 8 s, together.
    assert_eq!(left.last(), Some(&at(8.0)));
    assert!(left.len() > 10, "{left:?}");
}

/// Accepts all that come, for three seconds.
#[derive(Debug)]
struct ForThreeSeconds;

impl Policy for ForThreeSeconds {}

impl Admission for ForThreeSeconds {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        Admit::AcceptFor(secs(3))
    }
}

#[test]
fn an_admission_policy_limits_the_wait_and_the_shorter_time_counts() {
    for (timeout, left) in [(SimDuration::ZERO, 3.0), (secs(2), 2.0), (secs(9), 3.0)] {
        let mut world = server(|service| {
            let both = AllOf::new()
                .and(ForThreeSeconds)
                .and(PendingLimit::default());
            service.admission = Box::new(both);
        });
        let limited = FunctionSpec {
            queue_timeout: timeout,
            ..job()
        };
        let (f, cloud) = (world.sleeper(limited), world.cloud);
        let report = world.run(async move |ctx: &mut Ctx| {
            let calls = [
                ctx.invoke(cloud, f, secs(10)).await,
                ctx.invoke(cloud, f, secs(10)).await,
            ];
            ctx.wait_all(calls).await;
        });
        assert_eq!(report.invocations[1].completion, Some(at(left)));
    }
}

#[test]
fn a_request_of_cloud_run_is_pending_for_three_and_a_half_start_ups_or_ten_seconds() {
    for (start_up, pending) in [(1.0, 10.0), (4.0, 14.0)] {
        let mut world = server(|service| {
            service.admission = Box::new(PendingLimit::default());
            service.container_startup = SimDuration::from_secs_f64(start_up);
        });
        let (f, cloud) = (world.sleeper(job()), world.cloud);
        let report = world.run(async move |ctx: &mut Ctx| {
            let first = ctx.invoke(cloud, f, mins(1)).await;
            ctx.sleep_until(at(20.0)).await;
            let second = ctx.invoke(cloud, f, mins(1)).await;
            ctx.wait_all([first, second]).await;
        });
        assert_eq!(report.invocations[1].completion, Some(at(20.0 + pending)));
    }
}

#[test]
fn whatever_becomes_of_attempts_they_leave_nothing_behind() {
    let mut world = server(|service| {
        let rate = ScalingRate {
            tokens: 1,
            per: hours(10),
            burst: 7,
            ..ScalingRate::default()
        };
        let queue = QueueLimit {
            waiting: 1,
            ..QueueLimit::default()
        };
        let account = ConcurrencyLimit::of_account(2);
        service.admission = Box::new(AllOf::new().and(rate).and(queue).and(account));
    });
    let limited = FunctionSpec {
        queue_timeout: secs(2),
        time_limit: secs(6),
        ..job()
    };
    let (f, cloud) = (world.sleeper(limited), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.invoke_and_wait(cloud, f, secs(1))
            .await
            .expect("it takes one of seven tokens");
        for round in 1..4 {
            // One runs into its time limit, one leaves the queue, one is throttled: the second takes a token.
            let start = SimTime::ZERO + secs(20 * round);
            ctx.sleep_until(start).await;
            let mut calls = Vec::new();
            for _ in 0..3 {
                calls.push(ctx.invoke(cloud, f, secs(10)).await);
            }
            // One waits again, with another token, and is cancelled.
            ctx.sleep(secs(3)).await;
            let waits = ctx.invoke(cloud, f, secs(1)).await;
            ctx.sleep(secs(1)).await;
            assert!(ctx.cancel(&waits).await);
            calls.push(waits);
            let told: Vec<String> = ctx
                .wait_all(calls)
                .await
                .into_iter()
                .map(|outcome| outcome.expect_err("it fails").to_string())
                .collect();
            let expected = [
                "Operation has timed out",
                ABANDONED,
                "The function (job) is throttled",
                "The invocation was cancelled",
            ];
            assert_eq!(told, expected);
        }
    });
    assert_eq!(report.containers.len(), 1);
}

#[test]
fn limits_that_nobody_heeds_or_that_cannot_be_are_told() {
    let told = |spec: FunctionSpec, admission: Option<ConcurrencyLimit>| {
        let mut world = server(|service| {
            if let Some(admission) = admission {
                service.admission = Box::new(admission);
            }
        });
        world.sleeper(spec);
        world
            .sim
            .controller("client", world.user, async |_: &mut Ctx| {});
        world.sim.build().err().map(|error| error.to_string())
    };
    let maximum = |max_concurrency| FunctionSpec {
        max_concurrency,
        ..job()
    };
    let reserved = |reserved_concurrency| FunctionSpec {
        reserved_concurrency,
        ..job()
    };
    let account = || Some(ConcurrencyLimit::of_account(10));
    assert_eq!(told(maximum(1), account()), None);
    assert_eq!(told(reserved(10), account()), None);
    for (spec, admission, part) in [
        (
            maximum(1),
            None,
            "deployment of `job`: `max_concurrency` is given, and the admission policy of the service does not ask for it",
        ),
        (
            reserved(11),
            account(),
            "`reserved_concurrency` is part of 11 that the functions of the service reserve together, and its account has 10",
        ),
        (
            FunctionSpec {
                reserved_concurrency: 3,
                ..maximum(2)
            },
            account(),
            "`reserved_concurrency` is 3, more than the `max_concurrency` of 2",
        ),
        (
            FunctionSpec {
                patience: Some(Exponential(mb(1))),
                ..job()
            },
            None,
            "`patience` cannot be: ",
        ),
    ] {
        let told = told(spec, admission).expect("it is told");
        assert!(told.contains(part), "{told}");
    }
    let rate = AllOf::new().and(ScalingRate {
        per: SimDuration::ZERO,
        ..ScalingRate::default()
    });
    let mut world = server(|service| service.admission = Box::new(rate));
    world.sleeper(job());
    world
        .sim
        .controller("client", world.user, async |_: &mut Ctx| {});
    let told = world.sim.build().err().expect("it is told").to_string();
    assert!(told.contains("policies[0]: `per` is 0"), "{told}");
}

/// Two at once at most, and callers who wait for 5 s.
#[serverless_function(image = NOTHING, max_concurrency = 2, patience = Constant(5s))]
async fn limited(ctx: &mut Ctx) {
    ctx.sleep(10s).await;
}

#[controller]
async fn visitors(ctx: &mut Ctx, cloud: Serverless) {
    let mut calls = Vec::new();
    for _ in 0..4 {
        calls.push(ctx.invoke(cloud, limited, ()).await);
    }
    ctx.wait_all(calls).await;
}

simulation! {
    #[derive(Clone, Debug)]
    struct Limited {
        most: u32 = 3,
        account: u32 = 10,
    }

    host user   { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host worker { speed: 1Gflop/s, cores: 1, ram: 2GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    link lan { bandwidth: 1GB/s, latency: 20us }
    route user <-> worker via [lan];
    storage registry on user { images: [NOTHING] }
    serverless cloud on user over worker {
        admission: AllOf::new()
            .and(ConcurrencyLimit { account, ..ConcurrencyLimit::default() })
            .and(ScalingRate { tokens: 10, per: 1min, ..ScalingRate::default() }),
    }
    deploy limited on cloud from registry { max_concurrency: most, reserved_concurrency: 1, queue_timeout: 1h };
    controller visitors(cloud) on user;
}

#[test]
fn a_simulation_says_its_limits() {
    // What is reserved is the least of the limits.
    let report = coldstart::results::run(
        &Limited {
            most: 3,
            account: 10,
        },
        Seed(1),
    )
    .expect("it runs");
    assert_eq!((report.summary.succeeded, report.summary.failed), (1, 3));
    let error = coldstart::results::run(
        &Limited {
            most: 3,
            account: 0,
        },
        Seed(1),
    );
    assert!(error.is_ok(), "an account of zero is no limit");
}

#[test]
fn a_scenario_says_its_limits() {
    let disk = json!({ "size": 5e12, "read_bw": 1e8, "write_bw": 1e8, "mount": "/" });
    let host = |name| json!({ "name": name, "speed": 1e9, "cores": 1, "ram": 64e9, "disk": disk });
    let scenario = json!({
        "name": "limits", "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("worker")],
            "links": [{ "name": "lan", "bandwidth": 1e8, "latency": 1e-3 }],
            "routes": [{ "src": "user", "dst": "worker", "links": ["lan"] }],
        },
        "storage": { "host": "user" },
        "service": {
            "head_host": "user", "compute_hosts": ["worker"],
            "admission": { "kind": "all_of", "policies": [
                { "kind": "concurrency_limit", "account": 100, "requests": 10 },
                "scaling_rate",
                { "kind": "queue_limit", "in_system": 50, "scope": "service" },
            ] },
        },
        "images": [{ "name": "image", "disk_size": 0, "ram_size": 0 }],
        "functions": [{
            "name": "f", "image": "image", "disk_limit": 0, "ram_limit": 0, "max_concurrency": 2, "queue_timeout": "5s",
            "patience": "Uniform(1s, 3s)", "body": [{ "op": "sleep", "seconds": 20 }],
        }],
        "timeline": [
            { "at": 1, "invoke": "f", "id": "i0" }, { "at": 2, "invoke": "f", "id": "i1" },
            { "at": 2.5, "invoke": "f", "id": "i2" }, { "wait_all": true },
        ],
        "allow_refusal": true,
    });
    let scenario = parse(&scenario.to_string(), Format::Json, "my.json");
    let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
    let result = run(&scenario, Seed(1)).expect("it runs").result;
    let text = serde_json::to_string(&result).expect("it is written");
    assert!(text.contains("The function (f) is throttled"), "{text}");
    assert!(
        text.contains("The invocation of function (f) left the queue"),
        "{text}"
    );
}
