//! How much there is to do on each node: the attempts that start, run, or wait there.

use std::cell::OnceCell;

use index_vec::IndexVec;

use super::load_tree::LoadTree;
use crate::serverless::NodeId;
use crate::serverless::resources::Cores;

/// The attempts that start or run on each node or are bound to it.
///
/// A load is their number over that of the node's cores. They are counted when a policy first asks, and so is an index of the
/// loads made; both are kept from then on.
#[derive(Debug)]
pub(in crate::serverless) struct Loads {
    attempts: IndexVec<NodeId, u32>,
    cores: IndexVec<NodeId, f64>,
    all_cores: f64,
    total: u64,
    index: OnceCell<LoadTree>,
}

impl Loads {
    /// The cores of each node, and the attempts there.
    pub(super) fn new(nodes: impl Iterator<Item = (Cores, u32)>) -> Self {
        // A node without cores, on which nothing can run, is as loaded as one can be.
        let (cores, attempts): (Vec<f64>, Vec<u32>) = nodes
            .map(|(cores, attempts)| (cores.get(), attempts))
            .unzip();
        Self {
            all_cores: cores.iter().sum(),
            cores: cores.into(),
            total: attempts.iter().copied().map(u64::from).sum(),
            attempts: attempts.into(),
            index: OnceCell::new(),
        }
    }

    /// How many attempts start or run on a node or are bound to it.
    pub(in crate::serverless) fn attempts(&self, node: NodeId) -> u32 {
        self.attempts[node]
    }

    /// How many there are on all nodes.
    pub(in crate::serverless) fn total(&self) -> u64 {
        self.total
    }

    /// Which share of all cores a node has.
    pub(in crate::serverless) fn share(&self, node: NodeId) -> f64 {
        self.cores[node] / self.all_cores
    }

    /// The load of a node if so many more attempts were there.
    pub(in crate::serverless) fn with(&self, node: NodeId, more: u32) -> Load {
        Load::new(self.attempts[node] + more, self.cores[node])
    }

    /// How many attempts there can be on a node, beside so many more than are there, before its load is as high as a level.
    pub(in crate::serverless) fn below(&self, node: NodeId, more: u32, level: f64) -> usize {
        let is_below = |count: usize| {
            let load = (f64::from(self.attempts[node] + more) + count as f64) / self.cores[node];
            load < level
        };
        let there = f64::from(self.attempts[node] + more);
        let mut count = (level * self.cores[node] - there).max(0.0) as usize;
        // The product may have been rounded.
        while count > 0 && !is_below(count - 1) {
            count -= 1;
        }
        while is_below(count) {
            count += 1;
        }
        count
    }

    /// The least loaded node of those that are accepted, the first of several.
    pub(in crate::serverless) fn least(
        &self,
        mut accepts: impl FnMut(NodeId) -> bool,
    ) -> Option<(Load, NodeId)> {
        let index = self.index.get_or_init(|| {
            let nodes = (0..self.cores.len()).map(NodeId::from_index);
            LoadTree::new(nodes.map(|node| self.with(node, 0).0))
        });
        let (load, node) = index.least(|node| accepts(NodeId::from_index(node)))?;
        Some((Load(load), NodeId::from_index(node)))
    }

    /// A node has other cores than before: none while it is down.
    pub(super) fn set_cores(&mut self, node: NodeId, cores: Cores) {
        self.cores[node] = cores.get();
        self.all_cores = self.cores.iter().sum();
        self.note(node);
    }

    pub(super) fn add(&mut self, node: NodeId) {
        self.attempts[node] += 1;
        self.total += 1;
        self.note(node);
    }

    pub(super) fn subtract(&mut self, node: NodeId, attempts: u32) {
        self.attempts[node] -= attempts;
        self.total -= u64::from(attempts);
        self.note(node);
    }

    #[inline]
    fn note(&mut self, node: NodeId) {
        if self.index.get().is_some() {
            self.note_in_index(node);
        }
    }

    #[inline(never)]
    fn note_in_index(&mut self, node: NodeId) {
        let load = self.with(node, 0);
        if let Some(index) = self.index.get_mut() {
            index.set(node.index(), load.0);
        }
    }
}

/// Attempts a core, as a number whose order is that of the loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::serverless) struct Load(u64);

impl Load {
    fn new(attempts: u32, cores: f64) -> Self {
        // The bits of numbers that are not negative have the order of the numbers.
        Self(match cores > 0.0 {
            true => (f64::from(attempts) / cores).to_bits(),
            false => f64::INFINITY.to_bits(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(index: usize) -> NodeId {
        NodeId::from_index(index)
    }

    #[test]
    fn the_least_loaded_node_has_the_fewest_attempts_for_its_cores() {
        let cores = [2, 8, 0].map(Cores::new);
        let mut loads = Loads::new(cores.into_iter().map(|cores| (cores, 0)));
        let least = |loads: &Loads| loads.least(|_| true).map(|(_, node)| node);
        assert_eq!(least(&loads), Some(node(0)));
        loads.add(node(0));
        assert_eq!(least(&loads), Some(node(1)));
        for _ in 0..4 {
            loads.add(node(1));
        }
        // One of 2 cores, and four of 8: the first of equal ones.
        assert_eq!(least(&loads), Some(node(0)));
        assert_eq!(loads.with(node(0), 0), loads.with(node(1), 0));
        loads.subtract(node(1), 1);
        assert_eq!(least(&loads), Some(node(1)));
        // One of 2 cores, and three of 8.
        let below = |level| [0, 1, 2].map(|one| loads.below(node(one), 0, level));
        assert_eq!(below(0.375), [0, 0, 0]);
        assert_eq!(below(0.5), [0, 1, 0]);
        assert_eq!(below(1.1), [2, 6, 0]);
        assert_eq!(loads.below(node(1), 4, 1.1), 2);
        assert_eq!(loads.total(), 4);
        assert_eq!(
            loads.least(|one| one == node(2)).map(|(_, node)| node),
            Some(node(2))
        );
    }
}
