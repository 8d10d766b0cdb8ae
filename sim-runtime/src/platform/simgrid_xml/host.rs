//! `<host>` and its `<disk>`: cores, speed, memory, GPUs.
//!
//! A host has one disk here. Where the file gives it several, the one that is mounted at `/` counts.

use super::element::Element;
use super::quantity::{any_speed, bandwidth, size, speed};
use super::reader::Reader;
use crate::platform::zones::ZoneId;
use crate::platform::{Disk, HostSpec};
use crate::units::{Bytes, Speed};

impl<'a, 'i> Reader<'a, 'i> {
    pub(super) fn host(&mut self, element: Element<'a, 'i>, zone: ZoneId) {
        let known = [
            "id",
            "speed",
            "core",
            "pstate",
            "coordinates",
            "speed_file",
            "availability_file",
            "state_file",
        ];
        element.expect(&known, &mut self.errors);
        let Some(id) = element.required("id", "host", &mut self.errors) else {
            return;
        };
        let spec = HostSpec {
            disk: self.disk(element, id.text),
            ..self.computer(element)
        };
        let point = self.declare_host(id, zone, spec);
        self.place(element, zone, point);
        self.host_profiles(element);
    }

    /// Cores, speed, memory and GPUs, which a host and a cluster give alike.
    pub(super) fn computer(&mut self, element: Element<'a, 'i>) -> HostSpec {
        let ram = element.read_property("ram", size, &mut self.errors);
        let gpus = element.read_property("gpus", gpus, &mut self.errors);
        HostSpec {
            cores: element
                .read_if_any("core", cores, &mut self.errors)
                .unwrap_or(1),
            speed: self.speed(element),
            ram: ram.unwrap_or(Bytes::MAX),
            disk: Disk::default(),
            gpus: gpus.unwrap_or(0),
            ..HostSpec::default()
        }
    }

    /// The speed of the state that a host is in from the beginning: the first one unless `pstate` says another.
    fn speed(&mut self, element: Element<'a, 'i>) -> Speed {
        let state = element
            .read_if_any("pstate", pstate, &mut self.errors)
            .unwrap_or(0);
        let of_the_state = |text: &str| {
            let speeds: Vec<&str> = text.split(',').collect();
            let chosen = speeds.get(state).ok_or_else(|| {
                format!("there is no speed for pstate {state}; states count from 0")
            });
            // In the others a host does nothing, and it is never in them.
            speeds
                .iter()
                .try_for_each(|each| any_speed(each).map(drop))?;
            speed(chosen?)
        };
        element.read("speed", "1Gf", of_the_state, &mut self.errors)
    }

    fn disk(&mut self, host: Element<'a, 'i>, name: &str) -> Disk {
        let mut disks = Vec::new();
        for child in host.children() {
            match child.name() {
                "disk" => disks.push(child),
                "prop" => {}
                _ => self.in_host(child),
            }
        }
        let is_root =
            |disk: &Element<'_, '_>| disk.property("mount").is_none_or(|at| at.text == "/");
        let read: Vec<Disk> = disks.iter().map(|disk| self.one_disk(*disk)).collect();
        // Where all of them, or none, are at the root, it is the first.
        let chosen = disks.iter().position(is_root).unwrap_or_default();
        if disks.len() > 1 {
            let id = disks[chosen].text("id");
            let message = format!(
                "of the {} disks of host `{name}` only `{id}` counts: a host has one, which is that at `/`, or else the first",
                disks.len()
            );
            self.note(host.at(), message);
        }
        read.get(chosen).copied().unwrap_or_default()
    }

    /// A disk; it is as large as needed unless it has a `size`.
    fn one_disk(&mut self, element: Element<'a, 'i>) -> Disk {
        element.expect(&["id", "read_bw", "write_bw"], &mut self.errors);
        let capacity = element.read_property("size", size, &mut self.errors);
        Disk {
            capacity: capacity.unwrap_or(Bytes::MAX),
            read: element.read("read_bw", "100MBps", bandwidth, &mut self.errors),
            write: element.read("write_bw", "100MBps", bandwidth, &mut self.errors),
        }
    }

    fn in_host(&mut self, element: Element<'a, 'i>) {
        self.refuse(element, &["disk", "prop"]);
    }
}

fn cores(text: &str) -> Result<u32, String> {
    let number = text.trim().parse().ok().filter(|cores| *cores > 0);
    number.ok_or_else(|| "must be a whole number, 1 or more".to_owned())
}

fn gpus(text: &str) -> Result<u32, String> {
    let number = text.trim().parse().ok();
    number.ok_or_else(|| "must be a whole number, 0 or more".to_owned())
}

/// SimGrid's own default is written `0.0`.
fn pstate(text: &str) -> Result<usize, String> {
    let number = text.trim().parse::<f64>().ok();
    let whole = number.filter(|state| *state >= 0.0 && state.fract() == 0.0);
    whole
        .map(|state| state as usize)
        .ok_or_else(|| "must be a whole number, 0 or more".to_owned())
}
