//! Scaling: as many instances of each function as the scaler wants.

use index_vec::IndexVec;

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
        let known: Vec<FunctionId> = self
            .state
            .view(env.now())
            .functions()
            .map(|one| one.id())
            .collect();
        for function in known {
            self.look_at(env, function);
        }
        match self.policies.scaling_period() {
            Some(period) => {
                let settles = self.policies.scaler_settles_after();
                // Until then each scaler has looked once more.
                self.targets.settles_after = settles.map(|time| time + period * 2);
                env.wake(env.now() + period, Alarm::Scale);
            }
            None => self.scaling = false,
        }
        self.apply_asked(env, PolicyKind::Scaler);
    }

    /// The scaler looks at a function for which an attempt has arrived, if it has no instance and none is to come.
    #[inline(never)]
    pub(super) fn look_if_none(&mut self, env: &mut impl ServiceEnv, function: FunctionId) {
        if self.state.cluster.alive(function) == 0 && self.coming(function) == 0 {
            self.look_at(env, function);
            self.apply_asked(env, PolicyKind::Scaler);
        }
    }

    /// The scaler looks at a function, which gets what it wants as far as that can be.
    fn look_at(&mut self, env: &mut impl ServiceEnv, function: FunctionId) {
        let view = self.state.view(env.now());
        let Some(seen) = view.function(function) else {
            return;
        };
        let target = self.policies.target(&seen);
        self.targets.note(function, target.clone());
        let have = seen.instances().saturating_add(self.coming(function));
        let (least, most) = (*target.start(), (*target.end()).max(*target.start()));
        // Below its minimum a function would get anew what is retired.
        let most = most.max(seen.min_instances());
        let lacking = least.saturating_sub(have).min(AT_ONCE);
        let mut surplus = have.saturating_sub(most);
        if self.state.scaler_makes_all {
            surplus -= self.forget_coming(function, surplus);
        }
        for _ in 0..lacking {
            let Some(node) = self.place_for(function, &self.state.view(env.now())) else {
                break;
            };
            self.provision(function, node, Some(PolicyKind::Scaler));
        }
        if self.state.scaler_makes_all && lacking > 0 {
            // What can be made now is: the next function finds the room that is left.
            self.advance_provisions(env);
        }
        for instance in self.longest_idle(function, surplus) {
            self.retire(env, instance);
        }
    }

    /// How many instances of a function the scaler wants at least, if it alone makes them; else zero.
    pub(super) fn wanted_by_scaler(&self, function: FunctionId) -> u32 {
        match self.state.scaler_makes_all {
            true => self.targets.least(function),
            false => 0,
        }
    }

    /// Gives up so many of the instances that are to be provisioned for the scaler, the latest first; returns how many there
    /// were.
    fn forget_coming(&mut self, function: FunctionId, most: u32) -> u32 {
        let mut left = most;
        for place in (0..self.provisions.len()).rev() {
            let one = &self.provisions[place];
            if left > 0 && one.function == function && one.by == Some(PolicyKind::Scaler) {
                self.provisions.remove(place);
                left -= 1;
            }
        }
        most - left
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
        let coming = self.to_come(view.nodes().len());
        let has_room = |node: &NodeId, images: bool| {
            let mut needed = charge;
            if distance(*node) > 0 {
                needed.memory += size.ram;
            }
            if distance(*node) > 1 {
                needed.disk += view.node(*node).missing_on_disk(image);
            }
            let seen = view.node(*node);
            let mut free = seen.free();
            if images {
                free += seen.evictable_space_for(image);
            }
            (needed + coming.get(*node).copied().unwrap_or_default()).fits(free)
        };
        let nearest = |images: bool| {
            let nodes = view.nodes().map(|node| node.id());
            let able = nodes.filter(|node| has_room(node, images));
            able.min_by_key(|node| distance(*node))
        };
        let place = nearest(false);
        // Nobody else would ever make room for it.
        let last = || self.state.scaler_makes_all.then(|| nearest(true)).flatten();
        place.or_else(last)
    }

    /// How many instances of a function are to be provisioned.
    pub(super) fn coming(&self, function: FunctionId) -> u32 {
        let coming = self.provisions.iter();
        coming.filter(|one| one.function == function).count() as u32
    }

    /// What the instances that are to be provisioned will take on each node, besides their images; empty if there are none.
    fn to_come(&self, nodes: usize) -> IndexVec<NodeId, Resources> {
        let mut coming = IndexVec::new();
        if !self.provisions.is_empty() {
            coming.resize(nodes, Resources::NONE);
        }
        for one in &self.provisions {
            coming[one.node] += self.state.registrations[one.function].charge.per_instance;
        }
        coming
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
