//! The recorder: listens to a run and keeps what its report needs.

use index_vec::IndexVec;

use super::failures::Failures;
use super::faults::Faults;
use super::image_moves::{ImageMove, ImageStep};
use super::loads::LinkLoads;
use super::packed::Packed;
use super::policy_series::PolicySeries;
use super::progress::{Progress, Watcher};
use super::service::ServiceStats;
use super::workflows::WorkflowStats;
use crate::results::recording::Recording;
use crate::results::schema::container::ContainerRecord;
use crate::results::schema::encoding::Serial;
use crate::results::schema::event::EventRecord;
use crate::results::schema::invocation::InvocationRecord;
use crate::results::schema::process::ProcessRecord;
use crate::results::schema::process_key::{ProcessKey, SpawnedProcesses};
use crate::results::schema::registration::RegistrationRecord;
use crate::results::schema::text::Texts;
use crate::results::schema::transfer::{Moved, TransferKind, TransferRecord};
use crate::serverless::{Failure, FunctionId, NodeId, Observer, ServiceEvent, ServiceId};
use crate::simulation::{
    CallRecord, Directory, FaultRecord, FileAction, FileMoved, ProcessEnded, Recorder,
    RequestRecord, Snapshot, StageFacts, WorkflowEnded,
};
use crate::units::{Bytes, SimDuration, SimTime};

/// Listens to a run and keeps what its report needs.
#[derive(Debug, Default)]
pub struct Record {
    watcher: Watcher,
    /// How many invocations are over.
    pub(super) over: u64,
    pub(super) recording: Recording,
    pub(super) directory: Directory,
    pub(super) services: IndexVec<ServiceId, ServiceStats>,
    pub(super) links: LinkLoads,
    pub(super) policies: PolicySeries,
    pub(super) failures: Failures,
    pub(super) faults: Faults,
    pub(super) first_request: Option<SimTime>,
    pub(super) first_start: Option<SimTime>,
    pub(super) last_end: Option<SimTime>,
    pub(super) texts: Texts,
    pub(super) spawned: SpawnedProcesses,
    pub(super) invocations: Packed<InvocationRecord>,
    pub(super) containers: Packed<ContainerRecord>,
    pub(super) transfers: Packed<TransferRecord>,
    pub(super) events: Packed<EventRecord>,
    pub(super) registrations: Packed<RegistrationRecord>,
    pub(super) processes: Packed<ProcessRecord>,
    pub(super) workflows: WorkflowStats,
}

impl Record {
    /// Keeps as much as is asked for.
    pub fn new(recording: Recording) -> Self {
        Self {
            recording,
            ..Self::default()
        }
    }

    /// Tells every now and then how far the run has come.
    pub fn watched_by(self, watch: Box<dyn FnMut(Progress)>) -> Self {
        Self {
            watcher: Watcher::new(watch),
            ..self
        }
    }

    /// The invocation as a record, with the times that its image was on its way. Texts are kept only if the record is.
    fn invocation(
        &mut self,
        call: &CallRecord<'_>,
        cause: Option<&str>,
        is_kept: bool,
    ) -> InvocationRecord {
        let service = &mut self.services[call.service];
        let dates = call.dates;
        let cold = match call.reused {
            true => None,
            false => service.containers.take_cold(call.number),
        };
        let cause = cause.filter(|_| is_kept);
        let facts = &self.directory.services[call.service];
        let mut record = InvocationRecord {
            id: Serial(call.number),
            function: call.function,
            service: call.service,
            caller: if is_kept {
                self.spawned.key(call.caller)
            } else {
                ProcessKey::Unkept
            },
            requested: call.requested,
            accepted: call.accepted,
            submit: dates.submit,
            dispatch: dates.dispatch,
            start: dates.start,
            end: dates.end,
            completion: dates.completion,
            failure_cause: cause.map(|cause| self.texts.keep(cause)),
            refused: call.refused,
            input_bytes: call.input,
            output_bytes: call.output,
            peak_memory: Some(call.peak_memory).filter(|peak| !peak.is_zero()),
            attempt: call.attempt,
            retry_of: call.retry_of.map(Serial),
            node: call.node.map(|node| facts.nodes[node].host),
            container: call.container,
            cold_cause: cold.map(|cold| cold.cause),
            evicted_by: cold.and_then(|cold| cold.evicted_by),
            failed: call.failure.is_some(),
            provisioned: service.containers.take_provisioned(call.number),
            execution: call.stage.map(|stage| stage.execution),
            stage: call.stage.map(|stage| stage.stage),
            download: SimDuration::ZERO,
            copy: SimDuration::ZERO,
            load: SimDuration::ZERO,
        };
        let until = dates.dispatch.or(dates.completion);
        if let (Some(from), Some(to)) = (dates.submit, until)
            && from < to
            && let Some(image) = service.images[call.function]
        {
            let between = |what| service.moves.between(what, from, to);
            record.download = between(ImageMove::Download(image));
            if let Some(node) = call.node {
                record.copy = between(ImageMove::Copy(node, image));
                record.load = between(ImageMove::Load(node, image));
            }
        }
        record
    }

    fn note_dates(&mut self, record: &InvocationRecord) {
        let least = |one: Option<SimTime>, other: SimTime| one.map_or(other, |one| one.min(other));
        self.first_request = Some(least(self.first_request, record.requested));
        if let Some(start) = record.start {
            self.first_start = Some(least(self.first_start, start));
        }
        self.last_end = self.last_end.max(record.end);
    }

    fn keeps_event(&self, what: &ServiceEvent) -> bool {
        let number = match what {
            ServiceEvent::InstanceCreated { .. }
            | ServiceEvent::InstanceProvisioned { .. }
            | ServiceEvent::InstanceStarted { .. } => return false,
            ServiceEvent::InstanceEvicted { container, .. }
            | ServiceEvent::InstanceShutDown { container, .. } => u64::from(*container),
            _ => 0,
        };
        self.recording.keeps(number)
    }

    fn container_event(&mut self, at: SimTime, service: ServiceId, what: &ServiceEvent) {
        if let ServiceEvent::NodeDown { .. } | ServiceEvent::NodeUp { .. } = what {
            return self.faults.note(at, service, what);
        }
        let nodes = &self.directory.services[service].nodes;
        let host = |node: NodeId| nodes[node].host;
        if let Some(ended) = self.services[service].container_event(at, what, host)
            && self.recording.keeps(ended.container.0)
        {
            self.containers.push(&ended);
        }
    }

    fn image_step(&mut self, at: SimTime, service: ServiceId, step: ImageStep) {
        let start = self.services[service].image_step(at, step);
        if let (Some((start, bytes)), Some(success)) = (start, step.success) {
            self.image_moved(service, (step.what, bytes), (start, Some(at)), success);
        }
    }

    /// Keeps a movement of an image, from its start to its end if it has come to that.
    pub(super) fn image_moved(
        &mut self,
        service: ServiceId,
        (what, bytes): (ImageMove, Option<Bytes>),
        (start, end): (SimTime, Option<SimTime>),
        success: bool,
    ) {
        if self.recording == Recording::Summary {
            return;
        }
        let Directory {
            services,
            images,
            storages,
            ..
        } = &self.directory;
        let facts = &services[service];
        let host = |node: NodeId| facts.nodes[node].host;
        let (kind, image, from, to) = match what {
            ImageMove::Download(image) => {
                let source = self.services[service].moves.source(image);
                let from = source.map_or(facts.head, |source| storages[source]);
                (TransferKind::Download, image, from, facts.head)
            }
            ImageMove::Copy(node, image) => (TransferKind::Copy, image, facts.head, host(node)),
            ImageMove::Load(node, image) => (TransferKind::Load, image, host(node), host(node)),
        };
        self.transfers.push(&TransferRecord {
            kind,
            name: Moved::Image(image),
            from,
            to,
            bytes: bytes.unwrap_or(images[image].ram),
            start,
            end,
            success,
            service: Some(service),
            invocation: None,
        });
    }
}

/// Whether something happens to a container at each invocation: it is counted, and no row is kept of it.
#[inline]
fn is_of_each_invocation(what: &ServiceEvent) -> bool {
    matches!(
        what,
        ServiceEvent::InstanceReused { .. }
            | ServiceEvent::InstanceReleased { .. }
            | ServiceEvent::SlotReleased { .. }
    )
}

impl Observer for Record {
    fn observe(&mut self, at: SimTime, service: ServiceId, what: ServiceEvent) {
        if is_of_each_invocation(&what) {
            return self.container_event(at, service, &what);
        }
        match ImageStep::of(&what) {
            Some(step) => self.image_step(at, service, step),
            None => self.container_event(at, service, &what),
        }
        if let Some((package, success)) = self.services[service].packages.step(at, &what) {
            self.package_moved(service, package, Some(at), success);
        }
        if self.keeps_event(&what) {
            let facts = &self.directory.services[service];
            if let Some(event) = EventRecord::of(at, service, facts, &what) {
                self.events.push(&event);
            }
        }
    }
}

impl Recorder for Record {
    fn began(&mut self, directory: &Directory) {
        let functions = directory.functions.len();
        let services = directory.services.iter_enumerated();
        self.services = services
            .map(|(id, facts)| ServiceStats::new(id, facts, functions, self.recording))
            .collect();
        self.links = LinkLoads::new(directory.links.len());
        self.directory = directory.clone();
    }

    fn registered(
        &mut self,
        at: SimTime,
        service: ServiceId,
        function: FunctionId,
        outcome: &Result<(), Failure>,
    ) {
        let cause = outcome.as_ref().err().map(ToString::to_string);
        self.registrations.push(&RegistrationRecord {
            date: at,
            function,
            service,
            failure_cause: cause.map(|cause| self.texts.keep(&cause)),
        });
    }

    fn fault(&mut self, fault: FaultRecord<'_>) {
        self.faults.add(fault);
    }

    fn called(&mut self, call: CallRecord<'_>) {
        self.over += 1;
        let cause = call.failure.map(ToString::to_string);
        let is_kept = self.recording.keeps(call.number);
        let record = self.invocation(&call, cause.as_deref(), is_kept);
        self.note_dates(&record);
        let service = &mut self.services[call.service];
        service.rates.add(&record);
        let tally = &mut service.tallies[call.function];
        if let Some(cause) = cause {
            self.failures.add(&cause, call.number);
            tally.failures.add(&cause, call.number);
        }
        let phases = record.phases();
        let tariff = service.tariff.as_ref();
        tally.add(&record, &phases, tariff, service.shared[call.function]);
        if self.recording != Recording::Full {
            tally.durations.add_later(&record, &phases);
        }
        if let Some(stage) = call.stage {
            let tariff = tariff.filter(|_| !service.shared[call.function]);
            let size = service.sizes[call.function];
            let cost = tariff.map(|tariff| record.list_price(tariff, size));
            self.workflows.invoked(stage, cost);
        }
        if is_kept {
            self.invocations.push(&record);
        }
    }

    fn request_ended(&mut self, request: RequestRecord) {
        let tallies = &mut self.services[request.service].tallies;
        tallies[request.function].retries.add(&request);
    }

    fn file_moved(&mut self, moved: FileMoved<'_>) {
        if !self.recording.keeps(moved.invocation.unwrap_or_default()) {
            return;
        }
        let kind = match moved.action {
            FileAction::Read => TransferKind::Read,
            FileAction::Write => TransferKind::Write,
            FileAction::Copy => TransferKind::FileCopy,
        };
        self.transfers.push(&TransferRecord {
            kind,
            name: Moved::File(self.texts.keep(moved.file)),
            from: moved.from,
            to: moved.to,
            bytes: moved.bytes,
            start: moved.start,
            end: moved.end,
            success: moved.success,
            service: None,
            invocation: moved.invocation.map(Serial),
        });
    }

    fn process_ended(&mut self, process: ProcessEnded<'_>) {
        if self.recording != Recording::Summary {
            self.processes.push(&ProcessRecord {
                process: self.spawned.key(process.identity),
                host: process.host,
                start: process.start,
                end: process.end,
                outcome: process.outcome,
            });
        }
    }

    fn staged(&mut self, stage: &StageFacts) {
        self.workflows.staged(stage, self.recording);
    }

    fn workflow_ended(&mut self, ended: WorkflowEnded<'_>) {
        self.workflows
            .ended(&ended, self.recording, &mut self.texts);
    }

    fn settled(&mut self, at: SimTime, snapshot: Snapshot<'_>) {
        for (record, service) in self.services.iter_mut().zip(snapshot.services()) {
            let alive = record.containers.alive;
            record.load.sample(at, service, alive);
        }
        for id in snapshot.publishing() {
            let service = &snapshot.services()[id.index()];
            self.policies.sample(at, *id, service);
        }
        if snapshot.network_changed() && self.recording != Recording::Summary {
            self.links.sample(at, &snapshot);
        }
        self.watcher.sample(|| Progress {
            date: at,
            events: snapshot.events(),
            invocations: self.over,
        });
    }
}

#[cfg(test)]
mod tests;
