//! Computations: those of processes, on one core of their host, within what their function has of it; and of steps of
//! start-ups, whose ends are here.

use super::World;
use crate::fluid::TaskId;
use crate::kernel::ProcessId;
use crate::platform::HostId;
use crate::serverless::Cpu;
use crate::simulation::event::{Kernel, Token};
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, Reply};
use crate::simulation::state::process_state::ProcessState;
use crate::units::Flops;

impl<R: Recorder> World<R> {
    /// Suspends a process until it has computed.
    #[inline]
    pub(super) fn compute(&mut self, kernel: &mut Kernel, by: ProcessId, work: Flops) -> Answer {
        let process = &self.state.processes[by];
        let host = process.host;
        let task = if process.is_bounded {
            self.compute_within(kernel, by, work)
        } else {
            let token = Token::Process(by);
            self.state.activities.compute(kernel, token, host, work)
        };
        let computing = ProcessState::Computing(task);
        self.state.processes.suspend(kernel, by, computing);
        Answer::Later
    }

    /// Starts a computation that may be bounded together with others.
    #[inline(never)]
    fn compute_within(&mut self, kernel: &mut Kernel, by: ProcessId, work: Flops) -> TaskId {
        let host = self.state.processes[by].host;
        let (bound, token) = (self.bound(by), Token::Process(by));
        let activities = &mut self.state.activities;
        match bound {
            None => activities.compute(kernel, token, host, work),
            Some(bound) => activities.compute_within(kernel, token, (host, bound), work),
        }
    }

    /// What bounds the computations of a process: a number that it shares with those which compute within the same bound, and
    /// the cores that they have together.
    fn bound(&self, by: ProcessId) -> Option<(u64, f64)> {
        let invocation = self.state.processes[by].body_of?;
        let call = self.state.calls.get(invocation)?;
        let known = self
            .state
            .functions
            .deployment(call.service, call.function)?;
        let cores = known.cpu.cores().get();
        match known.cpu {
            Cpu::Shared => None,
            Cpu::PerInvocation(_) => Some((call.number << 1, cores)),
            Cpu::PerInstance(_) | Cpu::SharedWithin(_) => {
                let service = &self.services[call.service];
                let (_, instance) = service.placement(call.attempt?)?;
                let number = service.instance(instance)?.number;
                // A host is a node of one service.
                Some((u64::from(number) << 1 | 1, cores))
            }
        }
    }

    /// Computations of a host may have ended.
    pub(super) fn computed(&mut self, kernel: &mut Kernel, host: HostId) {
        while let Some(token) = self.state.activities.computed(kernel, host) {
            match token {
                Token::Process(process) => {
                    self.state.processes.resume(kernel, process, Reply::Done);
                }
                Token::Step(id, step) => self.with_service(kernel, id, |service, world| {
                    service.step_over(world, step, Ok(()));
                }),
                Token::Leg(_) | Token::Message(_) | Token::Payload(_) => {}
            }
        }
    }
}
