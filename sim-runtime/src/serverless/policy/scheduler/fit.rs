//! Bin packing: the node on which a new instance leaves the least memory, or the most.

use crate::serverless::NodeId;
use crate::serverless::policy::room::missing;
use crate::serverless::policy::round::Round;
use crate::serverless::policy::view::NodeView;
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;
use crate::units::Bytes;

/// The node of the idle instance that the reuse policy gives; else the one whose memory after a new instance is best, where
/// that fits into what is free; else, unless an idle instance waits somewhere for a core, into that after the eviction of idle
/// instances; else after that of images, too.
pub(super) fn best<K: Ord>(
    round: &mut Round<'_>,
    queued: &Queued,
    key: impl Fn(Bytes) -> K,
) -> Option<NodeId> {
    if let Some((node, _)) = round.idle_instance(queued) {
        return Some(node);
    }
    if let Some(node) = round.planned_slot(queued) {
        return Some(node);
    }
    if round.view().scaler_makes_all() {
        return None;
    }
    let steps = match round.view().has_idle(queued.function) {
        true => &[Evicted::Nothing][..],
        false => &[Evicted::Nothing, Evicted::Idle, Evicted::Images],
    };
    let mut steps = steps.iter();
    steps.find_map(|evicted| best_after(round, queued, &key, *evicted))
}

/// What would be evicted first.
#[derive(Clone, Copy)]
enum Evicted {
    Nothing,
    /// Idle instances.
    Idle,
    /// Idle instances, and images that no instance uses.
    Images,
}

impl Evicted {
    fn space(self, queued: &Queued, node: NodeView<'_>) -> Resources {
        match self {
            Self::Nothing => Resources::NONE,
            Self::Idle => node.idle_space(),
            Self::Images => node.idle_space() + node.evictable_space_for(queued.image),
        }
    }
}

/// The node whose memory after a new instance is best, once this has been evicted.
fn best_after<K: Ord>(
    round: &mut Round<'_>,
    queued: &Queued,
    key: &impl Fn(Bytes) -> K,
    evicted: Evicted,
) -> Option<NodeId> {
    let view = round.view();
    let footprint = view.footprint(queued.function, queued.image);
    let mut best: Option<(K, NodeId)> = None;
    for node in view.nodes() {
        if !round.has_cores_for(queued, node.id()) {
            continue;
        }
        let (needed, room) = (
            missing(&view, queued, node),
            round.free_space(node) + evicted.space(queued, node),
        );
        let left = room.memory.saturating_sub(needed.memory);
        let this = (key(left), node.id());
        // Most are no better than one that has been found, which is known before all else that an attempt needs.
        if best.as_ref().is_none_or(|best| this < *best)
            && needed.fits(room)
            && node.could_hold(footprint)
            && round.can_take(queued, node.id())
        {
            best = Some(this);
        }
    }
    best.map(|(_, node)| node)
}
