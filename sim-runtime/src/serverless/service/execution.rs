//! Execution: from the start of a body to the idle container and its end (SEMANTICS 4.11 to 4.13).

use super::{Alarm, Notice, Service, Surroundings};
use crate::serverless::container::Activity;
use crate::serverless::invocation::State;
use crate::serverless::{ContainerEnd, ContainerId, Failure, Happening, InvocationId};
use crate::units::SimTime;

impl Service {
    /// The container is up: the body starts as soon as its input is there.
    pub(super) fn start(&mut self, world: &mut impl Surroundings, invocation: InvocationId) {
        if !world.fetch_input(invocation) {
            self.run(world, invocation);
        }
    }

    /// The input of an invocation has reached its node, or never will.
    pub fn input_fetched(
        &mut self,
        world: &mut impl Surroundings,
        invocation: InvocationId,
        outcome: Result<(), Failure>,
    ) {
        let entry = world.invocation(invocation);
        match (entry.state, outcome) {
            (State::Dispatched(_), Ok(())) => self.run(world, invocation),
            (State::Dispatched(placement), Err(failure)) => {
                entry.failure = Some(Box::new(failure));
                entry.state = State::Ended(placement);
                world.notify(Notice::Completed(invocation));
            }
            _ => {}
        }
    }

    /// The body starts, and its time limit begins.
    fn run(&mut self, world: &mut impl Surroundings, invocation: InvocationId) {
        let now = world.now();
        let entry = world.invocation(invocation);
        let State::Dispatched(placement) = entry.state else {
            return;
        };
        entry.state = State::Running(placement);
        entry.dates.start = Some(now);
        let function = entry.function;
        let limit = self.registrations[function].time_limit;
        if !limit.is_zero() {
            world.wake(now + limit, Alarm::TimeLimit(invocation));
        }
        world.start_body(invocation);
    }

    /// A body has come to its end by itself.
    pub fn body_ended(
        &mut self,
        world: &mut impl Surroundings,
        invocation: InvocationId,
        failure: Option<Failure>,
    ) {
        let now = world.now();
        let failure = failure.or_else(|| self.output_too_large(world, invocation));
        let entry = world.invocation(invocation);
        entry.dates.end = Some(now);
        entry.failure = failure.map(Box::new);
        self.end(world, invocation);
    }

    fn output_too_large(
        &self,
        world: &mut impl Surroundings,
        invocation: InvocationId,
    ) -> Option<Failure> {
        let size = world.output_size(invocation);
        if size.is_zero() {
            return None;
        }
        let function = world.invocation(invocation).function;
        let limit = self.registrations[function].egress;
        (size > limit).then(|| Failure::OutputTooLarge {
            function: world.function_name(function),
            size,
            limit,
        })
    }

    /// The output of an invocation has reached the head host, or never will.
    pub fn output_returned(
        &mut self,
        world: &mut impl Surroundings,
        invocation: InvocationId,
        outcome: Result<(), Failure>,
    ) {
        if let Err(failure) = outcome {
            let entry = world.invocation(invocation);
            entry.failure.get_or_insert_with(|| Box::new(failure));
        }
        world.notify(Notice::Completed(invocation));
    }

    /// A body has had its time. One that ended at this very date has failed all the same, but keeps its end (9.3).
    pub(super) fn reach_time_limit(
        &mut self,
        world: &mut impl Surroundings,
        invocation: InvocationId,
    ) {
        let now = world.now();
        let entry = world.invocation(invocation);
        match entry.state {
            State::Running(_) => {
                entry.failure = Some(Box::new(Failure::TimeLimit));
                world.kill_body(invocation);
                self.end(world, invocation);
            }
            State::Ended(_) if entry.dates.end == Some(now) => {
                entry.failure = Some(Box::new(Failure::TimeLimit))
            }
            _ => {}
        }
    }

    fn end(&mut self, world: &mut impl Surroundings, invocation: InvocationId) {
        let entry = world.invocation(invocation);
        let State::Running(placement) = entry.state else {
            return;
        };
        entry.state = State::Ended(placement);
        if let Some(container) = self.containers.get_mut(placement.container) {
            container.clear();
        }
        let succeeded = world.invocation(invocation).failure.is_none();
        if !succeeded || !world.return_output(invocation) {
            world.notify(Notice::Completed(invocation));
        }
    }

    /// The service hears that an invocation is over: its core is free, its container idle or gone.
    pub(super) fn complete(&mut self, world: &mut impl Surroundings, invocation: InvocationId) {
        let now = world.now();
        let entry = world.invocation(invocation);
        let State::Ended(placement) = entry.state else {
            return;
        };
        entry.state = State::Complete;
        entry.dates.completion = Some(now);
        self.cluster.give_core(placement.node);
        let container = &mut self.containers[placement.container];
        container.activity = Activity::Idle(now);
        world.happened(Happening::ContainerReleased {
            container: container.number,
            function: container.function,
            node: placement.node,
        });
        if self.spec.idle_timeout.is_zero() {
            self.shut_down(world, placement.container, ContainerEnd::NotKept);
        } else {
            self.cluster.insert_idle(placement.container, container);
            world.wake_idle(self.spec.idle_timeout, placement.container);
        }
        world.completed(invocation);
    }

    /// An idle time-out has passed; it is stale if the container has worked since it was set.
    pub(super) fn expire(
        &mut self,
        world: &mut impl Surroundings,
        container: ContainerId,
        idle_since: SimTime,
    ) {
        let activity = self
            .containers
            .get(container)
            .map(|container| container.activity);
        if activity == Some(Activity::Idle(idle_since)) {
            self.shut_down(world, container, ContainerEnd::Expired);
        }
    }

    /// Whether nothing comes of an idle time-out that ends at a date: the container has worked since, and nobody waits for
    /// the round that follows every message.
    pub fn is_stale(&self, date: SimTime, container: ContainerId) -> bool {
        let idle_since = SimTime::from_nanos(date.as_nanos() - self.spec.idle_timeout.as_nanos());
        let container = self.containers.get(container);
        container.is_none_or(|container| container.activity != Activity::Idle(idle_since))
            && self.schedulable.is_empty()
            && !self.busy
            && !self.cluster.is_thinned()
    }

    /// Ends a container that no invocation uses: its reservations vanish, its image may be evicted, its I/O stops.
    pub(super) fn shut_down(
        &mut self,
        world: &mut impl Surroundings,
        id: ContainerId,
        end: ContainerEnd,
    ) {
        let Some(container) = self.containers.remove(id) else {
            return;
        };
        let file = self.file(self.registrations[container.function].image);
        self.cluster.remove_idle(&container);
        let node = self.cluster.node_mut(container.node);
        node.containers.retain(|other| *other != id);
        node.disk.partition.release(container.disk);
        node.ram.release(container.memory);
        node.disk.partition.close(file);
        node.ram.close(file);
        for transfer in container.transfers {
            world.cancel_transfer(transfer);
        }
        world.happened(Happening::ContainerShutDown {
            container: container.number,
            function: container.function,
            node: container.node,
            end,
        });
    }
}
