//! Queue disciplines: in which order attempts wait for the scheduler.

mod fifo;

pub use fifo::Fifo;

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
    note = "queue disciplines are `Fifo`, and your own types that implement `Discipline` and `Policy`"
)]
pub trait Discipline: Policy {
    /// The place of an attempt in the queue, asked once, when its image has reached the head host: smaller keys come first,
    /// equal ones in the order in which they came into the queue.
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64;
}

impl<D: Discipline + ?Sized> Discipline for Box<D> {
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        D::key(self, queued, view)
    }
}
