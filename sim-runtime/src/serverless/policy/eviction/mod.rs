//! Eviction: which idle instances make room for a new one.

mod first_in_first_out;
mod greedy_dual;
mod largest_memory;
mod least_frequently_used;
mod least_recently_used;
mod ranking;
mod smallest_memory;

pub use first_in_first_out::FirstInFirstOut;
pub use greedy_dual::GreedyDual;
pub use largest_memory::LargestMemory;
pub use least_frequently_used::LeastFrequentlyUsed;
pub use least_recently_used::LeastRecentlyUsed;
pub use ranking::evict_in_order;
pub use smallest_memory::SmallestMemory;

use super::base::Policy;
use super::view::NodeView;
use crate::serverless::InstanceId;
use crate::serverless::resources::Resources;

/// A policy that chooses the idle instances of one node that make room for a new one.
///
/// ```
/// use sim_runtime::serverless::policy::{Eviction, NodeView, Policy};
/// use sim_runtime::serverless::{InstanceId, Resources};
///
/// /// Evicts everything that is idle.
/// #[derive(Debug)]
/// struct CleanSweep;
///
/// impl Policy for CleanSweep {}
///
/// impl Eviction for CleanSweep {
///     fn victims(&mut self, node: NodeView<'_>, _: Resources, victims: &mut Vec<InstanceId>) -> bool {
///         let idle = node.instances().filter(|instance| instance.idle_since().is_some());
///         victims.extend(idle.map(|instance| instance.id()));
///         true
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an eviction policy",
    note = "eviction policies are `LeastRecentlyUsed`, `SmallestMemory`, `LargestMemory`, `FirstInFirstOut`, `LeastFrequentlyUsed`, `GreedyDual`, and your own types that implement `Eviction` and `Policy`"
)]
pub trait Eviction: Policy {
    /// Adds the instances to shut down; returns false if no choice would be enough: then nothing is evicted at all.
    ///
    /// `missing` is the disk space and memory that lack on the node, at least one of them; images that could be evicted do
    /// not count as free space (SEMANTICS 4.14).
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool;
}

impl<E: Eviction + ?Sized> Eviction for Box<E> {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        E::victims(self, node, missing, victims)
    }
}
