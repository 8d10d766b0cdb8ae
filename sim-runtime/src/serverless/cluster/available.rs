//! The instances of one function that could take another attempt, by node and then by age.

use super::dense_set::DenseSet;
use super::sorted_map::SortedMap;
use crate::serverless::{InstanceId, NodeId};

/// The instances of one function with a free slot, by node and then by age.
#[derive(Clone, Debug)]
pub(in crate::serverless) struct Available(SortedMap<InstanceId>);

impl Available {
    pub(in crate::serverless) const NONE: &'static Self = &Self(SortedMap::new());

    pub(super) const fn new() -> Self {
        Self(SortedMap::new())
    }

    pub(in crate::serverless) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::serverless) fn len(&self) -> usize {
        self.0.len()
    }

    /// The one that so many come before.
    pub(in crate::serverless) fn nth(&self, place: usize) -> Option<InstanceId> {
        self.0.nth(place).map(|(_, instance)| instance)
    }

    pub(super) fn insert(&mut self, node: NodeId, number: u32, instance: InstanceId) {
        self.0.insert(key(node, number), instance);
    }

    /// Returns whether it was there.
    pub(super) fn remove(&mut self, node: NodeId, number: u32) -> bool {
        self.0.remove(key(node, number))
    }

    /// Those among the first few that are on one of these nodes, and the node and number of the last of the first few.
    pub(in crate::serverless) fn first_few_on<'a>(
        &'a self,
        nodes: &'a DenseSet,
    ) -> (impl Iterator<Item = InstanceId> + 'a, Option<(NodeId, u32)>) {
        let on_one = |(key, _): &&(u64, InstanceId)| nodes.contains((key >> u32::BITS) as usize);
        let few = self.0.first_few();
        let last = self.0.first_few().next_back();
        let found = few.filter(on_one).map(|(_, instance)| *instance);
        let last = last.map(|(key, _)| (node_of(*key), *key as u32));
        (found, last)
    }

    /// The first one from a node on, or of that node from a number on.
    pub(in crate::serverless) fn next_from(
        &self,
        node: NodeId,
        number: u32,
    ) -> Option<(NodeId, u32, InstanceId)> {
        let (key, instance) = self.0.next_from(key(node, number))?;
        Some((node_of(key), key as u32, instance))
    }

    /// Those from a node on.
    pub(in crate::serverless) fn iter_from(
        &self,
        node: NodeId,
    ) -> impl Iterator<Item = (NodeId, InstanceId)> + '_ {
        let instances = self.0.iter_from(key(node, 0));
        instances.map(|(key, instance)| (node_of(key), instance))
    }
}

/// The place of an instance among those of its function.
fn key(node: NodeId, number: u32) -> u64 {
    (node.index() as u64) << u32::BITS | u64::from(number)
}

fn node_of(key: u64) -> NodeId {
    NodeId::from_index((key >> u32::BITS) as usize)
}
