//! Where everything is: the names of the hosts, and the hosts of the services.

use std::rc::Rc;

use index_vec::IndexVec;

use crate::platform::{HostId, Platform};
use crate::serverless::{NodeId, ServiceId};
use crate::simulation::builder::ServiceDeclaration;

/// The hosts, by what they are for.
pub(crate) struct Sites {
    names: IndexVec<HostId, Rc<str>>,
    heads: IndexVec<ServiceId, HostId>,
    nodes: IndexVec<ServiceId, IndexVec<NodeId, HostId>>,
}

impl Sites {
    pub(crate) fn new(
        platform: &Platform,
        services: &IndexVec<ServiceId, ServiceDeclaration>,
    ) -> Self {
        let hosts = platform.hosts().iter();
        let nodes = |service: &ServiceDeclaration| service.nodes.iter().copied().collect();
        Self {
            names: hosts.map(|host| Rc::clone(&host.name)).collect(),
            heads: services.iter().map(|service| service.head).collect(),
            nodes: services.iter().map(nodes).collect(),
        }
    }

    /// The names of all hosts, by [`HostId`].
    pub(crate) fn names(&self) -> &IndexVec<HostId, Rc<str>> {
        &self.names
    }

    pub(crate) fn name(&self, host: HostId) -> &Rc<str> {
        &self.names[host]
    }

    /// The head host of a service.
    pub(crate) fn head(&self, service: ServiceId) -> HostId {
        self.heads[service]
    }

    /// The name of the head host of a service.
    pub(crate) fn head_name(&self, service: ServiceId) -> String {
        self.names[self.heads[service]].to_string()
    }

    /// The host of a node of a service.
    pub(crate) fn node(&self, service: ServiceId, node: NodeId) -> HostId {
        self.nodes[service][node]
    }

    /// Which node of which service a host is; it is one of one service at most.
    pub(crate) fn node_on(&self, host: HostId) -> Option<(ServiceId, NodeId)> {
        self.nodes.iter_enumerated().find_map(|(service, nodes)| {
            let node = nodes.iter().position(|node| *node == host)?;
            Some((service, NodeId::from_index(node)))
        })
    }

    /// The hosts of the nodes of a service.
    pub(crate) fn nodes(&self, service: ServiceId) -> &IndexVec<NodeId, HostId> {
        &self.nodes[service]
    }
}
