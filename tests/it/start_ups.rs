//! Start-ups that are drawn from distributions, and plans of steps: how long they take, what they share, and what is left of
//! one that is broken off.

mod declared;

use std::ops::RangeInclusive;

use coldstart::prelude::*;
use coldstart::results::{ColdCause, TransferKind};
use coldstart::serverless::policy::{FunctionView, Policy, Scaler, StartUp};

use crate::support::{IMAGE, at, host, link, storage};

/// A user with a registry and packages, and a worker that can be reached from both; every disk and link moves 100 MB/s.
struct World {
    sim: Builder,
    user: HostId,
    cloud: Serverless,
    registry: Storage,
    lan: LinkId,
    wan: LinkId,
    f: Function<SimDuration, ()>,
}

fn world(change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut sim = Builder::new();
    sim.network(Ideal);
    let user = sim.host("user", host(1, gb(1), gb(10)));
    let gateway = sim.host("gateway", host(1, gb(1), gb(10)));
    let worker = sim.host("worker", host(2, gb(8), gb(10)));
    let [lan, wan] = ["lan", "wan"].map(|name| sim.link(name, link(mb_per_sec(100))));
    sim.route(user, gateway, [lan]);
    sim.route(gateway, worker, [lan]);
    sim.route(user, worker, [wan]);
    let registry = sim.storage("registry", user, storage([IMAGE]));
    sim.storage("packages", gateway, storage([]));
    let mut spec = ServerlessSpec::default();
    change(&mut spec);
    let cloud = sim.serverless("cloud", gateway, worker, spec);
    let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
    let f = sim.function(FunctionSpec::new("f", IMAGE), body);
    sim.deploy(f, cloud, registry);
    World {
        sim,
        user,
        cloud,
        registry,
        lan,
        wan,
        f,
    }
}

fn planned(steps: Vec<Step>) -> World {
    world(|spec| spec.start_up = Some(Box::new(StartUpPlan { steps })))
}

impl World {
    fn run(mut self, client: impl AsyncFnOnce(&mut Ctx) + 'static) -> Report {
        self.sim.controller("client", self.user, client);
        self.sim
            .run(Seed(1))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// The start-ups of so many invocations that are placed at once.
    fn start_ups(self, count: usize) -> Vec<SimDuration> {
        let (cloud, f) = (self.cloud, self.f);
        let report = self.run(async move |ctx: &mut Ctx| {
            let mut calls = Vec::new();
            for _ in 0..count {
                calls.push(ctx.invoke(cloud, f, secs(1)).await);
            }
            for done in ctx.wait_all(calls).await {
                done.expect("it runs");
            }
        });
        let rows = report.invocations.iter();
        rows.map(|row| row.phases.startup).collect()
    }

    fn mistakes(mut self) -> Vec<String> {
        self.sim
            .controller("client", self.user, async |_: &mut Ctx| ());
        match self.sim.build() {
            Ok(_) => Vec::new(),
            Err(error) => error.problems.iter().map(ToString::to_string).collect(),
        }
    }
}

#[test]
fn steps_come_one_after_the_other() {
    let world = planned(vec![
        Step::Delay(Constant(millis(125))),
        Step::Fetch(mb(50)),
        Step::Restore(mb(200)),
        Step::Initialise(gflop(3)),
    ]);
    // 50 MB and 200 MB at 100 MB/s, 3 Gflop at 1 Gflop/s.
    assert_eq!(world.start_ups(1), [millis(125 + 500 + 2000 + 3000)]);
}

#[test]
fn steps_that_are_taken_together_end_with_the_last() {
    let together = Step::Together(vec![
        Step::Delay(Constant(millis(700))),
        Step::Fetch(mb(100)),
        Step::Together(vec![Step::Initialise(gflop(2))]),
    ]);
    let world = planned(vec![together, Step::Delay(Constant(millis(5)))]);
    assert_eq!(world.start_ups(1), [millis(2005)]);
}

#[test]
fn delays_of_two_start_ups_may_end_at_one_date() {
    // Both packages are there after 200 ms.
    let together = Step::Together(vec![Step::Delay(Constant(secs(2))), Step::Fetch(mb(10))]);
    assert_eq!(planned(vec![together]).start_ups(2), [secs(2); 2]);
}

#[test]
fn a_package_may_come_from_a_storage_service_of_its_own() {
    let from = |storage: &str| Step::FetchFrom {
        storage: storage.to_owned(),
        size: mb(100),
    };
    assert_eq!(planned(vec![from("packages")]).start_ups(1), [secs(1)]);
    // Two instances share the link and both disks.
    assert_eq!(planned(vec![from("packages")]).start_ups(2), [secs(2); 2]);
    // Over other links, from other disks, they share the disk that is written to.
    let both = Step::Together(vec![from("packages"), from("registry")]);
    assert_eq!(planned(vec![both]).start_ups(1), [secs(2)]);
}

#[test]
fn what_starts_at_once_on_a_node_shares_its_disk_but_not_its_cores() {
    let world = planned(vec![Step::Restore(mb(100)), Step::Initialise(gflop(1))]);
    assert_eq!(world.start_ups(2), [secs(3); 2]);
}

#[test]
fn a_plan_of_nothing_takes_no_time() {
    let nothing = vec![
        Step::Delay(Constant(0)),
        Step::Restore(Bytes::ZERO),
        Step::Together(vec![Step::Initialise(Flops::ZERO)]),
    ];
    for steps in [Vec::new(), nothing] {
        assert_eq!(planned(steps).start_ups(1), [SimDuration::ZERO]);
    }
}

#[test]
fn chunks_and_messages_with_a_size_move_the_same_bytes() {
    let steps = || vec![Step::Fetch(mb(50)), Step::Restore(mb(200))];
    let plan = || -> Option<Box<dyn StartUp>> { Some(Box::new(StartUpPlan { steps: steps() })) };
    let chunked = world(|spec| {
        spec.start_up = plan();
        spec.buffer = Buffer::Chunks(mb(10));
    });
    // The registry sends a stream all the same; of the snapshot, one chunk is read after the other.
    assert_eq!(chunked.start_ups(1), [millis(2500)]);
    // A node asks its own disk in no time, but a registry that sends a stream must be asked itself.
    for (buffer, asks) in [(Buffer::Fluid, false), (Buffer::Chunks(mb(10)), true)] {
        let mut asked = world(|spec| {
            spec.start_up = plan();
            spec.buffer = buffer;
        });
        asked.sim.control_messages(bytes(1000));
        let [start_up] = asked.start_ups(1)[..] else {
            panic!("there is one");
        };
        let more = start_up - millis(2500);
        assert_eq!(more > SimDuration::ZERO, asks, "{start_up}");
        // 1000 B take 10 us.
        assert!(more < us(100), "{start_up}");
    }
}

#[test]
fn nothing_is_left_of_a_start_up_that_is_broken_off() {
    for (step, takes) in [
        (Step::Delay(Constant(secs(10))), secs(10)),
        (Step::Fetch(mb(1000)), secs(10)),
        (Step::Restore(mb(1000)), secs(10)),
        (Step::Initialise(gflop(10)), secs(10)),
    ] {
        for messages in [false, true] {
            let mut world = planned(vec![Step::Delay(Constant(secs(1))), step.clone()]);
            if messages {
                world.sim.control_messages(bytes(1));
            }
            let (cloud, f) = (world.cloud, world.f);
            let about = format!("{step:?} {messages}");
            let told = about.clone();
            let report = world.run(async move |ctx: &mut Ctx| {
                let first = ctx.invoke(cloud, f, secs(1)).await;
                ctx.sleep_until(at(8.0)).await;
                assert!(ctx.cancel(&first).await);
                let failed = ctx.wait(first).await.expect_err("it was cancelled");
                assert_eq!(failed.cause(), Some(&Failure::Cancelled), "{told}");
                let next = ctx
                    .invoke_and_wait(cloud, f, secs(1))
                    .await
                    .expect("it runs");
                let (dispatch, start) = (next.dates.dispatch, next.dates.start);
                let start_up = start - dispatch;
                // A step that went on would share its disk, its link or its core.
                let expected = takes + secs(1);
                assert!(
                    start_up >= expected && start_up < expected + millis(10),
                    "{told}: {start_up}"
                );
                ctx.sleep(secs(20)).await;
            });
            assert_eq!(report.containers.len(), 2, "{about}");
            assert_eq!(
                (report.summary.succeeded, report.summary.failed),
                (1, 1),
                "{about}"
            );
        }
    }
}

#[test]
fn an_attempt_whose_package_cannot_come_fails() {
    // Before it leaves, and on its way.
    for date in [0.0, 5.0] {
        let world = planned(vec![Step::Fetch(mb(1000))]);
        let (cloud, f, wan) = (world.cloud, world.f, world.wan);
        let report = world.run(async move |ctx: &mut Ctx| {
            let call = ctx.invoke(cloud, f, secs(1)).await;
            ctx.sleep_until(at(date)).await;
            ctx.turn_off(wan).await;
            let failed = ctx.wait(call).await.expect_err("its package is lost");
            let is_lost = matches!(failed.cause(), Some(Failure::LinkFailure { .. }));
            assert!(is_lost, "{failed}");
        });
        let row = &report.invocations[0];
        assert!(row.dispatch.is_some() && row.start.is_none(), "{date}");
        let ended = report.containers[0].ended;
        assert_eq!(ended, row.completion, "{date}");
    }
}

/// So many instances of each function.
#[derive(Debug)]
struct Exactly(u32);

impl Policy for Exactly {}

impl Scaler for Exactly {
    fn period(&self) -> Option<SimDuration> {
        Some(secs(10))
    }

    fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
        self.0..=self.0
    }
}

fn scaled(steps: Vec<Step>) -> World {
    world(|spec| {
        spec.start_up = Some(Box::new(StartUpPlan { steps }));
        spec.scaler = Box::new(Exactly(1));
        spec.idle_timeout = hours(1);
    })
}

#[test]
fn a_provisioned_instance_goes_through_the_steps_too() {
    let world = scaled(vec![Step::Fetch(mb(100)), Step::Delay(Constant(secs(1)))]);
    let (cloud, f) = (world.cloud, world.f);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep_until(at(5.5)).await;
        ctx.invoke_and_wait(cloud, f, secs(1))
            .await
            .expect("it runs");
    });
    let container = &report.containers[0];
    // The image is there after 3 s, the instance has started after 5 s.
    assert_eq!(
        (container.cause, container.created),
        (ColdCause::Provisioned, at(3.0))
    );
    let row = &report.invocations[0];
    assert_eq!(
        (row.reused_container, row.start),
        (Some(true), Some(at(5.5)))
    );
}

#[test]
fn a_provisioned_instance_whose_package_cannot_come_goes() {
    let world = scaled(vec![Step::Fetch(mb(1000))]);
    let (cloud, f, wan) = (world.cloud, world.f, world.wan);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep_until(at(5.0)).await;
        ctx.turn_off(wan).await;
        ctx.sleep_until(at(25.0)).await;
        let failed = ctx
            .invoke_and_wait(cloud, f, secs(1))
            .await
            .expect_err("no package");
        assert!(matches!(failed.cause(), Some(Failure::LinkFailure { .. })));
    });
    // The scaler tries again at each look, at 10 s and 20 s, and so does the invocation.
    let ended = report.containers.iter().map(|row| row.ended);
    let expected = [5.0, 10.0, 20.0, 25.0].map(|date| Some(at(date)));
    assert_eq!(ended.collect::<Vec<_>>(), expected);
}

#[test]
fn one_of_a_minimum_that_fails_to_start_is_not_tried_again_at_once() {
    let mut world = planned(vec![Step::Fetch(mb(100))]);
    let spec = FunctionSpec {
        min_instances: 1,
        ..FunctionSpec::new("g", IMAGE)
    };
    let g = world.sim.function(spec, async |_: &mut Ctx, (): ()| ());
    world.sim.deploy(g, world.cloud, world.registry);
    let (cloud, wan) = (world.cloud, world.wan);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.turn_off(wan).await;
        ctx.sleep_until(at(10.0)).await;
        let call = ctx.invoke(cloud, g, ()).await;
        assert!(ctx.wait(call).await.is_err());
        ctx.sleep(secs(10)).await;
    });
    // The image comes at 3 s. The end of that of the invocation is a reason to try once more.
    let lives: Vec<_> = report
        .containers
        .iter()
        .map(|row| (row.cause == ColdCause::Provisioned, row.created, row.ended))
        .collect();
    let fails = |is_provisioned, date| (is_provisioned, at(date), Some(at(date)));
    assert_eq!(
        lives,
        [fails(true, 3.0), fails(false, 10.0), fails(true, 10.0)]
    );
}

/// How many containers there are of a function with a minimum of two, where there is room for one, and what becomes of it.
fn two_where_one_fits(off: fn(&World) -> (LinkId, f64)) -> usize {
    let mut world = planned(vec![Step::Fetch(mb(100))]);
    let spec = FunctionSpec {
        min_instances: 2,
        memory: gb(5),
        ..FunctionSpec::new("g", IMAGE)
    };
    let g = world.sim.function(spec, async |_: &mut Ctx, (): ()| ());
    world.sim.deploy(g, world.cloud, world.registry);
    let (link, date) = off(&world);
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep_until(at(date)).await;
        ctx.turn_off(link).await;
        ctx.sleep(secs(10)).await;
    });
    assert_eq!(report.final_date, at(date + 10.0));
    report.containers.len()
}

#[test]
fn those_of_a_minimum_that_cannot_come_are_given_up_where_there_is_room_for_some() {
    // The package cannot come: the start-up fails at once, when the image is there.
    assert_eq!(two_where_one_fits(|world| (world.wan, 0.0)), 1);
    // The image cannot come from the head host.
    assert_eq!(two_where_one_fits(|world| (world.lan, 1.5)), 0);
}

/// A row of what a start-up has moved: what, whose, from and to where, how much, whether all of it, and for how long if it ended.
type Moved<'a> = (TransferKind, [&'a str; 3], Bytes, bool, Option<SimDuration>);

fn packages(report: &Report) -> Vec<Moved<'_>> {
    let rows = report.transfers.iter();
    let rows = rows.filter(|row| matches!(row.kind, TransferKind::Fetch | TransferKind::Restore));
    rows.map(|row| {
        let took = row.end.map(|end| end.since(row.start));
        let names = [&*row.name, &*row.from, &*row.to];
        (row.kind, names, row.bytes, row.success, took)
    })
    .collect()
}

#[test]
fn packages_and_snapshots_are_among_the_transfers() {
    let from = Step::FetchFrom {
        storage: "packages".to_owned(),
        size: mb(30),
    };
    let together = Step::Together(vec![Step::Fetch(mb(50)), from]);
    let world = planned(vec![together, Step::Restore(mb(200))]);
    let (cloud, f) = (world.cloud, world.f);
    let report = world.run(async move |ctx: &mut Ctx| {
        let done = ctx.invoke_and_wait(cloud, f, secs(1)).await;
        done.expect("it runs");
    });
    // Both are written to the disk of the worker, at 50 MB/s while they go on together: 0.6 s, and the rest of the first at 100 MB/s.
    let fetch = |from, size, took| {
        let names = ["f", from, "worker"];
        (TransferKind::Fetch, names, size, true, Some(took))
    };
    let restore = (
        TransferKind::Restore,
        ["f", "worker", "worker"],
        mb(200),
        true,
        Some(secs(2)),
    );
    assert_eq!(
        packages(&report),
        [
            fetch("gateway", mb(30), millis(600)),
            fetch("user", mb(50), millis(800)),
            restore,
        ]
    );
    assert!(
        report
            .transfers
            .iter()
            .all(|row| row.service.as_deref() == Some("cloud"))
    );
}

#[test]
fn packages_that_do_not_arrive_are_among_the_transfers_too() {
    let world = planned(vec![Step::Fetch(mb(500))]);
    let (cloud, f, wan) = (world.cloud, world.f, world.wan);
    let report = world.run(async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, f, secs(1)).await;
        ctx.sleep(secs(4)).await;
        ctx.turn_off(wan).await;
        ctx.wait(call).await.expect_err("its package does not come");
    });
    let [(kind, _, bytes, success, took)] = packages(&report)[..] else {
        panic!("one package")
    };
    assert_eq!(
        (kind, bytes, success),
        (TransferKind::Fetch, mb(500), false)
    );
    assert!(took.expect("it is over") < secs(4));

    // The run ends with another on its way.
    let world = planned(vec![Step::Fetch(mb(500))]);
    let (cloud, f) = (world.cloud, world.f);
    let report = world.run(async move |ctx: &mut Ctx| {
        drop(ctx.invoke(cloud, f, secs(1)).await);
        ctx.sleep(secs(4)).await;
    });
    let names = ["f", "user", "worker"];
    let unfinished = (TransferKind::Fetch, names, mb(500), false, None);
    assert_eq!(packages(&report), [unfinished]);
}
