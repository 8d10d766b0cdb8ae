//! Knative's autoscaler and a burst: what it wants, what is ready, and when it panics.
//!
//! ```text
//! users --- gateway --- 4 nodes, an instance serves 10 requests at once and takes 2 s to start
//! ```
//!
//! Five requests of a second arrive in each second, and a hundred from 60 s to 70 s. An instance is to serve 7 at once (70 % of
//! ten): one is enough before the burst, and 15 would be in it. Look for: at 62 s the average over 6 s asks for twice what is
//! ready, and the panic begins. 57 are wanted in the end, for requests that wait for instances to start are under way, too; that
//! wait is the p99. Nothing is given up in the panic, which lasts until a minute after it was last called for; then half of the
//! instances go at each look. At 168 s some more requests than usual are a panic again, for 2 instances are twice one. When the
//! last request is over, the last instance stays for the stable window and 30 s of grace. With the name of a file,
//! `cargo run --release --example kpa_burst -- burst.html` writes the HTML report, which draws these figures.

use std::fs::File;
use std::io::BufWriter;

use coldstart::kernel::Stream;
use coldstart::prelude::*;
use coldstart::results::export::html;
use coldstart::serverless::policy::Scaler;

const IMAGE: Image = Image::new("api", mb(200));

/// Requests a second, and until when \[s\]; they begin at 10 s.
const LOAD: [(f64, u64); 3] = [(5.0, 60), (100.0, 70), (5.0, 180)];

/// The burst, with this scaler.
pub fn burst(scaler: impl Scaler + 'static) -> Report {
    let host = HostSpec {
        speed: gflop_per_sec(1),
        cores: 16,
        ram: gb(64),
        disk: Disk {
            capacity: tb(1),
            read: gb_per_sec(1),
            write: gb_per_sec(1),
        },
        ..HostSpec::default()
    };
    let link = LinkSpec {
        bandwidth: gbit_per_sec(10),
        latency: us(50),
        ..LinkSpec::default()
    };
    let mut sim = Builder::new();
    let [user, gateway] = ["user", "gateway"].map(|name| sim.host(name, host.clone()));
    let nodes = [0, 1, 2, 3].map(|node| sim.host(&format!("node{node}"), host.clone()));
    let [wan, lan] = ["wan", "lan"].map(|name| sim.link(name, link));
    sim.route(user, gateway, [wan]);
    for node in nodes {
        sim.route(gateway, node, [lan]);
    }
    let registry = StorageSpec {
        images: vec![IMAGE],
        ..StorageSpec::default()
    };
    let registry = sim.storage("registry", user, registry);
    let service = ServerlessSpec {
        scaler: Box::new(scaler),
        container_startup: secs(2),
        ..ServerlessSpec::default()
    };
    let cloud = sim.serverless("cloud", gateway, nodes, service);
    let spec = FunctionSpec {
        memory: mb(512),
        concurrency: 10,
        cpu: Cpu::Shared,
        ..FunctionSpec::new("handle", IMAGE)
    };
    let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
    let handle = sim.function(spec, body);
    sim.deploy(handle, cloud, registry);
    sim.controller("users", user, async move |ctx: &mut Ctx| {
        let mut random: Stream = Seed(7).stream(0, "users");
        let mut pending = Vec::new();
        ctx.sleep(secs(10)).await;
        for (rate, until) in LOAD {
            while ctx.now() < SimTime::ZERO + secs(until) {
                let gap = random.exponential(1.0 / rate);
                ctx.sleep(SimDuration::from_secs_f64(gap)).await;
                pending.push(ctx.invoke_async(cloud, handle, secs(1)).await);
            }
        }
        ctx.wait_all(pending).await;
        ctx.sleep(mins(2)).await;
    });
    sim.run(Seed(42)).unwrap_or_else(|error| panic!("{error}"))
}

/// What the scaler published, as means of short intervals where it changed, and how long requests waited.
pub fn table(report: &Report) -> String {
    let mut table = "    date  wanted   ready in panic\n".to_owned();
    let width = report.timeline.interval.as_secs_f64();
    let mut last = String::new();
    for interval in 0..report.timeline.intervals as usize {
        let series = report.timeline.policies.iter();
        let values = series.map(|one| one.values.get(interval).copied().unwrap_or_default());
        let values: Vec<String> = values.map(|value| format!("{value:7.1}")).collect();
        let values = values.join(" ");
        if values != last {
            let date = width * interval as f64;
            table += &format!("{date:>6.0} s {values}\n");
            last = values;
        }
    }
    table + &line(report)
}

/// How long requests waited, and what that took.
pub fn line(report: &Report) -> String {
    let service = &report.services[0];
    let waits = service.response.as_ref().map(|all| (all.p50, all.p99));
    let (median, most) = waits.unwrap_or_default();
    format!(
        "{} requests in {} instances: median {:.3} s, p99 {:.3} s\n",
        report.summary.succeeded,
        service.containers,
        median.as_secs_f64(),
        most.as_secs_f64()
    )
}

#[allow(dead_code, reason = "the example `own_kpa` takes the rest of this one")]
fn main() -> std::io::Result<()> {
    let report = burst(KnativePodAutoscaler::default());
    print!("{}", table(&report));
    match std::env::args_os().nth(1) {
        Some(page) => html::write(&report, &mut BufWriter::new(File::create(page)?)),
        None => Ok(()),
    }
}
