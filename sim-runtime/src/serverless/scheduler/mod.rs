//! Schedulers: which invocation goes where, and which images travel. One policy a file.
//!
//! A scheduler reads a [`View`] and returns [`Decisions`]: intentions, not reservations. The service checks each of them
//! when it applies it, and drops those that have become impossible, so a policy cannot break an invariant.

mod fcfs;
mod first_fit;
mod random;
mod round;
mod view;
mod workload_balancing;

pub use fcfs::Fcfs;
pub use first_fit::FirstFit;
pub use random::Random;
pub(in crate::serverless) use round::Scratch;
pub use view::{Footprint, NodeView, Pending, View};
pub use workload_balancing::WorkloadBalancing;

use super::{ContainerId, ImageId, InvocationId, NodeId};

/// An invocation that is to run now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// The invocation.
    pub invocation: InvocationId,
    /// The node that it goes to.
    pub node: NodeId,
    /// The idle container to reuse; `None` for a new one.
    pub container: Option<ContainerId>,
}

/// What a scheduler wants to happen. Dispatches are applied first, then loads, then copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Invocations that are to run now.
    pub dispatches: Vec<Dispatch>,
    /// Images to be loaded from a node's disk into its memory.
    pub loads: Vec<(NodeId, ImageId)>,
    /// Images to be copied from the head host's disk to a node's.
    pub copies: Vec<(NodeId, ImageId)>,
}

/// A scheduling policy.
///
/// It is called after every message that its service handles while some invocation waits (a new one, a completion, an
/// image that has arrived, an idle time-out).
///
/// ```
/// use sim_runtime::serverless::{Decisions, Scheduler, View};
/// use sim_runtime::serverless::scheduler::Dispatch;
///
/// /// Brings the images of all that wait to the first node, and runs it there.
/// #[derive(Debug)]
/// struct OneNode;
///
/// impl Scheduler for OneNode {
///     fn schedule(&mut self, view: &View<'_>) -> Decisions {
///         let mut decisions = Decisions::default();
///         let Some(node) = view.nodes().next() else { return decisions };
///         for pending in view.pending() {
///             if node.has_in_memory(pending.image) {
///                 let container = node.idle(pending.function).next();
///                 decisions.dispatches.push(Dispatch { invocation: pending.invocation, node: node.id(), container });
///             } else if node.has_on_disk(pending.image) && !node.is_loading(pending.image) {
///                 decisions.loads.push((node.id(), pending.image));
///             } else if !node.has_on_disk(pending.image) && !node.is_copying(pending.image) {
///                 decisions.copies.push((node.id(), pending.image));
///             }
///         }
///         decisions
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scheduler",
    note = "schedulers are `Fcfs`, `FirstFit`, `Random::new(seed)`, `WorkloadBalancing`, and your own types that implement `Scheduler` and `Debug`"
)]
pub trait Scheduler: std::fmt::Debug {
    /// What is to happen now.
    fn schedule(&mut self, view: &View<'_>) -> Decisions;

    /// Whether the policy is right only for nodes of equal cores, speed, memory and disk. Default: no, as for the policies
    /// here.
    ///
    /// A service with other nodes is then a mistake, told when the simulation is built.
    fn needs_equal_nodes(&self) -> bool {
        false
    }
}

impl<S: Scheduler + ?Sized> Scheduler for Box<S> {
    fn schedule(&mut self, view: &View<'_>) -> Decisions {
        S::schedule(self, view)
    }

    fn needs_equal_nodes(&self) -> bool {
        S::needs_equal_nodes(self)
    }
}
