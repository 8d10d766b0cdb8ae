//! What makes the reference abort ends here in a defined outcome (SEMANTICS, section 9); and worlds that it does not
//! allow: several services, several storages, nodes that differ.

use coldstart::prelude::*;
use coldstart::results::{EventKind, InvocationRow};
use coldstart::simulation::Halt;

use crate::support::{IMAGE, OTHER, Plan, World, at, burst, call, dispatches, host, link, nodes};

fn needs(name: &'static str, image: Image, disk: Bytes, memory: Bytes) -> FunctionSpec {
    FunctionSpec {
        disk,
        memory,
        ..FunctionSpec::new(name, image)
    }
}

/// Deploys a function that writes a file of the size that it is given.
fn writer(world: &mut World, spec: FunctionSpec) -> Function<Bytes, (), Failure> {
    let write = async |ctx: &mut Ctx, size: Bytes| ctx.write(File::new("a", size)).await;
    let function = world.sim.fallible_function(spec, write);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

/// Whether each container had served before, in order of request.
fn reused(report: &Report) -> Vec<Option<bool>> {
    let rows = report.invocations.iter();
    rows.map(|row| row.reused_container).collect()
}

fn cause(row: &InvocationRow) -> &str {
    row.failure_cause.as_deref().unwrap_or("none")
}

/// Item 1: in one round, a cold start sacrifices the very container that a later decision meant to reuse.
#[test]
fn a_decision_that_became_impossible_in_its_round_is_dropped_and_the_invocation_runs_later() {
    let workers = [host(2, mb(500), gb(10))];
    let mut world = Plan::over(workers).keeping(mins(10)).declare();
    let f = world.sleeper(needs("f", IMAGE, Bytes::ZERO, mb(200)));
    let g = world.sleeper(needs("g", IMAGE, Bytes::ZERO, mb(300)));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let first = ctx.invoke(cloud, f, secs(10)).await;
        ctx.sleep(secs(4)).await;
        burst(vec![(g, secs(5)), (f, secs(1))], cloud)(ctx).await;
        let _ = ctx.wait(first).await;
    });
    // `f#0` runs from 3 s to 13 s. Next to it and the image there are 200 MB, too few for `g`, which reserves the other
    // core all the same, so that `f#2` waits too. At 13 s both cores are free: the round starts `g` cold, and `f#2` in the
    // idle container of `f#0`; but `g` fits only if that container goes. `f#2` runs when `g` has ended, at 18 s.
    assert_eq!(
        dispatches(&report),
        [3.0, 13.0, 18.0].map(|date| Some(at(date)))
    );
    assert_eq!(reused(&report), [Some(false); 3]);
    assert_eq!(report.summary.succeeded, 3);
    let evicted = report
        .events
        .iter()
        .filter(|row| row.event == EventKind::IdleContainerEvicted);
    let dates: Vec<SimTime> = evicted.map(|row| row.date).collect();
    assert_eq!(dates, [at(13.0), at(18.0)]);
}

/// Item 4: the bytes of a killed body go on to the disk of a container that lives on, and end there unheard.
#[test]
fn a_write_outlives_the_time_limit_of_its_body_and_then_ends_without_harm() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let spec = FunctionSpec {
        time_limit: secs(2),
        ..needs("f", IMAGE, gb(1), Bytes::ZERO)
    };
    let f = writer(&mut world, spec);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for size in [mb(500), mb(50), mb(100)] {
            let _ = call(ctx, cloud, f, size).await;
        }
        ctx.sleep(mins(1)).await;
        let _ = call(ctx, cloud, f, gb(1)).await;
    });
    let causes: Vec<&str> = report.invocations.iter().map(cause).collect();
    assert_eq!(
        causes,
        [
            "Operation has timed out",
            "none",
            "Operation has timed out",
            "Operation has timed out"
        ]
    );
    assert_eq!(
        reused(&report),
        [Some(false), Some(true), Some(true), Some(true)]
    );
    // Killed at 3 + 2 s. The second body shares the disk with the stream of the first, and takes 50 / 50 s instead of
    // 50 / 100 s; the third would take 100 / 50 s, which is its limit.
    let ends: Vec<Option<SimTime>> = report.invocations.iter().map(|row| row.end).collect();
    assert_eq!(ends, [None, Some(at(6.0)), None, None]);
    // The last one fills the whole private storage, which has been emptied.
    let dates: Vec<_> = report
        .invocations
        .iter()
        .map(|row| row.completion)
        .collect();
    assert_eq!(dates, [5.0, 6.0, 8.0, 70.0].map(|date| Some(at(date))));
}

/// Item 5: the head's storage is full.
#[test]
fn an_invocation_whose_image_does_not_fit_on_the_head_fails_while_others_go_on() {
    let mut world = Plan {
        gateway: host(1, gb(1), mb(150)),
        ..Plan::default()
    }
    .declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let g = world.sleeper(FunctionSpec::new("g", OTHER));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let calls = vec![(f, secs(1)), (g, secs(1)), (f, secs(1))];
        burst(calls, cloud)(ctx).await;
        let outcome = call(ctx, cloud, g, secs(1)).await;
        let failed = outcome.expect_err("there is still no room");
        assert!(
            matches!(failed.cause(), Some(Failure::HeadStorageFull { .. })),
            "{failed}"
        );
    });
    let full = "The image (other) does not fit on the storage of the head host of cloud";
    let causes: Vec<&str> = report.invocations.iter().map(cause).collect();
    assert_eq!(causes, ["none", full, "none", full]);
    assert_eq!(
        dispatches(&report),
        [Some(at(3.0)), None, Some(at(3.0)), None]
    );
    // Refused would mean that the service did not take it.
    assert!(
        report
            .invocations
            .iter()
            .all(|row| !row.refused && row.submit.is_some())
    );
}

/// Item 6: communication ports do not run out.
#[test]
fn six_thousand_invocations_are_nothing_special() {
    let mut world = Plan::default().keeping(mins(10)).declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for _ in 0..3_000 {
            burst(vec![(f, secs(1)); 2], cloud)(ctx).await;
        }
    });
    let summary = &report.summary;
    assert_eq!(
        (summary.succeeded, summary.cold_starts, summary.hot_starts),
        (6_000, 2, 5_998)
    );
    assert_eq!(report.final_date, at(3_003.0));
}

/// Item 7: the service takes longer for a request than anybody waits for an answer.
#[test]
fn a_call_that_is_processed_for_too_long_times_out_although_the_service_goes_on_with_it() {
    let mut world = Plan {
        service: ServerlessSpec {
            processing_overhead: secs(40),
            ..ServerlessSpec::default()
        },
        ..Plan::default()
    }
    .declare();
    let body = async |ctx: &mut Ctx, (): ()| ctx.log("runs");
    let f = world.sim.function(FunctionSpec::new("f", IMAGE), body);
    world.sim.deploy(f, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, f, ()).await;
        assert_eq!(ctx.now(), at(30.0));
        let failed = ctx.wait(call).await.expect_err("nobody heard the answer");
        assert!(
            matches!(failed.cause(), Some(Failure::NetworkTimeout { .. })),
            "{failed}"
        );
        assert_eq!(ctx.now(), at(30.0));
        ctx.sleep(mins(1)).await;
    });
    let row = &report.invocations[0];
    assert!(
        row.success == Some(false) && row.accepted == Some(at(30.0)),
        "{row:?}"
    );
    assert!(cause(row).starts_with("Network error (timeout)"), "{row:?}");
    // Processed at 40 s, and then downloaded, copied and loaded as ever.
    let told: Vec<_> = report
        .log
        .iter()
        .map(|line| (line.date, line.process.as_str()))
        .collect();
    assert_eq!(told, [(at(43.0), "f#0")]);
}

/// Item 8: a writer waits 30 s for its last chunk to be written.
#[test]
fn a_buffered_write_whose_last_chunk_takes_too_long_times_out() {
    let write = |size: Bytes, buffer: Buffer| {
        let mut world = Plan {
            workers: vec![host(1, gb(1), gb(100))],
            service: ServerlessSpec {
                buffer,
                ..ServerlessSpec::default()
            },
            ..Plan::default()
        }
        .declare();
        let f = writer(&mut world, needs("f", IMAGE, gb(50), Bytes::ZERO));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            let _ = call(ctx, cloud, f, size).await;
        });
        let row = &report.invocations[0];
        let (Some(start), Some(end)) = (row.start, row.end) else {
            panic!("the body ended by itself: {row:?}");
        };
        (end - start, row.failure_cause.clone().unwrap_or_default())
    };
    // At 100 MB/s; within a host the ideal network takes no time.
    assert_eq!(write(gb(2), Buffer::Whole), (secs(20), String::new()));
    let (length, cause) = write(gb(4), Buffer::Whole);
    assert_eq!(length, secs(30));
    assert!(cause.starts_with("Network error (timeout)"), "{cause}");
    // Only the last chunk counts: 40 s in chunks of 10 s are fine. A stream knows no acknowledgement.
    assert_eq!(
        write(gb(4), Buffer::Chunks(gb(1))),
        (secs(40), String::new())
    );
    assert_eq!(write(gb(4), Buffer::Fluid), (secs(40), String::new()));
}

/// Item 12: nothing will ever make room for a copy.
#[test]
fn a_copy_that_can_never_fit_is_told_with_the_process_and_the_invocation_that_wait() {
    let workers = [host(2, gb(1), mb(300))];
    let mut world = Plan::over(workers).keeping(SimDuration::MAX).declare();
    let f = world.sleeper(needs("f", IMAGE, mb(150), Bytes::ZERO));
    let g = world.sleeper(FunctionSpec::new("g", OTHER));
    let cloud = world.cloud;
    let (halt, report) = world.stuck(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1))], cloud)(ctx).await;
        burst(vec![(g, secs(1))], cloud)(ctx).await;
    });
    // The container of `f` stays, with its 150 MB and its image: 50 MB are left, and a copy does not evict containers.
    let Halt::Stuck { date, waiting } = &halt else {
        panic!("not stuck: {halt}");
    };
    // 1 + 1 + 1 s, a body of 1 s, and the download of 1 s.
    assert_eq!(*date, at(5.0));
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (waiting[0].process.as_str(), waiting[0].since),
        ("client", at(4.0))
    );
    assert!(waiting[0].what.contains("g#1"), "{halt}");
    assert!(halt.to_string().contains("`client`"), "{halt}");
    let unfinished = (report.summary.succeeded, report.summary.unfinished);
    assert_eq!(unfinished, (1, 1));
    let failed = report
        .events
        .iter()
        .filter(|row| row.event == EventKind::CopyFailed);
    assert_eq!(failed.count(), 1);
}

mod several_services {
    use super::*;

    #[test]
    fn an_invocation_runs_on_the_service_that_it_names() {
        let mut world = Plan {
            wan: link(mb_per_sec(50)),
            ..Plan::default()
        }
        .declare();
        let sim = &mut world.sim;
        let mirror = sim.host("mirror", host(1, gb(1), gb(10)));
        let edge = sim.host("edge", host(1, gb(1), gb(10)));
        let node = sim.host("node", host(1, gb(1), gb(10)));
        let wires =
            ["to the mirror", "to the node"].map(|name| sim.link(name, link(mb_per_sec(100))));
        sim.route(mirror, edge, [wires[0]]);
        sim.route(edge, node, [wires[1]]);
        let images = vec![IMAGE];
        let near = sim.storage(
            "near",
            mirror,
            StorageSpec {
                images,
                ..StorageSpec::default()
            },
        );
        let fog = sim.serverless("fog", edge, node, ServerlessSpec::default());
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let g = world.sleeper(FunctionSpec::new("g", IMAGE));
        world.sim.deploy(f, fog, near);
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            let calls = [
                ctx.invoke(cloud, f, secs(1)).await,
                ctx.invoke(fog, f, secs(1)).await,
                ctx.invoke(fog, g, secs(1)).await,
                ctx.invoke(cloud, g, secs(1)).await,
            ];
            ctx.wait_all(calls).await;
        });
        let rows = report.invocations.iter();
        let services: Vec<&str> = rows.map(|row| &*row.service).collect();
        assert_eq!(services, ["cloud", "fog", "fog", "cloud"]);
        assert_eq!(nodes(&report), ["worker0", "node", "nowhere", "worker0"]);
        // Images come from the storage of the deployment: in 2 s to the cloud, in 1 s to the fog. `g` is not deployed there.
        assert_eq!(
            dispatches(&report),
            [Some(at(4.0)), Some(at(3.0)), None, Some(at(4.0))]
        );
        assert_eq!(
            cause(&report.invocations[2]),
            "The function (g) was not found"
        );
        assert!(report.invocations[2].refused);
    }
}

mod nodes_that_differ {
    use super::*;

    /// Whether a service over these workers takes a function that needs 300 MB of disk and of memory.
    fn registration(workers: Vec<HostSpec>) -> Result<(), String> {
        let mut world = Plan::over(workers).declare();
        let (cloud, registry) = (world.cloud, world.registry);
        let body = async |_: &mut Ctx, (): ()| {};
        let f = world
            .sim
            .function(needs("f", IMAGE, mb(200), mb(200)), body);
        world.sim.deploy_later(f, cloud, registry);
        let report = world.run(async move |ctx: &mut Ctx| drop(ctx.register(cloud, f).await));
        let row = &report.registrations[0];
        row.failure_cause.clone().map_or(Ok(()), Err)
    }

    #[test]
    fn a_function_is_accepted_if_it_fits_on_one_node() {
        let [small, large] = [host(1, mb(299), mb(299)), host(1, mb(300), mb(300))];
        assert_eq!(registration(vec![small.clone(), large]), Ok(()));
        let refused = registration(vec![small]).expect_err("no node is large enough");
        assert!(refused.contains("sufficient disk space"), "{refused}");
        // One has the disk and the other the memory.
        let halves = vec![host(1, mb(299), mb(300)), host(1, mb(300), mb(299))];
        let refused = registration(halves).expect_err("no node is large enough");
        assert!(refused.contains("sufficient RAM space"), "{refused}");
    }

    /// First come, first served does not look at memory: it is the order of the nodes and their cores that bring the
    /// function to the node on which it fits.
    #[test]
    fn a_function_runs_on_the_only_node_that_it_fits_on() {
        let run = |workers: Vec<HostSpec>, hog: bool| {
            let mut world = Plan::over(workers).declare();
            let small = world.sleeper(FunctionSpec::new("small", IMAGE));
            let f = world.sleeper(needs("f", IMAGE, Bytes::ZERO, mb(500)));
            let cloud = world.cloud;
            let calls = [(small, secs(20)), (f, secs(1))];
            nodes(&world.run(burst(calls[usize::from(!hog)..].to_vec(), cloud))).join(", ")
        };
        let [small, large] = [host(1, mb(200), gb(10)), host(1, gb(1), gb(10))];
        assert_eq!(run(vec![large.clone(), small.clone()], false), "worker0");
        // Here the small node comes first, but its core is taken.
        assert_eq!(run(vec![small, large], true), "worker0, worker1");
    }

    #[test]
    fn cores_that_differ_take_a_burst_in_their_proportions() {
        let workers = [1, 3, 2].map(|cores| host(cores, gb(1), gb(10)));
        let mut world = Plan::over(workers).declare();
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        let report = world.run(burst(vec![(f, secs(1)); 6], cloud));
        let places = [
            "worker0", "worker1", "worker1", "worker1", "worker2", "worker2",
        ];
        assert_eq!(nodes(&report), places);
    }
}
