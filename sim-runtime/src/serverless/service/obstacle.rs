//! Why an attempt is not dispatched: what a message says when nothing can happen any more.

use super::Service;
use crate::serverless::{AttemptId, Node, NodeId, Resources};
use crate::storage::StorageId;

/// What an attempt waits for that is not dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its image is on its way from a storage to the head host.
    Download {
        /// From where.
        from: StorageId,
    },
    /// Its image is on its way to the disk or into the memory of a node.
    Move {
        /// Which.
        node: NodeId,
    },
    /// A node has room for a new instance.
    NotPlaced {
        /// The first.
        node: NodeId,
        /// Whether the image is on its disk.
        has_image: bool,
    },
    /// The scaler alone makes instances, and wants no more.
    NotWanted {
        /// How many it wants.
        wanted: u32,
        /// How many there are, or are to come.
        instances: u32,
    },
    /// A node that could have room for a new instance is down, and no other has room.
    NodeDown {
        /// The first.
        node: NodeId,
    },
    /// No node has room for a new instance.
    NoRoom {
        /// What an invocation in a new instance takes, its image included.
        needed: Resources,
        /// The node with the most memory that is free.
        node: NodeId,
        /// What is free there.
        free: Resources,
    },
}

impl Service {
    /// What an attempt waits for, if it is one that is not dispatched.
    pub fn obstacle(&self, attempt: AttemptId) -> Option<Obstacle> {
        let attempt = self.attempts.get(attempt)?;
        let registration = self.state.registrations.get(attempt.function)?;
        let image = registration.image;
        if let Some(download) = self.downloads.get(&image) {
            let from = download.source;
            return Some(Obstacle::Download { from });
        }
        let cluster = &self.state.cluster;
        if self.state.scaler_makes_all {
            let instances = cluster.alive(attempt.function) + self.coming(attempt.function);
            let wanted = self.wanted_by_scaler(attempt.function);
            let wanted = wanted.max(registration.min_instances);
            if wanted <= instances {
                return Some(Obstacle::NotWanted { wanted, instances });
            }
        }
        let locations = cluster.locations(image);
        let nodes = || {
            let nodes = self.nodes().iter().enumerate();
            nodes.map(|(index, node)| (NodeId::from_index(index), node))
        };
        let moving =
            |index: usize| locations.copying.contains(index) || locations.loading.contains(index);
        if let Some((node, _)) = nodes().find(|(id, _)| moving(id.index())) {
            return Some(Obstacle::Move { node });
        }
        let charge = &registration.charge;
        let needs = |node: NodeId| {
            let (ram, index) = (self.images[image].image.ram, node.index());
            let mut needed = charge.of_new();
            if !locations.on_disk.contains(index) {
                needed.disk += cluster.missing_on_disk(node, image);
            }
            if !locations.in_memory.contains(index) {
                needed.memory += ram;
            }
            needed
        };
        let has_room = |id: NodeId, node: &Node| !node.is_down && needs(id).fits(node.free());
        if let Some((node, _)) = nodes().find(|(id, node)| has_room(*id, node)) {
            let has_image = locations.on_disk.contains(node.index());
            return Some(Obstacle::NotPlaced { node, has_image });
        }
        let could = |id: NodeId, node: &Node| node.is_down && needs(id).fits(node.capacity());
        if let Some((node, _)) = nodes().find(|(id, node)| could(*id, node)) {
            return Some(Obstacle::NodeDown { node });
        }
        let (node, most) = nodes().max_by_key(|(_, node)| node.free().memory)?;
        Some(Obstacle::NoRoom {
            needed: needs(node),
            node,
            free: most.free(),
        })
    }
}
