//! Functions that last for a while: no byte of a report tells them from functions that sleep so long.

use coldstart::prelude::*;

use crate::support::{IMAGE, OTHER, Plan, at, host, link, storage};

/// Declares a function whose input is how long it lasts.
type Declare = fn(&mut Builder, FunctionSpec) -> Function<SimDuration, ()>;

fn as_code(sim: &mut Builder, spec: FunctionSpec) -> Function<SimDuration, ()> {
    let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
    let function = sim.function(spec, body);
    sim.repeatable(function)
}

fn as_data(sim: &mut Builder, spec: FunctionSpec) -> Function<SimDuration, ()> {
    sim.timed_function(spec)
}

fn one_of<T: Clone>(random: &mut Stream, items: &[T]) -> T {
    random.choose(items).expect("there is one").clone()
}

/// A random world in which much happens at the same dates, as a report's bytes or why there is none.
fn bytes(number: u64, declare: Declare) -> (String, usize, usize) {
    let mut stream = Seed(number).stream(0, "world");
    let random = &mut stream;
    let workers = (0..random.uniform(1..=3u64))
        .map(|_| {
            host(
                random.uniform(1..=3u32),
                mb(one_of(random, &[150, 400])),
                gb(1),
            )
        })
        .collect::<Vec<_>>();
    let mut plan = Plan {
        workers,
        wan: LinkSpec {
            latency: millis(one_of(random, &[0, 10])),
            ..link(mb_per_sec(100))
        },
        registry: storage([IMAGE, OTHER]),
        ..Plan::default()
    };
    plan.service.idle_timeout = millis(one_of(random, &[0, 500, 60_000]));
    plan.service.container_startup = millis(one_of(random, &[0, 100]));
    plan.service.processing_overhead = millis(one_of(random, &[0, 0, 50]));
    let mut world = plan.declare();
    if random.chance(0.3) {
        world
            .sim
            .control_messages(Bytes::new(one_of(random, &[100, 1_024])));
    }
    if random.chance(0.3) {
        let worker = one_of(random, &world.workers);
        let times = FaultTimes::at(millis(random.uniform(1..=80u64) * 100)).lasting(secs(2));
        world.sim.node_fault(worker, NodeFault::Down, times);
    }
    let functions: Vec<Function<SimDuration, ()>> = (0..3)
        .map(|number| {
            let spec = FunctionSpec {
                memory: mb(one_of(random, &[10, 40])),
                time_limit: millis(one_of(random, &[0, 600, 1_000])),
                concurrency: one_of(random, &[1, 1, 4]),
                retry: random.chance(0.4).then(|| Retry {
                    timeout: millis(one_of(random, &[0, 700])),
                    ..Retry::times(3)
                }),
                ..FunctionSpec::new(format!("f{number}"), one_of(random, &[IMAGE, OTHER]))
            };
            let function = declare(&mut world.sim, spec);
            world.sim.deploy(function, world.cloud, world.registry);
            function
        })
        .collect();
    let lengths = || [0, 100, 200, 600, 700, 1_000, 2_500].map(millis);
    let cloud = world.cloud;
    let [first, second, third] = functions[..] else {
        unreachable!("there are three")
    };
    let arrivals = Regular::every(millis(100)).take(30);
    let input = move |_, random: &mut Stream| one_of(random, &lengths());
    world
        .sim
        .workload("regular", world.user, cloud, first, arrivals, input);
    world
        .sim
        .controller("client", world.user, async move |ctx: &mut Ctx| {
            let mut open = Vec::new();
            for _ in 0..20 {
                let function = one_of(ctx.random(), &[first, second, third]);
                let length = one_of(ctx.random(), &lengths());
                match ctx.random().uniform(0..4u32) {
                    0 => drop(ctx.invoke_event(cloud, function, length).await),
                    1 => {
                        let invocation = ctx.invoke(cloud, function, length).await;
                        let patience = one_of(ctx.random(), &lengths());
                        ctx.sleep(patience).await;
                        let _ = ctx.cancel(&invocation).await;
                    }
                    _ => open.push(ctx.invoke(cloud, function, length).await),
                }
                let gap = one_of(ctx.random(), &lengths()[..3]);
                ctx.sleep(gap).await;
            }
            ctx.wait_all(open).await;
        });
    if random.chance(0.2) {
        world.sim.horizon(at(2.75));
    }
    match world.sim.run(Seed(number)) {
        Ok(report) => {
            let rows = report.invocations.iter();
            let failed = rows.filter(|row| row.success == Some(false)).count();
            (
                serde_json::to_string(&report).expect("it can be written"),
                report.invocations.len(),
                failed,
            )
        }
        Err(error) => (error.to_string(), 0, 0),
    }
}

#[test]
fn no_byte_tells_data_from_code_that_sleeps() {
    let (mut placed, mut failed) = (0, 0);
    for number in 0..200 {
        let (code, ..) = bytes(number, as_code);
        let (data, rows, failures) = bytes(number, as_data);
        assert_eq!(code, data, "world {number}");
        (placed, failed) = (placed + rows, failed + failures);
    }
    // The worlds are no idle ones.
    assert!(
        placed > 5_000 && failed > 500,
        "{placed} invocations, {failed} failed"
    );
}

#[test]
fn lengths_are_drawn_in_the_order_of_the_requests_whatever_the_platform() {
    let lengths = |cores| {
        let mut world = Plan::over([host(cores, gb(1), gb(10))]).declare();
        let spec = FunctionSpec::new("f", IMAGE);
        let function = world.sim.lasting_function(spec, Exponential(secs(1)));
        world.sim.deploy(function, world.cloud, world.registry);
        let arrivals = Regular::every(millis(10)).take(50);
        world.sim.workload(
            "load",
            world.user,
            world.cloud,
            function,
            arrivals,
            |_, _| (),
        );
        let report = world.sim.run(Seed(3)).expect("it runs");
        let rows = report.invocations.iter();
        rows.map(|row| row.end.expect("it ends") - row.start.expect("it starts"))
            .collect::<Vec<_>>()
    };
    assert_eq!(lengths(1), lengths(64));
}

#[test]
fn a_law_that_gives_no_times_is_no_length() {
    let mut world = Plan::default().declare();
    let spec = FunctionSpec::new("f", IMAGE);
    let function = world.sim.lasting_function(spec, Constant(mb(1)));
    world.sim.deploy(function, world.cloud, world.registry);
    let error = world
        .sim
        .run(Seed(1))
        .expect_err("a size is no time")
        .to_string();
    assert!(
        error.contains("function `f`") && error.contains("lasts"),
        "{error}"
    );
}
