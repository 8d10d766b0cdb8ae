//! `<link>` and `<backbone>`: bandwidth, latency, and what both directions share.

use std::collections::hash_map::Entry;
use std::rc::Rc;

use super::element::{Element, Value};
use super::error::XmlProblem;
use super::quantity::{bandwidth, latency};
use super::reader::{Link, Reader};
use crate::platform::zones::ZoneId;
use crate::platform::{LinkId, LinkSpec, Sharing};
use crate::units::Bandwidth;
use crate::units::spelling::choices;

/// A policy that is refused.
const WIFI: &str = "WIFI";

/// What may be written for `sharing_policy`.
const POLICIES: [&str; 3] = ["SHARED", "SPLITDUPLEX", "FATPIPE"];

/// How the bandwidth of a link is shared, in the words of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// All that crosses it.
    Shared,
    /// All that crosses it in one direction.
    SplitDuplex,
    /// Not at all: each flow has all of it.
    FatPipe,
}

impl<'a, 'i> Reader<'a, 'i> {
    pub(super) fn link(&mut self, element: Element<'a, 'i>) {
        let known = [
            "id",
            "bandwidth",
            "latency",
            "sharing_policy",
            "bandwidth_file",
            "latency_file",
            "state_file",
        ];
        element.expect(&known, &mut self.errors);
        let Some(id) = element.required("id", "link", &mut self.errors) else {
            return;
        };
        // What is refused as a whole need not be refused for its bandwidths, too.
        let one = |text: &str| match element.text("sharing_policy") {
            WIFI => Ok(Bandwidth::default()),
            _ => bandwidth(text),
        };
        let spec = LinkSpec {
            bandwidth: element.read("bandwidth", "125MBps", one, &mut self.errors),
            ..LinkSpec::default()
        };
        let latency = element.read_if_any("latency", latency, &mut self.errors);
        let spec = spec.with_latency(latency.unwrap_or_default());
        let policy = self.policy(element, "sharing_policy");
        let links = self.declare(id.text, id.at, spec, policy.unwrap_or(Policy::Shared));
        self.link_profiles(element, links);
    }

    /// The link that all routes of a cluster cross.
    pub(super) fn backbone(&mut self, element: Element<'a, 'i>, zone: ZoneId) {
        element.expect(&["id", "bandwidth", "latency"], &mut self.errors);
        let Some(id) = element.required("id", "backbone", &mut self.errors) else {
            return;
        };
        let spec = LinkSpec {
            bandwidth: element.read("bandwidth", "1.25GBps", bandwidth, &mut self.errors),
            ..LinkSpec::default()
        };
        let spec = spec.with_latency(element.read("latency", "500us", latency, &mut self.errors));
        let link = self.declare_link(id.text, id.at, spec);
        if self.backbones.insert(zone, link).is_some() {
            let message = "a second backbone of the same zone; remove one of them";
            self.errors.mismatch(element.at(), message.to_owned());
        }
    }

    /// How a link is shared, if the element says so.
    pub(super) fn policy(
        &mut self,
        element: Element<'a, 'i>,
        attribute: &'static str,
    ) -> Option<Policy> {
        let value = element.value(attribute)?;
        match value.text {
            "SHARED" => Some(Policy::Shared),
            "SPLITDUPLEX" | "FULLDUPLEX" => Some(Policy::SplitDuplex),
            "FATPIPE" => Some(Policy::FatPipe),
            WIFI => {
                let what = "sharing_policy=\"WIFI\"".to_owned();
                let remedy = "write SHARED for a link that all its users share";
                self.errors.refuse(value.at, what, remedy);
                None
            }
            other => {
                let reason = format!("unknown policy{}", choices(other, "policies", &POLICIES));
                element.invalid(attribute, value, reason, &mut self.errors);
                None
            }
        }
    }

    /// Adds what a policy makes of a link: the link that is crossed in one direction and in the other.
    pub(super) fn declare(
        &mut self,
        name: &str,
        at: usize,
        spec: LinkSpec,
        policy: Policy,
    ) -> [LinkId; 2] {
        match policy {
            Policy::Shared => [self.declare_link(name, at, spec); 2],
            Policy::SplitDuplex => self.declare_split(name, at, spec),
            Policy::FatPipe => {
                let sharing = Sharing::Fatpipe;
                [self.declare_link(name, at, LinkSpec { sharing, ..spec }); 2]
            }
        }
    }

    /// Adds a link for both directions.
    pub(super) fn declare_link(&mut self, name: &str, at: usize, spec: LinkSpec) -> LinkId {
        let name: Rc<str> = name.into();
        let link = self.platform.link(Rc::clone(&name), spec);
        self.name_link(name, at, Link::Shared(link));
        link
    }

    /// Adds a link for each direction, named as SimGrid does.
    fn declare_split(&mut self, name: &str, at: usize, spec: LinkSpec) -> [LinkId; 2] {
        let [up, down] = ["UP", "DOWN"]
            .map(|direction| self.declare_link(&format!("{name}_{direction}"), at, spec));
        self.name_link(name.into(), at, Link::Split { up, down });
        [up, down]
    }

    fn name_link(&mut self, name: Rc<str>, at: usize, link: Link) {
        match self.links.entry(name) {
            Entry::Vacant(new) => drop(new.insert((link, at))),
            Entry::Occupied(known) => {
                let (kind, first) = ("link", self.errors.line(known.get().1));
                let name = known.key().to_string();
                self.errors
                    .report(at, XmlProblem::Twice { kind, name, first });
            }
        }
    }

    /// The link that a route names in one direction and in the other, if it is one that routes can cross.
    pub(super) fn crossed(&mut self, name: Value<'_>, direction: &str) -> Option<[LinkId; 2]> {
        let Some((link, _)) = self.links.get(name.text) else {
            self.unknown_link(name);
            return None;
        };
        let problem = match (link, direction) {
            (Link::Shared(link), "" | "NONE") => return Some([*link; 2]),
            (Link::Split { up, down }, "UP") => return Some([*up, *down]),
            (Link::Split { up, down }, "DOWN") => return Some([*down, *up]),
            (Link::Split { .. }, _) => {
                "is SPLITDUPLEX, so a route crosses it in one direction; add direction=\"UP\" or direction=\"DOWN\""
            }
            (Link::Shared(_), _) => {
                "is not SPLITDUPLEX, so it has no direction; remove `direction`"
            }
        };
        self.errors
            .mismatch(name.at, format!("link `{}` {problem}", name.text));
        None
    }

    fn unknown_link(&mut self, name: Value<'_>) {
        let are_many = self.errors.are_many();
        let links = self.links.iter().filter(|_| !are_many);
        let mut known: Vec<(usize, &str)> = links.map(|(name, (_, at))| (*at, &**name)).collect();
        known.sort_unstable();
        let names: Vec<&str> = known.into_iter().map(|(_, name)| name).collect();
        let problem = XmlProblem::Unknown {
            kind: "link",
            name: name.text.to_owned(),
            hint: match are_many {
                true => String::new(),
                false => choices(name.text, "links", &names),
            },
        };
        self.errors.report(name.at, problem);
    }
}
