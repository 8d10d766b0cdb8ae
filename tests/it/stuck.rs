//! Runs that can never go on although scalers look now and then: told as soon as that is certain.

use std::ops::RangeInclusive;

use coldstart::prelude::*;
use coldstart::serverless::policy::{FunctionView, Policy, Scaler};
use coldstart::simulation::Halt;

use crate::support::{IMAGE, Plan, at, burst, call, host, link, storage};

/// When a run is stuck, and what it says.
fn stuck_at((halt, _): (Halt, Report)) -> (SimTime, String) {
    let told = halt.to_string();
    match halt {
        Halt::Stuck { date, .. } => (date, told),
        _ => panic!("{told}"),
    }
}

/// A function with so many instances at least.
fn spec(name: &'static str, min_instances: u32) -> FunctionSpec {
    FunctionSpec {
        memory: mb(100),
        min_instances,
        ..FunctionSpec::new(name, IMAGE)
    }
}

/// A node has room for one instance, which another function keeps; a call of `f` comes at 10 s.
fn without_room(scaler: impl Scaler + 'static) -> (SimTime, String) {
    let mut plan = Plan::over([host(8, mb(250), gb(10))]);
    plan.service.scaler = Box::new(scaler);
    let mut world = plan.declare();
    world.sleeper(spec("kept", 1));
    let f = world.sleeper(spec("f", 0));
    let cloud = world.cloud;
    stuck_at(world.stuck(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(10)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    }))
}

#[test]
fn a_scaler_that_gets_no_room_ends_the_run_when_it_has_settled() {
    // The windows of each, and until when it changes its mind at the latest.
    let told = [
        // Twice the stable window and the grace; it gives up the other function at 90 s.
        (without_room(KnativePodAutoscaler::default()), 150.0, 92.0),
        (
            without_room(HorizontalPodAutoscaler::default()),
            330.0,
            60.0,
        ),
        (without_room(AzureScaleController::default()), 601.0, 12.0),
        (without_room(CloudRunAutoscaler::default()), 960.0, 75.0),
    ];
    for ((date, told), windows, settled) in told {
        let part = "`client` has been waiting since 10.000000000 s for invocation f#0, which the scheduler has not dispatched (no \
                    node has room for its container now: it needs ";
        assert!(told.contains(part), "{told}");
        // Two looks more, and it is seen at the next.
        let latest = at(settled + windows + 60.0);
        assert!(date > at(windows) && date < latest, "{date}: {told}");
    }
}

/// A run in which the storage of the packages is down from 1 s on, and start-ups go through this and then need a package.
fn without_packages(first: Vec<Step>) -> (Halt, Report) {
    let mut sim = Builder::new();
    sim.network(Ideal);
    let user = sim.host("user", host(1, gb(1), gb(10)));
    let gateway = sim.host("gateway", host(1, gb(1), gb(10)));
    let worker = sim.host("worker", host(2, gb(1), gb(10)));
    let lan = sim.link("lan", link(mb_per_sec(100)));
    sim.route(user, gateway, [lan]);
    sim.route(gateway, worker, [lan]);
    let registry = sim.storage("registry", user, storage([IMAGE]));
    let packages = sim.storage("packages", gateway, storage([]));
    let package = Step::FetchFrom {
        storage: "packages".to_owned(),
        size: mb(10),
    };
    let steps = first.into_iter().chain([package]).collect();
    let service = ServerlessSpec {
        scaler: Box::new(HorizontalPodAutoscaler::default()),
        start_up: Some(Box::new(StartUpPlan { steps })),
        ..ServerlessSpec::default()
    };
    let cloud = sim.serverless("cloud", gateway, worker, service);
    let f = sim.function(spec("f", 0), async |_: &mut Ctx, (): ()| ());
    sim.deploy(f, cloud, registry);
    // For ever.
    sim.storage_fault(packages, FaultTimes::at(secs(1)));
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        let _ = ctx.invoke_and_wait(cloud, f, ()).await;
    });
    let Err(RunError::Halted { halt, report }) = sim.run(Seed(1)) else {
        panic!("it is not halted");
    };
    let part = "(the start-up of its last container failed: Storage Service packages is down)";
    assert!(halt.to_string().contains(part), "{halt}");
    (halt, *report)
}

#[test]
fn so_do_start_ups_that_fail_again_and_again() {
    let (halt, report) = without_packages(vec![]);
    // It wants one, and two from 15 s on; they fail at once at each look, every 15 s, until it has settled for 360 s.
    let (date, _) = stuck_at((halt, report));
    assert!(date > at(375.0) && date <= at(420.0), "{date}");
}

#[test]
fn and_those_that_never_pause() {
    // One of the two is always on its way.
    let (halt, report) = without_packages(vec![Step::Delay(Constant(secs(20)))]);
    let Halt::PolicyLoop { policy, .. } = &halt else {
        panic!("{halt}");
    };
    assert_eq!(policy, "the scaler of service `cloud`");
    // A thousand, and those that are on their way.
    assert!(report.containers.len() < 1_010, "{halt}");
}

/// Wants an instance from a date on; it says after how long it settles, or not.
#[derive(Debug)]
struct Late {
    from: SimTime,
    settles_after: Option<SimDuration>,
}

impl Policy for Late {}

impl Scaler for Late {
    fn period(&self) -> Option<SimDuration> {
        Some(mins(1))
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        let wanted = u32::from(function.view().now() >= self.from);
        wanted..=wanted
    }

    fn makes_all_instances(&self) -> bool {
        true
    }

    fn settles_after(&self) -> Option<SimDuration> {
        self.settles_after
    }
}

#[test]
fn a_scaler_that_settles_late_is_waited_for() {
    for settles_after in [None, Some(hours(25))] {
        let mut plan = Plan::default();
        plan.service.scaler = Box::new(Late {
            from: at(24.0 * 3600.0),
            settles_after,
        });
        let mut world = plan.declare();
        let f = world.sleeper(spec("f", 0));
        let cloud = world.cloud;
        let report = world.run(burst(vec![(f, secs(1))], cloud));
        // Its image is on the head host by then.
        assert_eq!(report.final_date, at(24.0 * 3600.0 + 3.0));
    }
}

#[test]
fn of_several_scalers_the_slowest_is_waited_for() {
    let mut plan = Plan::default();
    plan.service.scaler = Box::new(Late {
        from: SimTime::MAX,
        settles_after: Some(mins(1)),
    });
    let mut world = plan.declare();
    let late = ServerlessSpec {
        scaler: Box::new(Late {
            from: at(1000.0),
            settles_after: Some(mins(30)),
        }),
        ..ServerlessSpec::default()
    };
    let (user, workers) = (world.user, world.workers.clone());
    let other = world.sim.host("other", host(1, gb(1), gb(10)));
    world.sim.route(user, other, [world.wan]);
    let third = world.sim.host("third", host(1, gb(1), gb(10)));
    world.sim.route(other, third, [world.lan]);
    assert_eq!(workers.len(), 1);
    let slow = world.sim.serverless("slow", other, third, late);
    let f = world.sleeper(spec("f", 0));
    world.sim.deploy(f, slow, world.registry);
    let cloud = world.cloud;
    let (date, told) = stuck_at(world.stuck(async move |ctx: &mut Ctx| {
        let never = ctx.invoke(cloud, f, secs(1)).await;
        let late = ctx.invoke(slow, f, secs(1)).await;
        ctx.wait(late).await.expect("it is served");
        ctx.log(format!("served at {}", ctx.now()));
        let _ = ctx.wait(never).await;
    }));
    assert!(told.contains("it wants 0, and there are 0"), "{told}");
    // The late one wants its own until 1020 s at the latest, and for half an hour nobody can tell that it will not change that.
    assert!(
        date > at(1020.0 + 1800.0) && date < at(1320.0 + 1800.0),
        "{date}"
    );
}
