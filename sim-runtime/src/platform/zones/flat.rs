//! A flat cluster: each host has a link to the middle, which may itself be a link.
//!
//! ```text
//!   host 0 --- limiter 0 --- link 0 ---+
//!   host 1 --- limiter 1 --- link 1 ---+--- backbone
//!   host 2 --- limiter 2 --- link 2 ---+
//! ```

use super::wires::Wires;
use crate::platform::LinkId;

/// The links of a flat cluster. What is no host of it (its router) is in the middle.
#[derive(Clone, Debug)]
pub(crate) struct Flat {
    pub(crate) hosts: usize,
    pub(crate) links: Wires,
    /// What bounds all that a host sends and receives, if anything does.
    pub(crate) limiters: Option<Wires>,
    pub(crate) backbone: Option<LinkId>,
}

impl Flat {
    /// Appends the links between two members by their ranks.
    pub(super) fn cross(&self, from: usize, to: usize, links: &mut Vec<LinkId>) -> Option<()> {
        let limiter = |host| self.limiters.map(|limiters| limiters.up(host));
        if from < self.hosts {
            links.extend(limiter(from));
            links.push(self.links.up(from));
        }
        links.extend(self.backbone);
        if to < self.hosts {
            links.push(self.links.down(to));
            links.extend(limiter(to));
        }
        Some(())
    }
}
