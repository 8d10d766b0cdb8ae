//! What is kept of one service.

use super::containers::Containers;
use super::loads::ServiceLoad;
use super::moves::Moves;
use super::rates::Rates;
use super::rows::ContainerRecord;
use super::tally::Tally;
use crate::results::Recording;
use crate::serverless::{FunctionId, ImageId, NodeId, ServiceEvent, ServiceId, Tariff};
use crate::simulation::ServiceFacts;
use crate::units::{Bytes, SimDuration, SimTime};

/// What is kept of one service.
#[derive(Clone, Debug)]
pub(super) struct OfService {
    pub(super) tariff: Option<Tariff>,
    /// The memory that a container of each function reserves.
    pub(super) memory: Vec<Bytes>,
    /// The image that each function needs.
    pub(super) images: Vec<Option<ImageId>>,
    pub(super) tallies: Vec<Tally>,
    pub(super) containers: Containers,
    pub(super) moves: Moves,
    pub(super) downloads: u64,
    pub(super) copies: u64,
    pub(super) loads: u64,
    pub(super) load: ServiceLoad,
    pub(super) rates: Rates,
}

impl OfService {
    pub(super) fn new(
        id: ServiceId,
        service: &ServiceFacts,
        functions: usize,
        recording: Recording,
    ) -> Self {
        let mut memory = vec![Bytes::ZERO; functions];
        let mut images = vec![None; functions];
        for deployment in &service.deployments {
            memory[deployment.function.index()] = deployment.memory;
            images[deployment.function.index()] = Some(deployment.image);
        }
        Self {
            tariff: service.tariff.clone(),
            memory,
            images,
            tallies: vec![Tally::new(recording != Recording::Full); functions],
            containers: Containers::new(id, functions),
            moves: Moves::default(),
            downloads: 0,
            copies: 0,
            loads: 0,
            load: ServiceLoad::new(service),
            rates: Rates::default(),
        }
    }

    /// The memory of a container of a function, for as long as it was idle.
    pub(super) fn waste(&mut self, function: FunctionId, node: NodeId, idle: SimDuration) {
        let memory = u128::from(self.memory[function.index()].get());
        self.load.touch(node).wasted += memory * u128::from(idle.as_nanos());
    }

    /// Something happened to a container; returns what became of it if that was its end.
    pub(super) fn container_event(
        &mut self,
        at: SimTime,
        what: &ServiceEvent,
    ) -> Option<ContainerRecord> {
        match *what {
            ServiceEvent::InstanceCreated {
                container,
                function,
                node,
                invocation,
            } => {
                self.containers
                    .created(at, container, function, node, invocation);
                let load = self.load.touch(node);
                load.invocations += 1;
                load.containers += 1;
            }
            ServiceEvent::InstanceReused {
                container,
                function,
                node,
                ..
            } => {
                let idle = self.containers.reused(at, container);
                self.waste(function, node, idle);
                self.load.touch(node).invocations += 1;
            }
            ServiceEvent::InstanceReleased {
                container, node, ..
            } => {
                self.containers.released(at, container);
                self.load.touch(node);
            }
            ServiceEvent::InstanceEvicted { container, by, .. } => {
                self.containers.evicted(container, by);
            }
            ServiceEvent::InstanceShutDown {
                container,
                function,
                node,
                end,
            } => {
                let (record, idle) = self.containers.ended(at, container, end)?;
                self.waste(function, node, idle);
                return Some(record);
            }
            _ => {}
        }
        None
    }
}
