//! Routes: which links a transfer between two hosts crosses, in order.

use rustc_hash::FxHashMap;

use super::{HostId, LinkId};

/// The routes of a platform. A host reaches itself without any.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    // Looked up, never iterated: its order cannot reach a result.
    links: FxHashMap<(HostId, HostId), Vec<LinkId>>,
}

impl Routes {
    /// Declares a route and its reverse, which crosses the same links in the opposite order.
    ///
    /// Returns whether neither direction had a route before; an earlier route is replaced.
    pub fn symmetrical(&mut self, from: HostId, to: HostId, links: &[LinkId]) -> bool {
        let forward = self.one_way(from, to, links);
        let reversed: Vec<LinkId> = links.iter().rev().copied().collect();
        let backward = from == to || self.one_way(to, from, &reversed);
        forward && backward
    }

    /// Declares a route in one direction only. Returns whether there was none before; an earlier route is replaced.
    pub fn one_way(&mut self, from: HostId, to: HostId, links: &[LinkId]) -> bool {
        self.links.insert((from, to), links.to_vec()).is_none()
    }

    /// The links from one host to another, in the direction of the transfer.
    pub fn get(&self, from: HostId, to: HostId) -> Option<&[LinkId]> {
        self.links.get(&(from, to)).map(Vec::as_slice)
    }
}
