//! Runs in which something goes on for ever and nothing comes of it: looks of scalers, start-ups that fail, and faults.

use super::World;
use crate::serverless::policy::PolicyKind;
use crate::serverless::{Service, ServiceId};
use crate::simulation::event::Kernel;
use crate::simulation::outcome::Halt;
use crate::simulation::state::WorldState;
use crate::simulation::state::calls::Body;
use crate::simulation::state::process_state::ProcessState;
use crate::simulation::state::processes::ProcessEntry;
use crate::units::SimTime;

/// How many faults may begin or end without any process running in between, while none has a date at which it will.
const FAULTS_IN_VAIN: u64 = 10_000;

/// How many start-ups of instances that nobody waits for may fail without any process running in between, while neither a process
/// nor a fault has a date.
const STARTS_IN_VAIN: u64 = 1_000;

impl<R> World<R> {
    /// A scaler looks. If nothing else is scheduled than looks of scalers, and nothing has changed since an earlier look at which
    /// that was so, longer ago than all of them need to settle, then all looks that follow see the same, and come to the same.
    pub(super) fn scaler_looks(&mut self, kernel: &Kernel, service: ServiceId) {
        let failed = self.services.iter().map(Service::failed_starts).sum();
        if failed > 0 {
            self.starts_in_vain(kernel.now(), service, failed);
        }
        let state = &mut self.state;
        if kernel.scheduled() > state.alarms.looks() {
            return;
        }
        let settle = self.services.iter().map(Service::settles_after);
        let longest = settle.reduce(|one, other| Some(one?.max(other?))).flatten();
        let Some(longest) = longest else {
            return;
        };
        let mut standing = vec![
            state.processes.runs(),
            state.processes.image_moves(),
            state.faults.turns(),
        ];
        standing.extend(self.services.iter().flat_map(Service::standing));
        let date = kernel.now();
        if state.alarms.stands_still(date, longest, standing) {
            let waiting = self.waiting(true);
            self.state.halt(Halt::Stuck { date, waiting });
        }
    }

    /// So many start-ups have failed; the run ends if nothing else has happened for very many of them, and nothing is to.
    #[cold]
    fn starts_in_vain(&mut self, date: SimTime, service: ServiceId, failed: u64) {
        let runs = self.state.processes.runs();
        let in_vain = self.state.alarms.failed_in_vain(runs, failed);
        let is_all = in_vain > STARTS_IN_VAIN && self.state.faults.scheduled() == 0;
        if is_all && !self.has_a_date() {
            self.loops(service, PolicyKind::Scaler, date);
        }
    }

    /// A fault begins or ends; the run ends if they have done so very often, and processes wait for what they always break.
    pub(super) fn fault_turns(&mut self, date: SimTime) {
        let runs = self.state.processes.runs();
        let turns = self.state.faults.note_turn(runs);
        if turns <= FAULTS_IN_VAIN {
            return;
        }
        if self.has_a_date() {
            return self.state.faults.forget_turns();
        }
        let waiting = self.waiting(false);
        self.state.halt(Halt::FaultLoop {
            turns,
            date,
            waiting,
        });
    }

    /// Whether some process goes on at a date that is known, whatever breaks until then.
    fn has_a_date(&self) -> bool {
        let goes_on = |process: &ProcessEntry| {
            let has_a_date = match process.state {
                ProcessState::Sleeping(until) => until < SimTime::MAX,
                ProcessState::Computing(_) => true,
                _ => false,
            };
            has_a_date || !process.limits.is_empty()
        };
        let state = &self.state;
        let mut calls = state.calls.iter().map(|(_, call)| call);
        state.processes.iter().any(|(_, process)| goes_on(process))
            || calls.any(|call| {
                let lasts = match call.body {
                    Body::Begins(_) | Body::Ends => true,
                    Body::Lasts { ends, .. } => ends,
                    Body::None | Body::Process(_) => false,
                };
                let repeated = call.repeated();
                lasts
                    || repeated
                        .is_some_and(|one| one.next.is_some() || !one.plan.timeout().is_zero())
            })
            || state.alarms.queue_timeouts() > 0
    }
}

impl WorldState {
    /// Schedules the random faults that come next.
    pub(super) fn arm_faults(&mut self, kernel: &mut Kernel) {
        let (looks, runs) = (self.alarms.looks(), self.processes.runs());
        self.faults.arm(kernel, looks, runs);
    }
}
