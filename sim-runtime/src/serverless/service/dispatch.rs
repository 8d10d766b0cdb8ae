//! Dispatch: what a scheduler decided is checked and done (SEMANTICS 4.10 and 4.14).

use super::{Service, Surroundings};
use crate::serverless::container::{Activity, Container};
use crate::serverless::invocation::{Placement, State};
use crate::serverless::scheduler::{Decisions, Dispatch};
use crate::serverless::{
    ContainerEnd, ContainerId, FunctionId, Happening, IdleContainer, InvocationId, Need, NodeId,
};
use crate::storage::NoSpace;

use super::Alarm;

impl Service {
    pub(super) fn apply(&mut self, world: &mut impl Surroundings, mut decisions: Decisions) {
        let dispatched = decisions
            .dispatches
            .drain(..)
            .filter(|dispatch| self.dispatch(world, *dispatch))
            .count();
        if dispatched > 0 {
            self.schedulable.remove(dispatched, |pending| {
                world.invocation(pending.invocation).state != State::Schedulable
            });
        }
        for (node, image) in decisions.loads.drain(..) {
            self.load(world, node, image);
        }
        for (node, image) in decisions.copies.drain(..) {
            self.copy(world, node, image);
        }
        self.cluster.recycle(decisions);
    }

    /// Gives an invocation a core and a container; returns false, and changes nothing, if that cannot be (any more).
    fn dispatch(&mut self, world: &mut impl Surroundings, dispatch: Dispatch) -> bool {
        let Dispatch {
            invocation,
            node,
            container,
        } = dispatch;
        let entry = world.invocation(invocation);
        let function = entry.function;
        if entry.state != State::Schedulable || !self.could_run(node, function) {
            return false;
        }
        let reused = container.is_some();
        let container = match container {
            Some(container) => self.reuse(container, node, function, invocation),
            None => self.spawn(world, node, function, invocation),
        };
        let Some(container) = container else {
            return false;
        };
        self.cluster.take_core(node);
        let placement = Placement { node, container };
        let now = world.now();
        let number = self.containers[container].number;
        let entry = world.invocation(invocation);
        entry.dates.dispatch = Some(now);
        entry.state = State::Dispatched(placement);
        entry.node = Some(node);
        entry.container = Some(number);
        entry.reused = reused;
        let invoked = entry.number;
        world.happened(if reused {
            Happening::ContainerReused {
                container: number,
                function,
                node,
                invocation: invoked,
            }
        } else {
            Happening::ContainerCreated {
                container: number,
                function,
                node,
                invocation: invoked,
            }
        });
        if reused || self.spec.container_startup.is_zero() {
            self.start(world, invocation);
        } else {
            world.wake(
                now + self.spec.container_startup,
                Alarm::Started(invocation),
            );
        }
        true
    }

    fn could_run(&self, node: NodeId, function: FunctionId) -> bool {
        let Some(registration) = self.registrations.get(function) else {
            return false;
        };
        let places = self.cluster.whereabouts(registration.image);
        let index = node.index();
        self.cluster.with_core().contains(index)
            && places.on_disk.contains(index)
            && places.in_memory.contains(index)
    }

    /// Takes an idle container, unless it has been sacrificed in this very round (which aborts the reference: 9.1).
    fn reuse(
        &mut self,
        id: ContainerId,
        node: NodeId,
        function: FunctionId,
        invocation: InvocationId,
    ) -> Option<ContainerId> {
        let container = self.containers.get_mut(id)?;
        let idle = matches!(container.activity, Activity::Idle(_));
        if !idle || container.node != node || container.function != function {
            return None;
        }
        container.activity = Activity::Busy(invocation);
        self.cluster.remove_idle(container);
        Some(id)
    }

    /// Makes a container; if space lacks, sacrifices idle ones and tries once more.
    fn spawn(
        &mut self,
        world: &mut impl Surroundings,
        node: NodeId,
        function: FunctionId,
        invocation: InvocationId,
    ) -> Option<ContainerId> {
        let mut reserved = self.reserve(node, function);
        if reserved.is_err() && self.sacrifice(world, node, function) {
            reserved = self.reserve(node, function);
        }
        if reserved.is_err() {
            world.happened(Happening::SpawnFailed { function, node });
            return None;
        }
        let registration = &self.registrations[function];
        let mut container = Container::new(self.next_container, function, node, invocation);
        container.disk = registration.disk;
        container.memory = registration.memory;
        self.next_container += 1;
        let id = self.containers.insert(container);
        self.cluster.node_mut(node).containers.push(id);
        Some(id)
    }

    /// Pins the image and takes the space of one container on a node. What the disk reservation evicted stays evicted
    /// even if the memory does not suffice.
    fn reserve(&mut self, node: NodeId, function: FunctionId) -> Result<(), NoSpace> {
        let registration = &self.registrations[function];
        let file = self.images[registration.image.index()].file;
        let (disk, memory) = (registration.disk, registration.memory);
        let target = self.cluster.node_mut(node);
        target.disk.partition.open(file);
        target.ram.open(file);
        let mut outcome = self.cluster.reserve_disk(node, disk);
        if outcome.is_ok() {
            outcome = self.cluster.reserve_memory(node, memory);
            if outcome.is_err() {
                self.cluster.node_mut(node).disk.partition.release(disk);
            }
        }
        if outcome.is_err() {
            let target = self.cluster.node_mut(node);
            target.disk.partition.close(file);
            target.ram.close(file);
        }
        outcome
    }

    /// Shuts down idle containers of a node so that one of a function fits; returns whether any was.
    fn sacrifice(
        &mut self,
        world: &mut impl Surroundings,
        node: NodeId,
        function: FunctionId,
    ) -> bool {
        let need = self.need(node, function);
        if need.is_met() {
            return false;
        }
        let idle = self.idle_containers(node);
        let Some(victims) = self.spec.eviction.victims(&idle, need) else {
            return false;
        };
        for &victim in &victims {
            let Some(container) = self.containers.get(victim) else {
                continue;
            };
            world.happened(Happening::ContainerEvicted {
                container: container.number,
                function: container.function,
                node,
                by: function,
            });
            self.shut_down(world, victim, ContainerEnd::Evicted);
        }
        !victims.is_empty()
    }

    fn need(&self, node: NodeId, function: FunctionId) -> Need {
        let registration = &self.registrations[function];
        let node = self.cluster.node(node);
        Need {
            disk: registration.disk.saturating_sub(node.disk.partition.free()),
            memory: registration.memory.saturating_sub(node.ram.free()),
        }
    }

    /// The idle containers of a node, in order of creation.
    fn idle_containers(&self, node: NodeId) -> Vec<IdleContainer> {
        let idle = |&id: &ContainerId| {
            let container = &self.containers[id];
            let Activity::Idle(since) = container.activity else {
                return None;
            };
            let (disk, memory) = (container.disk, container.memory);
            Some(IdleContainer {
                container: id,
                since,
                disk,
                memory,
            })
        };
        let containers = &self.cluster.node(node).containers;
        containers.iter().filter_map(idle).collect()
    }
}
