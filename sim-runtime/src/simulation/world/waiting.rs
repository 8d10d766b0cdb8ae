//! What processes wait for, for messages.

use crate::kernel::ProcessId;
use crate::simulation::outcome::{Halt, Waiting};
use crate::simulation::state::WorldState;
use crate::simulation::state::processes::{PendingReply, ProcessState};
use crate::units::SimTime;

/// How many images may be moved on nodes without any process running in between: far more than any burst needs.
const THRASHING: u64 = 100_000;

impl WorldState {
    /// Notes the end of a copy or a load, and gives up if nothing else has happened for very long.
    pub(super) fn image_moved(&mut self, date: SimTime) {
        let moves = self.processes.image_moved();
        if moves > THRASHING && self.halt.is_none() {
            let waiting = self.waiting();
            self.halt(Halt::Thrashing {
                date,
                moves,
                waiting,
            });
        }
    }

    /// The processes that wait, in order of their start, and what each waits for.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let mut processes: Vec<_> = self.processes.iter().collect();
        processes.sort_by_key(|(id, _)| *id);
        let waiting = processes.into_iter().map(|(id, process)| Waiting {
            process: self.shared.names.of(&process.identity).to_string(),
            what: self.describe(id, &process.state),
            since: process.since,
        });
        waiting.collect()
    }

    fn describe(&self, process: ProcessId, state: &ProcessState) -> String {
        let names = &self.shared.names;
        match state {
            ProcessState::Running => "nothing".to_owned(),
            ProcessState::Sleeping(until) => format!("{until}"),
            ProcessState::Computing(_) => "the end of a computation".to_owned(),
            ProcessState::Accessing(operation) => format!("file `{}`", operation.name),
            ProcessState::Asking(_, pending) => self.describe_pending(*pending),
            ProcessState::Waiting(wait, _) => self.calls.describe_wait(names, wait),
            ProcessState::Joining(spawned) => match self.spawned.identity(*spawned) {
                Some(identity) => format!("the end of process `{}`", names.of(identity)),
                None => "the end of a process".to_owned(),
            },
            ProcessState::Receiving(mailbox) => {
                format!("a message in mailbox `{}`", self.mailboxes.name(*mailbox))
            }
            ProcessState::Draining => self.calls.describe_open(names, process),
        }
    }

    fn describe_pending(&self, pending: PendingReply) -> String {
        let names = &self.shared.names;
        match pending {
            PendingReply::Acceptance(invocation) => match self.calls.get(invocation) {
                Some(call) => call.describe(names),
                None => "an invocation".to_owned(),
            },
            PendingReply::Registration(_, function) => {
                format!("the registration of `{}`", names.function(function))
            }
        }
    }
}
