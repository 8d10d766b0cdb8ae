//! What a service has, and what of it is free, as a controller sees it.

use std::rc::Rc;

use crate::serverless::{Resources, Service};
use crate::units::Bytes;

/// The nodes of a service as they were when [`Ctx::capacity`](super::Ctx::capacity) was called.
///
/// Sums are over all nodes: a container needs its space on one of them. What images take that could be evicted does not
/// count as free, and neither does what idle containers reserve.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// The nodes, in order of declaration.
    pub nodes: Vec<NodeCapacity>,
}

/// A node of a service at one date.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCapacity {
    /// Its name.
    pub node: Rc<str>,
    /// All that it has.
    pub total: Resources,
    /// What of that is free.
    pub free: Resources,
}

impl Capacity {
    /// The state of a service, whose nodes have these names.
    pub(super) fn of(service: &Service, names: impl Iterator<Item = Rc<str>>) -> Self {
        let nodes = service.nodes().iter().zip(names);
        let nodes = nodes.map(|(node, name)| NodeCapacity {
            node: name,
            total: node.capacity(),
            free: node.free(),
        });
        Self {
            nodes: nodes.collect(),
        }
    }

    /// The cores of all nodes.
    pub fn num_cores(&self) -> u64 {
        let cores = self.nodes.iter().map(|node| node.total.cores.whole());
        cores.map(u64::from).sum()
    }

    /// The cores that are idle: no body runs or starts on them.
    pub fn num_idle_cores(&self) -> u64 {
        let cores = self.nodes.iter().map(|node| node.free.cores.whole());
        cores.map(u64::from).sum()
    }

    /// Memory that is free \[B\].
    pub fn free_memory(&self) -> Bytes {
        self.nodes.iter().map(|node| node.free.memory).sum()
    }

    /// Disk space that is free \[B\].
    pub fn free_disk(&self) -> Bytes {
        self.nodes.iter().map(|node| node.free.disk).sum()
    }
}
