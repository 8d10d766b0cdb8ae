//! `<route>`, `<zoneRoute>`, their bypasses and `<host_link>`: what lies between points that are all declared by now.

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use super::element::{Element, Value};
use super::error::XmlProblem;
use super::reader::{Deferred, Reader};
use crate::platform::LinkId;
use crate::platform::zones::{Edge, Edges, Kind, PointId, ZoneId};
use crate::platform::zones::{Routing, Spoke};
use crate::units::spelling::choices;

/// Where each route is declared, by zone, ends, and whether it is a bypass.
type Places = FxHashMap<(ZoneId, PointId, PointId, bool), usize>;

/// What an element declares.
#[derive(Clone, Copy)]
struct RouteKind {
    /// Between zones, by gateways, not between hosts or routers.
    zones: bool,
    /// Before what the zone finds by itself.
    bypass: bool,
}

impl RouteKind {
    fn of(element: Element<'_, '_>) -> Self {
        let name = element.name();
        Self {
            zones: name.to_ascii_lowercase().ends_with("zoneroute") || name.ends_with("ASroute"),
            bypass: name.starts_with("bypass"),
        }
    }

    fn attributes(self) -> &'static [&'static str] {
        match (self.zones, self.bypass) {
            (false, false) => &["src", "dst", "symmetrical"],
            (false, true) => &["src", "dst"],
            (true, false) => &["src", "dst", "gw_src", "gw_dst", "symmetrical"],
            (true, true) => &["src", "dst", "gw_src", "gw_dst"],
        }
    }
}

impl<'a, 'i> Reader<'a, 'i> {
    /// Reads what was set aside until everything has a name.
    pub(super) fn routes(&mut self) {
        let mut places = Places::default();
        let deferred = std::mem::take(&mut self.deferred);
        let cabinets = deferred
            .iter()
            .filter(|one| one.element.name() == "cabinet");
        for Deferred { zone, element } in cabinets {
            self.cabinet(*zone, *element);
        }
        for Deferred { zone, element } in deferred {
            match element.name() {
                "host_link" => self.host_link(zone, element),
                "cabinet" => {}
                "trace_connect" => self.trace_connect(element),
                _ => drop(self.route(zone, element, &mut places)),
            }
        }
        self.network.seal();
    }

    /// Adds a route, unless there is something wrong with it.
    fn route(&mut self, zone: ZoneId, element: Element<'a, 'i>, places: &mut Places) -> Option<()> {
        let kind = RouteKind::of(element);
        element.expect(kind.attributes(), &mut self.errors);
        let from = self.end(zone, element, "src", kind);
        let to = self.end(zone, element, "dst", kind);
        let (from, to) = (from?, to?);
        if from == to {
            let name = element.text("src");
            let message = format!(
                "the route from `{name}` to itself is left out: how fast a host reaches itself is the same for all"
            );
            self.note(element.at(), message);
            return None;
        }
        self.accepts_routes(zone, element, kind)?;
        let gateways = self.gateways(element, from, to, kind);
        let links = self.links(element);
        let symmetrical = !kind.bypass && self.symmetrical(element);
        let (gateways, links) = (gateways?, links?);
        let forward = Edge {
            gateways,
            links: links.iter().map(|[there, _]| *there).collect(),
        };
        let backward = symmetrical.then(|| Edge {
            gateways: gateways.map(|(exit, entrance)| (entrance, exit)),
            links: links.iter().rev().map(|[_, back]| *back).collect(),
        });
        for (from, to, edge) in [(from, to, Some(forward)), (to, from, backward)] {
            if let Some(edge) = edge {
                let key = (zone, from, to, kind.bypass);
                self.add(key, edge, element.at(), places)?;
            }
        }
        Some(())
    }

    fn add(
        &mut self,
        key: (ZoneId, PointId, PointId, bool),
        edge: Edge,
        at: usize,
        places: &mut Places,
    ) -> Option<()> {
        let (zone, from, to, bypass) = key;
        if let Some(first) = places.get(&key) {
            let name = |point| self.network.point(point).name.to_string();
            let (from, to, first) = (name(from), name(to), self.errors.line(*first));
            let problem = XmlProblem::SecondRoute { from, to, first };
            self.errors.report(at, problem);
            return None;
        }
        places.insert(key, at);
        let zone = self.network.zone_mut(zone);
        let edges: &mut Edges = if bypass {
            &mut zone.bypasses
        } else {
            &mut zone.edges
        };
        edges.insert((from, to), edge);
        Some(())
    }

    /// One end of a route, if it is where it must be.
    fn end(
        &mut self,
        zone: ZoneId,
        element: Element<'a, 'i>,
        attribute: &'static str,
        kind: RouteKind,
    ) -> Option<PointId> {
        let example = if kind.zones { "zone" } else { "host" };
        let name = element.required(attribute, example, &mut self.errors)?;
        let point = self.named(name, kind.zones)?;
        let holder = self.network.point(point).zone;
        let inside = kind.zones && kind.bypass && self.network.contains(zone, point);
        if holder == Some(zone) || inside {
            return Some(point);
        }
        let place = holder.map_or("the outermost zone".to_owned(), |holder| {
            format!("in zone `{}`", self.network.name(holder))
        });
        let message = format!(
            "`{}` is {place}, but this is a route of zone `{}`; move the route, or lead from zone to zone with <zoneRoute> and gateways",
            name.text,
            self.network.name(zone)
        );
        self.errors.mismatch(name.at, message);
        None
    }

    /// The host or router, or the zone, of a name.
    fn named(&mut self, name: Value<'_>, wants_zone: bool) -> Option<PointId> {
        let is_zone = |kind: Kind| matches!(kind, Kind::Zone(_));
        let Some(&(point, _)) = self.points.get(name.text) else {
            self.unknown(name, wants_zone);
            return None;
        };
        let problem = match (is_zone(self.network.point(point).kind), wants_zone) {
            (true, false) => "is a zone; name a host or a router, or use <zoneRoute>",
            (false, true) => "is no zone; name a zone, or use <route>",
            _ => return Some(point),
        };
        self.errors
            .mismatch(name.at, format!("`{}` {problem}", name.text));
        None
    }

    fn unknown(&mut self, name: Value<'_>, wants_zone: bool) {
        let are_many = self.errors.are_many();
        let points = self.network.points().filter(|_| !are_many);
        let alike = points.filter(|point| matches!(point.kind, Kind::Zone(_)) == wants_zone);
        let names: IndexSet<&str> = alike.map(|point| &*point.name).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let (kind, plural) = if wants_zone {
            ("zone", "zones")
        } else {
            ("host or router", "hosts and routers")
        };
        let problem = XmlProblem::Unknown {
            kind,
            name: name.text.to_owned(),
            hint: match are_many {
                true => String::new(),
                false => choices(name.text, plural, &names),
            },
        };
        self.errors.report(name.at, problem);
    }

    /// Whether a zone looks at routes at all.
    fn accepts_routes(
        &mut self,
        zone: ZoneId,
        element: Element<'a, 'i>,
        kind: RouteKind,
    ) -> Option<()> {
        let instead = match self.network.zone(zone).routing {
            Routing::None => "has routing=\"None\", so it has no routes; give it routing=\"Full\"",
            Routing::Cluster | Routing::Formula => {
                "has routing=\"Cluster\", where <host_link> and <backbone> take the place of routes"
            }
            Routing::Vivaldi => {
                "has routing=\"Vivaldi\", where coordinates and <peer> take the place of routes"
            }
            _ => return Some(()),
        };
        if kind.bypass {
            return Some(());
        }
        let message = format!("zone `{}` {instead}", self.network.name(zone));
        self.errors.mismatch(element.at(), message);
        None
    }

    /// The points by which a route leaves one zone and enters the other; `Some(None)` between hosts.
    fn gateways(
        &mut self,
        element: Element<'a, 'i>,
        from: PointId,
        to: PointId,
        kind: RouteKind,
    ) -> Option<Option<(PointId, PointId)>> {
        if !kind.zones {
            return Some(None);
        }
        let exit = self.gateway(element, "gw_src", from);
        let entrance = self.gateway(element, "gw_dst", to);
        Some(Some((exit?, entrance?)))
    }

    fn gateway(
        &mut self,
        element: Element<'a, 'i>,
        attribute: &'static str,
        zone: PointId,
    ) -> Option<PointId> {
        let name = element.required(attribute, "router", &mut self.errors)?;
        let gateway = self.named(name, false)?;
        let Kind::Zone(id) = self.network.point(zone).kind else {
            return None;
        };
        if self.network.contains(id, gateway) {
            return Some(gateway);
        }
        let message = format!(
            "gateway `{}` is not in zone `{}`; name a host or a router of that zone",
            name.text,
            self.network.name(id)
        );
        self.errors.mismatch(name.at, message);
        None
    }

    /// The links of a route, each in its direction and in the other one.
    fn links(&mut self, element: Element<'a, 'i>) -> Option<Vec<[LinkId; 2]>> {
        let mut links = Some(Vec::new());
        let mut empty = true;
        for child in element.children() {
            if child.name() != "link_ctn" {
                self.refuse(child, &["link_ctn"]);
                continue;
            }
            empty = false;
            child.expect(&["id", "direction"], &mut self.errors);
            let name = child.required("id", "link", &mut self.errors);
            let link = name.and_then(|name| self.crossed(name, child.text("direction")));
            links = links.zip(link).map(|(mut links, link)| {
                links.push(link);
                links
            });
        }
        if empty {
            let message = "the route crosses no link; add <link_ctn id=\"..\"/>";
            self.errors.mismatch(element.at(), message.to_owned());
            return None;
        }
        links
    }

    fn symmetrical(&mut self, element: Element<'a, 'i>) -> bool {
        let yes_or_no = |text: &str| match text {
            "YES" | "yes" => Ok(true),
            "NO" | "no" => Ok(false),
            _ => Err("write YES or NO".to_owned()),
        };
        let written = element.read_if_any("symmetrical", yes_or_no, &mut self.errors);
        written.unwrap_or(true)
    }

    /// The links between a host of a cluster and its middle.
    fn host_link(&mut self, zone: ZoneId, element: Element<'a, 'i>) {
        element.expect(&["id", "up", "down"], &mut self.errors);
        let kind = RouteKind {
            zones: false,
            bypass: false,
        };
        let host = self.end(zone, element, "id", kind);
        let [up, down] = ["up", "down"].map(|attribute| {
            let name = element.required(attribute, "link", &mut self.errors)?;
            self.crossed(name, "").map(|[link, _]| link)
        });
        let backbone = self.backbones.get(&zone).copied();
        if let (Some(host), Some(up), Some(down)) = (host, up, down) {
            let spoke = Spoke {
                up: [up].into_iter().chain(backbone).collect(),
                down: backbone.into_iter().chain([down]).collect(),
            };
            self.network.zone_mut(zone).spokes.insert(host, spoke);
        }
    }
}
