//! Zones: parts of a platform that find routes by themselves, step by step as SimGrid does.
//!
//! A zone is a leaf that holds hosts and routers, or holds zones. A route between points of one zone is found by that
//! zone. Between points of two zones, the nearest zone that holds both says by which gateways to leave the one and to
//! enter the other, and over which links between them; the way to a gateway is again a route. Nothing is kept for each pair of
//! hosts: `search` finds a route when it is asked for, and `flat`, `torus`, `fat_tree` and `dragonfly` count where its links are.
//!
//! Source: L. Bobelin et al., "Scalable multi-purpose network representation for large scale distributed system
//! simulation", CCGrid 2012.

mod dragonfly;
mod fat_tree;
mod flat;
mod paths;
mod point;
mod search;
mod torus;
mod wires;

use std::rc::Rc;

use index_vec::IndexVec;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;

pub(crate) use dragonfly::{Dragonfly, pairs};
pub(crate) use fat_tree::FatTree;
pub(crate) use flat::Flat;
use paths::Paths;
pub(crate) use point::{Edge, Edges, Kind, Point, PointId, ZoneId};
pub(crate) use torus::Torus;
pub(crate) use wires::Wires;

use super::{HostId, LinkId};

/// What lies between a host of a cluster and its middle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spoke {
    pub(crate) up: Vec<LinkId>,
    pub(crate) down: Vec<LinkId>,
}

/// How a zone finds its routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Routing {
    /// None is found.
    None,
    /// All are declared.
    Full,
    /// Shortest paths over those that are declared; equally short ones as Floyd's algorithm leaves them.
    Floyd,
    /// Shortest paths over those that are declared; equally short ones as Dijkstra's algorithm leaves them.
    Dijkstra,
    /// Up to the middle and down again.
    Cluster,
    /// The same, and what lies between is as far as the coordinates of the ends say.
    Vivaldi,
    /// As its [`Formula`] counts.
    Formula,
}

/// A zone of equal hosts, wired so that what lies between two of them can be counted.
#[derive(Clone, Debug)]
pub(crate) enum Formula {
    Flat(Flat),
    Torus(Torus),
    FatTree(FatTree),
    Dragonfly(Dragonfly),
}

/// Where a host is in the space of a Vivaldi zone, in ms: on a plane, and how far above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Coordinates(pub(crate) [f64; 3]);

#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) point: PointId,
    pub(crate) routing: Routing,
    pub(crate) parent: Option<ZoneId>,
    depth: u32,
    /// What it holds, in order.
    pub(crate) members: Vec<PointId>,
    pub(crate) edges: Edges,
    pub(crate) bypasses: Edges,
    pub(crate) spokes: FxHashMap<PointId, Spoke>,
    pub(crate) coordinates: FxHashMap<PointId, Coordinates>,
    pub(crate) formula: Option<Formula>,
    paths: Option<Paths>,
}

/// All zones and points.
#[derive(Clone, Debug, Default)]
pub(crate) struct Network {
    points: IndexVec<PointId, Point>,
    zones: IndexVec<ZoneId, Zone>,
    /// The points of the hosts, by number of the host.
    hosts: IndexVec<HostId, PointId>,
}

impl Network {
    /// Adds a zone, with a point that stands for it.
    pub(crate) fn add_zone(
        &mut self,
        name: impl Into<Rc<str>>,
        parent: Option<ZoneId>,
        routing: Routing,
    ) -> ZoneId {
        let id = self.zones.next_idx();
        let point = self.add_point(name, parent, Kind::Zone(id));
        self.zones.push(Zone {
            point,
            routing,
            parent,
            depth: parent.map_or(0, |parent| self.zone(parent).depth + 1),
            members: Vec::new(),
            edges: Edges::default(),
            bypasses: Edges::default(),
            spokes: FxHashMap::default(),
            coordinates: FxHashMap::default(),
            formula: None,
            paths: None,
        });
        id
    }

    /// Adds a host or a router. Hosts come in the order of their numbers.
    pub(crate) fn add_point(
        &mut self,
        name: impl Into<Rc<str>>,
        zone: Option<ZoneId>,
        kind: Kind,
    ) -> PointId {
        let name = name.into();
        let id = self.points.push(Point { name, kind, zone });
        if let Some(zone) = zone {
            self.zone_mut(zone).members.push(id);
        }
        if let Kind::Host(_) = kind {
            self.hosts.push(id);
        }
        id
    }

    /// How many hosts there are.
    pub(crate) fn hosts(&self) -> usize {
        self.hosts.len()
    }

    pub(crate) fn point(&self, id: PointId) -> &Point {
        &self.points[id]
    }

    pub(crate) fn points(&self) -> impl ExactSizeIterator<Item = &Point> {
        self.points.iter()
    }

    pub(crate) fn zone(&self, id: ZoneId) -> &Zone {
        &self.zones[id]
    }

    pub(crate) fn zone_mut(&mut self, id: ZoneId) -> &mut Zone {
        &mut self.zones[id]
    }

    pub(crate) fn name(&self, zone: ZoneId) -> &str {
        &self.point(self.zone(zone).point).name
    }

    /// Whether a point is in a zone or in one of the zones inside.
    pub(crate) fn contains(&self, zone: ZoneId, point: PointId) -> bool {
        let holder = self.point(point).zone;
        std::iter::successors(holder, |inner| self.zone(*inner).parent).any(|outer| outer == zone)
    }

    /// The hosts of each zone and of the zones inside, by name of the zone, in order of declaration.
    pub(crate) fn hosts_by_zone(&self) -> IndexMap<String, Vec<HostId>> {
        let names = self.zones.iter().map(|zone| &self.point(zone.point).name);
        let mut hosts: IndexMap<String, Vec<HostId>> =
            names.map(|name| (name.to_string(), Vec::new())).collect();
        for point in &self.points {
            let Kind::Host(host) = point.kind else {
                continue;
            };
            for zone in std::iter::successors(point.zone, |inner| self.zone(*inner).parent) {
                if let Some(inside) = hosts.get_mut(self.name(zone)) {
                    inside.push(host);
                }
            }
        }
        hosts
    }

    /// Prepares the zones that look for shortest paths; call when all routes are declared.
    pub(crate) fn seal(&mut self) {
        for zone in &mut self.zones {
            zone.paths = match zone.routing {
                Routing::Floyd => Some(Paths::floyd(&zone.members, &zone.edges)),
                Routing::Dijkstra => Some(Paths::dijkstra(&zone.edges)),
                _ => None,
            };
        }
    }
}
