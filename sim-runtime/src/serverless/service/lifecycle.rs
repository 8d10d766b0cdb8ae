//! The life of an instance: made, reused, idle, expired, evicted, shut down (SEMANTICS 4.10, 4.12 and 4.14).

use super::Service;
use crate::kernel::Begin;
use crate::serverless::calls;
use crate::serverless::env::ServiceEnv;
use crate::serverless::event::ServiceEvent;
use crate::serverless::instance::InstanceEnd;
use crate::serverless::policy::{InstanceView, NodeView, PolicyKind};
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, ImageId, InstanceId, NodeId};
use crate::storage::NoSpace;
use crate::units::{SimDuration, SimTime};

impl Service {
    /// Makes an instance for an attempt; if space lacks, evicts idle ones and tries once more. Returns the instance and its
    /// number.
    pub(super) fn create(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        function: FunctionId,
    ) -> Option<(InstanceId, u32)> {
        let registration = &self.state.registrations[function];
        let (image, charge) = (registration.image, registration.charge);
        let needed = charge.per_instance + charge.per_invocation;
        let mut reserved = self.reserve(node, image, needed);
        if reserved.is_err() && self.evict_for(env, node, function, needed) {
            reserved = self.reserve(node, image, needed);
        }
        env.spend(calls::START);
        if reserved.is_err() {
            self.observe(env, ServiceEvent::PlacementFailed { function, node });
            return None;
        }
        let cluster = &mut self.state.cluster;
        let id = cluster.add(function, node, charge.per_instance, env.now());
        Some((id, cluster.occupy(id)))
    }

    /// How long a new instance takes to start; `None` if it has started already.
    pub(super) fn start_up(
        &mut self,
        id: InstanceId,
        function: FunctionId,
        node: NodeId,
    ) -> Option<SimDuration> {
        let seen = NodeView::new(node, &self.state.cluster);
        let delay = self.policies.start_up(function, seen).duration();
        if delay.is_zero() {
            return None;
        }
        self.state.cluster.instance_mut(id)?.start_up = delay;
        Some(delay)
    }

    /// Pins the image and takes resources for an instance on a node. What the reservation of disk space evicted stays
    /// evicted even if the memory does not suffice.
    pub(super) fn reserve(
        &mut self,
        node: NodeId,
        image: ImageId,
        needed: Resources,
    ) -> Result<(), NoSpace> {
        self.state.cluster.pin(node, image);
        let outcome = self.state.cluster.take(node, &needed);
        if outcome.is_err() {
            self.state.cluster.unpin(node, image);
        }
        outcome
    }

    /// Evicts idle instances of a node so that one of a function fits; returns whether any was.
    fn evict_for(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        function: FunctionId,
        needed: Resources,
    ) -> bool {
        let view = self.state.view(env.now());
        let free = view.node(node).free();
        let missing = Resources::space(needed.disk, needed.memory).saturating_sub(free);
        if missing.is_none() {
            return false;
        }
        let Some(victims) = self.policies.victims(view.node(node), missing) else {
            return false;
        };
        let mut evicted = false;
        for victim in victims {
            let Some(instance) = self.state.cluster.instance(victim) else {
                continue;
            };
            if instance.node != node || instance.idle_since().is_none() {
                continue;
            }
            let event = ServiceEvent::InstanceEvicted {
                container: instance.number,
                function: instance.function,
                node,
                by: function,
            };
            self.observe(env, event);
            self.shut_down(env, victim, InstanceEnd::Evicted);
            evicted = true;
        }
        evicted
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
        let expires = self.policies.expiry(&seen, &view, &mut self.asked);
        if expires <= now {
            self.shut_down(env, id, InstanceEnd::NotKept);
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

    /// The date has come at which an instance was to expire; it lives on if it has been used since that was decided.
    pub(super) fn expire(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(date) = self.expiries.pop_due(id) else {
            return;
        };
        let instance = self.state.cluster.instance(id);
        if instance.is_some_and(|instance| instance.expires_at(date)) {
            self.shut_down(env, id, InstanceEnd::Expired);
        }
    }

    /// Ends an instance in which nothing runs: its reservations vanish, its image may be evicted, its I/O stops.
    pub(super) fn shut_down(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        end: InstanceEnd,
    ) {
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
        self.observe(
            env,
            ServiceEvent::InstanceShutDown {
                container: instance.number,
                function,
                node,
                end,
            },
        );
    }
}
