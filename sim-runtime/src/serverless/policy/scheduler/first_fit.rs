//! First fit.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::Scheduler;
use crate::serverless::NodeId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::readiness::Readiness;
use crate::serverless::policy::room::missing;
use crate::serverless::policy::round::Round;
use crate::serverless::policy::view::NodeView;
use crate::serverless::queue::Queued;

/// First come, first served, on the first node that has room for it.
///
/// For each attempt in the order of the queue: the idle instance that the reuse policy gives, on a node with a core left;
/// else the first node with a core left where a new instance fits into the memory and on the disk that are free, with the
/// image if that is not there yet, and its cores and GPUs; else, unless an idle instance of its function waits somewhere for a core, the first node
/// with a core left where it would fit if idle instances were evicted, or else if the images were, too, that no instance
/// uses. An attempt that waits for its image keeps a core and
/// the space in the round, as with [`Fcfs`](super::Fcfs); unlike there, nothing is tried that cannot succeed.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct FirstFit;

impl Named for FirstFit {
    const NAME: &'static str = "first_fit";
    const TYPE: &'static str = "FirstFit";
    const DOC: &'static str = "First come, first served, on the first node that has room for it.";
    const SOURCE: &'static str = "bin packing's first fit";
}

impl Policy for FirstFit {}

impl Scheduler for FirstFit {
    fn schedule(&mut self, round: &mut Round<'_>) {
        // Space and cores only shrink within a round: where one attempt of a function found no place, none will.
        let mut without_place = FxHashSet::default();
        for queued in round.queue() {
            if round.is_full() {
                break;
            }
            if without_place.contains(&queued.function) {
                continue;
            }
            match place(round, queued) {
                Some((node, readiness)) => round.advance_from(queued, node, readiness),
                None => {
                    without_place.insert(queued.function);
                }
            }
        }
    }
}

/// The first node that has room for an attempt, whose space is then taken.
fn place(round: &mut Round<'_>, queued: &Queued) -> Option<(NodeId, Readiness)> {
    if let Some((node, instance)) = round.idle_instance(queued) {
        return Some((node, Readiness::Idle(instance)));
    }
    if let Some(node) = round.planned_slot(queued) {
        return Some((node, round.readiness(queued, node)));
    }
    let view = round.view();
    let missing = |node: NodeView<'_>| missing(&view, queued, node);
    let node = round
        .first(queued, |round, node| {
            missing(node).fits(round.free_space(node))
        })
        .or_else(|| {
            if view.has_idle(queued.function) {
                return None;
            }
            let after_idle = |round: &Round<'_>, node: NodeView<'_>| {
                missing(node).fits(round.free_space(node) + node.idle_space())
            };
            let after_images = |round: &Round<'_>, node: NodeView<'_>| {
                let space = round.free_space(node) + node.idle_space();
                missing(node).fits(space + node.evictable_space_for(queued.image))
            };
            let node = round.first(queued, after_idle);
            node.or_else(|| round.first(queued, after_images))
        })?;
    round.take_space(node, missing(view.node(node)));
    Some((node, round.readiness(queued, node)))
}
