//! Cores in proportion to the work that waits.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::Scheduler;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::readiness::Readiness;
use crate::serverless::policy::round::Round;
use crate::serverless::policy::series::Series;
use crate::serverless::policy::view::{NodeView, View};
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, InstanceId, NodeId};

/// Gives each function a part of the free cores in proportion to the time limits of its waiting attempts.
///
/// Cores come from the nodes with the most free ones. Within its cores a function runs its latest attempts first; one that
/// cannot run where it was planned is lost for the round. Functions without a time limit have no work, and run nowhere.
/// Source: the reference's workload balancing (SEMANTICS 5.3), in its order of walking: its tables give last what they were
/// given first, so among functions with equal shares the last one comes first, and the last node.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct WorkloadBalancing;

impl Named for WorkloadBalancing {
    const NAME: &'static str = "workload_balancing";
    const TYPE: &'static str = "WorkloadBalancing";
    const DOC: &'static str = "Cores for each function in proportion to the time limits of its waiting attempts; functions without a limit run nowhere.";
    const SOURCE: &'static str = "the reference's workload balancing";
}

impl Policy for WorkloadBalancing {
    fn series(&self) -> Vec<Series> {
        vec![Series::count("attempts that wait")]
    }

    fn publish(&self, view: &View<'_>, values: &mut [f64]) {
        values[0] = view.queue().len() as f64;
    }
}

impl Scheduler for WorkloadBalancing {
    fn needs_whole_cores(&self) -> bool {
        true
    }

    fn schedule(&mut self, round: &mut Round<'_>) {
        let view = round.view();
        let mut queues = by_function(&view);
        let shares = allocate(&view, &queues, wanted_cores(&view, &queues));
        if view.scaler_makes_all() {
            return share_instances(round, &shares, &mut queues);
        }
        round.actions().repeat_moves();
        for shares in shares.chunk_by(|one, next| one.node == next.node) {
            let mut functions: Vec<FunctionId> =
                shares.iter().map(|share| share.function).collect();
            functions.sort_unstable();
            for function in functions {
                bring_image(round, &queues[&function], view.node(shares[0].node));
            }
        }
        for shares in shares.chunk_by(|one, next| one.node == next.node) {
            let mut remaining = Remaining::new(view.node(shares[0].node));
            for share in shares {
                remaining.dispatch(round, share, &mut queues[&share.function]);
            }
        }
    }
}

/// The attempts that wait, by function, in the order of the queue.
type Queues<'a> = IndexMap<FunctionId, Queue<'a>, FxBuildHasher>;

/// Those of one function, the first of them and how many there are.
struct Queue<'a> {
    attempts: Cow<'a, [Queued]>,
    waiting: usize,
}

impl Queue<'_> {
    /// The last one, which leaves.
    fn pop(&mut self) -> Option<Queued> {
        self.waiting = self.waiting.checked_sub(1)?;
        Some(self.attempts[self.waiting])
    }

    fn last(&self) -> Option<&Queued> {
        self.attempts[..self.waiting].last()
    }
}

/// The attempts that could be served, by function; those of one alone are not copied.
fn by_function<'a>(view: &View<'a>) -> Queues<'a> {
    let queue = view.queue();
    let mut queues = IndexMap::<FunctionId, Vec<Queued>, FxBuildHasher>::default();
    if let [first, ..] = queue
        && view.state.queue.is_of_one()
        && !view.scaler_makes_all()
    {
        let waiting = queue.len();
        let attempts = Cow::Borrowed(queue);
        return Queues::from_iter([(first.function, Queue { attempts, waiting })]);
    }
    for queued in queue {
        if view.scaler_makes_all() && !view.has_idle(queued.function) {
            continue;
        }
        queues.entry(queued.function).or_default().push(*queued);
    }
    let queues = queues.into_iter().map(|(function, attempts)| {
        let (waiting, attempts) = (attempts.len(), Cow::Owned(attempts));
        (function, Queue { attempts, waiting })
    });
    queues.collect()
}

/// Cores of a node that a function may use in this round.
struct Share {
    node: NodeId,
    function: FunctionId,
    cores: u32,
}

/// How many cores each function wants, most first.
///
/// The work of a function is a sum over its attempts, not a product, and is added to the others' in the order of walking:
/// where a share is a whole number but for rounding, that decides about a core.
fn wanted_cores(view: &View<'_>, queues: &Queues<'_>) -> Vec<(FunctionId, u32)> {
    let work: Vec<(FunctionId, f64, usize)> = queues
        .iter()
        .rev()
        .map(|(&function, queue)| {
            let limit = view.time_limit(function).as_secs_f64();
            // One alone has all of the work, however much that is.
            let terms = if queues.len() == 1 { 1 } else { queue.waiting };
            let work = (0..terms).fold(0.0, |sum, _| sum + limit);
            (function, work, queue.waiting)
        })
        .collect();
    let total = work.iter().fold(0.0, |sum, (_, work, _)| sum + work);
    if total <= 0.0 {
        return Vec::new();
    }
    let free = view.free_cores();
    let mut wanted: Vec<(FunctionId, u32)> = work
        .iter()
        .map(|&(function, work, waiting)| {
            let share = (work / total * free).ceil() as usize;
            (function, share.min(waiting) as u32)
        })
        .collect();
    wanted.sort_by_key(|(_, cores)| std::cmp::Reverse(*cores));
    wanted
}

/// Takes the wanted cores from the nodes that have most left. The shares come in the order of walking: by node, the last one
/// first, and on each node the last share first.
fn allocate(view: &View<'_>, queues: &Queues<'_>, wanted: Vec<(FunctionId, u32)>) -> Vec<Share> {
    // The first of the largest comes first.
    let left = view
        .nodes()
        .map(|node| (node.free_cores(), Reverse(node.id())));
    let mut left: BinaryHeap<(u32, Reverse<NodeId>)> =
        left.filter(|(cores, _)| *cores > 0).collect();
    let mut unable = Vec::new();
    let mut shares = Vec::new();
    for (function, mut cores) in wanted {
        let footprint = queues[&function]
            .attempts
            .first()
            .map(|queued| view.footprint(function, queued.image));
        let able =
            |node: NodeId| footprint.is_some_and(|footprint| view.node(node).could_hold(footprint));
        while cores > 0 {
            let Some((most, Reverse(node))) = left.pop() else {
                break;
            };
            if !able(node) {
                unable.push((most, Reverse(node)));
                continue;
            }
            let taken = cores.min(most);
            cores -= taken;
            if most > taken {
                left.push((most - taken, Reverse(node)));
            }
            shares.push(Share {
                node,
                function,
                cores: taken,
            });
        }
        left.extend(unable.drain(..));
    }
    shares.sort_by_key(|share| share.node);
    shares.reverse();
    shares
}

/// Runs attempts of each function, from the last to the first, in the instances that there are, on as many cores as it has.
fn share_instances(round: &mut Round<'_>, shares: &[Share], queues: &mut Queues<'_>) {
    for share in shares {
        for _ in 0..share.cores {
            let queue = &mut queues[&share.function];
            let Some(queued) = queue.last() else { break };
            let Some((node, instance)) = round.idle_instance(queued) else {
                break;
            };
            round.advance_from(queued, node, Readiness::Idle(instance));
            queue.pop();
        }
    }
}

fn bring_image(round: &mut Round<'_>, queue: &Queue<'_>, node: NodeView<'_>) {
    let Some(first) = queue.attempts.first() else {
        return;
    };
    let image = first.image;
    if !node.has_on_disk(image) {
        if !node.is_copying(image) {
            round.actions().copy(node.id(), image);
        }
    } else if !node.is_loading(image) && !node.has_in_memory(image) {
        round.actions().load(node.id(), image);
    }
}

/// The state of one node as a round leaves it.
struct Remaining<'a> {
    node: NodeView<'a>,
    space: Resources,
    claimed: Vec<InstanceId>,
}

impl<'a> Remaining<'a> {
    fn new(node: NodeView<'a>) -> Self {
        Self {
            node,
            space: node.free(),
            claimed: Vec::new(),
        }
    }

    /// Runs attempts of a function from the last to the first, on the cores of one share.
    fn dispatch(&mut self, round: &mut Round<'_>, share: &Share, queue: &mut Queue<'_>) {
        let mut cores = share.cores;
        if let (Cow::Borrowed([first, ..]), true) = (&queue.attempts, cores > 0)
            && !self.node.has_in_memory(first.image)
        {
            // All have the same image, and all are lost.
            queue.waiting = 0;
        }
        while cores > 0 {
            let Some(queued) = queue.pop() else { return };
            if !self.node.has_in_memory(queued.image) {
                continue;
            }
            let view = round.view();
            let has_slot = |instance: &InstanceId| {
                let claimed = self.claimed.iter().filter(|one| *one == instance);
                let free = view.instance(*instance).map_or(0, |one| one.free_slots());
                claimed.count() < free as usize
            };
            let instance = self.node.idle(share.function).find(has_slot);
            if instance.is_none() && !self.take_space(&round.view(), share.function) {
                continue;
            }
            self.claimed.extend(instance);
            let attempt = queued.attempt;
            round.actions().dispatch(attempt, share.node, instance);
            cores -= 1;
        }
    }

    /// Takes the space of one instance, if it is really free.
    fn take_space(&mut self, view: &View<'_>, function: FunctionId) -> bool {
        let space = view.charge(function).per_instance;
        let fits = space.fits(self.space);
        if fits {
            self.space -= space;
        }
        fits
    }
}
