//! What a service asks of its nodes is told when the simulation is built: equal ones, and one that is large enough.

use coldstart::prelude::*;
use coldstart::serverless::policy::{Policy, Round, Scheduler};

use crate::support::{Plan, World, host};

const IMAGE: Image = Image::new("image", mb(500));

/// Does nothing, with nodes that are all alike.
#[derive(Debug)]
struct Alike;

impl Policy for Alike {}

impl Scheduler for Alike {
    fn schedule(&mut self, _: &mut Round<'_>) {}

    fn needs_equal_nodes(&self) -> bool {
        true
    }
}

fn node(cores: u32, speed: Speed) -> HostSpec {
    HostSpec {
        speed,
        ..host(cores, gb(4), gb(10))
    }
}

/// What is wrong with a service of two nodes that runs one function.
fn problems(
    scheduler: Box<dyn Scheduler>,
    nodes: [HostSpec; 2],
    function: FunctionSpec,
) -> Vec<String> {
    let mut plan = Plan::over(nodes).with_images([IMAGE]);
    plan.service.scheduler = scheduler;
    let World {
        mut sim,
        user,
        registry,
        cloud,
        ..
    } = plan.declare();
    let function = sim.function(function, async |_: &mut Ctx, (): ()| {});
    sim.deploy(function, cloud, registry);
    sim.controller("client", user, async |_: &mut Ctx| {});
    match sim.build() {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

fn small() -> FunctionSpec {
    FunctionSpec::new("work", IMAGE)
}

#[test]
fn a_scheduler_may_need_equal_nodes() {
    let [fast, slow] = [gflop_per_sec(2), gflop_per_sec(1)];
    let told = |scheduler, nodes| problems(scheduler, nodes, small());
    assert_eq!(
        told(Box::new(Alike), [node(8, fast), node(4, fast)]),
        [
            "serverless `cloud`: has a scheduler that needs equal nodes, and `cores` is 8 and 4: host `worker0` differs from host `worker1`; make them equal, or choose another scheduler"
        ]
    );
    let [problem] = &told(Box::new(Alike), [node(8, fast), node(4, slow)])[..] else {
        panic!("one problem, of the first difference");
    };
    assert!(
        problem.contains("`speed` is 2Gflop/s and 1Gflop/s"),
        "{problem}"
    );
    let equal = [node(8, fast), node(8, fast)];
    assert!(told(Box::new(Alike), equal).is_empty());
    assert!(told(Box::new(Fcfs), [node(8, fast), node(4, slow)]).is_empty());
}

#[test]
fn what_no_node_could_ever_hold_is_told() {
    let nodes = || [node(8, gflop_per_sec(1)), node(8, gflop_per_sec(1))];
    let told = |function| problems(Box::new(Fcfs), nodes(), function);
    let memory = |memory| FunctionSpec { memory, ..small() };
    assert!(told(memory(mb(3500))).is_empty(), "it just fits");
    assert_eq!(
        told(memory(mb(3501))),
        [
            "deployment of `work`: this can never run: image and `memory` need 4.001GB, and the largest node of `cloud` has 4GB; lower it, or raise the `ram` of the host"
        ]
    );
    let disk = FunctionSpec {
        disk: gb(10),
        ..small()
    };
    assert_eq!(
        told(disk),
        [
            "deployment of `work`: this can never run: image and `disk` need 10.5GB, and the largest node of `cloud` has 10GB; lower it, or raise the `disk.capacity` of the host"
        ]
    );
}
