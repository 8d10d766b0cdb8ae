//! What the numbers of a world stand for.

use super::{Recorder, World};
use crate::platform::HostId;
use crate::serverless::{Service, ServiceId};
use crate::simulation::directory::{
    DeploymentFacts, Directory, LinkFacts, NodeFacts, ServiceFacts,
};

impl<R: Recorder> World<R> {
    pub(super) fn directory(&self) -> Directory {
        let scene = &self.scene;
        let platform = scene.fabric.platform();
        let link = |link: &crate::platform::Link| LinkFacts {
            name: link.name.clone(),
            bandwidth: link.spec.bandwidth.get(),
        };
        Directory {
            hosts: scene.host_names.iter().map(ToString::to_string).collect(),
            links: platform.links().iter().map(link).collect(),
            controllers: scene
                .shared
                .names
                .controllers()
                .map(str::to_owned)
                .collect(),
            functions: scene
                .functions
                .iter()
                .map(|function| function.spec.name.to_string())
                .collect(),
            images: self
                .images
                .iter()
                .map(|known| known.image.clone())
                .collect(),
            storages: scene.storages.iter().map(|storage| storage.host).collect(),
            services: self
                .services
                .iter()
                .enumerate()
                .map(|(index, service)| self.facts(ServiceId::from_index(index), service))
                .collect(),
        }
    }

    fn facts(&self, id: ServiceId, service: &Service) -> ServiceFacts {
        let node = |host: HostId| {
            let spec = &self.scene.fabric.platform()[host].spec;
            NodeFacts {
                host,
                cores: spec.cores,
                memory: spec.ram,
                disk: spec.disk.capacity,
            }
        };
        let mut deployments: Vec<DeploymentFacts> = self
            .scene
            .deployments
            .iter()
            .filter(|((service, _), _)| *service == id)
            .map(|((_, function), registration)| DeploymentFacts {
                function: *function,
                image: registration.image,
                memory: registration.memory,
            })
            .collect();
        deployments.sort_by_key(|deployment| deployment.function);
        let hosts = &self.scene.node_hosts[id.index()];
        ServiceFacts {
            name: service.name().to_owned(),
            head: self.scene.heads[id.index()],
            nodes: hosts.iter().map(|host| node(*host)).collect(),
            deployments,
            tariff: service.tariff().cloned(),
        }
    }
}
