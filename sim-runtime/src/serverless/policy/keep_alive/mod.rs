//! Keep-alive: how long an instance waits for its next attempt.

mod fixed_lifetime;
mod fixed_timeout;
mod forever;
mod hybrid_histogram;
mod idle_histogram;
mod memory_budget;
mod none;

pub use fixed_lifetime::FixedLifetime;
pub use fixed_timeout::FixedTimeout;
pub use forever::KeepForever;
pub use hybrid_histogram::{HybridHistogram, IdlePatterns};
pub use memory_budget::MemoryBudget;
pub use none::NoKeepAlive;

use super::actions::Actions;
use super::base::Policy;
use super::instance_view::InstanceView;
use super::view::View;
use crate::units::SimTime;

/// A policy that says when an instance expires.
///
/// ```
/// use sim_runtime::serverless::policy::{Actions, InstanceView, KeepAlive, Policy, View};
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::mins;
///
/// /// Keeps an instance for a minute more with each use.
/// #[derive(Debug)]
/// struct Earned;
///
/// impl Policy for Earned {}
///
/// impl KeepAlive for Earned {
///     fn idle(&mut self, instance: &InstanceView<'_>, view: &View<'_>, _: &mut Actions) -> SimTime {
///         view.now() + mins(u64::from(instance.uses()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a keep-alive policy",
    note = "keep-alive policies are `FixedTimeout`, `FixedLifetime`, `NoKeepAlive`, `KeepForever`, `MemoryBudget`, `HybridHistogram`, and your own types that implement `KeepAlive` and `Policy`; for a fixed time write `idle_timeout: 10min`"
)]
pub trait KeepAlive: Policy {
    /// When an instance, in which nothing runs from now on, is to be shut down unless it is used before.
    ///
    /// A date that is not after now: at once, without becoming idle. [`SimTime::MAX`]: never. The instance is not among the
    /// idle ones of the view yet. It is asked about provisioned instances too, when they have started; their
    /// [`uses`](InstanceView::uses) are zero.
    fn idle(
        &mut self,
        instance: &InstanceView<'_>,
        view: &View<'_>,
        actions: &mut Actions,
    ) -> SimTime;
}

impl<K: KeepAlive + ?Sized> KeepAlive for Box<K> {
    fn idle(
        &mut self,
        instance: &InstanceView<'_>,
        view: &View<'_>,
        actions: &mut Actions,
    ) -> SimTime {
        K::idle(self, instance, view, actions)
    }
}
