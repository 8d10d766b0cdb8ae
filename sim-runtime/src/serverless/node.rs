//! Nodes: the compute hosts of a service, with the images and containers on them.

use super::ContainerId;
use super::scheduler::Footprint;
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
    /// What its idle containers reserve.
    pub(super) idle: Footprint,
    /// Its containers, in order of creation.
    pub(super) containers: Vec<ContainerId>,
}

impl Node {
    /// A node on which nothing is.
    pub fn new(host: HostId, cores: u32, disk: StorageService, ram: Partition) -> Self {
        Self {
            host,
            free_cores: cores,
            disk,
            ram,
            idle: Footprint::default(),
            containers: Vec::new(),
        }
    }
}
