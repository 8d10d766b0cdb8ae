//! A scheduler of one's own, in forty lines.
//!
//! `Spread` gives each invocation to the node with the most cores left, as a provider does to balance its load.
//! Look for: the same load uses all nodes, where `Fcfs` (`--spread false`) comes back to the first ones that have the
//! image; the price is a copy of the image on each node.

use coldstart::prelude::*;
use coldstart::serverless::scheduler::{Dispatch, NodeView};
use coldstart::serverless::{Decisions, Scheduler, View};

/// Gives each invocation to the node with the most cores left, and lets it wait for its image there.
#[derive(Debug)]
struct Spread;

impl Scheduler for Spread {
    fn schedule(&mut self, view: &View<'_>) -> Decisions {
        let mut decisions = Decisions::default();
        let mut cores: Vec<u32> = view.nodes().map(|node| node.free_cores()).collect();
        let mut claimed = Vec::new();
        for pending in view.pending() {
            let left = |node: &NodeView<'_>| cores[node.id().index()];
            let Some(node) = view
                .nodes()
                .rev()
                .max_by_key(left)
                .filter(|node| left(node) > 0)
            else {
                break;
            };
            cores[node.id().index()] -= 1;
            let (id, image) = (node.id(), pending.image);
            let here = (id, image);
            if node.has_in_memory(image) {
                let container = node
                    .idle(pending.function)
                    .find(|container| !claimed.contains(container));
                claimed.extend(container);
                decisions.dispatches.push(Dispatch {
                    invocation: pending.invocation,
                    node: id,
                    container,
                });
            } else if node.has_on_disk(image) {
                if !node.is_loading(image) && !decisions.loads.contains(&here) {
                    decisions.loads.push(here);
                }
            } else if !node.is_copying(image) && !decisions.copies.contains(&here) {
                decisions.copies.push(here);
            }
        }
        decisions
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
