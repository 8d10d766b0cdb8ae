//! What is kept of one service.

use index_vec::{IndexVec, index_vec};

use super::containers::{Busy, Containers, Ended, NodePlace};
use super::image_moves::{ImageMove, ImageMoves, ImageStep};
use super::loads::ServiceLoad;
use super::packages::Packages;
use super::rates::Rates;
use super::tally::Tally;
use crate::platform::HostId;
use crate::results::recording::Recording;
use crate::serverless::tariff::BilledSize;
use crate::serverless::{FunctionId, ImageId, NodeId, ServiceEvent, ServiceId, Tariff};
use crate::simulation::ServiceFacts;
use crate::units::{Bytes, SimDuration, SimTime};

/// What is kept of one service.
#[derive(Clone, Debug)]
pub(super) struct ServiceStats {
    pub(super) tariff: Option<Tariff>,
    /// What a container of each function has.
    pub(super) sizes: IndexVec<FunctionId, BilledSize>,
    /// Whether a container of each function serves several invocations at once.
    pub(super) shared: IndexVec<FunctionId, bool>,
    /// The image that each function needs.
    pub(super) images: IndexVec<FunctionId, Option<ImageId>>,
    pub(super) tallies: IndexVec<FunctionId, Tally>,
    pub(super) containers: Containers,
    pub(super) moves: ImageMoves,
    pub(super) packages: Packages,
    pub(super) downloads: u64,
    pub(super) copies: u64,
    pub(super) loads: u64,
    pub(super) load: ServiceLoad,
    pub(super) rates: Rates,
}

impl ServiceStats {
    pub(super) fn new(
        id: ServiceId,
        service: &ServiceFacts,
        functions: usize,
        recording: Recording,
    ) -> Self {
        let mut sizes = index_vec![BilledSize::default(); functions];
        let mut images = index_vec![None; functions];
        let mut shared = index_vec![false; functions];
        for deployment in &service.deployments {
            shared[deployment.function] = deployment.concurrency > 1;
            sizes[deployment.function] = deployment.size;
            images[deployment.function] = Some(deployment.image);
        }
        Self {
            tariff: service.tariff.clone(),
            sizes,
            shared,
            images,
            tallies: index_vec![Tally::new(recording != Recording::Full); functions],
            containers: Containers::new(id, functions),
            moves: ImageMoves::default(),
            packages: Packages::default(),
            downloads: 0,
            copies: 0,
            loads: 0,
            load: ServiceLoad::new(service),
            rates: Rates::default(),
        }
    }

    /// The memory of a container of a function, for as long as it was idle.
    pub(super) fn waste(&mut self, function: FunctionId, node: NodeId, idle: SimDuration) {
        let memory = u128::from(self.sizes[function].memory.get());
        self.load.touch(node).wasted += memory * u128::from(idle.as_nanos());
    }

    /// Bills the time that any invocation was in a container which serves several at once: together, so that no time is
    /// billed twice. Nothing ran in one that never started.
    pub(super) fn bill_shared(&mut self, busy: Busy) {
        let Some(tariff) = self.tariff.as_ref().filter(|_| self.shared[busy.function]) else {
            return;
        };
        let time = tariff.billed(busy.from, busy.started, busy.to);
        self.tallies[busy.function].add_shared(busy.is_provisioned, time);
    }

    /// Adds what has happened to an image on its way; returns the start of a movement that is over, and how much moved.
    pub(super) fn image_step(
        &mut self,
        at: SimTime,
        step: ImageStep,
    ) -> Option<(SimTime, Option<Bytes>)> {
        if let Some(node) = step.what.node() {
            self.load.touch(node);
        }
        if let (ImageMove::Download(image), Some(source)) = (step.what, step.source) {
            self.moves.set_source(image, source);
        }
        let Some(success) = step.success else {
            self.moves.start(step.what, at, step.bytes);
            return None;
        };
        let arrived = u64::from(success);
        match step.what {
            ImageMove::Download(_) => self.downloads += arrived,
            ImageMove::Copy(..) => self.copies += arrived,
            ImageMove::Load(..) => self.loads += arrived,
        }
        self.moves.end(step.what, at)
    }

    /// Adds what has happened to a container; returns what became of it if that was its end.
    pub(super) fn container_event(
        &mut self,
        at: SimTime,
        what: &ServiceEvent,
        host: impl Fn(NodeId) -> HostId,
    ) -> Option<Ended> {
        match *what {
            ServiceEvent::InstanceCreated {
                container,
                function,
                node,
                invocation,
            } => {
                let place = NodePlace {
                    node,
                    host: host(node),
                };
                self.containers
                    .created(at, container, function, place, Some(invocation));
                let load = self.load.touch(node);
                load.invocations += 1;
                load.containers += 1;
            }
            ServiceEvent::InstanceProvisioned {
                container,
                function,
                node,
            } => {
                let place = NodePlace {
                    node,
                    host: host(node),
                };
                self.containers
                    .created(at, container, function, place, None);
                self.load.touch(node).containers += 1;
            }
            ServiceEvent::InstanceReused {
                container,
                function,
                node,
                invocation,
            } => {
                let idle = self.containers.reused(at, container, invocation);
                self.waste(function, node, idle);
                self.load.touch(node).invocations += 1;
            }
            ServiceEvent::InstanceReleased {
                container,
                function,
                node,
            } => {
                let is_billed = self.shared[function] && self.tariff.is_some();
                if let Some(busy) = self.containers.released(at, container, is_billed) {
                    self.bill_shared(busy);
                }
                self.load.touch(node);
            }
            ServiceEvent::InstanceStarted { container, .. } => {
                self.containers.started(at, container);
            }
            ServiceEvent::SlotReleased { node, .. } => drop(self.load.touch(node)),
            ServiceEvent::InstanceEvicted { container, by, .. } => {
                self.containers.evicted(container, by);
            }
            ServiceEvent::InstanceShutDown {
                container,
                function,
                node,
                end,
            } => {
                let ended = self.containers.ended(at, container, end)?;
                self.waste(function, node, ended.idle);
                return Some(ended);
            }
            _ => {}
        }
        None
    }
}
