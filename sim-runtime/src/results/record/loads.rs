//! How busy the nodes and the links are.

use crate::serverless::{NodeId, Service};
use crate::simulation::{NodeFacts, ServiceFacts, Snapshot};
use crate::units::SimTime;

use super::level::Level;

/// The most nodes that a service may have for the course of each to be kept.
const NODES_WITH_COURSE: usize = 256;

/// A node: what it holds, and what it has served.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct NodeLoad {
    pub(super) busy: Level,
    pub(super) memory: Level,
    pub(super) disk: Level,
    pub(super) invocations: u64,
    pub(super) containers: u64,
    /// Memory that idle containers reserved \[B ns\].
    pub(super) wasted: u128,
    changed: bool,
}

/// The nodes of a service, one by one and together.
#[derive(Clone, Debug)]
pub(in crate::results) struct ServiceLoad {
    cores: Vec<u32>,
    pub(super) nodes: Vec<NodeLoad>,
    pub(super) has_courses: bool,
    pub(super) busy: Level,
    pub(super) memory: Level,
    pub(super) containers: Level,
    changed: Vec<NodeId>,
}

impl ServiceLoad {
    pub(super) fn new(service: &ServiceFacts) -> Self {
        let has_courses = service.nodes.len() <= NODES_WITH_COURSE;
        let level = || {
            if has_courses {
                Level::with_course()
            } else {
                Level::default()
            }
        };
        let node = |_: &NodeFacts| NodeLoad {
            busy: level(),
            memory: level(),
            disk: level(),
            ..NodeLoad::default()
        };
        Self {
            cores: service.nodes.iter().map(|node| node.cores).collect(),
            nodes: service.nodes.iter().map(node).collect(),
            has_courses,
            busy: Level::with_course(),
            memory: Level::with_course(),
            containers: Level::with_course(),
            changed: Vec::new(),
        }
    }

    /// Something happened on a node, whose state is to be looked at before time goes on.
    pub(super) fn touch(&mut self, node: NodeId) -> &mut NodeLoad {
        let load = &mut self.nodes[node.index()];
        if !load.changed {
            load.changed = true;
            self.changed.push(node);
        }
        load
    }

    /// Looks at the nodes on which something happened.
    pub(super) fn look(&mut self, now: SimTime, service: &Service, alive: usize) {
        if self.changed.is_empty() {
            return;
        }
        let (mut busy, mut memory) = (self.busy.value(), self.memory.value());
        for id in self.changed.drain(..) {
            let (node, load) = (&service.nodes()[id.index()], &mut self.nodes[id.index()]);
            load.changed = false;
            busy -= load.busy.value();
            memory -= load.memory.value();
            let cores = self.cores[id.index()] - node.free_cores.whole();
            load.busy.set(now, f64::from(cores));
            let ram = &node.ram;
            load.memory
                .set(now, ram.size().saturating_sub(ram.free()).as_f64());
            let disk = &node.disk.partition;
            load.disk
                .set(now, disk.size().saturating_sub(disk.free()).as_f64());
            busy += load.busy.value();
            memory += load.memory.value();
        }
        self.busy.set(now, busy);
        self.memory.set(now, memory);
        self.containers.set(now, alive as f64);
    }

    /// Lets time pass to the end of the run.
    pub(super) fn finish(&mut self, end: SimTime) {
        for node in &mut self.nodes {
            node.busy.pass(end);
            node.memory.pass(end);
            node.disk.pass(end);
        }
        self.busy.pass(end);
        self.memory.pass(end);
        self.containers.pass(end);
    }
}

/// How much of each link is in use.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct LinkLoads {
    pub(super) links: Vec<Level>,
    /// How often anybody has looked, and when each link was looked at last, by this count.
    looks: u64,
    looked: Vec<u64>,
}

impl LinkLoads {
    pub(super) fn new(links: usize) -> Self {
        Self {
            links: vec![Level::with_course(); links],
            looks: 0,
            looked: vec![0; links],
        }
    }

    pub(super) fn look(&mut self, now: SimTime, snapshot: &Snapshot<'_>) {
        self.looks += 1;
        for link in snapshot.changed_links() {
            let looked = &mut self.looked[link.index()];
            if *looked < self.looks {
                *looked = self.looks;
                self.links[link.index()].set(now, snapshot.link_load(link));
            }
        }
    }

    pub(super) fn finish(&mut self, end: SimTime) {
        for link in &mut self.links {
            link.pass(end);
        }
    }
}
