//! How a route is found.

use index_vec::Idx;
use rustc_hash::FxHashSet;

use super::{Coordinates, Edge, Formula, Network, PointId, Routing, Zone, ZoneId};
use crate::platform::{HostId, LinkId};

/// A route that was found: the links to cross, and how long the way takes beside their latencies \[s\].
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Way {
    pub(crate) links: Vec<LinkId>,
    pub(crate) distance: f64,
}

impl Network {
    /// The way from one host to another, in the direction of the transfer.
    pub(crate) fn between(&self, from: HostId, to: HostId) -> Option<Way> {
        let (from, to) = (self.hosts[from], self.hosts[to]);
        let mut way = Way::default();
        self.route(from, to, &mut way)?;
        (!way.links.is_empty() || way.distance > 0.0).then_some(way)
    }

    /// Appends what lies between two hosts or routers, if there is a route.
    fn route(&self, from: PointId, to: PointId, way: &mut Way) -> Option<()> {
        if from == to {
            return Some(());
        }
        let (first, last) = (self.point(from).zone?, self.point(to).zone?);
        if first == last {
            let zone = self.zone(first);
            if let Some(bypass) = zone.bypasses.get(&(from, to)) {
                way.links.extend(&bypass.links);
                return Some(());
            }
            return self.local(zone, from, to, way).map(drop);
        }
        let (common, leave, enter) = self.meet(first, last)?;
        let mut between = Way::default();
        let bypass = self.bypass(common, (first, leave), (last, enter));
        let gateways = match bypass {
            Some(bypass) => {
                between.links.extend(&bypass.links);
                bypass.gateways
            }
            None => {
                let ends = [leave, enter].map(|zone| self.zone(zone).point);
                self.local(self.zone(common), ends[0], ends[1], &mut between)?
            }
        };
        let (exit, entrance) = gateways?;
        self.route(from, exit, way)?;
        way.links.extend(between.links);
        way.distance += between.distance;
        self.route(entrance, to, way)
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
    fn bypass(
        &self,
        common: ZoneId,
        from: (ZoneId, ZoneId),
        to: (ZoneId, ZoneId),
    ) -> Option<&Edge> {
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
        (0..from.len().max(to.len())).find_map(at_height)
    }

    /// The points of the zones from an inner one to an outer one.
    fn ascent(&self, inner: ZoneId, outer: ZoneId) -> Vec<PointId> {
        let parent = |zone: &ZoneId| self.zone(*zone).parent.filter(|_| *zone != outer);
        let zones = std::iter::successors(Some(inner), parent);
        zones.map(|zone| self.zone(zone).point).collect()
    }

    /// Appends what a zone finds between two of its members; returns the gateways, if they are zones.
    fn local(&self, zone: &Zone, from: PointId, to: PointId, way: &mut Way) -> Option<Gateways> {
        match zone.routing {
            Routing::None => Some(None),
            // A host that no route leads to a gateway is at the gateway, as in SimGrid.
            Routing::Full => Some(zone.edges.get(&(from, to)).and_then(|edge| {
                way.links.extend(&edge.links);
                edge.gateways
            })),
            Routing::Floyd | Routing::Dijkstra => self.shortest(zone, from, to, way),
            Routing::Cluster => {
                through_the_middle(zone, from, to, way);
                Some(None)
            }
            Routing::Vivaldi => {
                let [one, other] = [from, to].map(|point| zone.coordinates.get(&point));
                through_the_middle(zone, from, to, way);
                way.distance += one?.distance(other?);
                Some(None)
            }
            Routing::Formula => {
                let first = zone.members.first()?.index();
                let [from, to] = [from, to].map(|point| point.index() - first);
                zone.formula.as_ref()?.cross(from, to, &mut way.links)?;
                Some(None)
            }
        }
    }

    fn shortest(&self, zone: &Zone, from: PointId, to: PointId, way: &mut Way) -> Option<Gateways> {
        let path = zone.paths.as_ref()?.between(from, to)?;
        let mut exit = None;
        let mut entered = None;
        for (place, step) in path.iter().enumerate() {
            let edge = &zone.edges[step];
            // Through a zone on the way, from where it is entered to where it is left.
            if let (Some(entrance), Some((exit, _))) = (entered, edge.gateways) {
                self.route(entrance, exit, way)?;
            }
            way.links.extend(&edge.links);
            if place == 0 {
                exit = edge.gateways.map(|(exit, _)| exit);
            }
            entered = edge.gateways.map(|(_, entrance)| entrance);
        }
        Some(exit.zip(entered))
    }
}

/// By which points a route leaves one zone and enters another; `None` between hosts and routers.
type Gateways = Option<(PointId, PointId)>;

/// Up to the middle of a cluster and down again; a link that is on both ways is crossed once.
fn through_the_middle(zone: &Zone, from: PointId, to: PointId, way: &mut Way) {
    let up = zone.spokes.get(&from).map_or(&[][..], |spoke| &spoke.up);
    let down = zone.spokes.get(&to).map_or(&[][..], |spoke| &spoke.down);
    let mut crossed = FxHashSet::default();
    let links = up.iter().chain(down).copied();
    way.links.extend(links.filter(|link| crossed.insert(*link)));
}

impl Coordinates {
    /// How long the way between two places takes \[s\]; coordinates are in ms.
    ///
    /// Source: F. Dabek et al., "Vivaldi: a decentralized network coordinate system", SIGCOMM 2004 (heights in section 5.4).
    fn distance(&self, other: &Self) -> f64 {
        let ([x, y, height], [other_x, other_y, other_height]) = (self.0, other.0);
        let (x, y) = (x - other_x, y - other_y);
        ((x * x + y * y).sqrt() + height.abs() + other_height.abs()) / 1000.0
    }
}

impl Formula {
    /// Appends the links between two members by their ranks, if there is a way.
    fn cross(&self, from: usize, to: usize, links: &mut Vec<LinkId>) -> Option<()> {
        match self {
            Self::Flat(flat) => flat.cross(from, to, links),
            Self::Torus(torus) => torus.cross(from, to, links),
            Self::FatTree(tree) => tree.cross(from, to, links),
            Self::Dragonfly(dragonfly) => dragonfly.cross(from, to, links),
        }
    }
}
