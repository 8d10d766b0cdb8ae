//! In which order invocations that wait are served.

use coldstart::prelude::*;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run;
use coldstart::serverless::policy::{Discipline, Policy, Scheduler, View};
use coldstart::serverless::{Precedence, Queued};
use serde_json::json;

use crate::support::{Plan, World, call, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// A world over one worker, on which nothing takes time but bodies.
fn world(
    worker: HostSpec,
    scheduler: impl Scheduler + 'static,
    discipline: impl Discipline + 'static,
) -> World {
    let mut plan = Plan::over([worker])
        .with_images([NOTHING])
        .keeping(SimDuration::MAX);
    plan.service.scheduler = Box::new(scheduler);
    plan.service.discipline = Box::new(discipline);
    plan.declare()
}

fn function(name: &'static str) -> FunctionSpec {
    FunctionSpec::new(name, NOTHING)
}

/// The functions of the invocations, in the order in which these were dispatched.
fn order(report: &Report) -> Vec<&str> {
    let mut rows: Vec<_> = report.invocations.iter().collect();
    rows.sort_by_key(|row| row.dispatch);
    rows.iter().map(|row| &*row.function).collect()
}

/// Three functions wait for the one core while another one runs there.
fn three(
    scheduler: impl Scheduler + 'static,
    discipline: impl Discipline + 'static,
) -> Vec<String> {
    let mut world = world(host(1, gb(1), gb(1)), scheduler, discipline);
    let before = world.sleeper(function("before"));
    let a = world.sleeper(FunctionSpec {
        priority: 2,
        expected: secs(3),
        deadline: secs(30),
        ..function("a")
    });
    let b = world.sleeper(FunctionSpec {
        expected: secs(5),
        deadline: secs(10),
        ..function("b")
    });
    let c = world.sleeper(FunctionSpec {
        priority: 1,
        expected: secs(1),
        ..function("c")
    });
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = ctx.invoke(cloud, before, secs(2)).await;
        ctx.sleep(secs(1)).await;
        for function in [a, b, c, b] {
            let _ = ctx.invoke(cloud, function, secs(1)).await;
        }
        ctx.until_all_done().await;
    });
    order(&report)[1..]
        .iter()
        .map(|name| (*name).to_owned())
        .collect()
}

#[test]
fn each_discipline_has_its_order_and_the_schedulers_that_follow_the_queue_keep_it() {
    let both = |discipline: fn() -> Box<dyn Discipline>| {
        let order = three(Fcfs, discipline());
        assert_eq!(order, three(FirstFit, discipline()));
        order
    };
    assert_eq!(both(|| Box::new(Fifo)), ["a", "b", "c", "b"]);
    assert_eq!(both(|| Box::new(PriorityClasses)), ["b", "b", "c", "a"]);
    assert_eq!(both(|| Box::new(EarliestDeadline)), ["b", "b", "a", "c"]);
    assert_eq!(
        both(|| Box::new(ShortestFirst::known())),
        ["c", "a", "b", "b"]
    );
    // The first of each function starts at 0 s of virtual time, the second `b` where the first ends.
    assert_eq!(
        both(|| Box::new(WeightedFair::default())),
        ["a", "b", "c", "b"]
    );
}

#[test]
fn the_shortest_is_learnt_from_what_has_run() {
    let mut world = world(host(1, gb(1), gb(1)), Fcfs, ShortestFirst::mean());
    // They say the opposite of what they do.
    let long = world.sleeper(FunctionSpec {
        expected: secs(1),
        ..function("long")
    });
    let short = world.sleeper(FunctionSpec {
        expected: secs(60),
        ..function("short")
    });
    let before = world.sleeper(function("before"));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, before, secs(1)).await;
        for _ in 0..2 {
            for (function, length) in [(long, 9), (short, 2), (long, 7)] {
                let _ = ctx.invoke(cloud, function, secs(length)).await;
            }
            ctx.until_all_done().await;
        }
    });
    // First by what they say, then by what has been seen; the first of each three finds the core free.
    let expected = ["long", "long", "short", "long", "short", "long"];
    assert_eq!(order(&report)[1..], expected);
}

#[test]
fn weights_share_a_core() {
    let mut world = world(host(1, gb(1), gb(1)), Fcfs, WeightedFair::default());
    let light = world.sleeper(function("light"));
    let heavy = world.sleeper(FunctionSpec {
        weight: 3,
        ..function("heavy")
    });
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for function in [[light; 40], [heavy; 40]].concat() {
            let _ = ctx.invoke(cloud, function, secs(1)).await;
        }
        ctx.until_all_done().await;
    });
    let order = order(&report);
    for seconds in [20, 40, 52] {
        let heavy = order[..seconds]
            .iter()
            .filter(|name| **name == "heavy")
            .count();
        // Three of four; no more than one of each is on its way.
        assert!(heavy.abs_diff(seconds * 3 / 4) <= 1, "{heavy} of {seconds}");
    }
}

/// A long invocation holds one of two cores and most of the memory; the head of the queue does not fit beside it, what comes
/// behind it would.
fn blocked(scheduler: impl Scheduler + 'static) -> Vec<(String, f64)> {
    let mut world = world(host(2, mb(1000), gb(1)), scheduler, PriorityClasses);
    let sized = |name, memory, priority| FunctionSpec {
        memory,
        priority,
        ..function(name)
    };
    let running = world.sleeper(sized("running", mb(800), 0));
    let behind = world.sleeper(sized("behind", mb(100), 2));
    let head = world.sleeper(sized("head", mb(500), 1));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = ctx.invoke(cloud, running, secs(10)).await;
        ctx.sleep(secs(1)).await;
        let _ = ctx.invoke(cloud, head, secs(1)).await;
        let _ = ctx.invoke(cloud, behind, secs(1)).await;
        ctx.until_all_done().await;
    });
    let rows = report.invocations.iter();
    let dispatched = |date: Option<SimTime>| date.expect("it ran").as_secs_f64();
    rows.map(|row| (row.function.to_string(), dispatched(row.dispatch)))
        .collect()
}

#[test]
fn a_head_that_does_not_fit_keeps_its_core_from_those_behind_under_fcfs() {
    let [_, head, behind] = &blocked(Fcfs)[..] else {
        panic!("three ran")
    };
    // Both run when the first is over, the head before.
    assert_eq!(*head, ("head".to_owned(), 10.0));
    assert_eq!(*behind, ("behind".to_owned(), 10.0));
}

#[test]
fn a_head_that_does_not_fit_is_passed_over_under_first_fit() {
    let [_, head, behind] = &blocked(FirstFit)[..] else {
        panic!("three ran")
    };
    assert_eq!(*head, ("head".to_owned(), 10.0));
    assert_eq!(*behind, ("behind".to_owned(), 1.0));
}

/// Fails unless the function has declared what it did.
#[derive(Debug)]
struct Expecting(Precedence);

impl Policy for Expecting {}

impl Discipline for Expecting {
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        let function = view.function(queued.function).expect("it is registered");
        assert_eq!(function.precedence(), self.0);
        0
    }
}

#[serverless_function(image = NOTHING, expected = 2s, deadline = 1min, priority = 7)]
async fn declared(_: &mut Ctx) {}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    ctx.invoke_and_wait(cloud, declared, ())
        .await
        .expect("it runs");
}

simulation! {
    #[derive(Clone, Debug)]
    struct Declared;

    controller client(cloud) on head;
    deploy declared on cloud from store { deadline: 5s, weight: 3 };
    host head { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host worker { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    link lan { bandwidth: 100MB/s }
    route head <-> worker via [lan];
    storage store on head { images: [NOTHING] }
    serverless cloud on head over worker {
        discipline: Expecting(Precedence { expected: 2s, deadline: 5s, priority: 7, weight: 3 }),
    }
}

#[test]
fn the_language_says_what_a_function_is_worth() {
    Declared.run(Seed(1)).expect("it runs");
}

#[test]
fn a_weight_of_zero_is_refused() {
    let mut world = world(host(1, gb(1), gb(1)), Fcfs, WeightedFair::default());
    world.sleeper(FunctionSpec {
        weight: 0,
        ..function("f")
    });
    let error = world.sim.build().err().expect("it is refused").to_string();
    assert!(error.contains("`weight` must be at least 1"), "{error}");
}

#[test]
fn a_share_that_is_none_is_refused() {
    let world = world(host(1, gb(1), gb(1)), Fcfs, ShortestFirst::weighted(2.0));
    let error = world.sim.build().err().expect("it is refused").to_string();
    assert!(
        error.contains(
            "has a queue discipline that cannot be: newest: is 2; give it a share above 0"
        ),
        "{error}"
    );
}

#[test]
fn a_scenario_file_orders_its_functions() {
    let disk = json!({ "size": "1TB", "read_bw": 1e8, "write_bw": 1e8 });
    let host = |name| json!({ "name": name, "speed": 1e9, "disk": disk });
    let function = |name, priority| {
        json!({ "name": name, "image": "image", "disk_limit": 0, "ram_limit": 0, "priority": priority, "weight": 2,
                "expected": "1s", "deadline": "1min", "body": [{ "op": "sleep", "seconds": 1 }] })
    };
    let invoke = |function, id| json!({ "invoke": function, "id": id });
    let text = json!({
        "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("node")],
            "links": [{ "name": "lan", "bandwidth": 1e8, "latency": 0 }],
            "routes": [{ "src": "user", "dst": "node", "links": ["lan"] }],
        },
        "storage": { "host": "user" },
        "service": { "head_host": "user", "compute_hosts": ["node"], "discipline": "priority_classes" },
        "images": [{ "name": "image", "disk_size": "1MB", "ram_size": "1MB" }],
        "functions": [function("patient", 1), function("urgent", 0)],
        "timeline": [invoke("patient", "a"), invoke("patient", "b"), invoke("urgent", "c")],
    });
    let scenario = parse(&text.to_string(), Format::Json, "my.json");
    let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
    let report = run::run(&scenario, Seed(1)).expect("it runs").report;
    // All three wait for the image.
    assert_eq!(order(&report), ["urgent", "patient", "patient"]);
}
