//! Control messages between processes, services and storage services, if they have a size.
//!
//! A message without size takes no simulated time and no event: it is a call, and touches nothing here. One with a size is a
//! movement of bytes between two hosts (SEMANTICS, section 1). A receiver takes in one message at a time: the next one
//! leaves its sender when the receiver is ready for it. A service is when it has done with the one before, a storage service
//! unless it is blocked by an answer of its own.

use std::collections::VecDeque;

use index_vec::IndexVec;
use rustc_hash::FxHashMap;
use slotmap::SlotMap;

use super::WorldState;
use crate::kernel::ProcessId;
use crate::platform::{End, Fabric, HostId, Movement};
use crate::serverless::{
    Failure, FunctionId, InstanceId, InvocationId, Message, MessageSizes, NodeId, Notice, ServiceId,
};
use crate::simulation::event::{Event, InFlightId, Kernel, Token};
use crate::storage::{StorageId, TransferId};
use crate::units::{Bytes, SimTime};

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
    fn address(&self) -> Option<Address> {
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
    fn of(&self) -> StorageAddress {
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
    fn size(&self, sizes: &MessageSizes) -> Bytes {
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

/// A message, where it comes from and where it goes.
#[derive(Debug)]
struct InFlight {
    message: ControlMessage,
    size: Bytes,
    from: HostId,
    to: HostId,
}

/// Messages for one address.
#[derive(Debug, Default)]
struct MessageQueue {
    /// One is on its way, or is being handled.
    occupied: bool,
    /// It has arrived.
    arrived: bool,
    waiting: VecDeque<InFlight>,
}

/// What has become of a message that was sent.
enum Sent {
    /// It is on its way, or waits for its receiver.
    Away,
    /// It has no size, and is there.
    Called(ControlMessage),
    /// It cannot be sent.
    Lost(ControlMessage),
}

/// Messages with a size.
#[derive(Debug, Default)]
pub(crate) struct MessageNetwork {
    services: IndexVec<ServiceId, MessageSizes>,
    storages: IndexVec<StorageId, MessageSizes>,
    is_instant: bool,
    in_flight: SlotMap<InFlightId, InFlight>,
    // Looked up, never iterated.
    queues: FxHashMap<Address, MessageQueue>,
}

impl MessageNetwork {
    /// A network for the messages of services and of storage services.
    pub(crate) fn new(
        services: IndexVec<ServiceId, MessageSizes>,
        storages: IndexVec<StorageId, MessageSizes>,
    ) -> Self {
        let mut all = services.iter().chain(&storages);
        Self {
            is_instant: all.all(|sizes| *sizes == MessageSizes::default()),
            services,
            storages,
            ..Self::default()
        }
    }

    fn sizes(&self, of: StorageAddress) -> &MessageSizes {
        match of {
            StorageAddress::Stored(storage) => &self.storages[storage],
            StorageAddress::Head(service)
            | StorageAddress::Disk(service, _)
            | StorageAddress::Private(service, _) => &self.services[service],
        }
    }

    fn size(&self, message: &ControlMessage) -> Bytes {
        message.size(self.sizes(message.of()))
    }

    /// Whether no message has a size: then each is a call.
    pub(crate) fn is_instant(&self) -> bool {
        self.is_instant
    }

    /// Whether a message is a call.
    pub(crate) fn is_call(&self, message: &ControlMessage) -> bool {
        self.is_instant || self.size(message).is_zero()
    }

    /// Whether it takes time to stop a private storage.
    pub(crate) fn stops_slowly(&self, service: ServiceId) -> bool {
        let sizes = &self.services[service];
        !(self.is_instant || (sizes.stop.is_zero() && sizes.stopped.is_zero()))
    }

    /// Whether it takes no time to hear from a storage service that it does not what it is asked for.
    pub(crate) fn refuses_at_once(&self, asked: StorageAddress, what: Asked) -> bool {
        let sizes = self.sizes(asked);
        let dialogue = match what {
            Asked::Copy => [sizes.copy_request, sizes.copy_answer],
            Asked::Read => [sizes.read_request, sizes.read_answer],
            Asked::Write => [sizes.write_request, sizes.write_answer],
        };
        dialogue == [Bytes::ZERO; 2]
    }

    /// Sends a message as soon as its receiver can take it in.
    fn send(
        &mut self,
        now: SimTime,
        fabric: &mut Fabric<Token>,
        message: ControlMessage,
        (from, to): (HostId, HostId),
    ) -> Sent {
        let size = self.size(&message);
        let in_flight = InFlight {
            message,
            size,
            from,
            to,
        };
        let Some(address) = in_flight.message.address() else {
            return self.dispatch(now, fabric, in_flight);
        };
        // Only a storage service can be too busy for a call.
        if size.is_zero() && !matches!(address, Address::Storage(_)) {
            return Sent::Called(in_flight.message);
        }
        self.queues
            .entry(address)
            .or_default()
            .waiting
            .push_back(in_flight);
        self.take_in(now, fabric, address)
    }

    /// Lets a receiver take in its next message, unless it is taking in one.
    fn take_in(&mut self, now: SimTime, fabric: &mut Fabric<Token>, address: Address) -> Sent {
        let Some(queue) = self.queues.get_mut(&address) else {
            return Sent::Away;
        };
        if queue.occupied {
            return Sent::Away;
        }
        match queue.waiting.pop_front() {
            Some(in_flight) => {
                queue.occupied = true;
                self.dispatch(now, fabric, in_flight)
            }
            None => {
                self.queues.remove(&address);
                Sent::Away
            }
        }
    }

    /// A message has arrived; its receiver must be [freed](WorldState::free).
    pub(crate) fn take(&mut self, id: InFlightId) -> Option<ControlMessage> {
        let message = self.in_flight.remove(id)?.message;
        if let Some(address) = message.address()
            && let Some(queue) = self.queues.get_mut(&address)
        {
            queue.arrived = true;
        }
        Some(message)
    }

    /// A message was lost on its way.
    pub(crate) fn lose(&mut self, id: InFlightId) -> Option<ControlMessage> {
        Some(self.in_flight.remove(id)?.message)
    }

    fn vacate(&mut self, address: Address) {
        if let Some(queue) = self.queues.get_mut(&address) {
            (queue.occupied, queue.arrived) = (false, false);
        }
    }

    /// Puts a message on its way.
    fn dispatch(&mut self, now: SimTime, fabric: &mut Fabric<Token>, in_flight: InFlight) -> Sent {
        if in_flight.size.is_zero() {
            return Sent::Called(in_flight.message);
        }
        let movement = Movement {
            from: End::Memory(in_flight.from),
            to: End::Memory(in_flight.to),
            bytes: in_flight.size,
            departure: now,
        };
        let id = self.in_flight.insert(in_flight);
        match fabric.start(now, movement, Token::Message(id)) {
            Ok(_) => Sent::Away,
            Err(_) => self.lose(id).map_or(Sent::Away, Sent::Lost),
        }
    }
}

impl WorldState {
    /// Sends a message that is no call.
    pub(crate) fn send(
        &mut self,
        kernel: &mut Kernel,
        message: ControlMessage,
        way: (HostId, HostId),
    ) {
        let (messages, fabric) = (&mut self.messages, &mut self.activities.fabric);
        let sent = messages.send(kernel.now(), fabric, message, way);
        self.sent(kernel, sent);
    }

    /// A receiver has done with a message that has arrived, and turns to the next.
    pub(crate) fn done(&mut self, kernel: &mut Kernel, address: Address) {
        let queue = self.messages.queues.get(&address);
        if queue.is_some_and(|queue| queue.arrived) {
            self.free(kernel, address);
        }
    }

    /// A receiver is ready for its next message.
    pub(crate) fn free(&mut self, kernel: &mut Kernel, address: Address) {
        self.messages.vacate(address);
        let (messages, fabric) = (&mut self.messages, &mut self.activities.fabric);
        let sent = messages.take_in(kernel.now(), fabric, address);
        self.sent(kernel, sent);
    }

    fn sent(&mut self, kernel: &mut Kernel, sent: Sent) {
        match sent {
            Sent::Away => {}
            Sent::Called(message) => {
                if let Some(ControlMessage::Stopped(service)) = self.heard(kernel, message) {
                    kernel.at(kernel.now(), Event::Stopped(service));
                }
            }
            Sent::Lost(message) => self.lost(kernel, message),
        }
    }

    /// A message was lost. A process that waits for one of a service finds out by its time-out; who waits for one of a
    /// storage service finds out at once.
    pub(crate) fn lost(&mut self, kernel: &mut Kernel, message: ControlMessage) {
        let address = message.address();
        match message {
            ControlMessage::Stops(service, ..) | ControlMessage::Stopped(service) => {
                kernel.at(kernel.now(), Event::Stopped(service));
            }
            ControlMessage::Asks(transfer, ..) => {
                kernel.at(kernel.now(), Event::NeverLeft(transfer));
            }
            ControlMessage::Grants(transfer, by, what) => {
                kernel.at(kernel.now(), Event::NeverLeft(transfer));
                if what == Asked::Read {
                    self.free(kernel, Address::Storage(by));
                }
            }
            ControlMessage::Acknowledges(transfer, ..) => self.acknowledged(kernel, transfer),
            ControlMessage::Fails(service, notice, _)
            | ControlMessage::Reports(service, notice) => {
                kernel.at(kernel.now(), Event::Notice(service, notice));
            }
            ControlMessage::Request(..)
            | ControlMessage::Registered { .. }
            | ControlMessage::Answered(..)
            | ControlMessage::Completed(..) => {}
        }
        if let Some(address) = address {
            self.free(kernel, address);
        }
    }

    /// A storage service, or who has asked it for something, hears a message. Those to others are returned.
    pub(crate) fn heard(
        &mut self,
        kernel: &mut Kernel,
        message: ControlMessage,
    ) -> Option<ControlMessage> {
        match message {
            ControlMessage::Asks(transfer, at, _) => self.asked(kernel, transfer, at),
            ControlMessage::Grants(transfer, by, what) => {
                self.granted(kernel, transfer);
                if what == Asked::Read {
                    self.free(kernel, Address::Storage(by));
                }
            }
            ControlMessage::Acknowledges(transfer, ..) => self.acknowledged(kernel, transfer),
            ControlMessage::Fails(service, notice, asker) => {
                self.send(
                    kernel,
                    ControlMessage::Reports(service, notice),
                    (asker, asker),
                );
            }
            ControlMessage::Reports(service, notice) => {
                kernel.at(kernel.now(), Event::Notice(service, notice));
            }
            ControlMessage::Stops(service, instance, node) => {
                let head = self.sites.head(service);
                self.send(kernel, ControlMessage::Stopped(service), (node, head));
                if let Some(instance) = instance {
                    let storage = StorageAddress::Private(service, instance);
                    self.free(kernel, Address::Storage(storage));
                }
            }
            other => return Some(other),
        }
        None
    }
}
