//! Random platforms: a user, a head and a few nodes, of which the head may be one.

use coldstart::prelude::{Sharing, gb, gflop_per_sec, mb};
use coldstart::scenario::schema::{Disk, Host, Link, Platform, Route};
use coldstart::units::{Bandwidth, Bytes, Latency};
use proptest::prelude::*;
use proptest::sample::select;

#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) platform: Platform,
    pub(crate) nodes: Vec<String>,
    pub(crate) storage: String,
}

pub(crate) fn platforms() -> impl Strategy<Value = Place> {
    let nodes = (prop::collection::vec(node(), 1..=4), any::<bool>());
    let links = (link(), link(), prop::collection::vec(link(), 4));
    let head = (disk(select(vec![1000, 1000, 250, 120, 80])), 1u32..3);
    let shape = (any::<bool>(), 0..8, 0..8);
    (nodes, links, head, shape).prop_map(|((mut nodes, alike), links, (disk, cores), shape)| {
        if alike {
            let first = nodes[0].clone();
            nodes.fill(first);
        }
        for (number, node) in nodes.iter_mut().enumerate() {
            node.name = format!("node{number}");
        }
        let names: Vec<String> = nodes.iter().map(|node| node.name.clone()).collect();
        let (wan, backbone, lans) = links;
        let (over_backbone, head_computes, stored_on_head) = shape;
        let mut routes = vec![route("user", &["wan"])];
        let mut all_links = vec![named(wan, "wan"), named(backbone, "backbone")];
        for (name, lan) in names.iter().zip(lans) {
            let lan = named(lan, &format!("lan of {name}"));
            let via: &[&str] = if over_backbone {
                &["backbone", &lan.name]
            } else {
                &[&lan.name]
            };
            routes.push(route(name, via));
            all_links.push(lan);
        }
        // What holds all images must have room for them.
        let on_head = stored_on_head == 0 && disk.size >= gb(1);
        let user = host("user", 1, Some(gb(1)), fast_disk());
        let head = host("head", cores, None, disk);
        let extra = (head_computes == 0).then(|| "head".to_owned());
        Place {
            platform: Platform {
                hosts: [user, head].into_iter().chain(nodes).collect(),
                links: all_links,
                routes,
            },
            nodes: names.into_iter().chain(extra).collect(),
            storage: if on_head { "head" } else { "user" }.to_owned(),
        }
    })
}

pub(super) fn node() -> impl Strategy<Value = Host> {
    let ram = select(vec![
        Some(80u64),
        Some(80),
        Some(100),
        Some(150),
        Some(200),
        None,
    ]);
    let disk = disk(select(vec![100, 100, 120, 150, 200, 400]));
    (1u32..=4, ram, disk, 1u64..=2).prop_map(|(cores, ram, disk, speed)| Host {
        speed: gflop_per_sec(speed),
        ..host("", cores, ram.map(mb), disk)
    })
}

pub(super) fn disk(size: impl Strategy<Value = u64>) -> impl Strategy<Value = Disk> {
    let speed = || select(vec![1e7, 5e7, 1e8, 1e8, 1e9]);
    (size, speed(), speed()).prop_map(|(size, read, write)| Disk {
        size: mb(size),
        read_bw: Bandwidth::new(read),
        write_bw: Bandwidth::new(write),
        mount: "/".to_owned(),
    })
}

pub(super) fn fast_disk() -> Disk {
    let speed = Bandwidth::new(5e8);
    Disk {
        size: gb(2),
        read_bw: speed,
        write_bw: speed,
        mount: "/".to_owned(),
    }
}

pub(super) fn host(name: &str, cores: u32, ram: Option<Bytes>, disk: Disk) -> Host {
    Host {
        name: name.to_owned(),
        count: None,
        speed: gflop_per_sec(1),
        cores,
        ram,
        disk: Some(disk),
        gpus: 0,
        power: None,
        carbon: 0.0,
    }
}

fn link() -> impl Strategy<Value = Link> {
    let bandwidth = select(vec![1e6, 1e7, 1e8, 1e8, 1e9, 1.25e10]);
    let latency = select(vec![0.0, 0.0, 2.5e-10, 1e-6, 2e-5, 0.01, 0.3]);
    let sharing = select(vec![Sharing::Shared, Sharing::Shared, Sharing::Fatpipe]);
    (bandwidth, latency, sharing).prop_map(|(bandwidth, latency, sharing)| Link {
        name: String::new(),
        count: None,
        bandwidth: Bandwidth::new(bandwidth),
        latency: Latency::new(latency),
        sharing,
    })
}

pub(super) fn named(link: Link, name: &str) -> Link {
    Link {
        name: name.to_owned(),
        ..link
    }
}

/// From the head to another host.
pub(super) fn route(to: &str, links: &[&str]) -> Route {
    Route {
        src: "head".to_owned(),
        dst: to.to_owned(),
        links: links.iter().map(|&link| link.to_owned()).collect(),
        symmetrical: true,
    }
}
