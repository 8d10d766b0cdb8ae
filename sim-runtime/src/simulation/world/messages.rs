//! Control messages: those to services, and what arrives over the network or is lost in it.

use super::World;
use crate::platform::{HostId, LinkId};
use crate::serverless::{Failure, Message, ServiceId};
use crate::simulation::event::{InFlightId, Kernel, Token};
use crate::simulation::recorder::Recorder;
use crate::simulation::state::WorldState;
use crate::simulation::state::messages::{Address, ControlMessage};

impl<R: Recorder> World<R> {
    /// Sends a message from the host of a process to a service.
    pub(super) fn send_request(
        &mut self,
        kernel: &mut Kernel,
        from: HostId,
        service: ServiceId,
        message: Message,
    ) {
        if self.state.messages.is_instant() {
            return self.deliver(kernel, service, message);
        }
        let way = (from, self.state.sites.head(service));
        let message = ControlMessage::Request(service, message);
        let address = Address::Service(service);
        self.state.messages.enqueue(address, message, way);
        self.take_in(kernel, service);
    }

    /// Lets a service take in its next message, unless it is busy.
    pub(super) fn take_in(&mut self, kernel: &Kernel, service: ServiceId) {
        if !self.state.messages.is_instant() && !self.services[service].is_busy() {
            self.state.take_in(kernel, Address::Service(service));
        }
    }

    /// A message with a size has arrived.
    pub(super) fn message_arrived(&mut self, kernel: &mut Kernel, id: InFlightId) {
        let Some(message) = self.state.messages.take(id) else {
            return;
        };
        let address = message.address();
        match message {
            ControlMessage::Request(service, message) => self.deliver(kernel, service, message),
            message => self.state.read(kernel, &mut self.listener, message),
        }
        self.turn_to_next(kernel, address);
    }

    /// Turns a link off: what crosses it breaks.
    pub(super) fn turn_off(&mut self, kernel: &mut Kernel, link: LinkId) {
        self.state.activities.turned_off.push(link);
        for token in self.state.activities.fabric.turn_off(link) {
            match token {
                Token::Leg(leg) => self.break_transfer(kernel, leg.transfer),
                Token::Message(message) => {
                    // A process that waits for it finds out by its time-out.
                    let lost = self.state.messages.take(message);
                    self.turn_to_next(kernel, lost.and_then(|message| message.address()));
                }
                Token::Payload(payload) => {
                    let peer = self.state.payload_peer(payload);
                    self.payload_moved(kernel, payload, Some(Failure::LinkFailure { peer }));
                }
                Token::Process(_) => {}
            }
        }
    }

    /// A receiver has taken in a message and turns to the next.
    fn turn_to_next(&mut self, kernel: &Kernel, address: Option<Address>) {
        let Some(address) = address else { return };
        self.state.messages.free(address);
        match address {
            Address::Service(service) => self.take_in(kernel, service),
            Address::Manager(_) => self.state.take_in(kernel, address),
        }
    }
}

impl WorldState {
    fn take_in(&mut self, kernel: &Kernel, address: Address) {
        let fabric = &mut self.activities.fabric;
        self.messages.take_in(kernel.now(), fabric, address);
    }

    /// A process, or its function manager, reads a message.
    pub(super) fn read(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        message: ControlMessage,
    ) {
        match message {
            ControlMessage::Answered(invocation) => self.answered(kernel, recorder, invocation),
            ControlMessage::Completed(_, invocation) => {
                self.end_call(kernel, recorder, invocation, None)
            }
            ControlMessage::Registered {
                service,
                function,
                ticket,
                outcome,
            } => {
                let what = (service, function);
                self.registration_answered(kernel, recorder, what, ticket, outcome);
            }
            ControlMessage::Request(..) => unreachable!("services read their own messages"),
        }
    }
}
