//! Nodes: the compute hosts of a service, with the images and instances on them.

use super::InstanceId;
use super::cluster::sorted_map::SortedMap;
use super::resources::{Cores, Resources};
use crate::platform::HostId;
use crate::storage::{Partition, StorageService};
use crate::units::Speed;

/// A compute host and what is on it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The host.
    pub host: HostId,
    /// The speed of each of its cores.
    pub speed: Speed,
    /// The cores that it has.
    pub cores: Cores,
    /// The cores that neither an instance nor an invocation holds.
    pub free_cores: Cores,
    /// The GPUs that it has.
    pub gpus: u32,
    /// The GPUs that no instance holds.
    pub free_gpus: u32,
    /// The disk: images, evicted least recently used first, and the reservations of instances.
    pub disk: StorageService,
    /// The memory: likewise.
    pub ram: Partition,
    /// Whether it is down: then nothing is on it, and nothing of it is free.
    pub is_down: bool,
    /// What its idle instances reserve.
    pub(super) idle: Resources,
    /// Its instances, by number: in order of creation.
    pub(super) instances: SortedMap<InstanceId>,
}

impl Node {
    /// A node on which nothing is, with so many cores and GPUs.
    pub fn new(
        host: HostId,
        speed: Speed,
        (cores, gpus): (Cores, u32),
        disk: StorageService,
        ram: Partition,
    ) -> Self {
        Self {
            host,
            speed,
            cores,
            free_cores: cores,
            gpus,
            free_gpus: gpus,
            disk,
            ram,
            is_down: false,
            idle: Resources::NONE,
            instances: SortedMap::new(),
        }
    }

    /// What it has when nothing is on it.
    pub fn capacity(&self) -> Resources {
        Resources {
            cores: self.cores,
            memory: self.ram.size(),
            disk: self.disk.partition.size(),
            gpus: self.gpus,
        }
    }

    /// What is free: images that could be evicted do not count. Nothing is if it is down.
    pub fn free(&self) -> Resources {
        if self.is_down {
            return Resources::NONE;
        }
        Resources {
            cores: self.free_cores,
            memory: self.ram.free(),
            disk: self.disk.partition.free(),
            gpus: self.free_gpus,
        }
    }
}
