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

#[cfg(test)]
mod tests {
    use crate::kernel::Seed;
    use crate::serverless::policy::registry::{self, Parameters};
    use crate::serverless::policy::{ClusterSketch, FirstIdle};
    use crate::serverless::{Charge, Cores, Image, Resources};
    use crate::units::SimTime;
    use crate::units::short::{gb, mb};

    #[test]
    fn no_scheduler_dispatches_but_to_instances_that_have_started() {
        let node = Resources {
            cores: Cores::new(4),
            memory: gb(1),
            disk: gb(10),
            ..Resources::NONE
        };
        for entry in registry::SCHEDULERS {
            let mut sketch = ClusterSketch::new([node; 3], [Image::new("image", mb(100))]);
            sketch.let_scaler_make_all();
            let image = sketch.images()[0];
            let charge = Charge::reference(mb(50), mb(200));
            let f = sketch.function_with_limit(image, charge, crate::units::short::secs(9));
            let nodes = sketch.nodes();
            for node in &nodes {
                sketch.load_image(*node, image);
            }
            sketch.starting_instance(f, nodes[0]);
            sketch.busy_instance(f, nodes[1]);
            let idle = sketch.idle_instance(f, nodes[2], SimTime::ZERO);
            for _ in 0..3 {
                sketch.enqueue(f);
            }
            let function = sketch.view().function(f).expect("it is registered");
            let counts = (function.instances(), function.ready(), function.queued());
            assert_eq!(counts, (3, 2, 3));
            let parameters = Parameters::new();
            let mut scheduler = registry::scheduler(entry.name, &parameters).expect("it is known");
            let actions = sketch.schedule_with(&mut *scheduler, &mut FirstIdle, Seed(1));
            let dispatches = actions.dispatches().iter();
            let places: Vec<_> = dispatches.map(|one| (one.node, one.instance)).collect();
            assert_eq!(places, [(nodes[2], Some(idle))], "{}", entry.name);
            assert!(actions.bindings().is_empty(), "{}", entry.name);
            let moves = (actions.loads().len(), actions.copies().len());
            assert_eq!(moves, (0, 0), "{}", entry.name);
        }
    }
}
