//! The platform of a scenario: hosts, links and routes, one by one or as arrays.

use indexmap::IndexMap;

use crate::platform::{Disk, HostId, HostSpec, LinkId, LinkSpec};
use crate::scenario::schema::{self, Route, Scenario, member, names};
use crate::serverless::{Image, Layers};
use crate::simulation::Builder;
use crate::units::Bytes;

/// The names of a scenario's platform and images, and what they stand for on the builder.
pub(super) struct PlatformIds {
    /// Of arrays, the members.
    pub(super) hosts: IndexMap<String, HostId>,
    pub(super) links: IndexMap<String, LinkId>,
    pub(super) images: IndexMap<String, Image>,
}

impl PlatformIds {
    /// The hosts that a name stands for.
    pub(super) fn hosts_of(&self, name: &str) -> Vec<HostId> {
        members(&self.hosts, name)
    }

    /// The links that a name stands for.
    pub(super) fn links_of(&self, name: &str) -> Vec<LinkId> {
        members(&self.links, name)
    }
}

/// What is called so, or the members of the array that is.
fn members<Id: Copy>(all: &IndexMap<String, Id>, name: &str) -> Vec<Id> {
    match all.get(name) {
        Some(id) => vec![*id],
        None => (0..)
            .map_while(|place| all.get(&member(name, place)).copied())
            .collect(),
    }
}

pub(super) fn declare_platform(sim: &mut Builder, scenario: &Scenario) -> PlatformIds {
    let platform = &scenario.platform;
    let mut hosts = IndexMap::new();
    for host in &platform.hosts {
        let disk = host.disk.as_ref().map_or_else(Disk::default, |disk| Disk {
            capacity: disk.size,
            read: disk.read_bw,
            write: disk.write_bw,
        });
        let ram = host.ram.unwrap_or(Bytes::MAX);
        let spec = HostSpec {
            cores: host.cores,
            speed: host.speed,
            ram,
            disk,
            gpus: host.gpus,
            power: host.draws(),
            carbon: host.carbon,
        };
        for name in names(&host.name, host.count) {
            let id = sim.host(&name, spec.clone());
            hosts.insert(name, id);
        }
    }
    let mut links = IndexMap::new();
    for link in &platform.links {
        let spec = LinkSpec {
            bandwidth: link.bandwidth,
            sharing: link.sharing,
            ..LinkSpec::default()
        }
        .with_latency(link.latency);
        for name in names(&link.name, link.count) {
            let id = sim.link(&name, spec);
            links.insert(name, id);
        }
    }
    let images = scenario.images.iter().map(|image| {
        let known = Image {
            name: image.name.clone().into(),
            disk: image.disk_size,
            ram: image.ram_size,
            layers: Layers::named(layers(image)),
        };
        (image.name.clone(), known)
    });
    let declared = PlatformIds {
        hosts,
        links,
        images: images.collect(),
    };
    for route in &platform.routes {
        declare_route(sim, route, &declared);
    }
    declared
}

/// A route, or one for each host of the array at one of its ends.
fn declare_route(sim: &mut Builder, route: &Route, declared: &PlatformIds) {
    let via = route.links.iter();
    let via: Vec<Vec<LinkId>> = via.map(|link| declared.links_of(link)).collect();
    let (sources, targets) = (declared.hosts_of(&route.src), declared.hosts_of(&route.dst));
    let pairs = sources
        .iter()
        .flat_map(|src| targets.iter().map(move |dst| (*src, *dst)));
    for (place, (from, to)) in pairs.enumerate() {
        // Of an array of links, each route has its own.
        let via = via
            .iter()
            .filter_map(|links| links.get(place).or(links.first()).copied());
        let via: Vec<LinkId> = via.collect();
        if route.symmetrical {
            sim.route(from, to, via);
        } else {
            sim.route_one_way(from, to, via);
        }
    }
}

/// The names and sizes of the layers of an image.
fn layers(image: &schema::Image) -> impl Iterator<Item = (String, Bytes)> {
    let layers = image.layers.iter();
    layers.map(|layer| (layer.name.clone(), layer.size))
}
