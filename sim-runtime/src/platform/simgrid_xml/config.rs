//! `<config>`: how SimGrid is set up. What would give other dates there than here is refused, and the rest is noted.

use super::element::Element;
use super::reader::Reader;

/// Settings that change what SimGrid computes, and their usual values.
const CHANGING: [(&str, &str); 14] = [
    ("network/model", "LV08"),
    ("network/crosstraffic", "1"),
    ("network/latency-factor", "13.01"),
    ("network/bandwidth-factor", "0.97"),
    ("network/weight-S", "20537"),
    ("network/TCP-gamma", "4194304"),
    ("network/loopback-bw", "10000000000"),
    ("network/loopback-lat", "0"),
    ("host/model", "default"),
    ("cpu/model", "Cas01"),
    ("disk/model", "S19"),
    ("precision/timing", "1e-9"),
    ("precision/work-amount", "1e-5"),
    ("maxmin/precision", "1e-5"),
];

/// Names that they had before, and those of today.
const RENAMED: [(&str, &str); 9] = [
    ("network/TCP_gamma", "network/TCP-gamma"),
    ("network/latency_factor", "network/latency-factor"),
    ("network/bandwidth_factor", "network/bandwidth-factor"),
    ("network/weight_S", "network/weight-S"),
    ("network/lat-factor", "network/latency-factor"),
    ("network/bw-factor", "network/bandwidth-factor"),
    ("network/loopback_bw", "network/loopback-bw"),
    ("workstation/model", "host/model"),
    ("surf/precision", "precision/timing"),
];

/// How finely SimGrid computes; where that is finer than usual, so is our comparison.
const PRECISIONS: [&str; 3] = [
    "precision/timing",
    "precision/work-amount",
    "maxmin/precision",
];

impl<'a, 'i> Reader<'a, 'i> {
    pub(super) fn config(&mut self, element: Element<'a, 'i>) {
        element.expect(&["id"], &mut self.errors);
        for child in element.children() {
            match child.name() {
                "prop" => self.setting(child),
                _ => self.refuse(child, &["prop"]),
            }
        }
    }

    fn setting(&mut self, setting: Element<'a, 'i>) {
        let (id, value) = (setting.text("id"), setting.text("value"));
        let today = RENAMED.iter().find(|(old, _)| *old == id);
        let today = today.map_or(id, |(_, today)| *today);
        let usual = CHANGING.iter().find(|(name, _)| *name == today);
        match usual {
            Some((name, usual)) if !is_harmless(name, value, usual) => {
                let what = format!("<config> with {id}=\"{value}\"");
                let remedy = format!(
                    "here {name} is {usual}; choose the network model where the simulation is declared, and remove it"
                );
                self.errors.refuse(setting.at(), what, &remedy);
            }
            _ => {
                let message = format!("<config> has no effect: {id}=\"{value}\"");
                self.note(setting.at(), message);
            }
        }
    }
}

/// Whether a setting leaves results as they are.
fn is_harmless(name: &str, value: &str, usual: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let is_same = match (number(value), number(usual)) {
        (Some(value), Some(usual)) => value == usual,
        _ => value.eq_ignore_ascii_case(usual) || (usual == "1" && value == "yes"),
    };
    is_same || PRECISIONS.contains(&name)
}
