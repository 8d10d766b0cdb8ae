//! Queue disciplines: in which order attempts wait for the scheduler.

mod earliest_deadline;
mod fifo;
mod priority_classes;
mod shortest_first;
mod weighted_fair;

pub use earliest_deadline::EarliestDeadline;
pub use fifo::Fifo;
pub use priority_classes::PriorityClasses;
pub use shortest_first::{Estimate, ShortestFirst};
pub use weighted_fair::WeightedFair;

use super::base::Policy;
use super::view::View;
use crate::serverless::queue::Queued;

/// A policy that orders the attempts that wait.
///
/// ```
/// use sim_runtime::serverless::policy::{Discipline, Policy, View};
/// use sim_runtime::serverless::Queued;
///
/// /// Attempts with small inputs come first.
/// #[derive(Debug)]
/// struct SmallestInput;
///
/// impl Policy for SmallestInput {}
///
/// impl Discipline for SmallestInput {
///     fn key(&mut self, queued: &Queued, _: &View<'_>) -> u64 {
///         queued.input.get()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a queue discipline",
    note = "queue disciplines are `Fifo`, `ShortestFirst`, `EarliestDeadline`, `PriorityClasses`, `WeightedFair`, and your own types that implement `Discipline` and `Policy`"
)]
pub trait Discipline: Policy {
    /// The place of an attempt in the queue, asked once, when its image has reached the head host: smaller keys come first,
    /// equal ones in the order in which they came into the queue.
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64;

    /// Whether it wants to know which attempts are [dispatched](Discipline::dispatched); asked once, before the run. Default:
    /// no.
    fn follows_dispatches(&self) -> bool {
        false
    }

    /// An attempt has left the queue, since it has been dispatched; of several that leave at once, the first to be served
    /// comes first. Told if the discipline [follows](Discipline::follows_dispatches) them.
    fn dispatched(&mut self, queued: &Queued) {
        let _ = queued;
    }
}

impl<D: Discipline + ?Sized> Discipline for Box<D> {
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        D::key(self, queued, view)
    }

    fn follows_dispatches(&self) -> bool {
        D::follows_dispatches(self)
    }

    fn dispatched(&mut self, queued: &Queued) {
        D::dispatched(self, queued);
    }
}
