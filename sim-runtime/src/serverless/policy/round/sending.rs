//! Nodes that are chosen for good: an attempt is sent to one, and waits there for what it lacks.

use std::collections::BTreeSet;

use super::Round;
use crate::serverless::NodeId;
use crate::serverless::cluster::loads::Load;
use crate::serverless::policy::readiness::Readiness;
use crate::serverless::policy::room::{has_room, missing};
use crate::serverless::policy::view::NodeView;
use crate::serverless::queue::Queued;

impl<'a> Round<'a> {
    /// Sends an attempt of the [queue](Round::queue) to a node for good: it is dispatched there if it can be, and else bound to
    /// the node. There it waits in line for a core, its image and room; whenever something has changed on the node, a round
    /// begins with bringing those who wait in its line nearer, first come first served.
    ///
    /// Where [the scaler makes all instances](crate::serverless::policy::View::scaler_makes_all) nobody waits at a node:
    /// attempts [advance](Round::advance), or stay in the queue.
    pub fn send(&mut self, queued: &Queued, node: NodeId) {
        if self.view.scaler_makes_all() {
            return self.send_to_given(queued, node);
        }
        self.count(node);
        if self.has_cores_for(queued, node) {
            // Those who came before have the first call on its cores.
            self.serve(node);
        }
        if self.has_cores_for(queued, node) {
            let readiness = self.readiness(queued, node);
            let has_instance = matches!(readiness, Readiness::Idle(_));
            if has_instance || self.has_place(queued, self.view.node(node)) {
                self.advance_with_space(queued, node, readiness);
                if has_instance || readiness == Readiness::InMemory {
                    return;
                }
            }
        }
        self.scratch.actions.bind(queued.attempt, node);
    }

    /// Brings those nearer who wait at nodes where something has changed.
    #[inline]
    pub(in crate::serverless::policy) fn serve_due(&mut self) {
        let lines = self.view.cluster().lines();
        if lines.is_empty() {
            return;
        }
        for node in lines.due().iter() {
            self.serve(NodeId::from_index(node));
        }
    }

    /// Brings those nearer who wait in the line of a node, as far as its cores go, once in a round.
    pub(super) fn serve(&mut self, node: NodeId) {
        let lines = self.view.cluster().lines();
        if lines.at(node).len() == 0
            || self.scratch.places.is_held(node)
            || !self.scratch.sent.serve(node)
        {
            return;
        }
        if !self.is_separate(node) {
            self.serve_from(0, node);
            return;
        }
        let looked_at = self.take_held(node);
        let asked_for = self.scratch.actions.moves();
        let looked_at = self.serve_from(looked_at, node);
        if self.scratch.actions.moves() == asked_for {
            self.keep_held(node, looked_at);
        }
    }

    /// The same, without so many at the front of the line; returns how many have been looked at.
    fn serve_from(&mut self, mut looked_at: usize, node: NodeId) -> usize {
        let seen = self.view.node(node);
        for queued in self.view.cluster().lines().from(node, looked_at) {
            if !self.has_cores_for(queued, node) {
                break;
            }
            looked_at += 1;
            if self.has_place(queued, seen) {
                let readiness = self.readiness(queued, node);
                self.advance_with_space(queued, node, readiness);
            } else {
                self.take_cores(node, self.cores_of(queued));
            }
        }
        looked_at
    }

    /// Whether a node has the cores for an attempt and room for it, now or after what is idle there has been evicted.
    pub fn can_take(&self, queued: &Queued, node: NodeId) -> bool {
        self.has_cores_for(queued, node) && self.has_place(queued, self.view.node(node))
    }

    /// Whether a node has the cores that an attempt takes, now or after what is idle there and holds some has been evicted.
    pub(in crate::serverless::policy) fn has_cores_for(
        &self,
        queued: &Queued,
        node: NodeId,
    ) -> bool {
        let cores = self.cores_of(queued);
        cores.is_zero()
            || self.cores(node) >= cores
            || self.hold_counted() && self.has_room(queued, node)
    }

    /// Whether an instance of its function on a node has a free slot, or one that the round has decided on, or whether a new
    /// one would fit if idle ones and images were evicted.
    fn has_place(&self, queued: &Queued, node: NodeView<'_>) -> bool {
        self.has_slot(queued, node.id())
            || self.has_planned_slot(queued, node.id())
            || !self.view.scaler_makes_all()
                && self.can_run_in_another(queued, node.id())
                && has_room(&self.view, queued, node, self.free_space(node))
    }

    /// Whether an instance of its function on a node has a free slot that no decision of the round has claimed.
    pub(in crate::serverless::policy) fn has_slot(&self, queued: &Queued, node: NodeId) -> bool {
        let cluster = self.view.cluster();
        let (available, claims) = (cluster.available(queued.function), &self.scratch.claims);
        let mut from = 0;
        while let Some((_, number, instance)) = available
            .next_from(node, from)
            .filter(|(on, ..)| *on == node)
        {
            if claims.of(instance) < cluster.free_slots(instance) {
                return true;
            }
            from = number + 1;
        }
        false
    }

    /// As [`Round::advance_from`], and takes the space of a new instance in the books of the round.
    fn advance_with_space(&mut self, queued: &Queued, node: NodeId, readiness: Readiness) {
        if !matches!(readiness, Readiness::Idle(_)) && !self.has_planned_slot(queued, node) {
            self.take_space(node, missing(&self.view, queued, self.view.node(node)));
        }
        self.advance_from(queued, node, readiness);
    }

    /// How many attempts start or run on a node, wait in its line, or have been sent there in this round.
    pub fn attempts_at(&self, node: NodeId) -> u32 {
        self.view.cluster().loads().attempts(node) + self.scratch.sent.to(node)
    }

    /// How many there are on all nodes.
    pub(in crate::serverless::policy) fn attempts(&self) -> u64 {
        self.view.cluster().loads().total() + self.scratch.sent.total()
    }

    /// The attempts at a node for each of its cores, as a number that can be compared.
    pub(in crate::serverless::policy) fn load(&self, node: NodeId) -> Load {
        let loads = self.view.cluster().loads();
        loads.with(node, self.scratch.sent.to(node))
    }

    /// One more attempt is to run on a node.
    pub(super) fn count(&mut self, node: NodeId) {
        self.scratch.sent.add(node);
    }

    /// The node with the fewest [attempts](Round::attempts_at) for its cores of those that could ever hold an attempt and
    /// are as asked; the first of several.
    ///
    /// An index finds it: only nodes with smaller loads that are not as asked are looked at besides.
    pub fn least_loaded(
        &self,
        queued: &Queued,
        is: impl Fn(&Self, NodeView<'a>) -> bool,
    ) -> Option<NodeId> {
        if self.view.scaler_makes_all() {
            return self.least_loaded_given(queued, is);
        }
        let footprint = self.view.footprint(queued.function, queued.image);
        let sent = &self.scratch.sent;
        let accepts =
            |node: NodeId| self.could_hold(node, footprint) && is(self, self.view.node(node));
        let loads = self.view.cluster().loads();
        let least = loads.least(|node| sent.to(node) == 0 && accepts(node));
        // Where attempts have been sent in this round, the index knows nothing of them.
        let others = sent.nodes().iter().copied();
        let others = others.map(|node| (self.load(node), node));
        let others = others.filter(|one| least.is_none_or(|least| *one < least));
        let other = others.filter(|(_, node)| accepts(*node)).min();
        other.or(least).map(|(_, node)| node)
    }

    /// The least loaded node among those that are nearest to being able to run an attempt and that can take it.
    pub(in crate::serverless::policy) fn nearest_least_loaded(
        &mut self,
        queued: &Queued,
    ) -> Option<(NodeId, Readiness)> {
        if let Some((node, instance)) = self.idle_instance(queued) {
            return Some((node, Readiness::Idle(instance)));
        }
        if self.view.scaler_makes_all() {
            return None;
        }
        let image = queued.image;
        let footprint = self.view.footprint(queued.function, image);
        let places = self.view.cluster().locations(image);
        let nothing = BTreeSet::new();
        let everywhere = [
            (&places.in_memory, &nothing, Readiness::InMemory),
            (&places.loading, &self.scratch.loading, Readiness::Loading),
            (&places.on_disk, &nothing, Readiness::OnDisk),
            (&places.copying, &self.scratch.copying, Readiness::Copying),
        ];
        for (before, decided, readiness) in everywhere {
            let decided = decided.range((image, NodeId::from_index(0))..);
            let decided = decided.take_while(|(other, _)| *other == image);
            let before = before.iter().map(NodeId::from_index);
            let nodes = before.chain(decided.map(|(_, node)| *node));
            let able =
                |node: NodeId| self.could_hold(node, footprint) && self.can_take(queued, node);
            // A comparison of loads costs less than what else a node must be asked.
            let least = nodes.fold(None, |least: Option<(Load, NodeId)>, node| {
                let this = (self.load(node), node);
                let is_better = least.is_none_or(|least| this < least) && able(node);
                if is_better { Some(this) } else { least }
            });
            if let Some((_, node)) = least {
                return Some((node, readiness));
            }
        }
        let node = self.least_loaded(queued, |round, node| round.can_take(queued, node.id()))?;
        Some((node, Readiness::Absent))
    }

    /// As [`Round::advance_from`], for a node that the next round may choose anew; the attempt counts among those
    /// [at the node](Round::attempts_at) in this round.
    pub(in crate::serverless::policy) fn try_there(
        &mut self,
        queued: &Queued,
        node: NodeId,
        readiness: Readiness,
    ) {
        self.count(node);
        self.advance_with_space(queued, node, readiness);
    }
}

#[cfg(test)]
mod tests {
    use crate::serverless::policy::{ClusterSketch, RoundRobin};
    use crate::serverless::{Charge, Cores, Image, Resources};
    use crate::units::short::{gb, mb};

    #[test]
    fn a_slot_of_an_instance_that_the_round_makes_takes_no_more_space() {
        // 100 MB for the image and 400 MB for two instances of two slots.
        let node = Resources {
            cores: Cores::new(8),
            memory: mb(500),
            disk: gb(10),
            ..Resources::NONE
        };
        let mut sketch = ClusterSketch::new([node], [Image::new("image", mb(100))]);
        let (image, node) = (sketch.images()[0], sketch.nodes()[0]);
        sketch.load_image(node, image);
        let function = sketch.function(image, Charge::reference(mb(50), mb(200)));
        sketch.set_concurrency(function, 2);
        let attempts: Vec<_> = (0..5).map(|_| sketch.enqueue(function)).collect();
        let actions = sketch.schedule(&mut { RoundRobin });
        let dispatches = actions.dispatches().iter();
        let dispatched: Vec<_> = dispatches.map(|dispatch| dispatch.attempt).collect();
        assert_eq!(dispatched, attempts[..4]);
    }
}
