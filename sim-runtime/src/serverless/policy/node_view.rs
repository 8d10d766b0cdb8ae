//! What a policy sees of a node.

use super::instance_view::InstanceView;
use crate::serverless::cluster::Cluster;
use crate::serverless::node::Node;
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, ImageId, InstanceId, NodeId};
use crate::units::{Bytes, Speed};

/// A node's state, for reading.
#[derive(Clone, Copy)]
pub struct NodeView<'a> {
    id: NodeId,
    cluster: &'a Cluster,
}

impl<'a> NodeView<'a> {
    pub(in crate::serverless) fn new(id: NodeId, cluster: &'a Cluster) -> Self {
        Self { id, cluster }
    }

    /// Which node.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// What it has when nothing is on it.
    pub fn capacity(self) -> Resources {
        self.node().capacity()
    }

    /// Whether it is up. Nothing of a node that is down is free, and it takes nothing; it is empty when it is up again.
    pub fn is_up(self) -> bool {
        !self.node().is_down
    }

    /// The speed of each of its cores.
    pub fn speed(self) -> Speed {
        self.node().speed
    }

    /// Whether so much would be free if nothing else were there; with nodes that differ, on some it may never be, and on one that
    /// is down it is not.
    pub fn could_hold(self, what: Resources) -> bool {
        self.is_up() && what.fits(self.capacity())
    }

    /// How much disk space an image would take \[B\]: what of its file is neither there nor, as a layer of another image, on
    /// its way.
    pub fn missing_on_disk(self, image: ImageId) -> Bytes {
        self.cluster.missing_on_disk(self.id, image)
    }

    /// The whole cores that are free.
    pub fn free_cores(self) -> u32 {
        self.node().free_cores.whole()
    }

    /// The GPUs that are free.
    pub fn free_gpus(self) -> u32 {
        self.node().free_gpus
    }

    /// How many attempts start or run on it.
    pub fn active(self) -> u32 {
        self.cluster.loads().attempts(self.id) - self.line().len() as u32
    }

    /// The attempts that are bound to it and wait there, first to be served first.
    pub fn line(self) -> impl ExactSizeIterator<Item = &'a Queued> + use<'a> {
        self.cluster.lines().at(self.id)
    }

    /// What is free. Images that could be evicted do not count as free space.
    pub fn free(self) -> Resources {
        self.node().free()
    }

    /// Disk space that is really free: images that could be evicted do not count.
    pub fn free_disk(self) -> Bytes {
        self.free().disk
    }

    /// Memory that is really free: images that could be evicted do not count.
    pub fn free_memory(self) -> Bytes {
        self.free().memory
    }

    /// What the images take that no instance uses: they are evicted where space lacks.
    pub fn evictable_space(self) -> Resources {
        let node = self.node();
        Resources::space(node.disk.partition.evictable(), node.ram.evictable())
    }

    /// The same, to make room for an instance of an image, which stays if it is there.
    pub fn evictable_space_for(self, image: ImageId) -> Resources {
        let (node, known) = (self.node(), self.cluster.image(image));
        let disk = node.disk.partition.evictable_for(known.file, &known.parts);
        Resources::space(disk, node.ram.evictable_for(known.file, &[]))
    }

    /// What the idle instances on the node reserve, cores and GPUs that they hold among it: evicting them gives it back.
    pub fn idle_space(self) -> Resources {
        self.node().idle
    }

    /// Whether an image is on the disk.
    pub fn has_on_disk(self, image: ImageId) -> bool {
        let locations = self.cluster.locations(image);
        locations.on_disk.contains(self.id.index())
    }

    /// Whether an image is in memory.
    pub fn has_in_memory(self, image: ImageId) -> bool {
        let locations = self.cluster.locations(image);
        locations.in_memory.contains(self.id.index())
    }

    /// Whether an image is on its way to the disk.
    pub fn is_copying(self, image: ImageId) -> bool {
        let locations = self.cluster.locations(image);
        locations.copying.contains(self.id.index())
    }

    /// Whether an image is on its way from the disk to memory.
    pub fn is_loading(self, image: ImageId) -> bool {
        let locations = self.cluster.locations(image);
        locations.loading.contains(self.id.index())
    }

    /// The instances of a function that have a free slot, oldest first.
    pub fn idle(self, function: FunctionId) -> impl Iterator<Item = InstanceId> + use<'a> {
        let available = self.cluster.available(function).iter_from(self.id);
        available
            .take_while(move |(node, _)| *node == self.id)
            .map(|(_, instance)| instance)
    }

    /// All instances on the node, of all functions, in order of creation.
    pub fn instances(self) -> impl Iterator<Item = InstanceView<'a>> + use<'a> {
        let instances = self.cluster.instances_on(self.id);
        instances.map(|(id, instance)| InstanceView { id, instance })
    }

    fn node(self) -> &'a Node {
        self.cluster.node(self.id)
    }
}
