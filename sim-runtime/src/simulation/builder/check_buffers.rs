//! Buffers that would cut an image into more chunks than a transfer may have.

use super::{Builder, Deployment};
use crate::storage::Buffer;

impl Builder {
    /// One mistake for each storage and each service at most.
    pub(super) fn check_buffers(&mut self) {
        let mut problems = Vec::new();
        for (id, storage) in self.storages.iter_enumerated() {
            let mut deployed = self.deployments.iter().filter(|one| one.storage == id);
            if let Some(mistake) = deployed.find_map(|one| self.download_mistake(one)) {
                let declaration = format!("storage `{}`", storage.name);
                problems.push((storage.location, declaration, mistake));
            }
        }
        for (id, service) in self.services.iter_enumerated() {
            let mut deployed = self.deployments.iter().filter(|one| one.service == id);
            if let Some(mistake) = deployed.find_map(|one| self.copy_mistake(one)) {
                let declaration = format!("serverless `{}`", service.name);
                problems.push((service.location, declaration, mistake));
            }
        }
        for (location, declaration, mistake) in problems {
            let message = format!("has a `buffer` that {mistake}");
            self.report_at(location, declaration, message);
        }
    }

    /// What is wrong with the way of an image to the head host.
    fn download_mistake(&self, deployment: &Deployment) -> Option<String> {
        let storage = &self.storages[deployment.storage].spec;
        let service = &self.services[deployment.service].spec;
        let buffer = storage.buffer.copy_to(service.buffer);
        let image = &deployment.spec(&self.functions).image;
        let what = format!("the image `{}`", image.name);
        let mistake = buffer.mistake(&what, image.disk);
        mistake.filter(|_| service.remote_downloads)
    }

    /// What is wrong with the way of an image to a node and into its memory.
    fn copy_mistake(&self, deployment: &Deployment) -> Option<String> {
        let buffer: Buffer = self.services[deployment.service].spec.buffer;
        let image = &deployment.spec(&self.functions).image;
        let what = format!("the image `{}`", image.name);
        buffer.mistake(&what, image.disk.max(image.ram))
    }
}
