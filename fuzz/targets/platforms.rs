//! SimGrid's platform files: read, and bytes moved and an invocation made among the first and the last of their hosts.

use std::fs;
use std::process::ExitCode;

use coldstart::platform::network::Lv08;
use coldstart::platform::simgrid_xml::Imported;
use coldstart::platform::{End, Fabric, Movement, Platform};
use coldstart::prelude::*;
use coldstart_fuzz::{Outcome, Target, corpus, message};

const IMAGE: Image = Image::new("worker", mb(25));

/// How many of the first hosts, and of the last, are nodes.
const NODES: usize = 2;

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "platforms",
        seeds: || corpus::files(&["tests/platforms"], ".xml"),
        words: &[
            "FAT_TREE",
            "TORUS",
            "DRAGONFLY",
            "Floyd",
            "Dijkstra",
            "Vivaldi",
            "Full",
            "None",
            "Cluster",
            "cabinet",
            "peer",
            "bypassRoute",
            "bypassZoneRoute",
            "zoneRoute",
            "backbone",
            "trace",
            "trace_connect",
            "state_file",
            "availability_file",
            "SPLITDUPLEX",
            "FATPIPE",
            "topo_parameters",
            "speed_file",
            "<!DOCTYPE",
            "<![CDATA[",
            "&lt;",
        ],
        read,
    })
}

fn read(input: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let features = corpus::place("tests/platforms/features");
    for profile in ["broken.profile", "detour.profile", "wave.profile"] {
        fs::copy(features.join(profile), folder.join(profile)).expect("a profile of the tests");
    }
    let text = String::from_utf8_lossy(input);
    let imported = match Imported::read(&text, folder) {
        Ok(imported) => imported,
        Err(errors) => return Outcome::Refused(errors.to_string()),
    };
    // The first zone is around all others.
    let all = imported.zones().first();
    let said = moved(imported.platform(), all.map_or(&[], |(_, hosts)| hosts));
    fs::write(folder.join("input.xml"), &*text).expect("the temporary folder has room");
    match ran(&folder.to_string_lossy()) {
        Ok(ran) => Outcome::Accepted(format!("{said}, {ran}")),
        Err(error) => {
            message::check(&error);
            let error = error.split(": ").last().unwrap_or_default();
            Outcome::Accepted(format!("{said}, {error}"))
        }
    }
}

/// Moves a megabyte between the first hosts and the last ones, each pair for itself.
fn moved(platform: &Platform, all: &[HostId]) -> String {
    let count = all.len();
    let hosts = all.iter().enumerate();
    let hosts = hosts.filter(|(place, _)| *place < NODES || *place + NODES >= count);
    let hosts: Vec<HostId> = hosts.map(|(_, host)| *host).collect();
    let mut ways = 0;
    for (from, to) in hosts
        .iter()
        .flat_map(|from| hosts.iter().map(move |to| (*from, *to)))
    {
        let mut fabric = Fabric::new(platform.clone(), Box::new(Lv08));
        let movement = Movement {
            from: End::Memory(from),
            to: End::Memory(to),
            bytes: mb(1),
            departure: SimTime::ZERO,
        };
        if fabric.start(SimTime::ZERO, movement, ()).is_err() {
            continue;
        }
        ways += 1;
        let mut now = SimTime::ZERO;
        let mut is_there = false;
        while !is_there {
            fabric.settle(now);
            // On a link that never carries anything it does not arrive.
            let Some(next) = fabric.next_movement() else {
                break;
            };
            assert!(next >= now, "{next} after {now}");
            now = next;
            is_there = fabric.moved(now).is_some();
        }
    }
    format!("{ways} ways")
}

/// Runs what is in the folder.
fn ran(folder: &str) -> Result<String, String> {
    let mut sim = Builder::new();
    let imported = sim.platform_from(folder, "input.xml");
    for note in imported.notes() {
        message::check(note);
    }
    let hosts = imported.all_hosts();
    let (Some(&user), Some(&gateway)) = (hosts.first(), hosts.last()) else {
        // The builder says why there are none.
        return sim
            .run(Seed(1))
            .map(|_| String::new())
            .map_err(|error| error.to_string());
    };
    let mut nodes: Vec<HostId> = hosts.iter().take(NODES).copied().collect();
    nodes.extend(hosts.iter().skip(NODES).rev().take(NODES));
    let registry = sim.storage(
        "registry",
        user,
        StorageSpec {
            images: vec![IMAGE],
            ..StorageSpec::default()
        },
    );
    let cloud = sim.serverless("cloud", gateway, &nodes, ServerlessSpec::default());
    let work = sim.function(
        FunctionSpec::new("work", IMAGE),
        async |ctx: &mut Ctx, (): ()| ctx.compute(gflop(1)).await,
    );
    sim.deploy(work, cloud, registry);
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, work, ()).await;
        let _ = ctx.wait(call).await;
    });
    match sim.run(Seed(1)) {
        Ok(report) => {
            let failures = &report.summary.failures;
            Ok(failures
                .keys()
                .next()
                .map_or("ran".to_owned(), ToString::to_string))
        }
        Err(RunError::Halted { halt, .. }) => Ok(halt.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
