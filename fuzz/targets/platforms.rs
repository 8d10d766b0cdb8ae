//! SimGrid's platform files: read, and an invocation made among the first and the last of their hosts.

use std::fs;
use std::process::ExitCode;

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
    fs::write(folder.join("input.xml"), input).expect("the temporary folder has room");
    let folder = folder.to_string_lossy();
    match ran(&folder) {
        Ok(said) => Outcome::Accepted(said),
        Err(error) => Outcome::Refused(error.replace(&*folder, ".")),
    }
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
