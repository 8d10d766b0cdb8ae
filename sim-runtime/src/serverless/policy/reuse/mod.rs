//! Reuse: which instance of a function takes its next attempt.

mod by_age;
mod by_use;
mod first_idle;
mod ordered;
mod random_idle;

pub use crate::serverless::cluster::idle_order::IdleOrder;
pub use by_age::{NewestIdle, OldestIdle};
pub use by_use::{LeastRecentIdle, MostRecentIdle};
pub use first_idle::FirstIdle;
pub use random_idle::RandomIdle;

use super::base::Policy;
use super::idle::Idle;
use super::randomness::Randomness;
use crate::serverless::{FunctionId, InstanceId};

/// A policy that chooses among the instances that could take an attempt at once.
///
/// ```
/// use sim_runtime::serverless::policy::{Idle, Policy, Randomness, Reuse};
/// use sim_runtime::serverless::{FunctionId, InstanceId};
///
/// /// The instance that has served the fewest attempts.
/// #[derive(Debug)]
/// struct LeastWorn;
///
/// impl Policy for LeastWorn {}
///
/// impl Reuse for LeastWorn {
///     fn choose(&mut self, _: FunctionId, idle: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
///         Some(idle.iter().min_by_key(|instance| instance.uses())?.id())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reuse policy",
    note = "reuse policies are `FirstIdle`, `NewestIdle`, `OldestIdle`, `MostRecentIdle`, `LeastRecentIdle`, `RandomIdle`, and your own types that implement `Reuse` and `Policy`"
)]
pub trait Reuse: Policy {
    /// The instance to use; `None` for none of them, so that the scheduler goes on as if there were none.
    fn choose(
        &mut self,
        function: FunctionId,
        idle: &Idle<'_>,
        random: &mut Randomness,
    ) -> Option<InstanceId>;

    /// The order in which the service keeps the instances of each function, so that [`Idle::first_by`] need not walk over all
    /// of them; asked once, before the run. Default: by node, which is kept anyway.
    fn order(&self) -> IdleOrder {
        IdleOrder::ByNode
    }

    /// Whether its choice follows from the instances that it is shown, and from nothing else: it draws no random numbers, and has
    /// no memory that a choice changes. Default: no, as for `RandomIdle`; the other policies here say yes.
    ///
    /// Then it is not asked once more about attempts for which nothing has changed since it was.
    fn needs_no_memory(&self) -> bool {
        false
    }
}

impl<R: Reuse + ?Sized> Reuse for Box<R> {
    fn choose(
        &mut self,
        function: FunctionId,
        idle: &Idle<'_>,
        random: &mut Randomness,
    ) -> Option<InstanceId> {
        R::choose(self, function, idle, random)
    }

    fn order(&self) -> IdleOrder {
        R::order(self)
    }

    fn needs_no_memory(&self) -> bool {
        R::needs_no_memory(self)
    }
}
