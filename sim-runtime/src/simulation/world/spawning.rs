//! Processes that start beside the one that asks.

use crate::kernel::ProcessId;
use crate::simulation::event::Kernel;
use crate::simulation::identity::Identity;
use crate::simulation::request::{Answer, ProcessCoroutine, Reply};
use crate::simulation::state::WorldState;
use crate::simulation::state::processes::{ProcessEntry, Role};

impl WorldState {
    pub(super) fn spawn(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        coroutine: ProcessCoroutine,
        identity: Identity,
    ) -> Answer {
        let spawned = self.spawned.insert(identity.clone());
        let parent = &mut self.processes[by];
        // Several processes of one body compute in the place of one.
        parent.is_bounded = parent.body_of.is_some();
        let (host, role) = (parent.host, Role::Spawned(spawned));
        let mut process = ProcessEntry::new(coroutine, identity, host, role, kernel.now());
        (process.body_of, process.is_bounded) = (parent.body_of, parent.is_bounded);
        let process = self.processes.start(kernel, process, Reply::Start);
        self.processes.adopt(by, process);
        Answer::Now(Reply::Spawned(spawned))
    }
}
