//! What policies want is checked and carried out (SEMANTICS 4.10).
//!
//! A policy may name anything: what is over, what is elsewhere, the same thing twice. What cannot be (any more) is dropped.

use super::Service;
use crate::serverless::attempt::{AttemptId, Phase, Placement, Stage};
use crate::serverless::calls;
use crate::serverless::env::{Alarm, ServiceEnv};
use crate::serverless::event::ServiceEvent;
use crate::serverless::policy::{Actions, Dispatch, PolicyKind};
use crate::serverless::queue::Queued;
use crate::serverless::starting::{Course, Then};
use crate::serverless::{Failure, FunctionId, ImageId, InstanceEnd, InstanceId, NodeId};

impl Service {
    /// Carries out what a policy other than the scheduler has asked for.
    pub(super) fn apply_asked(&mut self, env: &mut impl ServiceEnv, by: PolicyKind) {
        if !self.asked.is_empty() && self.stopping.is_none() {
            let mut actions = std::mem::take(&mut self.asked);
            self.apply(env, by, &mut actions);
        }
    }

    /// Carries out what a policy has asked for, and empties the list.
    pub(super) fn apply(
        &mut self,
        env: &mut impl ServiceEnv,
        by: PolicyKind,
        actions: &mut Actions,
    ) {
        if !std::mem::take(&mut actions.has_any) {
            return;
        }
        if actions.has_rare {
            self.remove_unwanted(env, actions);
        }
        self.dispatch_all(env, by, actions);
        if self.stopping.is_some() {
            // A private storage is to stop: the rest comes then.
            actions.has_any = true;
            return;
        }
        if std::mem::take(&mut actions.has_rare) {
            self.apply_rare(env, by, actions);
        }
    }

    /// Carries out what most rounds do without.
    #[inline(never)]
    fn apply_rare(&mut self, env: &mut impl ServiceEnv, by: PolicyKind, actions: &mut Actions) {
        let is_given = self.state.scaler_makes_all;
        for (attempt, node) in actions.bindings.drain(..) {
            // Where only the scaler makes instances, nobody waits at a node that may never have one.
            if !is_given {
                self.state.bind(attempt, node);
            }
        }
        self.move_images(env, actions);
        for (function, node) in actions.provisions.drain(..) {
            if !is_given || by == PolicyKind::Scaler {
                self.provision(function, node, Some(by));
            }
        }
        for date in actions.wakes.drain(..) {
            env.wake(date.max(env.now()), Alarm::Wake(by));
        }
    }

    /// Fails attempts and shuts instances down.
    #[inline(never)]
    fn remove_unwanted(&mut self, env: &mut impl ServiceEnv, actions: &mut Actions) {
        for attempt in actions.rejections.drain(..) {
            self.reject(env, attempt);
        }
        for instance in actions.retirements.drain(..) {
            self.retire(env, instance);
        }
    }

    fn dispatch_all(&mut self, env: &mut impl ServiceEnv, by: PolicyKind, actions: &mut Actions) {
        let (mut dispatched, mut done) = (0, 0);
        for dispatch in &actions.dispatches {
            done += 1;
            // One that waits in a line at a node is not in the queue.
            if self.dispatch(env, by, dispatch) && !self.state.cluster.unbind(dispatch.attempt) {
                dispatched += 1;
            }
            if self.stopping.is_some() {
                break;
            }
        }
        actions.dispatches.drain(..done);
        if dispatched > 0 {
            if self.policies.follows_dispatches() {
                self.tell_dispatched(dispatched);
            }
            let attempts = &self.attempts;
            self.state.queue.remove(dispatched, |queued| {
                let attempt = attempts.get(queued.attempt);
                attempt.is_none_or(|attempt| !matches!(attempt.phase, Phase::Queued))
            });
        }
    }

    /// Tells the discipline which attempts have been dispatched, of which there are so many.
    #[inline(never)]
    fn tell_dispatched(&mut self, dispatched: usize) {
        let attempts = &self.attempts;
        let has_left = |queued: &&Queued| {
            let attempt = attempts.get(queued.attempt);
            attempt.is_none_or(|attempt| !matches!(attempt.phase, Phase::Queued))
        };
        let queue = self.state.queue.as_slice();
        for queued in queue.iter().filter(has_left).take(dispatched) {
            self.policies.dispatched(queued);
        }
    }

    fn move_images(&mut self, env: &mut impl ServiceEnv, actions: &mut Actions) {
        let repeats = std::mem::take(&mut actions.repeats_moves);
        for (node, image) in actions.loads.drain(..) {
            if self.exist(node, image) && (repeats || !self.has_loaded(node, image)) {
                self.load(env, node, image);
                env.spend(calls::START);
            }
        }
        for (node, image) in actions.copies.drain(..) {
            // Nobody would know a second copy of the same layers from the first.
            if self.exist(node, image)
                && (repeats && !self.images[image].is_layered() || !self.has_copied(node, image))
            {
                self.copy(env, node, image);
                env.spend(calls::START);
            }
        }
    }

    /// Whether an image is in the memory of a node, or on its way there.
    fn has_loaded(&self, node: NodeId, image: ImageId) -> bool {
        let locations = self.state.cluster.locations(image);
        locations.in_memory.contains(node.index()) || locations.loading.contains(node.index())
    }

    /// Whether an image is on the disk of a node, or on its way there.
    fn has_copied(&self, node: NodeId, image: ImageId) -> bool {
        let locations = self.state.cluster.locations(image);
        locations.on_disk.contains(node.index()) || locations.copying.contains(node.index())
    }

    /// Whether there are such a node, which is up, and such an image.
    fn exist(&self, node: NodeId, image: ImageId) -> bool {
        let cluster = &self.state.cluster;
        cluster.has_node(node) && cluster.is_up(node) && cluster.has_image(image)
    }

    /// Fails an attempt that waits.
    fn reject(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        let Some(attempt) = self.attempts.get(id) else {
            return;
        };
        if !matches!(attempt.phase, Phase::Queued) {
            return;
        }
        let function = env.function_name(attempt.function);
        let reason = "the scheduler does not place it".to_owned();
        self.state.leave(id);
        self.fail(env, id, Failure::Rejected { function, reason });
    }

    /// Shuts an idle instance down, unless its function needs it for its minimum, and would get it anew at once.
    pub(super) fn retire(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let instance = self.state.cluster.instance(id);
        let idle = instance.filter(|instance| instance.idle_since().is_some());
        if idle.is_some_and(|instance| !self.is_of_minimum(instance.function)) {
            self.shut_down(env, id, InstanceEnd::Retired);
        }
    }

    /// Gives an attempt its resources and an instance; returns false, and changes nothing, if that cannot be (any more).
    fn dispatch(&mut self, env: &mut impl ServiceEnv, by: PolicyKind, dispatch: &Dispatch) -> bool {
        let &Dispatch {
            attempt: id,
            node,
            instance,
            shares,
        } = dispatch;
        let Some(attempt) = self.attempts.get_mut(id) else {
            return false;
        };
        if !matches!(attempt.phase, Phase::Queued) {
            return false;
        }
        let function = attempt.function;
        let instance = match instance {
            None if shares || self.state.scaler_makes_all => {
                self.state.newest_with_slot(node, function)
            }
            chosen => chosen,
        };
        let Some(instance) = instance else {
            if self.state.scaler_makes_all {
                return false;
            }
            return self.dispatch_new(env, by, id, function, node);
        };
        let Some((container, was_idle)) = self.state.reuse(instance, node, function) else {
            return false;
        };
        let on = Placement {
            dispatched: env.now(),
            node,
            instance,
            container,
            reused: true,
            sleep_order: 0,
        };
        let stage = Stage::Starting;
        attempt.phase = Phase::Placed { on, stage };
        let invocation = attempt.number;
        self.observe(
            env,
            ServiceEvent::InstanceReused {
                container,
                function,
                node,
                invocation,
                was_idle,
            },
        );
        self.start_in(env, id, instance);
        env.spend(calls::START);
        true
    }

    /// The same, with a new instance.
    #[inline(never)]
    fn dispatch_new(
        &mut self,
        env: &mut impl ServiceEnv,
        by: PolicyKind,
        id: AttemptId,
        function: FunctionId,
        node: NodeId,
    ) -> bool {
        if !self.is_able(node, function) {
            return false;
        }
        let created = match by {
            PolicyKind::Scheduler => self.create_slowly(env, id, node, function),
            _ => self.create(env, node, function),
        };
        let Some((instance, container)) = created else {
            return false;
        };
        self.place_in_new(env, id, function, node, (instance, container));
        true
    }

    /// An attempt runs in an instance that has just been made for it.
    pub(super) fn place_in_new(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        function: FunctionId,
        node: NodeId,
        (instance, container): (InstanceId, u32),
    ) {
        let on = Placement {
            dispatched: env.now(),
            node,
            instance,
            container,
            reused: false,
            sleep_order: 0,
        };
        let (attempt, stage) = (&mut self.attempts[id], Stage::Starting);
        attempt.phase = Phase::Placed { on, stage };
        let invocation = attempt.number;
        self.observe(
            env,
            ServiceEvent::InstanceCreated {
                container,
                function,
                node,
                invocation,
            },
        );
        match self.start_up(instance, function, node) {
            None => {
                self.state.cluster.set_started(instance);
                self.start(env, id);
            }
            Some(Course::Delay(delay)) => {
                self.sleep_through(env, id, instance, env.now() + delay);
            }
            Some(Course::Stages(stages)) => {
                self.note_starter(env, id, instance);
                self.go_through(env, instance, stages, Then::Run(id));
            }
        }
        env.spend(calls::START);
    }

    /// Whether a node could run a function at once: it has the image, and the cores that an invocation takes, if need be in
    /// the place of idle instances.
    fn is_able(&self, node: NodeId, function: FunctionId) -> bool {
        let cluster = &self.state.cluster;
        let Some(registration) = self.state.registrations.get(function) else {
            return false;
        };
        if !cluster.has_node(node) {
            return false;
        }
        let places = cluster.locations(registration.image);
        let index = node.index();
        let there = cluster.node(node);
        registration.charge.per_invocation <= there.free_cores + there.idle.cores
            && places.on_disk.contains(index)
            && places.in_memory.contains(index)
    }
}
