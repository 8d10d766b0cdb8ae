//! Start-up: how long a new instance takes until it can run something.

mod constant;
mod distributed;
mod plan;
mod step;
mod steps;

pub use constant::ConstantStartUp;
pub use distributed::DistributedStartUp;
pub use plan::StartUpPlan;
pub use step::Step;
pub use steps::{Activity, Steps};

use super::base::Policy;
use super::randomness::Randomness;
use super::view::NodeView;
use crate::serverless::FunctionId;

/// A policy that says what a new instance goes through.
///
/// ```
/// use sim_runtime::serverless::policy::{NodeView, Policy, Randomness, StartUp, Steps};
/// use sim_runtime::serverless::FunctionId;
/// use sim_runtime::units::short::millis;
///
/// /// Takes half a second on average, with an exponential tail.
/// #[derive(Debug)]
/// struct Exponential;
///
/// impl Policy for Exponential {}
///
/// impl StartUp for Exponential {
///     fn plan(&mut self, _: FunctionId, _: NodeView<'_>, random: &mut Randomness) -> Steps {
///         Steps::delay(random.stream().exponential_duration(millis(500)))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a start-up policy",
    note = "start-up policies are `ConstantStartUp`, `DistributedStartUp`, `StartUpPlan`, and your own types that implement `StartUp` and `Policy`; for a constant time write `container_startup: 500ms`"
)]
pub trait StartUp: Policy {
    /// What an instance of a function goes through on a node.
    fn plan(&mut self, function: FunctionId, node: NodeView<'_>, random: &mut Randomness) -> Steps;

    /// The steps that are known before the run: whether storage services and routes are there for them is told when the
    /// simulation is built. Default: none.
    fn steps(&self) -> &[Step] {
        &[]
    }
}

impl<S: StartUp + ?Sized> StartUp for Box<S> {
    fn plan(&mut self, function: FunctionId, node: NodeView<'_>, random: &mut Randomness) -> Steps {
        S::plan(self, function, node, random)
    }

    fn steps(&self) -> &[Step] {
        S::steps(self)
    }
}
