//! Where schedulers that spread, bind and pack send invocations, in small worlds.

use coldstart::prelude::*;
use coldstart::results::EventKind;
use coldstart::serverless::Scheduler;

use crate::support::{IMAGE, Plan, World, at, burst, call, dispatches, host, nodes};

/// A world over these workers, whose containers live for ever.
fn world(workers: impl Into<Vec<HostSpec>>, scheduler: impl Scheduler + 'static) -> World {
    let mut plan = Plan::over(workers).keeping(SimDuration::MAX);
    plan.service.scheduler = Box::new(scheduler);
    plan.service.remote_downloads = false;
    plan.declare()
}

fn equal(nodes: usize, cores: u32) -> Vec<HostSpec> {
    vec![host(cores, gb(4), gb(10)); nodes]
}

/// All schedulers that this is about.
fn all() -> [Box<dyn Scheduler>; 8] {
    [
        Box::new(RoundRobin),
        Box::new(LeastLoaded),
        Box::new(WarmFirst),
        Box::new(BestFit),
        Box::new(WorstFit),
        Box::new(Locality::default()),
        Box::new(PowerOfChoices::default()),
        Box::new(JoinShortestQueue),
    ]
}

fn copies(report: &Report) -> usize {
    let events = report.events.iter();
    events
        .filter(|row| row.event == EventKind::CopyStarted)
        .count()
}

#[test]
fn an_invocation_whose_image_must_travel_waits_for_it_at_one_node() {
    for scheduler in all() {
        let name = format!("{scheduler:?}");
        let mut world = world(equal(4, 2), scheduler);
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        let report = world.run(burst(vec![(f, secs(1))], cloud));
        // A second for the copy, and one for the load.
        assert_eq!(dispatches(&report), [Some(at(2.0))], "{name}");
        assert_eq!(copies(&report), 1, "{name}");
    }
}

#[test]
fn more_than_there_are_cores_run_one_after_the_other() {
    for scheduler in all() {
        let name = format!("{scheduler:?}");
        let mut world = world(equal(2, 2), scheduler);
        let f = world.sleeper(FunctionSpec {
            memory: mb(100),
            ..FunctionSpec::new("f", IMAGE)
        });
        let cloud = world.cloud;
        let report = world.run(burst(vec![(f, secs(1)); 20], cloud));
        assert_eq!(report.summary.succeeded, 20, "{name}");
        assert!(report.summary.cold_starts <= 4, "{name}");
    }
}

#[test]
fn nodes_on_which_the_function_could_never_fit_are_left_out() {
    for scheduler in all() {
        let name = format!("{scheduler:?}");
        let workers = [host(8, mb(500), gb(10)), host(1, gb(4), gb(10))];
        let mut world = world(workers, scheduler);
        let f = world.sleeper(FunctionSpec {
            memory: gb(1),
            ..FunctionSpec::new("f", IMAGE)
        });
        let cloud = world.cloud;
        let report = world.run(burst(vec![(f, secs(1)); 3], cloud));
        assert_eq!(nodes(&report), ["worker1"; 3], "{name}");
    }
}

#[test]
fn nobody_changes_from_the_queue_that_he_has_joined() {
    let mut world = world(equal(2, 1), JoinShortestQueue);
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    // Bodies of 10 s and 1 s: the third waits behind the first, though the second is over long before.
    let lengths = [10, 1, 1, 1].map(secs);
    let report = world.run(async move |ctx: &mut Ctx| {
        for length in lengths {
            let placed = ctx.invoke(cloud, f, length).await;
            ctx.wait(placed).await.expect("it succeeds");
        }
        burst(lengths.map(|length| (f, length)).to_vec(), cloud)(ctx).await;
    });
    let begin = report.invocations[4].requested;
    let waits = report.invocations[4..].iter().map(|row| {
        let dispatched = row.dispatch.expect("it was dispatched");
        (dispatched - begin).as_secs_f64()
    });
    let waits: Vec<f64> = waits.collect();
    let places = &nodes(&report)[4..];
    assert_eq!(places, ["worker0", "worker1", "worker0", "worker1"]);
    // The second node has its image after two seconds more.
    assert_eq!(waits, [0.0, 2.0, 10.0, 3.0]);
}

#[test]
fn who_is_cancelled_leaves_the_line() {
    for scheduler in [
        Box::new(JoinShortestQueue) as Box<dyn Scheduler>,
        Box::new(PowerOfChoices { choices: 1 }),
        Box::new(Locality::default()),
    ] {
        let mut world = world(equal(1, 1), scheduler);
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
            let mut placed = Vec::new();
            for _ in 0..4 {
                placed.push(ctx.invoke(cloud, f, secs(5)).await);
            }
            assert!(ctx.cancel(&placed[1]).await);
            assert!(ctx.cancel(&placed[2]).await);
            for invocation in placed {
                let _ = ctx.wait(invocation).await;
            }
        });
        let dates: Vec<_> = dispatches(&report)[1..].to_vec();
        let [Some(first), None, None, Some(last)] = dates[..] else {
            panic!("{dates:?}");
        };
        assert_eq!(last - first, secs(5));
    }
}

#[test]
fn locality_keeps_a_function_where_its_containers_are() {
    let run = |scheduler: Box<dyn Scheduler>| {
        let mut world = world(equal(8, 4), scheduler);
        let functions: Vec<_> = (0..8)
            .map(|number| world.sleeper(FunctionSpec::new(format!("f{number}"), IMAGE)))
            .collect();
        let cloud = world.cloud;
        world.run(async move |ctx: &mut Ctx| {
            for _ in 0..10 {
                for f in &functions {
                    call(ctx, cloud, *f, secs(1)).await.expect("it succeeds");
                }
            }
        })
    };
    let local = run(Box::<Locality>::default());
    assert_eq!(local.summary.cold_starts, 8);
    // In turn, with as many nodes as functions, one function after the other would stay; with another number it would not.
    let apart = run(Box::new(PowerOfChoices { choices: 1 }));
    assert!(
        apart.summary.cold_starts > 30,
        "{}",
        apart.summary.cold_starts
    );
}

#[test]
fn nodes_are_taken_in_turn() {
    let mut world = world(equal(3, 1), RoundRobin);
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for _ in 0..5 {
            call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
        }
    });
    let expected = ["worker0", "worker1", "worker2", "worker0", "worker1"];
    assert_eq!(nodes(&report), expected);
}

#[test]
fn the_load_of_a_node_is_relative_to_its_cores() {
    let workers = [host(1, gb(4), gb(10)), host(3, gb(4), gb(10))];
    let mut world = world(workers, LeastLoaded);
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(60)); 4], cloud));
    assert_eq!(nodes(&report), ["worker0", "worker1", "worker1", "worker1"]);
}

#[test]
fn warm_first_crosses_the_cluster_for_an_idle_container() {
    let mut world = world(equal(2, 4), WarmFirst);
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let g = world.sleeper(FunctionSpec::new("g", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
        let mut placed = Vec::new();
        // The node with the image takes all, and is the more loaded one in the end; the idle container is there, too.
        for _ in 0..3 {
            placed.push(ctx.invoke(cloud, g, secs(10)).await);
        }
        call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
        ctx.wait_all(placed).await;
    });
    assert_eq!(nodes(&report), ["worker0"; 5]);
    assert_eq!(report.summary.cold_starts, 4);
}
