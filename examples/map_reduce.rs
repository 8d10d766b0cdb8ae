//! Fan-out and fan-in: one function splits a job, many work on the parts, one collects the results.
//!
//! ```text
//!                    +--> count #0 --+
//!   client --> split +--> count #1 --+--> the sum
//!                    +--> ...      --+
//! ```
//!
//! `split` invokes `count` for each part, and waits for all; inputs have a size, so handing the parts out takes time on
//! the network. Look for: with few nodes (`--nodes 1`) the parts queue for cores; with many, the time is that of the
//! slowest part, and then of handing out the parts; half the parts (`--parts 16`) need half the cores, but each takes
//! twice as long.

use coldstart::prelude::*;

const WORDS: Image = Image::new("words", mb(30));

/// A part of the text.
#[derive(Payload)]
pub struct Part {
    #[payload]
    text: Bytes,
}

/// A whole text, and how to count its words.
pub struct Text {
    cloud: Serverless,
    parts: u64,
    length: Bytes,
}

/// Counts the words of a part: one word each 6 bytes, 100 flop for each byte.
#[serverless_function(image = WORDS, memory = 500MB)]
async fn count(ctx: &mut Ctx, part: Part) -> u64 {
    ctx.compute(Flops::new(part.text.as_f64() * 100.0)).await;
    part.text.get() / 6
}

/// Has the parts of a text counted, and adds up.
#[serverless_function(image = WORDS, memory = 500MB)]
async fn split(ctx: &mut Ctx, text: Text) -> u64 {
    let mut calls = Vec::new();
    for _ in 0..text.parts {
        let part = Part {
            text: Bytes::new(text.length.get() / text.parts),
        };
        calls.push(ctx.invoke_async(text.cloud, count, part).await);
    }
    ctx.wait_all(calls)
        .await
        .into_iter()
        .flatten()
        .map(|done| done.output)
        .sum()
}

/// Has one text counted.
#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, parts: u64, length: Bytes) {
    let call = ctx
        .invoke(
            cloud,
            split,
            Text {
                cloud,
                parts,
                length,
            },
        )
        .await;
    match ctx.wait(call).await {
        Ok(done) => {
            let duration = done.dates.end - done.dates.start;
            ctx.log(format!("{} words counted in {duration}", done.output));
        }
        Err(failed) => ctx.log(failed),
    }
}

simulation! {
    /// Fan-out and fan-in: one function splits a job, many work on the parts, one collects the results.
    #[derive(Clone, Debug)]
    pub struct MapReduce {
        /// Parts that the text is cut into.
        parts: u64 = 32,
        /// Length of the text.
        length: Bytes = gb(1),
        /// Nodes of the service.
        nodes: usize = 5,
    }

    host gateway     { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host node[nodes] { speed: 1Gflop/s, cores: 8, ram: 32GB, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    link lan[nodes]  { bandwidth: 10Gbit/s, latency: 50us }
    for i in 0..nodes { route gateway <-> node[i] via [lan[i]]; }

    storage registry on gateway { images: [WORDS] }
    serverless cloud on gateway over node { container_startup: 300ms, idle_timeout: 1min }

    deploy split, count on cloud from registry;
    controller client(cloud, parts, length) on gateway;
}

fn main() -> ExitCode {
    MapReduce::cli()
}
