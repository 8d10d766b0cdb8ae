//! The attempts that wait at nodes, and what there is to do on each.

use super::Cluster;
use super::lines::Lines;
use super::loads::Loads;
use crate::serverless::queue::Queued;
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
        &self.loads
    }

    /// An attempt waits at a node from now on.
    pub(in crate::serverless) fn bind(&mut self, node: NodeId, queued: Queued) {
        self.lines.push(node, queued);
        self.loads.add(node);
    }

    /// An attempt leaves the line in which it waits; returns false if it waits in none.
    #[inline]
    pub(in crate::serverless) fn unbind(&mut self, attempt: AttemptId) -> bool {
        !self.lines.is_empty() && self.leave_line(attempt)
    }

    #[inline(never)]
    fn leave_line(&mut self, attempt: AttemptId) -> bool {
        let node = self.lines.remove(attempt);
        if let Some(node) = node {
            self.loads.subtract(node, 1);
        }
        node.is_some()
    }

    /// Those who wait at a node, if any do, may be able to go on.
    #[inline]
    pub(super) fn set_due(&mut self, node: NodeId) {
        if !self.lines.is_empty() {
            self.lines.set_due(node);
        }
    }
}
