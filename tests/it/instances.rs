//! What an instance gives to what runs in it: slots, a part of the cores, GPUs.

use std::cell::Cell;
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::results::export::perfetto;
use coldstart::serverless::policy::FixedTimeout;
use coldstart::simulation::BuildError;

use crate::support::{IMAGE, OTHER, Plan, World, at, burst, call, host, nodes};

/// A function of this concurrency that sleeps.
fn serving(concurrency: u32) -> FunctionSpec {
    FunctionSpec {
        concurrency,
        cpu: Cpu::shared(),
        memory: mb(100),
        ..FunctionSpec::new("serve", IMAGE)
    }
}

/// Runs with these invocations at once.
fn at_once(world: World, calls: Vec<(Function<SimDuration, ()>, SimDuration)>) -> Report {
    let cloud = world.cloud;
    world.run(burst(calls, cloud))
}

/// The numbers of the containers, in order of request.
fn containers(report: &Report) -> Vec<Option<u32>> {
    let rows = report.invocations.iter();
    rows.map(|row| row.container).collect()
}

/// Deploys a function that computes so many core seconds.
fn computing(world: &mut World, spec: FunctionSpec) -> Function<f64, ()> {
    let body = async |ctx: &mut Ctx, seconds: f64| ctx.compute(gflop(1) * seconds).await;
    let function = world.sim.function(spec, body);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

/// How long the body of each invocation lasted, in order of request.
fn lengths(report: &Report) -> Vec<f64> {
    let rows = report.invocations.iter();
    rows.map(|row| {
        let (start, end) = (row.start.expect("it started"), row.end.expect("it ended"));
        end.since(start).as_secs_f64()
    })
    .collect()
}

/// What is wrong with a deployment on two nodes of 2 cores and 1 GB, one of which has 2 GPUs.
fn mistake(spec: FunctionSpec, service: ServerlessSpec) -> Option<String> {
    let plain = host(2, gb(1), gb(10));
    let gpus = HostSpec {
        gpus: 2,
        ..plain.clone()
    };
    let mut world = Plan {
        service,
        ..Plan::over([plain, gpus])
    }
    .declare();
    world.sleeper(spec);
    world
        .sim
        .controller("client", world.user, async |_: &mut Ctx| ());
    let built = world.sim.build();
    built
        .err()
        .map(|BuildError { problems }| problems[0].to_string())
}

#[test]
fn an_instance_serves_as_many_as_it_has_slots() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let serve = world.sleeper(serving(2));
    let report = at_once(world, vec![(serve, secs(5)); 5]);
    // They come while the image is on its way, and share the containers that the round makes.
    let numbers: Vec<u32> = containers(&report).into_iter().flatten().collect();
    assert_eq!(numbers, [0, 0, 1, 1, 2]);
    assert_eq!(report.summary.counts.cold_starts, 3);
    assert_eq!(report.summary.counts.hot_starts, 2);
    // All ran at once, and the containers served two, two and one.
    assert_eq!(lengths(&report), [5.0; 5]);
    let served: Vec<u64> = report
        .containers
        .iter()
        .map(|row| row.invocations)
        .collect();
    assert_eq!(served, [2, 2, 1]);
}

#[test]
fn a_request_waits_for_an_instance_that_starts() {
    let mut plan = Plan::default().keeping(mins(10));
    plan.service.container_startup = secs(4);
    let mut world = plan.declare();
    let (serve, cloud) = (world.sleeper(serving(2)), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let first = ctx.invoke(cloud, serve, secs(1)).await;
        // The image has come at 3 s; the container starts until 7 s.
        ctx.sleep(secs(5)).await;
        let second = ctx.invoke(cloud, serve, secs(1)).await;
        let third = ctx.invoke(cloud, serve, secs(1)).await;
        ctx.wait_all([first, second, third]).await;
    });
    assert_eq!(containers(&report), [Some(0), Some(0), Some(1)]);
    let starts: Vec<SimTime> = report
        .invocations
        .iter()
        .filter_map(|row| row.start)
        .collect();
    assert_eq!(starts, [at(7.0), at(7.0), at(9.0)]);
    // One that waits has no new container: it is a hot start, with a start-up to wait for.
    assert_eq!(report.invocations[1].reused_container, Some(true));
    assert_eq!(report.invocations[1].phases.startup, secs(2));
}

#[test]
fn a_start_up_goes_on_for_those_who_wait_when_the_first_is_cancelled() {
    for cancelled in [vec![0], vec![1], vec![0, 1], vec![1, 0]] {
        let mut plan = Plan::default().keeping(mins(10));
        plan.service.container_startup = secs(4);
        let mut world = plan.declare();
        let (serve, cloud) = (world.sleeper(serving(3)), world.cloud);
        let whom = cancelled.clone();
        let report = world.run(async move |ctx: &mut Ctx| {
            let mut placed = Vec::new();
            for _ in 0..3 {
                placed.push(ctx.invoke(cloud, serve, secs(1)).await);
            }
            ctx.sleep(secs(5)).await;
            for index in whom {
                ctx.cancel(&placed[index]).await;
                ctx.sleep(millis(100)).await;
            }
            ctx.wait_all(placed).await;
        });
        for (index, row) in report.invocations.iter().enumerate() {
            let expected = (!cancelled.contains(&index)).then_some(at(7.0));
            assert_eq!(row.start, expected, "{index} of {cancelled:?}");
        }
        assert_eq!(report.services[0].containers, 1);
    }
}

#[test]
fn a_start_up_that_nobody_waits_for_any_more_is_broken_off() {
    let mut plan = Plan::default().keeping(mins(10));
    plan.service.container_startup = secs(4);
    let mut world = plan.declare();
    let (serve, cloud) = (world.sleeper(serving(3)), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let mut placed = Vec::new();
        for _ in 0..2 {
            placed.push(ctx.invoke(cloud, serve, secs(1)).await);
        }
        ctx.sleep(secs(5)).await;
        for one in &placed {
            ctx.cancel(one).await;
        }
        ctx.wait_all(placed).await;
        // Another one needs another container.
        call(ctx, cloud, serve, secs(1)).await.expect("it succeeds");
    });
    assert_eq!(report.containers[0].ended, Some(at(5.0)));
    assert_eq!(containers(&report), [Some(0), Some(0), Some(1)]);
}

#[test]
fn keep_alive_begins_when_the_last_one_ends() {
    let mut world = Plan::default().keeping(secs(10)).declare();
    let serve = world.sleeper(serving(2));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let calls = burst(vec![(serve, secs(1)), (serve, secs(5))], cloud);
        calls(ctx).await;
        ctx.sleep(secs(60)).await;
    });
    let row = &report.containers[0];
    // The image comes at 3 s, the last body ends at 8 s.
    assert_eq!(row.ended, Some(at(18.0)));
    assert_eq!((row.busy, row.idle), (secs(5), secs(10)));
    assert_eq!(row.invocations, 2);
}

#[test]
fn private_storage_is_emptied_when_nothing_runs_any_more() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let spec = FunctionSpec {
        disk: mb(300),
        ..serving(3)
    };
    // Reads what another body of the same container has written, at once or never.
    let body = async |ctx: &mut Ctx, writes: bool| {
        if writes {
            let written = ctx.write(File::new("shared", mb(100))).await;
            written.expect("there is room");
            ctx.sleep(secs(2)).await;
            return true;
        }
        ctx.read("shared").await.is_ok()
    };
    let work = world.sim.function(spec, body);
    world.sim.deploy(work, world.cloud, world.registry);
    let cloud = world.cloud;
    let found = Rc::new(Cell::new((false, true)));
    let told = Rc::clone(&found);
    let report = world.run(async move |ctx: &mut Ctx| {
        let writer = ctx.invoke(cloud, work, true).await;
        ctx.sleep(millis(4_500)).await;
        let beside = call(ctx, cloud, work, false).await.expect("it ends").output;
        ctx.wait(writer).await.expect("it ends");
        let after = call(ctx, cloud, work, false).await.expect("it ends").output;
        told.set((beside, after));
    });
    assert_eq!(report.services[0].containers, 1);
    assert_eq!(found.get(), (true, false));
}

#[test]
fn a_body_that_is_killed_leaves_no_space_taken_beside_others() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let spec = FunctionSpec {
        disk: mb(250),
        time_limit: millis(1_500),
        ..serving(3)
    };
    // 200 MB take 2 s to write, which is too long; then 200 MB must fit again, beside one that sleeps.
    let body = async |ctx: &mut Ctx, size: u64| match size {
        0 => ctx.sleep(secs(1)).await,
        size => {
            let written = ctx.write(File::new("file", mb(size))).await;
            written.expect("there is room");
        }
    };
    let work = world.sim.function(spec, body);
    world.sim.deploy(work, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, work, 0).await.expect("it succeeds");
        let mut placed = vec![ctx.invoke(cloud, work, 200).await];
        for _ in 0..6 {
            placed.push(ctx.invoke(cloud, work, 0).await);
            ctx.sleep(millis(800)).await;
        }
        placed.push(ctx.invoke(cloud, work, 100).await);
        ctx.wait_all(placed).await;
    });
    assert_eq!(report.services[0].containers, 1, "it was never idle");
    let causes: Vec<_> = report
        .invocations
        .iter()
        .map(|row| row.failure_cause.as_deref())
        .collect();
    assert_eq!(causes[1], Some("Operation has timed out"));
    assert_eq!(causes[2..], [None; 7]);
}

#[test]
fn half_a_core_computes_half_as_fast() {
    for cpu in [
        Cpu::per_invocation(0.5),
        Cpu::per_instance(0.5),
        Cpu::shared_within(0.5),
    ] {
        let mut world = Plan::default().keeping(mins(10)).declare();
        let spec = FunctionSpec {
            cpu,
            ..FunctionSpec::new("work", IMAGE)
        };
        let (work, cloud) = (computing(&mut world, spec), world.cloud);
        let report = world.run(async move |ctx: &mut Ctx| {
            call(ctx, cloud, work, 1.0).await.expect("it succeeds");
            call(ctx, cloud, work, 0.25).await.expect("it succeeds");
        });
        assert_eq!(lengths(&report), [2.0, 0.5], "{cpu:?}");
    }
}

#[test]
fn bodies_in_one_instance_share_what_it_has() {
    // 4 cores. Two bodies in 1.5 cores: 0.75 each, until the first has ended; then a whole core for the other.
    for cpu in [Cpu::per_instance(1.5), Cpu::shared_within(1.5)] {
        let mut world = Plan::over([host(4, gb(1), gb(10))])
            .keeping(mins(10))
            .declare();
        let spec = FunctionSpec { cpu, ..serving(2) };
        let (work, cloud) = (computing(&mut world, spec), world.cloud);
        let report = world.run(async move |ctx: &mut Ctx| {
            let first = ctx.invoke(cloud, work, 0.75).await;
            let second = ctx.invoke(cloud, work, 1.75).await;
            ctx.wait_all([first, second]).await;
        });
        assert_eq!(lengths(&report), [1.0, 2.0], "{cpu:?}");
    }
}

#[test]
fn shared_processors_are_shared_by_all_and_a_body_has_a_core_at_most() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let spec = FunctionSpec {
        cpu: Cpu::shared(),
        ..FunctionSpec::new("work", IMAGE)
    };
    let (work, cloud) = (computing(&mut world, spec), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let mut placed = Vec::new();
        for seconds in [1.0, 1.0, 2.0] {
            placed.push(ctx.invoke(cloud, work, seconds).await);
        }
        ctx.wait_all(placed).await;
    });
    // Three on two cores have 2/3 each: the first two end after 1.5 s, and the last has 1 left and a whole core.
    assert_eq!(lengths(&report), [1.5, 1.5, 2.5]);
    assert_eq!(report.nodes[0].busy, SimDuration::ZERO);
    assert_eq!(report.nodes[0].utilisation, 0.0);
}

#[test]
fn the_processes_of_a_body_share_its_core() {
    for (cpu, expected) in [
        (Cpu::default(), 2.0),
        (Cpu::per_invocation(2), 1.0),
        (Cpu::shared(), 1.0),
        (Cpu::per_instance(0.5), 4.0),
    ] {
        let mut world = Plan::over([host(4, gb(1), gb(10))]).declare();
        let spec = FunctionSpec {
            cpu,
            ..FunctionSpec::new("work", IMAGE)
        };
        let body = async |ctx: &mut Ctx, ()| {
            let child = ctx
                .spawn("child", async |ctx: &mut Ctx| ctx.compute(gflop(1)).await)
                .await;
            ctx.compute(gflop(1)).await;
            ctx.join(child).await;
        };
        let work = world.sim.function(spec, body);
        world.sim.deploy(work, world.cloud, world.registry);
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            call(ctx, cloud, work, ()).await.expect("it succeeds");
        });
        assert_eq!(lengths(&report), [expected], "{cpu:?}");
    }
}

#[test]
fn cores_that_idle_instances_hold_are_given_up_by_eviction() {
    for scheduler in [
        Box::new(Fcfs) as Box<dyn coldstart::serverless::Scheduler>,
        Box::new(FirstFit),
        Box::new(Random),
    ] {
        let mut plan = Plan::default().keeping(hours(1));
        plan.service.scheduler = scheduler;
        let mut world = plan.declare();
        let spec = |name, image| FunctionSpec {
            cpu: Cpu::per_instance(1.5),
            ..FunctionSpec::new(name, image)
        };
        let one = world.sleeper(spec("one", IMAGE));
        let other = world.sleeper(spec("other", OTHER));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for function in [one, one, other] {
                call(ctx, cloud, function, secs(1))
                    .await
                    .expect("it succeeds");
            }
        });
        assert_eq!(containers(&report), [Some(0), Some(0), Some(1)]);
        assert_eq!(report.services[0].evicted, 1);
        assert_eq!(report.containers[0].evicted_by.as_deref(), Some("other"));
    }
}

#[test]
fn a_gpu_is_for_one_instance_and_on_a_node_that_has_one() {
    let plain = host(2, gb(1), gb(10));
    let gpus = HostSpec {
        gpus: 1,
        ..plain.clone()
    };
    for scheduler in [
        Box::new(Fcfs) as Box<dyn coldstart::serverless::Scheduler>,
        Box::new(FirstFit),
        Box::new(Random),
        Box::new(WorkloadBalancing),
    ] {
        let name = format!("{scheduler:?}");
        let mut plan = Plan::over([plain.clone(), gpus.clone()]).keeping(secs(10));
        plan.service.scheduler = scheduler;
        let mut world = plan.declare();
        let train = world.sleeper(FunctionSpec {
            gpus: 1,
            time_limit: mins(1),
            ..FunctionSpec::new("train", IMAGE)
        });
        let report = at_once(world, vec![(train, secs(5)); 2]);
        assert_eq!(nodes(&report), ["worker1", "worker1"], "{name}");
        let [first, second] = &report.invocations[..] else {
            panic!("two invocations");
        };
        let (earlier, later) = if first.start < second.start {
            (first, second)
        } else {
            (second, first)
        };
        assert_eq!(later.dispatch, earlier.completion, "{name}");
    }
}

#[test]
fn fractions_of_cores_are_counted() {
    let mut world = Plan::default().keeping(secs(2)).declare();
    let spec = FunctionSpec {
        cpu: Cpu::per_instance(0.25),
        ..FunctionSpec::new("work", IMAGE)
    };
    let work = world.sleeper(spec);
    let report = at_once(world, vec![(work, secs(5)); 8]);
    // Eight containers on two cores, each from 3 s to the end of the run at 8 s.
    assert_eq!(report.services[0].containers, 8);
    assert_eq!(report.nodes[0].busy, secs(10));
    assert!((report.nodes[0].utilisation - 0.625).abs() < 1e-12);
    // The trace has the same numbers, which no count of invocations gives.
    let mut trace = Vec::new();
    perfetto::write(&report, &mut trace).expect("it is written");
    let trace: serde_json::Value = serde_json::from_slice(&trace).expect("it is JSON");
    let events = trace["traceEvents"].as_array().expect("events").iter();
    let counters = events.filter(|event| event["name"] == "busy cores");
    let values: Vec<f64> = counters
        .flat_map(|event| event["args"].as_object().expect("values").values())
        .filter_map(serde_json::Value::as_f64)
        .collect();
    assert!(
        values.contains(&2.0) && values.iter().all(|value| *value <= 2.0),
        "{values:?}"
    );
}

#[test]
fn what_no_node_could_hold_is_told_when_the_simulation_is_built() {
    let of = |spec: FunctionSpec| mistake(spec, ServerlessSpec::default());
    let spec = || FunctionSpec::new("work", IMAGE);
    for cpu in [
        Cpu::per_invocation(2),
        Cpu::per_instance(2),
        Cpu::shared_within(100),
    ] {
        assert_eq!(
            of(FunctionSpec {
                cpu,
                gpus: 2,
                ..spec()
            }),
            None
        );
    }
    for cpu in [Cpu::per_invocation(2.001), Cpu::per_instance(2.001)] {
        let told = of(FunctionSpec { cpu, ..spec() }).expect("a mistake");
        assert!(
            told.contains("holds 2.001 cores (`cpu`)") && told.contains("more than 2;"),
            "{told}"
        );
    }
    let told = of(FunctionSpec { gpus: 3, ..spec() }).expect("a mistake");
    assert!(
        told.contains("holds 3 gpus (`gpus`)") && told.contains("more than 2;"),
        "{told}"
    );
    let told = of(FunctionSpec {
        concurrency: 0,
        ..spec()
    })
    .expect("a mistake");
    assert!(told.contains("`concurrency` is 0"), "{told}");
    let told = of(FunctionSpec {
        cpu: Cpu::per_instance(f64::NAN),
        ..spec()
    })
    .expect("a mistake");
    assert!(told.contains("`cpu` is NaN cores"), "{told}");
    let balancing = ServerlessSpec {
        scheduler: Box::new(WorkloadBalancing),
        ..ServerlessSpec::default()
    };
    let told = mistake(
        FunctionSpec {
            cpu: Cpu::shared(),
            ..spec()
        },
        balancing,
    )
    .expect("a mistake");
    assert!(told.contains("gives each invocation one core"), "{told}");
}

#[test]
fn late_registrations_are_refused_for_cores_and_gpus_too() {
    let mut world = Plan::default().declare();
    let specs = [
        FunctionSpec {
            cpu: Cpu::per_instance(3),
            ..FunctionSpec::new("wide", IMAGE)
        },
        FunctionSpec {
            gpus: 1,
            ..FunctionSpec::new("gpu", IMAGE)
        },
    ];
    let cloud = world.cloud;
    let functions = specs.map(|spec| {
        let function = world.sim.function(spec, async |_: &mut Ctx, ()| ());
        world.sim.deploy_later(function, cloud, world.registry);
        function
    });
    let report = world.run(async move |ctx: &mut Ctx| {
        for function in functions {
            assert!(ctx.register(cloud, function).await.is_err());
        }
    });
    let causes: Vec<&str> = report
        .registrations
        .iter()
        .filter_map(|row| row.failure_cause.as_deref())
        .collect();
    assert!(
        causes[0].contains("sufficient cores") && causes[1].contains("sufficient GPUs"),
        "{causes:?}"
    );
}

#[test]
fn what_runs_at_once_in_an_instance_is_billed_once() {
    let bill = |concurrency, bills_startup| {
        let mut plan = Plan::default().keeping(mins(1));
        plan.service.container_startup = secs(4);
        plan.service.tariff = Some(Tariff {
            per_gb_second: 1.0,
            per_invocation: 100.0,
            granularity: secs(1),
            bills_startup,
            ..Tariff::FREE
        });
        let mut world = plan.declare();
        let serve = world.sleeper(FunctionSpec {
            memory: mib(512),
            concurrency,
            cpu: Cpu::shared(),
            ..FunctionSpec::new("serve", IMAGE)
        });
        let report = at_once(world, vec![(serve, millis(2_500)), (serve, millis(3_500))]);
        (
            report.functions[0].billed_gb_seconds,
            report.functions[0].cost,
            report.invocations[0].cost,
        )
    };
    // Alone: 3 s and 4 s. Together: 3.5 s, and one of them has no price of its own.
    let [alone] = [bill(1, false)];
    assert_eq!(alone, (Some(3.5), Some(203.5), Some(101.5)));
    assert_eq!(bill(2, false), (Some(2.0), Some(202.0), None));
    // With the start-up, for which both have waited: 7.5 s.
    assert_eq!(bill(2, true), (Some(4.0), Some(204.0), None));
}

#[test]
fn invocations_at_once_have_lanes_of_their_own() {
    let mut world = Plan::default().keeping(mins(1)).declare();
    let serve = world.sleeper(serving(10));
    let calls = vec![(serve, secs(1)), (serve, secs(3)), (serve, secs(2))];
    let report = at_once(world, calls);
    let mut trace = Vec::new();
    perfetto::write(&report, &mut trace).expect("it is written");
    let trace: serde_json::Value = serde_json::from_slice(&trace).expect("it is JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    let mut threads: Vec<_> = events
        .iter()
        .filter(|event| event["cat"] == "invocation")
        .map(|event| event["tid"].as_u64().expect("a thread"))
        .collect();
    threads.sort_unstable();
    threads.dedup();
    assert_eq!(threads.len(), 3);
}

#[test]
fn a_provisioned_instance_takes_attempts_while_it_starts() {
    use coldstart::serverless::policy::{FunctionView, Policy, Scaler};
    use std::ops::RangeInclusive;

    /// Wants one of each.
    #[derive(Debug)]
    struct One;
    impl Policy for One {}
    impl Scaler for One {
        fn period(&self) -> Option<SimDuration> {
            Some(mins(10))
        }
        fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
            1..=1
        }
    }

    let mut plan = Plan::default();
    plan.service.scaler = Box::new(One);
    plan.service.keep_alive = Some(Box::new(FixedTimeout { timeout: mins(1) }));
    plan.service.container_startup = secs(10);
    let mut world = plan.declare();
    let (serve, cloud) = (world.sleeper(serving(1)), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(6)).await;
        call(ctx, cloud, serve, secs(1)).await.expect("it succeeds");
    });
    // Its image comes at 3 s, and it has started at 13 s.
    assert_eq!(report.invocations[0].start, Some(at(13.0)));
    assert_eq!(report.services[0].containers, 1);
}

#[test]
fn cores_that_idle_instances_hold_are_given_up_for_invocations_that_take_all() {
    use coldstart::serverless::Scheduler;

    let schedulers: [Box<dyn Scheduler>; 11] = [
        Box::new(Fcfs),
        Box::new(FirstFit),
        Box::new(Random),
        Box::new(RoundRobin),
        Box::new(LeastLoaded),
        Box::new(WarmFirst),
        Box::new(BestFit),
        Box::new(WorstFit),
        Box::new(Locality::default()),
        Box::new(PowerOfChoices::default()),
        Box::new(JoinShortestQueue),
    ];
    for scheduler in schedulers {
        let name = format!("{scheduler:?}");
        let mut plan = Plan::default().keeping(SimDuration::MAX);
        plan.service.scheduler = scheduler;
        let mut world = plan.declare();
        let holds = world.sleeper(FunctionSpec {
            cpu: Cpu::per_instance(2),
            ..FunctionSpec::new("holds", IMAGE)
        });
        let takes = world.sleeper(FunctionSpec {
            cpu: Cpu::per_invocation(2),
            ..FunctionSpec::new("takes", IMAGE)
        });
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for function in [holds, takes] {
                call(ctx, cloud, function, secs(1))
                    .await
                    .expect("it succeeds");
            }
        });
        assert_eq!(report.services[0].evicted, 1, "{name}");
        // The image comes at 3 s, and the second waits for nothing.
        assert_eq!(report.invocations[1].start, Some(at(4.0)), "{name}");
    }
}
