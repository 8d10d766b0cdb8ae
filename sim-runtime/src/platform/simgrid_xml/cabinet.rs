//! `<cabinet>`: hosts of a zone with routing="Cluster", each with a link up and one down.

use super::cluster::numbers;
use super::element::{Element, Value};
use super::quantity::{bandwidth, latency, speed};
use super::reader::Reader;
use crate::platform::zones::{Spoke, ZoneId};
use crate::platform::{HostSpec, LinkSpec};

impl<'a, 'i> Reader<'a, 'i> {
    /// Declares the hosts and links of a cabinet, when the backbone of its zone is known.
    pub(super) fn cabinet(&mut self, zone: ZoneId, element: Element<'a, 'i>) {
        let known = ["id", "prefix", "suffix", "radical", "speed", "bw", "lat"];
        element.expect(&known, &mut self.errors);
        let spec = HostSpec {
            speed: element.read("speed", "1Gf", speed, &mut self.errors),
            ..HostSpec::default()
        };
        let link = LinkSpec {
            bandwidth: element.read("bw", "125MBps", bandwidth, &mut self.errors),
            ..LinkSpec::default()
        };
        let link = link.with_latency(element.read("lat", "50us", latency, &mut self.errors));
        let backbone = self.backbones.get(&zone).copied();
        let [prefix, suffix] = ["prefix", "suffix"].map(|name| element.text(name));
        let at = element.at();
        let numbers = element.read("radical", "1-10", numbers, &mut self.errors);
        if !self.has_room(at, 3 * numbers.len()) {
            return;
        }
        for number in numbers {
            let id = format!("{prefix}{number}{suffix}");
            let host = self.declare_host(Value { text: &id, at }, zone, spec.clone());
            let [up, down] = ["UP", "DOWN"]
                .map(|direction| self.declare_link(&format!("link_{id}_{direction}"), at, link));
            let spoke = Spoke {
                up: [up].into_iter().chain(backbone).collect(),
                down: backbone.into_iter().chain([down]).collect(),
            };
            self.network.zone_mut(zone).spokes.insert(host, spoke);
        }
    }
}
