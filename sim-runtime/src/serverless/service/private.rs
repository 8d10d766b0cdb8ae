//! Private storage: the files that a body has for itself, on the disk of its node, for as long as it runs.

use super::Service;
use crate::platform::{End, HostId};
use crate::serverless::invocation::{Placement, State};
use crate::serverless::{ContainerId, Failure, Invocation};
use crate::storage::{FileId, Transfer, TransferId};
use crate::units::Bytes;

/// What a body does with a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateAccess {
    /// Reads it.
    Read,
    /// Writes it anew.
    Write,
}

impl Service {
    /// The host and container that an invocation runs on; `None` unless its body runs.
    pub fn placement(&self, invocation: &Invocation) -> Option<(HostId, ContainerId)> {
        match invocation.state {
            State::Running(Placement { node, container }) => {
                Some((self.cluster.node(node).host, container))
            }
            _ => None,
        }
    }

    /// The name of a container's private storage, for messages.
    pub fn private_name(&self, container: ContainerId) -> String {
        let number = self
            .containers
            .get(container)
            .map_or(0, |container| container.number);
        format!("{}.container[{number}]", self.name)
    }

    /// Makes a file exist on a container's private storage, in no time.
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughSpace`]; `name` is the file's, for its text.
    pub fn create_private(
        &mut self,
        container: ContainerId,
        file: FileId,
        size: Bytes,
        name: &str,
    ) -> Result<(), Failure> {
        let storage = self.private_name(container);
        let created = self.containers[container].private().create(file, size);
        created.map_err(|_| Failure::NotEnoughSpace {
            file: name.to_owned(),
            storage,
        })
    }

    /// Removes a file from a container's private storage, in no time.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`]; `name` is the file's, for its text.
    pub fn delete_private(
        &mut self,
        container: ContainerId,
        file: FileId,
        name: &str,
    ) -> Result<(), Failure> {
        let location = self.private_name(container);
        if self.containers[container].private().remove(file) {
            Ok(())
        } else {
            Err(Failure::FileNotFound {
                file: name.to_owned(),
                location,
            })
        }
    }

    /// Prepares an access of a container's body to its private storage: the bytes that must move.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`] or [`Failure::NotEnoughSpace`]; `name` is the file's, for their texts.
    pub fn begin_private(
        &mut self,
        container: ContainerId,
        access: PrivateAccess,
        file: FileId,
        size: Bytes,
        name: &str,
    ) -> Result<Transfer, Failure> {
        let storage = self.private_name(container);
        let node = self.containers[container].node;
        let host = self.cluster.node(node).host;
        let buffer = self.spec.buffer;
        let partition = self.containers[container].private();
        let (memory, disk) = (End::Memory(host), End::Disk(host));
        match access {
            PrivateAccess::Read => {
                let bytes = partition
                    .size_of(file)
                    .ok_or_else(|| Failure::FileNotFound {
                        file: name.to_owned(),
                        location: storage,
                    })?;
                partition.open(file);
                Ok(Transfer {
                    from: disk,
                    to: memory,
                    bytes,
                    buffer,
                })
            }
            PrivateAccess::Write => {
                let full = |_| Failure::NotEnoughSpace {
                    file: name.to_owned(),
                    storage,
                };
                partition.reserve(size).map_err(full)?;
                Ok(Transfer {
                    from: memory,
                    to: disk,
                    bytes: size,
                    buffer,
                })
            }
        }
    }

    /// The bytes are on their way: they stop if the container is shut down.
    pub fn track_private(&mut self, container: ContainerId, transfer: TransferId) {
        self.containers[container].transfers.push(transfer);
    }

    /// The bytes of an access have moved (`success`), or never will.
    ///
    /// If the body was killed meanwhile, its storage has been emptied and there is nothing left to note. (The reference
    /// aborts when such a write ends: SEMANTICS 9.4.)
    pub fn end_private(
        &mut self,
        container: ContainerId,
        transfer: Option<TransferId>,
        completed: Option<(PrivateAccess, FileId, Bytes, bool)>,
    ) {
        let Some(container) = self.containers.get_mut(container) else {
            return;
        };
        container.transfers.retain(|other| Some(*other) != transfer);
        let Some((access, file, size, success)) = completed else {
            return;
        };
        let partition = container.private();
        match (access, success) {
            (PrivateAccess::Read, _) => {
                partition.close(file);
                partition.touch(file);
            }
            (PrivateAccess::Write, true) => partition.publish(file, size),
            (PrivateAccess::Write, false) => partition.release(size),
        }
    }
}
