//! Admission: which requests a service accepts.

mod accept_all;

pub use accept_all::AcceptAll;

use super::base::Policy;
use super::view::View;
use crate::serverless::attempt::Arrived;

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
}

/// A policy that accepts or refuses requests for functions that are registered.
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
    note = "admission policies are `AcceptAll`, and your own types that implement `Admission` and `Policy`"
)]
pub trait Admission: Policy {
    /// What becomes of a request, which has reached the service and has been processed.
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit;
}

impl<A: Admission + ?Sized> Admission for Box<A> {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        A::admit(self, arrived, view)
    }
}
