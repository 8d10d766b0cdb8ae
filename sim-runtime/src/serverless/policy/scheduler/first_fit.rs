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
use crate::serverless::resources::Resources;

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
        let mut queue = round.queue();
        while let [queued, others @ ..] = queue
            && !round.is_full()
        {
            let mut alike = 0;
            if !without_place.contains(&queued.function) {
                if let Some((node, instance)) = round.idle_instance(queued) {
                    round.advance_from(queued, node, Readiness::Idle(instance));
                } else if let Some(place) = place(round, queued) {
                    alike = place.take(round, queue);
                } else {
                    without_place.insert(queued.function);
                }
            }
            queue = &others[alike..];
        }
    }

    fn goes_on(&self) -> bool {
        true
    }
}

/// Where an attempt goes.
struct Place {
    node: NodeId,
    readiness: Readiness,
    /// The space that it has taken, if that was free.
    space: Option<Resources>,
}

impl Place {
    /// The first attempt of a part of the queue goes there, and those behind it of which the same would come. Returns how many
    /// these are.
    fn take(self, round: &mut Round<'_>, queue: &[Queued]) -> usize {
        let (node, readiness) = (self.node, self.readiness);
        round.advance_from(&queue[0], node, readiness);
        self.space.map_or(0, |space| {
            round.let_alike_wait_here(queue, node, readiness, space)
        })
    }
}

/// The first node that has room for an attempt which no instance takes, whose space is then taken.
#[inline(never)]
fn place(round: &mut Round<'_>, queued: &Queued) -> Option<Place> {
    if let Some(node) = round.planned_slot(queued) {
        return Some(Place {
            node,
            readiness: round.readiness(queued, node),
            space: None,
        });
    }
    let view = round.view();
    let missing = |node: NodeView<'_>| missing(&view, queued, node);
    let free = round.first(queued, |round, node| {
        missing(node).fits(round.free_space(node))
    });
    let node = free.or_else(|| {
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
    let space = missing(view.node(node));
    round.take_space(node, space);
    Some(Place {
        node,
        readiness: round.readiness(queued, node),
        space: free.map(|_| space),
    })
}
