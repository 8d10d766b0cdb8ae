//! Anybody, anywhere.

use super::round::{Readiness, Round};
use super::view::{NodeView, View};
use super::{Decisions, Footprint, Scheduler};
use crate::kernel::{Seed, Stream};
use crate::serverless::NodeId;

/// Takes the invocations in random order and a node at random for each, whether or not it has a free core;
/// nodes on which the container could never fit are left out.
///
/// Nothing is dispatched to a node without a core left, but images travel there. Source: the reference's Random
/// (SEMANTICS 5.2), whose count of the cores that are left in a round wraps below zero; ours does too.
#[derive(Clone, Debug)]
pub struct Random {
    stream: Stream,
}

impl Random {
    /// A scheduler whose choices depend on this seed alone.
    pub fn new(seed: u64) -> Self {
        Self {
            stream: Seed(seed).stream(0, "random scheduler"),
        }
    }
}

impl Random {
    /// One of the nodes that could ever hold so much.
    fn choose(
        &mut self,
        view: &View<'_>,
        nodes: &[NodeId],
        footprint: Footprint,
    ) -> Option<NodeId> {
        if view.cluster.could_all_hold(footprint) {
            return self.stream.choose(nodes).copied();
        }
        let able = |node: &&NodeId| view.node(**node).could_hold(footprint);
        let able: Vec<NodeId> = nodes.iter().filter(able).copied().collect();
        self.stream.choose(&able).copied()
    }
}

impl Scheduler for Random {
    fn schedule(&mut self, view: &View<'_>) -> Decisions {
        let nodes: Vec<NodeId> = view.nodes().map(NodeView::id).collect();
        let mut pending = view.pending().to_vec();
        self.stream.shuffle(&mut pending);
        let mut round = Round::new(view);
        for one in &pending {
            let Some(node) = self.choose(view, &nodes, view.footprint(one)) else {
                continue;
            };
            let readiness = round.readiness(one, view.node(node));
            let runs = matches!(readiness, Readiness::IdleContainer(_) | Readiness::InMemory);
            if runs && round.cores(node) == 0 {
                continue;
            }
            round.take_core(node);
            round.proceed(one, node, readiness);
        }
        round.into_decisions()
    }
}
