//! The books of a round for what not every provider has: instances that hold cores or GPUs, and such that serve several
//! attempts at once.
//!
//! An instance that holds cores or GPUs does so while it is idle, too, and gives them up only if it is evicted. So a node with
//! none free may have room for another instance.

use super::readiness::Readiness;
use super::round::Round;
use super::view::NodeView;
use crate::serverless::NodeId;
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;

impl<'a> Round<'a> {
    /// Whether a node has what an attempt takes there with a new instance, of cores and GPUs: free ones that earlier
    /// decisions of the round have left, and those of idle instances that could be evicted.
    pub fn has_room(&self, queued: &Queued, node: NodeId) -> bool {
        if !self.view.cluster().is_up(node) {
            return false;
        }
        self.needs(queued).fits(self.counted_room(node, true))
    }

    /// A node for which the round has decided on an instance of the attempt's function that has a slot left.
    ///
    /// An attempt that [advances](Round::advance) there shares that instance, or waits for its image with the others.
    pub fn planned_slot(&self, queued: &Queued) -> Option<NodeId> {
        if self.scratch.planned.is_empty() {
            return None;
        }
        let (from, to) = ((queued.function, NodeId::from_index(0)), queued.function);
        let mut planned = self.scratch.planned.range(from..);
        let cores = self.cores_of(queued);
        planned.find_map(|((function, node), slots)| {
            let is_left = *slots > 0 && (cores.is_zero() || self.cores(*node) >= cores);
            (*function == to && is_left).then_some(*node)
        })
    }

    /// Whether an attempt could run on a node in an instance that the round has decided on or decides on now; always true
    /// where instances hold neither cores nor GPUs.
    pub(super) fn can_run_in_another(&self, queued: &Queued, node: NodeId) -> bool {
        !self.hold_counted() || self.has_planned_slot(queued, node) || self.has_room(queued, node)
    }

    /// Whether the round has decided on an instance of the attempt's function on a node that has a slot left.
    pub(super) fn has_planned_slot(&self, queued: &Queued, node: NodeId) -> bool {
        let planned = self.scratch.planned.get(&(queued.function, node));
        planned.is_some_and(|slots| *slots > 0)
    }

    /// Takes what an attempt takes on a node. Returns whether it shares an instance that the round has decided on.
    #[inline]
    pub(super) fn take_for(&mut self, queued: &Queued, node: NodeId, readiness: Readiness) -> bool {
        if self.view.registrations().are_plain() {
            self.note_cores(node, self.cores_of(queued));
            return false;
        }
        self.take_counted(queued, node, readiness)
    }

    #[inline(never)]
    fn take_counted(&mut self, queued: &Queued, node: NodeId, readiness: Readiness) -> bool {
        self.scratch.has_rare = true;
        if let Readiness::Idle(instance) = readiness {
            let seen = self.view.instance(instance);
            let was_idle = seen.filter(|seen| seen.idle_since().is_some());
            if let Some(idle) = was_idle.filter(|_| self.scratch.claims.of(instance) == 0) {
                *self.scratch.claimed.entry(node).or_default() += idle.reserved().counted();
            }
            self.take_cores(node, self.cores_of(queued));
            return false;
        }
        let planned = self.scratch.planned.entry((queued.function, node));
        let slots = planned.or_default();
        if let Some(left) = slots.checked_sub(1) {
            *slots = left;
            self.take_cores(node, self.cores_of(queued));
            return true;
        }
        let registration = self.view.registration(queued.function);
        *slots = registration.map_or(0, |known| known.concurrency - 1);
        let needs = self.needs(queued);
        self.take_cores(node, needs.cores);
        *self.scratch.gpus.entry(node).or_default() += needs.gpus;
        false
    }

    /// The first node with room for an attempt that is as asked.
    #[inline(never)]
    pub(super) fn first_with_room(
        &mut self,
        from: NodeId,
        queued: &Queued,
        is: impl Fn(&Self, NodeView<'a>) -> bool,
    ) -> Option<NodeId> {
        let mut nodes = self.view.nodes().skip(from.index());
        let node = nodes.find(|node| self.has_room(queued, node.id()) && is(self, *node))?;
        Some(node.id())
    }

    /// The node that is nearest to being able to run an attempt in a new instance and has cores and GPUs left for it; else
    /// the nearest that could have them by evicting idle instances.
    #[inline(never)]
    pub(super) fn nearest_with_room(
        &mut self,
        queued: &Queued,
        footprint: Resources,
    ) -> Option<(NodeId, Readiness)> {
        let needs = self.needs(queued);
        let nearest = |evicting| {
            let nodes = self.view.nodes().map(NodeView::id);
            let able = nodes.filter(|node| {
                needs.fits(self.counted_room(*node, evicting)) && self.could_hold(*node, footprint)
            });
            let known = able.map(|node| (node, self.image_readiness(queued, node)));
            known.min_by_key(|(_, readiness)| *readiness)
        };
        nearest(false).or_else(|| nearest(true))
    }

    /// The cores and GPUs that earlier decisions of the round have taken on a node.
    pub(super) fn counted_taken(&self, node: NodeId) -> Resources {
        Resources {
            cores: self.scratch.taken[node],
            gpus: self.scratch.gpus.get(&node).copied().unwrap_or_default(),
            ..Resources::NONE
        }
    }

    /// The cores and GPUs that a new instance and an invocation in it take.
    fn needs(&self, queued: &Queued) -> Resources {
        self.view.charge(queued.function).of_new().counted()
    }

    /// The cores and GPUs that are left on a node, with or without those of idle instances that nothing has claimed.
    fn counted_room(&self, node: NodeId, evicting: bool) -> Resources {
        let seen = self.view.node(node);
        let mut room = seen.free().counted();
        if evicting {
            let claimed = self.scratch.claimed.get(&node).copied();
            room += seen
                .idle_space()
                .counted()
                .saturating_sub(claimed.unwrap_or_default());
        }
        room.saturating_sub(self.counted_taken(node))
    }
}
