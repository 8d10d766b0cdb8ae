//! Files that processes read and write, and all bytes that are on their way.

use super::letters::NETWORK_TIMEOUT;
use super::{Answer, Doing, Event, Kernel, ProcessId, Recorder, Scene, Stage, World};
use crate::platform::End;
use crate::serverless::service::{PrivateAccess, network_failure};
use crate::serverless::{ContainerId, Failure, ImageMove, ServiceId};
use crate::simulation::request::{FileAccess, FileRequest, Reply};
use crate::storage::{FileId, Leg, Progress, StorageId, StorageService, Transfer, TransferId};
use crate::units::Bytes;

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
    process: ProcessId,
    place: Place,
    access: PrivateAccess,
    file: FileId,
    size: Bytes,
}

/// Where a file is.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// On the private storage of a container.
    Private(ServiceId, ContainerId),
    /// On a storage service.
    Stored(StorageId),
}

impl<R: Recorder> World<R> {
    /// A process wants something of a file.
    pub(super) fn access(&mut self, kernel: &mut Kernel<Self>, by: ProcessId, request: FileRequest) -> Answer<Reply> {
        let outcome = match request.at {
            Some(storage) => self.access_stored(kernel, by, storage, &request),
            None => self.access_private(kernel, by, &request),
        };
        match outcome {
            Ok(None) => Answer::Now(Reply::Done),
            Ok(Some(transfer)) => {
                self.scene.suspend(kernel, by, Doing::Accessing(transfer, request.file.name));
                Answer::Later
            }
            Err(failure) => Answer::Now(Reply::Failed(failure)),
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
            FileAccess::Create => return serving.create_private(container, file, size, name).map(|()| None),
            FileAccess::Delete => return serving.delete_private(container, file, name).map(|()| None),
        };
        let plan = serving.begin_private(container, access, file, size, name)?;
        let place = Place::Private(service, container);
        let purpose = FileMove { process: by, place, access, file, size };
        let transfer = self.scene.start_file(kernel, plan, purpose).map_err(|failure| {
            self.services[service.index()].end_private(container, None, Some((access, file, size, false)));
            failure
        })?;
        self.services[service.index()].track_private(container, transfer);
        Ok(Some(transfer))
    }

    fn own_container(&self, by: ProcessId) -> Result<(ServiceId, ContainerId), Failure> {
        let process = &self.scene.processes[by];
        let call = process.body_of.and_then(|invocation| self.scene.calls.get(invocation));
        let place = call.and_then(|call| {
            let service = call.invocation.service;
            let (_, container) = self.services[service.index()].placement(&call.invocation)?;
            Some((service, container))
        });
        place.ok_or_else(|| Failure::NoPrivateStorage { process: process.identity.to_string() })
    }

    /// Reads or writes a storage service; `None` if that took no time.
    fn access_stored(
        &mut self,
        kernel: &Kernel<Self>,
        by: ProcessId,
        storage: StorageId,
        request: &FileRequest,
    ) -> Result<Option<TransferId>, Failure> {
        let scene = &mut self.scene;
        let file = scene.files.id(&request.file.name);
        let (name, size) = (&request.file.name, request.file.size);
        let memory = End::Memory(scene.processes[by].host);
        let stored = &mut scene.storages[storage.index()];
        let (disk, buffer) = (stored.end(), stored.buffer);
        let (access, plan) = match request.access {
            FileAccess::Create => {
                let created = stored.partition.create(file, size);
                return created.map(|()| None).map_err(|_| no_space(stored, name));
            }
            FileAccess::Delete => {
                let deleted = stored.partition.remove(file);
                return if deleted { Ok(None) } else { Err(not_found(stored, name)) };
            }
            FileAccess::Read => {
                let bytes = stored.partition.size_of(file).ok_or_else(|| not_found(stored, name))?;
                stored.partition.open(file);
                (PrivateAccess::Read, Transfer { from: disk, to: memory, bytes, buffer })
            }
            FileAccess::Write => {
                stored.partition.reserve(size).map_err(|_| no_space(stored, name))?;
                (PrivateAccess::Write, Transfer { from: memory, to: disk, bytes: size, buffer })
            }
        };
        let purpose = FileMove { process: by, place: Place::Stored(storage), access, file, size };
        let started = scene.start_file(kernel, plan, purpose);
        if started.is_err() {
            scene.end_stored(storage, &purpose, false);
        }
        started.map(Some)
    }

    /// The fabric has finished a part of a transfer.
    pub(super) fn advance_transfer(&mut self, kernel: &mut Kernel<Self>, leg: Leg) {
        let now = kernel.now();
        let scene = &mut self.scene;
        match scene.transfers.advance(&mut scene.fabric, now, leg) {
            Progress::Going => {}
            Progress::Received => {
                // A writer waits for the acknowledgement of its last chunk, but not for ever (SEMANTICS 3.4).
                if let Some(Purpose::File(_)) = scene.transfers.purpose(leg.transfer) {
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

    fn end_transfer(&mut self, kernel: &mut Kernel<Self>, transfer: TransferId, purpose: Purpose, success: bool) {
        match purpose {
            Purpose::Image(service, image_move) => {
                let peer = || self.services[service.index()].head().name.clone();
                let outcome = if success { Ok(()) } else { Err(Failure::LinkFailure { peer: peer() }) };
                let mut stage = Stage { kernel, scene: &mut self.scene, service };
                self.services[service.index()].image_moved(&mut stage, image_move, outcome);
            }
            Purpose::File(file_move) => self.end_file(kernel, transfer, file_move, success),
        }
    }

    fn end_file(&mut self, kernel: &mut Kernel<Self>, transfer: TransferId, ended: FileMove, success: bool) {
        let alive = self.scene.processes.contains_key(ended.process);
        match ended.place {
            Place::Private(service, container) => {
                let access = alive.then_some((ended.access, ended.file, ended.size, success));
                self.services[service.index()].end_private(container, Some(transfer), access);
            }
            Place::Stored(storage) => self.scene.end_stored(storage, &ended, success),
        }
        if self.scene.is_accessing(ended.process, transfer) {
            let peer = self.place_name(ended.place);
            let reply = if success { Reply::Done } else { Reply::Failed(Failure::LinkFailure { peer }) };
            self.scene.resume(kernel, ended.process, reply);
        }
    }

    fn place_name(&self, place: Place) -> String {
        match place {
            Place::Private(service, container) => self.services[service.index()].private_name(container),
            Place::Stored(storage) => self.scene.storages[storage.index()].name.clone(),
        }
    }
}

impl<R: Recorder> Scene<R> {
    fn start_file(
        &mut self,
        kernel: &Kernel<World<R>>,
        plan: Transfer,
        purpose: FileMove,
    ) -> Result<TransferId, Failure> {
        let peer = || match purpose.place {
            Place::Private(service, _) => self.host_name(self.heads[service.index()]).to_string(),
            Place::Stored(storage) => self.storages[storage.index()].name.clone(),
        };
        let peer = peer();
        self.transfers
            .start(&mut self.fabric, kernel.now(), plan, Purpose::File(purpose))
            .map_err(|broken| network_failure(broken, peer))
    }

    fn end_stored(&mut self, storage: StorageId, ended: &FileMove, success: bool) {
        let partition = &mut self.storages[storage.index()].partition;
        match (ended.access, success) {
            (PrivateAccess::Read, _) => {
                partition.close(ended.file);
                partition.touch(ended.file);
            }
            (PrivateAccess::Write, true) => partition.publish(ended.file, ended.size),
            (PrivateAccess::Write, false) => partition.release(ended.size),
        }
    }

    fn is_accessing(&self, process: ProcessId, transfer: TransferId) -> bool {
        let doing = self.processes.get(process).map(|process| &process.doing);
        matches!(doing, Some(Doing::Accessing(current, _)) if *current == transfer)
    }

    /// A writer has waited long enough for its last chunk to be on disk; the bytes go on without it.
    pub(super) fn acknowledgement_overdue(&mut self, kernel: &mut Kernel<World<R>>, transfer: TransferId) {
        let Some(Purpose::File(FileMove { process, place, .. })) = self.transfers.purpose(transfer) else { return };
        if self.is_accessing(process, transfer) {
            let peer = match place {
                Place::Private(..) => "the private storage".to_owned(),
                Place::Stored(storage) => self.storages[storage.index()].name.clone(),
            };
            self.resume(kernel, process, Reply::Failed(Failure::NetworkTimeout { peer }));
        }
    }
}

fn not_found(storage: &StorageService, file: &str) -> Failure {
    Failure::FileNotFound { file: file.to_owned(), location: storage.name.clone() }
}

fn no_space(storage: &StorageService, file: &str) -> Failure {
    Failure::NotEnoughSpace { file: file.to_owned(), storage: storage.name.clone() }
}
