//! Cores in proportion to the work that waits.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::view::{NodeView, Pending, View};
use super::{Decisions, Dispatch, Scheduler};
use crate::serverless::{ContainerId, FunctionId, NodeId};
use crate::units::Bytes;

/// Gives each function a part of the free cores in proportion to the time limits of its waiting invocations.
///
/// Cores come from the nodes with the most free ones. Within its cores a function runs its latest invocations first; one
/// that cannot run where it was planned is lost for the round. Functions without a time limit have no work, and run
/// nowhere. Source: the reference's workload balancing (SEMANTICS 5.3); where the reference's order depends on addresses,
/// ours is the order of arrival and of declaration.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkloadBalancing;

impl Scheduler for WorkloadBalancing {
    fn schedule(&mut self, view: &View<'_>) -> Decisions {
        let mut queues = Queues::default();
        for pending in view.pending() {
            queues.entry(pending.function).or_default().push(*pending);
        }
        let shares = allocate(view, &queues, wanted_cores(view, &queues));
        let mut decisions = Decisions::default();
        for share in &shares {
            bring_image(
                &queues[&share.function],
                view.node(share.node),
                &mut decisions,
            );
        }
        for shares in shares.chunk_by(|one, next| one.node == next.node) {
            let mut remaining = Remaining::new(view.node(shares[0].node));
            for share in shares {
                remaining.dispatch(view, share, &mut queues[&share.function], &mut decisions);
            }
        }
        decisions
    }
}

/// The invocations that wait, by function, in order of arrival.
type Queues = IndexMap<FunctionId, Vec<Pending>, FxBuildHasher>;

/// Cores of a node that a function may use in this round.
struct Share {
    node: NodeId,
    function: FunctionId,
    cores: u32,
}

/// How many cores each function wants, most first.
fn wanted_cores(view: &View<'_>, queues: &Queues) -> Vec<(FunctionId, u32)> {
    let work = |function: FunctionId, queue: &Vec<Pending>| {
        view.time_limit(function).as_secs_f64() * queue.len() as f64
    };
    let total: f64 = queues
        .iter()
        .map(|(function, queue)| work(*function, queue))
        .sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let free: u32 = view.nodes().map(NodeView::free_cores).sum();
    let mut wanted: Vec<(FunctionId, u32)> = queues
        .iter()
        .map(|(&function, queue)| {
            let share = (work(function, queue) / total * f64::from(free)).ceil() as usize;
            (function, share.min(queue.len()) as u32)
        })
        .collect();
    wanted.sort_by_key(|(_, cores)| std::cmp::Reverse(*cores));
    wanted
}

/// Takes the wanted cores from the nodes that have most left; the shares come by node and then by function.
fn allocate(view: &View<'_>, queues: &Queues, wanted: Vec<(FunctionId, u32)>) -> Vec<Share> {
    let mut left: Vec<(NodeId, u32)> = view
        .nodes()
        .map(|node| (node.id(), node.free_cores()))
        .collect();
    let mut shares = Vec::new();
    for (function, mut cores) in wanted {
        let footprint = queues[&function]
            .first()
            .map(|pending| view.footprint(pending));
        let able =
            |node: NodeId| footprint.is_some_and(|footprint| view.node(node).could_hold(footprint));
        while cores > 0 {
            // The first of the largest: `max_by_key` alone would return the last.
            let candidates = left.iter_mut().rev().filter(|(node, _)| able(*node));
            let Some(most) = candidates.max_by_key(|(_, cores)| *cores) else {
                break;
            };
            if most.1 == 0 {
                break;
            }
            let taken = cores.min(most.1);
            most.1 -= taken;
            cores -= taken;
            shares.push(Share {
                node: most.0,
                function,
                cores: taken,
            });
        }
    }
    shares.sort_by_key(|share| share.node);
    shares
}

fn bring_image(queue: &[Pending], node: NodeView<'_>, decisions: &mut Decisions) {
    let Some(first) = queue.first() else { return };
    let image = first.image;
    if !node.has_on_disk(image) {
        if !node.is_copying(image) {
            decisions.copies.push((node.id(), image));
        }
    } else if !node.is_loading(image) && !node.has_in_memory(image) {
        decisions.loads.push((node.id(), image));
    }
}

/// The state of one node as a round leaves it.
struct Remaining<'a> {
    node: NodeView<'a>,
    disk: Bytes,
    memory: Bytes,
    claimed: Vec<ContainerId>,
}

impl<'a> Remaining<'a> {
    fn new(node: NodeView<'a>) -> Self {
        Self {
            node,
            disk: node.free_disk(),
            memory: node.free_memory(),
            claimed: Vec::new(),
        }
    }

    /// Runs invocations of a function from the last to the first, on the cores of one share.
    fn dispatch(
        &mut self,
        view: &View<'_>,
        share: &Share,
        queue: &mut Vec<Pending>,
        decisions: &mut Decisions,
    ) {
        let mut cores = share.cores;
        while cores > 0 {
            let Some(pending) = queue.pop() else { return };
            if !self.node.has_in_memory(pending.image) {
                continue;
            }
            let container = self
                .node
                .idle(share.function)
                .find(|container| !self.claimed.contains(container));
            if container.is_none() && !self.take_space(view, share.function) {
                continue;
            }
            self.claimed.extend(container);
            let invocation = pending.invocation;
            decisions.dispatches.push(Dispatch {
                invocation,
                node: share.node,
                container,
            });
            cores -= 1;
        }
    }

    /// Takes the space of one container, if it is really free.
    fn take_space(&mut self, view: &View<'_>, function: FunctionId) -> bool {
        let disk = self.disk.checked_sub(view.disk_limit(function));
        let memory = self.memory.checked_sub(view.memory_limit(function));
        let (Some(disk), Some(memory)) = (disk, memory) else {
            return false;
        };
        (self.disk, self.memory) = (disk, memory);
        true
    }
}
