//! Control messages between processes and services, if they have a size.
//!
//! A message without size takes no simulated time and no event: it is a call, and never comes here. One with a size is a
//! movement of bytes between two hosts (SEMANTICS, section 1). A receiver takes in one message at a time: the next one
//! leaves its sender when the one before has arrived, and a service that is busy with a request takes in nothing.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use slotmap::SlotMap;

use crate::kernel::ProcessId;
use crate::platform::{End, Fabric, HostId, Movement};
use crate::serverless::{Failure, FunctionId, InvocationId, Message, ServiceId};
use crate::simulation::event::{InFlightId, Token};
use crate::units::{Bytes, SimDuration, SimTime};

/// How long an answer is waited for (SEMANTICS 4.2).
pub(crate) const NETWORK_TIMEOUT: SimDuration = SimDuration::from_secs(30);

/// A control message.
#[derive(Debug)]
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
    Answered(InvocationId),
    /// To the function manager of a caller: an invocation is over.
    Completed(ProcessId, InvocationId),
}

/// Who takes in messages one at a time. An answer goes to a port of its own, which takes in nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    Service(ServiceId),
    Manager(ProcessId),
}

impl ControlMessage {
    /// Who takes it in, unless it has a port of its own.
    pub(crate) fn address(&self) -> Option<Address> {
        match self {
            Self::Request(service, _) => Some(Address::Service(*service)),
            Self::Completed(caller, _) => Some(Address::Manager(*caller)),
            Self::Registered { .. } | Self::Answered(_) => None,
        }
    }
}

/// A message, where it comes from and where it goes.
#[derive(Debug)]
struct InFlight {
    message: ControlMessage,
    from: HostId,
    to: HostId,
}

/// Messages for one address.
#[derive(Debug, Default)]
struct MessageQueue {
    receiving: bool,
    waiting: VecDeque<InFlight>,
}

/// Messages with a size.
#[derive(Debug, Default)]
pub(crate) struct MessageNetwork {
    size: Bytes,
    in_flight: SlotMap<InFlightId, InFlight>,
    // Looked up, never iterated.
    queues: FxHashMap<Address, MessageQueue>,
}

impl MessageNetwork {
    /// A network for messages of one size.
    pub(crate) fn new(size: Bytes) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }

    /// Whether messages have no size: then each is a call.
    pub(crate) fn is_instant(&self) -> bool {
        self.size.is_zero()
    }

    /// Sends a message as soon as its receiver can take it in.
    pub(crate) fn send(
        &mut self,
        now: SimTime,
        fabric: &mut Fabric<Token>,
        message: ControlMessage,
        (from, to): (HostId, HostId),
    ) {
        match message.address() {
            None => self.dispatch(now, fabric, InFlight { message, from, to }),
            Some(address) => {
                self.enqueue(address, message, (from, to));
                self.take_in(now, fabric, address);
            }
        }
    }

    /// Lets a message wait until its receiver takes it in.
    pub(crate) fn enqueue(
        &mut self,
        address: Address,
        message: ControlMessage,
        (from, to): (HostId, HostId),
    ) {
        let queue = self.queues.entry(address).or_default();
        queue.waiting.push_back(InFlight { message, from, to });
    }

    /// Lets a receiver take in its next message, unless it is taking in one.
    pub(crate) fn take_in(&mut self, now: SimTime, fabric: &mut Fabric<Token>, address: Address) {
        // A message that cannot be sent leaves the receiver free for the next one.
        while let Some(queue) = self.queues.get_mut(&address)
            && !queue.receiving
            && let Some(in_flight) = queue.waiting.pop_front()
        {
            queue.receiving = true;
            self.dispatch(now, fabric, in_flight);
        }
    }

    /// A message has arrived, or was lost on its way; its receiver must be [freed](MessageNetwork::free).
    pub(crate) fn take(&mut self, id: InFlightId) -> Option<ControlMessage> {
        Some(self.in_flight.remove(id)?.message)
    }

    /// A receiver has taken in a message and can turn to the next.
    pub(crate) fn free(&mut self, address: Address) {
        if let Some(queue) = self.queues.get_mut(&address) {
            queue.receiving = false;
        }
    }

    /// How long a request to a storage service, or its answer, takes (SEMANTICS, section 1).
    pub(crate) fn delay(&self, fabric: &Fabric<Token>, from: HostId, to: HostId) -> SimDuration {
        if self.is_instant() {
            return SimDuration::ZERO;
        }
        fabric.time_alone(from, to, self.size).unwrap_or_default()
    }

    /// Puts a message on its way. One that cannot be sent is lost: a process that waits for
    /// it finds out by its time-out.
    fn dispatch(&mut self, now: SimTime, fabric: &mut Fabric<Token>, in_flight: InFlight) {
        let movement = Movement {
            from: End::Memory(in_flight.from),
            to: End::Memory(in_flight.to),
            bytes: self.size,
            departure: now,
        };
        let address = in_flight.message.address();
        let id = self.in_flight.insert(in_flight);
        if fabric.start(now, movement, Token::Message(id)).is_err() {
            self.in_flight.remove(id);
            address.into_iter().for_each(|address| self.free(address));
        }
    }
}
