//! The zones of a platform and how they find a route, step by step as SimGrid does.
//!
//! A zone is a leaf that holds hosts and routers, or holds zones. A route between points of one zone is found by that
//! zone. Between points of two zones, the nearest zone that holds both says by which gateways to leave the one and to
//! enter the other, and over which links between them; the way to a gateway is again a route.
//!
//! Source: L. Bobelin et al., "Scalable multi-purpose network representation for large scale distributed system
//! simulation", CCGrid 2012.

use index_vec::IndexVec;
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::paths::Paths;
use super::point::{Edge, Edges, Kind, Point, PointId, ZoneId};
use crate::platform::{HostId, LinkId};

/// What lies between a host of a cluster and its middle.
#[derive(Clone, Debug, Default)]
pub(super) struct Spoke {
    pub(super) up: Vec<LinkId>,
    pub(super) down: Vec<LinkId>,
}

/// How a zone finds its routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Routing {
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
}

#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) point: PointId,
    pub(super) routing: Routing,
    pub(super) parent: Option<ZoneId>,
    depth: u32,
    /// What it holds, in order.
    pub(super) members: Vec<PointId>,
    pub(super) edges: Edges,
    pub(super) bypasses: Edges,
    pub(super) spokes: FxHashMap<PointId, Spoke>,
    paths: Option<Paths>,
}

/// All zones and points.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    points: IndexVec<PointId, Point>,
    zones: IndexVec<ZoneId, Zone>,
    /// The points of the hosts, by number of the host.
    hosts: IndexVec<HostId, PointId>,
}

impl Network {
    /// Adds a zone, with a point that stands for it.
    pub(super) fn add_zone(
        &mut self,
        name: &str,
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
            paths: None,
        });
        id
    }

    /// Adds a host or a router. Hosts come in the order of their numbers.
    pub(super) fn add_point(&mut self, name: &str, zone: Option<ZoneId>, kind: Kind) -> PointId {
        let name = name.to_owned();
        let id = self.points.push(Point { name, kind, zone });
        if let Some(zone) = zone {
            self.zone_mut(zone).members.push(id);
        }
        if let Kind::Host(_) = kind {
            self.hosts.push(id);
        }
        id
    }

    pub(super) fn point(&self, id: PointId) -> &Point {
        &self.points[id]
    }

    pub(super) fn points(&self) -> impl Iterator<Item = &Point> {
        self.points.iter()
    }

    pub(super) fn zone(&self, id: ZoneId) -> &Zone {
        &self.zones[id]
    }

    pub(super) fn zone_mut(&mut self, id: ZoneId) -> &mut Zone {
        &mut self.zones[id]
    }

    pub(super) fn name(&self, zone: ZoneId) -> &str {
        &self.point(self.zone(zone).point).name
    }

    /// Whether a point is in a zone or in one of the zones inside.
    pub(super) fn contains(&self, zone: ZoneId, point: PointId) -> bool {
        let holder = self.point(point).zone;
        std::iter::successors(holder, |inner| self.zone(*inner).parent).any(|outer| outer == zone)
    }

    /// The hosts of each zone and of the zones inside, by name of the zone, in order of declaration.
    pub(super) fn hosts_by_zone(&self) -> IndexMap<String, Vec<HostId>> {
        let names = self.zones.iter().map(|zone| &self.point(zone.point).name);
        let mut hosts: IndexMap<String, Vec<HostId>> =
            names.map(|name| (name.clone(), Vec::new())).collect();
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
    pub(super) fn seal(&mut self) {
        for zone in &mut self.zones {
            zone.paths = match zone.routing {
                Routing::Floyd => Some(Paths::floyd(&zone.members, &zone.edges)),
                Routing::Dijkstra => Some(Paths::dijkstra(&zone.edges)),
                Routing::None | Routing::Full | Routing::Cluster => None,
            };
        }
    }

    /// The links from one host to another, in the direction of the transfer.
    pub(super) fn between(&self, from: HostId, to: HostId) -> Option<Vec<LinkId>> {
        let (from, to) = (self.hosts[from], self.hosts[to]);
        let mut links = Vec::new();
        self.route(from, to, &mut links)?;
        (!links.is_empty()).then_some(links)
    }

    /// Appends the links between two hosts or routers, if there is a route.
    fn route(&self, from: PointId, to: PointId, links: &mut Vec<LinkId>) -> Option<()> {
        if from == to {
            return Some(());
        }
        let (first, last) = (self.point(from).zone?, self.point(to).zone?);
        if first == last {
            let zone = self.zone(first);
            let direct = zone.bypasses.get(&(from, to)).cloned();
            let edge = direct.or_else(|| self.local(zone, from, to))?;
            links.extend(edge.links);
            return Some(());
        }
        let (common, leave, enter) = self.meet(first, last)?;
        let edge = self
            .bypass(common, (first, leave), (last, enter))
            .or_else(|| {
                self.local(
                    self.zone(common),
                    self.zone(leave).point,
                    self.zone(enter).point,
                )
            })?;
        let (exit, entrance) = edge.gateways?;
        self.route(from, exit, links)?;
        links.extend(edge.links);
        self.route(entrance, to, links)
    }

    /// The nearest zone around two others, and the zones inside it that lead to each.
    fn meet(&self, first: ZoneId, last: ZoneId) -> Option<(ZoneId, ZoneId, ZoneId)> {
        let depth = |zone: ZoneId| self.zone(zone).depth;
        let (mut first, mut last) = ((first, first), (last, last));
        while first.0 != last.0 {
            let deepest = depth(first.0).max(depth(last.0));
            for end in [&mut first, &mut last] {
                if depth(end.0) == deepest {
                    *end = (self.zone(end.0).parent?, end.0);
                }
            }
        }
        Some((first.0, first.1, last.1))
    }

    /// The bypass between zones around the two ends, the innermost first.
    fn bypass(&self, common: ZoneId, from: (ZoneId, ZoneId), to: (ZoneId, ZoneId)) -> Option<Edge> {
        let bypasses = &self.zone(common).bypasses;
        if bypasses.is_empty() {
            return None;
        }
        let (from, to) = (self.ascent(from.0, from.1), self.ascent(to.0, to.1));
        let between = |one: usize, other: usize| bypasses.get(&(*from.get(one)?, *to.get(other)?));
        let at_height = |height: usize| {
            (0..height)
                .find_map(|lower| between(lower, height).or_else(|| between(height, lower)))
                .or_else(|| between(height, height))
        };
        (0..from.len().max(to.len())).find_map(at_height).cloned()
    }

    /// The points of the zones from an inner one to an outer one.
    fn ascent(&self, inner: ZoneId, outer: ZoneId) -> Vec<PointId> {
        let parent = |zone: &ZoneId| self.zone(*zone).parent.filter(|_| *zone != outer);
        let zones = std::iter::successors(Some(inner), parent);
        zones.map(|zone| self.zone(zone).point).collect()
    }

    /// The route that a zone finds between two of its members.
    fn local(&self, zone: &Zone, from: PointId, to: PointId) -> Option<Edge> {
        match zone.routing {
            Routing::None => None,
            Routing::Full => zone.edges.get(&(from, to)).cloned(),
            Routing::Cluster => Some(through_the_middle(zone, from, to)),
            Routing::Floyd | Routing::Dijkstra => self.shortest(zone, from, to),
        }
    }

    fn shortest(&self, zone: &Zone, from: PointId, to: PointId) -> Option<Edge> {
        let path = zone.paths.as_ref()?.between(from, to)?;
        let edges: Vec<&Edge> = path.iter().map(|step| &zone.edges[step]).collect();
        let mut links = Vec::new();
        let mut entered: Option<PointId> = None;
        for edge in &edges {
            // Through a zone on the way, from where it is entered to where it is left.
            if let (Some(entrance), Some((exit, _))) = (entered, edge.gateways) {
                self.route(entrance, exit, &mut links)?;
            }
            links.extend(&edge.links);
            entered = edge.gateways.map(|(_, entrance)| entrance);
        }
        let exit = edges.first()?.gateways.map(|(exit, _)| exit);
        let gateways = exit.zip(entered);
        Some(Edge { gateways, links })
    }
}

/// Up to the middle of a cluster and down again; a link that is on both ways is crossed once.
fn through_the_middle(zone: &Zone, from: PointId, to: PointId) -> Edge {
    let up = zone.spokes.get(&from).map_or(&[][..], |spoke| &spoke.up);
    let down = zone.spokes.get(&to).map_or(&[][..], |spoke| &spoke.down);
    let mut crossed = FxHashSet::default();
    let links = up.iter().chain(down).copied();
    let links = links.filter(|link| crossed.insert(*link)).collect();
    let gateways = None;
    Edge { gateways, links }
}
