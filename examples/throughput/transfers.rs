//! Transfers that start and end one after the other while many others are under way.

use coldstart::prelude::*;

use crate::measure::Measurement;

/// One origin, a backbone, and for each transfer a host of its own behind an edge link of its own.
///
/// `Edges::Alike` are faster than the backbone. Of those that are `Different` no two have the same bandwidth or latency, and each
/// has between a quarter of its share of the backbone and four times that, so that some of them limit their transfer and some
/// do not, and which ones changes as transfers start and end.
pub(crate) fn t(transfers: u64, edges: Edges) -> Measurement {
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
        let edge = sim.link(
            &format!("edge[{number}]"),
            edges.edge(number, transfers, link),
        );
        let mirror = sim.host(&format!("mirror[{number}]"), host.clone());
        sim.route(origin, mirror, [backbone, edge]);
        mirrors.push(sim.storage(&format!("copy[{number}]"), mirror, StorageSpec::default()));
    }
    sim.controller("parent", origin, async move |ctx: &mut Ctx| {
        spread(ctx, files, mirrors).await
    });
    let operations = Some((2 * transfers, "starts and ends"));
    let kind = match edges {
        Edges::Alike => "",
        Edges::Different => "different ",
    };
    let name = format!("T ({transfers} {kind}transfers)");
    Measurement::of(name, sim, operations, None)
}

/// What the links of the transfers' own are like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edges {
    Alike,
    Different,
}

impl Edges {
    fn edge(self, number: u64, transfers: u64, backbone: LinkSpec) -> LinkSpec {
        // Scattered between 0 and 1 as random numbers would be, no two alike.
        let scattered = |step: f64| (number as f64 * step).fract();
        match self {
            Edges::Alike => backbone,
            Edges::Different => LinkSpec {
                bandwidth: Bandwidth::new(
                    backbone.bandwidth.get() / transfers as f64
                        * 4f64.powf(2.0 * scattered(0.618_033_988_749_894_9) - 1.0),
                ),
                latency: us(10)
                    + SimDuration::from_secs_f64(1e-2 * scattered(0.754_877_666_246_692_7)),
                ..backbone
            },
        }
    }
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
