//! What a scheduler sees: the invocations that wait, and the nodes.

use rustc_hash::FxHashMap;

use crate::serverless::function::Registration;
use crate::serverless::image::KnownImage;
use crate::serverless::{ContainerId, FunctionId, ImageId, InvocationId, Node, NodeId};
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
    pub(in crate::serverless) nodes: &'a [Node],
    pub(in crate::serverless) registrations: &'a FxHashMap<FunctionId, Registration>,
    pub(in crate::serverless) images: &'a [KnownImage],
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
        let images = self.images;
        self.nodes
            .iter()
            .enumerate()
            .map(move |(index, node)| NodeView {
                id: NodeId::from_index(index),
                node,
                images,
            })
    }

    /// One node.
    pub fn node(&self, id: NodeId) -> NodeView<'a> {
        NodeView {
            id,
            node: &self.nodes[id.index()],
            images: self.images,
        }
    }

    /// The space that one container of an invocation's function and its image take.
    pub fn footprint(&self, pending: &Pending) -> Footprint {
        let image = &self.images[pending.image.index()].image;
        Footprint {
            disk: image.disk + self.disk_limit(pending.function),
            memory: image.ram + self.memory_limit(pending.function),
        }
    }

    /// The time limit of a function; zero if it has none.
    pub fn time_limit(&self, function: FunctionId) -> SimDuration {
        self.registrations
            .get(&function)
            .map_or(SimDuration::ZERO, |known| known.time_limit)
    }

    /// The disk space that a container of a function reserves.
    pub fn disk_limit(&self, function: FunctionId) -> Bytes {
        self.registrations
            .get(&function)
            .map_or(Bytes::ZERO, |known| known.disk)
    }

    /// The memory that a container of a function reserves.
    pub fn memory_limit(&self, function: FunctionId) -> Bytes {
        self.registrations
            .get(&function)
            .map_or(Bytes::ZERO, |known| known.memory)
    }
}

/// The space that one container of a function and its image take on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    node: &'a Node,
    images: &'a [KnownImage],
}

impl<'a> NodeView<'a> {
    /// Which node.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Whether so much would fit on the node if nothing else were there; with nodes that differ it may never fit on some.
    pub fn could_hold(self, footprint: Footprint) -> bool {
        footprint.disk <= self.node.disk.partition.size()
            && footprint.memory <= self.node.ram.size()
    }

    /// Cores that no invocation holds.
    pub fn free_cores(self) -> u32 {
        self.node.free_cores
    }

    /// Disk space that is really free: images that could be evicted do not count.
    pub fn free_disk(self) -> Bytes {
        self.node.disk.partition.free()
    }

    /// Memory that is really free: images that could be evicted do not count.
    pub fn free_memory(self) -> Bytes {
        self.node.ram.free()
    }

    /// Whether an image is on the disk.
    pub fn has_on_disk(self, image: ImageId) -> bool {
        self.node
            .disk
            .partition
            .contains(self.images[image.index()].file)
    }

    /// Whether an image is in memory.
    pub fn has_in_memory(self, image: ImageId) -> bool {
        self.node.ram.contains(self.images[image.index()].file)
    }

    /// Whether an image is on its way to the disk.
    pub fn is_copying(self, image: ImageId) -> bool {
        self.node.copying.contains(&image)
    }

    /// Whether an image is on its way from the disk to memory.
    pub fn is_loading(self, image: ImageId) -> bool {
        self.node.loading.contains(&image)
    }

    /// The idle containers of a function, oldest first.
    pub fn idle(self, function: FunctionId) -> impl Iterator<Item = ContainerId> + use<'a> {
        self.node.idle(function)
    }
}
