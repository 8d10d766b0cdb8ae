//! Schedulers: which attempt goes where, and which images travel.

mod best_fit;
mod candidates;
mod fcfs;
mod first_fit;
mod fit;
mod in_order;
mod join_shortest_queue;
mod least_loaded;
mod locality;
mod power_of_choices;
mod random;
mod reference_random;
mod round_robin;
mod warm_first;
mod workload_balancing;
mod worst_fit;

#[cfg(test)]
mod tests;

pub use best_fit::BestFit;
pub use fcfs::Fcfs;
pub use first_fit::FirstFit;
pub use join_shortest_queue::JoinShortestQueue;
pub use least_loaded::LeastLoaded;
pub use locality::{Locality, Ring};
pub use power_of_choices::PowerOfChoices;
pub use random::Random;
pub use reference_random::ReferenceRandom;
pub use round_robin::RoundRobin;
pub use warm_first::WarmFirst;
pub use workload_balancing::WorkloadBalancing;
pub use worst_fit::WorstFit;

use super::base::Policy;
use super::round::Round;

/// A scheduling policy.
///
/// It has a round after every message that its service handles while some attempt waits (a new one, a completion, an image
/// that has arrived, an instance that expires), and whenever it has asked to be woken.
///
/// ```
/// use sim_runtime::serverless::Scheduler;
/// use sim_runtime::serverless::policy::{Policy, Round};
///
/// /// Gives each attempt to the node with the most cores left, and lets it wait for its image there.
/// #[derive(Debug)]
/// struct MostCores;
///
/// impl Policy for MostCores {}
///
/// impl Scheduler for MostCores {
///     fn schedule(&mut self, round: &mut Round<'_>) {
///         for queued in round.queue() {
///             let Some(node) = round.view().nodes().rev().max_by_key(|node| round.cores(node.id())) else { return };
///             if round.cores(node.id()) < round.cores_of(queued) {
///                 return;
///             }
///             round.advance(queued, node.id());
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scheduler",
    note = "schedulers are `Fcfs`, `FirstFit`, `Random`, `ReferenceRandom`, `WorkloadBalancing`, `RoundRobin`, `LeastLoaded`, `WarmFirst`, `BestFit`, `WorstFit`, `Locality`, `PowerOfChoices`, `JoinShortestQueue`, and your own types that implement `Scheduler` and `Policy`"
)]
pub trait Scheduler: Policy {
    /// Decides what is to happen now.
    fn schedule(&mut self, round: &mut Round<'_>);

    /// Whether the policy is right only for nodes of equal cores, speed, memory and disk. Default: no, as for the policies
    /// here.
    ///
    /// A service with other nodes is then a mistake, told when the simulation is built.
    fn needs_equal_nodes(&self) -> bool {
        false
    }

    /// Whether a round may go on where the last one has ended. Default: no.
    ///
    /// It may if the policy goes through [`Round::queue`] from its beginning, once, decides about each attempt by the attempt
    /// itself, the state of the service and what the round has decided before, and by nothing else: not by the date, by random
    /// numbers, by those who wait behind, or by a memory of its own. Then, if a round has asked for nothing and nothing has
    /// changed since but that more attempts have come to the end of the queue, the next round has the books of the last one,
    /// and its queue is what has come. The decisions are the same as those of a round from the beginning; thousands of attempts
    /// that wait for an image do not cost each other anything.
    ///
    /// [`Fcfs`], [`FirstFit`] and [`WarmFirst`] say yes.
    fn goes_on(&self) -> bool {
        false
    }

    /// Whether the policy is right only for functions each invocation of which holds one core, as the reference's do.
    /// Default: no, as for all policies here but `WorkloadBalancing`.
    ///
    /// Another function on its service is then a mistake, told when the simulation is built.
    fn needs_whole_cores(&self) -> bool {
        false
    }
}

impl<S: Scheduler + ?Sized> Scheduler for Box<S> {
    fn schedule(&mut self, round: &mut Round<'_>) {
        S::schedule(self, round);
    }

    fn needs_equal_nodes(&self) -> bool {
        S::needs_equal_nodes(self)
    }

    fn goes_on(&self) -> bool {
        S::goes_on(self)
    }

    fn needs_whole_cores(&self) -> bool {
        S::needs_whole_cores(self)
    }
}
