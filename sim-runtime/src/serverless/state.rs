//! What policies see of a service.

use super::cluster::Cluster;
use super::function::Registrations;
use super::queue::WaitingQueue;
use super::{AttemptId, FunctionId, InstanceId, NodeId};

/// The part of a service's state that its policies see.
#[derive(Debug)]
pub(super) struct ProviderState {
    pub(super) queue: WaitingQueue,
    pub(super) cluster: Cluster,
    pub(super) registrations: Registrations,
    /// Whether the scaler alone makes instances.
    pub(super) scaler_makes_all: bool,
}

impl ProviderState {
    pub(super) fn new(cluster: Cluster) -> Self {
        Self {
            queue: WaitingQueue::default(),
            cluster,
            registrations: Registrations::default(),
            scaler_makes_all: false,
        }
    }

    /// From now on the scaler alone makes instances. There is none yet.
    pub(super) fn let_scaler_make_all(&mut self) {
        self.scaler_makes_all = true;
        self.cluster.open_late();
        self.queue.count_by_function();
    }

    /// Whether any attempt waits for which an instance of its function has a free slot. Costs a look at each function of
    /// which some wait; true if these are not counted.
    pub(super) fn has_servable(&self) -> bool {
        let has_slot = |function: FunctionId| !self.cluster.available(function).is_empty();
        self.queue
            .counts()
            .is_none_or(|counts| counts.functions().any(has_slot))
    }

    /// Whether any attempt waits to be dispatched, wherever.
    #[inline]
    pub(super) fn has_waiting(&self) -> bool {
        !self.queue.is_empty() || !self.cluster.lines().is_empty()
    }

    /// An attempt waits at a node from now on, if it waits and is bound to none yet.
    pub(super) fn bind(&mut self, attempt: AttemptId, node: NodeId) {
        if self.cluster.has_node(node)
            && self.cluster.is_up(node)
            && let Some(queued) = self.queue.take(attempt)
        {
            self.cluster.bind(node, queued);
        }
    }

    /// An attempt does not wait any more.
    pub(super) fn leave(&mut self, attempt: AttemptId) {
        if !self.cluster.unbind(attempt) {
            self.queue.take(attempt);
        }
    }

    /// The newest instance of a function on a node that has a slot left.
    #[inline(never)]
    pub(super) fn newest_with_slot(
        &self,
        node: NodeId,
        function: FunctionId,
    ) -> Option<InstanceId> {
        let available = self.cluster.available(function).iter_from(node);
        let here = available.take_while(|(on, _)| *on == node);
        here.last().map(|(_, instance)| instance)
    }

    /// Gives a slot of an instance to an attempt, unless it has been taken or the instance evicted in this very round
    /// (which aborts the reference: 9.1). Returns the number of the instance.
    ///
    /// The image needs no look: an instance keeps it on the disk and in the memory of its node.
    #[inline]
    pub(super) fn reuse(
        &mut self,
        id: InstanceId,
        node: NodeId,
        function: FunctionId,
    ) -> Option<(u32, bool)> {
        let instance = self.cluster.instance(id)?;
        if instance.free_slots() == 0 || instance.node != node || instance.function != function {
            return None;
        }
        let cores = self.registrations.get(function)?.charge.per_invocation;
        self.cluster.take_cores(node, cores).ok()?;
        Some(self.cluster.occupy(id))
    }
}
