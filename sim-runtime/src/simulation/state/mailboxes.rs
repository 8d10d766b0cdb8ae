//! Mailboxes: messages between processes.

use std::any::Any;
use std::collections::VecDeque;

use index_vec::IndexVec;

use super::process_state::ProcessState;
use super::processes::Processes;
use crate::kernel::ProcessId;
use crate::simulation::event::Kernel;
use crate::simulation::identity::MailboxId;
use crate::simulation::request::{Answer, Reply};

/// Messages that wait for a process, or processes that wait for a message.
#[derive(Default)]
struct MailboxQueue {
    name: String,
    messages: VecDeque<Box<dyn Any>>,
    receivers: VecDeque<ProcessId>,
}

/// The mailboxes of a declaration.
pub(crate) struct Mailboxes(IndexVec<MailboxId, MailboxQueue>);

impl Mailboxes {
    pub(crate) fn new(names: IndexVec<MailboxId, String>) -> Self {
        let named = |name| MailboxQueue {
            name,
            ..MailboxQueue::default()
        };
        Self(names.into_iter().map(named).collect())
    }

    /// Puts a message into a mailbox, or gives it to the process that has waited there longest.
    pub(crate) fn send(
        &mut self,
        kernel: &mut Kernel,
        processes: &mut Processes,
        to: MailboxId,
        message: Box<dyn Any>,
    ) {
        match self.0[to].receivers.pop_front() {
            Some(receiver) => processes.resume(kernel, receiver, Reply::Value(message)),
            None => self.0[to].messages.push_back(message),
        }
    }

    /// Takes a message out of a mailbox, or suspends a process until there is one.
    pub(crate) fn receive(
        &mut self,
        kernel: &Kernel,
        processes: &mut Processes,
        by: ProcessId,
        from: MailboxId,
    ) -> Answer {
        let mailbox = &mut self.0[from];
        if let Some(message) = mailbox.messages.pop_front() {
            return Answer::Now(Reply::Value(message));
        }
        mailbox.receivers.push_back(by);
        processes.suspend(kernel, by, ProcessState::Receiving(from));
        Answer::Later
    }

    /// A process no longer waits for a message.
    pub(crate) fn stop_receiving(&mut self, process: ProcessId, from: MailboxId) {
        let receivers = &mut self.0[from].receivers;
        receivers.retain(|receiver| *receiver != process);
    }

    pub(crate) fn name(&self, mailbox: MailboxId) -> &str {
        &self.0[mailbox].name
    }

    /// The messages that are left, with the name of their mailbox each.
    pub(crate) fn take_all(&mut self) -> Vec<(String, Box<dyn Any>)> {
        let mut messages = Vec::new();
        for mailbox in &mut self.0 {
            let left = mailbox.messages.drain(..);
            messages.extend(left.map(|message| (mailbox.name.clone(), message)));
        }
        messages
    }
}
