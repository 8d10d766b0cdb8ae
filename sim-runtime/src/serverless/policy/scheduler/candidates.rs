//! What the random schedulers share: the nodes to choose from, and what becomes of an attempt on the one chosen.

use std::borrow::Cow;

use crate::serverless::NodeId;
use crate::serverless::policy::readiness::Readiness;
use crate::serverless::policy::round::Round;
use crate::serverless::policy::view::NodeView;
use crate::serverless::queue::Queued;

/// The nodes that an attempt may be sent to.
pub(super) struct Candidates {
    all: Vec<NodeId>,
}

impl Candidates {
    pub(super) fn new(round: &Round<'_>) -> Self {
        let all = round.view().nodes().map(NodeView::id).collect();
        Self { all }
    }

    /// Those that could ever hold an instance for an attempt, in order of declaration; where the scaler makes all instances,
    /// those that have one for it.
    pub(super) fn able(&self, round: &Round<'_>, queued: &Queued) -> Cow<'_, [NodeId]> {
        let view = round.view();
        if view.scaler_makes_all() {
            return Cow::Owned(round.given_nodes(queued).collect());
        }
        let footprint = view.footprint(queued.function, queued.image);
        if view.cluster().could_all_hold(footprint) {
            return Cow::Borrowed(&self.all);
        }
        let able = |node: &&NodeId| view.node(**node).could_hold(footprint);
        Cow::Owned(self.all.iter().filter(able).copied().collect())
    }
}

/// Brings an attempt nearer to running on a node, if there is anything to be done for it there.
pub(super) fn send(round: &mut Round<'_>, queued: &Queued, node: NodeId) {
    let readiness = round.readiness(queued, node);
    let runs = matches!(readiness, Readiness::Idle(_) | Readiness::InMemory);
    let cores = round.cores_of(queued);
    // Idle instances that hold some may give them up for a new one.
    let evicts = readiness == Readiness::InMemory && round.hold_counted();
    if runs && round.cores(node) < cores && !(evicts && round.has_room(queued, node)) {
        return;
    }
    if readiness == Readiness::InMemory && !round.can_run_in_another(queued, node) {
        return;
    }
    round.advance_from(queued, node, readiness);
}
