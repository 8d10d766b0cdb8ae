//! The attempts that are bound to a node and wait there: a line for each node.

use std::collections::VecDeque;

use index_vec::IndexVec;
use slotmap::SecondaryMap;

use super::dense_set::DenseSet;
use crate::serverless::queue::Queued;
use crate::serverless::{AttemptId, FunctionId, NodeId};

/// A line of attempts at each node, in the order of the queue discipline.
#[derive(Debug, Default)]
pub(in crate::serverless) struct Lines {
    /// As many as there are nodes up to the last that has had one.
    lines: IndexVec<NodeId, VecDeque<Queued>>,
    places: SecondaryMap<AttemptId, NodeId>,
    waiting: usize,
    of_function: IndexVec<FunctionId, u32>,
    /// The nodes at which somebody waits.
    occupied: DenseSet,
    /// Those of them where something has changed since a scheduler looked.
    due: DenseSet,
    /// The nodes where anything has changed since then, or in their lines; while nobody waits anywhere, in their lines.
    changed: DenseSet,
    /// How often schedulers have looked while somebody waited.
    looks: u64,
    /// By node: how often anything has changed there, or in its line otherwise than at the end, while anybody waited anywhere;
    /// at least once before somebody waits there.
    changes: IndexVec<NodeId, u64>,
}

impl Lines {
    pub(in crate::serverless) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// How many wait at all nodes.
    pub(in crate::serverless) fn len(&self) -> usize {
        self.waiting
    }

    /// Those that wait at a node.
    pub(in crate::serverless) fn at(&self, node: NodeId) -> impl ExactSizeIterator<Item = &Queued> {
        self.lines.get(node).map(VecDeque::iter).unwrap_or_default()
    }

    /// How many attempts of a function wait in lines.
    pub(in crate::serverless) fn of_function(&self, function: FunctionId) -> usize {
        self.of_function
            .get(function)
            .map_or(0, |waiting| *waiting as usize)
    }

    /// The node that an attempt is bound to.
    pub(in crate::serverless) fn place(&self, attempt: AttemptId) -> Option<NodeId> {
        self.places.get(attempt).copied()
    }

    /// The nodes at which somebody waits.
    pub(in crate::serverless) fn occupied(&self) -> &DenseSet {
        &self.occupied
    }

    /// Those of them where something has changed since [`Lines::set_looked_at`].
    pub(in crate::serverless) fn due(&self) -> &DenseSet {
        &self.due
    }

    /// The nodes where anything has changed since [`Lines::set_looked_at`], or in their lines.
    pub(in crate::serverless) fn changed(&self) -> &DenseSet {
        &self.changed
    }

    /// How often schedulers have looked while somebody waited.
    pub(in crate::serverless) fn looks(&self) -> u64 {
        self.looks
    }

    /// A scheduler has had its round.
    pub(in crate::serverless) fn set_looked_at(&mut self) {
        self.looks += 1;
        self.due.clear();
        self.changed.clear();
    }

    /// Those that wait at a node, without so many at the front.
    pub(in crate::serverless) fn from(
        &self,
        node: NodeId,
        place: usize,
    ) -> impl Iterator<Item = &Queued> {
        let line = self.lines.get(node);
        let rest = line.map(|line| line.range(place.min(line.len())..));
        rest.unwrap_or_default()
    }

    /// How often anything has changed on a node where somebody waits, or in its line otherwise than at the end.
    pub(in crate::serverless) fn changes(&self, node: NodeId) -> u64 {
        self.changes.get(node).copied().unwrap_or_default()
    }

    /// Something has changed on a node.
    pub(super) fn note_change(&mut self, node: NodeId) {
        if let Some(changes) = self.changes.get_mut(node) {
            *changes += 1;
            self.changed.insert(node.index());
        }
    }

    /// Something has changed on a node that may allow those who wait there to go on.
    pub(super) fn set_due(&mut self, node: NodeId) {
        self.note_change(node);
        if self.occupied.contains(node.index()) {
            self.due.insert(node.index());
        }
    }

    /// An attempt that was bound nowhere waits at a node, behind those whose key is not larger.
    pub(super) fn push(&mut self, node: NodeId, queued: Queued) {
        if node.index() >= self.lines.len() {
            self.lines.resize(node.index() + 1, VecDeque::new());
            self.changes.resize(node.index() + 1, 0);
        }
        let function = queued.function;
        if function.index() >= self.of_function.len() {
            self.of_function.resize(function.index() + 1, 0);
        }
        self.of_function[function] += 1;
        self.places.insert(queued.attempt, node);
        self.waiting += 1;
        let line = &mut self.lines[node];
        match line.back() {
            Some(last) if last.key <= queued.key => line.push_back(queued),
            _ => {
                let place = line.partition_point(|other| other.key <= queued.key);
                line.insert(place, queued);
                self.changes[node] += 1;
            }
        }
        self.occupied.insert(node.index());
        self.due.insert(node.index());
        self.changed.insert(node.index());
    }

    /// An attempt leaves its line; returns its node, if it was bound to one.
    pub(super) fn remove(&mut self, attempt: AttemptId) -> Option<NodeId> {
        let node = self.places.remove(attempt)?;
        let line = &mut self.lines[node];
        let place = line.iter().position(|queued| queued.attempt == attempt)?;
        let queued = line.remove(place)?;
        self.changes[node] += 1;
        self.changed.insert(node.index());
        self.waiting -= 1;
        self.of_function[queued.function] -= 1;
        if line.is_empty() {
            self.occupied.remove(node.index());
            self.due.remove(node.index());
        } else {
            // Those behind it have come nearer.
            self.due.insert(node.index());
        }
        Some(node)
    }
}
