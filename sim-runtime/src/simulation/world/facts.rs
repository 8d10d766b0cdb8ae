//! What the numbers of a world stand for.

use super::World;
use crate::platform::HostId;
use crate::serverless::tariff::BilledSize;
use crate::serverless::{Service, ServiceId};
use crate::simulation::directory::{
    DeploymentFacts, Directory, LinkFacts, NodeFacts, ServiceFacts,
};

impl<R> World<R> {
    pub(super) fn directory(&self) -> Directory {
        let state = &self.state;
        let platform = state.activities.fabric.platform();
        let link = |link: &crate::platform::Link| LinkFacts {
            name: link.name.to_string(),
            bandwidth: link.spec.bandwidth.get(),
        };
        let storages = state.files.storages.iter();
        let services = self.services.iter_enumerated();
        Directory {
            hosts: state
                .sites
                .names()
                .iter()
                .map(ToString::to_string)
                .collect(),
            links: platform.links().iter().map(link).collect(),
            controllers: state
                .shared
                .names
                .controllers()
                .map(str::to_owned)
                .collect(),
            functions: state.functions.names().map(str::to_owned).collect(),
            images: self
                .images
                .iter()
                .map(|known| known.image.clone())
                .collect(),
            storages: storages.map(|storage| storage.host).collect(),
            services: services
                .map(|(id, service)| self.facts(id, service))
                .collect(),
        }
    }

    fn facts(&self, id: ServiceId, service: &Service) -> ServiceFacts {
        let node = |host: HostId| {
            let spec = &self.state.activities.fabric.platform()[host].spec;
            NodeFacts {
                host,
                cores: spec.cores,
                speed: spec.speed,
                power: spec.power,
                carbon: spec.carbon,
                memory: spec.ram,
                disk: spec.disk.capacity,
            }
        };
        let deployed = self.state.functions.deployed_on(id).into_iter();
        let deployments = deployed.map(|(function, known)| DeploymentFacts {
            function,
            image: known.image,
            size: BilledSize::of(&known.charge, known.cpu, known.concurrency),
            concurrency: known.concurrency,
        });
        let hosts = self.state.sites.nodes(id).iter();
        ServiceFacts {
            name: service.name().to_owned(),
            head: self.state.sites.head(id),
            nodes: hosts.map(|host| node(*host)).collect(),
            deployments: deployments.collect(),
            tariff: service.tariff().cloned(),
        }
    }
}
