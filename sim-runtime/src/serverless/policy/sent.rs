//! The attempts that a round has sent to nodes.

use index_vec::IndexVec;

use crate::serverless::NodeId;
use crate::serverless::cluster::dense_set::DenseSet;

/// The attempts that a round has sent to nodes, and the lines that it has looked at.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// As long as the nodes to which something has ever been sent need.
    to: IndexVec<NodeId, u32>,
    /// The nodes to which something has been sent.
    nodes: Vec<NodeId>,
    total: u64,
    served: DenseSet,
    /// Whether there is anything to forget.
    is_used: bool,
}

impl Sent {
    /// How many have been sent to a node.
    pub(super) fn to(&self, node: NodeId) -> u32 {
        self.to.get(node).copied().unwrap_or_default()
    }

    /// The nodes to which something has been sent.
    pub(super) fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// How many have been sent at all.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// One is sent to a node.
    pub(super) fn add(&mut self, node: NodeId) {
        self.add_several(node, 1);
    }

    /// So many are sent to a node.
    pub(super) fn add_several(&mut self, node: NodeId, count: u32) {
        if node.index() >= self.to.len() {
            self.to.resize(node.index() + 1, 0);
        }
        if self.to[node] == 0 {
            self.nodes.push(node);
        }
        self.to[node] += count;
        self.total += u64::from(count);
        self.is_used = true;
    }

    /// The line of a node is looked at; returns false if it has been before.
    pub(super) fn serve(&mut self, node: NodeId) -> bool {
        let first = !self.served.contains(node.index());
        self.served.insert(node.index());
        self.is_used = true;
        first
    }

    /// Forgets all.
    #[inline]
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.is_used) {
            self.forget();
        }
    }

    #[inline(never)]
    fn forget(&mut self) {
        for node in self.nodes.drain(..) {
            self.to[node] = 0;
        }
        self.total = 0;
        self.served.clear();
    }
}
