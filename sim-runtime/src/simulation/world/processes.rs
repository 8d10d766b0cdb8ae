//! Processes: who they are, what they are doing, and how they go on.

use std::rc::Rc;

use thin_vec::ThinVec;

use super::calls::Question;
use super::files::Access;
use super::waits::Wait;
use super::{Answer, Event, Kernel, ProcessId, Recorder, Scene, Token, World};
use crate::fluid::TaskId;
use crate::platform::HostId;
use crate::serverless::{FunctionId, InvocationId, Service};
use crate::simulation::function::{Body, Remains};
use crate::simulation::identity::Identity;
use crate::simulation::recorder::ProcessEnd;
use crate::simulation::request::{MailboxId, Reply, SpawnId};
use crate::simulation::run::{Halt, Waiting};
use crate::units::{Flops, SimTime};

/// How many images may be moved on nodes without any process running in between: far more than any burst needs.
const THRASHING: u64 = 100_000;

/// What a process is doing while it is not running.
#[derive(Debug)]
pub(super) enum Doing {
    Running,
    /// Sleeps until this date.
    Sleeping(SimTime),
    Computing(TaskId),
    /// Reads or writes a file.
    Accessing(Box<Access>),
    /// Waits for the answer to a request that it made at this date.
    Asking(SimTime, Question),
    Waiting(Wait),
    Joining(SpawnId),
    Receiving(MailboxId),
    /// Waits until every invocation that it has placed is over.
    Draining,
}

/// Why a process is there, and so what its end means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    Controller,
    /// It is the body of this invocation.
    Body(InvocationId),
    Spawned(SpawnId),
}

/// A live process.
pub(super) struct Process {
    /// Its coroutine, while it is suspended.
    pub(super) body: Option<Body>,
    pub(super) doing: Doing,
    pub(super) since: SimTime,
    pub(super) identity: Identity,
    pub(super) host: HostId,
    pub(super) role: Role,
    /// The invocation whose body it is, or belongs to.
    pub(super) body_of: Option<InvocationId>,
    /// The processes that it has spawned, living or not.
    pub(super) children: ThinVec<ProcessId>,
    /// The time limits that it has set, innermost last.
    pub(super) limits: ThinVec<u32>,
    /// How many of the invocations that it has placed are not over.
    pub(super) open: u32,
    pub(super) started: SimTime,
}

impl Process {
    /// A process that starts now.
    pub(super) fn new(
        body: Body,
        identity: Identity,
        host: HostId,
        role: Role,
        now: SimTime,
    ) -> Self {
        let body_of = match role {
            Role::Body(invocation) => Some(invocation),
            Role::Controller | Role::Spawned(_) => None,
        };
        Self {
            body: Some(body),
            doing: Doing::Running,
            since: now,
            identity,
            host,
            role,
            body_of,
            children: ThinVec::new(),
            limits: ThinVec::new(),
            open: 0,
            started: now,
        }
    }
}

impl<R: Recorder> World<R> {
    /// Computations of a host may have ended.
    pub(super) fn computed(&mut self, kernel: &mut Kernel<Self>, host: HostId) {
        while let Some(token) = self.scene.fabric.computed(kernel.now(), host) {
            if let Token::Process(process) = token {
                self.scene.resume(kernel, process, Reply::Done);
            }
        }
        self.scene.schedule_computed(kernel, host);
    }
}

impl<R: Recorder> Scene<R> {
    pub(super) fn suspend(&mut self, kernel: &Kernel<World<R>>, process: ProcessId, doing: Doing) {
        if let Some(entry) = self.processes.get_mut(process) {
            entry.doing = doing;
            entry.since = kernel.now();
        }
    }

    pub(super) fn resume(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        process: ProcessId,
        reply: Reply,
    ) {
        self.moves = 0;
        self.suspend(kernel, process, Doing::Running);
        kernel.resume(process, reply);
    }

    pub(super) fn asleep_since(&self, process: ProcessId, until: SimTime) -> Option<SimTime> {
        let process = self.processes.get(process)?;
        matches!(process.doing, Doing::Sleeping(end) if end == until).then_some(process.since)
    }

    pub(super) fn wake(&mut self, kernel: &mut Kernel<World<R>>, process: ProcessId) {
        let now = kernel.now();
        if let Some(entry) = self.processes.get_mut(process)
            && matches!(entry.doing, Doing::Sleeping(end) if end == now)
        {
            entry.doing = Doing::Running;
            entry.since = now;
            self.moves = 0;
            kernel.resume(process, Reply::Done);
        }
    }

    /// Stops what a process is doing, as far as that can be stopped: bytes on their way go on using disks and links to
    /// their end (SEMANTICS 9.4), and requests to services are answered to nobody.
    pub(super) fn interrupt(&mut self, kernel: &mut Kernel<World<R>>, process: ProcessId) {
        let Some(entry) = self.processes.get_mut(process) else {
            return;
        };
        let host = entry.host;
        match std::mem::replace(&mut entry.doing, Doing::Running) {
            Doing::Computing(task) => {
                self.fabric.cancel_computation(kernel.now(), host, task);
                self.schedule_computed(kernel, host);
            }
            Doing::Waiting(wait) => self.stop_waiting(process, &wait.on),
            Doing::Joining(spawned) => self.stop_joining(spawned),
            Doing::Receiving(mailbox) => self.stop_receiving(process, mailbox),
            Doing::Accessing(_)
            | Doing::Running
            | Doing::Sleeping(_)
            | Doing::Asking(..)
            | Doing::Draining => {}
        }
    }

    /// Kills a process where it stands, with all that it has spawned.
    pub(super) fn kill(&mut self, kernel: &mut Kernel<World<R>>, process: ProcessId) {
        self.interrupt(kernel, process);
        if let Some(entry) = self.processes.remove(process) {
            self.record_process(&entry, Some(kernel.now()), ProcessEnd::Killed);
            self.end_children(kernel, entry.children);
            if let Role::Spawned(spawned) = entry.role {
                self.spawned.remove(spawned);
            }
        }
    }

    /// The processes that a process has spawned end with it.
    pub(super) fn end_children(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        children: ThinVec<ProcessId>,
    ) {
        for child in children {
            self.kill(kernel, child);
        }
    }

    pub(super) fn function_name(&self, function: FunctionId) -> String {
        self.shared.names.function(function).to_string()
    }

    pub(super) fn process_name(&self, process: &Process) -> String {
        self.shared.names.of(&process.identity).to_string()
    }

    pub(super) fn host_name(&self, host: HostId) -> &Rc<str> {
        &self.host_names[host.index()]
    }

    pub(super) fn compute(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        by: ProcessId,
        work: Flops,
    ) -> Answer<Reply, Remains> {
        let host = self.processes[by].host;
        let task = self
            .fabric
            .compute(kernel.now(), host, work, Token::Process(by));
        self.suspend(kernel, by, Doing::Computing(task));
        self.schedule_computed(kernel, host);
        Answer::Later
    }

    pub(super) fn schedule_computed(&mut self, kernel: &mut Kernel<World<R>>, host: HostId) {
        let Some(date) = self.fabric.next_computation(host) else {
            return;
        };
        // A date that has been scheduled before needs no second event, unless it has passed.
        if date != self.computed_at[host.index()] || date <= kernel.now() {
            self.computed_at[host.index()] = date;
            kernel.at(date, Event::Computed(host));
        }
    }

    pub(super) fn schedule_moved(&mut self, kernel: &mut Kernel<World<R>>) {
        let Some(date) = self.fabric.next_movement() else {
            return;
        };
        if date != self.moved_at || date <= kernel.now() {
            self.moved_at = date;
            kernel.at(date, Event::Moved);
        }
    }

    /// Notes the end of a copy or a load, and gives up if nothing else has happened for very long.
    pub(super) fn note_move(&mut self, date: SimTime) {
        self.moves += 1;
        if self.moves > THRASHING && self.halt.is_none() {
            let (moves, waiting) = (self.moves, Vec::new());
            self.halt = Some(Halt::Thrashing {
                date,
                moves,
                waiting,
            });
        }
    }

    /// The controllers that wait, in order of declaration, and what stands in their way.
    pub(super) fn waiting(&self, services: &[Service]) -> Vec<Waiting> {
        let mut waiting: Vec<(ProcessId, Waiting)> = self
            .processes
            .iter()
            .map(|(id, process)| {
                let what = self.describe(services, id, &process.doing);
                (
                    id,
                    Waiting {
                        process: self.process_name(process),
                        what,
                        since: process.since,
                    },
                )
            })
            .collect();
        waiting.sort_by_key(|(id, _)| *id);
        waiting.into_iter().map(|(_, waiting)| waiting).collect()
    }

    fn describe(&self, services: &[Service], process: ProcessId, doing: &Doing) -> String {
        match doing {
            Doing::Running => "nothing".to_owned(),
            Doing::Sleeping(until) => format!("{until}"),
            Doing::Computing(_) => "the end of a computation".to_owned(),
            Doing::Accessing(access) => format!("file `{}`", access.name),
            Doing::Asking(_, question) => self.describe_question(services, question),
            Doing::Waiting(wait) => self.describe_wait(services, wait),
            Doing::Joining(spawned) => self.describe_spawned(*spawned),
            Doing::Receiving(mailbox) => self.describe_mailbox(*mailbox),
            Doing::Draining => self.describe_open(services, process),
        }
    }
}
