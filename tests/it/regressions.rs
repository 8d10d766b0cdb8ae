//! Cases that once went wrong, each reduced to what it takes.

use std::cell::RefCell;
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
use coldstart::scenario;
use coldstart::serverless::Scheduler;
use coldstart::storage::{Caching, FileNames, Partition};

use crate::support::files::reference;
use crate::support::{IMAGE, Plan, at, burst, dispatches, host, link, nodes, storage};

fn with_latency(bandwidth: Bandwidth) -> LinkSpec {
    LinkSpec {
        latency: us(20),
        ..link(bandwidth)
    }
}

#[test]
fn two_processes_may_wait_for_one_invocation() {
    let mut world = Plan::default().declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let (cloud, user) = (world.cloud, world.user);
    let slot: Rc<RefCell<Option<Rc<Invocation<()>>>>> = Rc::default();
    let shared = Rc::clone(&slot);
    world
        .sim
        .controller("second", user, async move |ctx: &mut Ctx| {
            ctx.sleep(secs(1)).await;
            let call = shared.borrow().clone().unwrap();
            ctx.until_done(&call).await;
        });
    world.run(async move |ctx: &mut Ctx| {
        let call = Rc::new(ctx.invoke(cloud, f, secs(5)).await);
        *slot.borrow_mut() = Some(Rc::clone(&call));
        ctx.until_done(&call).await;
    });
}

#[test]
fn a_message_that_cannot_be_sent_does_not_hold_up_those_behind_it() {
    let mut sim = Builder::new();
    let [u, v, x, g, w] = ["u", "v", "x", "g", "w"].map(|n| sim.host(n, host(2, gb(1), gb(1))));
    let slow = with_latency(kb_per_sec(1));
    let [lu, lv, lx] = ["lu", "lv", "lx"].map(|n| sim.link(n, slow));
    let l = sim.link("l", with_latency(mb_per_sec(100)));
    sim.route(u, g, [lu]);
    sim.route(v, g, [lv]);
    sim.route(x, g, [lx]);
    sim.route(g, w, [l]);
    sim.control_messages(bytes(1000)); // 1 s each
    let st = sim.storage("r", g, storage([IMAGE]));
    let cloud = sim.serverless("c", g, w, ServerlessSpec::default());
    let f = sim.function(
        FunctionSpec::new("f", IMAGE),
        async |_: &mut Ctx, (): ()| (),
    );
    sim.deploy(f, cloud, st);
    for (name, home) in [("first", u), ("broken", v), ("third", x)] {
        sim.controller(name, home, async move |ctx: &mut Ctx| {
            if name == "broken" {
                ctx.turn_off(lv).await;
            }
            let call = ctx.invoke(cloud, f, ()).await;
            let outcome = ctx.wait(call).await;
            if name == "third" {
                outcome.expect("its own link is up");
            }
        });
    }
    let report = sim.run(Seed(1)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(report.summary.failed, 1);
}

#[test]
fn a_function_runs_on_the_only_node_that_it_fits_on_wherever_that_is_listed() {
    let schedulers: [Box<dyn Scheduler>; 3] = [
        Box::new(Fcfs),
        Box::new(Random::new(1)),
        Box::new(WorkloadBalancing),
    ];
    let mut wrong = Vec::new();
    for scheduler in schedulers {
        let told = format!("{scheduler:?}");
        let mut plan = Plan::over([host(1, mb(200), gb(10)), host(1, gb(1), gb(10))]);
        plan.service.scheduler = scheduler;
        let mut world = plan.declare();
        let f = world.sleeper(FunctionSpec {
            memory: mb(500),
            time_limit: secs(9),
            ..FunctionSpec::new("f", IMAGE)
        });
        let (client, user) = (burst(vec![(f, secs(1))], world.cloud), world.user);
        world.sim.controller("client", user, client);
        match world.sim.run(Seed(1)) {
            Ok(r) => assert_eq!(nodes(&r), ["worker1"]),
            Err(e) => wrong.push(format!("{}: {e}", told)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_route_without_links_is_as_fast_as_the_disks_at_its_ends() {
    let mut sim = Builder::new();
    let [u, g, w] = ["u", "g", "w"].map(|n| sim.host(n, host(2, gb(1), gb(1))));
    let l = sim.link("l", with_latency(mb_per_sec(100)));
    sim.route(u, g, [l]);
    sim.route(g, w, []);
    let st = sim.storage("r", g, storage([IMAGE]));
    let cloud = sim.serverless(
        "c",
        g,
        w,
        ServerlessSpec {
            remote_downloads: false,
            ..Default::default()
        },
    );
    let f = sim.function(
        FunctionSpec::new("f", IMAGE),
        async |_: &mut Ctx, (): ()| (),
    );
    sim.deploy(f, cloud, st);
    sim.controller("a", u, async move |ctx: &mut Ctx| {
        let c = ctx.invoke(cloud, f, ()).await;
        let _ = ctx.wait(c).await;
    });
    let report = sim.run(Seed(1)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(dispatches(&report), [Some(at(2.0))]); // copy 1 s, load 1 s
}

#[test]
fn a_file_that_is_open_stays_open_when_another_one_takes_its_name() {
    let mut names = FileNames::default();
    let (a, b) = (names.id("a"), names.id("b"));
    let mut disk = Partition::new(mb(10), Caching::LeastRecentlyUsed);
    disk.create(a, mb(4)).unwrap();
    disk.open(a);
    disk.create(a, mb(4)).unwrap();
    assert!(disk.is_open(a));
    assert!(disk.create(b, mb(10)).is_err() && disk.contains(a));
}

#[test]
fn the_rows_that_are_kept_of_a_scenario_have_the_names_of_their_invocations() {
    let scenario = scenario::load::load(&reference("basic_10_3")).unwrap();
    let of = |recording| {
        let options = Options::new(Seed(0)).recording(recording);
        let run = scenario::run::run_with(&scenario, Seed(0), options).unwrap();
        let rows = run.result.invocations.into_iter();
        rows.map(|row| (row.id, row.requested)).collect::<Vec<_>>()
    };
    let every_third: Vec<_> = of(Recording::Full).into_iter().step_by(3).collect();
    assert_eq!(every_third.len(), 4);
    assert_eq!(of(Recording::sampled(3).unwrap()), every_third);
}
