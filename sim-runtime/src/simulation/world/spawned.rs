//! Processes that other processes have spawned, and what they leave to whoever joins them.

use std::any::Any;
use std::rc::Rc;

use super::processes::{Doing, Role};
use super::{Answer, Kernel, ProcessId, Recorder, Scene, World};
use crate::simulation::context::Origin;
use crate::simulation::function::Remains;
use crate::simulation::request::{Reply, SpawnId, StartProcess};
use crate::simulation::shared::Identity;

/// A spawned process, from its start until its return value is taken or forgotten.
pub(super) struct Spawned {
    name: Rc<str>,
    output: Option<Box<dyn Any>>,
    waiter: Option<ProcessId>,
    /// Nobody will ask for what it returns.
    detached: bool,
}

impl<R: Recorder> Scene<R> {
    pub(super) fn spawn(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        by: ProcessId,
        name: &str,
        start: StartProcess,
    ) -> Answer<Reply, Remains> {
        let parent = &mut self.processes[by];
        let name: Rc<str> = format!("{}/{name}#{}", parent.identity, parent.children.len()).into();
        let (host, body_of) = (parent.host, parent.body_of);
        let identity = Identity::Spawned(Rc::clone(&name));
        let origin = Origin {
            identity: identity.clone(),
            shared: Rc::clone(&self.shared),
        };
        let process = kernel.spawn(start(Rc::clone(kernel.pulse()), origin));
        parent.children.push(process);
        let spawned = self.spawned.insert(Spawned {
            name,
            output: None,
            waiter: None,
            detached: false,
        });
        self.enter(
            process,
            identity,
            host,
            Role::Spawned(spawned),
            kernel.now(),
        );
        self.processes[process].body_of = body_of;
        Answer::Now(Reply::Spawned(spawned))
    }

    /// A spawned process has returned.
    pub(super) fn spawned_ended(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        spawned: SpawnId,
        output: Option<Box<dyn Any>>,
    ) {
        let Some(entry) = self.spawned.get_mut(spawned) else {
            return;
        };
        match (entry.waiter.take(), output) {
            (Some(waiter), Some(output)) => {
                self.spawned.remove(spawned);
                self.resume(kernel, waiter, Reply::Value(output));
            }
            (_, output) => {
                entry.output = output;
                if entry.detached {
                    self.spawned.remove(spawned);
                }
            }
        }
    }

    pub(super) fn join(
        &mut self,
        kernel: &Kernel<World<R>>,
        by: ProcessId,
        spawned: SpawnId,
    ) -> Answer<Reply, Remains> {
        let entry = &mut self.spawned[spawned];
        match entry.output.take() {
            Some(output) => {
                self.spawned.remove(spawned);
                Answer::Now(Reply::Value(output))
            }
            None => {
                entry.waiter = Some(by);
                self.suspend(kernel, by, Doing::Joining(spawned));
                Answer::Later
            }
        }
    }

    pub(super) fn stop_joining(&mut self, spawned: SpawnId) {
        if let Some(entry) = self.spawned.get_mut(spawned) {
            entry.waiter = None;
        }
    }

    /// Forgets what processes return whose handle is gone.
    pub(super) fn forget_detached(&mut self) {
        let mut detached = std::mem::take(&mut *self.shared.detached.borrow_mut());
        for spawned in detached.drain(..) {
            match self.spawned.get_mut(spawned) {
                Some(entry) if entry.output.is_some() => drop(self.spawned.remove(spawned)),
                Some(entry) => entry.detached = true,
                None => {}
            }
        }
    }

    pub(super) fn describe_spawned(&self, spawned: SpawnId) -> String {
        match self.spawned.get(spawned) {
            Some(entry) => format!("the end of process `{}`", entry.name),
            None => "the end of a process".to_owned(),
        }
    }
}
