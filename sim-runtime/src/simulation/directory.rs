//! The names and sizes behind the numbers that a recorder is told.

use crate::platform::HostId;
use crate::serverless::{FunctionId, Image, ImageId, Tariff};
use crate::units::Bytes;

/// The names and sizes behind the numbers that a recorder is told.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// The names of the hosts, by [`HostId`].
    pub hosts: Vec<String>,
    /// The links, by [`LinkId`](crate::platform::LinkId).
    pub links: Vec<LinkFacts>,
    /// The names of the functions, by [`FunctionId`].
    pub functions: Vec<String>,
    /// The images, by [`ImageId`].
    pub images: Vec<Image>,
    /// The hosts of the storage services, by [`StorageId`](crate::storage::StorageId).
    pub storages: Vec<HostId>,
    /// The services, by [`ServiceId`](crate::serverless::ServiceId).
    pub services: Vec<ServiceFacts>,
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
    /// Its nodes, by [`NodeId`](crate::serverless::NodeId).
    pub nodes: Vec<NodeFacts>,
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
    /// The memory that each of its containers reserves.
    pub memory: Bytes,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeFacts {
    /// Its host.
    pub host: HostId,
    /// How many cores it has.
    pub cores: u32,
    /// How much memory it has.
    pub memory: Bytes,
    /// How much disk it has.
    pub disk: Bytes,
}

impl Directory {
    /// The name of a node of a service.
    pub fn node(&self, service: &ServiceFacts, node: usize) -> &str {
        &self.hosts[service.nodes[node].host.index()]
    }
}
