//! From the elements of the file to what they declare: zones, hosts, routers and links. Routes name what may be declared
//! after them, so they are set aside for [`routes`](super::routes).

use std::path::{Path, PathBuf};
use std::rc::Rc;

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::change::Change;
use super::counters::Counters;
use super::element::{Element, Value};
use super::error::{Errors, XmlProblem};
use super::note::Note;
use crate::platform::zones::{Kind, PointId, ZoneId};
use crate::platform::zones::{Network, Routing};
use crate::platform::{HostId, HostSpec, LinkId, Platform, Profile};

/// Elements that are refused, and what to do.
const REFUSED: [(&str, &str); 11] = [
    ("actor", CONTROLLERS),
    ("process", CONTROLLERS),
    (
        "cabinet",
        "it is for a zone with routing=\"Cluster\"; write it as a <cluster>",
    ),
    ("include", "put what the other file declares in its place"),
    ("model_prop", "remove it"),
    ("mount", DISKS),
    (
        "peer",
        "it is for a zone with routing=\"Vivaldi\"; write it as a <host> with <link>s and <route>s",
    ),
    ("random", "remove it"),
    ("storage", DISKS),
    ("storage_type", DISKS),
    ("trunk", "put its links on the <route>s that cross it"),
];
const CONTROLLERS: &str = "declare it as a controller of the simulation";
const DISKS: &str = "write it as a <disk> in the <host>";

/// What a zone may hold.
const IN_A_ZONE: [&str; 13] = [
    "zone",
    "cluster",
    "host",
    "router",
    "link",
    "route",
    "zoneRoute",
    "bypassRoute",
    "bypassZoneRoute",
    "host_link",
    "backbone",
    "cabinet",
    "peer",
];

/// A link as routes name it.
#[derive(Clone, Debug)]
pub(super) enum Link {
    /// One link for both directions.
    Shared(LinkId),
    /// A link for each direction.
    Split { up: LinkId, down: LinkId },
}

/// An element that names what may be declared after it, and the zone that it is in.
pub(super) struct Deferred<'a, 'i> {
    pub(super) zone: ZoneId,
    pub(super) element: Element<'a, 'i>,
}

/// What has been read so far.
pub(super) struct Reader<'a, 'i> {
    pub(super) errors: Errors<'a, 'i>,
    pub(super) platform: Platform,
    pub(super) network: Network,
    /// Hosts, routers and zones by name, and where they are declared.
    pub(super) points: FxHashMap<Rc<str>, (PointId, usize)>,
    pub(super) links: FxHashMap<Rc<str>, (Link, usize)>,
    /// The common link of each cluster that has one.
    pub(super) backbones: FxHashMap<ZoneId, LinkId>,
    pub(super) deferred: Vec<Deferred<'a, 'i>>,
    pub(super) notes: Vec<Note>,
    pub(super) counters: Counters,
    pub(super) changes: Vec<Change>,
    pub(super) traces: FxHashMap<String, Profile<f64>>,
    /// Where the file is, for those that it names.
    pub(super) folder: PathBuf,
    /// Where the outermost element begins.
    root: usize,
}

impl<'a, 'i> Reader<'a, 'i> {
    pub(super) fn new(errors: Errors<'a, 'i>, folder: &Path) -> Self {
        Self {
            errors,
            platform: Platform::default(),
            network: Network::default(),
            points: FxHashMap::default(),
            links: FxHashMap::default(),
            backbones: FxHashMap::default(),
            deferred: Vec::new(),
            notes: Vec::new(),
            counters: Counters::default(),
            changes: Vec::new(),
            traces: FxHashMap::default(),
            folder: folder.to_owned(),
            root: 0,
        }
    }

    /// Reads the outermost element.
    pub(super) fn platform(&mut self, root: Element<'a, 'i>) {
        self.root = root.at();
        if root.name() != "platform" {
            let found = root.name().to_owned();
            return self
                .errors
                .report(root.at(), XmlProblem::NotAPlatform { found });
        }
        if !self.version(root) {
            return;
        }
        root.expect(&["version"], &mut self.errors);
        let mut outermost = None;
        let mut connections = Vec::new();
        for child in root.children() {
            match child.name() {
                "zone" | "AS" | "cluster" if outermost.is_some() => {
                    let message = "a second zone beside the first; put both into one <zone id=\"..\" routing=\"Full\">";
                    self.errors.mismatch(child.at(), message.to_owned());
                }
                "zone" | "AS" => outermost = Some(self.zone(child, None)),
                "cluster" => outermost = Some(self.cluster(child, None)),
                "config" => self.config(child),
                "trace" => self.trace(child),
                "trace_connect" => connections.push(child),
                _ => self.refuse(child, &["zone", "AS", "cluster"]),
            }
        }
        if let Some(zone) = outermost {
            let connections = connections.into_iter();
            self.deferred
                .extend(connections.map(|element| Deferred { zone, element }));
        }
    }

    /// A platform has hosts; where something else is wrong, some may be missing for that reason.
    pub(super) fn needs_a_host(&mut self) {
        if self.platform.hosts().is_empty() && self.errors.is_empty() {
            let message = "the platform has no host; add <host id=\"..\" speed=\"1Gf\"/> to a zone";
            self.errors.mismatch(self.root, message.to_owned());
        }
    }

    /// Whether the version is one whose elements mean what is expected here.
    fn version(&mut self, root: Element<'a, 'i>) -> bool {
        let Some(version) = root.required("version", "4.1", &mut self.errors) else {
            return false;
        };
        let remedy = match version.text.trim().parse::<f64>() {
            Ok(number) if (4.0..=4.1).contains(&number) => return true,
            Ok(number) if number < 4.0 => "update the file with SimGrid's simgrid_update_xml",
            _ => "write the file in version 4.1",
        };
        let written = version.text.to_owned();
        let problem = XmlProblem::Version { written, remedy };
        self.errors.report(version.at, problem);
        false
    }

    fn zone(&mut self, element: Element<'a, 'i>, parent: Option<ZoneId>) -> ZoneId {
        element.expect(&["id", "routing"], &mut self.errors);
        let routing = self.routing(element);
        let zone = self.declare_zone(element, parent, routing);
        for child in element.children() {
            self.in_zone(child, zone);
        }
        zone
    }

    /// How a zone finds its routes. After a mistake all routes are accepted, so that it is reported once.
    fn routing(&mut self, element: Element<'a, 'i>) -> Routing {
        let Some(value) = element.required("routing", "Full", &mut self.errors) else {
            return Routing::Full;
        };
        match value.text.to_ascii_lowercase().as_str() {
            "none" => Routing::None,
            "full" => Routing::Full,
            "floyd" => Routing::Floyd,
            "dijkstra" | "dijkstracache" => Routing::Dijkstra,
            "cluster" => Routing::Cluster,
            "vivaldi" => Routing::Vivaldi,
            _ => {
                let what = format!("routing=\"{}\"", value.text);
                let remedy = "use one of Full, Floyd, Dijkstra, Cluster, Vivaldi, None";
                self.errors.refuse(value.at, what, remedy);
                Routing::Full
            }
        }
    }

    fn in_zone(&mut self, element: Element<'a, 'i>, zone: ZoneId) {
        let routing = self.network.zone(zone).routing;
        let in_cluster = routing == Routing::Cluster;
        match element.name() {
            "zone" | "AS" | "cluster" if in_cluster => {
                let what = format!("<{}> in a zone with routing=\"Cluster\"", element.name());
                let remedy =
                    "such a zone holds hosts; put both zones into one with routing=\"Full\"";
                self.errors.refuse(element.at(), what, remedy);
            }
            "zone" | "AS" | "cluster" if !self.may_hold_a_zone(zone, element.at()) => {}
            "zone" | "AS" => drop(self.zone(element, Some(zone))),
            "cluster" => drop(self.cluster(element, Some(zone))),
            "host" => self.host(element, zone),
            "router" => self.router(element, zone),
            "link" => self.link(element),
            "backbone" if in_cluster => self.backbone(element, zone),
            "peer" if routing == Routing::Vivaldi => self.peer(element, zone),
            "host_link" | "cabinet" if in_cluster => self.deferred.push(Deferred { zone, element }),
            "route" | "zoneRoute" | "ASroute" | "bypassRoute" | "bypassZoneRoute"
            | "bypassASroute" => self.deferred.push(Deferred { zone, element }),
            "prop" => {}
            "config" => self.config(element),
            "trace" => self.trace(element),
            "trace_connect" => self.deferred.push(Deferred { zone, element }),
            "backbone" | "host_link" => {
                let message = format!(
                    "<{}> is for a zone with routing=\"Cluster\"; use <link> and <route> here",
                    element.name()
                );
                self.errors.mismatch(element.at(), message);
            }
            _ => self.refuse(element, &IN_A_ZONE),
        }
    }

    /// Tells why an element is not accepted.
    pub(super) fn refuse(&mut self, element: Element<'a, 'i>, expected: &[&str]) {
        match REFUSED.iter().find(|(name, _)| *name == element.name()) {
            Some((name, remedy)) => {
                self.errors
                    .refuse(element.at(), format!("<{name}>"), remedy);
            }
            None => element.misplaced(expected, &mut self.errors),
        }
    }

    fn router(&mut self, element: Element<'a, 'i>, zone: ZoneId) {
        element.expect(&["id", "coordinates"], &mut self.errors);
        if let Some(id) = element.required("id", "router", &mut self.errors) {
            let point = self.declare_point("router", id, zone, Kind::Router);
            self.place(element, zone, point);
        }
    }

    /// Adds a zone under the name of its element.
    pub(super) fn declare_zone(
        &mut self,
        element: Element<'a, 'i>,
        parent: Option<ZoneId>,
        routing: Routing,
    ) -> ZoneId {
        let id = element.required("id", "zone", &mut self.errors);
        let name: Rc<str> = id.map_or("", |id| id.text).into();
        if let Some(parent) = parent {
            self.keep_apart(parent, true, element.at());
        }
        let zone = self.network.add_zone(Rc::clone(&name), parent, routing);
        if let Some(id) = id {
            self.name("zone", name, id.at, self.network.zone(zone).point);
        }
        zone
    }

    /// Adds a host.
    pub(super) fn declare_host(&mut self, id: Value<'_>, zone: ZoneId, spec: HostSpec) -> PointId {
        let name: Rc<str> = id.text.into();
        let host: HostId = self.platform.host(Rc::clone(&name), spec);
        self.declare_named("host", name, id.at, zone, Kind::Host(host))
    }

    /// Adds a host or a router to a zone.
    pub(super) fn declare_point(
        &mut self,
        kind: &'static str,
        id: Value<'_>,
        zone: ZoneId,
        what: Kind,
    ) -> PointId {
        self.declare_named(kind, id.text.into(), id.at, zone, what)
    }

    fn declare_named(
        &mut self,
        kind: &'static str,
        name: Rc<str>,
        at: usize,
        zone: ZoneId,
        what: Kind,
    ) -> PointId {
        self.keep_apart(zone, false, at);
        let point = self.network.add_point(Rc::clone(&name), Some(zone), what);
        self.name(kind, name, at, point);
        point
    }

    fn name(&mut self, kind: &'static str, name: Rc<str>, at: usize, point: PointId) {
        match self.points.entry(name) {
            Entry::Vacant(new) => drop(new.insert((point, at))),
            Entry::Occupied(known) => {
                let first = self.errors.line(known.get().1);
                let name = known.key().to_string();
                self.errors
                    .report(at, XmlProblem::Twice { kind, name, first });
            }
        }
    }

    /// A zone holds zones, or hosts and routers; with both, its routes would be ambiguous.
    fn keep_apart(&mut self, zone: ZoneId, adds_zone: bool, at: usize) {
        let is_zone = |point: PointId| matches!(self.network.point(point).kind, Kind::Zone(_));
        let first = self.network.zone(zone).members.first();
        if first.is_some_and(|first| is_zone(*first) != adds_zone) {
            let message = format!(
                "zone `{}` holds both zones and hosts or routers; put the hosts and routers into a zone of their own",
                self.network.name(zone)
            );
            self.errors.mismatch(at, message);
        }
    }

    /// Notes something that is left out.
    pub(super) fn note(&mut self, at: usize, message: String) {
        let line = self.errors.line(at);
        self.notes.push(Note { line, message });
    }
}
