//! Files that processes read and write, and all bytes that are on their way.

use super::calls::CallState;
use super::letters::NETWORK_TIMEOUT;
use super::{Answer, Doing, Event, Kernel, ProcessId, Recorder, Scene, Stage, World};
use crate::platform::HostId;
use crate::serverless::service::{PrivateAccess, network_failure};
use crate::serverless::{Failure, ImageMove, InstanceId, ServiceId};
use crate::simulation::function::Remains;
use crate::simulation::request::{FileAccess, FileRequest, Reply};
use crate::storage::{FileId, Leg, Progress, StorageId, Transfer, TransferId};
use crate::units::{Bytes, SimDuration, SimTime};

/// What a process reads or writes, and the answer that is on its way to it.
pub(super) struct Access {
    pub(super) transfer: TransferId,
    pub(super) name: String,
    reply: Option<Reply>,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Access")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Why bytes are on their way.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// A service moves an image.
    Image(ServiceId, ImageMove),
    /// A process reads or writes a file.
    File(FileMove),
}

/// A process reads or writes a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileMove {
    pub(super) process: ProcessId,
    /// The number of the invocation whose body the process is, or belongs to.
    pub(super) invocation: Option<u64>,
    /// When it was asked for.
    pub(super) asked: SimTime,
    pub(super) from: HostId,
    pub(super) to: HostId,
    pub(super) place: Place,
    pub(super) access: PrivateAccess,
    pub(super) file: FileId,
    pub(super) size: Bytes,
}

/// Where a file is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// On the private storage of a container.
    Private(ServiceId, InstanceId),
    /// On a storage service.
    Stored(StorageId),
    /// On its way from one storage service to another.
    Between(StorageId, StorageId),
}

impl<R: Recorder> World<R> {
    /// A process wants something of a file.
    pub(super) fn access(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        request: FileRequest,
    ) -> Answer<Reply, Remains> {
        let outcome = match request.at {
            Some(storage) => self.access_stored(kernel, by, storage, &request),
            None => self.access_private(kernel, by, &request),
        };
        match outcome {
            Ok(None) => Answer::Now(Reply::Done),
            Ok(Some(transfer)) => {
                let access = Access {
                    transfer,
                    name: request.file.name,
                    reply: None,
                };
                self.scene
                    .suspend(kernel, by, Doing::Accessing(Box::new(access)));
                Answer::Later
            }
            Err(failure) => Answer::Now(Reply::Failed(Box::new(failure))),
        }
    }

    /// Reads or writes private storage; `None` if that took no time.
    fn access_private(
        &mut self,
        kernel: &Kernel<Self>,
        by: ProcessId,
        request: &FileRequest,
    ) -> Result<Option<TransferId>, Failure> {
        let (service, container) = self.own_container(by)?;
        let file = self.scene.files.id(&request.file.name);
        let (name, size) = (&request.file.name, request.file.size);
        let serving = &mut self.services[service.index()];
        let access = match request.access {
            FileAccess::Read => PrivateAccess::Read,
            FileAccess::Write => PrivateAccess::Write,
            FileAccess::Create => {
                return serving
                    .create_private(container, file, size, name)
                    .map(|()| None);
            }
            FileAccess::Delete => {
                return serving.delete_private(container, file, name).map(|()| None);
            }
            FileAccess::CopyTo(_) => unreachable!("a copy names the storage that it comes from"),
        };
        let plan = serving.begin_private(container, access, file, size, name)?;
        let place = Place::Private(service, container);
        let purpose = FileMove {
            process: by,
            invocation: self.scene.invocation_of(by),
            asked: kernel.now(),
            from: plan.from.host(),
            to: plan.to.host(),
            place,
            access,
            file,
            size: plan.bytes,
        };
        let started = self.scene.start_file(kernel, plan, purpose);
        let serving = &mut self.services[service.index()];
        if started.is_err() {
            serving.end_private(container, None, Some((access, file, size, false)));
        }
        let transfer = started?;
        serving.track_private(container, transfer);
        Ok(Some(transfer))
    }

    fn own_container(&self, by: ProcessId) -> Result<(ServiceId, InstanceId), Failure> {
        let process = &self.scene.processes[by];
        let call = process
            .body_of
            .and_then(|invocation| self.scene.calls.get(invocation));
        let place = call.and_then(|call| {
            let service = call.service;
            let CallState::InService(attempt) = call.state else {
                return None;
            };
            let (_, container) = self.services[service.index()].placement(attempt)?;
            Some((service, container))
        });
        place.ok_or_else(|| Failure::NoPrivateStorage {
            process: self.scene.process_name(process),
        })
    }

    /// The fabric has finished a part of a transfer.
    pub(super) fn advance_transfer(&mut self, kernel: &mut Kernel<Self>, leg: Leg) {
        let now = kernel.now();
        let scene = &mut self.scene;
        match scene.transfers.advance(&mut scene.fabric, now, leg) {
            Progress::Going => {}
            Progress::Received => {
                // A writer waits for the acknowledgement of its last chunk, but not for ever (SEMANTICS 3.4).
                let purpose = scene.transfers.purpose(leg.transfer);
                if let Some(Purpose::File(file_move)) = purpose
                    && !matches!(file_move.place, Place::Between(..))
                {
                    kernel.after(NETWORK_TIMEOUT, Event::AcknowledgementOverdue(leg.transfer));
                }
            }
            Progress::Complete(purpose) => self.end_transfer(kernel, leg.transfer, purpose, true),
            Progress::Broken(purpose) => self.end_transfer(kernel, leg.transfer, purpose, false),
        }
    }

    /// A link went down under a transfer.
    pub(super) fn break_transfer(&mut self, kernel: &mut Kernel<Self>, transfer: TransferId) {
        let scene = &mut self.scene;
        if let Some(purpose) = scene.transfers.cancel(&mut scene.fabric, transfer) {
            self.end_transfer(kernel, transfer, purpose, false);
        }
    }

    fn end_transfer(
        &mut self,
        kernel: &mut Kernel<Self>,
        transfer: TransferId,
        purpose: Purpose,
        success: bool,
    ) {
        match purpose {
            Purpose::Image(service, image_move) => {
                let peer = || self.services[service.index()].head().name.clone();
                let outcome = if success {
                    Ok(())
                } else {
                    Err(Failure::LinkFailure { peer: peer() })
                };
                let mut stage = Stage {
                    kernel,
                    scene: &mut self.scene,
                    service,
                };
                self.services[service.index()].image_moved(&mut stage, image_move, outcome);
            }
            Purpose::File(file_move) => self.end_file(kernel, transfer, file_move, success),
        }
    }

    fn end_file(
        &mut self,
        kernel: &mut Kernel<Self>,
        transfer: TransferId,
        ended: FileMove,
        success: bool,
    ) {
        self.scene.record_file(&ended, Some(kernel.now()), success);
        let alive = self.scene.processes.contains_key(ended.process);
        match ended.place {
            Place::Private(service, container) => {
                let access = alive.then_some((ended.access, ended.file, ended.size, success));
                self.services[service.index()].end_private(container, Some(transfer), access);
            }
            Place::Stored(storage) => self.scene.end_stored(storage, &ended, success),
            Place::Between(from, to) => self.scene.end_copy(from, to, &ended, success),
        }
        let peer = self.place_name(ended.place);
        let reply = if success {
            Reply::Done
        } else {
            Reply::Failed(Box::new(Failure::LinkFailure { peer }))
        };
        self.scene.answer_access(kernel, &ended, transfer, reply);
    }

    fn place_name(&self, place: Place) -> String {
        match place {
            Place::Private(service, container) => {
                self.services[service.index()].private_name(container)
            }
            Place::Stored(storage) | Place::Between(storage, _) => {
                self.scene.storages[storage.index()].name.clone()
            }
        }
    }
}

impl<R: Recorder> Scene<R> {
    /// The number of the invocation whose body a process is, or belongs to.
    pub(super) fn invocation_of(&self, process: ProcessId) -> Option<u64> {
        let body_of = self.processes.get(process)?.body_of?;
        Some(self.calls.get(body_of)?.number)
    }

    /// Starts to move the bytes of a file.
    pub(super) fn start_file(
        &mut self,
        kernel: &Kernel<World<R>>,
        plan: Transfer,
        purpose: FileMove,
    ) -> Result<TransferId, Failure> {
        let peer = || match purpose.place {
            Place::Private(service, _) => self.host_name(self.heads[service.index()]).to_string(),
            Place::Stored(storage) | Place::Between(storage, _) => {
                self.storages[storage.index()].name.clone()
            }
        };
        let peer = peer();
        let now = kernel.now();
        let departure = now + self.message_to(&purpose);
        self.transfers
            .start(
                &mut self.fabric,
                now,
                departure,
                plan,
                Purpose::File(purpose),
            )
            .map_err(|broken| network_failure(broken, peer))
    }

    /// How long a message between a process and the storage that it uses takes; private storage is on its own host.
    fn message_to(&self, file_move: &FileMove) -> SimDuration {
        let Some(process) = self.processes.get(file_move.process) else {
            return SimDuration::ZERO;
        };
        let host = match file_move.place {
            Place::Private(..) => process.host,
            Place::Stored(storage) | Place::Between(_, storage) => {
                self.storages[storage.index()].host
            }
        };
        self.storage_message(process.host, host)
    }

    /// Sends a process the answer to an access, if it still waits for it.
    fn answer_access(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        ended: &FileMove,
        transfer: TransferId,
        answer: Reply,
    ) {
        let delay = self.message_to(ended);
        if let Some(reply) = self.open_access(ended.process, transfer) {
            *reply = Some(answer);
            if delay.is_zero() {
                self.acknowledge(kernel, ended.process);
            } else {
                kernel.after(delay, Event::Acknowledged(ended.process));
            }
        }
    }

    /// The answer to an access has reached its process.
    pub(super) fn acknowledge(&mut self, kernel: &mut Kernel<World<R>>, process: ProcessId) {
        let doing = self
            .processes
            .get_mut(process)
            .map(|process| &mut process.doing);
        if let Some(Doing::Accessing(access)) = doing
            && let Some(reply) = access.reply.take()
        {
            self.resume(kernel, process, reply);
        }
    }

    /// Where the answer to an access goes, if its process waits for it.
    fn open_access(
        &mut self,
        process: ProcessId,
        transfer: TransferId,
    ) -> Option<&mut Option<Reply>> {
        match &mut self.processes.get_mut(process)?.doing {
            Doing::Accessing(access) if access.transfer == transfer => Some(&mut access.reply),
            _ => None,
        }
    }

    /// A writer has waited long enough for its last chunk to be on disk; the bytes go on without it.
    pub(super) fn acknowledgement_overdue(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        transfer: TransferId,
    ) {
        let Some(Purpose::File(FileMove { process, place, .. })) = self.transfers.purpose(transfer)
        else {
            return;
        };
        let peer = match place {
            Place::Private(..) => "the private storage".to_owned(),
            Place::Stored(storage) | Place::Between(storage, _) => {
                self.storages[storage.index()].name.clone()
            }
        };
        if let Some(reply @ None) = self.open_access(process, transfer) {
            *reply = Some(Reply::Failed(Box::new(Failure::NetworkTimeout { peer })));
            self.acknowledge(kernel, process);
        }
    }
}
