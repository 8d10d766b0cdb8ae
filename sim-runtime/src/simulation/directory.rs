//! The names and sizes behind the numbers that a recorder is told.

use std::fmt;

use index_vec::IndexVec;

use super::identity::{ControllerId, Identity, write_name};
use crate::platform::{HostId, LinkId, Power};
use crate::serverless::tariff::BilledSize;
use crate::serverless::{FunctionId, Image, ImageId, NodeId, ServiceId, Tariff};
use crate::storage::StorageId;
use crate::units::{Bytes, Speed};

/// The names and sizes behind the numbers that a recorder is told.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// The names of the hosts.
    pub hosts: IndexVec<HostId, String>,
    /// The links.
    pub links: IndexVec<LinkId, LinkFacts>,
    /// The names of the controllers.
    pub controllers: IndexVec<ControllerId, String>,
    /// The names of the functions.
    pub functions: IndexVec<FunctionId, String>,
    /// The images.
    pub images: IndexVec<ImageId, Image>,
    /// The hosts of the storage services.
    pub storages: IndexVec<StorageId, HostId>,
    /// The services.
    pub services: IndexVec<ServiceId, ServiceFacts>,
}

/// A link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkFacts {
    /// Its name.
    pub name: String,
    /// Its bandwidth \[B/s\].
    pub bandwidth: f64,
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceFacts {
    /// Its name.
    pub name: String,
    /// Its head host.
    pub head: HostId,
    /// Its nodes.
    pub nodes: IndexVec<NodeId, NodeFacts>,
    /// The functions that are or may be registered with it, in order of their declaration.
    pub deployments: Vec<DeploymentFacts>,
    /// What is billed.
    pub tariff: Option<Tariff>,
}

/// A function on a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeploymentFacts {
    /// The function.
    pub function: FunctionId,
    /// The image of its containers.
    pub image: ImageId,
    /// What each of its containers has: memory, disk space, cores.
    pub size: BilledSize,
    /// How many invocations each of its containers serves at once.
    pub concurrency: u32,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeFacts {
    /// Its host.
    pub host: HostId,
    /// How many cores it has.
    pub cores: u32,
    /// How fast each of them is.
    pub speed: Speed,
    /// The power that it draws.
    pub power: Power,
    /// The carbon intensity of what it draws \[g/kWh\].
    pub carbon: f64,
    /// How much memory it has.
    pub memory: Bytes,
    /// How much disk it has.
    pub disk: Bytes,
}

impl Directory {
    /// The name of a node of a service.
    pub fn node(&self, service: &ServiceFacts, node: NodeId) -> &str {
        &self.hosts[service.nodes[node].host]
    }

    /// The name of a process: that of a controller, `FUNCTION#INVOCATION` for a body, and `PARENT/NAME#NUMBER` for a
    /// process that another one has spawned; long lines of descent are cut in the middle.
    pub fn process(&self, identity: &Identity) -> String {
        let name = fmt::from_fn(|formatter| {
            write_name(
                formatter,
                identity,
                |controller| &self.controllers[controller],
                |function| &self.functions[function],
            )
        });
        name.to_string()
    }
}
