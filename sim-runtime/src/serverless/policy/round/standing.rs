//! What stands from one round to the next: decisions that nothing has changed since.
//!
//! A round looks at what can have changed. While attempts wait for an image on its way, most messages bring one attempt more
//! and change nothing else, and to decide anew about all that wait would cost the square of their number.

use super::Round;
use crate::serverless::NodeId;
use crate::serverless::policy::kept::{Held, Rest};
use crate::serverless::policy::scratch::Scratch;
use crate::serverless::policy::view::View;
use crate::serverless::resources::Cores;

impl Scratch {
    /// How many attempts the decisions that stand are about, and the sum of the cores that they leave; those of the last round
    /// are forgotten if anything has changed since.
    #[inline]
    pub(in crate::serverless::policy) fn resume(&mut self, view: &View<'_>) -> (usize, Cores) {
        if let Some(rest) = self.rest.take() {
            if rest.cluster == view.cluster().changes() && rest.queue == view.state.queue.changes()
            {
                return (rest.looked_at, rest.left);
            }
            self.reset();
        }
        (0, view.cluster().free_cores())
    }
}

impl Round<'_> {
    /// The round of a scheduler is over whose rounds [go on](crate::serverless::Scheduler::goes_on): the next one does so if
    /// this one has asked for nothing.
    #[inline]
    pub(in crate::serverless::policy) fn rest(&mut self) {
        if !self.scratch.actions.is_empty() {
            return;
        }
        let cluster = self.view.cluster();
        let would_ask = self.scratch.has_asked && !self.reuse.needs_no_memory();
        if cluster.lines().is_empty() && !would_ask {
            self.scratch.rest = Some(Rest {
                cluster: cluster.changes(),
                queue: self.view.state.queue.changes(),
                looked_at: self.view.queue().len(),
                left: self.left,
            });
        }
    }

    /// Whether what those who wait at a node take stands until something changes there: it depends on nothing else, and the
    /// round has decided nothing about the node yet.
    pub(super) fn is_separate(&self, node: NodeId) -> bool {
        self.are_separate()
            && self.scratch.taken[node].is_zero()
            && self.scratch.space.get(node).is_none()
    }

    /// Whether what those who wait at a node take depends on nothing else than the node.
    pub(super) fn are_separate(&self) -> bool {
        let registrations = self.view.registrations();
        registrations.are_plain() && !registrations.has_coreless() && self.reuse.needs_no_memory()
    }

    /// Takes what those who wait at a node took when they were looked at last, if nothing has changed there since. Returns how
    /// many of them that is about.
    pub(super) fn take_held(&mut self, node: NodeId) -> usize {
        let known = self.scratch.held.get(node).copied().unwrap_or_default();
        let changes = self.view.cluster().lines().changes(node);
        if known.changes != changes || changes == 0 {
            return 0;
        }
        self.take_cores(node, known.cores);
        if let Some(space) = known.space {
            self.take_space(node, space);
        }
        known.looked_at
    }

    /// Notes what those who wait at a node have taken, so many of whom have been looked at.
    pub(super) fn keep_held(&mut self, node: NodeId, looked_at: usize) {
        let held = &mut self.scratch.held;
        if node.index() >= held.len() {
            held.resize(node.index() + 1, Held::default());
        }
        held[node] = Held {
            changes: self.view.cluster().lines().changes(node),
            line: self.view.cluster().lines().at(node).len(),
            looked_at,
            cores: self.scratch.taken[node],
            space: self.scratch.space.get(node),
        };
    }
}
