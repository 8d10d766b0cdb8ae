//! How busy the nodes and the links are.

use index_vec::{IndexVec, index_vec};

use crate::platform::LinkId;
use crate::results::analysis::time_weighted::TimeWeighted;
use crate::serverless::{NodeId, Service};
use crate::simulation::{NodeFacts, ServiceFacts, Snapshot};
use crate::units::{Bytes, SimTime};

/// The most nodes that a service may have for the history of each to be kept.
const NODES_WITH_HISTORY: usize = 256;

/// A node: what it holds, and what it has served.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct NodeLoad {
    pub(super) busy: TimeWeighted,
    pub(super) memory: TimeWeighted,
    pub(super) disk: TimeWeighted,
    pub(super) invocations: u64,
    pub(super) containers: u64,
    /// Memory of the containers that are idle \[B\].
    idle_memory: u128,
    /// The memory of each container times the date at which it ceased to be idle, less that at which it began \[B ns\]. What is
    /// less than nothing while the run goes on wraps around.
    idle_sum: u128,
    changed: bool,
}

impl NodeLoad {
    /// A container of so much memory is idle from now on.
    #[inline]
    pub(super) fn begin_idle(&mut self, now: SimTime, memory: Bytes) {
        self.idle_memory += u128::from(memory.get());
        self.idle_sum = self.idle_sum.wrapping_sub(times(memory, now));
    }

    /// A container of so much memory is idle no longer.
    #[inline]
    pub(super) fn end_idle(&mut self, now: SimTime, memory: Bytes) {
        self.idle_memory -= u128::from(memory.get());
        self.idle_sum = self.idle_sum.wrapping_add(times(memory, now));
    }

    /// Memory that idle containers reserved, each for as long as it was idle \[B ns\]; the run must be over.
    pub(super) fn wasted(&self) -> u128 {
        self.idle_sum
    }

    /// The run ends: nothing is idle any more.
    fn finish(&mut self, end: SimTime) {
        let last = std::mem::take(&mut self.idle_memory).wrapping_mul(end.as_nanos().into());
        self.idle_sum = self.idle_sum.wrapping_add(last);
        self.busy.advance(end);
        self.memory.advance(end);
        self.disk.advance(end);
    }
}

fn times(memory: Bytes, date: SimTime) -> u128 {
    u128::from(memory.get()) * u128::from(date.as_nanos())
}

/// The nodes of a service, one by one and together.
#[derive(Clone, Debug)]
pub(in crate::results) struct ServiceLoad {
    pub(super) nodes: IndexVec<NodeId, NodeLoad>,
    pub(super) has_history: bool,
    pub(super) busy: TimeWeighted,
    pub(super) memory: TimeWeighted,
    pub(super) containers: TimeWeighted,
    changed: Vec<NodeId>,
}

impl ServiceLoad {
    pub(super) fn new(service: &ServiceFacts) -> Self {
        let has_history = service.nodes.len() <= NODES_WITH_HISTORY;
        let quantity = || {
            if has_history {
                TimeWeighted::with_history()
            } else {
                TimeWeighted::default()
            }
        };
        let node = |_: &NodeFacts| NodeLoad {
            busy: quantity(),
            memory: quantity(),
            disk: quantity(),
            ..NodeLoad::default()
        };
        Self {
            nodes: service.nodes.iter().map(node).collect(),
            has_history,
            busy: TimeWeighted::with_history(),
            memory: TimeWeighted::with_history(),
            containers: TimeWeighted::with_history(),
            changed: Vec::new(),
        }
    }

    /// Something happened on a node, whose state is to be read before time goes on.
    pub(super) fn touch(&mut self, node: NodeId) -> &mut NodeLoad {
        let load = &mut self.nodes[node];
        if !load.changed {
            load.changed = true;
            self.changed.push(node);
        }
        load
    }

    /// Reads the state of the nodes on which something happened.
    pub(super) fn sample(&mut self, now: SimTime, service: &Service, alive: usize) {
        if self.changed.is_empty() {
            return;
        }
        let (mut busy, mut memory) = (self.busy.value(), self.memory.value());
        for id in &self.changed {
            let id = *id;
            let (node, load) = (&service.nodes()[id.index()], &mut self.nodes[id]);
            load.changed = false;
            busy -= load.busy.value();
            memory -= load.memory.value();
            let held = node.cores - node.free_cores;
            // Of a node that is down nothing is free, and nothing is held.
            let held = if node.is_down { 0.0 } else { held.get() };
            load.busy.set(now, held);
            let ram = &node.ram;
            load.memory
                .set(now, ram.size().saturating_sub(ram.free()).as_f64());
            let disk = &node.disk.partition;
            load.disk
                .set(now, disk.size().saturating_sub(disk.free()).as_f64());
            busy += load.busy.value();
            memory += load.memory.value();
        }
        self.changed.clear();
        self.busy.set(now, busy);
        self.memory.set(now, memory);
        self.containers.set(now, alive as f64);
    }

    /// Lets time pass to the end of the run.
    pub(super) fn finish(&mut self, end: SimTime) {
        for node in &mut self.nodes {
            node.finish(end);
        }
        self.busy.advance(end);
        self.memory.advance(end);
        self.containers.advance(end);
    }
}

/// How much of each link is in use.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct LinkLoads {
    pub(super) links: IndexVec<LinkId, TimeWeighted>,
    /// How many samples there were, and which was the last of each link: a link may be listed several times at one date.
    samples: u64,
    sampled: IndexVec<LinkId, u64>,
}

impl LinkLoads {
    pub(super) fn new(links: usize) -> Self {
        Self {
            links: index_vec![TimeWeighted::with_history(); links],
            samples: 0,
            sampled: index_vec![0; links],
        }
    }

    /// Reads the loads of the links that may have changed.
    pub(super) fn sample(&mut self, now: SimTime, snapshot: &Snapshot<'_>) {
        self.samples += 1;
        for link in snapshot.changed_links() {
            let sampled = &mut self.sampled[link];
            if *sampled < self.samples {
                *sampled = self.samples;
                self.links[link].set(now, snapshot.link_load(link));
            }
        }
    }

    pub(super) fn finish(&mut self, end: SimTime) {
        for link in &mut self.links {
            link.advance(end);
        }
    }
}
