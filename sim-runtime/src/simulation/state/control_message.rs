//! Control messages: what they say, to whom, and how large they are.

use crate::kernel::ProcessId;
use crate::platform::HostId;
use crate::serverless::{
    Failure, FunctionId, InstanceId, InvocationId, Message, MessageSizes, NodeId, Notice, ServiceId,
};
use crate::storage::{StorageId, TransferId};
use crate::units::Bytes;

/// A control message.
#[derive(Clone, Debug)]
pub(crate) enum ControlMessage {
    /// To a service.
    Request(ServiceId, Message),
    /// To the process behind the ticket: its registration has been answered.
    Registered {
        service: ServiceId,
        function: FunctionId,
        ticket: u64,
        outcome: Result<(), Failure>,
    },
    /// To a caller: its invocation has been accepted or refused.
    Answered(ServiceId, InvocationId),
    /// To the function manager of a caller: an invocation is over.
    Completed(ServiceId, ProcessId, InvocationId),
    /// To a storage service: a transfer is asked for.
    Asks(TransferId, StorageAddress, Asked),
    /// From a storage service to who has asked: the answer before the bytes. It is blocked by that of a read.
    Grants(TransferId, StorageAddress, Asked),
    /// From a storage service to the process that has asked: the answer after the bytes.
    Acknowledges(TransferId, StorageAddress, Asked),
    /// To a storage service: a service wants an image moved that cannot be.
    Fails(ServiceId, Notice, HostId),
    /// To who moves an image for a service: the answer after the bytes, or in their place.
    Reports(ServiceId, Notice),
    /// To the private storage of a container: it is shut down.
    Stops(ServiceId, Option<InstanceId>, HostId),
    /// To the service.
    Stopped(ServiceId),
}

/// What a storage service is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Read,
    Write,
    Copy,
}

/// Who takes in messages one at a time. An answer goes to a port of its own, which takes in nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    Service(ServiceId),
    Manager(ProcessId),
    Storage(StorageAddress),
}

/// A storage service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum StorageAddress {
    /// One that has been declared.
    Stored(StorageId),
    /// That of the head host of a service.
    Head(ServiceId),
    /// The disk of a node.
    Disk(ServiceId, NodeId),
    /// The private storage of a container.
    Private(ServiceId, InstanceId),
}

impl ControlMessage {
    /// Who takes it in, unless it has a port of its own.
    pub(crate) fn address(&self) -> Option<Address> {
        match self {
            Self::Request(service, _) => Some(Address::Service(*service)),
            Self::Completed(_, caller, _) => Some(Address::Manager(*caller)),
            Self::Asks(_, storage, _) => Some(Address::Storage(*storage)),
            Self::Stops(service, Some(instance), _) => {
                let storage = StorageAddress::Private(*service, *instance);
                Some(Address::Storage(storage))
            }
            _ => None,
        }
    }

    /// Whose message it is: one to a service or a storage service, or from one.
    pub(super) fn of(&self) -> StorageAddress {
        match self {
            Self::Request(service, _)
            | Self::Registered { service, .. }
            | Self::Answered(service, _)
            | Self::Completed(service, ..)
            | Self::Fails(service, ..)
            | Self::Reports(service, _)
            | Self::Stops(service, ..)
            | Self::Stopped(service) => StorageAddress::Head(*service),
            Self::Asks(_, storage, _)
            | Self::Grants(_, storage, _)
            | Self::Acknowledges(_, storage, _) => *storage,
        }
    }

    /// How large it is.
    pub(super) fn size(&self, sizes: &MessageSizes) -> Bytes {
        match self {
            Self::Request(_, Message::Register { .. }) => sizes.registration_request,
            Self::Request(..) => sizes.invocation_request,
            Self::Registered { .. } => sizes.registration_answer,
            Self::Answered(..) => sizes.invocation_answer,
            Self::Completed(..) => sizes.completion,
            Self::Asks(_, _, Asked::Read) => sizes.read_request,
            Self::Asks(_, _, Asked::Write) => sizes.write_request,
            Self::Asks(_, _, Asked::Copy) => sizes.copy_request,
            Self::Grants(_, _, Asked::Write) => sizes.write_answer,
            Self::Grants(..) => sizes.read_answer,
            Self::Acknowledges(_, _, Asked::Copy) => sizes.copy_answer,
            Self::Acknowledges(..) => sizes.acknowledgement,
            Self::Fails(_, Notice::Loaded { .. }, _) => sizes.read_request,
            Self::Fails(..) => sizes.copy_request,
            Self::Reports(_, Notice::Loaded { success: false, .. }) => sizes.read_answer,
            Self::Reports(_, Notice::Loaded { .. }) => sizes.acknowledgement,
            Self::Reports(..) => sizes.copy_answer,
            Self::Stops(..) => sizes.stop,
            Self::Stopped(_) => sizes.stopped,
        }
    }
}
