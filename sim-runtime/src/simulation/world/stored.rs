//! Files on storage services, which any process may read and write.

use super::files::{FileMove, Place};
use super::{Kernel, ProcessId, Recorder, Scene, World};
use crate::platform::End;
use crate::serverless::Failure;
use crate::serverless::service::PrivateAccess;
use crate::simulation::request::{FileAccess, FileRequest};
use crate::storage::{StorageId, StorageService, Transfer, TransferId};

impl<R: Recorder> World<R> {
    /// Reads or writes a storage service; `None` if that took no time.
    pub(super) fn access_stored(
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
            FileAccess::CopyTo(to) => return self.copy_stored(kernel, by, storage, to, name),
            FileAccess::Delete => {
                let deleted = stored.partition.remove(file);
                return if deleted {
                    Ok(None)
                } else {
                    Err(not_found(stored, name))
                };
            }
            FileAccess::Read => {
                let bytes = stored
                    .partition
                    .size_of(file)
                    .ok_or_else(|| not_found(stored, name))?;
                stored.partition.open(file);
                (
                    PrivateAccess::Read,
                    Transfer {
                        from: disk,
                        to: memory,
                        bytes,
                        buffer,
                    },
                )
            }
            FileAccess::Write => {
                stored
                    .partition
                    .reserve(size)
                    .map_err(|_| no_space(stored, name))?;
                (
                    PrivateAccess::Write,
                    Transfer {
                        from: memory,
                        to: disk,
                        bytes: size,
                        buffer,
                    },
                )
            }
        };
        let purpose = FileMove {
            process: by,
            invocation: scene.invocation_of(by),
            asked: kernel.now(),
            from: plan.from.host(),
            to: plan.to.host(),
            place: Place::Stored(storage),
            access,
            file,
            size: plan.bytes,
        };
        let started = scene.start_file(kernel, plan, purpose);
        if started.is_err() {
            scene.end_stored(storage, &purpose, false);
        }
        started.map(Some)
    }

    /// Copies a file from one storage service to another.
    fn copy_stored(
        &mut self,
        kernel: &Kernel<Self>,
        by: ProcessId,
        from: StorageId,
        to: StorageId,
        name: &str,
    ) -> Result<Option<TransferId>, Failure> {
        let scene = &mut self.scene;
        let file = scene.files.id(name);
        let source = &scene.storages[from.index()];
        let size = source
            .partition
            .size_of(file)
            .ok_or_else(|| not_found(source, name))?;
        let (disk, buffer) = (source.end(), source.buffer);
        let target = &mut scene.storages[to.index()];
        target
            .partition
            .reserve(size)
            .map_err(|_| no_space(target, name))?;
        let plan = Transfer {
            from: disk,
            to: target.end(),
            bytes: size,
            buffer: buffer.copy_to(target.buffer),
        };
        scene.storages[from.index()].partition.open(file);
        let place = Place::Between(from, to);
        let purpose = FileMove {
            process: by,
            invocation: scene.invocation_of(by),
            asked: kernel.now(),
            from: plan.from.host(),
            to: plan.to.host(),
            place,
            access: PrivateAccess::Write,
            file,
            size,
        };
        let started = scene.start_file(kernel, plan, purpose);
        if started.is_err() {
            scene.end_copy(from, to, &purpose, false);
        }
        started.map(Some)
    }
}

impl<R: Recorder> Scene<R> {
    /// The bytes of an access have moved, or never will.
    pub(super) fn end_stored(&mut self, storage: StorageId, ended: &FileMove, success: bool) {
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

    /// The bytes of a copy have moved, or never will.
    pub(super) fn end_copy(
        &mut self,
        from: StorageId,
        to: StorageId,
        ended: &FileMove,
        success: bool,
    ) {
        let source = &mut self.storages[from.index()].partition;
        source.close(ended.file);
        source.touch(ended.file);
        self.end_stored(to, ended, success);
    }
}

fn not_found(storage: &StorageService, file: &str) -> Failure {
    Failure::FileNotFound {
        file: file.to_owned(),
        location: storage.name.clone(),
    }
}

fn no_space(storage: &StorageService, file: &str) -> Failure {
    Failure::NotEnoughSpace {
        file: file.to_owned(),
        storage: storage.name.clone(),
    }
}
