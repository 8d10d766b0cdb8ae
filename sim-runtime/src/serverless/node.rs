//! Nodes: the compute hosts of a service, with the images and containers on them.

use std::collections::{BTreeMap, BTreeSet};

use super::{ContainerId, FunctionId, ImageId};
use crate::kernel::id::id_type;
use crate::platform::HostId;
use crate::storage::{Partition, StorageService};

id_type! {
    /// A node of a service, by order of declaration.
    NodeId
}

/// A compute host and what is on it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The host.
    pub host: HostId,
    /// Cores that no invocation holds.
    pub free_cores: u32,
    /// The disk: images, evicted least recently used first, and the reservations of containers.
    pub disk: StorageService,
    /// The memory: likewise.
    pub ram: Partition,
    /// Images on their way from the head host's disk.
    pub(super) copying: BTreeSet<ImageId>,
    /// Images on their way from the disk to memory.
    pub(super) loading: BTreeSet<ImageId>,
    /// Containers that wait for an invocation, by function and then by age.
    pub(super) idle: BTreeMap<(FunctionId, u32), ContainerId>,
    /// Up to which eviction from the disk the images in memory are known to be on disk.
    pub(super) evictions_seen: u64,
}

impl Node {
    /// A node on which nothing is.
    pub fn new(host: HostId, cores: u32, disk: StorageService, ram: Partition) -> Self {
        Self {
            host,
            free_cores: cores,
            disk,
            ram,
            copying: BTreeSet::new(),
            loading: BTreeSet::new(),
            idle: BTreeMap::new(),
            evictions_seen: 0,
        }
    }

    /// The idle containers of a function, oldest first.
    pub fn idle(&self, function: FunctionId) -> impl Iterator<Item = ContainerId> + '_ {
        self.idle
            .range((function, 0)..=(function, u32::MAX))
            .map(|(_, container)| *container)
    }
}
