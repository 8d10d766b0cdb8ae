//! Invocations that are all in progress at a time, to see how much memory one takes.

use coldstart::prelude::*;

use crate::measure::Measurement;

/// A number of invocations at once, on a node that runs all of them or, if they are to wait, one at a time.
pub(crate) fn l(alive: u64, waiting: bool) -> Measurement {
    let mut sim = Builder::new();
    let disk = Disk {
        capacity: tb(1),
        read: mb_per_sec(100),
        write: mb_per_sec(100),
    };
    let head = HostSpec {
        speed: gflop_per_sec(1),
        disk,
        ..HostSpec::default()
    };
    let node = HostSpec {
        cores: if waiting { 1 } else { alive as u32 },
        ram: tb(1),
        ..head.clone()
    };
    let [cloud, node] = [("cloud", head), ("node", node)].map(|(name, spec)| sim.host(name, spec));
    let lan = LinkSpec {
        bandwidth: mb_per_sec(1000),
        ..LinkSpec::default()
    };
    let lan = sim.link("lan", lan);
    sim.route(cloud, node, [lan]);
    let image = Image::new("empty", bytes(0));
    let images = vec![image.clone()];
    let registry = sim.storage(
        "registry",
        cloud,
        StorageSpec {
            images,
            ..StorageSpec::default()
        },
    );
    let spec = ServerlessSpec {
        scheduler: Box::new(FirstFit),
        idle_timeout: mins(10),
        remote_downloads: false,
        ..ServerlessSpec::default()
    };
    let service = sim.serverless("service", cloud, node, spec);
    let spec = FunctionSpec::new("wait", image);
    let wait = sim.function(spec, async |ctx: &mut Ctx, ()| ctx.sleep(secs(1)).await);
    sim.deploy(wait, service, registry);
    // The first one finds the image on its way, the others find it on the node.
    for (name, date, count) in [("first", 0, 1), ("burst", 10, alive)] {
        let at = SimTime::ZERO + secs(date);
        let burst = Burst { at, count };
        sim.workload(name, cloud, service, wait, burst, |_, _| ());
    }
    let state = if waiting { "waiting" } else { "running" };
    Measurement::of(format!("L ({alive} {state})"), sim, None, None)
}
