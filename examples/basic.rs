//! One function, invoked once a second from outside the provider's network.
//!
//! ```text
//!   user ----- wan ----- gateway --+-- lan[0] -- worker[0]
//!   client     10 MB/s   cloud     +-- lan[1] -- worker[1]
//!   repository 20 us               +-- ...       ...
//! ```
//!
//! Look for: the first invocations wait more than half a minute for the image, which must cross the slow wide-area link
//! and then reach each worker's disk and memory; a sleep as long as the time limit fails; and since containers do not stay
//! idle, every start is cold.

use coldstart::prelude::*;

/// What the container of `work` is made of.
const WORKER_IMAGE: Image = Image::new("worker", mb(250));

/// The input of `work`.
pub struct Job {
    id: u64,
    length: SimDuration,
}

/// Sleeps for as long as its input says.
#[serverless_function(image = WORKER_IMAGE, time_limit = 60s, disk = 500MB, memory = 200MB, ingress = 30MB, egress = 40MB)]
async fn work(ctx: &mut Ctx, job: Job) -> String {
    ctx.sleep(job.length).await;
    format!("Function {} completed", job.id)
}

/// Invokes `work` once a second, then waits for all.
#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, invocations: u64) {
    let mut pending = Vec::new();
    for id in 0..invocations {
        let length = secs(ctx.random().uniform(10..=90));
        pending.push(ctx.invoke(cloud, work, Job { id, length }).await);
        ctx.sleep(1s).await;
    }
    for outcome in ctx.wait_all(pending).await {
        match outcome {
            Ok(done) => ctx.log(format!("{} (started {})", done.output, done.dates.start)),
            Err(failure) => ctx.log(failure),
        }
    }
}

simulation! {
    /// One function, invoked once a second from outside the provider's network.
    #[derive(Clone, Debug)]
    pub struct Basic {
        /// Invocations that the client places.
        invocations: u64 = 100,
        /// Compute nodes of the service.
        nodes: usize = 3,
    }

    host user         { cores: 1,  speed: 10Gflop/s, disk: Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s } }
    host gateway      { cores: 1,  speed: 10Gflop/s, disk: Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s } }
    host worker[nodes] { cores: 10, speed: 1Gflop/s, ram: 64GB, disk: Disk { capacity: 5TiB, read: 100MB/s, write: 100MB/s } }

    link wan        { bandwidth: 10MB/s,  latency: 20us }
    link lan[nodes] { bandwidth: 100MB/s, latency: 2us }

    route user <-> gateway via [wan];
    for i in 0..nodes {
        route gateway <-> worker[i] via [lan[i]];
        route user <-> worker[i] via [wan, lan[i]];
    }

    storage repository on user { images: [WORKER_IMAGE] }
    serverless cloud on gateway over worker { scheduler: Fcfs, container_startup: 0s, idle_timeout: 0s }

    deploy work on cloud from repository;
    controller client(cloud, invocations) on user;
}

fn main() -> ExitCode {
    Basic::cli()
}
