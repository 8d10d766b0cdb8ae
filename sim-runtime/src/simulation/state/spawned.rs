//! What spawned processes return to the processes that join them.

use std::any::Any;

use slotmap::SlotMap;

use super::process_state::ProcessState;
use super::processes::Processes;
use crate::kernel::ProcessId;
use crate::simulation::event::Kernel;
use crate::simulation::identity::{Identity, SpawnId};
use crate::simulation::request::{Answer, Reply};

/// A spawned process, from its start until its return value is taken or forgotten.
struct Spawned {
    identity: Identity,
    output: Option<Box<dyn Any>>,
    waiter: Option<ProcessId>,
    /// What it returns will not be asked for.
    detached: bool,
}

/// The spawned processes that can be joined.
#[derive(Default)]
pub(crate) struct SpawnedProcesses(SlotMap<SpawnId, Spawned>);

impl SpawnedProcesses {
    pub(crate) fn insert(&mut self, identity: Identity) -> SpawnId {
        self.0.insert(Spawned {
            identity,
            output: None,
            waiter: None,
            detached: false,
        })
    }

    /// A spawned process was killed: it returns nothing.
    pub(crate) fn remove(&mut self, spawned: SpawnId) {
        self.0.remove(spawned);
    }

    /// A spawned process has returned; what can no longer be asked for comes back, to be dropped.
    pub(crate) fn end(
        &mut self,
        kernel: &mut Kernel,
        processes: &mut Processes,
        spawned: SpawnId,
        output: Option<Box<dyn Any>>,
    ) -> Option<Box<dyn Any>> {
        let Some(entry) = self.0.get_mut(spawned) else {
            return output;
        };
        match (entry.waiter.take(), output) {
            (Some(waiter), Some(output)) => {
                self.0.remove(spawned);
                processes.resume(kernel, waiter, Reply::Value(output));
                None
            }
            (_, output) if entry.detached => {
                self.0.remove(spawned);
                output
            }
            (_, output) => {
                entry.output = output;
                None
            }
        }
    }

    /// Answers with what a process has returned, or suspends another one until it has.
    pub(crate) fn join(
        &mut self,
        kernel: &Kernel,
        processes: &mut Processes,
        by: ProcessId,
        spawned: SpawnId,
    ) -> Answer {
        let entry = &mut self.0[spawned];
        match entry.output.take() {
            Some(output) => {
                self.0.remove(spawned);
                Answer::Now(Reply::Value(output))
            }
            None => {
                entry.waiter = Some(by);
                processes.suspend(kernel, by, ProcessState::Joining(spawned));
                Answer::Later
            }
        }
    }

    /// A process no longer waits for the end of another one.
    pub(crate) fn stop_joining(&mut self, spawned: SpawnId) {
        if let Some(entry) = self.0.get_mut(spawned) {
            entry.waiter = None;
        }
    }

    /// The handle of a process is gone; what it has returned comes back, to be dropped.
    pub(crate) fn detach(&mut self, spawned: SpawnId) -> Option<(Identity, Box<dyn Any>)> {
        let entry = self.0.get_mut(spawned)?;
        if entry.output.is_none() {
            entry.detached = true;
            return None;
        }
        let Spawned {
            identity, output, ..
        } = self.0.remove(spawned)?;
        Some((identity, output?))
    }

    pub(crate) fn identity(&self, spawned: SpawnId) -> Option<&Identity> {
        Some(&self.0.get(spawned)?.identity)
    }

    /// What has been returned and not been asked for.
    pub(crate) fn take_all(&mut self) -> Vec<(Identity, Box<dyn Any>)> {
        let left = self.0.drain();
        left.filter_map(|(_, spawned)| Some((spawned.identity, spawned.output?)))
            .collect()
    }
}
