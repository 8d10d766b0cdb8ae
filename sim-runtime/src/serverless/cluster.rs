//! The nodes of a service, with indexes: who has a free core, an image, an idle container.
//!
//! Whatever changes one of these goes through here, so that neither a scheduler nor the service must walk over nodes to
//! find one.

use std::cell::Cell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::dense_set::DenseSet;
use super::image::KnownImage;
use super::scheduler::{Decisions, Footprint, Scratch};
use super::sorted_map::SortedMap;
use super::{Container, ContainerId, FunctionId, ImageId, Node, NodeId};
use crate::storage::{FileId, NoSpace};
use crate::units::Bytes;

/// The nodes on which an image is, or will be.
#[derive(Clone, Debug, Default)]
pub(super) struct Whereabouts {
    pub(super) in_memory: DenseSet,
    pub(super) loading: DenseSet,
    pub(super) on_disk: DenseSet,
    pub(super) copying: DenseSet,
}

/// The idle containers of one function, by node and then by age.
#[derive(Clone, Debug)]
pub(super) struct Idle(SortedMap<ContainerId>);

impl Idle {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first few.
    pub(super) fn first_few(&self) -> impl Iterator<Item = (NodeId, u32, ContainerId)> + '_ {
        let containers = self.0.first_few().iter();
        containers.map(|(key, container)| (node_of(*key), *key as u32, *container))
    }

    /// The first one from a node on, or of that node from a number on.
    pub(super) fn next_from(
        &self,
        node: NodeId,
        number: u32,
    ) -> Option<(NodeId, u32, ContainerId)> {
        let (key, container) = self.0.next_from(key(node, number))?;
        Some((node_of(key), key as u32, container))
    }

    /// Those from a node on.
    pub(super) fn iter_from(
        &self,
        node: NodeId,
    ) -> impl Iterator<Item = (NodeId, ContainerId)> + '_ {
        let containers = self.0.iter_from(key(node, 0));
        containers.map(|(key, container)| (node_of(key), container))
    }
}

/// The place of a container among the idle ones of its function.
fn key(node: NodeId, number: u32) -> u64 {
    (node.index() as u64) << u32::BITS | u64::from(number)
}

fn node_of(key: u64) -> NodeId {
    NodeId::from_index((key >> u32::BITS) as usize)
}

/// The nodes of a service.
pub(super) struct Cluster {
    nodes: Vec<Node>,
    images: Rc<[KnownImage]>,
    // Looked up, never iterated.
    image_of: FxHashMap<FileId, ImageId>,
    whereabouts: Vec<Whereabouts>,
    with_core: DenseSet,
    free_cores: u64,
    /// By function.
    idle: Vec<Idle>,
    /// Nodes from whose disk files have been evicted since [`Cluster::drop_images_that_left_the_disk`].
    thinned: Vec<NodeId>,
    /// What fits on the least disk and into the least memory fits on every node.
    least: Footprint,
    scratch: Cell<Option<Box<Scratch>>>,
}

impl Cluster {
    pub(super) fn new(nodes: Vec<Node>, images: Rc<[KnownImage]>) -> Self {
        let image = |(index, known): (usize, &KnownImage)| (known.file, ImageId::from_index(index));
        let mut with_core = DenseSet::default();
        for (index, node) in nodes.iter().enumerate() {
            if node.free_cores > 0 {
                with_core.insert(index);
            }
        }
        let disks = nodes.iter().map(|node| node.disk.partition.size());
        let memories = nodes.iter().map(|node| node.ram.size());
        let least = Footprint {
            disk: disks.min().unwrap_or_default(),
            memory: memories.min().unwrap_or_default(),
        };
        Self {
            image_of: images.iter().enumerate().map(image).collect(),
            whereabouts: vec![Whereabouts::default(); images.len()],
            images,
            with_core,
            free_cores: nodes.iter().map(|node| u64::from(node.free_cores)).sum(),
            idle: Vec::new(),
            thinned: Vec::new(),
            least,
            scratch: Cell::new(None),
            nodes,
        }
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node.index()]
    }

    /// A node, for what no index depends on: the files in use and their recency, and space that is given back.
    pub(super) fn node_mut(&mut self, node: NodeId) -> &mut Node {
        &mut self.nodes[node.index()]
    }

    pub(super) fn image(&self, image: ImageId) -> &KnownImage {
        &self.images[image.index()]
    }

    pub(super) fn whereabouts(&self, image: ImageId) -> &Whereabouts {
        &self.whereabouts[image.index()]
    }

    /// The nodes with a free core.
    pub(super) fn with_core(&self) -> &DenseSet {
        &self.with_core
    }

    /// The free cores of all nodes.
    pub(super) fn free_cores(&self) -> u64 {
        self.free_cores
    }

    /// Whether every node could hold so much if nothing else were there.
    pub(super) fn could_all_hold(&self, footprint: Footprint) -> bool {
        footprint.disk <= self.least.disk && footprint.memory <= self.least.memory
    }

    pub(super) fn take_core(&mut self, node: NodeId) {
        let free = &mut self.nodes[node.index()].free_cores;
        *free -= 1;
        self.free_cores -= 1;
        if *free == 0 {
            self.with_core.remove(node.index());
        }
    }

    pub(super) fn give_core(&mut self, node: NodeId) {
        let free = &mut self.nodes[node.index()].free_cores;
        *free += 1;
        self.free_cores += 1;
        if *free == 1 {
            self.with_core.insert(node.index());
        }
    }

    pub(super) fn set_copying(&mut self, node: NodeId, image: ImageId, copying: bool) {
        mark(&mut self.whereabouts[image.index()].copying, node, copying);
    }

    pub(super) fn set_loading(&mut self, node: NodeId, image: ImageId, loading: bool) {
        mark(&mut self.whereabouts[image.index()].loading, node, loading);
    }

    /// Takes space on the disk of a node, evicting images if need be.
    pub(super) fn reserve_disk(&mut self, node: NodeId, size: Bytes) -> Result<(), NoSpace> {
        let disk = &mut self.nodes[node.index()].disk.partition;
        let before = disk.evictions();
        let outcome = disk.reserve(size);
        if disk.evictions() != before {
            self.thinned.push(node);
        }
        for file in disk.take_evicted() {
            if let Some(image) = self.image_of.get(&file) {
                self.whereabouts[image.index()].on_disk.remove(node.index());
            }
        }
        outcome
    }

    /// Takes space in the memory of a node, evicting images if need be.
    pub(super) fn reserve_memory(&mut self, node: NodeId, size: Bytes) -> Result<(), NoSpace> {
        let memory = &mut self.nodes[node.index()].ram;
        let outcome = memory.reserve(size);
        for file in memory.take_evicted() {
            if let Some(image) = self.image_of.get(&file) {
                self.whereabouts[image.index()]
                    .in_memory
                    .remove(node.index());
            }
        }
        outcome
    }

    /// The space reserved for an image on the disk of a node becomes the image.
    pub(super) fn publish_on_disk(&mut self, node: NodeId, image: ImageId) {
        let known = &self.images[image.index()];
        let disk = &mut self.nodes[node.index()].disk.partition;
        disk.publish(known.file, known.image.disk);
        self.whereabouts[image.index()].on_disk.insert(node.index());
    }

    /// The space reserved for an image in the memory of a node becomes the image.
    pub(super) fn publish_in_memory(&mut self, node: NodeId, image: ImageId) {
        let known = &self.images[image.index()];
        self.nodes[node.index()]
            .ram
            .publish(known.file, known.image.ram);
        self.whereabouts[image.index()]
            .in_memory
            .insert(node.index());
    }

    /// Whether [`Cluster::drop_images_that_left_the_disk`] has something to do.
    pub(super) fn is_thinned(&self) -> bool {
        !self.thinned.is_empty()
    }

    /// An image in memory is of no use once its file has been evicted from the disk.
    pub(super) fn drop_images_that_left_the_disk(&mut self) {
        while let Some(id) = self.thinned.pop() {
            let node = &mut self.nodes[id.index()];
            let left = |file: &FileId| !node.disk.partition.contains(*file);
            let gone: Vec<FileId> = node.ram.files().filter(left).collect();
            for file in gone {
                if node.ram.remove(file)
                    && let Some(image) = self.image_of.get(&file)
                {
                    self.whereabouts[image.index()].in_memory.remove(id.index());
                }
            }
        }
    }

    /// The idle containers of a function, by node and then by age.
    pub(super) fn idle(&self, function: FunctionId) -> &Idle {
        const NONE: &Idle = &Idle(SortedMap::new());
        self.idle.get(function.index()).unwrap_or(NONE)
    }

    /// A container waits for an invocation.
    pub(super) fn insert_idle(&mut self, id: ContainerId, container: &Container) {
        let Container { function, node, .. } = *container;
        if function.index() >= self.idle.len() {
            self.idle
                .resize(function.index() + 1, Idle(SortedMap::new()));
        }
        let place = key(node, container.number);
        self.idle[function.index()].0.insert(place, id);
        let idle = &mut self.nodes[node.index()].idle;
        idle.disk += container.disk;
        idle.memory += container.memory;
    }

    /// A container waits no longer, if it did.
    pub(super) fn remove_idle(&mut self, container: &Container) {
        let Container { function, node, .. } = *container;
        let place = key(node, container.number);
        let of_function = self.idle.get_mut(function.index());
        if of_function.is_some_and(|idle| idle.0.remove(place)) {
            let idle = &mut self.nodes[node.index()].idle;
            idle.disk -= container.disk;
            idle.memory -= container.memory;
        }
    }

    /// The memory of earlier rounds, for the next one.
    pub(super) fn scratch(&self) -> &Cell<Option<Box<Scratch>>> {
        &self.scratch
    }

    /// Keeps the memory of decisions that have been applied for the next round.
    pub(super) fn recycle(&self, decisions: Decisions) {
        let mut scratch = self.scratch.take().unwrap_or_default();
        scratch.decisions = decisions;
        self.scratch.set(Some(scratch));
    }
}

fn mark(set: &mut DenseSet, node: NodeId, present: bool) {
    if present {
        set.insert(node.index());
    } else {
        set.remove(node.index());
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(&self.nodes).finish()
    }
}
