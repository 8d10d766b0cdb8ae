//! Reuse: which instance of a function takes its next attempt.

mod first_idle;

pub use first_idle::FirstIdle;

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
/// /// The instance that was used last, so that the others have time to expire.
/// #[derive(Debug)]
/// struct MostRecent;
///
/// impl Policy for MostRecent {}
///
/// impl Reuse for MostRecent {
///     fn choose(&mut self, _: FunctionId, idle: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
///         Some(idle.iter().max_by_key(|instance| instance.idle_since())?.id())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reuse policy",
    note = "reuse policies are `FirstIdle`, and your own types that implement `Reuse` and `Policy`"
)]
pub trait Reuse: Policy {
    /// The instance to use; `None` for none of them, so that the scheduler goes on as if there were none.
    fn choose(
        &mut self,
        function: FunctionId,
        idle: &Idle<'_>,
        random: &mut Randomness,
    ) -> Option<InstanceId>;
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
}
