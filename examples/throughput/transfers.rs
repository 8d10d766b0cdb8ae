//! Transfers that start and end one after the other while many others are under way.

use coldstart::prelude::*;

use crate::measure::Measurement;

/// One origin, a backbone, and for each transfer a host of its own behind an edge link of its own.
pub(crate) fn t(transfers: u64) -> Measurement {
    let mut sim = Builder::new();
    let fast = mb_per_sec(1_000_000);
    let disk = Disk {
        capacity: tb(1),
        read: fast,
        write: fast,
    };
    let host = HostSpec {
        speed: gflop_per_sec(1),
        disk,
        ..HostSpec::default()
    };
    let link = LinkSpec {
        bandwidth: mb_per_sec(1000),
        latency: us(10),
        ..LinkSpec::default()
    };
    let origin = sim.host("origin", host.clone());
    let files = sim.storage("files", origin, StorageSpec::default());
    let backbone = sim.link("backbone", link);
    let mut mirrors = Vec::new();
    for number in 0..transfers {
        let edge = sim.link(&format!("edge[{number}]"), link);
        let mirror = sim.host(&format!("mirror[{number}]"), host.clone());
        sim.route(origin, mirror, [backbone, edge]);
        mirrors.push(sim.storage(&format!("copy[{number}]"), mirror, StorageSpec::default()));
    }
    sim.controller("parent", origin, async move |ctx: &mut Ctx| {
        spread(ctx, files, mirrors).await
    });
    let operations = Some((2 * transfers, "starts and ends"));
    Measurement::of(format!("T ({transfers} transfers)"), sim, operations, None)
}

/// Copies a file to all mirrors at a time; the copies start, and so end, one after the other.
async fn spread(ctx: &mut Ctx, files: Storage, mirrors: Vec<Storage>) -> Result<(), Failure> {
    ctx.write_to(files, File::new("data", mb(100))).await?;
    let mut copies = Vec::new();
    for mirror in mirrors {
        let copy = async move |ctx: &mut Ctx| ctx.copy("data", files, mirror).await;
        copies.push(ctx.spawn("copy", copy).await);
        ctx.sleep(us(10)).await;
    }
    for copy in copies {
        ctx.join(copy).await?;
    }
    Ok(())
}
