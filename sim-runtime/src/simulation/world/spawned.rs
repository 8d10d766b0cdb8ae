//! Processes that other processes have spawned, and what they leave to whoever joins them.

use std::any::Any;

use super::processes::{Doing, Process, Role};
use super::{Answer, Kernel, ProcessId, Recorder, Scene, World};
use crate::simulation::function::{Body, Remains};
use crate::simulation::identity::Identity;
use crate::simulation::request::{Reply, SpawnId};

/// A spawned process, from its start until its return value is taken or forgotten.
pub(super) struct Spawned {
    identity: Identity,
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
        body: Body,
        identity: Identity,
    ) -> Answer<Reply, Remains> {
        let spawned = self.spawned.insert(Spawned {
            identity: identity.clone(),
            output: None,
            waiter: None,
            detached: false,
        });
        let parent = &self.processes[by];
        let (host, role) = (parent.host, Role::Spawned(spawned));
        let mut process = Process::new(body, identity, host, role, kernel.now());
        process.body_of = parent.body_of;
        let process = self.processes.insert(process);
        self.adopt(by, process);
        kernel.start(process);
        Answer::Now(Reply::Spawned(spawned))
    }

    /// Notes a child of a process; those that have ended are forgotten before there is no room for it.
    fn adopt(&mut self, parent: ProcessId, child: ProcessId) {
        let mut children = std::mem::take(&mut self.processes[parent].children);
        if children.len() == children.capacity() {
            children.retain(|child| self.processes.contains_key(*child));
            // Room for as many again, so that this is seldom done.
            children.reserve(children.len() + 1);
        }
        children.push(child);
        self.processes[parent].children = children;
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
        if self.shared.detached.borrow().is_empty() {
            return;
        }
        let mut detached = self.shared.detached.take();
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
            Some(entry) => {
                let name = self.shared.names.of(&entry.identity);
                format!("the end of process `{name}`")
            }
            None => "the end of a process".to_owned(),
        }
    }
}
