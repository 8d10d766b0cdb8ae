//! Start-up plans that cannot be carried out: their storage services and routes, and buffers that would cut what they move
//! into too many chunks.

use std::collections::BTreeSet;

use super::{Builder, ServiceDeclaration};
use crate::serverless::ServiceId;
use crate::serverless::policy::{StartUp, Step};
use crate::storage::StorageId;
use crate::units::spelling::choices;

impl Builder {
    /// Each mistake once, however many steps make it.
    pub(super) fn check_start_ups(&mut self) {
        let mut problems = Vec::new();
        for (id, service) in self.services.iter_enumerated() {
            let Some(policy) = &service.spec.start_up else {
                continue;
            };
            for message in self.start_up_mistakes(id, service, &**policy) {
                let declaration = format!("serverless `{}`", service.name);
                problems.push((service.location, declaration, message));
            }
        }
        for (location, declaration, message) in problems {
            self.report_at(location, declaration, message);
        }
    }

    fn start_up_mistakes(
        &self,
        id: ServiceId,
        service: &ServiceDeclaration,
        policy: &dyn StartUp,
    ) -> BTreeSet<String> {
        let mut mistakes = BTreeSet::new();
        let deployed = self.deployments.iter().filter(|one| one.service == id);
        let own: Vec<StorageId> = deployed.map(|one| one.storage).collect();
        let mut see =
            |step: &Step| {
                let (what, size) = match step {
                    Step::Fetch(size) | Step::FetchFrom { size, .. } => ("a package", *size),
                    Step::Restore(size) => ("a snapshot", *size),
                    Step::Delay(_) | Step::Initialise(_) | Step::Together(_) => return,
                };
                let buffer = service.spec.buffer.mistake(what, size);
                mistakes.extend(buffer.map(|mistake| format!("has a `buffer` that {mistake}")));
                let sources = match step {
                    Step::FetchFrom { storage, .. } => match self.storage_called(storage) {
                        Ok(storage) => vec![storage],
                        Err(mistake) => {
                            mistakes.insert(mistake);
                            return;
                        }
                    },
                    Step::Fetch(_) => own.clone(),
                    _ => return,
                };
                for source in sources {
                    let missing = |node| self.missing_route(self.storages[source].host, node);
                    let missing = service.nodes.iter().filter_map(|node| missing(*node));
                    mistakes.extend(missing.map(|missing| {
                        format!("has a start-up that fetches packages, but {missing}")
                    }));
                }
            };
        policy.steps().iter().for_each(|step| step.each(&mut see));
        mistakes
    }

    fn storage_called(&self, name: &str) -> Result<StorageId, String> {
        let mut storages = self.storages.iter_enumerated();
        if let Some((id, _)) = storages.find(|(_, storage)| storage.name == name) {
            return Ok(id);
        }
        let names = self.storages.iter().map(|storage| storage.name.as_str());
        let names: Vec<&str> = names.collect();
        Err(format!(
            "has a start-up that fetches from an unknown storage `{name}`{}",
            choices(name, "storages", &names)
        ))
    }
}
