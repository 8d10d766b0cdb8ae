//! A scheduling round: the view, and what the decisions made so far have taken from it.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{NodeView, Pending, View};
use super::{Decisions, Dispatch, Footprint};
use crate::serverless::dense_set::DenseSet;
use crate::serverless::{ContainerId, ImageId, NodeId};

/// The memory of a round, which the next one uses again.
#[derive(Debug, Default)]
pub(in crate::serverless) struct Scratch {
    /// By node: the cores that decisions have taken.
    taken: Vec<u32>,
    /// The nodes whose cores have been taken.
    touched: Vec<NodeId>,
    /// The nodes that have lost their last core in this round, but not in `with_core`.
    exhausted: Vec<NodeId>,
    /// The nodes with a core left, once some has lost its last one.
    with_core: DenseSet,
    claimed: BTreeSet<ContainerId>,
    loading: BTreeSet<(ImageId, NodeId)>,
    copying: BTreeSet<(ImageId, NodeId)>,
    space: BTreeMap<NodeId, Footprint>,
    pub(in crate::serverless) decisions: Decisions,
}

impl Scratch {
    fn is_used(&self) -> bool {
        !(self.claimed.is_empty()
            && self.loading.is_empty()
            && self.copying.is_empty()
            && self.space.is_empty())
    }
}

/// The state as a round leaves it: what the decisions made so far have taken.
pub(super) struct Round<'a> {
    view: &'a View<'a>,
    /// The sum of the cores that are left.
    left: u64,
    /// Whether `with_core` of the scratch memory counts, and not that of the cluster.
    diverged: bool,
    /// The container that was claimed last; it is not among `claimed` yet, since mostly nobody asks.
    latest: Option<ContainerId>,
    scratch: Box<Scratch>,
}

/// How near a node is to being able to run an invocation, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Readiness {
    IdleContainer(ContainerId),
    InMemory,
    Loading,
    OnDisk,
    Copying,
    Nothing,
}

impl<'a> Round<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Self {
        let mut scratch = view.cluster.scratch().take().unwrap_or_default();
        scratch.taken.resize(view.cluster.nodes().len(), 0);
        Self {
            view,
            left: view.free_cores(),
            diverged: false,
            latest: None,
            scratch,
        }
    }

    /// What has been decided.
    pub(super) fn into_decisions(mut self) -> Decisions {
        let scratch = &mut *self.scratch;
        for node in scratch.touched.drain(..) {
            scratch.taken[node.index()] = 0;
        }
        scratch.exhausted.clear();
        // Most rounds have used none of these.
        if scratch.is_used() {
            scratch.claimed.clear();
            scratch.loading.clear();
            scratch.copying.clear();
            scratch.space.clear();
        }
        let decisions = std::mem::take(&mut scratch.decisions);
        self.view.cluster.scratch().set(Some(self.scratch));
        decisions
    }

    /// The cores of a node that are left in this round.
    pub(super) fn cores(&self, node: NodeId) -> u32 {
        let free = self.view.cluster.node(node).free_cores;
        free.wrapping_sub(self.scratch.taken[node.index()])
    }

    /// Whether any node has a core left.
    pub(super) fn has_cores(&self) -> bool {
        self.left > 0
    }

    /// Takes a core of a node; the count of a node without any left wraps, as the reference's does (SEMANTICS 5.2).
    pub(super) fn take_core(&mut self, node: NodeId) {
        let cores = self.cores(node);
        self.left = self.left.saturating_sub(u64::from(cores > 0));
        if cores == 1 {
            self.scratch.exhausted.push(node);
        }
        let taken = &mut self.scratch.taken[node.index()];
        if *taken == 0 {
            self.scratch.touched.push(node);
        }
        *taken = taken.wrapping_add(1);
    }

    /// The nodes with a core left.
    pub(super) fn with_core(&mut self) -> &DenseSet {
        if !self.scratch.exhausted.is_empty() {
            if !self.diverged {
                self.diverged = true;
                self.scratch.with_core.copy(self.view.cluster.with_core());
            }
            while let Some(node) = self.scratch.exhausted.pop() {
                self.scratch.with_core.remove(node.index());
            }
        }
        self.cores_left()
    }

    /// The same, if what has been exhausted has been noted.
    fn cores_left(&self) -> &DenseSet {
        if self.diverged {
            &self.scratch.with_core
        } else {
            self.view.cluster.with_core()
        }
    }

    /// The first node with a core left that is nearest to being able to run an invocation, and that could hold it.
    pub(super) fn nearest(&mut self, pending: &Pending) -> Option<(NodeId, Readiness)> {
        let footprint = self.view.footprint(pending);
        if let Some((node, container)) = self.first_idle(pending) {
            return Some((node, Readiness::IdleContainer(container)));
        }
        let (view, image) = (self.view, pending.image);
        let places = view.cluster.whereabouts(image);
        self.with_core();
        let nothing = BTreeSet::new();
        let everywhere = [
            (&places.in_memory, &nothing, Readiness::InMemory),
            (&places.loading, &self.scratch.loading, Readiness::Loading),
            (&places.on_disk, &nothing, Readiness::OnDisk),
            (&places.copying, &self.scratch.copying, Readiness::Copying),
        ];
        for (before, decided, readiness) in everywhere {
            let next = |from: usize| {
                let from = NodeId::from_index(from);
                let decided = decided.range((image, from)..).next();
                let decided = decided.filter(|(other, _)| *other == image);
                let decided = decided.map(|(_, node)| node.index());
                let before = before.next_from(from.index());
                before.into_iter().chain(decided).min()
            };
            if let Some(node) = self.first_able(footprint, next) {
                return Some((node, readiness));
            }
        }
        let node = self.first_able(footprint, Some)?;
        Some((node, Readiness::Nothing))
    }

    /// The first idle container of an invocation's function, by node and age, on a node with a core left.
    pub(super) fn first_idle(&mut self, pending: &Pending) -> Option<(NodeId, ContainerId)> {
        let view = self.view;
        let idle = view.cluster.idle(pending.function);
        self.with_core();
        let mut next = (NodeId::from_index(0), 0);
        // To look at a few is cheaper than to leap over those on nodes without a core.
        let with_core = self.cores_left();
        for (node, number, container) in idle.first_few() {
            if with_core.contains(node.index()) && !self.is_claimed(container) {
                return Some((node, container));
            }
            next = (node, number + 1);
        }
        loop {
            let (node, number, container) = idle.next_from(next.0, next.1)?;
            next = if !self.contains_core(node) {
                (NodeId::from_index(self.next_core(node.index() + 1)?), 0)
            } else if !self.is_claimed(container) {
                return Some((node, container));
            } else {
                (node, number + 1)
            };
        }
    }

    /// The first node among those that `next` steps through, with a core left, that could hold so much.
    ///
    /// What has been exhausted must have been noted, by [`Round::with_core`].
    pub(super) fn first_able(
        &self,
        footprint: Footprint,
        next: impl Fn(usize) -> Option<usize>,
    ) -> Option<NodeId> {
        let mut from = 0;
        loop {
            let candidate = next(from)?;
            from = self.next_core(candidate)?;
            let node = NodeId::from_index(candidate);
            if from == candidate {
                if self.could_hold(node, footprint) {
                    return Some(node);
                }
                from += 1;
            }
        }
    }

    /// The first node with a core left that is as asked.
    pub(super) fn first(&mut self, is: impl Fn(&Self, NodeId) -> bool) -> Option<NodeId> {
        self.with_core();
        let mut from = 0;
        loop {
            let node = NodeId::from_index(self.next_core(from)?);
            if is(self, node) {
                return Some(node);
            }
            from = node.index() + 1;
        }
    }

    fn could_hold(&self, node: NodeId, footprint: Footprint) -> bool {
        self.view.cluster.could_all_hold(footprint) || self.view.node(node).could_hold(footprint)
    }

    fn next_core(&self, from: usize) -> Option<usize> {
        self.cores_left().next_from(from)
    }

    fn contains_core(&self, node: NodeId) -> bool {
        self.cores_left().contains(node.index())
    }

    fn is_claimed(&self, container: ContainerId) -> bool {
        self.latest == Some(container)
            || (!self.scratch.claimed.is_empty() && self.scratch.claimed.contains(&container))
    }

    /// How near a node is to being able to run an invocation, with what the round has already decided.
    pub(super) fn readiness(&self, pending: &Pending, node: NodeView<'_>) -> Readiness {
        let key = (pending.image, node.id());
        let mut idle = node
            .idle(pending.function)
            .filter(|container| !self.is_claimed(*container));
        if let Some(container) = idle.next() {
            Readiness::IdleContainer(container)
        } else if node.has_in_memory(pending.image) {
            Readiness::InMemory
        } else if node.is_loading(pending.image) || self.scratch.loading.contains(&key) {
            Readiness::Loading
        } else if node.has_on_disk(pending.image) {
            Readiness::OnDisk
        } else if node.is_copying(pending.image) || self.scratch.copying.contains(&key) {
            Readiness::Copying
        } else {
            Readiness::Nothing
        }
    }

    /// What decisions have taken from the free space of a node; only what [`Round::take_space`] was told counts.
    pub(super) fn space(&self, node: NodeId) -> Footprint {
        self.scratch.space.get(&node).copied().unwrap_or_default()
    }

    /// Notes that a decision will take space of a node.
    pub(super) fn take_space(&mut self, node: NodeId, footprint: Footprint) {
        let taken = self.scratch.space.entry(node).or_default();
        taken.disk += footprint.disk;
        taken.memory += footprint.memory;
    }

    /// Does on a node what brings an invocation nearer to running.
    pub(super) fn proceed(&mut self, pending: &Pending, node: NodeId, readiness: Readiness) {
        let invocation = pending.invocation;
        let scratch = &mut *self.scratch;
        match readiness {
            Readiness::IdleContainer(container) => {
                scratch.claimed.extend(self.latest.replace(container));
                scratch.decisions.dispatches.push(Dispatch {
                    invocation,
                    node,
                    container: Some(container),
                });
            }
            Readiness::InMemory => {
                scratch.decisions.dispatches.push(Dispatch {
                    invocation,
                    node,
                    container: None,
                });
            }
            Readiness::OnDisk => {
                scratch.loading.insert((pending.image, node));
                scratch.decisions.loads.push((node, pending.image));
            }
            Readiness::Nothing => {
                scratch.copying.insert((pending.image, node));
                scratch.decisions.copies.push((node, pending.image));
            }
            Readiness::Loading | Readiness::Copying => {}
        }
    }
}
