//! Hot starts, idle time-outs, and what happens when memory is short.
//!
//! ```text
//!   user ---- wan ---- gateway ---- lan ---- worker
//!   client             cloud                 1 GB of memory
//! ```
//!
//! `small` and `large` share one worker, whose memory holds their two images (100 MB each) and one container of either.
//! Run it with `--log` and look for: the second `small` starts hot, two seconds sooner than cold; the third comes after
//! the idle time-out and starts cold again, but its image is still there; and `large` needs the memory of the idle
//! container of `small`, which is evicted (`idle_container_evicted` among the events of the report).

use coldstart::prelude::*;

const PYTHON: Image = Image::new("python", mb(100));
const FFMPEG: Image = Image::new("ffmpeg", mb(100));

/// Needs little memory.
#[serverless_function(image = PYTHON, memory = 200MB)]
async fn small(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

/// Needs so much memory that nothing else fits beside it.
#[serverless_function(image = FFMPEG, memory = 700MB)]
async fn large(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

/// Invokes one function after the other, with pauses.
#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, idle_timeout: SimDuration) {
    for pause in [0s, 5s, idle_timeout + 5s] {
        ctx.sleep(pause).await;
        let call = ctx.invoke(cloud, small, ()).await;
        log_outcome(ctx, "small", ctx.now(), call).await;
    }
    let call = ctx.invoke(cloud, large, ()).await;
    log_outcome(ctx, "large", ctx.now(), call).await;
}

async fn log_outcome(ctx: &mut Ctx, name: &str, requested: SimTime, call: Invocation<()>) {
    if let Ok(done) = ctx.wait(call).await {
        let start = if done.reused_container { "hot" } else { "cold" };
        let waited = done.dates.start - requested;
        ctx.log(format!("{name} started {start} after {waited}"));
    }
}

simulation! {
    /// Hot starts, idle time-outs, and what happens when memory is short.
    #[derive(Clone, Debug)]
    pub struct HotStarts {
        /// How long a container stays idle before it is shut down.
        idle_timeout: SimDuration = secs(60),
    }

    host user    { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host worker  { speed: 1Gflop/s, cores: 4, ram: 1GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    link wan { bandwidth: 10MB/s, latency: 20ms }
    link lan { bandwidth: 1GB/s, latency: 20us }
    route user <-> gateway via [wan];
    route gateway <-> worker via [lan];

    storage registry on user { images: [PYTHON, FFMPEG] }
    serverless cloud on gateway over worker { container_startup: 2s, idle_timeout: idle_timeout }

    deploy small, large on cloud from registry;
    controller client(cloud, idle_timeout) on user;
}

fn main() -> ExitCode {
    HotStarts::cli()
}
