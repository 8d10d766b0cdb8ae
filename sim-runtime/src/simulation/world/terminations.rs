//! The ends of processes: by themselves, with their parents, or by a service.

use thin_vec::{ThinVec, thin_vec};

use super::World;
use crate::kernel::{End, ProcessId};
use crate::simulation::event::Kernel;
use crate::simulation::identity::Identity;
use crate::simulation::outcome::Halt;
use crate::simulation::parcel::Parcel;
use crate::simulation::recorder::{ProcessEnd, Recorder};
use crate::simulation::request::{Completion, ProcessCoroutine};
use crate::simulation::state::WorldState;
use crate::simulation::state::process_state::ProcessState;
use crate::simulation::state::processes::{ProcessEntry, Role};
use crate::units::SimTime;

impl<R: Recorder> World<R> {
    /// A process has ended by itself, and leaves its coroutine.
    pub(super) fn process_ended(
        &mut self,
        kernel: &mut Kernel,
        process: ProcessId,
        end: End<Completion>,
        coroutine: ProcessCoroutine,
    ) {
        let now = kernel.now();
        let state = &mut self.state;
        let Some(entry) = state.processes.remove(process) else {
            return;
        };
        let outcome = match (&end, entry.role) {
            (End::Returned(completion), Role::Controller) if completion.failure.is_some() => {
                ProcessEnd::Failed
            }
            (End::Returned(_), _) => ProcessEnd::Returned,
            _ => ProcessEnd::Failed,
        };
        state.record_process(&mut self.listener, &entry, Some(now), outcome);
        let ProcessEntry {
            identity,
            role,
            children,
            ..
        } = entry;
        if !children.is_empty() {
            state.end_children(kernel, &mut self.listener, children);
        }
        match (end, role, &identity) {
            (End::Returned(completion), Role::Body(invocation), &Identity::Body(function, _)) => {
                state.functions.keep(function, coroutine);
                self.body_ended(kernel, invocation, completion);
            }
            (end, ..) => state.other_ended(kernel, (role, &identity), end, coroutine),
        }
    }
}

/// Why the run ends with a process, if it does.
fn halt(end: End<Completion>, name: impl FnOnce() -> String, date: SimTime) -> Option<Halt> {
    Some(match end {
        End::Returned(completion) => Halt::ControllerFailed {
            message: completion.failure?.to_string(),
            process: name(),
            date,
        },
        End::Panicked(message) => Halt::Panicked {
            process: name(),
            date,
            message,
        },
        End::AwaitedForeign => Halt::AwaitedForeign {
            process: name(),
            date,
        },
    })
}

impl WorldState {
    /// A controller or a spawned process has ended by itself, or a body otherwise than by returning.
    #[inline(never)]
    fn other_ended(
        &mut self,
        kernel: &mut Kernel,
        (role, identity): (Role, &Identity),
        end: End<Completion>,
        coroutine: ProcessCoroutine,
    ) {
        let now = kernel.now();
        match (end, role) {
            (End::Returned(completion), Role::Spawned(spawned)) => {
                let (processes, output) = (&mut self.processes, completion.output);
                let output = output.map(Parcel::into_any);
                let unwanted = self.spawned.end(kernel, processes, spawned, output);
                if let Some(unwanted) = unwanted {
                    self.discard_returned(now, identity, unwanted);
                }
            }
            (end, _) => {
                let name = || self.shared.names.of(identity).to_string();
                // Of several that end at one date, the last is told.
                if let Some(halt) = halt(end, name, now) {
                    self.halt = None;
                    self.halt(halt);
                }
            }
        }
        self.discard_coroutine(now, identity, coroutine);
    }

    /// Stops what a process is doing, as far as that can be stopped: bytes on their way go on using disks and links to
    /// their end (SEMANTICS 9.4), and the answers of services to its requests are dropped.
    pub(super) fn interrupt(&mut self, kernel: &mut Kernel, process: ProcessId) {
        let Some(entry) = self.processes.get_mut(process) else {
            return;
        };
        let host = entry.host;
        match std::mem::replace(&mut entry.state, ProcessState::Running) {
            ProcessState::Computing(task) => self.activities.cancel_computation(kernel, host, task),
            ProcessState::Waiting(wait, _) => self.calls.stop_waiting(process, wait.invocations()),
            ProcessState::Joining(spawned) => self.spawned.stop_joining(spawned),
            ProcessState::Receiving(mailbox) => self.mailboxes.stop_receiving(process, mailbox),
            ProcessState::Sleeping(_) => self.activities.end_on(host),
            ProcessState::Accessing(_)
            | ProcessState::Running
            | ProcessState::Asking(..)
            | ProcessState::Draining => {}
        }
    }

    /// Kills a process where it stands, with all that it has spawned.
    pub(super) fn kill(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        process: ProcessId,
    ) {
        self.end_children(kernel, recorder, thin_vec![process]);
    }

    /// The processes that a process has spawned end with it: each is told of before those that it has spawned itself, and
    /// dropped after them. They may be nested deeply, so none is ended inside the end of another.
    fn end_children(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        children: ThinVec<ProcessId>,
    ) {
        let now = kernel.now();
        let mut ending = vec![(children.into_iter(), None)];
        while let Some((children, _)) = ending.last_mut() {
            match children.next() {
                Some(child) => {
                    self.interrupt(kernel, child);
                    if let Some(mut entry) = self.processes.remove(child) {
                        self.record_process(recorder, &entry, Some(now), ProcessEnd::Killed);
                        let children = std::mem::take(&mut entry.children);
                        ending.push((children.into_iter(), Some(entry)));
                    }
                }
                None => {
                    if let Some((_, Some(entry))) = ending.pop() {
                        self.discard_killed(now, entry);
                    }
                }
            }
        }
    }

    fn discard_killed(&mut self, now: SimTime, entry: ProcessEntry) {
        if let Role::Spawned(spawned) = entry.role {
            self.spawned.remove(spawned);
        }
        self.discard_coroutine(now, &entry.identity, entry.coroutine);
    }

    /// Drops a coroutine, with what its process held.
    pub(super) fn discard_coroutine<T>(&mut self, now: SimTime, of: &Identity, coroutine: T) {
        self.discard(now, coroutine, |names| {
            format!("what `{}` held", names.of(of))
        });
    }

    /// Drops what a process has returned and no other will ask for.
    pub(super) fn discard_returned<T>(&mut self, now: SimTime, of: &Identity, output: T) {
        self.discard(now, output, |names| {
            format!("what `{}` returned", names.of(of))
        });
    }

    /// Forgets what processes return whose handle is gone; returns whether the run goes on.
    #[inline]
    pub(super) fn forget_detached(&mut self, now: SimTime) -> bool {
        self.shared.detached.borrow().is_empty() || self.detach_some(now)
    }

    fn detach_some(&mut self, now: SimTime) -> bool {
        let mut detached = self.shared.detached.take();
        for spawned in detached.drain(..) {
            if let Some((identity, output)) = self.spawned.detach(spawned) {
                self.discard_returned(now, &identity, output);
            }
        }
        // Given back for its memory, with the handles that were in what has just been dropped.
        let mut since = self.shared.detached.borrow_mut();
        detached.append(&mut since);
        *since = detached;
        self.halt.is_none()
    }
}
