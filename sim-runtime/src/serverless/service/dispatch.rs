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
    pub(super) fn apply(&mut self, world: &mut impl Surroundings, decisions: Decisions) {
        let dispatched = decisions
            .dispatches
            .into_iter()
            .filter(|dispatch| self.dispatch(world, *dispatch))
            .count();
        if dispatched > 0 {
            self.schedulable.remove(dispatched, |pending| {
                world.invocation(pending.invocation).state != State::Schedulable
            });
        }
        for (node, image) in decisions.loads {
            self.load(world, node, image);
        }
        for (node, image) in decisions.copies {
            self.copy(world, node, image);
        }
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
        self.node(node).free_cores -= 1;
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
        let (Some(node), Some(registration)) = (
            self.nodes.get(node.index()),
            self.registrations.get(&function),
        ) else {
            return false;
        };
        let file = self.file(registration.image);
        node.free_cores > 0 && node.disk.partition.contains(file) && node.ram.contains(file)
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
        let key = (function, container.number);
        self.node(node).idle.remove(&key);
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
        let registration = &self.registrations[&function];
        let mut container = Container::new(self.next_container, function, node, invocation);
        container.disk = registration.disk;
        container.memory = registration.memory;
        self.next_container += 1;
        Some(self.containers.insert(container))
    }

    /// Pins the image and takes the space of one container on a node. What the disk reservation evicted stays evicted
    /// even if the memory does not suffice.
    fn reserve(&mut self, node: NodeId, function: FunctionId) -> Result<(), NoSpace> {
        let registration = &self.registrations[&function];
        let file = self.images[registration.image.index()].file;
        let node = &mut self.nodes[node.index()];
        node.disk.partition.open(file);
        node.ram.open(file);
        let mut outcome = node.disk.partition.reserve(registration.disk);
        if outcome.is_ok() {
            outcome = node.ram.reserve(registration.memory);
            if outcome.is_err() {
                node.disk.partition.release(registration.disk);
            }
        }
        if outcome.is_err() {
            node.disk.partition.close(file);
            node.ram.close(file);
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
        let registration = &self.registrations[&function];
        let node = &self.nodes[node.index()];
        Need {
            disk: registration.disk.saturating_sub(node.disk.partition.free()),
            memory: registration.memory.saturating_sub(node.ram.free()),
        }
    }

    /// The idle containers of a node, in order of creation.
    fn idle_containers(&self, node: NodeId) -> Vec<IdleContainer> {
        let mut idle: Vec<(u32, IdleContainer)> = self.nodes[node.index()]
            .idle
            .values()
            .filter_map(|&id| {
                let container = &self.containers[id];
                let Activity::Idle(since) = container.activity else {
                    return None;
                };
                let (disk, memory) = (container.disk, container.memory);
                Some((
                    container.number,
                    IdleContainer {
                        container: id,
                        since,
                        disk,
                        memory,
                    },
                ))
            })
            .collect();
        idle.sort_by_key(|(number, _)| *number);
        idle.into_iter().map(|(_, container)| container).collect()
    }
}
