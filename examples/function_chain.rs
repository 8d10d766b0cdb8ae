//! A chain of functions that exchange their data through a storage service.
//!
//! ```text
//!   client --invokes--> ingest --invokes--> transcode --invokes--> publish
//!                         |  raw video        |  |  small video      |
//!                         +----> bucket ------+  +----> bucket ------+
//! ```
//!
//! Each function writes what it made to the bucket, invokes the next one, and waits for it; so the containers of the whole
//! chain are busy until its end. Look for: the log shows when each stage began; the data crosses the network twice for
//! each exchange, which is most of the time; and with one core (`--cores 1`) the chain can never end, because every stage
//! holds a core while it waits for the next: the run ends with a report of the waiting processes.

use coldstart::prelude::*;

const TOOLS: Image = Image::new("tools", mb(50));

/// Where the stages find each other.
#[derive(Clone, Copy)]
pub struct Pipeline {
    cloud: Serverless,
    bucket: Storage,
}

/// Stores the raw video.
#[serverless_function(image = TOOLS, memory = 100MB)]
async fn ingest(ctx: &mut Ctx, pipeline: Pipeline) -> Result<(), Failure> {
    ctx.log("ingest");
    ctx.write_to(pipeline.bucket, File::new("raw", mb(500)))
        .await?;
    next(ctx, pipeline.cloud, transcode, pipeline).await
}

/// Makes a small video of the raw one.
#[serverless_function(image = TOOLS, memory = 1GB)]
async fn transcode(ctx: &mut Ctx, pipeline: Pipeline) -> Result<(), Failure> {
    ctx.log("transcode");
    ctx.read_from(pipeline.bucket, "raw").await?;
    ctx.compute(gflop(20)).await;
    ctx.write_to(pipeline.bucket, File::new("small", mb(50)))
        .await?;
    next(ctx, pipeline.cloud, publish, pipeline).await
}

/// Fetches the small video.
#[serverless_function(image = TOOLS, memory = 100MB)]
async fn publish(ctx: &mut Ctx, pipeline: Pipeline) -> Result<(), Failure> {
    ctx.log("publish");
    ctx.read_from(pipeline.bucket, "small").await
}

/// Invokes the next stage and waits for it; its failure is ours.
async fn next<F, How>(
    ctx: &mut Ctx,
    cloud: Serverless,
    stage: F,
    pipeline: Pipeline,
) -> Result<(), Failure>
where
    F: Invocable<How, Input = Pipeline, Output = (), Error = Failure>,
{
    ctx.invoke_and_wait(cloud, stage, pipeline).await?;
    Ok(())
}

/// Starts the chain.
#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, bucket: Storage) -> Result<(), Failure> {
    next(ctx, cloud, ingest, Pipeline { cloud, bucket }).await?;
    ctx.log("done");
    Ok(())
}

simulation! {
    /// A chain of functions that hand their data on through a storage service.
    #[derive(Clone, Debug)]
    pub struct FunctionChain {
        /// Cores of the worker.
        cores: u32 = 4,
    }

    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 200MB/s, write: 200MB/s } }
    host worker  { speed: 10Gflop/s, cores: cores, ram: 16GB, disk: Disk { capacity: 1TB, read: 200MB/s, write: 200MB/s } }
    host store   { speed: 1Gflop/s, disk: Disk { capacity: 10TB, read: 200MB/s, write: 100MB/s } }
    link lan { bandwidth: 1Gbit/s, latency: 100us }
    route gateway <-> worker via [lan];
    route worker <-> store via [lan];

    storage registry on gateway { images: [TOOLS] }
    storage bucket on store;
    serverless cloud on gateway over worker { container_startup: 1s, idle_timeout: 1min }

    deploy ingest, transcode, publish on cloud from registry;
    controller client(cloud, bucket) on gateway;
}

fn main() -> ExitCode {
    FunctionChain::cli()
}
