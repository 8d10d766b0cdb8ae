//! Control messages between processes and services.
//!
//! A message without size takes no simulated time and no event: it is a call. One with a size is a movement of bytes
//! between two hosts (SEMANTICS, section 1). A mailbox takes in one message at a time: the next one leaves its sender when
//! the one before has arrived, and a service that is busy with a request takes in nothing.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use slotmap::{Key, KeyData, SlotMap, new_key_type};

use super::calls::Question;
use super::{Answer, Doing, Event, Kernel, Process, ProcessId, Recorder, Scene, Token, World};
use crate::platform::{End, HostId, LinkId, Movement};
use crate::serverless::{Failure, FunctionId, InvocationId, Message, ServiceId};
use crate::simulation::function::Remains;
use crate::simulation::request::Reply;
use crate::units::{Bytes, SimDuration};

new_key_type! {
    /// A control message on its way.
    pub(crate) struct LetterId;
}

/// How long anybody waits for an answer (SEMANTICS 4.2).
pub(super) const NETWORK_TIMEOUT: SimDuration = SimDuration::from_secs(30);

/// The ticket of a registration that nobody waits for.
pub(super) const NOBODY: u64 = 0;

/// A control message.
#[derive(Debug)]
pub(super) enum Letter {
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
enum Address {
    Service(ServiceId),
    Manager(ProcessId),
}

impl Letter {
    fn address(&self) -> Option<Address> {
        match self {
            Self::Request(service, _) => Some(Address::Service(*service)),
            Self::Completed(caller, _) => Some(Address::Manager(*caller)),
            Self::Registered { .. } | Self::Answered(_) => None,
        }
    }
}

/// A message, where it comes from and where it goes.
#[derive(Debug)]
pub(super) struct Envelope {
    letter: Letter,
    from: HostId,
    to: HostId,
}

/// Messages for one address.
#[derive(Debug, Default)]
struct Mailbox {
    receiving: bool,
    waiting: VecDeque<Envelope>,
}

/// Messages with a size.
#[derive(Debug, Default)]
pub(super) struct Post {
    size: Bytes,
    under_way: SlotMap<LetterId, Envelope>,
    // Looked up, never iterated.
    mailboxes: FxHashMap<Address, Mailbox>,
}

impl Post {
    pub(super) fn new(size: Bytes) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }
}

impl<R: Recorder> World<R> {
    pub(super) fn register(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        service: ServiceId,
        function: FunctionId,
    ) -> Answer<Reply, Remains> {
        if !self.scene.deployments.contains_key(&(service, function)) {
            let function = self.scene.function_name(function);
            return Answer::Now(Reply::Failed(Box::new(Failure::FunctionNotFound {
                function,
            })));
        }
        let now = kernel.now();
        self.scene.suspend(
            kernel,
            by,
            Doing::Asking(now, Question::Register(service, function)),
        );
        let ticket = by.data().as_ffi();
        let home = self.scene.processes[by].host;
        self.send_request(
            kernel,
            home,
            service,
            Message::Register { function, ticket },
        );
        self.limit_answer(kernel, by, service);
        Answer::Later
    }

    /// Sends a message from the host of a process to a service.
    pub(super) fn send_request(
        &mut self,
        kernel: &mut Kernel<Self>,
        from: HostId,
        service: ServiceId,
        message: Message,
    ) {
        let to = self.scene.heads[service.index()];
        let envelope = Envelope {
            letter: Letter::Request(service, message),
            from,
            to,
        };
        if self.scene.post.size.is_zero() {
            return self.deliver(kernel, service, message);
        }
        self.scene
            .post
            .mailboxes
            .entry(Address::Service(service))
            .or_default()
            .waiting
            .push_back(envelope);
        self.take_in(kernel, service);
    }

    /// Lets a service take in its next message, unless it is busy.
    pub(super) fn take_in(&mut self, kernel: &Kernel<Self>, service: ServiceId) {
        if !self.services[service.index()].is_busy() {
            self.scene.take_in(kernel, Address::Service(service));
        }
    }

    /// Bounds how long a process that has just asked a service for something waits for the answer.
    pub(super) fn limit_answer(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        service: ServiceId,
    ) {
        let at_once =
            self.scene.post.size.is_zero() && self.services[service.index()].answers_at_once();
        if !at_once {
            kernel.after(NETWORK_TIMEOUT, Event::AnswerOverdue(by));
        }
    }

    /// A message with a size has arrived.
    pub(super) fn receive(&mut self, kernel: &mut Kernel<Self>, letter: LetterId) {
        let Some(Envelope { letter, .. }) = self.scene.post.under_way.remove(letter) else {
            return;
        };
        let address = letter.address();
        match letter {
            Letter::Request(service, message) => self.deliver(kernel, service, message),
            letter => self.scene.read(kernel, letter),
        }
        self.free(kernel, address);
    }

    /// Turns a link off: what crosses it breaks.
    pub(super) fn turn_off(&mut self, kernel: &mut Kernel<Self>, link: LinkId) {
        for token in self.scene.fabric.turn_off(link) {
            match token {
                Token::Leg(leg) => self.break_transfer(kernel, leg.transfer),
                Token::Letter(letter) => {
                    // Whoever needs it finds out by its time-out.
                    let lost = self.scene.post.under_way.remove(letter);
                    self.free(kernel, lost.and_then(|envelope| envelope.letter.address()));
                }
                Token::Parcel(parcel) => {
                    let peer = self.scene.parcel_peer(parcel);
                    self.parcel_moved(kernel, parcel, Some(Failure::LinkFailure { peer }));
                }
                Token::Process(_) => {}
            }
        }
    }

    /// A mailbox has taken a message in and turns to the next.
    fn free(&mut self, kernel: &Kernel<Self>, address: Option<Address>) {
        let Some(address) = address else { return };
        if let Some(mailbox) = self.scene.post.mailboxes.get_mut(&address) {
            mailbox.receiving = false;
        }
        match address {
            Address::Service(service) => self.take_in(kernel, service),
            Address::Manager(_) => self.scene.take_in(kernel, address),
        }
    }
}

impl<R: Recorder> Scene<R> {
    /// Sends a message from a service to a caller.
    pub(super) fn reply(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        from: ServiceId,
        to: HostId,
        letter: Letter,
    ) {
        if self.post.size.is_zero() {
            return self.read(kernel, letter);
        }
        let from = self.heads[from.index()];
        let address = letter.address();
        let envelope = Envelope { letter, from, to };
        match address {
            None => self.dispatch(kernel, envelope),
            Some(address) => {
                self.post
                    .mailboxes
                    .entry(address)
                    .or_default()
                    .waiting
                    .push_back(envelope);
                self.take_in(kernel, address);
            }
        }
    }

    /// Lets a mailbox take in its next message, unless it is taking in one.
    fn take_in(&mut self, kernel: &Kernel<World<R>>, address: Address) {
        // A message that cannot be sent leaves the mailbox free for the next one.
        while let Some(mailbox) = self.post.mailboxes.get_mut(&address)
            && !mailbox.receiving
            && let Some(envelope) = mailbox.waiting.pop_front()
        {
            mailbox.receiving = true;
            self.dispatch(kernel, envelope);
        }
    }

    /// Puts a message on its way. One that cannot be sent is lost: whoever needs it finds out by its time-out.
    fn dispatch(&mut self, kernel: &Kernel<World<R>>, envelope: Envelope) {
        let now = kernel.now();
        let address = envelope.letter.address();
        let (from, to) = (End::Memory(envelope.from), End::Memory(envelope.to));
        let movement = Movement {
            from,
            to,
            bytes: self.post.size,
            departure: now,
        };
        let id = self.post.under_way.insert(envelope);
        if self.fabric.start(now, movement, Token::Letter(id)).is_err() {
            self.post.under_way.remove(id);
            if let Some(mailbox) = address.and_then(|address| self.post.mailboxes.get_mut(&address))
            {
                mailbox.receiving = false;
            }
        }
    }

    /// How long a request to a storage service, or its answer, takes (SEMANTICS, section 1).
    pub(super) fn storage_message(&self, from: HostId, to: HostId) -> SimDuration {
        if self.post.size.is_zero() {
            return SimDuration::ZERO;
        }
        self.fabric
            .time_alone(from, to, self.post.size)
            .unwrap_or_default()
    }

    pub(super) fn read(&mut self, kernel: &mut Kernel<World<R>>, letter: Letter) {
        match letter {
            Letter::Answered(invocation) => self.answered(kernel, invocation),
            Letter::Completed(_, invocation) => self.end_call(kernel, invocation, None),
            Letter::Registered {
                service,
                function,
                ticket,
                outcome,
            } => {
                self.registration_answered(kernel, service, function, ticket, outcome);
            }
            Letter::Request(..) => unreachable!("services read their own letters"),
        }
    }

    fn registration_answered(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        service: ServiceId,
        function: FunctionId,
        ticket: u64,
        outcome: Result<(), Failure>,
    ) {
        let process = process_of(ticket);
        let doing = self.processes.get(process).map(|process| &process.doing);
        let awaited = matches!(doing, Some(Doing::Asking(_, Question::Register(..))));
        if awaited || ticket == NOBODY {
            self.recorder
                .registered(kernel.now(), service, function, &outcome);
        }
        if awaited {
            self.resume(
                kernel,
                process,
                outcome.map_or_else(|failure| Reply::Failed(Box::new(failure)), |()| Reply::Done),
            );
        }
    }

    /// The host of the process behind a ticket, if it lives.
    pub(super) fn host_of(&self, ticket: u64) -> Option<HostId> {
        self.processes
            .get(process_of(ticket))
            .map(|process: &Process| process.host)
    }
}

fn process_of(ticket: u64) -> ProcessId {
    ProcessId::from(KeyData::from_ffi(ticket))
}
