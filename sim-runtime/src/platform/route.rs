//! Routes: which links a transfer between two hosts crosses, in order.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::zones::Network;
use super::{HostId, LinkId};
use crate::units::Latency;

/// The links between two hosts, in the direction of the transfer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route<'a> {
    /// The links to cross. There may be none if there is a distance.
    pub links: Cow<'a, [LinkId]>,
    /// How long the way takes beside the latencies of its links: what the coordinates of its ends give.
    pub distance: Latency,
}

/// The routes of a platform. A host reaches itself without any.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    // Looked up, never iterated: its order cannot reach a result.
    declared: FxHashMap<(HostId, HostId), Span>,
    /// The links of all declared routes, one after another.
    links: Vec<LinkId>,
    /// Where routes are found when they are asked for.
    charts: Vec<Chart>,
}

/// The links of a route among those of all routes.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: u32,
    count: u32,
}

/// Zones that know the ways between some hosts, which have consecutive numbers, and so have their links.
#[derive(Clone, Debug)]
struct Chart {
    first_host: usize,
    hosts: usize,
    first_link: usize,
    network: Rc<Network>,
}

impl Routes {
    /// Declares a route and its reverse, which crosses the same links in the opposite order.
    ///
    /// Returns whether neither direction had a route before; an earlier route is replaced.
    pub fn symmetrical(&mut self, from: HostId, to: HostId, links: &[LinkId]) -> bool {
        let forward = self.one_way(from, to, links);
        if from == to {
            return forward;
        }
        if let ([_], Some(&same)) = (links, self.declared.get(&(from, to))) {
            return self.insert(to, from, same) && forward;
        }
        let reversed: Vec<LinkId> = links.iter().rev().copied().collect();
        self.one_way(to, from, &reversed) && forward
    }

    /// Declares a route in one direction only. Returns whether there was none before; an earlier route is replaced.
    pub fn one_way(&mut self, from: HostId, to: HostId, links: &[LinkId]) -> bool {
        let span = Span {
            first: self.links.len() as u32,
            count: links.len() as u32,
        };
        self.links.extend_from_slice(links);
        self.insert(from, to, span)
    }

    fn insert(&mut self, from: HostId, to: HostId, span: Span) -> bool {
        let is_charted = self.charted(from, to).is_some();
        self.declared.insert((from, to), span).is_none() && !is_charted
    }

    /// Adds zones that know the ways between hosts. The first of their hosts and links have these numbers here.
    pub(crate) fn chart(&mut self, first_host: usize, first_link: usize, network: Rc<Network>) {
        self.charts.push(Chart {
            first_host,
            hosts: network.hosts(),
            first_link,
            network,
        });
    }

    /// The way from one host to another, in the direction of the transfer.
    pub fn get(&self, from: HostId, to: HostId) -> Option<Route<'_>> {
        let Some(span) = self.declared.get(&(from, to)) else {
            return self.charted(from, to);
        };
        let first = span.first as usize;
        Some(Route {
            links: Cow::Borrowed(&self.links[first..first + span.count as usize]),
            distance: Latency::ZERO,
        })
    }

    fn charted(&self, from: HostId, to: HostId) -> Option<Route<'_>> {
        self.charts.iter().find_map(|chart| chart.find(from, to))
    }
}

impl Chart {
    fn find(&self, from: HostId, to: HostId) -> Option<Route<'static>> {
        let own = |host: HostId| {
            let index = host.index().checked_sub(self.first_host)?;
            (index < self.hosts).then(|| HostId::from_index(index))
        };
        let way = self.network.between(own(from)?, own(to)?)?;
        let here = |link: &LinkId| LinkId::from_index(link.index() + self.first_link);
        Some(Route {
            links: way.links.iter().map(here).collect(),
            distance: Latency::new(way.distance),
        })
    }
}
