//! Platforms of many hosts, on which nothing runs: what their declaration costs.

use std::fmt::Write;
use std::fs;
use std::time::Instant;

use coldstart::prelude::*;

use crate::worlds::{Growth, run};

/// Hosts that are declared by hand, each with a link and a route to the first.
pub(crate) fn by_hand(hosts: u64) -> Growth {
    let begun = Instant::now();
    let mut sim = Builder::new();
    let computer = HostSpec {
        speed: gflop_per_sec(1),
        ..HostSpec::default()
    };
    let cable = LinkSpec {
        bandwidth: mb_per_sec(125),
        latency: us(50),
        ..LinkSpec::default()
    };
    let user = sim.host("user", computer.clone());
    for number in 0..hosts {
        let host = sim.host(&format!("host-{number}"), computer.clone());
        let link = sim.link(&format!("link-{number}"), cable);
        sim.route(user, host, [link]);
    }
    finish(format!("{hosts} hosts by hand"), begun, sim, user)
}

/// Hosts of a file: those of one cluster, or each with an element of its own, and so its link and its route to the first.
pub(crate) fn imported(hosts: u64, in_a_cluster: bool) -> Growth {
    let text = if in_a_cluster {
        cluster(hosts)
    } else {
        listed(hosts)
    };
    let name = format!("growth-{}.xml", std::process::id());
    let path = std::env::temp_dir().join(name);
    fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let begun = Instant::now();
    let mut sim = Builder::new();
    let platform = sim.platform_from("", &path.to_string_lossy());
    let user = platform["host-0"];
    // Nothing is left in the folder of temporary files; that it goes is no part of what is measured.
    let _ = fs::remove_file(&path);
    let form = if in_a_cluster {
        "in a cluster"
    } else {
        "listed"
    };
    finish(format!("{hosts} hosts {form}"), begun, sim, user)
}

fn finish(what: String, begun: Instant, mut sim: Builder, user: HostId) -> Growth {
    sim.controller("client", user, async |ctx: &mut Ctx| {
        ctx.sleep(secs(1)).await
    });
    run(what, begun, sim)
}

fn cluster(hosts: u64) -> String {
    let last = hosts - 1;
    format!(
        r#"<platform version="4.1"><cluster id="c" prefix="host-" radical="0-{last}" suffix="" speed="1Gf" bw="125MBps" lat="50us"/></platform>"#
    )
}

fn listed(hosts: u64) -> String {
    let mut text = String::from("<platform version=\"4.1\">\n<zone id=\"z\" routing=\"Full\">\n");
    for number in 0..hosts {
        let _ = writeln!(text, r#"<host id="host-{number}" speed="1Gf"/>"#);
        let _ = writeln!(
            text,
            r#"<link id="link-{number}" bandwidth="125MBps" latency="50us"/>"#
        );
    }
    for number in 1..hosts {
        let _ = writeln!(
            text,
            r#"<route src="host-0" dst="host-{number}"><link_ctn id="link-{number}"/></route>"#
        );
    }
    text.push_str("</zone>\n</platform>\n");
    text
}
