//! Start-up: how long a new instance takes until it can run something.

mod constant;

pub use constant::ConstantStartUp;

use super::base::Policy;
use super::randomness::Randomness;
use super::view::NodeView;
use crate::serverless::FunctionId;
use crate::units::SimDuration;

/// What a new instance goes through before it can run something, once its image is in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    delay: SimDuration,
}

impl Steps {
    /// Nothing.
    pub const NONE: Self = Self {
        delay: SimDuration::ZERO,
    };

    /// A delay \[s\].
    pub const fn delay(delay: SimDuration) -> Self {
        Self { delay }
    }

    /// How long all of it takes.
    pub const fn duration(self) -> SimDuration {
        self.delay
    }
}

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
    note = "start-up policies are `ConstantStartUp`, and your own types that implement `StartUp` and `Policy`; for a constant time write `container_startup: 500ms`"
)]
pub trait StartUp: Policy {
    /// What an instance of a function goes through on a node.
    fn plan(&mut self, function: FunctionId, node: NodeView<'_>, random: &mut Randomness) -> Steps;
}

impl<S: StartUp + ?Sized> StartUp for Box<S> {
    fn plan(&mut self, function: FunctionId, node: NodeView<'_>, random: &mut Randomness) -> Steps {
        S::plan(self, function, node, random)
    }
}
