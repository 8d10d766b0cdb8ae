//! `<cluster>`: a zone of equal hosts, each with a link of its own to the middle, and perhaps a link that all share.
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
use super::network::{Routing, Spoke};
use super::point::{Kind, ZoneId};
use super::quantity::{self, bandwidth, latency, size};
use super::reader::Reader;
use crate::platform::{Disk, HostSpec, LinkId, LinkSpec, Sharing};
use crate::units::Bytes;

/// The most hosts that one cluster may have.
const HOSTS: u64 = 1 << 20;

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

/// The links that each host of a cluster is given.
struct Wiring {
    link: LinkSpec,
    policy: Policy,
    limiter: Option<LinkSpec>,
    backbone: Option<LinkId>,
}

impl<'a, 'i> Reader<'a, 'i> {
    pub(super) fn cluster(&mut self, element: Element<'a, 'i>, parent: Option<ZoneId>) -> ZoneId {
        element.expect(&ATTRIBUTES, &[], &mut self.errors);
        let zone = self.declare_zone(element, parent, Routing::Cluster);
        self.refuse_topology(element);
        let spec = HostSpec {
            disk: self.cluster_disk(element),
            ..self.computer(element)
        };
        let wiring = self.wiring(element);
        let numbers = element.read("radical", "0-15", numbers, &mut self.errors);
        for number in numbers {
            self.cluster_host(element, zone, number, &spec, &wiring);
        }
        self.cluster_router(element, zone);
        zone
    }

    fn refuse_topology(&mut self, element: Element<'a, 'i>) {
        if let Some(topology) = element
            .value("topology")
            .filter(|value| value.text != "FLAT")
        {
            let what = format!("topology=\"{}\" of <cluster>", topology.text);
            self.errors
                .refuse(topology.at, what, "use topology=\"FLAT\"");
        }
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
        Wiring {
            link,
            // In a cluster the links of the hosts are split unless it says otherwise.
            policy: self
                .policy(element, "sharing_policy")
                .unwrap_or(Policy::SplitDuplex),
            limiter,
            backbone: self.cluster_backbone(element),
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

    fn cluster_host(
        &mut self,
        element: Element<'a, 'i>,
        zone: ZoneId,
        number: u64,
        spec: &HostSpec,
        wiring: &Wiring,
    ) {
        let at = element.at();
        let link = format!("{}_link_{number}", element.text("id"));
        let [up, down] = self.declare(&link, at, wiring.link, wiring.policy);
        let limiter = wiring
            .limiter
            .map(|spec| self.declare_link(&format!("{link}_limiter"), at, spec));
        let (limiter, backbone) = (limiter.into_iter(), wiring.backbone.into_iter());
        let spoke = Spoke {
            up: limiter
                .clone()
                .chain([up])
                .chain(backbone.clone())
                .collect(),
            down: backbone.chain([down]).chain(limiter).collect(),
        };
        let text = format!(
            "{}{number}{}",
            element.text("prefix"),
            element.text("suffix")
        );
        let point = self.declare_host(Value { text: &text, at }, zone, spec.clone());
        self.network.zone_mut(zone).spokes.insert(point, spoke);
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
fn numbers(text: &str) -> Result<Vec<u64>, String> {
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
