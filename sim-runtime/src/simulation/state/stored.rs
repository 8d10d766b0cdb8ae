//! Files on storage services, which any process may read and write.

use super::files::{FileMove, Files, Place, Requester};
use crate::platform::End;
use crate::serverless::Failure;
use crate::serverless::service::PrivateAccess;
use crate::simulation::request::{FileAccess, FileRequest};
use crate::storage::{FileId, StorageId, StorageService, Transfer};
use crate::units::Bytes;

/// A movement of bytes that a process wants, and the bytes, unless there is no file or no room.
pub(crate) type Access = (Place, PrivateAccess, Result<Transfer, Failure>);

impl Files {
    /// Does something with a file of a storage service; `None` if that took no time.
    pub(crate) fn begin_stored(
        &mut self,
        by: Requester,
        at: StorageId,
        file: FileId,
        request: &FileRequest,
    ) -> Result<Option<Access>, Failure> {
        let (name, size) = (&request.file.name, request.file.size);
        if let Some(down) = self.down(at, request.access) {
            return match request.access {
                FileAccess::Create | FileAccess::Delete => Err(down),
                FileAccess::CopyTo(to) => {
                    let place = Place::Between(at, to);
                    Ok(Some((place, PrivateAccess::Write, Err(down))))
                }
                FileAccess::Read => Ok(Some((Place::Stored(at), PrivateAccess::Read, Err(down)))),
                FileAccess::Write => Ok(Some((Place::Stored(at), PrivateAccess::Write, Err(down)))),
            };
        }
        Ok(Some(match request.access {
            FileAccess::Create => {
                let stored = &mut self.storages[at];
                let created = stored.partition.create(file, size);
                return created.map(|()| None).map_err(|_| no_space(stored, name));
            }
            FileAccess::Delete => {
                let stored = &mut self.storages[at];
                let deleted = stored.partition.remove(file);
                return deleted
                    .then_some(None)
                    .ok_or_else(|| not_found(stored, name));
            }
            FileAccess::CopyTo(to) => (
                Place::Between(at, to),
                PrivateAccess::Write,
                self.begin_copy(at, to, file, name),
            ),
            FileAccess::Read => (
                Place::Stored(at),
                PrivateAccess::Read,
                self.begin_read(at, by, file, name),
            ),
            FileAccess::Write => (
                Place::Stored(at),
                PrivateAccess::Write,
                self.begin_write(at, by, size, name),
            ),
        }))
    }

    /// That a storage service is down which is needed.
    fn down(&self, at: StorageId, access: FileAccess) -> Option<Failure> {
        let to = match access {
            FileAccess::CopyTo(to) => Some(to),
            _ => None,
        };
        let needed = std::iter::once(at).chain(to);
        let mut needed = needed.map(|id| &self.storages[id]);
        let down = needed.find(|storage| storage.is_down)?;
        let storage = down.name.clone();
        Some(Failure::StorageDown { storage })
    }

    fn begin_read(
        &mut self,
        at: StorageId,
        by: Requester,
        file: FileId,
        name: &str,
    ) -> Result<Transfer, Failure> {
        let stored = &mut self.storages[at];
        let bytes = stored.partition.size_of(file);
        let bytes = bytes.ok_or_else(|| not_found(stored, name))?;
        stored.partition.open(file);
        Ok(Transfer {
            from: stored.end(),
            to: End::Memory(by.host),
            bytes,
            file: bytes,
            buffer: stored.buffer,
        })
    }

    fn begin_write(
        &mut self,
        at: StorageId,
        by: Requester,
        bytes: Bytes,
        name: &str,
    ) -> Result<Transfer, Failure> {
        let stored = &mut self.storages[at];
        let reserved = stored.partition.reserve(bytes);
        reserved.map_err(|_| no_space(stored, name))?;
        Ok(Transfer {
            from: End::Memory(by.host),
            to: stored.end(),
            bytes,
            file: bytes,
            buffer: stored.buffer,
        })
    }

    fn begin_copy(
        &mut self,
        from: StorageId,
        to: StorageId,
        file: FileId,
        name: &str,
    ) -> Result<Transfer, Failure> {
        let source = &self.storages[from];
        let bytes = source.partition.size_of(file);
        let bytes = bytes.ok_or_else(|| not_found(source, name))?;
        let (disk, buffer) = (source.end(), source.buffer);
        let target = &mut self.storages[to];
        let reserved = target.partition.reserve(bytes);
        reserved.map_err(|_| no_space(target, name))?;
        let plan = Transfer {
            from: disk,
            to: target.end(),
            bytes,
            file: bytes,
            buffer: buffer.copy_to(target.buffer),
        };
        self.storages[from].partition.open(file);
        Ok(plan)
    }

    /// The bytes of an access to a storage service, or of a copy, have moved, or never will.
    pub(crate) fn end_stored(&mut self, ended: &FileMove, success: bool) {
        let (source, target) = match (ended.place, ended.access) {
            (Place::Private(..), _) => return,
            (Place::Stored(storage), PrivateAccess::Read) => (Some(storage), None),
            (Place::Stored(storage), PrivateAccess::Write) => (None, Some(storage)),
            (Place::Between(from, to), _) => (Some(from), Some(to)),
        };
        if let Some(source) = source {
            let partition = &mut self.storages[source].partition;
            partition.close(ended.file);
            partition.touch(ended.file);
        }
        if let Some(target) = target {
            let partition = &mut self.storages[target].partition;
            if success {
                partition.publish(ended.file, ended.size);
            } else {
                partition.release(ended.size);
            }
        }
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
