//! What processes wait for, for messages, and when that is for nothing any more.

use super::World;
use crate::kernel::ProcessId;
use crate::serverless::policy::PolicyKind;
use crate::serverless::{Alarm, Phase, ServiceId, Stage};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::outcome::{AllWaiting, Halt, MOST_NAMED, Waiting};
use crate::simulation::request::{Reply, Wait};
use crate::simulation::state::WorldState;
use crate::simulation::state::calls::Call;
use crate::simulation::state::process_state::{PendingReply, ProcessState};
use crate::units::SimTime;

/// How many images may be moved on nodes without any process running in between: far more than any burst needs.
const THRASHING: u64 = 100_000;

/// How many of several invocations are named.
const NAMED: usize = 3;

impl WorldState {
    /// A process takes in the answer that it waits for after so many rounds, in which it makes calls.
    pub(super) fn listen_after(&mut self, rounds: u32, kernel: &mut Kernel, process: ProcessId) {
        if kernel.is_alone() {
            self.listens(kernel, process);
        } else {
            kernel.soon(rounds, Event::Listens(process));
        }
    }

    /// A process takes in the answer that it waits for, if it is there.
    pub(super) fn listens(&mut self, kernel: &mut Kernel, process: ProcessId) {
        let Some(entry) = self.processes.get_mut(process) else {
            return;
        };
        entry.listening = true;
        match entry.state {
            ProcessState::Asking(_, PendingReply::Acceptance(invocation)) => {
                let call = self.calls.get(invocation);
                if call.is_some_and(|call| call.accepted.is_some()) {
                    let reply = Reply::Invoked(invocation);
                    self.processes.resume(kernel, process, reply);
                }
            }
            ProcessState::Waiting(..) => {
                let (processes, sites) = (&mut self.processes, &self.sites);
                self.calls.heard(kernel, processes, sites, process);
            }
            _ => {}
        }
    }

    /// Notes the end of a copy or a load, and gives up if nothing else has happened for very long.
    pub(super) fn image_moved(&mut self, date: SimTime) {
        let moves = self.processes.image_moved();
        if moves > THRASHING {
            self.thrashes(date, moves);
        }
    }
}

impl<R> World<R> {
    /// A policy is at work for its own sake; the run ends if it does so for ever.
    pub(super) fn policy_wakes(
        &mut self,
        kernel: &Kernel,
        service: ServiceId,
        (policy, alarm): (PolicyKind, Alarm),
    ) {
        let runs = self.state.processes.runs();
        let faults = self.state.faults.scheduled();
        if self.state.alarms.policy_wakes(kernel, runs, faults) {
            self.loops(service, policy, kernel.now());
        }
        if alarm == Alarm::Scale {
            self.scaler_looks(kernel, service);
        }
    }

    /// The run ends: a policy goes on for ever, and nothing comes of it.
    pub(super) fn loops(&mut self, service: ServiceId, policy: PolicyKind, date: SimTime) {
        let waiting = self.waiting(false);
        let policy = format!(
            "the {policy} of service `{}`",
            self.services[service].name()
        );
        self.state.halt(Halt::PolicyLoop {
            policy,
            date,
            waiting,
        });
    }

    /// The processes that wait, in order of their start, and what each waits for; if nothing is scheduled any more, also why
    /// that will never be.
    pub(super) fn waiting(&self, nothing_is_scheduled: bool) -> AllWaiting {
        let telling = Telling {
            world: self,
            nothing_is_scheduled,
        };
        let mut processes: Vec<_> = self.state.processes.iter().collect();
        processes.sort_by_key(|(id, process)| (process.started, *id));
        let others = processes.len().saturating_sub(MOST_NAMED);
        processes.truncate(MOST_NAMED);
        let waiting = processes.into_iter().map(|(id, process)| Waiting {
            process: self.state.shared.names.of(&process.identity).to_string(),
            what: telling.describe(id, &process.state),
            since: process.since,
        });
        AllWaiting {
            first: waiting.collect(),
            others,
        }
    }
}

/// What is told of a world.
struct Telling<'a, R> {
    world: &'a World<R>,
    nothing_is_scheduled: bool,
}

impl<R> Telling<'_, R> {
    fn describe(&self, process: ProcessId, state: &ProcessState) -> String {
        match state {
            ProcessState::Running => "nothing".to_owned(),
            ProcessState::Sleeping(SimTime::MAX) => {
                "ever: it sleeps for longer than time".to_owned()
            }
            ProcessState::Sleeping(until) => format!("{until}"),
            ProcessState::Computing(_) => {
                format!("the end of a computation{}", self.after_time())
            }
            ProcessState::Accessing(operation) => {
                format!("file `{}`{}", operation.name, self.after_time())
            }
            ProcessState::Asking(_, pending) => self.describe_pending(*pending),
            ProcessState::Waiting(wait, _) => self.describe_wait(wait),
            ProcessState::Joining(spawned) => match self.world.state.spawned.identity(*spawned) {
                Some(identity) => {
                    let name = self.world.state.shared.names.of(identity);
                    format!("the end of process `{name}`")
                }
                None => "the end of a process".to_owned(),
            },
            ProcessState::Receiving(mailbox) => {
                let name = self.world.state.mailboxes.name(*mailbox);
                format!("a message in mailbox `{name}`")
            }
            ProcessState::Draining => self.describe_open(process),
        }
    }

    fn describe_pending(&self, pending: PendingReply) -> String {
        match pending {
            PendingReply::Acceptance(invocation) => match self.world.state.calls.get(invocation) {
                Some(call) => self.describe_call(call),
                None => "an invocation".to_owned(),
            },
            PendingReply::Registration(_, function) => {
                let name = self.world.state.shared.names.function(function);
                format!("the registration of `{name}`")
            }
        }
    }

    fn describe_wait(&self, wait: &Wait) -> String {
        let open = wait.invocations().iter();
        let open = open.filter_map(|invocation| self.world.state.calls.get(*invocation));
        let calls = self.describe_calls(open);
        match wait {
            Wait::Any(_) => format!("any of: {calls}"),
            Wait::Outcome(_) | Wait::End(_) | Wait::All(_) => calls,
        }
    }

    /// The invocations of a process that are not over, in order of request.
    fn describe_open(&self, process: ProcessId) -> String {
        let calls = self.world.state.calls.iter().map(|(_, call)| call);
        // An attempt is told of with its request.
        let own = calls.filter(|call| call.caller == process && call.attempt_of().is_none());
        let mut open: Vec<&Call> = own.collect();
        open.sort_by_key(|call| call.number);
        self.describe_calls(open)
    }

    fn describe_calls<'a>(&self, calls: impl IntoIterator<Item = &'a Call>) -> String {
        let mut open = calls.into_iter().filter(|call| !call.over);
        let named = open.by_ref().take(NAMED);
        let named: Vec<String> = named.map(|call| self.describe_call(call)).collect();
        let shown = named.join("; ");
        match open.count() {
            0 => shown,
            more => format!("{shown}; and {more} more"),
        }
    }

    /// An invocation and how far it has come.
    fn describe_call(&self, call: &Call) -> String {
        if let Some(repeated) = call.repeated() {
            let current = repeated
                .current
                .and_then(|id| self.world.state.calls.get(id));
            if let Some(attempt) = current {
                return self.describe_call(attempt);
            }
            let name = self.world.state.shared.names.function(call.function);
            let what = match repeated.next {
                Some(SimTime::MAX) | None => {
                    "whose next attempt would come after the end of time".to_owned()
                }
                Some(next) => format!("whose next attempt is at {next}"),
            };
            return format!("invocation {name}#{}, {what}", call.number);
        }
        let name = self.world.state.shared.names.function(call.function);
        let service = &self.world.services[call.service];
        let attempt = call.attempt.and_then(|attempt| service.attempt(attempt));
        let phase = match attempt.map(|attempt| &attempt.phase) {
            None if call.complete => "whose completion has not reached its caller",
            None => "which its service has not taken yet",
            Some(Phase::AwaitsImage) => "whose image has not reached the head host",
            Some(Phase::Queued) => "which the scheduler has not dispatched",
            Some(Phase::Placed {
                stage: Stage::Starting,
                ..
            }) if self.nothing_is_scheduled => {
                "whose container is starting, and would be ready after the end of time"
            }
            Some(Phase::Placed {
                stage: Stage::Starting,
                ..
            }) => "whose container is starting",
            Some(Phase::Placed { .. }) => "whose body is running",
        };
        let why = match attempt.map(|attempt| &attempt.phase) {
            None => self.world.link_to_service(call),
            Some(Phase::AwaitsImage | Phase::Queued) => call.attempt.and_then(|attempt| {
                let attempt = (call.service, attempt);
                self.world.obstacle(attempt, self.nothing_is_scheduled)
            }),
            Some(Phase::Placed { .. }) => None,
        };
        let why = why.map_or(String::new(), |why| format!(" ({why})"));
        format!("invocation {name}#{}, {phase}{why}", call.number)
    }

    /// What is to be said of something that takes time, when nothing is scheduled any more.
    fn after_time(&self) -> &'static str {
        if self.nothing_is_scheduled {
            ", which would come after the end of time"
        } else {
            ""
        }
    }
}
