//! Provisioned concurrency or on demand: which bill is smaller?
//!
//! ```text
//!   user ---- wan ---- gateway ---- lan ---- worker
//!   one request        AWS Lambda            10 instances of 1 GB
//!   after the other                          are kept, or none
//! ```
//!
//! The same requests, a second each, go to a function of which ten instances are provisioned, and to one of which none is. The
//! table has a line for each utilisation of the ten: both bills, their ratio, and the slowest response without provisioning. A
//! provisioned instance costs $0.0000041667 for each GB and second that it is kept, and what runs in it $0.0000097222 instead of
//! $0.0000166667. Look for: the bills are equal where 4.1667 + 9.7222 u = 16.6667 u (millionths of a dollar), at a utilisation
//! u of 0.6; below, being ready costs more than it saves, and above, it saves money as well as cold starts.

use coldstart::prelude::*;
use coldstart::results::{Options, Recording};

const PYTHON: Image = Image::new("python", mb(1));

/// How many instances are provisioned.
const KEPT: u32 = 10;

/// For how long requests come.
const TIME: SimDuration = SimDuration::from_mins(10);

/// Ten minutes of so much load for each of the instances, which are provisioned or not.
pub fn run(is_provisioned: bool, utilisation: f64) -> Report {
    let disk = Disk {
        capacity: tb(1),
        read: mb_per_sec(500),
        write: mb_per_sec(500),
    };
    let host = HostSpec {
        speed: gflop_per_sec(1),
        cores: 32,
        ram: gb(64),
        disk,
        ..HostSpec::default()
    };
    let link = LinkSpec {
        bandwidth: mb_per_sec(100),
        latency: us(50),
        ..LinkSpec::default()
    };
    let mut sim = Builder::new();
    let [user, gateway, worker] =
        ["user", "gateway", "worker"].map(|name| sim.host(name, host.clone()));
    let [wan, lan] = ["wan", "lan"].map(|name| sim.link(name, link));
    sim.route(user, gateway, [wan]);
    sim.route(gateway, worker, [lan]);
    let registry = StorageSpec {
        images: vec![PYTHON],
        ..StorageSpec::default()
    };
    let registry = sim.storage("registry", user, registry);
    let service = ServerlessSpec::from(Provider::aws_lambda());
    let cloud = sim.serverless("cloud", gateway, worker, service);
    let spec = FunctionSpec {
        memory: mib(1024),
        min_instances: if is_provisioned { KEPT } else { 0 },
        ..FunctionSpec::new("handle", PYTHON)
    };
    let handle = sim.function(spec, async |ctx: &mut Ctx, (): ()| ctx.sleep(secs(1)).await);
    sim.deploy(handle, cloud, registry);
    let gap = SimDuration::from_secs_f64(1.0 / (f64::from(KEPT) * utilisation));
    sim.controller("requests", user, async move |ctx: &mut Ctx| {
        ctx.sleep(secs(1)).await;
        let end = ctx.now() + TIME;
        while ctx.now() < end {
            drop(ctx.invoke_async(cloud, handle, ()).await);
            ctx.sleep(gap).await;
        }
        ctx.until_all_done().await;
    });
    let options = Options::new(Seed(42)).recording(Recording::Summary);
    sim.run_with(options)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// What a run is billed \[$\].
pub fn bill(report: &Report) -> f64 {
    report.summary.revenue["USD"]
}

/// The table of all utilisations.
pub fn table() -> String {
    let mut table =
        "utilisation  on demand [$]  provisioned [$]  ratio  slowest on demand\n".to_owned();
    for tenths in [2, 4, 5, 6, 7, 8, 9] {
        let utilisation = f64::from(tenths) / 10.0;
        let [on_demand, provisioned] = [false, true].map(|kept| run(kept, utilisation));
        let slowest = on_demand.overall.response.as_ref().map(|one| one.max);
        let [one, other] = [&on_demand, &provisioned].map(bill);
        table += &format!(
            "{utilisation:11.1} {one:14.5} {other:16.5} {:6.2} {:16.2} s\n",
            other / one,
            slowest.unwrap_or_default().as_secs_f64(),
        );
    }
    table
}

#[allow(dead_code, reason = "the tests take the rest of this")]
fn main() {
    print!("{}", table());
}
