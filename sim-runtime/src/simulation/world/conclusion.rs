//! The end of a run: what is told of what has not ended, and what is dropped.

use super::World;
use crate::kernel::Stop;
use crate::simulation::event::Kernel;
use crate::simulation::outcome::{Conclusion, Halt};
use crate::simulation::recorder::Recorder;
use crate::simulation::state::WorldState;
use crate::simulation::state::processes::ProcessEntry;
use crate::units::SimTime;

impl<R: Recorder> World<R> {
    /// Hands the recorder back, after telling it of everything that is not over.
    ///
    /// `stop` is why the engine stopped, or the message of the panic that stopped it.
    pub(crate) fn conclude(
        mut self,
        kernel: &mut Kernel,
        stop: Result<Stop, String>,
    ) -> Conclusion<R> {
        let date = kernel.now();
        self.halted(date, stop);
        let processes = self.state.processes.take_all();
        for invocation in self.state.calls.in_order() {
            self.update_progress(invocation);
        }
        self.state.record_unfinished(&mut self.listener, &processes);
        let directory = self.directory();
        let events = kernel.events();
        self.state.discard_all(kernel, processes);
        let (recorder, panic) = self.listener.into_parts();
        self.state.crash("the recorder", date, panic);
        for service in self.services {
            let what = |_: &_| "a policy of a service".to_owned();
            self.state.discard(date, service, what);
        }
        let (halt, log) = (self.state.halt.take(), self.state.shared.log.take());
        Conclusion {
            recorder,
            date,
            events,
            log,
            directory,
            halt,
        }
    }
}

impl<R> World<R> {
    /// Notes why the run ended early, if it did.
    fn halted(&mut self, date: SimTime, stop: Result<Stop, String>) {
        if let Some((date, moves)) = self.state.thrashing {
            let waiting = self.waiting();
            self.state.halt(Halt::Thrashing {
                date,
                moves,
                waiting,
            });
        }
        match stop {
            Ok(Stop::Stuck) if self.state.halt.is_none() => {
                let waiting = self.waiting();
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

    /// Drops everything of the user's, one by one: each may have a destructor that panics.
    fn discard_all(&mut self, kernel: &mut Kernel, processes: Vec<ProcessEntry>) {
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
            self.discard(now, message, |_| {
                format!("a message in mailbox `{mailbox}`")
            });
        }
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
        let undelivered = kernel.take_undelivered();
        self.discard(now, undelivered, |_| {
            "what a process was about to be given".to_owned()
        });
    }
}
