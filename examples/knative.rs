//! A hundred requests in an instance, or one: what concurrency does to a service on Knative or Cloud Run.
//!
//! ```text
//!             +-- gateway ------ many   --- 4 nodes, an instance serves 100 requests at once
//!   users ----+
//!             +-- gateway ------ single --- 4 nodes, an instance serves one
//! ```
//!
//! Each instance has a core of its node for itself, from its start to its end. A request waits for a database most of its
//! 100 ms and computes for 2 ms, so that the requests of an instance hardly slow each other down; the same load goes to both,
//! with a peak of ten seconds. Look for: two instances do what takes 67 of one request each, in a fortieth of the memory. The
//! price is paid once: whoever comes in the first seconds waits for the only instance that starts, which is the p99 of `many`;
//! that of `single` are cold starts all along, and its nodes are out of cores in the peak. 93 % of IBM's serverless
//! applications run with a concurrency of 100. Without options it prints this table; with some it is a command line as others.

use coldstart::prelude::*;

const IMAGE: Image = Image::new("api", mb(200));

/// Asks a database, and computes a little.
#[serverless_function(image = IMAGE, memory = 512MB, cpu = Cpu::per_instance(1))]
async fn handle(ctx: &mut Ctx, query: SimDuration) {
    ctx.compute(2Mflop).await;
    ctx.sleep(query).await;
}

/// The same requests for each service: the random numbers do not depend on it.
#[controller]
async fn users(ctx: &mut Ctx, cloud: Serverless, rate: f64, peak: f64) {
    let mut random = Seed(7).stream(0, "users");
    let mut pending = Vec::new();
    for (rate, until) in [(rate, 60), (peak, 70), (rate, 120)] {
        while ctx.now() < SimTime::ZERO + secs(until) {
            let gap = random.exponential(1.0 / rate);
            ctx.sleep(SimDuration::from_secs_f64(gap)).await;
            let query = 40ms + random.exponential_duration(60ms);
            pending.push(ctx.invoke_async(cloud, handle, query).await);
        }
    }
    ctx.wait_all(pending).await;
}

simulation! {
    /// A hundred requests in an instance, or one.
    #[derive(Clone, Debug)]
    pub struct Knative {
        /// Requests that an instance of `many` serves at once.
        concurrency: u32 = 100,
        /// Requests a second.
        rate: f64 = 40.0,
        /// Requests a second in the peak, from 60 s to 70 s.
        peak: f64 = 300.0,
    }

    host user    { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    host gateway[2] { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    host node[8] { speed: 1Gflop/s, cores: 16, ram: 64GB, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    link wan { bandwidth: 10Gbit/s, latency: 5ms }
    link lan { bandwidth: 10Gbit/s, latency: 50us }
    for i in 0..2 { route user <-> gateway[i] via [wan]; }
    for i in 0..8 { route gateway[i / 4] <-> node[i] via [lan]; }

    storage registry on user { images: [IMAGE] }
    serverless many on gateway[0] over node[0..4] { scheduler: FirstFit, container_startup: 2s, idle_timeout: 1min }
    serverless single on gateway[1] over node[4..8] { scheduler: FirstFit, container_startup: 2s, idle_timeout: 1min }

    deploy handle on many from registry { concurrency: concurrency }
    deploy handle on single from registry;
    controller users(many, rate, peak) on user;
    controller users(single, rate, peak) on user;
}

/// What the services needed, and how long their callers waited.
fn table(report: &Report) -> String {
    let mut table =
        "service  instances  cold starts   median      p99  memory of instances\n".to_owned();
    for service in &report.services {
        let containers = report.containers.iter();
        let reserved = containers.filter(|row| row.service == service.service);
        let byte_seconds = reserved.map(|row| {
            let until = row.ended.unwrap_or(report.final_date);
            row.memory.as_f64() * (until - row.created).as_secs_f64()
        });
        let mean = byte_seconds.sum::<f64>() / report.final_date.as_secs_f64();
        let response = service.response.as_ref();
        let of = |quantile: fn(&coldstart::results::Distribution) -> SimDuration| {
            response.map_or(0.0, |response| quantile(response).as_secs_f64())
        };
        table += &format!(
            "{:<7} {:>10} {:>12} {:>6.3} s {:>6.3} s {:>9.2} GB on average\n",
            service.service,
            service.containers,
            service.counts.cold_starts,
            of(|response| response.p50),
            of(|response| response.p99),
            mean / 1e9,
        );
    }
    table
}

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        return Knative::cli();
    }
    match Knative::default().run(Seed(42)) {
        Ok(report) => {
            print!("{}", table(&report));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
