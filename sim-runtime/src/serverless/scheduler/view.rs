//! What a scheduler sees: the invocations that wait, and the nodes.

use crate::serverless::cluster::Cluster;
use crate::serverless::function::Registrations;
use crate::serverless::{ContainerId, FunctionId, Image, ImageId, InvocationId, Node, NodeId};
use crate::units::{Bytes, SimDuration, SimTime};

/// An invocation that waits to be dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Which one.
    pub invocation: InvocationId,
    /// Its function.
    pub function: FunctionId,
    /// The image that it needs.
    pub image: ImageId,
}

/// A service's state, for reading.
pub struct View<'a> {
    pub(in crate::serverless) now: SimTime,
    pub(in crate::serverless) pending: &'a [Pending],
    pub(in crate::serverless) cluster: &'a Cluster,
    pub(in crate::serverless) registrations: &'a Registrations,
}

impl<'a> View<'a> {
    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// The invocations that wait, in order of arrival.
    pub fn pending(&self) -> &'a [Pending] {
        self.pending
    }

    /// The nodes, in order of declaration.
    pub fn nodes(
        &self,
    ) -> impl DoubleEndedIterator<Item = NodeView<'a>> + ExactSizeIterator + use<'a> {
        let cluster = self.cluster;
        (0..cluster.nodes().len()).map(move |index| NodeView {
            id: NodeId::from_index(index),
            cluster,
        })
    }

    /// The nodes with a free core, in order of declaration; the others cost nothing.
    pub fn nodes_with_core(&self) -> impl Iterator<Item = NodeView<'a>> + use<'a> {
        let cluster = self.cluster;
        cluster.with_core().iter().map(move |index| NodeView {
            id: NodeId::from_index(index),
            cluster,
        })
    }

    /// The idle containers of a function on all nodes, by node and then oldest first; the other nodes cost nothing.
    pub fn idle(
        &self,
        function: FunctionId,
    ) -> impl Iterator<Item = (NodeId, ContainerId)> + use<'a> {
        let idle = self.cluster.idle(function);
        idle.iter_from(NodeId::from_index(0))
    }

    /// The free cores of all nodes.
    pub fn free_cores(&self) -> u64 {
        self.cluster.free_cores()
    }

    /// One node.
    pub fn node(&self, id: NodeId) -> NodeView<'a> {
        NodeView {
            id,
            cluster: self.cluster,
        }
    }

    /// What is known of an image.
    pub fn image(&self, image: ImageId) -> &'a Image {
        &self.cluster.image(image).image
    }

    /// The space that one container of an invocation's function and its image take.
    pub fn footprint(&self, pending: &Pending) -> Footprint {
        let image = self.image(pending.image);
        Footprint {
            disk: image.disk + self.disk_limit(pending.function),
            memory: image.ram + self.memory_limit(pending.function),
        }
    }

    /// Whether any container of a function waits for an invocation, on whatever node.
    pub fn has_idle(&self, function: FunctionId) -> bool {
        !self.cluster.idle(function).is_empty()
    }

    /// The time limit of a function; zero if it has none.
    pub fn time_limit(&self, function: FunctionId) -> SimDuration {
        self.registrations
            .get(function)
            .map_or(SimDuration::ZERO, |known| known.time_limit)
    }

    /// The disk space that a container of a function reserves.
    pub fn disk_limit(&self, function: FunctionId) -> Bytes {
        self.registrations
            .get(function)
            .map_or(Bytes::ZERO, |known| known.disk)
    }

    /// The memory that a container of a function reserves.
    pub fn memory_limit(&self, function: FunctionId) -> Bytes {
        self.registrations
            .get(function)
            .map_or(Bytes::ZERO, |known| known.memory)
    }
}

/// Space on a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// On the disk.
    pub disk: Bytes,
    /// In memory.
    pub memory: Bytes,
}

/// A node's state, for reading.
#[derive(Clone, Copy)]
pub struct NodeView<'a> {
    id: NodeId,
    cluster: &'a Cluster,
}

impl<'a> NodeView<'a> {
    /// Which node.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Whether so much would fit on the node if nothing else were there; with nodes that differ it may never fit on some.
    pub fn could_hold(self, footprint: Footprint) -> bool {
        let node = self.node();
        footprint.disk <= node.disk.partition.size() && footprint.memory <= node.ram.size()
    }

    /// Cores that no invocation holds.
    pub fn free_cores(self) -> u32 {
        self.node().free_cores
    }

    /// Disk space that is really free: images that could be evicted do not count.
    pub fn free_disk(self) -> Bytes {
        self.node().disk.partition.free()
    }

    /// Memory that is really free: images that could be evicted do not count.
    pub fn free_memory(self) -> Bytes {
        self.node().ram.free()
    }

    /// What the idle containers on the node reserve.
    pub fn idle_space(self) -> Footprint {
        self.node().idle
    }

    /// Whether an image is on the disk.
    pub fn has_on_disk(self, image: ImageId) -> bool {
        let whereabouts = self.cluster.whereabouts(image);
        whereabouts.on_disk.contains(self.id.index())
    }

    /// Whether an image is in memory.
    pub fn has_in_memory(self, image: ImageId) -> bool {
        let whereabouts = self.cluster.whereabouts(image);
        whereabouts.in_memory.contains(self.id.index())
    }

    /// Whether an image is on its way to the disk.
    pub fn is_copying(self, image: ImageId) -> bool {
        let whereabouts = self.cluster.whereabouts(image);
        whereabouts.copying.contains(self.id.index())
    }

    /// Whether an image is on its way from the disk to memory.
    pub fn is_loading(self, image: ImageId) -> bool {
        let whereabouts = self.cluster.whereabouts(image);
        whereabouts.loading.contains(self.id.index())
    }

    /// The idle containers of a function, oldest first.
    pub fn idle(self, function: FunctionId) -> impl Iterator<Item = ContainerId> + use<'a> {
        let idle = self.cluster.idle(function).iter_from(self.id);
        idle.take_while(move |(node, _)| *node == self.id)
            .map(|(_, container)| container)
    }

    fn node(self) -> &'a Node {
        self.cluster.node(self.id)
    }
}
