//! The nodes of a service and the instances on them, with indexes: who has a free core, an image, an instance to reuse.
//!
//! Whatever changes one of these goes through here, so that neither a policy nor the service must walk over nodes to find
//! one. `images` has what concerns the images on the nodes.

pub(super) mod available;
mod closing;
pub(super) mod dense_set;
pub(super) mod idle_order;
mod image_locations;
mod images;
mod instances;
pub(super) mod lines;
mod load_tree;
pub(super) mod loads;
mod of_function;
mod outages;
pub(super) mod sorted_map;
mod tally;
mod waiting;

use std::cell::OnceCell;
use std::rc::Rc;

use index_vec::IndexVec;
use rustc_hash::FxHashMap;
use slotmap::SlotMap;

use super::image::KnownImage;
use super::instance::Instance;
use super::node::Node;
use super::resources::{Cores, Resources};
use super::{FunctionId, ImageId, InstanceId, NodeId};
use crate::storage::{FileId, NoSpace};
use crate::units::Bytes;
use available::Available;
use dense_set::DenseSet;
use idle_order::IdleOrder;
use image_locations::ImageLocations;
use lines::Lines;
use loads::Loads;
use of_function::OfFunction;

/// The nodes of a service and the instances on them.
pub(super) struct Cluster {
    nodes: IndexVec<NodeId, Node>,
    instances: SlotMap<InstanceId, Instance>,
    functions: IndexVec<FunctionId, OfFunction>,
    images: Rc<IndexVec<ImageId, KnownImage>>,
    // Looked up, never iterated.
    image_of: FxHashMap<FileId, ImageId>,
    locations: IndexVec<ImageId, ImageLocations>,
    with_core: DenseSet,
    free_cores: Cores,
    /// How many nodes are down.
    down: usize,
    /// How often anything has changed that a policy may see.
    changes: u64,
    /// The nodes from whose disk files have been evicted since [`Cluster::drop_images_that_left_the_disk`].
    evicted_on: Vec<NodeId>,
    /// The least of each that any node has: what fits into it fits on every node.
    least: Resources,
    next_number: u32,
    lines: Lines,
    /// Kept once a policy has asked for it.
    loads: OnceCell<Loads>,
    /// The next use of an instance is of this recency.
    next_recency: u64,
    /// In which order the instances of each function are kept, besides by node.
    order: IdleOrder,
    /// Whether new instances take no attempt before they have started.
    open_late: bool,
    /// How many instances have started.
    ready: u32,
}

impl Cluster {
    pub(super) fn new(nodes: Vec<Node>, images: Rc<IndexVec<ImageId, KnownImage>>) -> Self {
        let image = |(index, known): (usize, &KnownImage)| (known.file, ImageId::from_index(index));
        let mut with_core = DenseSet::default();
        for (index, node) in nodes.iter().enumerate() {
            if !node.free_cores.is_zero() {
                with_core.insert(index);
            }
        }
        Self {
            image_of: images.iter().enumerate().map(image).collect(),
            locations: images.iter().map(|_| ImageLocations::default()).collect(),
            images,
            with_core,
            free_cores: nodes
                .iter()
                .map(|node| node.free_cores)
                .fold(Cores::ZERO, |sum, cores| sum + cores),
            instances: SlotMap::with_key(),
            functions: IndexVec::new(),
            down: 0,
            changes: 0,
            evicted_on: Vec::new(),
            least: least(&nodes),
            next_number: 0,
            lines: Lines::default(),
            loads: OnceCell::new(),
            next_recency: 0,
            order: IdleOrder::ByNode,
            open_late: false,
            ready: 0,
            nodes: nodes.into(),
        }
    }

    pub(super) fn nodes(&self) -> &[Node] {
        self.nodes.as_raw_slice()
    }

    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node]
    }

    /// Whether there is such a node.
    pub(super) fn has_node(&self, node: NodeId) -> bool {
        node.index() < self.nodes.len()
    }

    /// A node, for what no index depends on: the files in use and their recency, and space that is given back.
    pub(super) fn node_mut(&mut self, node: NodeId) -> &mut Node {
        self.note_change(node);
        &mut self.nodes[node]
    }

    /// The nodes with a core that is at least partly free.
    pub(super) fn with_core(&self) -> &DenseSet {
        &self.with_core
    }

    /// The free cores of all nodes.
    pub(super) fn free_cores(&self) -> Cores {
        self.free_cores
    }

    /// Whether every node could hold so much if nothing else were there: none is down.
    pub(super) fn could_all_hold(&self, what: Resources) -> bool {
        self.down == 0 && what.fits(self.least)
    }

    /// Takes resources of a node, evicting images if need be. What the reservation of disk space evicted stays evicted even
    /// if the memory does not suffice.
    #[inline]
    pub(super) fn take(&mut self, node: NodeId, what: &Resources) -> Result<(), NoSpace> {
        if what.cores > self.nodes[node].free_cores || what.gpus > self.nodes[node].free_gpus {
            return Err(NoSpace);
        }
        if what.disk > Bytes::ZERO {
            self.reserve_disk(node, what.disk)?;
        }
        if what.memory > Bytes::ZERO
            && let Err(full) = self.reserve_memory(node, what.memory)
        {
            self.node_mut(node).disk.partition.release(what.disk);
            return Err(full);
        }
        self.nodes[node].free_gpus -= what.gpus;
        self.take_cores(node, what.cores)
    }

    /// Takes cores of a node.
    #[inline(always)]
    pub(super) fn take_cores(&mut self, node: NodeId, cores: Cores) -> Result<(), NoSpace> {
        let free = &mut self.nodes[node].free_cores;
        if cores > *free {
            return Err(NoSpace);
        }
        if !cores.is_zero() {
            *free -= cores;
            if free.is_zero() {
                self.with_core.remove(node.index());
            }
            self.free_cores -= cores;
        }
        self.note_change(node);
        Ok(())
    }

    /// Gives resources of a node back.
    #[inline]
    pub(super) fn give_back(&mut self, node: NodeId, what: &Resources) {
        let target = &mut self.nodes[node];
        target.disk.partition.release(what.disk);
        target.ram.release(what.memory);
        target.free_gpus += what.gpus;
        self.give_cores_back(node, what.cores);
    }

    /// Gives cores of a node back.
    #[inline(always)]
    pub(super) fn give_cores_back(&mut self, node: NodeId, cores: Cores) {
        if !cores.is_zero() {
            let free = &mut self.nodes[node].free_cores;
            if free.is_zero() {
                self.with_core.insert(node.index());
            }
            *free += cores;
            self.free_cores += cores;
        }
        self.set_due(node);
    }

    #[inline]
    pub(super) fn instance(&self, instance: InstanceId) -> Option<&Instance> {
        self.instances.get(instance)
    }

    /// An instance, for what no index depends on: its private storage and the transfers from and to it.
    pub(super) fn instance_mut(&mut self, instance: InstanceId) -> Option<&mut Instance> {
        self.changes += 1;
        self.instances.get_mut(instance)
    }

    /// The instances of a node, in order of creation.
    pub(super) fn instances_on(
        &self,
        node: NodeId,
    ) -> impl Iterator<Item = (InstanceId, &Instance)> + '_ {
        let ids = self.nodes[node].instances.iter_from(0);
        ids.map(|(_, id)| (id, &self.instances[id]))
    }

    /// The instances of all nodes.
    pub(super) fn all_instances(&self) -> impl Iterator<Item = &Instance> {
        self.instances.values()
    }

    /// How many more attempts an instance could take.
    pub(super) fn free_slots(&self, instance: InstanceId) -> u32 {
        self.instances.get(instance).map_or(0, Instance::free_slots)
    }

    /// The instances of a function with a free slot, by node and then by age.
    #[inline]
    pub(super) fn available(&self, function: FunctionId) -> &Available {
        match self.functions.get(function) {
            Some(known) => &known.available,
            None => Available::NONE,
        }
    }

    /// How often anything has changed that a policy may see: what it has seen is as it was if this is.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Something has changed that is not on any node.
    pub(super) fn note_change_elsewhere(&mut self) {
        self.changes += 1;
    }

    /// From now on, the instances of each function are kept in this order, too. There is none yet.
    pub(super) fn keep_order(&mut self, order: IdleOrder) {
        self.order = order;
    }

    /// The instances of a function with a free slot, in an order, if that is kept.
    pub(super) fn in_order(
        &self,
        function: FunctionId,
        order: IdleOrder,
    ) -> Option<impl Iterator<Item = (u64, InstanceId)> + '_> {
        let known = self.functions.get(function)?;
        (order == self.order).then(|| known.ordered.iter_from(0))
    }
}

/// The least of each resource that any node has.
fn least(nodes: &[Node]) -> Resources {
    let all = nodes.iter().map(Node::capacity);
    let least = all.reduce(|one, other| Resources {
        cores: one.cores.min(other.cores),
        memory: one.memory.min(other.memory),
        disk: one.disk.min(other.disk),
        gpus: one.gpus.min(other.gpus),
    });
    least.unwrap_or_default()
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(&self.nodes).finish()
    }
}

#[cfg(test)]
mod tests;
