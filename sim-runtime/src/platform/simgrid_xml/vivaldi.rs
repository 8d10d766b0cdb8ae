//! `coordinates`, and `<peer>`: hosts whose latencies are distances in a space of coordinates.
//!
//! ```text
//!   host --- link_ID_UP / link_ID_DOWN --- as far as the coordinates say --- link_ID_UP / link_ID_DOWN --- host
//! ```

use super::element::Element;
use super::quantity::{bandwidth, speed};
use super::reader::Reader;
use crate::platform::zones::{Coordinates, PointId, Routing, Spoke, ZoneId};
use crate::platform::{HostSpec, LinkSpec};

impl<'a, 'i> Reader<'a, 'i> {
    /// Reads the coordinates of a host or a router; only in a Vivaldi zone they have an effect.
    pub(super) fn place(&mut self, element: Element<'a, 'i>, zone: ZoneId, point: PointId) {
        let coordinates = element.read_if_any("coordinates", coordinates, &mut self.errors);
        if self.network.zone(zone).routing != Routing::Vivaldi {
            return;
        }
        match coordinates {
            Some(coordinates) => {
                let places = &mut self.network.zone_mut(zone).coordinates;
                places.insert(point, coordinates);
            }
            None if element.value("coordinates").is_none() => {
                element.required("coordinates", "25.5 9.4 1.4", &mut self.errors);
            }
            None => {}
        }
    }

    pub(super) fn peer(&mut self, element: Element<'a, 'i>, zone: ZoneId) {
        let known = [
            "id",
            "speed",
            "bw_in",
            "bw_out",
            "lat",
            "coordinates",
            "speed_file",
            "availability_file",
            "state_file",
        ];
        element.expect(&known, &mut self.errors);
        let Some(id) = element.required("id", "peer", &mut self.errors) else {
            return;
        };
        if let Some(lat) = element.value("lat") {
            let message = "the latency of a peer has no effect, in SimGrid as here: its coordinates say how far it is";
            self.note(lat.at, message.to_owned());
        }
        let spec = HostSpec {
            speed: element.read("speed", "1Gf", speed, &mut self.errors),
            ..HostSpec::default()
        };
        let point = self.declare_host(id, zone, spec);
        self.place(element, zone, point);
        self.host_profiles(element);
        let [up, down] = [("bw_out", "UP"), ("bw_in", "DOWN")].map(|(attribute, direction)| {
            let spec = LinkSpec {
                bandwidth: element.read(attribute, "2.25GBps", bandwidth, &mut self.errors),
                ..LinkSpec::default()
            };
            self.declare_link(&format!("link_{}_{direction}", id.text), element.at(), spec)
        });
        let spoke = Spoke {
            up: vec![up],
            down: vec![down],
        };
        self.network.zone_mut(zone).spokes.insert(point, spoke);
    }
}

fn coordinates(text: &str) -> Result<Coordinates, String> {
    let numbers: Option<Vec<f64>> = text
        .split_whitespace()
        .map(|number| {
            number
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
        })
        .collect();
    match numbers.as_deref() {
        Some(&[x, y, height]) => Ok(Coordinates([x, y, height])),
        _ => Err("write three numbers, in ms, such as 25.5 9.4 1.4".to_owned()),
    }
}
