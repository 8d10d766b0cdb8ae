//! What a controller does around its invocations: one function with several limits, a service that does not know a function,
//! what is free, and how long an answer is waited for.

use coldstart::prelude::*;

use crate::support::{IMAGE, Plan, at, call, dispatches, host};

#[test]
fn a_service_knows_one_function_with_several_limits() {
    let mut world = Plan::over([host(4, gb(1), gb(10))]).declare();
    let small = FunctionSpec {
        memory: mb(100),
        time_limit: secs(2),
        ..FunctionSpec::new("small", IMAGE)
    };
    let f = world.sleeper(small.clone());
    let patient = FunctionSpec {
        name: "patient".into(),
        memory: mb(800),
        time_limit: secs(9),
        ..small
    };
    let g = world.sim.variant(f, patient);
    world.sim.deploy(g, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let mut calls = Vec::new();
        for function in [f, g, g] {
            calls.push(ctx.invoke(cloud, function, secs(5)).await);
        }
        let outcomes = ctx.wait_all(calls).await;
        assert!(matches!(&outcomes[0], Err(failed) if failed.cause() == Some(&Failure::TimeLimit)));
        assert!(outcomes[1].is_ok() && outcomes[2].is_ok());
    });
    let names: Vec<_> = report
        .invocations
        .iter()
        .map(|row| &*row.function)
        .collect();
    assert_eq!(names, ["small", "patient", "patient"]);
    // 1 GB holds the image, 100 MB and 800 MB. The second of 800 MB waits until the first has ended.
    assert_eq!(
        dispatches(&report),
        [3.0, 3.0, 8.0].map(|date| Some(at(date)))
    );
}

/// Its input weighs what it says.
struct Weighed;

impl ServerlessFunction for Weighed {
    type Input = Bytes;
    type Output = ();
    type Kind = Succeeds;

    fn spec(&self) -> FunctionSpec {
        FunctionSpec::new("weighed", IMAGE)
    }

    async fn call(_: &mut Ctx, _: Bytes) {}

    fn input_size(input: &Bytes) -> Bytes {
        *input
    }
}

#[test]
fn inputs_of_a_variant_weigh_what_those_of_its_function_do() {
    let mut world = Plan::default().declare();
    let spec = FunctionSpec {
        name: "other".into(),
        ..Weighed.spec()
    };
    let other = world.sim.variant(Weighed, spec);
    world.sim.deploy(Weighed, world.cloud, world.registry);
    world.sim.deploy(other, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, other, mb(50)).await.expect("it runs");
        let original = ctx.invoke(cloud, Weighed, mb(50)).await;
        ctx.wait(original).await.expect("it runs");
    });
    for row in &report.invocations {
        // 50 MB at 100 MB/s before the service has the request.
        let submit = row.submit.expect("it was accepted");
        assert_eq!(submit - row.requested, millis(500), "{}", row.function);
    }
}

#[test]
fn an_invocation_that_is_refused_fails_at_once() {
    let mut world = Plan::default().declare();
    let f = world.sleeper(FunctionSpec::new("known", IMAGE));
    let spec = FunctionSpec::new("unknown", IMAGE);
    let g = world.sim.function(spec, async |_: &mut Ctx, (): ()| ());
    world.sim.deploy_later(g, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let refused = ctx.try_invoke(cloud, g, ()).await;
        let function = "unknown".to_owned();
        assert_eq!(refused.err(), Some(Failure::FunctionNotFound { function }));
        let nowhere = ctx.try_invoke(cloud, Weighed, mb(1)).await;
        let function = "weighed".to_owned();
        assert_eq!(nowhere.err(), Some(Failure::FunctionNotFound { function }));
        ctx.register(cloud, g).await.expect("it fits");
        let accepted = ctx.try_invoke(cloud, g, ()).await.expect("it is known now");
        ctx.wait(accepted).await.expect("it runs");
        let known = ctx
            .try_invoke(cloud, f, secs(1))
            .await
            .expect("it is known");
        ctx.wait(known).await.expect("it runs");
    });
    assert_eq!((report.summary.succeeded, report.summary.failed), (2, 1));
}

#[test]
fn a_controller_sees_what_is_free() {
    let workers = [host(4, gb(1), gb(10)), host(2, gb(2), gb(5))];
    let mut world = Plan::over(workers).keeping(mins(1)).declare();
    let spec = FunctionSpec {
        memory: mb(300),
        disk: gb(1),
        ..FunctionSpec::new("f", IMAGE)
    };
    let (f, cloud) = (world.sleeper(spec), world.cloud);
    world.run(async move |ctx: &mut Ctx| {
        let all = ctx.capacity(cloud).await;
        assert_eq!((all.num_cores(), all.num_idle_cores()), (6, 6));
        assert_eq!((all.free_memory(), all.free_disk()), (gb(3), gb(15)));
        let running = ctx.invoke(cloud, f, secs(5)).await;
        ctx.sleep(secs(4)).await;
        let busy = ctx.capacity(cloud).await;
        assert_eq!((busy.num_cores(), busy.num_idle_cores()), (6, 5));
        // The image of 100 MB, and what the container reserves.
        assert_eq!(busy.free_memory(), mb(2600));
        assert_eq!(busy.free_disk(), mb(13_900));
        let first = &busy.nodes[0];
        assert_eq!((&*first.node, first.free.cores.whole()), ("worker0", 3));
        ctx.wait(running).await.expect("it runs");
        let idle = ctx.capacity(cloud).await;
        assert_eq!(idle.num_idle_cores(), 6);
        assert_eq!(idle.free_memory(), mb(2600), "the container is kept");
    });
}

/// Whether an invocation succeeds whose service takes `overhead` to answer and is given `limit`, and when that is known.
fn answered_within(overhead: SimDuration, limit: SimDuration) -> (bool, SimTime) {
    let mut plan = Plan::default();
    plan.service.processing_overhead = overhead;
    plan.service.network_timeout = limit;
    let mut world = plan.declare();
    let (f, cloud) = (world.sleeper(FunctionSpec::new("f", IMAGE)), world.cloud);
    let told = std::rc::Rc::new(std::cell::Cell::new(None));
    let tell = std::rc::Rc::clone(&told);
    world.run(async move |ctx: &mut Ctx| {
        let accepted = ctx.try_invoke(cloud, f, secs(1)).await;
        tell.set(Some((accepted.is_ok(), ctx.now())));
    });
    told.get().expect("the controller has ended")
}

#[test]
fn an_answer_is_waited_for_as_long_as_the_service_says() {
    assert_eq!(answered_within(secs(40), secs(30)), (false, at(30.0)));
    assert_eq!(answered_within(secs(40), secs(50)), (true, at(40.0)));
    assert_eq!(answered_within(secs(4), secs(3)), (false, at(3.0)));
    assert_eq!(
        answered_within(hours(2), SimDuration::MAX),
        (true, at(7200.0))
    );
}

/// Sleeps for as long as its input says.
#[serverless_function(image = IMAGE, memory = 100MB, time_limit = 2s)]
async fn nap(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

#[controller]
async fn both(ctx: &mut Ctx, cloud: Serverless, long_nap: Function<SimDuration, ()>) {
    let short = ctx.invoke(cloud, nap, 3s).await;
    let long = ctx.invoke(cloud, long_nap, 3s).await;
    assert!(ctx.wait(short).await.is_err());
    assert!(ctx.wait(long).await.is_ok());
}

simulation! {
    #[derive(Clone, Debug)]
    struct Naps { memory: Bytes = 300MB }

    controller both(cloud, long_nap) on head;
    workload crowd of long_nap on cloud from head { arrivals: Burst { at: SimTime::ZERO, count: 2 }, input: 4s }
    deploy nap as long_nap on cloud from store { memory: memory, time_limit: 1min };
    deploy nap on cloud from store;
    host head { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host worker { speed: 1Gflop/s, cores: 4, ram: 8GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    link lan { bandwidth: 100MB/s }
    route head <-> worker via [lan];
    storage store on head {
        images: [IMAGE],
        messages: MessageSizes { copy_request: 4KiB, ..Default::default() },
        network_timeout: 1min,
    }
    serverless cloud on head over worker { messages: 1KiB, network_timeout: 1min }
}

#[test]
fn the_language_deploys_a_function_under_two_names() {
    let report = Naps::default().run(Seed(1)).expect("it runs");
    let mut names: Vec<_> = report
        .invocations
        .iter()
        .map(|row| &*row.function)
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["long_nap", "long_nap", "long_nap", "nap"]);
    assert_eq!(report.summary.succeeded, 3);
    assert!(
        report
            .invocations
            .iter()
            .all(|row| row.submit > Some(SimTime::ZERO))
    );
}
