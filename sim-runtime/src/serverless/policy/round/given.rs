//! Rounds of a service whose instances its scaler alone makes: attempts go to those that there are, or wait.

use super::Round;
use crate::serverless::policy::readiness::Readiness;
use crate::serverless::policy::view::NodeView;
use crate::serverless::queue::Queued;
use crate::serverless::{InstanceId, NodeId};

impl<'a> Round<'a> {
    /// The nodes with the cores for an attempt and an instance of its function that has a slot which no decision of the round
    /// has claimed, in order of declaration. Costs a look at each instance with a free slot.
    pub fn given_nodes(&self, queued: &Queued) -> impl Iterator<Item = NodeId> + '_ {
        self.given_from(NodeId::from_index(0), queued)
    }

    fn given_from(&self, from: NodeId, queued: &Queued) -> impl Iterator<Item = NodeId> + '_ {
        let cluster = self.view.cluster();
        let claims = &self.scratch.claims;
        let cores = self.cores_of(queued);
        let mut last = None;
        let instances = cluster.available(queued.function).iter_from(from);
        instances
            .filter(move |(_, instance)| claims.of(*instance) < cluster.free_slots(*instance))
            .map(|(node, _)| node)
            .filter(move |node| last.replace(*node) != Some(*node))
            .filter(move |node| cores.is_zero() || self.cores(*node) >= cores)
    }

    /// The first of them from a node on that is as asked.
    pub(super) fn first_given(
        &self,
        from: NodeId,
        queued: &Queued,
        is: impl Fn(&Self, NodeView<'a>) -> bool,
    ) -> Option<NodeId> {
        self.given_from(from, queued)
            .find(|node| is(self, self.view.node(*node)))
    }

    /// The least loaded of them that is as asked; of several the first.
    pub(super) fn least_loaded_given(
        &self,
        queued: &Queued,
        is: impl Fn(&Self, NodeView<'a>) -> bool,
    ) -> Option<NodeId> {
        let nodes = self.given_nodes(queued);
        nodes
            .filter(|node| is(self, self.view.node(*node)))
            .min_by_key(|node| (self.load(*node), *node))
    }

    /// Dispatches an attempt to an instance on this node; else to the one that the reuse policy gives, if there is one.
    pub(super) fn dispatch_to_given(&mut self, queued: &Queued, node: NodeId) {
        if let Some((node, instance)) = self.given(queued, node) {
            self.advance_from(queued, node, Readiness::Idle(instance));
        }
    }

    /// The same, and the attempt counts among those [at the node](Round::attempts_at) in this round.
    pub(super) fn send_to_given(&mut self, queued: &Queued, node: NodeId) {
        if let Some((node, instance)) = self.given(queued, node) {
            self.count(node);
            self.advance_from(queued, node, Readiness::Idle(instance));
        }
    }

    /// The instance for an attempt that is to go to this node, and where it is.
    fn given(&mut self, queued: &Queued, node: NodeId) -> Option<(NodeId, InstanceId)> {
        let cores = self.cores_of(queued);
        let has_cores = cores.is_zero() || self.cores(node) >= cores;
        let here = has_cores.then(|| self.choose(queued, Some(node))).flatten();
        match here {
            Some(instance) => Some((node, instance)),
            None => self.idle_instance(queued),
        }
    }
}
