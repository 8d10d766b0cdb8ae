//! Control messages: those to services, and what arrives over the network or is lost in it.

use super::World;
use crate::platform::{HostId, LinkId};
use crate::serverless::{Failure, Message, ServiceId};
use crate::simulation::event::{InFlightId, Kernel, Token};
use crate::simulation::recorder::Recorder;
use crate::simulation::state::WorldState;
use crate::simulation::state::control_message::{Address, ControlMessage};

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
        let request = ControlMessage::Request(service, message);
        if self.state.messages.is_call(&request) {
            return self.deliver(kernel, service, message);
        }
        let way = (from, self.state.sites.head(service));
        self.state.send(kernel, request, way);
    }

    /// A message with a size has arrived.
    pub(super) fn message_arrived(&mut self, kernel: &mut Kernel, id: InFlightId) {
        let message = self.state.messages.take(id);
        let Some(message) = message.and_then(|message| self.state.heard(kernel, message)) else {
            return;
        };
        match message {
            // It turns to the next when it has done with this one.
            ControlMessage::Request(service, message) => self.deliver(kernel, service, message),
            ControlMessage::Stopped(service) => self.storage_stopped(kernel, service),
            message => self.state.read(kernel, &mut self.listener, message),
        }
    }

    /// The private storage of a container that a service shuts down has stopped.
    pub(super) fn storage_stopped(&mut self, kernel: &mut Kernel, service: ServiceId) {
        self.with_service(kernel, service, |service, world| service.stopped(world));
    }

    /// Turns a link off: what crosses it breaks.
    pub(super) fn turn_off(&mut self, kernel: &mut Kernel, link: LinkId) {
        self.state.activities.turned_off.push(link);
        for token in self.state.activities.fabric.turn_off(link) {
            match token {
                Token::Leg(leg) => self.break_transfer(kernel, leg.transfer),
                Token::Message(message) => {
                    if let Some(message) = self.state.messages.lose(message) {
                        self.state.lost(kernel, message);
                    }
                }
                Token::Payload(payload) => {
                    let peer = self.state.payload_peer(payload);
                    self.payload_moved(kernel, payload, Some(Failure::LinkFailure { peer }));
                }
                Token::Process(_) | Token::Step(..) => {}
            }
        }
    }
}

impl WorldState {
    /// A process, or its function manager, reads a message.
    pub(super) fn read(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        message: ControlMessage,
    ) {
        match message {
            ControlMessage::Answered(_, invocation) => {
                self.answered(kernel, recorder, invocation, 0);
            }
            ControlMessage::Completed(_, caller, invocation) => {
                self.end_call(kernel, recorder, invocation, None, 0);
                self.done(kernel, Address::Manager(caller));
            }
            ControlMessage::Registered {
                service,
                function,
                ticket,
                outcome,
            } => {
                let what = (service, function);
                self.registration_answered(kernel, recorder, what, ticket, outcome, 0);
            }
            _ => unreachable!("services and storage services read their own messages"),
        }
    }
}
