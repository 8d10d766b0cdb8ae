//! Scalers: how many instances a function should have.

mod no_scaler;

pub use no_scaler::NoScaler;

use std::ops::RangeInclusive;

use super::base::Policy;
use super::view::FunctionView;
use crate::units::SimDuration;

/// A policy that looks at each function now and then, and says how many instances it should have.
///
/// The service provisions what is missing, each on the first node that has room for it (nodes that have its image come
/// first), and retires idle instances beyond the end of the range, those that have been idle for longest first.
///
/// ```
/// use std::ops::RangeInclusive;
///
/// use sim_runtime::serverless::policy::{FunctionView, Policy, Scaler};
/// use sim_runtime::units::SimDuration;
/// use sim_runtime::units::short::secs;
///
/// /// Keeps one instance of each function.
/// #[derive(Debug)]
/// struct KeepOne;
///
/// impl Policy for KeepOne {}
///
/// impl Scaler for KeepOne {
///     fn period(&self) -> Option<SimDuration> {
///         Some(secs(10))
///     }
///
///     fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
///         1..=u32::MAX
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scaler",
    note = "scalers are `NoScaler`, and your own types that implement `Scaler` and `Policy`"
)]
pub trait Scaler: Policy {
    /// How often it looks, beginning at the first registration; `None` for never. Asked after each look; a period of zero
    /// counts as a nanosecond.
    fn period(&self) -> Option<SimDuration>;

    /// How many instances a function should have at least and at most.
    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32>;
}

impl<S: Scaler + ?Sized> Scaler for Box<S> {
    fn period(&self) -> Option<SimDuration> {
        S::period(self)
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        S::target(self, function)
    }
}
