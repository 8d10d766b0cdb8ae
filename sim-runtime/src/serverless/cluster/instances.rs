//! The life of the instances on the nodes: made, occupied, vacated, idle, removed, with the indexes that follow it.

use super::Cluster;
use super::of_function::OfFunction;
use crate::serverless::instance::{Instance, InstanceState};
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, InstanceId, NodeId};
use crate::units::SimTime;

impl Cluster {
    /// A new instance, whose resources have been taken; it is provisioning. It serves so many attempts at once.
    pub(in crate::serverless) fn add(
        &mut self,
        of: (FunctionId, u32),
        node: NodeId,
        reserved: Resources,
        now: SimTime,
    ) -> InstanceId {
        let id = self.insert(of, node, reserved, now);
        if !self.open_late {
            self.functions[of.0].offer(self.order, id, &self.instances[id]);
        }
        self.set_due(node);
        id
    }

    /// The same with an attempt that waits for its start-up: those with a single slot are never offered. Returns the number of
    /// the instance, too.
    pub(in crate::serverless) fn add_occupied(
        &mut self,
        of: (FunctionId, u32),
        node: NodeId,
        reserved: Resources,
        now: SimTime,
    ) -> (InstanceId, u32) {
        let id = self.insert(of, node, reserved, now);
        let instance = &mut self.instances[id];
        instance.state = InstanceState::Starting { active: 1 };
        instance.uses = 1;
        let number = instance.number;
        let known = &mut self.functions[of.0];
        known.active += 1;
        if instance.slots > 1 {
            known.offer(self.order, id, instance);
        }
        self.note_attempt(node);
        self.set_due(node);
        (id, number)
    }

    /// How many instances have been made, and how many there are.
    pub(in crate::serverless) fn instance_counts(&self) -> (u64, u64) {
        (u64::from(self.next_number), self.instances.len() as u64)
    }

    fn insert(
        &mut self,
        (function, slots): (FunctionId, u32),
        node: NodeId,
        reserved: Resources,
        now: SimTime,
    ) -> InstanceId {
        if function.index() >= self.functions.len() {
            self.functions
                .resize(function.index() + 1, OfFunction::NONE);
        }
        self.functions[function].alive += 1;
        let number = self.next_number;
        self.next_number += 1;
        let mut instance = Instance::new(number, (function, slots), node, reserved, now);
        instance.opens_late = self.open_late;
        let id = self.instances.insert(instance);
        self.nodes[node].instances.insert(u64::from(number), id);
        id
    }

    /// One more attempt runs in an instance, or waits for its start-up; returns the number of the instance, and whether it was
    /// idle.
    #[inline(always)]
    pub(in crate::serverless) fn occupy(&mut self, id: InstanceId) -> (u32, bool) {
        let instance = &mut self.instances[id];
        let was_idle = std::mem::replace(&mut instance.is_released, false);
        let active = instance.active() + 1;
        instance.state = match instance.state {
            InstanceState::Starting { .. } => InstanceState::Starting { active },
            InstanceState::Busy { .. } => InstanceState::Busy { active },
            InstanceState::Idle { .. } => {
                self.nodes[instance.node].idle -= instance.reserved;
                InstanceState::Busy { active }
            }
        };
        instance.uses = instance.uses.saturating_add(1);
        let (node, number) = (instance.node, instance.number);
        let known = &mut self.functions[instance.function];
        known.active += 1;
        if active == instance.slots {
            known.withdraw(self.order, instance);
        }
        self.note_attempt(node);
        self.set_due(node);
        (number, was_idle)
    }

    /// Observers are told that nothing runs in an instance any more, which does not become idle.
    pub(in crate::serverless) fn set_released(&mut self, id: InstanceId) {
        if let Some(instance) = self.instances.get_mut(id) {
            instance.is_released = true;
        }
    }

    /// One attempt less runs in an instance or waits for it, in which others go on, or whose start-up does.
    pub(in crate::serverless) fn vacate(&mut self, id: InstanceId) {
        let instance = &mut self.instances[id];
        let known = &mut self.functions[instance.function];
        known.active -= 1;
        known.release(self.order, id, instance, &mut self.next_recency);
        let active = instance.active() - 1;
        instance.state = if instance.is_starting() {
            InstanceState::Starting { active }
        } else {
            InstanceState::Busy { active }
        };
        let node = instance.node;
        self.note_gone(node, 1);
        self.set_due(node);
    }

    /// Nothing runs in an instance any more, until it is used or expires.
    #[inline(always)]
    pub(in crate::serverless) fn set_idle(
        &mut self,
        id: InstanceId,
        since: SimTime,
        expires: SimTime,
    ) {
        let instance = &mut self.instances[id];
        let (node, active) = (instance.node, instance.active());
        let known = &mut self.functions[instance.function];
        if instance.is_starting() {
            known.ready += 1;
            self.ready += 1;
        }
        known.active -= active;
        known.release(self.order, id, instance, &mut self.next_recency);
        instance.state = InstanceState::Idle { since, expires };
        instance.is_released = true;
        self.nodes[node].idle += instance.reserved;
        self.note_gone(node, active);
        self.set_due(node);
    }

    /// Removes an instance; its resources are still taken.
    pub(in crate::serverless) fn remove(&mut self, id: InstanceId) -> Option<Instance> {
        let instance = self.instances.remove(id)?;
        let known = &mut self.functions[instance.function];
        known.alive -= 1;
        if !instance.is_starting() {
            known.ready -= 1;
            self.ready -= 1;
        }
        known.active -= instance.active();
        if instance.free_slots() > 0 {
            known.withdraw(self.order, &instance);
        }
        let node = &mut self.nodes[instance.node];
        if instance.idle_since().is_some() {
            node.idle -= instance.reserved;
        }
        node.instances.remove(u64::from(instance.number));
        self.note_gone(instance.node, instance.active());
        self.set_due(instance.node);
        Some(instance)
    }
}
