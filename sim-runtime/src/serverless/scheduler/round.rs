//! A scheduling round: the view, and what the decisions made so far have taken from it.

use std::collections::BTreeSet;

use super::view::{NodeView, Pending, View};
use super::{Decisions, Dispatch};
use crate::serverless::{ContainerId, ImageId, NodeId};

/// The state as a round leaves it: what the decisions made so far have taken.
pub(super) struct Round<'a> {
    view: &'a View<'a>,
    cores: Vec<u32>,
    /// The sum of the cores that are left.
    left: u64,
    claimed: BTreeSet<ContainerId>,
    loading: BTreeSet<(NodeId, ImageId)>,
    copying: BTreeSet<(NodeId, ImageId)>,
    decisions: Decisions,
}

/// How near a node is to being able to run an invocation, nearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
        Self {
            view,
            cores: view.nodes().map(NodeView::free_cores).collect(),
            left: view.nodes().map(|node| u64::from(node.free_cores())).sum(),
            claimed: BTreeSet::new(),
            loading: BTreeSet::new(),
            copying: BTreeSet::new(),
            decisions: Decisions::default(),
        }
    }

    /// What has been decided.
    pub(super) fn into_decisions(self) -> Decisions {
        self.decisions
    }

    /// The cores of a node that are left in this round.
    pub(super) fn cores(&self, node: NodeId) -> u32 {
        self.cores[node.index()]
    }

    /// Whether any node has a core left.
    pub(super) fn has_cores(&self) -> bool {
        self.left > 0
    }

    /// Takes a core of a node; the count of a node without any left wraps, as the reference's does (SEMANTICS 5.2).
    pub(super) fn take_core(&mut self, node: NodeId) {
        let cores = &mut self.cores[node.index()];
        self.left = self.left.saturating_sub(u64::from(*cores > 0));
        *cores = cores.wrapping_sub(1);
    }

    /// How near a node is to being able to run an invocation, with what the round has already decided.
    pub(super) fn readiness(&self, pending: &Pending, node: NodeView<'_>) -> Readiness {
        let key = (node.id(), pending.image);
        let mut idle = node
            .idle(pending.function)
            .filter(|container| !self.claimed.contains(container));
        if let Some(container) = idle.next() {
            Readiness::IdleContainer(container)
        } else if node.has_in_memory(pending.image) {
            Readiness::InMemory
        } else if node.is_loading(pending.image) || self.loading.contains(&key) {
            Readiness::Loading
        } else if node.has_on_disk(pending.image) {
            Readiness::OnDisk
        } else if node.is_copying(pending.image) || self.copying.contains(&key) {
            Readiness::Copying
        } else {
            Readiness::Nothing
        }
    }

    /// Does on a node what brings an invocation nearer to running.
    pub(super) fn proceed(&mut self, pending: &Pending, node: NodeId) {
        let readiness = self.readiness(pending, self.view.node(node));
        let invocation = pending.invocation;
        match readiness {
            Readiness::IdleContainer(container) => {
                self.claimed.insert(container);
                self.decisions.dispatches.push(Dispatch {
                    invocation,
                    node,
                    container: Some(container),
                });
            }
            Readiness::InMemory => {
                self.decisions.dispatches.push(Dispatch {
                    invocation,
                    node,
                    container: None,
                });
            }
            Readiness::OnDisk => {
                self.loading.insert((node, pending.image));
                self.decisions.loads.push((node, pending.image));
            }
            Readiness::Nothing => {
                self.copying.insert((node, pending.image));
                self.decisions.copies.push((node, pending.image));
            }
            Readiness::Loading | Readiness::Copying => {}
        }
    }
}

impl Readiness {
    /// Its place in that order, whatever the container.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::IdleContainer(_) => 0,
            Self::InMemory => 1,
            Self::Loading => 2,
            Self::OnDisk => 3,
            Self::Copying => 4,
            Self::Nothing => 5,
        }
    }
}
