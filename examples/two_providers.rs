//! Two providers compared: the same load on a near, small one and on a far, large one.
//!
//! ```text
//!              +-- metro 1 ms --- near --- 2 nodes, containers idle for 10 min
//!   user ------+
//!              +-- ocean 80 ms -- far  --- 20 nodes, containers shut down at once
//! ```
//!
//! Two controllers place the same invocations, from the same random numbers, each on one provider; each tells a third,
//! through a mailbox, how long its invocations took. Look for: the near one answers in little more than the body takes,
//! until the load exceeds its cores (`--rate 5`); the far one never queues, and pays a cold start each time. The near nodes
//! cost by the hour, the far ones by what runs: the bill and the node cost say which is cheaper.

use coldstart::prelude::*;

const IMAGE: Image = Image::new("api", mb(80));

/// The near nodes are owned: they cost by the hour, busy or not.
const OWN_NODES: Tariff = Tariff {
    per_node_hour: 0.05,
    ..Tariff::FREE
};

/// Handles a request.
#[serverless_function(image = IMAGE, memory = 256MB, time_limit = 1min)]
async fn handle(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

/// How the requests to one provider went.
pub struct Result {
    provider: &'static str,
    latencies: Vec<SimDuration>,
}

/// Places requests on one provider, and sends the results when all are answered.
#[controller]
async fn load(
    ctx: &mut Ctx,
    provider: &'static str,
    cloud: Serverless,
    requests: u64,
    rate: f64,
    results: Mailbox<Result>,
) {
    // The same numbers for both providers: they are not the controller's own.
    let mut random = ctx.stream("load");
    let mut pending = Vec::new();
    for _ in 0..requests {
        ctx.sleep(random.exponential_duration(SimDuration::from_secs_f64(1.0 / rate)))
            .await;
        let length = random.exponential_duration(800ms);
        pending.push((ctx.now(), ctx.invoke_async(cloud, handle, length).await));
    }
    let mut latencies = Vec::new();
    for (requested, call) in pending {
        if let Ok(done) = ctx.wait(call).await {
            latencies.push(done.dates.end - requested);
        }
    }
    ctx.send(
        results,
        Result {
            provider,
            latencies,
        },
    )
    .await;
}

/// Compares the results of both providers.
#[controller]
async fn compare(ctx: &mut Ctx, results: Mailbox<Result>) {
    for _ in 0..2 {
        let Result {
            provider,
            mut latencies,
        } = ctx.receive(results).await;
        latencies.sort();
        let quantile = |part: usize| {
            latencies
                .get(latencies.len() * part / 100)
                .copied()
                .unwrap_or_default()
        };
        ctx.log(format!(
            "{provider}: {} answered, median {:.3} s, p95 {:.3} s",
            latencies.len(),
            quantile(50).as_secs_f64(),
            quantile(95).as_secs_f64()
        ));
    }
}

simulation! {
    /// Two providers compared: the same load on a near, small one and on a far, large one.
    #[derive(Clone, Debug)]
    pub struct TwoProviders {
        /// Requests to each provider.
        requests: u64 = 500,
        /// Requests a second.
        rate: f64 = 2.0,
    }

    host user { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host near { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host far  { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host near_node[2] { speed: 1Gflop/s, cores: 2, ram: 4GB,  disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host far_node[20] { speed: 1Gflop/s, cores: 8, ram: 32GB, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    link metro { bandwidth: 1Gbit/s, latency: 1ms }
    link ocean { bandwidth: 1Gbit/s, latency: 80ms }
    link lan   { bandwidth: 10Gbit/s, latency: 50us }
    route user <-> near via [metro];
    route user <-> far via [ocean];
    for i in 0..2  { route near <-> near_node[i] via [lan]; }
    for i in 0..20 { route far <-> far_node[i] via [lan]; }

    storage near_images on near { images: [IMAGE] }
    storage far_images on far { images: [IMAGE] }
    serverless near_cloud on near over near_node { container_startup: 400ms, idle_timeout: 10min, tariff: OWN_NODES }
    serverless far_cloud on far over far_node { container_startup: 400ms, tariff: Tariff::aws_lambda() }

    deploy handle on near_cloud from near_images;
    deploy handle on far_cloud from far_images;
    mailbox results: Result;
    controller load("near", near_cloud, requests, rate, results) on user;
    controller load("far", far_cloud, requests, rate, results) on user;
    controller compare(results) on user;
}

fn main() -> ExitCode {
    TwoProviders::cli()
}
