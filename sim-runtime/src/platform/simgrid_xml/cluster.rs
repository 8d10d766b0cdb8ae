//! `<cluster>`: a zone of equal hosts. In a flat one each has a link of its own to the middle, and perhaps there is a link that
//! all share; `topology` has the others.
//!
//! ```text
//!   node-0 --- c_link_0 ---+
//!   node-1 --- c_link_1 ---+--- c_backbone ---   node-c_router
//!   node-2 --- c_link_2 ---+
//! ```
//!
//! The file format has no disks in a cluster, and a node of a serverless service needs one: the properties `disk_size`,
//! `disk_read_bw` and `disk_write_bw`, which SimGrid carries without looking at them, give one to each host.

use super::element::{Element, Value};
use super::link::Policy;
use super::quantity::{self, bandwidth, latency, size};
use super::reader::Reader;
use super::room::{MOST, Parts};
use super::wiring::Wiring;
use crate::platform::zones::{Flat, Formula, Kind, Routing, Wires, ZoneId};
use crate::platform::{Disk, HostSpec, LinkId, LinkSpec, Sharing};
use crate::units::Bytes;

/// The most hosts that one cluster may have.
const HOSTS: u64 = MOST as u64;

/// What may be written in a cluster.
const ATTRIBUTES: [&str; 18] = [
    "id",
    "prefix",
    "suffix",
    "radical",
    "speed",
    "core",
    "bw",
    "lat",
    "sharing_policy",
    "bb_bw",
    "bb_lat",
    "bb_sharing_policy",
    "router_id",
    "topology",
    "topo_parameters",
    "limiter_link",
    "loopback_bw",
    "loopback_lat",
];

impl<'a, 'i> Reader<'a, 'i> {
    pub(super) fn cluster(&mut self, element: Element<'a, 'i>, parent: Option<ZoneId>) -> ZoneId {
        element.expect(&ATTRIBUTES, &mut self.errors);
        let zone = self.declare_zone(element, parent, Routing::Formula);
        self.note_loopback(element);
        let spec = HostSpec {
            disk: self.cluster_disk(element),
            ..self.computer(element)
        };
        let wiring = self.wiring(element);
        let numbers = element.read("radical", "0-15", numbers, &mut self.errors);
        let formula = match element.text("topology") {
            "" | "FLAT" => self.flat(element, &wiring, &numbers),
            _ => self.topology(element, &wiring, numbers.len()),
        };
        let Some((formula, hosts)) = formula else {
            return zone;
        };
        for number in &numbers[..hosts.min(numbers.len())] {
            self.cluster_host(element, zone, *number, &spec);
        }
        if let Formula::Flat(_) = formula {
            self.cluster_router(element, zone);
        }
        self.network.zone_mut(zone).formula = Some(formula);
        zone
    }

    fn note_loopback(&mut self, element: Element<'a, 'i>) {
        if let Some(loopback) = element
            .value("loopback_bw")
            .or(element.value("loopback_lat"))
        {
            let message = "the loopback links of the cluster are left out: how fast a host reaches itself is the same for all";
            self.note(loopback.at, message.to_owned());
        }
    }

    fn cluster_disk(&mut self, element: Element<'a, 'i>) -> Disk {
        let [read, write] = ["disk_read_bw", "disk_write_bw"]
            .map(|id| element.read_property(id, bandwidth, &mut self.errors));
        let capacity = element.read_property("disk_size", size, &mut self.errors);
        if read.is_none() && write.is_none() && capacity.is_none() {
            return Disk::default();
        }
        let (Some(read), Some(write)) = (read, write) else {
            let message = "the hosts have a disk without bandwidth; add <prop id=\"disk_read_bw\" value=\"100MBps\"/> and the same for `disk_write_bw`";
            self.errors.mismatch(element.at(), message.to_owned());
            return Disk::default();
        };
        let capacity = capacity.unwrap_or(Bytes::MAX);
        Disk {
            capacity,
            read,
            write,
        }
    }

    fn wiring(&mut self, element: Element<'a, 'i>) -> Wiring {
        let link = LinkSpec {
            bandwidth: element.read("bw", "125MBps", bandwidth, &mut self.errors),
            ..LinkSpec::default()
        };
        let link = link.with_latency(element.read("lat", "50us", latency, &mut self.errors));
        let limiter = element.read_if_any("limiter_link", bandwidth, &mut self.errors);
        let limiter = limiter.map(|bandwidth| LinkSpec {
            bandwidth,
            ..LinkSpec::default()
        });
        // In a cluster the links of the hosts are split unless it says otherwise.
        let mut policy = self
            .policy(element, "sharing_policy")
            .unwrap_or(Policy::SplitDuplex);
        if policy == Policy::FatPipe {
            let message = "the links of the hosts are SHARED, as SimGrid makes them of FATPIPE; only bb_sharing_policy=\"FATPIPE\" has an effect";
            self.note(element.at(), message.to_owned());
            policy = Policy::Shared;
        }
        Wiring {
            link,
            policy,
            limiter,
        }
    }

    fn cluster_backbone(&mut self, element: Element<'a, 'i>) -> Option<LinkId> {
        let latency = element.read_if_any("bb_lat", quantity::latency, &mut self.errors);
        if element.value("bb_bw").is_none() && latency.is_some_and(|latency| !latency.is_zero()) {
            let message = "the backbone has a latency and no bandwidth; add bb_bw=\"1.25GBps\"";
            self.errors.mismatch(element.at(), message.to_owned());
        }
        let bandwidth = element.read_if_any("bb_bw", bandwidth, &mut self.errors)?;
        let sharing = match self.policy(element, "bb_sharing_policy") {
            Some(Policy::FatPipe) => Sharing::Fatpipe,
            _ => Sharing::Shared,
        };
        let spec = LinkSpec {
            bandwidth,
            sharing,
            ..LinkSpec::default()
        }
        .with_latency(latency.unwrap_or_default());
        let name = format!("{}_backbone", element.text("id"));
        Some(self.declare_link(&name, element.at(), spec))
    }

    /// Declares the links of a flat cluster; returns also how many hosts it has.
    fn flat(
        &mut self,
        element: Element<'a, 'i>,
        wiring: &Wiring,
        numbers: &[u64],
    ) -> Option<(Formula, usize)> {
        let backbone = self.cluster_backbone(element);
        let id = element.text("id");
        let at = element.at();
        let parts = Parts {
            hosts: numbers.len(),
            cables: numbers.len(),
            limited: numbers.len(),
        };
        if !self.has_room_for(at, &parts, wiring) {
            return None;
        }
        let name = |number: &u64| format!("{id}_link_{number}");
        let links = self.wires(wiring.policy, wiring.link, at, numbers.iter().map(name));
        let names = numbers
            .iter()
            .map(|number| format!("{}_limiter", name(number)));
        let limiters = self.limiters(wiring, at, names);
        let flat = Flat {
            hosts: numbers.len(),
            links,
            limiters,
            backbone,
        };
        Some((Formula::Flat(flat), numbers.len()))
    }

    /// Declares links of one kind, one after another.
    pub(super) fn wires(
        &mut self,
        policy: Policy,
        spec: LinkSpec,
        at: usize,
        names: impl Iterator<Item = String>,
    ) -> Wires {
        let wires = Wires {
            first: LinkId::from_index(self.platform.links().len()),
            are_split: policy == Policy::SplitDuplex,
        };
        for name in names {
            self.declare(&name, at, spec, policy);
        }
        wires
    }

    /// Declares the links that bound all that crosses a host or a switch, if the cluster has them.
    pub(super) fn limiters(
        &mut self,
        wiring: &Wiring,
        at: usize,
        names: impl Iterator<Item = String>,
    ) -> Option<Wires> {
        Some(self.wires(Policy::Shared, wiring.limiter?, at, names))
    }

    fn cluster_host(
        &mut self,
        element: Element<'a, 'i>,
        zone: ZoneId,
        number: u64,
        spec: &HostSpec,
    ) {
        let at = element.at();
        let [prefix, suffix] = ["prefix", "suffix"].map(|name| element.text(name));
        let text = format!("{prefix}{number}{suffix}");
        self.declare_host(Value { text: &text, at }, zone, spec.clone());
    }

    fn cluster_router(&mut self, element: Element<'a, 'i>, zone: ZoneId) {
        let [id, prefix, suffix] = ["id", "prefix", "suffix"].map(|name| element.text(name));
        let usual = format!("{prefix}{id}_router{suffix}");
        let usual = Value {
            text: &usual,
            at: element.at(),
        };
        let router = element.value("router_id").unwrap_or(usual);
        self.declare_point("router", router, zone, Kind::Router);
    }
}

/// The numbers of a list such as `0-15,20`.
pub(super) fn numbers(text: &str) -> Result<Vec<u64>, String> {
    let expected = "write numbers and ranges such as 0-15,20";
    let mut numbers = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |digits: &str| {
            let number = digits.trim().parse::<u64>();
            number.map_err(|_| format!("`{}` is not a number; {expected}", digits.trim()))
        };
        let (first, last) = (number(first)?, number(last)?);
        if last < first {
            return Err(format!("`{part}` ends before it begins; {expected}"));
        }
        if last - first >= HOSTS - numbers.len() as u64 {
            return Err(format!("more than {HOSTS} hosts; make the cluster smaller"));
        }
        numbers.extend(first..=last);
    }
    Ok(numbers)
}
