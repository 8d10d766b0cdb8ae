//! Nodes that go down and come up again.

use super::Cluster;
use crate::serverless::queue::Queued;
use crate::serverless::resources::Cores;
use crate::serverless::{ImageId, NodeId};
use crate::storage::FileId;

impl Cluster {
    /// Whether a node is up.
    #[inline]
    pub(in crate::serverless) fn is_up(&self, node: NodeId) -> bool {
        !self.nodes[node].is_down
    }

    /// The first node from this place on that is up.
    pub(in crate::serverless) fn next_up(&self, from: usize) -> Option<usize> {
        let mut later = from..self.nodes.len();
        later.find(|index| self.down == 0 || self.is_up(NodeId::from_index(*index)))
    }

    /// A node goes down that nothing runs on any more: its images are gone, and nothing of it is free.
    pub(in crate::serverless) fn set_down(&mut self, id: NodeId) {
        self.note_change(id);
        let node = &mut self.nodes[id];
        node.is_down = true;
        self.free_cores -= node.free_cores;
        (node.free_cores, node.free_gpus) = (Cores::ZERO, 0);
        let (on_disk, in_memory) = (node.disk.partition.remove_all(), node.ram.remove_all());
        self.with_core.remove(id.index());
        self.down += 1;
        for file in on_disk {
            if let Some(image) = self.image_of(file) {
                self.locations[image].on_disk.remove(id.index());
            }
        }
        for file in in_memory {
            if let Some(image) = self.image_of(file) {
                self.locations[image].in_memory.remove(id.index());
            }
        }
        self.note_cores(id, Cores::ZERO);
    }

    /// A node is up again: empty and cold.
    pub(in crate::serverless) fn set_up(&mut self, id: NodeId) {
        let node = &mut self.nodes[id];
        node.is_down = false;
        (node.free_cores, node.free_gpus) = (node.cores, node.gpus);
        let cores = node.cores;
        self.free_cores += cores;
        self.down -= 1;
        if !cores.is_zero() {
            self.with_core.insert(id.index());
        }
        self.note_cores(id, cores);
        self.set_due(id);
    }

    /// Those who wait at a node leave their line.
    pub(in crate::serverless) fn unbind_all(&mut self, node: NodeId) -> Vec<Queued> {
        let line: Vec<Queued> = self.lines.at(node).copied().collect();
        for queued in &line {
            self.unbind(queued.attempt);
        }
        line
    }

    fn image_of(&self, file: FileId) -> Option<ImageId> {
        self.image_of.get(&file).copied()
    }
}
