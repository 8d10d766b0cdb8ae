//! The attempts that wait at nodes, and what there is to do on each.

use super::Cluster;
use super::lines::Lines;
use super::loads::Loads;
use crate::serverless::queue::Queued;
use crate::serverless::resources::Cores;
use crate::serverless::{AttemptId, NodeId};

impl Cluster {
    /// The attempts that are bound to nodes.
    pub(in crate::serverless) fn lines(&self) -> &Lines {
        &self.lines
    }

    /// A scheduler has had its round.
    pub(in crate::serverless) fn set_looked_at(&mut self) {
        if !self.lines.is_empty() {
            self.lines.set_looked_at();
        }
    }

    /// How much there is to do on each node.
    pub(in crate::serverless) fn loads(&self) -> &Loads {
        self.loads.get_or_init(|| {
            let nodes = self.nodes.iter_enumerated();
            Loads::new(nodes.map(|(id, node)| {
                let cores = if node.is_down {
                    Cores::ZERO
                } else {
                    node.cores
                };
                let running = self.instances_on(id).map(|(_, instance)| instance.active());
                (cores, running.sum::<u32>() + self.lines.at(id).len() as u32)
            }))
        })
    }

    /// An attempt more has its place on a node.
    #[inline]
    pub(super) fn note_attempt(&mut self, node: NodeId) {
        if let Some(loads) = self.loads.get_mut() {
            loads.add(node);
        }
    }

    /// A node has other cores than before: none while it is down.
    pub(super) fn note_cores(&mut self, node: NodeId, cores: Cores) {
        if let Some(loads) = self.loads.get_mut() {
            loads.set_cores(node, cores);
        }
    }

    /// So many attempts have their place on a node no more.
    #[inline]
    pub(super) fn note_gone(&mut self, node: NodeId, attempts: u32) {
        if let Some(loads) = self.loads.get_mut() {
            loads.subtract(node, attempts);
        }
    }

    /// An attempt waits at a node from now on.
    pub(in crate::serverless) fn bind(&mut self, node: NodeId, queued: Queued) {
        self.changes += 1;
        self.lines.push(node, queued);
        self.note_attempt(node);
    }

    /// An attempt leaves the line in which it waits; returns false if it waits in none.
    #[inline]
    pub(in crate::serverless) fn unbind(&mut self, attempt: AttemptId) -> bool {
        !self.lines.is_empty() && self.leave_line(attempt)
    }

    #[inline(never)]
    fn leave_line(&mut self, attempt: AttemptId) -> bool {
        self.changes += 1;
        let node = self.lines.remove(attempt);
        if let Some(node) = node {
            self.note_gone(node, 1);
        }
        node.is_some()
    }

    /// Something has changed on a node.
    #[inline]
    pub(super) fn note_change(&mut self, node: NodeId) {
        self.changes += 1;
        if !self.lines.is_empty() {
            self.lines.note_change(node);
        }
    }

    /// The same, and those who wait at the node, if any do, may be able to go on.
    #[inline]
    pub(super) fn set_due(&mut self, node: NodeId) {
        self.changes += 1;
        if !self.lines.is_empty() {
            self.lines.set_due(node);
        }
    }
}
