//! The memory that bodies use of their container's: what is free again, what kills the container, and what is told of both.
//!
//! A download, a copy and a load take a second each, so that the first body of a node starts at 3 s.

use coldstart::prelude::*;
use coldstart::results::{ColdCause, InvocationRow};
use coldstart::serverless::InstanceEnd;

use crate::support::{IMAGE, Plan, World, at, call, host};

/// What a body does with its memory, and for how long.
#[derive(Clone, Copy)]
enum Do {
    Allocate(Bytes),
    Free(Bytes),
    Sleep(u64),
}
use Do::{Allocate, Free, Sleep};

type Actor = Function<Vec<Do>, (), Failure>;

/// Deploys a function of so much memory that does what its input says.
fn actor(world: &mut World, spec: FunctionSpec) -> Actor {
    let body = async |ctx: &mut Ctx, todo: Vec<Do>| {
        for step in todo {
            match step {
                Allocate(size) => ctx.allocate(size).await?,
                Free(size) => ctx.free(size).await?,
                Sleep(seconds) => ctx.sleep(secs(seconds)).await,
            }
        }
        Ok(())
    };
    let function = world.sim.fallible_function(spec, body);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

fn of_memory(memory: Bytes) -> FunctionSpec {
    FunctionSpec {
        memory,
        ..FunctionSpec::new("f", IMAGE)
    }
}

/// Invocations of a function of 100 MB, one after the other, on a node that keeps its containers.
fn one_by_one(spec: FunctionSpec, bodies: Vec<Vec<Do>>) -> Report {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (actor(&mut world, spec), world.cloud);
    world.run(async move |ctx: &mut Ctx| {
        for body in bodies {
            let _ = call(ctx, cloud, f, body).await;
        }
    })
}

fn cause(row: &InvocationRow) -> &str {
    row.failure_cause.as_deref().unwrap_or_default()
}

#[test]
fn a_body_may_hold_all_of_its_memory_and_takes_no_time_for_it() {
    let body = vec![
        Allocate(mb(60)),
        Sleep(1),
        Allocate(mb(40)),
        Sleep(1),
        Free(mb(70)),
        Allocate(mb(50)),
    ];
    let report = one_by_one(of_memory(mb(100)), vec![body, vec![Sleep(1)]]);
    let [first, second] = report.invocations.as_slice() else {
        panic!("not two invocations");
    };
    assert_eq!((first.success, first.end), (Some(true), Some(at(5.0))));
    assert_eq!(first.peak_memory, Some(mb(100)));
    assert_eq!(second.peak_memory, None);
    assert_eq!(report.functions[0].peak_memory, Some(mb(100)));
}

#[test]
fn a_byte_more_kills_the_container_and_the_next_start_is_cold() {
    let body = vec![Allocate(mb(100)), Sleep(1), Allocate(bytes(1)), Sleep(9)];
    let report = one_by_one(of_memory(mb(100)), vec![body, vec![Allocate(mb(100))]]);
    let [killed, next] = report.invocations.as_slice() else {
        panic!("not two invocations");
    };
    let told = "The container of function (f) ran out of memory, of which it has 100MB";
    assert_eq!(cause(killed), told);
    // As of a body whose time was up.
    assert_eq!(
        (killed.start, killed.end, killed.completion),
        (Some(at(3.0)), None, Some(at(4.0)))
    );
    assert_eq!(killed.peak_memory, Some(mb(100) + bytes(1)));
    assert_eq!(next.cold_cause, Some(ColdCause::OutOfMemory));
    assert_eq!((next.start, next.success), (Some(at(4.0)), Some(true)));
    let container = &report.containers[0];
    assert_eq!(
        (container.ended, container.end),
        (Some(at(4.0)), Some(InstanceEnd::OutOfMemory))
    );
    assert_eq!(report.summary.failures[told], 1);
    assert_eq!(report.functions[0].failures[told], 1);
}

#[test]
fn a_caller_gets_the_cause_with_its_numbers() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (actor(&mut world, of_memory(mb(100))), world.cloud);
    world.run(async move |ctx: &mut Ctx| {
        let failed = call(ctx, cloud, f, vec![Allocate(mb(130))]).await.err();
        let expected = Failure::OutOfMemory {
            function: "f".to_owned(),
            used: mb(130),
            limit: mb(100),
        };
        assert_eq!(failed.expect("it was killed").cause(), Some(&expected));
        assert_eq!(ctx.now(), at(3.0));
    });
}

#[test]
fn a_function_that_declares_no_memory_has_no_limit() {
    let report = one_by_one(
        of_memory(Bytes::ZERO),
        vec![vec![Allocate(tb(5)), Free(tb(5))]],
    );
    assert_eq!(report.summary.succeeded, 1);
    assert_eq!(report.invocations[0].peak_memory, Some(tb(5)));
}

#[test]
fn the_end_of_a_body_frees_what_it_holds_however_it_ends() {
    let spec = FunctionSpec {
        time_limit: secs(5),
        ..of_memory(mb(100))
    };
    let all = |seconds| vec![Allocate(mb(100)), Sleep(seconds)];
    let bodies = vec![
        all(1),
        all(9),
        all(5),
        vec![Allocate(mb(9)), Free(mb(10))],
        all(1),
    ];
    let report = one_by_one(spec, bodies);
    let causes: Vec<&str> = report.invocations.iter().map(cause).collect();
    let late = "Operation has timed out";
    let too_much = "Process f#3 frees 10MB of memory, but its invocation holds 9MB";
    assert_eq!(causes, ["", late, late, too_much, ""]);
    // All in one container, which was never short of memory.
    assert_eq!(report.containers.len(), 1);
    let starts: Vec<_> = report.invocations.iter().map(|row| row.start).collect();
    let expected = [3.0, 4.0, 9.0, 14.0, 14.0].map(|date| Some(at(date)));
    assert_eq!(starts, expected);
}

#[test]
fn a_cancelled_body_frees_what_it_holds() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (actor(&mut world, of_memory(mb(100))), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let long = ctx
            .invoke(cloud, f, vec![Allocate(mb(80)), Sleep(60)])
            .await;
        ctx.sleep_until(at(10.0)).await;
        assert!(ctx.cancel(&long).await);
        let _ = ctx.wait(long).await;
        let next = call(ctx, cloud, f, vec![Allocate(mb(100)), Sleep(1)]).await;
        assert_eq!(next.expect("it has the memory").dates.end, at(11.0));
    });
    assert_eq!(report.containers.len(), 1);
    assert_eq!(report.invocations[0].peak_memory, Some(mb(80)));
}

#[test]
fn other_containers_go_on_when_one_is_killed() {
    let mut world = Plan::default().declare();
    let (f, cloud) = (actor(&mut world, of_memory(mb(100))), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let bodies = [
            vec![Allocate(mb(100)), Sleep(4)],
            vec![Allocate(mb(70)), Sleep(2), Allocate(mb(70))],
        ];
        let mut placed = Vec::new();
        for body in bodies {
            placed.push(ctx.invoke(cloud, f, body).await);
        }
        ctx.wait_all(placed).await;
    });
    let completions: Vec<_> = report
        .invocations
        .iter()
        .map(|row| row.completion)
        .collect();
    assert_eq!(completions, [Some(at(7.0)), Some(at(5.0))]);
    let successes: Vec<_> = report.invocations.iter().map(|row| row.success).collect();
    assert_eq!(successes, [Some(true), Some(false)]);
}

#[test]
fn what_a_body_has_spawned_uses_its_memory_and_is_killed_with_it() {
    let mut world = Plan::default().declare();
    let spec = of_memory(mb(100));
    let function = world
        .sim
        .fallible_function(spec, async |ctx: &mut Ctx, (): ()| {
            ctx.allocate(mb(60)).await?;
            let more = async |ctx: &mut Ctx| {
                ctx.sleep(secs(1)).await;
                ctx.allocate(mb(60)).await.expect("it is killed instead");
            };
            let _other = ctx.spawn("more", more).await;
            ctx.sleep(secs(8)).await;
            Ok::<(), Failure>(())
        });
    world.sim.deploy(function, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, function, ()).await;
    });
    let row = &report.invocations[0];
    assert!(cause(row).contains("ran out of memory"), "{}", cause(row));
    assert_eq!(row.peak_memory, Some(mb(120)));
    assert_eq!(row.completion, Some(at(4.0)));
}

#[test]
fn a_controller_has_no_memory_to_allocate() {
    let world = Plan::default().declare();
    world.run(async |ctx: &mut Ctx| {
        let expected =
            "Process client runs in no container, whose memory it could allocate or free";
        for outcome in [ctx.allocate(mb(1)).await, ctx.free(mb(1)).await] {
            assert_eq!(outcome.unwrap_err().to_string(), expected);
        }
    });
}

#[test]
fn a_node_has_the_memory_of_a_killed_container_for_the_next() {
    // Beside the image, the node has room for one container.
    let mut world = Plan::over([host(2, mb(250), gb(10))]).declare();
    let (f, cloud) = (actor(&mut world, of_memory(mb(100))), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let mut placed = Vec::new();
        for _ in 0..3 {
            let body = vec![Sleep(1), Allocate(mb(101))];
            placed.push(ctx.invoke(cloud, f, body).await);
        }
        ctx.wait_all(placed).await;
    });
    let completions: Vec<_> = report
        .invocations
        .iter()
        .map(|row| row.completion)
        .collect();
    let expected = [4.0, 5.0, 6.0].map(|date| Some(at(date)));
    assert_eq!(completions, expected);
    assert_eq!(report.containers.len(), 3);
    assert_eq!(report.nodes[0].memory_peak, mb(200));
}

#[test]
fn where_it_takes_time_to_stop_a_container_it_is_killed_all_the_same() {
    let mut plan = Plan::default().keeping(mins(10));
    // Two messages of 1 MB to stop the private storage, 10 ms each.
    plan.service.messages = Some(MessageSizes::from(mb(1)));
    let mut world = plan.declare();
    let (f, cloud) = (actor(&mut world, of_memory(mb(100))), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        for body in [vec![Allocate(mb(101))], vec![Allocate(mb(100))]] {
            let _ = call(ctx, cloud, f, body).await;
        }
    });
    assert_eq!(report.containers.len(), 2);
    let ends: Vec<_> = report.containers.iter().map(|row| row.end).collect();
    assert_eq!(ends, [Some(InstanceEnd::OutOfMemory), None]);
    assert_eq!((report.summary.failed, report.summary.succeeded), (1, 1));
}

#[test]
fn a_scenario_file_has_steps_for_memory() {
    use coldstart::scenario::load::{Format, parse};
    use coldstart::scenario::run::run;

    let text = r#"{
        "name": "memory", "controller_host": "user", "network_model": "ideal",
        "platform": {
            "hosts": [
                { "name": "user", "speed": 1e9, "disk": { "size": 1e12, "read_bw": 1e8, "write_bw": 1e8 } },
                { "name": "worker", "speed": 1e9, "ram": 1e9, "disk": { "size": 1e12, "read_bw": 1e8, "write_bw": 1e8 } }
            ],
            "links": [{ "name": "lan", "bandwidth": 1e8 }],
            "routes": [{ "src": "user", "dst": "worker", "links": ["lan"] }]
        },
        "storage": { "host": "user" },
        "service": { "head_host": "user", "compute_hosts": ["worker"] },
        "images": [{ "name": "image", "disk_size": "100 MB", "ram_size": "100 MB" }],
        "functions": [{
            "name": "f", "image": "image", "disk_limit": 0, "ram_limit": "100 MB",
            "body": [
                { "op": "allocate", "size": "80 MB" }, { "op": "sleep", "seconds": 1 },
                { "op": "free", "size": "30 MB" }, { "op": "allocate", "size": "40 MB" }
            ]
        }],
        "timeline": [
            { "invoke": "f", "id": "fits" },
            { "invoke": "f", "id": "not", "body": [{ "op": "allocate", "size": "100.5 MB" }] },
            { "wait_all": true }
        ]
    }"#;
    let scenario = parse(text, Format::Json, "memory").expect("a scenario without mistakes");
    let report = run(&scenario, Seed(1)).expect("it runs").report;
    let rows = &report.invocations;
    assert_eq!(
        (rows[0].success, rows[0].peak_memory),
        (Some(true), Some(mb(90)))
    );
    assert_eq!(rows[1].success, Some(false));
    assert_eq!(rows[1].peak_memory, Some(kb(100_500)));
}

/// Of 100 MB, which so many bodies share.
fn shared_by(concurrency: u32) -> FunctionSpec {
    FunctionSpec {
        concurrency,
        cpu: Cpu::shared(),
        ..of_memory(mb(100))
    }
}

#[test]
fn all_bodies_of_a_container_share_its_memory_and_are_killed_together() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (actor(&mut world, shared_by(3)), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        // From 3 s on 80 MB, at 4 s 100, at 5 s 80; at 7 s they would be 110.
        let bodies = [
            vec![Allocate(mb(40)), Sleep(10)],
            vec![Allocate(mb(40)), Sleep(2), Free(mb(20)), Sleep(8)],
            vec![Sleep(1), Allocate(mb(20)), Sleep(3), Allocate(mb(30))],
        ];
        let mut placed = Vec::new();
        for body in bodies {
            placed.push(ctx.invoke(cloud, f, body).await);
        }
        let expected = Failure::OutOfMemory {
            function: "f".to_owned(),
            used: mb(110),
            limit: mb(100),
        };
        for outcome in ctx.wait_all(placed).await {
            assert_eq!(outcome.expect_err("killed").cause(), Some(&expected));
        }
        let next = call(ctx, cloud, f, vec![Allocate(mb(100))]).await;
        next.expect("all of the memory is there again");
    });
    let rows = &report.invocations;
    let completions: Vec<_> = rows.iter().map(|row| row.completion).collect();
    assert_eq!(completions, [Some(at(7.0)); 4]);
    let peaks: Vec<_> = rows.iter().map(|row| row.peak_memory).collect();
    assert_eq!(peaks, [40, 40, 50, 100].map(|peak| Some(mb(peak))));
    assert_eq!(rows[3].cold_cause, Some(ColdCause::OutOfMemory));
    let ends: Vec<_> = report.containers.iter().map(|row| row.end).collect();
    assert_eq!(ends, [Some(InstanceEnd::OutOfMemory), None]);
}

#[test]
fn a_body_that_returned_before_keeps_its_result_and_has_given_its_memory_back() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let (f, cloud) = (actor(&mut world, shared_by(2)), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let bodies = [
            vec![Allocate(mb(60)), Sleep(1)],
            vec![Sleep(2), Allocate(mb(100)), Sleep(1), Allocate(mb(1))],
        ];
        let mut placed = Vec::new();
        for body in bodies {
            placed.push(ctx.invoke(cloud, f, body).await);
        }
        ctx.wait_all(placed).await;
    });
    let ends: Vec<_> = report
        .invocations
        .iter()
        .map(|row| (row.success, row.completion))
        .collect();
    assert_eq!(
        ends,
        [(Some(true), Some(at(4.0))), (Some(false), Some(at(6.0)))]
    );
    assert_eq!(report.containers.len(), 1);
}
