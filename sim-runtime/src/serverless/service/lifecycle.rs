//! The life of an instance: made, reused, idle, expired, evicted, shut down (SEMANTICS 4.10, 4.12 and 4.14).

use super::Service;
use crate::kernel::Begin;
use crate::serverless::calls;
use crate::serverless::env::ServiceEnv;
use crate::serverless::event::ServiceEvent;
use crate::serverless::instance::InstanceEnd;
use crate::serverless::policy::{InstanceView, NodeView, PolicyKind};
use crate::serverless::resources::Resources;
use crate::serverless::starting::Course;
use crate::serverless::{FunctionId, ImageId, InstanceId, NodeId};
use crate::storage::NoSpace;
use crate::units::SimTime;

impl Service {
    /// Makes an instance for an attempt; if space lacks, evicts idle ones and tries once more. Returns the instance and its
    /// number.
    pub(super) fn create(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        function: FunctionId,
    ) -> Option<(InstanceId, u32)> {
        let made = self.make(env, node, function);
        made.or_else(|| self.make_by_evicting(env, node, function))
    }

    /// Makes an instance if there is space for it.
    pub(super) fn make(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        function: FunctionId,
    ) -> Option<(InstanceId, u32)> {
        let registration = &self.state.registrations[function];
        let (image, charge) = (registration.image, registration.charge);
        let (needed, of) = (charge.of_new(), (function, registration.concurrency));
        env.spend(calls::START);
        self.reserve(node, image, needed).ok()?;
        let cluster = &mut self.state.cluster;
        Some(cluster.add_occupied(of, node, charge.per_instance, env.now()))
    }

    /// Evicts idle instances, and tries once more.
    pub(super) fn make_by_evicting(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        function: FunctionId,
    ) -> Option<(InstanceId, u32)> {
        let evicted = self.evict_for(env, node, function);
        let made = evicted.then(|| self.make(env, node, function)).flatten();
        if made.is_none() {
            self.observe(env, ServiceEvent::PlacementFailed { function, node });
        }
        made
    }

    /// What a new instance goes through to start; `None` if it has started already.
    pub(super) fn start_up(
        &mut self,
        id: InstanceId,
        function: FunctionId,
        node: NodeId,
    ) -> Option<Course> {
        let seen = NodeView::new(node, &self.state.cluster);
        let steps = self.policies.start_up(function, seen);
        let Some(delay) = steps.known_duration() else {
            return Some(Course::Stages(steps.into_stages()));
        };
        if delay.is_zero() {
            return None;
        }
        self.state.cluster.instance_mut(id)?.start_up = delay;
        Some(Course::Delay(delay))
    }

    /// Pins the image and takes resources for an instance on a node. What the reservation of disk space evicted stays
    /// evicted even if the memory does not suffice.
    pub(super) fn reserve(
        &mut self,
        node: NodeId,
        image: ImageId,
        needed: Resources,
    ) -> Result<(), NoSpace> {
        if !self.state.cluster.is_up(node) {
            return Err(NoSpace);
        }
        self.state.cluster.pin(node, image);
        let outcome = self.state.cluster.take(node, &needed);
        if outcome.is_err() {
            self.state.cluster.unpin(node, image);
        }
        outcome
    }

    /// Evicts idle instances of a node so that one of a function fits; returns whether any was.
    fn evict_for(&mut self, env: &mut impl ServiceEnv, node: NodeId, function: FunctionId) -> bool {
        let victims = self.victims(env.now(), node, function);
        let evicted = !victims.is_empty();
        for victim in victims {
            self.observe_eviction(env, victim, node, function);
            self.shut_down(env, victim, InstanceEnd::Evicted);
        }
        evicted
    }

    /// The idle instances of a node that are evicted so that one of a function fits there.
    pub(super) fn victims(
        &mut self,
        now: SimTime,
        node: NodeId,
        function: FunctionId,
    ) -> Vec<InstanceId> {
        let registrations = &self.state.registrations;
        let needed = registrations[function].charge.of_new();
        let needed = if registrations.hold_counted() {
            needed
        } else {
            Resources::space(needed.disk, needed.memory)
        };
        let view = self.state.view(now);
        let missing = needed.saturating_sub(view.node(node).free());
        if missing.is_none() {
            return Vec::new();
        }
        let Some(mut victims) = self.policies.victims(view.node(node), missing) else {
            return Vec::new();
        };
        let cluster = &self.state.cluster;
        let mut seen = Vec::new();
        victims.retain(|victim| {
            let instance = cluster.instance(*victim);
            let idle = instance
                .is_some_and(|instance| instance.node == node && instance.idle_since().is_some());
            let first = !seen.contains(victim);
            seen.push(*victim);
            idle && first
        });
        victims
    }

    pub(super) fn observe_eviction(
        &mut self,
        env: &mut impl ServiceEnv,
        victim: InstanceId,
        node: NodeId,
        by: FunctionId,
    ) {
        let Some(instance) = self.state.cluster.instance(victim) else {
            return;
        };
        let event = ServiceEvent::InstanceEvicted {
            container: instance.number,
            function: instance.function,
            node,
            by,
        };
        self.observe(env, event);
    }

    /// Nothing runs in an instance any more: it becomes idle, or is shut down.
    pub(super) fn become_idle(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        (container, function, node): (u32, FunctionId, NodeId),
    ) {
        self.observe(
            env,
            ServiceEvent::InstanceReleased {
                container,
                function,
                node,
            },
        );
        let now = env.now();
        let view = self.state.view(now);
        let Some(instance) = view.cluster().instance(id) else {
            return;
        };
        let seen = InstanceView { id, instance };
        let mut expires = self.policies.expiry(&seen, &view, &mut self.asked);
        if expires <= now && self.is_of_minimum(function) {
            expires = SimTime::MAX;
        }
        if expires <= now {
            self.state.cluster.set_released(id);
            self.stop(env, id, InstanceEnd::NotKept);
        } else {
            self.state.cluster.set_idle(id, now, expires);
            if expires < SimTime::MAX {
                let order = env.expires(expires);
                self.expiries.push(
                    expires,
                    Begin {
                        date: now,
                        order: u64::from(order),
                    },
                    id,
                );
                env.spend(calls::START);
            }
        }
        self.apply_asked(env, PolicyKind::KeepAlive);
    }

    /// Tells that nothing runs in an instance any more, which is about to go.
    pub(super) fn release(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        (container, function, node): (u32, FunctionId, NodeId),
    ) {
        self.state.cluster.set_released(id);
        let released = ServiceEvent::InstanceReleased {
            container,
            function,
            node,
        };
        self.observe(env, released);
    }

    /// An attempt is over in an instance in which others go on.
    #[inline(never)]
    pub(super) fn leave(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        (container, function, node): (u32, FunctionId, NodeId),
    ) {
        self.state.cluster.vacate(id);
        self.observe(
            env,
            ServiceEvent::SlotReleased {
                container,
                function,
                node,
            },
        );
    }

    /// The date has come at which an instance was to expire; it lives on if it has been used since that was decided.
    pub(super) fn expire(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(date) = self.expiries.pop_due(id) else {
            return;
        };
        let instance = self.state.cluster.instance(id);
        if let Some(instance) = instance.filter(|instance| instance.expires_at(date))
            && !self.is_of_minimum(instance.function)
        {
            self.stop(env, id, InstanceEnd::Expired);
        }
    }

    /// Ends an instance in which nothing runs: its reservations vanish, its image may be evicted, its I/O stops.
    pub(super) fn shut_down(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        end: InstanceEnd,
    ) {
        if !self.starting.is_empty() {
            self.break_off_steps(env, id);
        }
        let Some(instance) = self.state.cluster.remove(id) else {
            return;
        };
        let (node, function) = (instance.node, instance.function);
        let image = self.state.registrations[function].image;
        self.state.cluster.give_back(node, &instance.reserved);
        self.state.cluster.unpin(node, image);
        env.spend(calls::STOP);
        for transfer in instance.transfers {
            env.cancel_transfer(transfer);
        }
        if !instance.has_failed || instance.uses > 0 {
            self.note_missing(function);
        } else {
            self.give_up_missing(function);
        }
        self.observe(
            env,
            ServiceEvent::InstanceShutDown {
                container: instance.number,
                function,
                node,
                end,
                was_idle: instance.is_released,
            },
        );
    }
}
