//! An image pull storm: many nodes fetch one image over a shared backbone.
//!
//! ```text
//!   registry -- backbone -- gateway --+-- rack[0] -- worker[0]
//!               1 Gbit/s              +-- rack[1] -- worker[1]
//!                                     +-- ...
//! ```
//!
//! One burst of invocations needs every core of every worker at once, so each worker copies the image from the gateway's
//! disk at the same time. Look for: the first start is late by the download over the backbone, and then by the copies,
//! which share the gateway's disk: twice the workers, twice the time. Try `--workers 5` and `--workers 40`.

use coldstart::prelude::*;

const MODEL: Image = Image::new("model", gb(2)).in_memory(mb(500));

/// Answers a prompt.
#[serverless_function(image = MODEL, memory = 1GB)]
async fn infer(ctx: &mut Ctx, prompt: u64) -> u64 {
    ctx.compute(gflop(3)).await;
    prompt
}

/// Places as many invocations at once as there are cores, and logs when the first and the last of them started.
#[controller]
async fn burst(ctx: &mut Ctx, cloud: Serverless, invocations: u64) {
    let mut calls = Vec::new();
    for prompt in 0..invocations {
        calls.push(ctx.invoke(cloud, infer, prompt).await);
    }
    let starts: Vec<SimTime> = ctx
        .wait_all(calls)
        .await
        .into_iter()
        .flatten()
        .map(|done| done.dates.start)
        .collect();
    if let (Some(first), Some(last)) = (starts.iter().min(), starts.iter().max()) {
        ctx.log(format!(
            "{} bodies started between {first} and {last}",
            starts.len()
        ));
    }
}

simulation! {
    /// An image pull storm: many nodes fetch one image over a shared backbone.
    #[derive(Clone, Debug)]
    pub struct PullStorm {
        /// Workers that need the image.
        workers: usize = 20,
        /// Cores of each worker.
        cores: u32 = 4,
    }

    host registry { speed: 1Gflop/s, disk: Disk { capacity: 10TB, read: 500MB/s, write: 500MB/s } }
    host gateway  { speed: 1Gflop/s, disk: Disk { capacity: 10TB, read: 500MB/s, write: 500MB/s } }
    host worker[workers] { speed: 10Gflop/s, cores: cores, ram: 32GB, disk: Disk { capacity: 1TB, read: 200MB/s, write: 200MB/s } }
    link backbone      { bandwidth: 1Gbit/s, latency: 5ms }
    link rack[workers] { bandwidth: 10Gbit/s, latency: 50us }
    route registry <-> gateway via [backbone];
    for i in 0..workers { route gateway <-> worker[i] via [rack[i]]; }

    storage images on registry { images: [MODEL] }
    serverless cloud on gateway over worker { container_startup: 500ms, idle_timeout: 5min }

    deploy infer on cloud from images;
    controller burst(cloud, workers as u64 * u64::from(cores)) on gateway;
}

fn main() -> ExitCode {
    PullStorm::cli()
}
