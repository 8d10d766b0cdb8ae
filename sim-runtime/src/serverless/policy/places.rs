//! What those who wait at nodes hold there, from one round to the next.

use index_vec::IndexVec;

use super::kept::Held;
use crate::serverless::NodeId;
use crate::serverless::cluster::dense_set::DenseSet;
use crate::serverless::resources::{Cores, Resources};

/// The places that those hold who wait in the lines of nodes: books beside those of a round, which outlive it.
///
/// The scheduler may want them to be [held](super::Round::hold_places) in one round and not in the next, so they count only once
/// it has said so.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The nodes on which something is held.
    nodes: DenseSet,
    /// Those of them that have no core left beside it.
    full: DenseSet,
    /// What is held on them, with places for the nodes up to the last of them.
    held: IndexVec<NodeId, (Cores, Resources)>,
    /// The sum of the cores.
    cores: Cores,
    /// Whether they count in this round.
    count: bool,
    /// What is held from the end of this round on, on nodes with so many free cores.
    entering: Vec<(NodeId, Held, Cores)>,
    /// The nodes that are looked at in the next round whatever happens until then.
    again: DenseSet,
    /// How often schedulers had looked at the lines when they counted last.
    looks: Option<u64>,
}

impl Places {
    /// Whether what is held on a node counts in this round.
    #[inline]
    pub(super) fn is_held(&self, node: NodeId) -> bool {
        self.count && self.nodes.contains(node.index())
    }

    /// The cores that are held on a node.
    #[inline]
    pub(super) fn cores(&self, node: NodeId) -> Cores {
        match self.is_held(node) {
            true => self.held[node].0,
            false => Cores::ZERO,
        }
    }

    /// The disk space and memory that are held on a node.
    #[inline]
    pub(super) fn space(&self, node: NodeId) -> Resources {
        match self.is_held(node) {
            true => self.held[node].1,
            false => Resources::NONE,
        }
    }

    /// The sum of the cores that are held.
    pub(super) fn all_cores(&self) -> Cores {
        self.cores
    }

    /// The nodes on which all cores are taken by what is held.
    pub(super) fn full(&self) -> &DenseSet {
        &self.full
    }

    /// They count from now on, until the end of the round. Returns false, and forgets them, unless they have counted in the last
    /// round: else nobody has followed what happened on the nodes.
    pub(super) fn count(&mut self, looks: u64) -> bool {
        let follow = self.looks == looks.checked_sub(1);
        if !follow {
            *self = Self::default();
        }
        self.looks = Some(looks);
        self.count = true;
        follow
    }

    /// The round is over, whose own books had what was looked at in it.
    #[inline]
    pub(super) fn end(&mut self) {
        if std::mem::take(&mut self.count) {
            for (node, held, free) in std::mem::take(&mut self.entering) {
                self.hold(node, &held, free);
            }
        }
    }

    /// The nodes that must be looked at whatever has happened; they are not from now on.
    pub(super) fn take_again(&mut self) -> DenseSet {
        std::mem::take(&mut self.again)
    }

    /// A node must be looked at in the next round whatever happens until then.
    pub(super) fn look_again(&mut self, node: NodeId) {
        self.again.insert(node.index());
    }

    /// So much is held on a node with so many free cores once the round is over.
    pub(super) fn hold_from_now_on(&mut self, node: NodeId, held: Held, free: Cores) {
        self.entering.push((node, held, free));
    }

    fn hold(&mut self, node: NodeId, held: &Held, free: Cores) {
        if node.index() >= self.held.len() {
            let nothing = (Cores::ZERO, Resources::NONE);
            self.held.resize(node.index() + 1, nothing);
        }
        self.held[node] = (held.cores, held.space.unwrap_or_default());
        self.cores = self.cores.wrapping_add(held.cores);
        self.nodes.insert(node.index());
        if !free.is_zero() && free == held.cores {
            self.full.insert(node.index());
        }
    }

    /// Nothing is held on a node any more.
    pub(super) fn release(&mut self, node: NodeId) {
        if self.nodes.contains(node.index()) {
            self.cores = self.cores.wrapping_sub(self.held[node].0);
            self.nodes.remove(node.index());
            self.full.remove(node.index());
        }
    }
}
