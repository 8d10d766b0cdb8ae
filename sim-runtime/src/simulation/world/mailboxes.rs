//! Mailboxes: messages between processes.

use std::any::Any;
use std::collections::VecDeque;

use super::processes::Doing;
use super::{Answer, Kernel, ProcessId, Recorder, Scene, World};
use crate::simulation::function::Remains;
use crate::simulation::request::{MailboxId, Reply};

/// Messages that wait for a process, or processes that wait for a message.
#[derive(Default)]
pub(super) struct Mailbox {
    name: String,
    messages: VecDeque<Box<dyn Any>>,
    receivers: VecDeque<ProcessId>,
}

impl Mailbox {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }
}

impl<R: Recorder> Scene<R> {
    pub(super) fn send_message(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        to: MailboxId,
        message: Box<dyn Any>,
    ) {
        match self.mailboxes[to.index()].receivers.pop_front() {
            Some(receiver) => self.resume(kernel, receiver, Reply::Value(message)),
            None => self.mailboxes[to.index()].messages.push_back(message),
        }
    }

    pub(super) fn receive_message(
        &mut self,
        kernel: &Kernel<World<R>>,
        by: ProcessId,
        from: MailboxId,
    ) -> Answer<Reply, Remains> {
        let mailbox = &mut self.mailboxes[from.index()];
        if let Some(message) = mailbox.messages.pop_front() {
            return Answer::Now(Reply::Value(message));
        }
        mailbox.receivers.push_back(by);
        self.suspend(kernel, by, Doing::Receiving(from));
        Answer::Later
    }

    pub(super) fn stop_receiving(&mut self, process: ProcessId, from: MailboxId) {
        self.mailboxes[from.index()]
            .receivers
            .retain(|receiver| *receiver != process);
    }

    pub(super) fn describe_mailbox(&self, mailbox: MailboxId) -> String {
        format!(
            "a message in mailbox `{}`",
            self.mailboxes[mailbox.index()].name
        )
    }
}
