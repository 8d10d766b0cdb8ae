//! Registration: whether a function could ever run here (SEMANTICS 4.4).

use super::{Service, Surroundings};
use crate::serverless::function::Registration;
use crate::serverless::{Failure, FunctionId};

impl Service {
    pub(super) fn register(
        &mut self,
        world: &mut impl Surroundings,
        function: FunctionId,
        ticket: u64,
    ) {
        let registration = world.deployment(function);
        let outcome = self.check_fit(&registration);
        if outcome.is_ok() {
            self.registrations.insert(function, registration);
        }
        world.registered(function, ticket, outcome);
    }

    /// Disk is tested first; a container that just fits is accepted. With nodes that differ, one that fits is enough.
    fn check_fit(&self, registration: &Registration) -> Result<(), Failure> {
        let image = &self.images[registration.image.index()].image;
        let disk = image.disk + registration.disk;
        let memory = image.ram + registration.memory;
        let service = || self.name.clone();
        let has_disk = |node: &&super::Node| disk <= node.disk.partition.size();
        if !self.nodes().iter().any(|node| has_disk(&node)) {
            return Err(Failure::NotEnoughDisk { service: service() });
        }
        if !self
            .nodes()
            .iter()
            .filter(has_disk)
            .any(|node| memory <= node.ram.size())
        {
            return Err(Failure::NotEnoughMemory { service: service() });
        }
        Ok(())
    }
}
