//! Who listens to a run as a whole.

use crate::serverless::{Failure, FunctionId, Invocation, Observer, ServiceId};
use crate::units::SimTime;

/// An invocation, as far as it has come, with what its caller saw.
#[derive(Clone, Copy, Debug)]
pub struct CallRecord<'a> {
    /// What the service made of it.
    pub invocation: &'a Invocation,
    /// When its caller asked for it.
    pub requested: SimTime,
    /// When its caller knew that it was accepted, or refused.
    pub accepted: Option<SimTime>,
    /// Whether the service refused it, or its answer was lost.
    pub refused: bool,
    /// Why it failed, as far as its caller knows, if it did.
    pub failure: Option<&'a Failure>,
}

/// Listens to what happens in a run, and is handed back at its end.
pub trait Recorder: Observer {
    /// A registration was answered.
    fn registered(
        &mut self,
        at: SimTime,
        service: ServiceId,
        function: FunctionId,
        outcome: &Result<(), Failure>,
    );

    /// An invocation is over, or the run has ended without it; once for each invocation.
    fn called(&mut self, call: CallRecord<'_>);
}
