//! The machines and the network, as they stand in the file.

use super::object::objects;
use crate::platform::{self, Sharing};
use crate::units::{Bandwidth, Bytes, Latency, Speed, Watts};
use serde::{Deserialize, Serialize};

/// Hosts, links and routes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Platform {
    /// The machines.
    pub hosts: Vec<Host>,
    /// The network's links.
    #[serde(default)]
    pub links: Vec<Link>,
    /// The links between each two hosts.
    #[serde(default)]
    pub routes: Vec<Route>,
}

/// A machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Host {
    /// Its name, which no other host has.
    pub name: String,
    /// How many there are: an array, of which each is called after its place, `worker[0]`, and all are called `worker`. By
    /// default it is one host, which has the name alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// The speed of one core.
    pub speed: Speed,
    /// How many cores it has.
    #[serde(default = "one")]
    pub cores: u32,
    /// Its memory; `None` (or `null`) is unlimited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ram: Option<Bytes>,
    /// Its disk, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk: Option<Disk>,
    /// How many GPUs it has.
    #[serde(default, skip_serializing_if = "is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub gpus: u32,
    /// The power that it draws, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Power>,
    /// How much the generation of what it draws emits, in g/kWh; zero if nobody knows.
    #[serde(default, skip_serializing_if = "is_nothing")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub carbon: f64,
}

/// The power that a host draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PowerOfHost"))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Power {
    /// While nothing computes.
    pub idle: Watts,
    /// While all cores compute.
    pub peak: Watts,
}

impl Host {
    /// The power that it draws; nothing if nobody knows.
    pub(in crate::scenario) fn draws(&self) -> platform::Power {
        let power = self.power.as_ref();
        power.map_or_else(platform::Power::default, |power| platform::Power {
            idle: power.idle,
            peak: power.peak,
        })
    }
}

/// The names of a host or link, or of the members of an array.
pub(in crate::scenario) fn names(name: &str, count: Option<u32>) -> Vec<String> {
    match count {
        None => vec![name.to_owned()],
        Some(count) => (0..count).map(|place| member(name, place)).collect(),
    }
}

/// The name of a member of an array, as in the language.
pub(in crate::scenario) fn member(array: &str, place: u32) -> String {
    format!("{array}[{place}]")
}

/// The array and the place in it that a name is of, if it is that of a member.
pub(in crate::scenario) fn place_in_array(name: &str) -> Option<(&str, u32)> {
    let (array, place) = name.strip_suffix(']')?.rsplit_once('[')?;
    let place: u32 = place.parse().ok()?;
    // `worker[01]` is nobody.
    (member(array, place) == name).then_some((array, place))
}

/// The disk of a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Disk {
    /// How much it holds.
    pub size: Bytes,
    /// How fast it is read.
    pub read_bw: Bandwidth,
    /// How fast it is written.
    pub write_bw: Bandwidth,
    /// Where its files are.
    #[serde(default = "root")]
    pub mount: String,
}

/// A link of the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Link {
    /// Its name, which no other link has.
    pub name: String,
    /// How many there are, as of a host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Its capacity.
    pub bandwidth: Bandwidth,
    /// Its latency.
    #[serde(default)]
    pub latency: Latency,
    /// Whether transfers share its capacity (`"shared"`) or each has all of it (`"fatpipe"`).
    #[serde(default, skip_serializing_if = "is_shared")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "shared")))]
    pub sharing: Sharing,
}

/// The way from a host to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Route {
    /// The name of the host at one end.
    pub src: String,
    /// The name of the host at the other end. One of the two may be an array: then there is such a route for each of its hosts.
    pub dst: String,
    /// The names of the links, from `src` to `dst`. An array of as many links as hosts gives each route one of its own.
    pub links: Vec<String>,
    /// Whether the way back is the same links in reverse order.
    #[serde(default = "yes")]
    pub symmetrical: bool,
}

fn one() -> u32 {
    1
}

fn is_none(number: &u32) -> bool {
    *number == 0
}

fn is_nothing(number: &f64) -> bool {
    *number == 0.0
}

fn is_shared(sharing: &Sharing) -> bool {
    *sharing == Sharing::Shared
}

fn yes() -> bool {
    true
}

/// Where a disk's files are, unless it says otherwise.
pub(super) fn root() -> String {
    "/".to_owned()
}

objects!(Platform, Host, Power, Disk, Link, Route);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::gflop_per_sec;

    #[test]
    fn what_a_host_does_not_say_is_the_default() {
        let host: Host =
            serde_json::from_str(r#"{"name": "a", "speed": 1e10, "ram": null}"#).unwrap();
        assert_eq!(
            host,
            Host {
                name: "a".to_owned(),
                count: None,
                speed: gflop_per_sec(10),
                cores: 1,
                ram: None,
                disk: None,
                gpus: 0,
                power: None,
                carbon: 0.0,
            }
        );
    }

    #[test]
    fn a_member_is_called_after_its_place() {
        assert_eq!(names("a", None), ["a"]);
        assert_eq!(names("a", Some(2)), ["a[0]", "a[1]"]);
        assert_eq!(place_in_array("a[1]"), Some(("a", 1)));
        for none in ["a", "a[]", "a[01]", "a[+1]", "a[1", "[", "]"] {
            assert_eq!(place_in_array(none), None, "{none}");
        }
    }

    #[test]
    fn a_link_is_shared_unless_it_says_otherwise() {
        let read = |text: &str| serde_json::from_str::<Link>(text);
        let link = read(r#"{"name": "l", "bandwidth": 1e6}"#).unwrap();
        assert_eq!(link.sharing, Sharing::Shared);
        assert!(!serde_json::to_string(&link).unwrap().contains("sharing"));
        let fat = read(r#"{"name": "l", "bandwidth": 1e6, "sharing": "fatpipe"}"#).unwrap();
        assert_eq!(fat.sharing, Sharing::Fatpipe);
        let error = read(r#"{"name": "l", "bandwidth": 1e6, "sharing": "fat"}"#).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("unknown variant `fat`, expected `shared` or `fatpipe`")
        );
    }

    #[test]
    fn a_route_goes_both_ways_unless_it_says_otherwise() {
        let route: Route =
            serde_json::from_str(r#"{"src": "a", "dst": "b", "links": ["l"]}"#).unwrap();
        assert!(route.symmetrical);
    }
}
