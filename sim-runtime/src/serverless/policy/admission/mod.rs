//! Admission: which requests a service accepts.

mod accept_all;
mod all_of;
mod bucket;
mod concurrency_limit;
mod pending_limit;
mod queue_limit;
mod requests;
mod scaling_rate;
mod scope;
#[cfg(test)]
mod tests;
mod under_way;
mod unheeded;

pub use accept_all::AcceptAll;
pub use all_of::AllOf;
pub use concurrency_limit::{ConcurrencyCounts, ConcurrencyLimit};
pub use pending_limit::{PendingLimit, PendingState};
pub use queue_limit::QueueLimit;
pub use scaling_rate::{ScalingRate, ScalingState};
pub use scope::Scope;
pub use under_way::UnderWay;
pub(crate) use unheeded::unheeded;

use super::base::Policy;
use super::view::View;
use crate::serverless::attempt::Arrived;
use crate::units::SimDuration;

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admit {
    /// It is accepted.
    Accept,
    /// It is refused because there is too much to do; a caller may try again later (HTTP status 429).
    Throttle,
    /// It is refused, for this reason.
    Reject(String),
    /// It is accepted, and waits to be dispatched for so long at most \[s\]; then it [is
    /// abandoned](crate::serverless::Failure::Abandoned). What its function declares counts if it is shorter.
    AcceptFor(SimDuration),
}

/// A policy that accepts or refuses requests for functions that are registered.
///
/// One that counts what it has accepted does so when it is told that an attempt
/// [has arrived](crate::serverless::ServiceEvent::AttemptArrived), which is right after it has accepted it: beside others in
/// [`AllOf`], another one may still refuse it.
///
/// ```
/// use sim_runtime::serverless::policy::{Admission, Admit, Policy, View};
/// use sim_runtime::serverless::Arrived;
///
/// /// Accepts no more than so many attempts that wait or run, of each function.
/// #[derive(Debug)]
/// struct AtMost(u32);
///
/// impl Policy for AtMost {}
///
/// impl Admission for AtMost {
///     fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
///         let Some(function) = view.function(arrived.function) else { return Admit::Accept };
///         if function.active() + function.queued() as u32 >= self.0 { Admit::Throttle } else { Admit::Accept }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an admission policy",
    note = "admission policies are `AcceptAll`, `ConcurrencyLimit`, `ScalingRate`, `QueueLimit`, `PendingLimit`, `AllOf`, and your own types that implement `Admission` and `Policy`"
)]
pub trait Admission: Policy {
    /// What becomes of a request, which has reached the service and has been processed.
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit;

    /// Whether it holds functions to their `max_concurrency` and `reserved_concurrency`. Where the policy of a service does not,
    /// a function that declares one is a mistake, which is told when the simulation is built. Default: it does.
    fn enforces_concurrency(&self) -> bool {
        true
    }

    /// How many attempts of all functions it accepts at once, if that is limited: more than that cannot be reserved, which is told
    /// when the simulation is built. Default: it is not limited.
    fn account(&self) -> Option<u32> {
        None
    }
}

impl<A: Admission + ?Sized> Admission for Box<A> {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        A::admit(self, arrived, view)
    }

    fn enforces_concurrency(&self) -> bool {
        A::enforces_concurrency(self)
    }

    fn account(&self) -> Option<u32> {
        A::account(self)
    }
}
