//! Control messages between processes and services.
//!
//! A message without size takes no simulated time and no event: it is a call. One with a size is a movement of bytes
//! between two hosts (SEMANTICS, section 1).

use slotmap::{Key, KeyData, new_key_type};

use super::calls::Question;
use super::{Answer, Doing, Event, Kernel, Process, ProcessId, Recorder, Scene, Token, World};
use crate::platform::{Broken, End, HostId, LinkId, Movement};
use crate::serverless::{Failure, FunctionId, InvocationId, Message, ServiceId};
use crate::simulation::request::Reply;
use crate::units::SimDuration;

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
    Registered { service: ServiceId, function: FunctionId, ticket: u64, outcome: Result<(), Failure> },
    /// To a caller: its invocation has been accepted or refused.
    Answered(InvocationId),
    /// To a caller: its invocation is over.
    Completed(InvocationId),
}

impl<R: Recorder> World<R> {
    pub(super) fn register(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        service: ServiceId,
        function: FunctionId,
    ) -> Answer<Reply> {
        if !self.scene.deployments.contains_key(&(service, function)) {
            let function = self.scene.function_names[function.index()].to_string();
            return Answer::Now(Reply::Failed(Failure::FunctionNotFound { function }));
        }
        let now = kernel.now();
        self.scene.suspend(kernel, by, Doing::Asking(now, Question::Register(service, function)));
        let ticket = by.data().as_ffi();
        self.send_request(kernel, by, service, Message::Register { function, ticket });
        self.limit_answer(kernel, by, service);
        Answer::Later
    }

    /// Sends a message from a process to a service.
    pub(super) fn send_request(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        service: ServiceId,
        message: Message,
    ) {
        let (from, to) = (self.scene.processes[by].host, self.scene.heads[service.index()]);
        if let Some(letter) = self.scene.send(kernel, from, to, Letter::Request(service, message)) {
            self.read(kernel, letter);
        }
    }

    /// Bounds how long a process that has just asked a service for something waits for the answer.
    pub(super) fn limit_answer(&mut self, kernel: &mut Kernel<Self>, by: ProcessId, service: ServiceId) {
        let at_once = self.scene.message_size.is_zero() && self.services[service.index()].answers_at_once();
        if !at_once {
            kernel.after(NETWORK_TIMEOUT, Event::AnswerOverdue(by, kernel.now()));
        }
    }

    /// A message with a size has arrived.
    pub(super) fn receive(&mut self, kernel: &mut Kernel<Self>, letter: LetterId) {
        if let Some(letter) = self.scene.letters.remove(letter) {
            self.read(kernel, letter);
        }
    }

    fn read(&mut self, kernel: &mut Kernel<Self>, letter: Letter) {
        match letter {
            Letter::Request(service, message) => self.deliver(kernel, service, message),
            letter => self.scene.read(kernel, letter),
        }
    }

    /// Turns a link off: what crosses it breaks.
    pub(super) fn turn_off(&mut self, kernel: &mut Kernel<Self>, link: LinkId) {
        for token in self.scene.fabric.turn_off(link) {
            match token {
                Token::Leg(leg) => self.break_transfer(kernel, leg.transfer),
                Token::Letter(letter) => drop(self.scene.letters.remove(letter)),
                Token::Process(_) => {}
            }
        }
    }
}

impl<R: Recorder> Scene<R> {
    /// Sends a message; returns it if it has arrived already, as one without size does.
    fn send(&mut self, kernel: &Kernel<World<R>>, from: HostId, to: HostId, letter: Letter) -> Option<Letter> {
        if self.message_size.is_zero() {
            return Some(letter);
        }
        let movement = Movement { from: End::Memory(from), to: End::Memory(to), bytes: self.message_size };
        let id = self.letters.insert(letter);
        match self.fabric.start(kernel.now(), movement, Token::Letter(id)) {
            Ok(_) => None,
            // What cannot be sent is lost, as on a network; whoever needs it finds out by its time-out.
            Err(Broken::LinkDown | Broken::NoRoute) => {
                self.letters.remove(id);
                None
            }
        }
    }

    /// Sends a message from a service to a caller.
    pub(super) fn reply(&mut self, kernel: &mut Kernel<World<R>>, from: ServiceId, to: HostId, letter: Letter) {
        let from = self.heads[from.index()];
        if let Some(letter) = self.send(kernel, from, to, letter) {
            self.read(kernel, letter);
        }
    }

    pub(super) fn read(&mut self, kernel: &mut Kernel<World<R>>, letter: Letter) {
        match letter {
            Letter::Answered(invocation) => self.answered(kernel, invocation),
            Letter::Completed(invocation) => self.end_call(kernel, invocation),
            Letter::Registered { service, function, ticket, outcome } => {
                let process = process_of(ticket);
                let doing = self.processes.get(process).map(|process| &process.doing);
                let awaited = matches!(doing, Some(Doing::Asking(_, Question::Register(..))));
                if awaited || ticket == NOBODY {
                    self.recorder.registered(kernel.now(), service, function, &outcome);
                }
                if awaited {
                    self.resume(kernel, process, outcome.map_or_else(Reply::Failed, |()| Reply::Done));
                }
            }
            Letter::Request(..) => unreachable!("services read their own letters"),
        }
    }

    /// The host of the process behind a ticket, if it lives.
    pub(super) fn host_of(&self, ticket: u64) -> Option<HostId> {
        self.processes.get(process_of(ticket)).map(|process: &Process| process.host)
    }
}

fn process_of(ticket: u64) -> ProcessId {
    ProcessId::from(KeyData::from_ffi(ticket))
}
