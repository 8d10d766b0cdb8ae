//! Private storage: the files that a body has for itself, on the disk of its node, for as long as it runs.

use super::Service;
use crate::platform::{End, HostId};
use crate::serverless::attempt::{Phase, Stage};
use crate::serverless::{AttemptId, Failure, Instance, InstanceId};
use crate::storage::{FileId, Partition, Transfer, TransferId};
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
    /// The host and instance that an attempt runs on; `None` unless its body runs.
    pub fn placement(&self, attempt: AttemptId) -> Option<(HostId, InstanceId)> {
        match self.attempts.get(attempt)?.phase {
            Phase::Placed {
                on,
                stage: Stage::Running { .. },
            } => Some((self.state.cluster.node(on.node).host, on.instance)),
            _ => None,
        }
    }

    /// The files on the disks and in the memory of the service, private storages among them.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        let nodes = self.nodes().iter();
        let on_nodes = nodes.flat_map(|node| node.disk.partition.files().chain(node.ram.files()));
        let instances = self.state.cluster.all_instances();
        let private = instances.flat_map(Instance::private_files);
        self.head.partition.files().chain(on_nodes).chain(private)
    }

    /// The name of an instance's private storage, for messages.
    pub fn private_name(&self, instance: InstanceId) -> String {
        let number = self
            .instance(instance)
            .map_or(0, |instance| instance.number);
        format!("{}.container[{number}]", self.name)
    }

    /// The private storage of an instance that runs something, and the host that it is on.
    fn private(&mut self, instance: InstanceId) -> (&mut Partition, HostId) {
        let Some(node) = self.instance(instance).map(|instance| instance.node) else {
            unreachable!("a body that runs has an instance");
        };
        let host = self.state.cluster.node(node).host;
        match self.state.cluster.instance_mut(instance) {
            Some(instance) => (instance.private(), host),
            None => unreachable!("it was there just now"),
        }
    }

    /// Makes a file exist on an instance's private storage, in no time.
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughSpace`]; `name` is the file's, for its text.
    pub fn create_private(
        &mut self,
        instance: InstanceId,
        file: FileId,
        size: Bytes,
        name: &str,
    ) -> Result<(), Failure> {
        let storage = self.private_name(instance);
        let partition = self.private(instance).0;
        let reserved = partition.reserve(size);
        reserved.map_err(|_| Failure::NotEnoughSpace {
            file: name.to_owned(),
            storage,
        })?;
        partition.publish_anew(file, size);
        Ok(())
    }

    /// Removes a file from an instance's private storage, in no time.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`]; `name` is the file's, for its text.
    pub fn delete_private(
        &mut self,
        instance: InstanceId,
        file: FileId,
        name: &str,
    ) -> Result<(), Failure> {
        let location = self.private_name(instance);
        if self.private(instance).0.remove(file) {
            Ok(())
        } else {
            Err(Failure::FileNotFound {
                file: name.to_owned(),
                location,
            })
        }
    }

    /// Prepares an access of an instance's body to its private storage: the bytes that must move.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`] or [`Failure::NotEnoughSpace`]; `name` is the file's, for their texts.
    pub fn begin_private(
        &mut self,
        instance: InstanceId,
        access: PrivateAccess,
        file: FileId,
        size: Bytes,
        name: &str,
    ) -> Result<Transfer, Failure> {
        let storage = self.private_name(instance);
        let buffer = self.settings.buffer;
        let (partition, host) = self.private(instance);
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
                    file: bytes,
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
                    file: size,
                    buffer,
                })
            }
        }
    }

    /// The bytes are on their way: they stop if the instance is shut down.
    pub fn track_private(&mut self, instance: InstanceId, transfer: TransferId) {
        if let Some(instance) = self.state.cluster.instance_mut(instance) {
            instance.transfers.push(transfer);
        }
    }

    /// The bytes of an access have moved (`success`), or never will.
    ///
    /// If the body was killed meanwhile, the bytes mean nothing, and mostly its storage has been emptied and there is nothing
    /// left to note. (The reference aborts when such a write ends: SEMANTICS 9.4.) Where other bodies go on in the instance, what
    /// it has written takes no space any more.
    pub fn end_private(
        &mut self,
        instance: InstanceId,
        transfer: Option<TransferId>,
        (access, file, size, success): (PrivateAccess, FileId, Bytes, bool),
        is_alive: bool,
    ) {
        let Some(instance) = self.state.cluster.instance_mut(instance) else {
            return;
        };
        let was_emptied = instance.end_transfer(transfer);
        if !is_alive && (was_emptied || instance.slots == 1) {
            return;
        }
        let partition = instance.private();
        match (access, success && is_alive) {
            (PrivateAccess::Read, _) => {
                partition.close(file);
                partition.touch(file);
            }
            (PrivateAccess::Write, true) => partition.publish_anew(file, size),
            (PrivateAccess::Write, false) => partition.release(size),
        }
    }
}
