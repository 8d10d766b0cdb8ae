//! Instances that nobody has asked for yet: their image travels to the node, then they start and wait.

use super::Service;
use crate::serverless::calls;
use crate::serverless::env::{Alarm, ServiceEnv};
use crate::serverless::event::ServiceEvent;
use crate::serverless::policy::PolicyKind;
use crate::serverless::provisioning::Provision;
use crate::serverless::starting::{Course, Then};
use crate::serverless::{FunctionId, ImageId, InstanceId, NodeId};
use crate::units::SimDuration;

/// What an instance that is to be provisioned waits for.
enum Step {
    /// Nothing any more: it starts, or it is known that it never will.
    Done,
    /// Its image is on its way.
    Wait,
}

impl Service {
    /// An instance of a function is to be provisioned on a node, unless it could never fit there.
    pub(super) fn provision(&mut self, function: FunctionId, node: NodeId, by: Option<PolicyKind>) {
        let Some(registration) = self.state.registrations.get(function) else {
            return;
        };
        if !self.state.cluster.has_node(node) || !self.state.cluster.is_up(node) {
            return;
        }
        let image = &self.images[registration.image].image;
        let capacity = self.state.cluster.node(node).capacity();
        let mut needed = registration.charge.per_instance;
        needed.disk += image.disk;
        needed.memory += image.ram;
        if needed.fits(capacity) {
            self.provisions.push(Provision { function, node, by });
        }
    }

    /// Brings those that are to be provisioned nearer to it.
    #[inline(never)]
    pub(super) fn advance_provisions(&mut self, env: &mut impl ServiceEnv) {
        let mut provisions = std::mem::take(&mut self.provisions);
        provisions
            .retain(|provision| matches!(self.advance_provision(env, *provision), Step::Wait));
        // What was asked for meanwhile comes after those that were there.
        provisions.append(&mut self.provisions);
        self.provisions = provisions;
    }

    fn advance_provision(&mut self, env: &mut impl ServiceEnv, provision: Provision) -> Step {
        let Provision { function, node, .. } = provision;
        let image = self.state.registrations[function].image;
        if !self.head.partition.contains(self.file(image)) {
            return match self.fetch_to_head(env, function, None) {
                Ok(()) => Step::Wait,
                Err(_) => Step::Done,
            };
        }
        let place = node.index();
        let locations = self.state.cluster.locations(image);
        if locations.copying.contains(place) || locations.loading.contains(place) {
            return Step::Wait;
        }
        if !locations.on_disk.contains(place) {
            self.copy(env, node, image);
            env.spend(calls::START);
            return Step::Wait;
        }
        if !locations.in_memory.contains(place) {
            self.load(env, node, image);
            env.spend(calls::START);
            return Step::Wait;
        }
        self.make_provisioned(env, provision, image);
        Step::Done
    }

    fn make_provisioned(
        &mut self,
        env: &mut impl ServiceEnv,
        Provision { function, node, by }: Provision,
        image: ImageId,
    ) {
        let charge = self.state.registrations[function].charge.per_instance;
        if self.reserve(node, image, charge).is_err() {
            self.note_missing(function);
            return self.observe(env, ServiceEvent::PlacementFailed { function, node });
        }
        let of = (function, self.state.registrations[function].concurrency);
        let id = self.state.cluster.add(of, node, charge, env.now());
        let Some(container) = self.instance(id).map(|instance| instance.number) else {
            return;
        };
        self.observe(
            env,
            ServiceEvent::InstanceProvisioned {
                container,
                function,
                node,
            },
        );
        let delay = match self.start_up(id, function, node) {
            None => SimDuration::ZERO,
            Some(Course::Delay(delay)) => delay,
            Some(Course::Stages(stages)) => {
                return self.go_through(env, id, stages, Then::Wait(by));
            }
        };
        env.wake(env.now() + delay, Alarm::Provisioned(id, by));
    }

    /// A provisioned instance has started: it waits for an attempt, unless some wait for it.
    #[inline(never)]
    pub(super) fn provisioned(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(instance) = self.instance(id) else {
            return;
        };
        if instance.active() > 0 {
            return self.start_waiting(env, id);
        }
        let place = (instance.number, instance.function, instance.node);
        self.become_idle(env, id, place);
    }

    /// An image has come to a node, or failed to: then nothing is provisioned there with it.
    pub(super) fn image_came(&mut self, node: NodeId, image: ImageId, success: bool) {
        if !success {
            self.forget_provisions(image, Some(node));
        }
    }

    /// Gives up what was to be provisioned with an image, on a node or on all.
    pub(super) fn forget_provisions(&mut self, image: ImageId, node: Option<NodeId>) {
        let registrations = &self.state.registrations;
        self.provisions.retain(|one| {
            let here = node.is_none_or(|node| node == one.node);
            !here || registrations[one.function].image != image
        });
        self.missing
            .retain(|function| registrations[*function].image != image);
    }
}
