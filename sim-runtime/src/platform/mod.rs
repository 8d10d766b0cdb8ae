//! Hosts, disks, links and routes, and what moves on them.
//!
//! This layer knows topology and the formula of the network. It must not know files, images or functions.
//!
//! * `host`, `link`, `route`: the description; `zones`: routes that are found when they are asked for;
//! * [`Platform`]: the finished description, immutable while a simulation runs;
//! * [`power`]: what hosts draw; [`Profile`]: what hosts and links can do as it changes;
//! * [`network`]: how a transfer over a route behaves (LV08 or ideal);
//! * `fabric`: computations and movements of bytes in progress;
//! * [`simgrid_xml`]: descriptions in the XML format of SimGrid.

mod fabric;
mod host;
mod link;
pub mod network;
pub mod power;
mod profile;
mod route;
pub mod simgrid_xml;
mod zones;

pub use fabric::{Access, Broken, End, Fabric, Movement, MovementId};
pub use host::{Disk, Host, HostId, HostSpec};
pub use link::{Link, LinkId, LinkSpec, Sharing};
pub use network::{NetworkModel, Transmission};
pub use power::Power;
pub use profile::Profile;
pub use route::{Route, Routes};

use std::rc::Rc;

use index_vec::IndexVec;

/// Everything that stays as it is while a simulation runs.
///
/// ```
/// use sim_runtime::platform::{HostSpec, LinkSpec, Platform};
/// use sim_runtime::units::short::*;
///
/// let mut platform = Platform::default();
/// let user = platform.host("user", HostSpec { speed: gflop_per_sec(1), ..HostSpec::default() });
/// let gateway = platform.host("gateway", HostSpec { speed: gflop_per_sec(1), ..HostSpec::default() });
/// let wan = platform.link("wan", LinkSpec { bandwidth: mb_per_sec(10), latency: us(20), ..LinkSpec::default() });
/// platform.routes.symmetrical(user, gateway, &[wan]);
/// assert_eq!(*platform.routes.get(gateway, user).unwrap().links, [wan]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Platform {
    hosts: IndexVec<HostId, Host>,
    links: IndexVec<LinkId, Link>,
    /// Which links lie between which hosts.
    pub routes: Routes,
}

impl Platform {
    /// Adds a host.
    pub fn host(&mut self, name: impl Into<Rc<str>>, spec: HostSpec) -> HostId {
        let name = name.into();
        self.hosts.push(Host { name, spec })
    }

    /// Adds a link.
    pub fn link(&mut self, name: impl Into<Rc<str>>, spec: LinkSpec) -> LinkId {
        let name = name.into();
        self.links.push(Link { name, spec })
    }

    /// All hosts, in order of declaration.
    pub fn hosts(&self) -> &[Host] {
        self.hosts.as_raw_slice()
    }

    /// The hosts and the links, each in order of declaration.
    pub(crate) fn into_parts(self) -> (IndexVec<HostId, Host>, IndexVec<LinkId, Link>) {
        (self.hosts, self.links)
    }

    /// All links, in order of declaration.
    pub fn links(&self) -> &[Link] {
        self.links.as_raw_slice()
    }
}

impl std::ops::Index<HostId> for Platform {
    type Output = Host;

    fn index(&self, host: HostId) -> &Host {
        &self.hosts[host]
    }
}

impl std::ops::Index<LinkId> for Platform {
    type Output = Link;

    fn index(&self, link: LinkId) -> &Link {
        &self.links[link]
    }
}
