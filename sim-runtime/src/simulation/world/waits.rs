//! Waiting for invocations: for any or for all of several.

use thin_vec::ThinVec;

use super::calls::Call;
use super::{Answer, Doing, Kernel, ProcessId, Recorder, Scene, World};
use crate::serverless::{InvocationId, Service};
use crate::simulation::function::Remains;
use crate::simulation::request::{Reply, WaitMode};

/// A process that waits for invocations.
#[derive(Debug)]
pub(super) struct Wait {
    pub(super) on: ThinVec<InvocationId>,
    mode: WaitMode,
    left: u32,
}

impl<R: Recorder> Scene<R> {
    /// Suspends a process until any or all of several invocations are over.
    pub(super) fn wait(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        by: ProcessId,
        on: ThinVec<InvocationId>,
        mode: WaitMode,
    ) -> Answer<Reply, Remains> {
        if mode == WaitMode::Any
            && let Some(index) = on.iter().position(|invocation| self.is_over(*invocation))
        {
            return Answer::Now(Reply::Index(index));
        }
        let mut left = 0;
        for &invocation in &on {
            if let Some(call) = self.calls.get_mut(invocation).filter(|call| !call.over) {
                call.waiters.push(by);
                left += 1;
            }
        }
        if left == 0 {
            return Answer::Now(Reply::Done);
        }
        self.suspend(kernel, by, Doing::Waiting(Wait { on, mode, left }));
        Answer::Later
    }

    /// Suspends a process until every invocation that it has placed is over.
    pub(super) fn drain(
        &mut self,
        kernel: &Kernel<World<R>>,
        by: ProcessId,
    ) -> Answer<Reply, Remains> {
        if self.processes[by].open == 0 {
            return Answer::Now(Reply::Done);
        }
        self.suspend(kernel, by, Doing::Draining);
        Answer::Later
    }

    /// One of the invocations that a process has placed is over.
    pub(super) fn one_less(&mut self, kernel: &mut Kernel<World<R>>, process: ProcessId) {
        let Some(entry) = self.processes.get_mut(process) else {
            return;
        };
        entry.open -= 1;
        if entry.open == 0 && matches!(entry.doing, Doing::Draining) {
            self.resume(kernel, process, Reply::Done);
        }
    }

    /// One of the invocations that a process waits for is over.
    pub(super) fn tell(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        process: ProcessId,
        invocation: InvocationId,
    ) {
        let Some(Doing::Waiting(wait)) = self
            .processes
            .get_mut(process)
            .map(|process| &mut process.doing)
        else {
            return;
        };
        wait.left -= 1;
        match wait.mode {
            WaitMode::All if wait.left > 0 => {}
            WaitMode::All => self.resume(kernel, process, Reply::Done),
            WaitMode::Any => {
                let on = std::mem::take(&mut wait.on);
                let index = on
                    .iter()
                    .position(|other| *other == invocation)
                    .unwrap_or_default();
                self.stop_waiting(process, &on);
                self.resume(kernel, process, Reply::Index(index));
            }
        }
    }

    /// A process that waited for these does so no longer; others may go on waiting for them.
    pub(super) fn stop_waiting(&mut self, process: ProcessId, on: &[InvocationId]) {
        for invocation in on {
            if let Some(call) = self.calls.get_mut(*invocation) {
                call.waiters.retain(|waiter| *waiter != process);
            }
        }
    }

    /// What a process waits for, for people.
    pub(super) fn describe_wait(&self, services: &[Service], wait: &Wait) -> String {
        let on = wait.on.iter();
        let open = on.filter_map(|invocation| self.calls.get(*invocation));
        let quantity = if wait.mode == WaitMode::Any {
            "any of: "
        } else {
            ""
        };
        format!("{quantity}{}", self.describe_calls(services, open))
    }

    /// The invocations of a process that are not over, in order of request, for people.
    pub(super) fn describe_open(&self, services: &[Service], process: ProcessId) -> String {
        let calls = self.calls.values();
        let mut open: Vec<&Call> = calls.filter(|call| call.caller == process).collect();
        open.sort_by_key(|call| call.number);
        self.describe_calls(services, open)
    }

    fn describe_calls<'a>(
        &self,
        services: &[Service],
        calls: impl IntoIterator<Item = &'a Call>,
    ) -> String {
        let calls = calls.into_iter().filter(|call| !call.over);
        let open: Vec<String> = calls
            .map(|call| self.describe_call(services, call))
            .collect();
        let shown = open[..open.len().min(3)].join("; ");
        match open.len().saturating_sub(3) {
            0 => shown,
            more => format!("{shown}; and {more} more"),
        }
    }
}
