//! What the schedulers share that choose a node only when one can take an attempt.

use rustc_hash::FxHashSet;

use crate::serverless::NodeId;
use crate::serverless::policy::round::Round;
use crate::serverless::queue::Queued;

/// Sends the attempts in the order of the queue each to the node that is chosen for it, if one can take it.
///
/// Those that have been sent to a node and wait there for their images hold their places first.
pub(super) fn send_in_order(
    round: &mut Round<'_>,
    mut choose: impl FnMut(&mut Round<'_>, &Queued) -> Option<NodeId>,
) {
    round.hold_places();
    // Space and cores only shrink within a round: where one attempt of a function found no place, none will.
    let mut without_place = FxHashSet::default();
    for queued in round.queue() {
        if round.is_full() {
            break;
        }
        if without_place.contains(&queued.function) {
            continue;
        }
        let needs_core = !round.cores_of(queued).is_zero();
        let node = match needs_core && !round.has_cores() {
            true => None,
            false => choose(round, queued),
        };
        match node {
            Some(node) => round.send(queued, node),
            None => {
                without_place.insert(queued.function);
            }
        }
    }
}
