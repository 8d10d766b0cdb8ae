//! Scaling: as many instances of each function as the scaler wants.

use super::Service;
use crate::serverless::env::{Alarm, ServiceEnv};
use crate::serverless::policy::{PolicyKind, View};
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, InstanceId, NodeId};

/// How many instances of a function are provisioned at one look at most; the others follow at the next.
pub(super) const AT_ONCE: u32 = 1_000;

impl Service {
    /// The scaler looks at all functions, and again after its period.
    #[inline(never)]
    pub(super) fn scale(&mut self, env: &mut impl ServiceEnv) {
        let now = env.now();
        let known: Vec<FunctionId> = self
            .state
            .view(now)
            .functions()
            .map(|one| one.id())
            .collect();
        for function in known {
            let view = self.state.view(now);
            let Some(seen) = view.function(function) else {
                continue;
            };
            let target = self.policies.target(&seen);
            let have = seen.instances().saturating_add(self.coming(function));
            let (least, most) = (*target.start(), (*target.end()).max(*target.start()));
            // Below its minimum a function would get anew what is retired.
            let most = most.max(seen.min_instances());
            for _ in 0..least.saturating_sub(have).min(AT_ONCE) {
                let Some(node) = self.place_for(function, &self.state.view(now)) else {
                    break;
                };
                self.provision(function, node, Some(PolicyKind::Scaler));
            }
            for instance in self.longest_idle(function, have.saturating_sub(most)) {
                self.retire(env, instance);
            }
        }
        match self.policies.scaling_period() {
            Some(period) => {
                env.wake(now + period, Alarm::Scale);
            }
            None => self.scaling = false,
        }
        self.apply_asked(env, PolicyKind::Scaler);
    }

    /// The first node with room for another instance of a function, besides those that are to come; nodes with its image
    /// in memory come first, then those with it on disk.
    pub(super) fn place_for(&self, function: FunctionId, view: &View<'_>) -> Option<NodeId> {
        let seen = view.function(function)?;
        let (image, charge) = (seen.image(), seen.charge().per_instance);
        let size = view.image(image);
        let distance = |node: NodeId| {
            let node = view.node(node);
            match (node.has_in_memory(image), node.has_on_disk(image)) {
                (true, true) => 0,
                (_, true) => 1,
                _ => 2,
            }
        };
        let has_room = |node: &NodeId| {
            let mut needed = charge;
            if distance(*node) > 0 {
                needed.memory += size.ram;
            }
            if distance(*node) > 1 {
                needed.disk += view.node(*node).missing_on_disk(image);
            }
            (needed + self.to_come(*node)).fits(view.node(*node).free())
        };
        let nodes = view.nodes().map(|node| node.id());
        nodes.filter(has_room).min_by_key(|node| distance(*node))
    }

    /// How many instances of a function are to be provisioned.
    pub(super) fn coming(&self, function: FunctionId) -> u32 {
        let coming = self.provisions.iter();
        coming.filter(|one| one.function == function).count() as u32
    }

    /// What the instances that are to be provisioned on a node will take, besides their images.
    fn to_come(&self, node: NodeId) -> Resources {
        let coming = self.provisions.iter().filter(|one| one.node == node);
        coming.fold(Resources::NONE, |sum, one| {
            sum + self.state.registrations[one.function].charge.per_instance
        })
    }

    /// So many idle instances of a function, those that have been idle for longest first.
    fn longest_idle(&self, function: FunctionId, count: u32) -> Vec<InstanceId> {
        if count == 0 {
            return Vec::new();
        }
        let since = |id: InstanceId| self.instance(id).and_then(|one| one.idle_since());
        let available = self.idle(function).map(|(_, instance)| instance);
        let mut idle: Vec<InstanceId> = available.filter(|one| since(*one).is_some()).collect();
        idle.sort_by_key(|instance| since(*instance));
        idle.truncate(count as usize);
        idle
    }
}
