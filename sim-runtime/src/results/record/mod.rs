//! The recorder: keeps what a report needs, in as little space as it can, while the simulation runs.
//!
//! * `rows`: one row an invocation, a container, a movement of bytes, an event; `packed`: rows as bytes, until the report
//!   is made; `texts`: the texts of rows, each kept once; `events`: what is an event;
//! * `containers`: the lives of containers, and why each had to be made;
//! * `moves`: when images were on their way, for those who waited for them;
//! * `tally`, `spread`, `failures`: sums and distributions over invocations, per function;
//! * `loads`, `level`, `buckets`: how busy nodes and links are, over time.

mod buckets;
mod containers;
mod events;
mod failures;
mod finished;
mod level;
mod loads;
mod moves;
mod packed;
mod progress;
mod rates;
mod rows;
mod service;
mod spread;
mod tally;
mod texts;

use crate::serverless::{Failure, FunctionId, ImageId, NodeId, Observer, ServiceEvent, ServiceId};
use crate::simulation::{
    CallRecord, Directory, FileAction, FileMoved, ProcessEnded, Recorder, Snapshot,
};
use crate::units::{SimDuration, SimTime};

use super::Recording;
use super::report::TransferKind;
use failures::Failures;
pub(super) use finished::{Finished, FinishedService};
use loads::LinkLoads;
use moves::Way;
pub(super) use packed::Packed;
pub use progress::Progress;
use progress::Watcher;
pub(super) use rows::{
    Cold, ContainerRecord, EventRecord, InvocationRecord, KeptInvocation, Moved, ProcessRecord,
    RegistrationRecord, TransferRecord,
};
use service::OfService;
pub(super) use tally::{Sums, Tally, billed, phases};
pub(super) use texts::Texts;

/// Listens to a run and keeps what its report needs.
#[derive(Debug, Default)]
pub struct Record {
    watcher: Watcher,
    over: u64,
    recording: Recording,
    directory: Directory,
    services: Vec<OfService>,
    links: LinkLoads,
    failures: Failures,
    first_request: Option<SimTime>,
    first_start: Option<SimTime>,
    last_end: Option<SimTime>,
    texts: Texts,
    invocations: Packed<KeptInvocation>,
    containers: Packed<ContainerRecord>,
    transfers: Packed<TransferRecord>,
    events: Packed<EventRecord>,
    registrations: Vec<RegistrationRecord>,
    processes: Vec<ProcessRecord>,
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

    fn image_moved(
        &mut self,
        service: ServiceId,
        way: Way,
        start: SimTime,
        end: Option<SimTime>,
        success: bool,
    ) {
        if self.recording == Recording::Summary {
            return;
        }
        let facts = &self.directory.services[service.index()];
        let host = |node: NodeId| facts.nodes[node.index()].host;
        let size = |image: ImageId| &self.directory.images[image.index()];
        let (kind, image, from, to, bytes) = match way {
            Way::Download(image) => {
                let source = self.services[service.index()].moves.source(image);
                let from =
                    source.map_or(facts.head, |source| self.directory.storages[source.index()]);
                let bytes = size(image).disk;
                (TransferKind::Download, image, from, facts.head, bytes)
            }
            Way::Copy(node, image) => {
                let bytes = size(image).disk;
                (TransferKind::Copy, image, facts.head, host(node), bytes)
            }
            Way::Load(node, image) => {
                let bytes = size(image).ram;
                (TransferKind::Load, image, host(node), host(node), bytes)
            }
        };
        self.transfers.push(&TransferRecord {
            kind,
            what: Moved::Image(service, image),
            from,
            to,
            bytes,
            start,
            end,
            success,
        });
    }

    fn start_move(&mut self, service: ServiceId, way: Way, at: SimTime) {
        self.services[service.index()].moves.start(way, at);
    }

    fn end_move(&mut self, service: ServiceId, way: Way, at: SimTime, success: bool) {
        let of_service = &mut self.services[service.index()];
        let start = of_service.moves.end(way, at);
        let arrived = u64::from(success);
        match way {
            Way::Download(_) => of_service.downloads += arrived,
            Way::Copy(..) => of_service.copies += arrived,
            Way::Load(..) => of_service.loads += arrived,
        }
        if let Some(start) = start {
            self.image_moved(service, way, start, Some(at), success);
        }
    }

    /// The invocation as a row, with the times that its image was on its way.
    fn row(&mut self, call: &CallRecord<'_>) -> InvocationRecord {
        let of_service = &mut self.services[call.service.index()];
        let place = call.node.zip(call.container);
        let mut row = InvocationRecord {
            number: call.number,
            service: call.service,
            function: call.function,
            requested: call.requested,
            accepted: call.accepted,
            dates: call.dates,
            refused: call.refused,
            failed: call.failure.is_some(),
            input: call.input,
            output: call.output,
            place,
            cold: of_service.containers.take_cold(call.number),
            download: SimDuration::ZERO,
            copy: SimDuration::ZERO,
            load: SimDuration::ZERO,
        };
        let until = call.dates.dispatch.or(call.dates.completion);
        if let (Some(from), Some(to)) = (call.dates.submit, until)
            && from < to
            && let Some(image) = of_service.images[call.function.index()]
        {
            let between = |way| of_service.moves.between(way, from, to);
            row.download = between(Way::Download(image));
            if let Some((node, _)) = place {
                row.copy = between(Way::Copy(node, image));
                row.load = between(Way::Load(node, image));
            }
        }
        row
    }

    fn note_dates(&mut self, row: &InvocationRecord) {
        let least = |one: Option<SimTime>, other: SimTime| one.map_or(other, |one| one.min(other));
        self.first_request = Some(least(self.first_request, row.requested));
        if let Some(start) = row.dates.start {
            self.first_start = Some(least(self.first_start, start));
        }
        self.last_end = self.last_end.max(row.dates.end);
    }

    fn keeps_happening(&self, what: &ServiceEvent) -> bool {
        let number = match what {
            ServiceEvent::InstanceCreated { .. }
            | ServiceEvent::InstanceReused { .. }
            | ServiceEvent::InstanceReleased { .. } => return false,
            ServiceEvent::InstanceEvicted { container, .. }
            | ServiceEvent::InstanceShutDown { container, .. } => u64::from(*container),
            _ => 0,
        };
        self.recording.keeps(number)
    }
}

impl Observer for Record {
    fn observe(&mut self, at: SimTime, service: ServiceId, what: ServiceEvent) {
        match what {
            ServiceEvent::AttemptArrived { .. } | ServiceEvent::AttemptCompleted { .. } => return,
            ServiceEvent::DownloadStarted { image, source } => {
                self.services[service.index()].moves.from(image, source);
                self.start_move(service, Way::Download(image), at);
            }
            ServiceEvent::ImageDownloaded { image } => {
                self.end_move(service, Way::Download(image), at, true);
            }
            ServiceEvent::DownloadFailed { image } => {
                self.end_move(service, Way::Download(image), at, false);
            }
            ServiceEvent::CopyStarted { image, node } => {
                self.services[service.index()].load.touch(node);
                self.start_move(service, Way::Copy(node, image), at);
            }
            ServiceEvent::CopyEnded {
                image,
                node,
                success,
            } => {
                self.services[service.index()].load.touch(node);
                self.end_move(service, Way::Copy(node, image), at, success);
            }
            ServiceEvent::LoadStarted { image, node } => {
                self.services[service.index()].load.touch(node);
                self.start_move(service, Way::Load(node, image), at);
            }
            ServiceEvent::LoadEnded {
                image,
                node,
                success,
            } => {
                self.services[service.index()].load.touch(node);
                self.end_move(service, Way::Load(node, image), at, success);
            }
            _ => {
                let of_service = &mut self.services[service.index()];
                if let Some(ended) = of_service.container_event(at, &what)
                    && self.recording.keeps(u64::from(ended.number))
                {
                    self.containers.push(&ended);
                }
            }
        }
        if self.keeps_happening(&what)
            && let Some(event) = EventRecord::of(at, service, &what)
        {
            self.events.push(&event);
        }
    }
}

impl Recorder for Record {
    fn began(&mut self, directory: &Directory) {
        let functions = directory.functions.len();
        let services = directory.services.iter().enumerate();
        self.services = services
            .map(|(index, service)| {
                OfService::new(
                    ServiceId::from_index(index),
                    service,
                    functions,
                    self.recording,
                )
            })
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
        self.registrations.push(RegistrationRecord {
            date: at,
            service,
            function,
            outcome: outcome.clone(),
        });
    }

    fn called(&mut self, call: CallRecord<'_>) {
        self.over += 1;
        let row = self.row(&call);
        self.note_dates(&row);
        if let Some(failure) = call.failure {
            self.failures.add(failure, row.number);
        }
        let of_service = &mut self.services[row.service.index()];
        of_service.rates.add(&row);
        let tally = &mut of_service.tallies[row.function.index()];
        tally.add(&row, of_service.tariff.as_ref());
        if self.recording != Recording::Full {
            tally.spreads.add(&row, &phases(&row));
        }
        if self.recording.keeps(row.number) {
            self.invocations.push(&KeptInvocation {
                row,
                caller: self.texts.keep(call.caller),
                failure: call.failure.map(|failure| self.texts.keep(failure)),
            });
        }
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
            what: Moved::File(self.texts.keep(&moved.file), moved.invocation),
            from: moved.from,
            to: moved.to,
            bytes: moved.bytes,
            start: moved.start,
            end: moved.end,
            success: moved.success,
        });
    }

    fn process_ended(&mut self, process: ProcessEnded<'_>) {
        if self.recording != Recording::Summary {
            self.processes.push(ProcessRecord {
                name: process.name.to_string(),
                host: process.host,
                start: process.start,
                end: process.end,
                outcome: process.outcome,
            });
        }
    }

    fn settled(&mut self, at: SimTime, snapshot: Snapshot<'_>) {
        for (of_service, service) in self.services.iter_mut().zip(snapshot.services()) {
            let alive = of_service.containers.alive();
            of_service.load.look(at, service, alive);
        }
        if snapshot.network_changed() && self.recording != Recording::Summary {
            self.links.look(at, &snapshot);
        }
        self.watcher.look(|| Progress {
            date: at,
            events: snapshot.events(),
            invocations: self.over,
        });
    }
}

#[cfg(test)]
mod tests;
