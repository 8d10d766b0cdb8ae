//! The end of a run: what is told of what has not ended, and what is dropped.

use index_vec::IndexVec;

use super::World;
use crate::kernel::Stop;
use crate::kernel::guard::discard;
use crate::serverless::{Service, ServiceId};
use crate::simulation::event::Kernel;
use crate::simulation::outcome::{Conclusion, Halt, LogLine};
use crate::simulation::recorder::Recorder;
use crate::simulation::state::WorldState;
use crate::simulation::state::calls::Calls;
use crate::simulation::state::processes::{ProcessEntry, Processes};
use crate::units::SimTime;

impl<R: Recorder> World<R> {
    /// Hands the recorder back, after telling it of everything that is not over.
    ///
    /// `stop` is why the engine stopped, or the message of the panic that stopped it.
    pub(crate) fn conclude(mut self, kernel: Kernel, stop: Result<Stop, String>) -> Conclusion<R> {
        let (date, events) = (kernel.now(), kernel.events());
        self.note_stop(date, stop);
        let processes = self.state.processes.take_all();
        for invocation in self.state.calls.in_order() {
            self.update_progress(invocation);
        }
        self.record_faults();
        let listener = &mut self.listener;
        self.state.record_unfinished_requests(listener, date);
        self.state.record_unfinished(listener, &processes);
        let panic = listener.take_panic();
        self.state.crash("the recorder", date, panic);
        let directory = self.directory();
        let core_seconds = self.state.activities.fabric.core_seconds(date);
        let (halt, log) = self.state.discard_all(kernel, processes, self.services);
        Conclusion {
            recorder: self.listener.into_recorder(),
            date,
            events,
            log,
            directory,
            core_seconds,
            halt,
        }
    }

    /// Notes why the engine stopped, if that was not as it should be.
    fn note_stop(&mut self, date: SimTime, stop: Result<Stop, String>) {
        let panic = self.listener.take_panic();
        self.state.crash("the recorder", date, panic);
        if let Some((date, moves)) = self.state.thrashing {
            let waiting = self.waiting(false);
            self.state.halt(Halt::Thrashing {
                date,
                moves,
                waiting,
            });
        }
        match stop {
            Ok(Stop::Stuck) if self.state.halt.is_none() => {
                let waiting = self.waiting(true);
                self.state.halt(Halt::Stuck { date, waiting });
            }
            Ok(_) => {}
            Err(message) => {
                let what = self.at_work();
                self.state.crash(&what, date, Some(message));
            }
        }
    }

    /// What was running when something panicked that is neither a process nor a recorder.
    fn at_work(&self) -> String {
        let policy = self.services.iter().find_map(|service| {
            let policy = service.policy_at_work()?;
            Some(format!("the {policy} of service `{}`", service.name()))
        });
        policy.unwrap_or_else(|| "the simulation".to_owned())
    }
}

impl WorldState {
    /// Ends the run early if there was a panic of something that is no process.
    fn crash(&mut self, what: &str, date: SimTime, panic: Option<String>) {
        if let Some(message) = panic {
            let what = what.to_owned();
            self.halt(Halt::Crashed {
                what,
                date,
                message,
            });
        }
    }

    /// Drops everything of the user's, one by one: each may have a destructor that panics. Returns what is left.
    fn discard_all(
        mut self,
        kernel: Kernel,
        processes: Vec<ProcessEntry>,
        services: IndexVec<ServiceId, Service>,
    ) -> (Option<Halt>, Vec<LogLine>) {
        let now = kernel.now();
        for process in processes {
            self.discard_coroutine(now, &process.identity, process.coroutine);
        }
        for call in self.calls.take_all() {
            self.discard_call(now, call);
        }
        for (identity, output) in self.spawned.take_all() {
            self.discard_returned(now, &identity, output);
        }
        for (mailbox, message) in self.mailboxes.take_all() {
            let what = |_: &_| format!("a message in mailbox `{mailbox}`");
            self.discard(now, message, what);
        }
        if let Err(message) = kernel.discard() {
            let what = "the destructor of what a process was about to be given";
            self.crash(what, now, Some(message));
        }
        for service in services {
            let name = service.name().to_owned();
            for (kind, policy) in service.into_policies() {
                self.discard(now, policy, |_| format!("the {kind} of service `{name}`"));
            }
        }
        // The large tables go before the many small coroutines, which makes the latter cheaper to give back.
        self.calls = Calls::default();
        self.processes = Processes::default();
        self.discard_functions(now);
        let (halt, log) = (self.halt.take(), self.shared.log.take());
        // What is left is ours, but for the network model.
        let crash = discard(self).err().map(|message| Halt::Crashed {
            what: "the destructor of the network model".to_owned(),
            date: now,
            message,
        });
        (halt.or(crash), log)
    }

    fn discard_functions(&mut self, now: SimTime) {
        let (spare, definitions) = self.functions.take_all();
        for (function, coroutines) in spare.into_iter_enumerated() {
            for coroutine in coroutines {
                self.discard(now, coroutine, |names| {
                    format!("what `{}` held", names.function(function))
                });
            }
        }
        for (function, definition) in definitions.into_iter_enumerated() {
            self.discard(now, definition, |names| {
                format!("what `{}` held", names.function(function))
            });
        }
    }
}
