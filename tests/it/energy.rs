//! What nodes draw and emit: by hand, and against the theory of queues.

use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run;
use serde_json::{Value, json};

use crate::support::replications::replicate;
use crate::support::{IMAGE, Plan, World, call, host};

/// Draws 100 W idle and 200 W when all its cores compute, from a grid of 400 g/kWh.
fn drawing(cores: u32) -> HostSpec {
    HostSpec {
        power: Power {
            idle: watts(100),
            peak: watts(200),
        },
        carbon: 400.0,
        ..host(cores, gb(64), gb(100))
    }
}

/// Deploys a function that computes as much as its input says.
fn computing(world: &mut World, spec: FunctionSpec) -> Function<Flops, ()> {
    let body = async |ctx: &mut Ctx, work: Flops| ctx.compute(work).await;
    let function = world.sim.function(spec, body);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

fn energy(report: &Report, node: usize) -> f64 {
    report.nodes[node].energy.expect("its power is known")
}

fn assert_close(one: f64, other: f64) {
    assert!(
        (one - other).abs() <= 1e-9 * other.abs(),
        "{one} is not {other}"
    );
}

/// The energy beyond what an idle host draws, of two cores of 1 Gflop/s.
fn beyond_idle(report: &Report) -> f64 {
    energy(report, 0) - 100.0 * report.summary.final_date.as_secs_f64()
}

#[test]
fn a_node_draws_more_while_its_cores_compute() {
    let mut world = Plan::over([drawing(2), host(2, gb(64), gb(100))]).declare();
    let f = computing(&mut world, FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        // One core of two, for four seconds.
        call(ctx, cloud, f, gflop(4)).await.expect("it succeeds");
        ctx.sleep(secs(10)).await;
    });
    assert_close(beyond_idle(&report), 100.0 * 0.5 * 4.0);
    let drawn = energy(&report, 0);
    // 400 g for 3.6 MJ.
    let emitted = report.nodes[0].carbon.expect("its grid is known");
    assert_close(emitted, drawn / 9000.0);
    assert_eq!(
        (report.nodes[1].energy, report.nodes[1].carbon),
        (None, None)
    );
    assert_eq!(report.services[0].energy, Some(drawn));
    assert_eq!(report.services[0].carbon, Some(emitted));
    assert_eq!(report.summary.energy, Some(drawn));
    assert_eq!(report.summary.carbon, Some(emitted));
    let text = report.to_string();
    assert!(
        text.contains("\nenergy       ") && text.contains("\ncarbon       "),
        "{text}"
    );
    let stored = serde_json::to_string(&report).expect("it serialises");
    let read: Report = serde_json::from_str(&stored).expect("it is read back");
    assert!(read == report);
}

#[test]
fn nothing_is_told_of_hosts_whose_power_is_not_known() {
    let mut world = Plan::default().declare();
    let f = computing(&mut world, FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, gflop(1)).await.expect("it succeeds");
    });
    let stored = serde_json::to_string(&report).expect("it serialises");
    assert!(!stored.contains("energy") && !stored.contains("carbon"));
    assert!(!report.to_string().contains("energy"));
}

#[test]
fn a_body_that_sleeps_uses_no_core() {
    let mut world = Plan::over([drawing(2)]).declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(5)).await.expect("it succeeds");
    });
    assert_close(
        energy(&report, 0),
        100.0 * report.summary.final_date.as_secs_f64(),
    );
}

#[test]
fn what_a_killed_body_has_computed_counts_and_what_is_left_does_not() {
    let mut world = Plan::over([drawing(2)]).declare();
    let spec = FunctionSpec {
        time_limit: secs(3),
        ..FunctionSpec::new("f", IMAGE)
    };
    let f = computing(&mut world, spec);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let outcome = call(ctx, cloud, f, gflop(100)).await;
        outcome.expect_err("it is killed");
    });
    assert_close(beyond_idle(&report), 100.0 * 0.5 * 3.0);
}

#[test]
fn a_run_ends_in_the_middle_of_computations() {
    let mut world = Plan::over([drawing(2)]).declare();
    let f = computing(&mut world, FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    // The image takes three seconds; then both cores compute.
    world.sim.horizon(SimTime::ZERO + secs(10));
    let report = world.run(async move |ctx: &mut Ctx| {
        let one = ctx.invoke(cloud, f, gflop(100)).await;
        let two = ctx.invoke(cloud, f, gflop(100)).await;
        ctx.wait_all([one, two]).await;
    });
    let started = report.invocations[0].start.expect("it started");
    let rest = SimTime::ZERO + secs(10) - started;
    assert_close(beyond_idle(&report), 100.0 * rest.as_secs_f64());
}

#[test]
fn a_container_with_less_than_a_core_draws_for_longer() {
    let mut world = Plan::over([drawing(2)]).declare();
    let spec = FunctionSpec {
        cpu: Cpu::per_instance(0.25),
        time_limit: secs(4),
        ..FunctionSpec::new("f", IMAGE)
    };
    let f = computing(&mut world, spec);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, gflop(0.5)).await.expect("it succeeds");
        // A second one is killed after four seconds of a quarter of a core.
        call(ctx, cloud, f, gflop(50))
            .await
            .expect_err("it is killed");
    });
    assert_close(beyond_idle(&report), 100.0 * 0.5 * 1.5);
}

/// A queue of one server that computes, M/M/1 at a load of .5, draws the mean of its idle and its peak power: the server is busy
/// half of the time (Little's law for the server).
#[test]
fn the_mean_power_of_a_queue_is_that_of_its_load() {
    let [power] = replicate(8, |seed| {
        let image = Image::new("nothing", Bytes::ZERO);
        let plan = Plan::over([drawing(1)]).with_images([image.clone()]);
        let mut world = plan.keeping(SimDuration::MAX).declare();
        let f = computing(&mut world, FunctionSpec::new("f", image));
        let (user, cloud) = (world.user, world.cloud);
        let arrivals = Poisson::per_second(0.5).take(2_000);
        let input = |_, random: &mut Stream| gflop(random.exponential(1.0));
        world.sim.workload("jobs", user, cloud, f, arrivals, input);
        let options = Options::new(seed).recording(Recording::Summary);
        let report = world.sim.run_with(options).expect("it runs");
        [energy(&report, 0) / report.summary.final_date.as_secs_f64()]
    });
    power.agrees(150.0);
}

coldstart::simulation! {
    /// A function on a node whose power and grid are known.
    #[derive(Clone)]
    pub struct Drawn {}

    host user { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host node {
        speed: 1Gflop/s, cores: 2, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s },
        power: Power { idle: 100W, peak: 0.2kW }, carbon: 400,
    }
    link lan { bandwidth: 100MB/s }
    route user <-> node via [lan];
    storage registry on user { images: [IMAGE] }
    serverless cloud on user over node;
    deploy compute on cloud from registry;
    controller client(cloud) on user;
}

#[coldstart::serverless_function(image = IMAGE)]
async fn compute(ctx: &mut Ctx, work: Flops) {
    ctx.compute(work).await;
}

#[coldstart::controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let invocation = ctx.invoke(cloud, compute, 4Gflop).await;
    ctx.wait(invocation).await.expect("it succeeds");
}

#[test]
fn a_declared_host_draws_the_same() {
    let report = coldstart::results::run(&Drawn {}, Seed(1)).expect("it runs");
    assert_close(beyond_idle(&report), 200.0);
    assert_close(
        report.nodes[0].carbon.expect("its grid is known"),
        energy(&report, 0) / 9000.0,
    );
}

/// A scenario whose node draws so much, and computes 4 Gflop on one of two cores.
fn scenario(power: &Value, carbon: &Value) -> String {
    let disk = json!({"size": "1TB", "read_bw": 1e8, "write_bw": 1e8});
    json!({
        "name": "drawn",
        "controller_host": "user",
        "platform": {
            "hosts": [
                {"name": "user", "speed": 1e9, "disk": disk},
                {"name": "node", "speed": 1e9, "cores": 2, "disk": disk, "power": power, "carbon": carbon},
            ],
            "links": [{"name": "lan", "bandwidth": 1e8, "latency": 0}],
            "routes": [{"src": "user", "dst": "node", "links": ["lan"]}],
        },
        "storage": {"host": "user"},
        "service": {"head_host": "user", "compute_hosts": ["node"]},
        "images": [{"name": "image", "disk_size": "1MB", "ram_size": "1MB"}],
        "functions": [{
            "name": "f", "image": "image", "disk_limit": "1MB", "ram_limit": "1MB",
            "body": [{"op": "compute", "flops": 4e9}],
        }],
        "timeline": [{"invoke": "f", "id": "a"}, {"wait": "a"}],
    })
    .to_string()
}

#[test]
fn a_scenario_file_says_what_a_host_draws() {
    let text = scenario(&json!({"idle": "100 W", "peak": 200}), &json!(400));
    let scenario = parse(&text, Format::Json, "drawn.json").expect("it is a scenario");
    let report = run::run(&scenario, Seed(1)).expect("it runs").report;
    assert_close(beyond_idle(&report), 200.0);
    assert_close(
        report.nodes[0].carbon.expect("its grid is known"),
        energy(&report, 0) / 9000.0,
    );
}

#[test]
fn powers_that_make_no_sense_are_told() {
    for (power, carbon, told) in [
        (
            json!({"idle": "200 W", "peak": "100 W"}),
            json!(0),
            "platform.hosts[1].power.idle: is 200W, above the `peak` power of 100W",
        ),
        (
            json!({"idle": "200 W"}),
            json!(0),
            "platform.hosts[1].power: missing key `peak`",
        ),
        (
            json!({"idle": "200 V", "peak": 1}),
            json!(0),
            "unknown unit `V` (units: mW, W, kW, MW)",
        ),
        (
            json!("200 W"),
            json!(0),
            "platform.hosts[1].power: invalid type: string",
        ),
        (
            json!(null),
            json!(400),
            "platform.hosts[1].carbon: is given without a power",
        ),
        (
            json!({"idle": 1, "peak": 2}),
            json!(-1),
            "platform.hosts[1].carbon: is -1.0 g/kWh",
        ),
    ] {
        let mistake = parse(&scenario(&power, &carbon), Format::Json, "drawn.json");
        let mistake = mistake.expect_err("it is a mistake").to_string();
        assert!(mistake.contains(told), "{mistake}");
    }
    let mut sim = Builder::new();
    let wrong = Power {
        idle: watts(2),
        peak: watts(1),
    };
    sim.host(
        "user",
        HostSpec {
            power: wrong,
            ..host(1, gb(1), gb(1))
        },
    );
    let problems = sim.build().err().expect("it is a mistake").problems;
    assert!(
        problems[0]
            .message
            .contains("`power.idle` is 2W, above the `peak` power of 1W"),
        "{}",
        problems[0].message
    );
}

#[test]
fn a_core_of_a_slow_node_draws_for_as_long_as_it_computes() {
    let mut world = Plan::over([drawing(2)]).declare();
    let f = computing(&mut world, FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    // Half as fast for ever, from before the body begins.
    let slow = NodeFault::Slow(0.5);
    world
        .sim
        .node_fault(world.workers[0], slow, FaultTimes::at(nanos(1)));
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, gflop(4)).await.expect("it succeeds");
    });
    // One core of two, for eight seconds.
    assert_close(beyond_idle(&report), 100.0 * 0.5 * 8.0);
}

#[test]
fn a_core_that_becomes_slow_and_fast_again_draws_all_the_while() {
    let mut world = Plan::over([drawing(2)]).declare();
    let f = computing(&mut world, FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let times = FaultTimes::at(secs(100)).lasting(secs(8));
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Slow(0.25), times);
    let report = world.run(async move |ctx: &mut Ctx| {
        // All images are there before the fault: 1 Gflop before it, 2 in its eight seconds, and 3 after it.
        call(ctx, cloud, f, flop(0)).await.expect("it succeeds");
        let left = SimTime::ZERO + secs(99);
        ctx.sleep(left - ctx.now()).await;
        call(ctx, cloud, f, gflop(6)).await.expect("it succeeds");
    });
    let body = report.invocations[1].phases.body;
    assert_eq!(body, secs(1 + 8 + 3));
    assert_close(beyond_idle(&report), 100.0 * 0.5 * 12.0);
}

#[test]
fn a_node_that_is_down_draws_nothing() {
    let mut world = Plan::over([drawing(2)]).declare();
    let f = computing(&mut world, FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let times = FaultTimes::at(secs(100)).lasting(secs(60));
    world
        .sim
        .node_fault(world.workers[0], NodeFault::Down, times);
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, gflop(4)).await.expect("it succeeds");
        ctx.sleep(secs(300)).await;
    });
    assert_close(
        energy(&report, 0),
        100.0 * (report.summary.final_date.as_secs_f64() - 60.0) + 100.0 * 0.5 * 4.0,
    );
}
