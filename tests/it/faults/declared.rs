//! Faults in the three ways to declare them, and what is wrong with those that make no sense.

use coldstart::prelude::*;
use coldstart::results::FaultKind;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::run;
use coldstart::simulation::Builder;
use serde_json::{Value, json};

use super::{NODE_DOWN, cause, once};
use crate::support::{IMAGE, Plan, World, at, burst};

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let _ = ctx.invoke_and_wait(cloud, work, 10s).await;
}

simulation! {
    #[derive(Clone)]
    struct Crash;

    host user    { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host worker[2] { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    link wan { bandwidth: 100MB/s }
    link lan[2] { bandwidth: 100MB/s }
    route user <-> gateway via [wan];
    for i in 0..2 { route gateway <-> worker[i] via [lan[i]]; }
    storage registry on user { images: [IMAGE] }
    serverless cloud on gateway over worker {}
    deploy work on cloud from registry;
    controller client(cloud) on user;

    for i in 0..2 { fault node worker[i] down at 8s for 1min; }
    fault node worker[1] slow 50% at 1s for 1s;
    fault link wan down at 10min;
}

#[test]
fn faults_of_the_language_are_those_of_the_builder() {
    let report = Crash.run(Seed(1)).expect("it runs");
    let row = &report.invocations[0];
    assert_eq!((cause(row), row.completion), (NODE_DOWN, Some(at(8.0))));
    let faults: Vec<_> = report
        .faults
        .iter()
        .map(|row| (row.fault, &*row.target, row.share, row.begin, row.end))
        .collect();
    // The run ends with its controller, at 8 s.
    assert_eq!(
        faults,
        [
            (
                FaultKind::NodeSlow,
                "worker[1]",
                Some(0.5),
                at(1.0),
                Some(at(2.0))
            ),
            (FaultKind::NodeDown, "worker[0]", None, at(8.0), None),
            (FaultKind::NodeDown, "worker[1]", None, at(8.0), None),
        ]
    );
}

/// A user, a gateway and a worker, and one invocation of ten seconds.
fn scenario(faults: &Value) -> String {
    let disk = json!({ "size": 1e12, "read_bw": 1e8, "write_bw": 1e8 });
    let host = |name| json!({ "name": name, "speed": 1e9, "disk": disk });
    let link = |name| json!({ "name": name, "bandwidth": 1e8 });
    json!({
        "network_model": "ideal", "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("gateway"), host("worker")], "links": [link("wan"), link("lan")],
            "routes": [
                { "src": "user", "dst": "gateway", "links": ["wan"] },
                { "src": "gateway", "dst": "worker", "links": ["lan"] },
            ],
        },
        "storage": { "host": "user" },
        "service": { "head_host": "gateway", "compute_hosts": ["worker"] },
        "images": [{ "name": "image", "disk_size": 1e8, "ram_size": 1e8 }],
        "functions": [{ "name": "f", "image": "image", "disk_limit": 0, "ram_limit": 0, "time_limit": 0, "body": [{ "op": "compute", "flops": 1e10 }] }],
        "timeline": [{ "invoke": "f", "id": "i0" }],
        "faults": faults,
    })
    .to_string()
}

#[test]
fn faults_of_a_scenario_file_happen() {
    let completed = |faults: Value| {
        let scenario = parse(&scenario(&faults), Format::Json, "my.json").expect("a scenario");
        let report = run(&scenario, Seed(1)).expect("it runs").report;
        let row = &report.invocations[0];
        (row.completion, cause(row).to_owned())
    };
    let none = |date: f64| (Some(at(date)), String::new());
    assert_eq!(completed(json!([])), none(13.0));
    let down = json!([{ "node": "worker", "at": "5s", "for": "1min" }]);
    assert_eq!(completed(down), (Some(at(5.0)), NODE_DOWN.to_owned()));
    // Half of the speed for four seconds.
    let slow = json!([{ "node": "worker", "slow": 0.5, "at": 5, "for": "4s" }]);
    assert_eq!(completed(slow), none(15.0));
    let lan = json!([{ "link": "lan", "every": "Constant(1.5s)", "for": "Constant(100s)" }]);
    assert_eq!(completed(lan), none(113.5));
    let storage = json!([{ "storage": "storage", "at": 0.5 }]);
    let told = "Storage Service storage is down".to_owned();
    assert_eq!(completed(storage), (Some(at(0.5)), told));
    let crash = json!([{ "containers": "f", "every": "Constant(4s)" }]);
    let told = "The container of function (f) crashed".to_owned();
    assert_eq!(completed(crash), (Some(at(4.0)), told));
}

/// What is wrong with a world in which something breaks.
fn mistakes(break_something: impl FnOnce(&mut World)) -> Vec<String> {
    let mut world = Plan::default().declare();
    break_something(&mut world);
    world
        .sim
        .controller("client", world.user, async |_: &mut Ctx| {});
    match world.sim.build() {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn what_makes_no_sense_is_told() {
    let node = |times: FaultTimes| {
        mistakes(|world| {
            world
                .sim
                .node_fault(world.workers[0], NodeFault::Down, times)
        })
    };
    let slow = |share: f64| {
        mistakes(|world| {
            world
                .sim
                .node_fault(world.workers[0], NodeFault::Slow(share), once(1.0, 1.0))
        })
    };
    assert_eq!(node(once(1.0, 1.0)), [""; 0]);
    assert_eq!(slow(0.5), [""; 0]);
    let down = "fault `node worker0 down`:";
    assert_eq!(
        node(once(1.0, 0.0)),
        [format!(
            "{down} lasts for 0s; give it a longer time such as `1min`, or leave it out, for ever"
        )]
    );
    assert_eq!(
        node(FaultTimes::at(SimDuration::MAX)),
        [format!(
            "{down} begins after the end of time; give it a date"
        )]
    );
    assert_eq!(
        node(FaultTimes::every(Constant(secs(0)))),
        [format!(
            "{down} comes every 0.0 s in the mean; give it 1ms or more"
        )]
    );
    for time in [Constant(-1), Exponential(f64::NAN), Constant(mb(1))] {
        assert_eq!(node(FaultTimes::every(time.clone())).len(), 1, "{time}");
        let lasting = FaultTimes::at(secs(1)).lasting(time.clone());
        assert_eq!(node(lasting).len(), 1, "{time}");
    }
    for share in [0.0, 1.0, -0.5, 2.0, f64::NAN, f64::INFINITY] {
        let told = slow(share);
        assert!(
            told[0].contains("give it a share above 0 and below 1"),
            "{told:?}"
        );
        assert_eq!(told.len(), 1);
    }
}

#[test]
fn what_is_no_node_or_is_needed_cannot_be_down() {
    let times = || once(1.0, 1.0);
    let host = |which: fn(&World) -> HostId, what| {
        mistakes(|world| {
            let host = which(world);
            world.sim.node_fault(host, what, times());
        })
    };
    let no_node =
        "befalls host `user`, which is no node of a service; name a host that a service is `over`";
    assert_eq!(
        host(|world| world.user, NodeFault::Down),
        [format!("fault `node user down`: {no_node}")]
    );
    assert_eq!(
        host(|world| world.user, NodeFault::Slow(0.5)),
        [format!("fault `node user slow`: {no_node}")]
    );
    // One host for all.
    let mut sim = Builder::new();
    let only = sim.host("only", crate::support::host(1, gb(1), gb(10)));
    sim.serverless("cloud", only, only, ServerlessSpec::default());
    sim.node_fault(only, NodeFault::Slow(0.5), times());
    sim.node_fault(only, NodeFault::Down, times());
    sim.controller("client", only, async |_: &mut Ctx| {});
    let told = sim.build().err().expect("a mistake").to_string();
    assert!(
        told.contains("which is the head host of service `cloud` too"),
        "{told}"
    );
    // A controller on a node.
    let told = mistakes(|world| {
        let node = world.workers[0];
        world.sim.controller("guest", node, async |_: &mut Ctx| {});
        world.sim.node_fault(node, NodeFault::Down, times());
    });
    assert_eq!(
        told,
        [
            "fault `node worker0 down`: befalls host `worker0`, on which controller `guest` runs, too; put that on another host"
        ]
    );
}

#[test]
fn the_same_twice_at_a_time_is_a_mistake_and_one_after_the_other_is_none() {
    let two = |first: FaultTimes, second: FaultTimes| {
        mistakes(|world| {
            world.sim.link_fault(world.wan, first);
            world.sim.link_fault(world.wan, second);
        })
    };
    assert_eq!(two(once(1.0, 2.0), once(3.0, 1.0)), [""; 0]);
    assert_eq!(
        two(once(1.0, 2.0), once(2.0, 5.0)),
        [
            "fault `link wan down`: begins while the same fault lasts, which goes on from 1.000000000 s to 3.000000000 s; let one follow the other"
        ]
    );
    assert_eq!(
        two(FaultTimes::at(secs(1)), once(2.0, 5.0)),
        [
            "fault `link wan down`: begins while the same fault lasts, which goes on from 1.000000000 s for ever; let one follow the other"
        ]
    );
}

#[test]
fn containers_crash_where_their_function_is_deployed() {
    let told = mistakes(|world| {
        let f = world.sim.function(
            FunctionSpec::new("f", IMAGE),
            async |_: &mut Ctx, (): ()| {},
        );
        world.sim.container_fault(f, world.cloud, once(1.0, 1.0));
    });
    assert_eq!(
        told,
        [
            "fault `containers of f on cloud`: lasts for some time, and a crash lasts none; leave that out",
            "fault `containers of f on cloud`: is of a function that is not deployed on that service; deploy it there",
        ]
    );
}

#[test]
fn a_report_tells_of_faults_and_downtimes_and_one_without_says_nothing() {
    let report = |faults: bool| {
        let mut world = Plan::default().declare();
        let (f, cloud) = (super::sleeper(&mut world), world.cloud);
        if faults {
            let node = world.workers[0];
            world.sim.node_fault(node, NodeFault::Down, once(0.5, 1.0));
            world
                .sim
                .node_fault(node, NodeFault::Down, once(20.0, 100.0));
        }
        world.run(burst(vec![(f, secs(30))], cloud))
    };
    let with = report(true);
    // Copied and loaded from 1.5 s on, and killed at 20 s.
    assert_eq!(with.summary.final_date, at(20.0));
    assert_eq!(with.nodes[0].downtime, Some(secs(1)));
    let events: Vec<_> = with.events.iter().map(|row| row.event.name()).collect();
    assert_eq!(
        events.iter().filter(|name| **name == "node_down").count(),
        2
    );
    assert_eq!(events.iter().filter(|name| **name == "node_up").count(), 1);
    let text = serde_json::to_string(&report(false)).expect("a report");
    assert!(!text.contains("downtime") && !text.contains("faults"));
    let text = serde_json::to_string(&with).expect("a report");
    let again = serde_json::to_string(&report(true)).expect("a report");
    assert_eq!(text, again);
}
