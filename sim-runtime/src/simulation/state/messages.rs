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

use super::control_message::{Address, Asked, ControlMessage, StorageAddress};
use crate::platform::{End, Fabric, HostId, Movement};
use crate::serverless::{MessageSizes, ServiceId};
use crate::simulation::event::{InFlightId, Token};
use crate::storage::StorageId;
use crate::units::{Bytes, SimTime};

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
pub(crate) enum Sent {
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
    pub(crate) fn send(
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
    pub(crate) fn take_in(
        &mut self,
        now: SimTime,
        fabric: &mut Fabric<Token>,
        address: Address,
    ) -> Sent {
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

    /// A message has arrived; its receiver must be [freed](Self::vacate).
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

    /// Whether a message for a receiver has arrived that it has not done with.
    pub(crate) fn has_arrived(&self, address: Address) -> bool {
        let queue = self.queues.get(&address);
        queue.is_some_and(|queue| queue.arrived)
    }

    /// A receiver is ready for its next message.
    pub(crate) fn vacate(&mut self, address: Address) {
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
