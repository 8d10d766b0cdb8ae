//! Scalers: how many instances a function should have.

mod azure;
mod checks;
mod cloud_run;
mod decider;
mod demand;
mod horizontal;
mod knative;
mod no_scaler;
mod rates;
mod recent;

pub use azure::{AzureMemory, AzureScaleController, AzureTrigger};
pub use cloud_run::{CloudRunAutoscaler, CloudRunMemory};
pub use decider::{Decider, DeciderSpec, Observed};
pub use demand::Demand;
pub use horizontal::{HorizontalMemory, HorizontalPodAutoscaler};
pub use knative::{KnativeMemory, KnativeMetric, KnativePodAutoscaler};
pub use no_scaler::NoScaler;
pub use rates::{PodRate, RateChoice, RateUnit};

use std::ops::RangeInclusive;

use index_vec::IndexVec;

use super::base::Policy;
use super::view::FunctionView;
use crate::serverless::FunctionId;
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
    note = "scalers are `NoScaler`, `KnativePodAutoscaler`, `HorizontalPodAutoscaler`, `AzureScaleController`, `CloudRunAutoscaler`, and your own types that implement `Scaler` and `Policy`"
)]
pub trait Scaler: Policy {
    /// How often it looks, beginning at the first registration; `None` for never. Asked after each look; a period of less
    /// than a millisecond counts as one, since a run would do nothing else.
    fn period(&self) -> Option<SimDuration>;

    /// How many instances a function should have at least and at most.
    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32>;

    /// Whether it alone makes instances; asked once, before the run. Default: no, and dispatches make some, too.
    ///
    /// If so, attempts wait until an instance that has started has a free slot, as in front of Knative's activator. The
    /// scheduler chooses among these alone, what other policies provision is dropped, and neither the keep-alive policy nor
    /// any other takes an instance away while there are no more than the start of the last range. Only the minimum of a
    /// function ([`FunctionView::min_instances`]) is made besides.
    fn makes_all_instances(&self) -> bool {
        false
    }

    /// Whether it is asked at once when an attempt has arrived whose function has no instance and gets none yet; asked once,
    /// before the run. Default: no, and such an attempt waits for the next look. (Knative's activator pokes the autoscaler.)
    fn looks_on_arrival_at_zero(&self) -> bool {
        false
    }

    /// How long it takes at most, when nothing happens any more, until it wants the same for ever: at least its longest window,
    /// or the sum of those that follow each other. Default: `None`, it is not known.
    ///
    /// A run in which nothing is to come but looks of scalers, and nothing has changed for that long, is stuck. With a scaler
    /// of which it is not known, such a run ends after 100,000 looks.
    fn settles_after(&self) -> Option<SimDuration> {
        None
    }
}

impl<S: Scaler + ?Sized> Scaler for Box<S> {
    fn period(&self) -> Option<SimDuration> {
        S::period(self)
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        S::target(self, function)
    }

    fn makes_all_instances(&self) -> bool {
        S::makes_all_instances(self)
    }

    fn looks_on_arrival_at_zero(&self) -> bool {
        S::looks_on_arrival_at_zero(self)
    }

    fn settles_after(&self) -> Option<SimDuration> {
        S::settles_after(self)
    }
}

/// What is known of a function.
fn of_function<T: Default>(all: &mut IndexVec<FunctionId, T>, function: FunctionId) -> &mut T {
    if function.index() >= all.len() {
        all.resize_with(function.index() + 1, T::default);
    }
    &mut all[function]
}
