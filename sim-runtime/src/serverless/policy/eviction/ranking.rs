//! Idle instances in the order in which a policy gives them up.

use crate::serverless::InstanceId;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::view::NodeView;
use crate::serverless::resources::Resources;

/// Adds idle instances of a node to the victims, smallest key first, until nothing is missing any more; returns whether they
/// are enough. Of equal keys the one that has been idle for longest comes first, and then the oldest.
///
/// It is all of an [`Eviction`](super::Eviction) whose choice is an order.
///
/// ```
/// use sim_runtime::serverless::policy::{Eviction, NodeView, Policy, evict_in_order};
/// use sim_runtime::serverless::{InstanceId, Resources};
///
/// /// Those that started quickly go first.
/// #[derive(Debug)]
/// struct CheapestFirst;
///
/// impl Policy for CheapestFirst {}
///
/// impl Eviction for CheapestFirst {
///     fn victims(&mut self, node: NodeView<'_>, missing: Resources, victims: &mut Vec<InstanceId>) -> bool {
///         evict_in_order(node, missing, victims, |instance| instance.start_up())
///     }
/// }
/// ```
pub fn evict_in_order<K: Ord>(
    node: NodeView<'_>,
    mut missing: Resources,
    victims: &mut Vec<InstanceId>,
    key: impl Fn(&InstanceView<'_>) -> K,
) -> bool {
    let idle = node
        .instances()
        .filter_map(|instance| Some((key(&instance), instance.idle_since()?, instance)));
    let mut candidates: Vec<_> = idle.collect();
    candidates.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    for (_, _, candidate) in candidates {
        if missing.is_none() {
            break;
        }
        missing = missing.saturating_sub(candidate.reserved());
        victims.push(candidate.id());
    }
    missing.is_none()
}
