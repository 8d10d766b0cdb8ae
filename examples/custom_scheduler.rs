//! A scheduler of one's own, in twenty lines.
//!
//! `Spread` gives each invocation to the node with the most cores left, as a provider does that wants no node to run hot.
//! Look for: the same load uses all nodes, where `Fcfs` (`--spread false`) comes back to the first ones that have the
//! image; the price is a copy of the image on each node.

use coldstart::prelude::*;
use coldstart::serverless::policy::{Policy, Round, Scheduler};

/// Gives each invocation to the node with the most cores left, and lets it wait for its image there.
#[derive(Debug)]
struct Spread;

impl Policy for Spread {}

impl Scheduler for Spread {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let nodes = round.view().nodes();
        for queued in round.queue() {
            let most = nodes
                .clone()
                .rev()
                .max_by_key(|node| round.cores(node.id()));
            match most.filter(|node| round.cores(node.id()) >= round.cores_of(queued)) {
                Some(node) => round.advance(queued, node.id()),
                None => break,
            }
        }
    }
}

const IMAGE: Image = Image::new("worker", mb(100));

/// Works for as long as its input says.
#[serverless_function(image = IMAGE, memory = 200MB)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

/// Invokes `work` now and then, and logs how many nodes were used.
#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, invocations: u64) {
    let mut calls = Vec::new();
    for _ in 0..invocations {
        let length = ctx.random().exponential_duration(secs(2));
        calls.push(ctx.invoke(cloud, work, length).await);
        let gap = ctx.random().exponential_duration(millis(500));
        ctx.sleep(gap).await;
    }
    let mut nodes: Vec<String> = Vec::new();
    for done in ctx.wait_all(calls).await.into_iter().flatten() {
        if !nodes.contains(&done.node.to_string()) {
            nodes.push(done.node.to_string());
        }
    }
    nodes.sort();
    ctx.log(format!(
        "{} nodes were used: {}",
        nodes.len(),
        nodes.join(", ")
    ));
}

simulation! {
    /// A scheduler of one's own: each invocation to the node with the most cores left.
    #[derive(Clone, Debug)]
    pub struct CustomScheduler {
        /// Invocations that the client places.
        invocations: u64 = 200,
        /// Whether to spread the load, or to use FCFS.
        spread: bool = true,
    }

    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host node[8] { speed: 1Gflop/s, cores: 4, ram: 8GB, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    link lan[8]  { bandwidth: 10Gbit/s, latency: 50us }
    for i in 0..8 { route gateway <-> node[i] via [lan[i]]; }

    storage registry on gateway { images: [IMAGE] }
    serverless cloud on gateway over node { scheduler: chosen(spread), container_startup: 200ms, idle_timeout: 1min }

    deploy work on cloud from registry;
    controller client(cloud, invocations) on gateway;
}

fn chosen(spread: bool) -> Box<dyn Scheduler> {
    if spread {
        Box::new(Spread)
    } else {
        Box::new(Fcfs)
    }
}

fn main() -> ExitCode {
    CustomScheduler::cli()
}
