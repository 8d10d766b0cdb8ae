//! Waiting for invocations: for one, for any or for all of several. The outcome comes with the answer.

use super::calls::Calls;
use super::process_state::ProcessState;
use super::processes::Processes;
use super::sites::Sites;
use crate::kernel::ProcessId;
use crate::serverless::InvocationId;
use crate::serverless::calls;
use crate::simulation::event::Kernel;
use crate::simulation::request::{Answer, Reply, Wait};

impl Calls {
    /// Answers a process that waits for invocations and that nobody else can overtake, or suspends it until that is possible.
    pub(crate) fn wait(
        &mut self,
        kernel: &mut Kernel,
        processes: &mut Processes,
        sites: &Sites,
        by: ProcessId,
        wait: Wait,
    ) -> Answer {
        let is_alone = kernel.is_alone();
        if is_alone
            && let Wait::Any(on) = &wait
            && let Some(index) = on.iter().position(|invocation| self.is_over(*invocation))
        {
            return Answer::Now(self.first(sites, index, on[index]));
        }
        let mut left = 0;
        for &invocation in wait.invocations() {
            if let Some(call) = self.get_mut(invocation).filter(|call| !call.over) {
                call.waiters.push(by);
                left += 1;
            }
        }
        if left == 0 && is_alone {
            return Answer::Now(self.reply(sites, &wait));
        }
        processes.suspend(kernel, by, ProcessState::Waiting(wait, left));
        processes.make_calls_first(calls::ASK - 2, kernel, by);
        Answer::Later
    }

    /// A process that waits for invocations takes in its answer, if it is there.
    pub(crate) fn heard(
        &mut self,
        kernel: &mut Kernel,
        processes: &mut Processes,
        sites: &Sites,
        process: ProcessId,
    ) {
        let state = processes.get_mut(process).map(|entry| &mut entry.state);
        let Some(ProcessState::Waiting(wait, left)) = state else {
            return;
        };
        let reply = match wait {
            Wait::Any(on) => {
                let Some(index) = on.iter().position(|invocation| self.is_over(*invocation)) else {
                    return;
                };
                let on = std::mem::take(on);
                self.stop_waiting(process, &on);
                self.first(sites, index, on[index])
            }
            _ if *left > 0 => return,
            wait => self.reply(sites, wait),
        };
        processes.resume(kernel, process, reply);
    }

    /// One of the invocations that a process waits for is over.
    pub(crate) fn tell(
        &mut self,
        kernel: &mut Kernel,
        processes: &mut Processes,
        sites: &Sites,
        (process, invocation): (ProcessId, InvocationId),
        rounds: u32,
    ) {
        let Some(entry) = processes.get_mut(process) else {
            return;
        };
        let ProcessState::Waiting(wait, left) = &mut entry.state else {
            return;
        };
        *left -= 1;
        if !entry.listening {
            return;
        }
        let reply = match wait {
            Wait::Any(on) => {
                let on = std::mem::take(on);
                let index = on.iter().position(|other| *other == invocation);
                self.stop_waiting(process, &on);
                self.first(sites, index.unwrap_or_default(), invocation)
            }
            _ if *left > 0 => return,
            wait => self.reply(sites, wait),
        };
        processes.resume_after(rounds, kernel, process, reply);
    }

    /// A process that waited for these does so no longer; others may go on waiting for them.
    pub(crate) fn stop_waiting(&mut self, process: ProcessId, on: &[InvocationId]) {
        for invocation in on {
            if let Some(call) = self.get_mut(*invocation) {
                call.waiters.retain(|waiter| *waiter != process);
            }
        }
    }

    /// What a process has waited for. An invocation of another run has no outcome, which its context notices.
    fn reply(&mut self, sites: &Sites, wait: &Wait) -> Reply {
        match wait {
            Wait::End(_) | Wait::Any(_) => Reply::Done,
            Wait::Outcome(invocation) => match self.outcome(sites, *invocation) {
                Some(outcome) => Reply::Outcome(Box::new(outcome)),
                None => Reply::Done,
            },
            Wait::All(on) => {
                let outcomes = on.iter().map(|invocation| self.outcome(sites, *invocation));
                outcomes
                    .collect::<Option<_>>()
                    .map_or(Reply::Done, Reply::Outcomes)
            }
        }
    }

    fn first(&mut self, sites: &Sites, index: usize, invocation: InvocationId) -> Reply {
        match self.outcome(sites, invocation) {
            Some(outcome) => Reply::First(index, Box::new(outcome)),
            None => Reply::Done,
        }
    }
}
