//! What is kept of one service.

use index_vec::{IndexVec, index_vec};

use super::containers::{Busy, Containers, Created, NodePlace, ShutDown};
use super::image_moves::{ImageMove, ImageMoves, ImageStep};
use super::loads::ServiceLoad;
use super::packages::Packages;
use super::rates::Rates;
use super::tally::Tally;
use crate::platform::HostId;
use crate::results::recording::Recording;
use crate::results::schema::container::ContainerRecord;
use crate::serverless::tariff::BilledSize;
use crate::serverless::{FunctionId, ImageId, NodeId, ServiceEvent, ServiceId, Tariff};
use crate::simulation::ServiceFacts;
use crate::units::{Bytes, SimTime};

/// What is kept of one service.
#[derive(Clone, Debug)]
pub(super) struct ServiceStats {
    recording: Recording,
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
            recording,
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

    /// Whether a container is followed: its row is kept, or its time is billed for several invocations together.
    fn follows(&self, container: u32, function: FunctionId) -> bool {
        self.recording.keeps(container.into()) || self.shared[function] && self.tariff.is_some()
    }

    /// A container is made for an invocation, or for none.
    fn created(&mut self, at: SimTime, new: Created) {
        self.containers.created(at, new);
        let load = self.load.touch(new.place.node);
        load.invocations += u64::from(new.invocation.is_some());
        load.containers += 1;
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

    /// Adds what has happened to a container; returns what became of it if that was its end, and it is followed.
    pub(super) fn container_event(
        &mut self,
        at: SimTime,
        what: &ServiceEvent,
        host: impl Fn(NodeId) -> HostId,
    ) -> Option<ContainerRecord> {
        match *what {
            ServiceEvent::InstanceCreated {
                container,
                function,
                node,
                invocation,
            } => {
                let (host, is_followed) = (host(node), self.follows(container, function));
                let new = Created {
                    number: container,
                    function,
                    place: NodePlace { node, host },
                    invocation: Some(invocation),
                    is_followed,
                };
                self.created(at, new);
            }
            ServiceEvent::InstanceProvisioned {
                container,
                function,
                node,
            } => {
                let (host, is_followed) = (host(node), self.follows(container, function));
                let new = Created {
                    number: container,
                    function,
                    place: NodePlace { node, host },
                    invocation: None,
                    is_followed,
                };
                self.created(at, new);
            }
            ServiceEvent::InstanceReused {
                container,
                function,
                node,
                invocation,
                was_idle,
            } => {
                let of = (container, function);
                self.containers.reused(at, of, invocation, was_idle);
                let memory = self.sizes[function].memory;
                let load = self.load.touch(node);
                load.invocations += 1;
                if was_idle {
                    load.end_idle(at, memory);
                }
            }
            ServiceEvent::InstanceReleased {
                container,
                function,
                node,
            } => {
                if let Some(busy) = self.containers.released(at, container, function) {
                    self.bill_shared(busy);
                }
                let memory = self.sizes[function].memory;
                self.load.touch(node).begin_idle(at, memory);
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
                was_idle,
            } => {
                let memory = self.sizes[function].memory;
                let load = self.load.touch(node);
                if was_idle {
                    load.end_idle(at, memory);
                }
                let ended = ShutDown {
                    number: container,
                    function,
                    end,
                    was_idle,
                };
                return self.containers.ended(at, ended);
            }
            _ => {}
        }
        None
    }
}
