//! Processes: who they are, what they are doing, and how they go on.

use std::rc::Rc;

use super::calls::{Question, Wait};
use super::files::Access;
use super::{Answer, Event, Kernel, ProcessId, Recorder, Scene, Token, World};
use crate::fluid::TaskId;
use crate::platform::HostId;
use crate::serverless::InvocationId;
use crate::simulation::request::Reply;
use crate::simulation::run::Waiting;
use crate::simulation::shared::Identity;
use crate::units::{Flops, SimTime};

/// What a process is doing while it is not running.
#[derive(Debug)]
pub(super) enum Doing {
    Running,
    Sleeping,
    Computing(TaskId),
    /// Reads or writes a file.
    Accessing(Access),
    /// Waits for the answer to a request that it made at this date.
    Asking(SimTime, Question),
    Waiting(Wait),
}

/// A live process.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) identity: Identity,
    pub(super) host: HostId,
    /// The invocation whose body it is.
    pub(super) body_of: Option<InvocationId>,
    pub(super) doing: Doing,
    pub(super) since: SimTime,
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
    pub(super) fn enter(
        &mut self,
        process: ProcessId,
        identity: Identity,
        host: HostId,
        body_of: Option<InvocationId>,
        since: SimTime,
    ) {
        let doing = Doing::Running;
        self.processes.insert(
            process,
            Process {
                identity,
                host,
                body_of,
                doing,
                since,
            },
        );
    }

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
        self.suspend(kernel, process, Doing::Running);
        kernel.resume(process, reply);
    }

    pub(super) fn asleep_since(&self, process: ProcessId) -> Option<SimTime> {
        self.processes
            .get(process)
            .filter(|process| matches!(process.doing, Doing::Sleeping))
            .map(|process| process.since)
    }

    pub(super) fn host_name(&self, host: HostId) -> &Rc<str> {
        &self.host_names[host.index()]
    }

    pub(super) fn compute(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        by: ProcessId,
        work: Flops,
    ) -> Answer<Reply> {
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

    /// The controllers that wait, in order of declaration, and what stands in their way.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let mut waiting: Vec<(ProcessId, Waiting)> = self
            .processes
            .iter()
            .map(|(id, process)| {
                let what = self.describe(&process.doing);
                (
                    id,
                    Waiting {
                        process: process.identity.to_string(),
                        what,
                        since: process.since,
                    },
                )
            })
            .collect();
        waiting.sort_by_key(|(id, _)| *id);
        waiting.into_iter().map(|(_, waiting)| waiting).collect()
    }

    fn describe(&self, doing: &Doing) -> String {
        match doing {
            Doing::Running => "nothing".to_owned(),
            Doing::Sleeping => "the end of a sleep".to_owned(),
            Doing::Computing(_) => "the end of a computation".to_owned(),
            Doing::Accessing(access) => format!("file `{}`", access.name),
            Doing::Asking(_, question) => self.describe_question(question),
            Doing::Waiting(wait) => self.describe_wait(wait),
        }
    }
}
