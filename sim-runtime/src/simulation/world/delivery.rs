//! The delivery of control messages, and what those to and from storage services set off.

use crate::platform::HostId;
use crate::simulation::event::{Event, Kernel};
use crate::simulation::state::WorldState;
use crate::simulation::state::control_message::{Address, Asked, ControlMessage, StorageAddress};
use crate::simulation::state::messages::Sent;
use crate::storage::TransferId;

impl WorldState {
    /// Sends a message that is no call.
    pub(super) fn send(
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
    pub(super) fn done(&mut self, kernel: &mut Kernel, address: Address) {
        if self.messages.has_arrived(address) {
            self.free(kernel, address);
        }
    }

    /// A receiver is ready for its next message.
    pub(super) fn free(&mut self, kernel: &mut Kernel, address: Address) {
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
    pub(super) fn lost(&mut self, kernel: &mut Kernel, message: ControlMessage) {
        let address = message.address();
        match message {
            ControlMessage::Stops(service, ..) | ControlMessage::Stopped(service) => {
                kernel.at(kernel.now(), Event::Stopped(service));
            }
            ControlMessage::Asks(transfer, ..) => self.never_leaves(kernel, transfer),
            ControlMessage::Grants(transfer, by, what) => {
                self.never_leaves(kernel, transfer);
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

    /// A message was lost without which the bytes of a transfer do not leave. If they were lost before, who waits for that answer
    /// alone finds out.
    fn never_leaves(&mut self, kernel: &mut Kernel, transfer: TransferId) {
        if self.dialogues.get(transfer).is_some_and(|one| one.ended) {
            self.acknowledged(kernel, transfer);
        } else {
            kernel.at(kernel.now(), Event::NeverLeft(transfer));
        }
    }

    /// A storage service, or who has asked it for something, hears a message. Those to others are returned.
    pub(super) fn heard(
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
