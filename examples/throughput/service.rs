//! The reference's service: images are transferred to the nodes first, then invocations come like clockwork.

use coldstart::prelude::*;

use crate::measure::Measurement;

const IMAGE: Image = Image::new("image", mb(1));

/// One function on nodes of 4 cores, at half their capacity; `bandwidth` in MB/s.
pub(crate) fn w(nodes: u64, invocations: u64, bandwidth: u64, cold: bool) -> Measurement {
    let mut sim = Builder::new();
    let rate = mb_per_sec(bandwidth);
    let disk = Disk {
        capacity: tb(1),
        read: rate,
        write: rate,
    };
    let host = HostSpec {
        speed: gflop_per_sec(1),
        disk,
        ..HostSpec::default()
    };
    let node = HostSpec {
        cores: 4,
        ram: gb(64),
        ..host.clone()
    };
    let link = LinkSpec {
        bandwidth: rate,
        latency: us(20),
        ..LinkSpec::default()
    };
    let [user, gateway] = ["user", "gateway"].map(|name| sim.host(name, host.clone()));
    let wan = sim.link("wan", link);
    sim.route(user, gateway, [wan]);
    let workers: Vec<HostId> = (0..nodes)
        .map(|number| {
            let worker = sim.host(&format!("worker[{number}]"), node.clone());
            let lan = sim.link(&format!("lan[{number}]"), link);
            sim.route(gateway, worker, [lan]);
            worker
        })
        .collect();
    let images = vec![IMAGE];
    let registry = sim.storage(
        "registry",
        user,
        StorageSpec {
            images,
            ..StorageSpec::default()
        },
    );
    let idle_timeout = if cold { secs(0) } else { mins(10) };
    let spec = ServerlessSpec {
        scheduler: Box::new(Fcfs),
        container_startup: millis(100),
        idle_timeout,
        ..ServerlessSpec::default()
    };
    let cloud = sim.serverless("cloud", gateway, &workers, spec);
    let spec = FunctionSpec {
        disk: mb(10),
        memory: mb(100),
        ..FunctionSpec::new("work", IMAGE)
    };
    let work = sim.function(spec, async |ctx: &mut Ctx, ()| ctx.sleep(secs(1)).await);
    sim.deploy(work, cloud, registry);
    // A core serves one body a second.
    let gap = secs(1) / (2 * nodes);
    let arrivals = Regular::every(gap)
        .from(SimTime::ZERO + secs(10))
        .take(invocations);
    sim.workload("client", user, cloud, work, arrivals, |_, _| ());
    let temperature = if cold { ", cold" } else { "" };
    let name = format!("W ({nodes} nodes, {bandwidth} MB/s{temperature})");
    Measurement::of(name, sim, None, None)
}
