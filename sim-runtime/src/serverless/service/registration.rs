//! Registration: whether a function could ever run here (SEMANTICS 4.4).

use super::Service;
use crate::serverless::env::{Alarm, ServiceEnv};
use crate::serverless::function::Registration;
use crate::serverless::{Failure, FunctionId, Node};

impl Service {
    #[inline(never)]
    pub(super) fn register(
        &mut self,
        env: &mut impl ServiceEnv,
        function: FunctionId,
        ticket: u64,
    ) {
        let registration = env.deployment(function);
        let outcome = self.check_fit(&registration);
        if outcome.is_ok() {
            self.state.registrations.insert(function, registration);
            self.state.cluster.note_change_elsewhere();
            self.note_missing(function);
            self.start_scaling(env);
        }
        env.registered(function, ticket, outcome);
    }

    /// The scaler looks at the functions for the first time as soon as there is one.
    fn start_scaling(&mut self, env: &mut impl ServiceEnv) {
        if !self.scaling && self.policies.scaling_period().is_some() {
            self.scaling = true;
            env.wake(env.now(), Alarm::Scale);
        }
    }

    /// Disk is tested first; an instance that just fits is accepted. With nodes that differ, one that fits is enough.
    fn check_fit(&self, registration: &Registration) -> Result<(), Failure> {
        let image = &self.images[registration.image].image;
        let charge = registration.charge.of_new();
        let disk = image.disk + charge.disk;
        let memory = image.ram + charge.memory;
        let service = || self.name.clone();
        let has_disk = |node: &&Node| disk <= node.disk.partition.size();
        if !self.nodes().iter().any(|node| has_disk(&node)) {
            return Err(Failure::NotEnoughDisk { service: service() });
        }
        let able = |node: &&Node| has_disk(node) && memory <= node.ram.size();
        if !self.nodes().iter().any(|node| able(&node)) {
            return Err(Failure::NotEnoughMemory { service: service() });
        }
        let able = |node: &&Node| able(node) && charge.cores <= node.cores;
        if !self.nodes().iter().any(|node| able(&node)) {
            return Err(Failure::NotEnoughCores { service: service() });
        }
        let able = |node: &Node| able(&node) && charge.gpus <= node.gpus;
        if !self.nodes().iter().any(able) {
            return Err(Failure::NotEnoughGpus { service: service() });
        }
        Ok(())
    }
}
