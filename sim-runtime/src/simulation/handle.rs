//! Invocations as their caller holds them, and what becomes of them.

use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use super::shared::Shared;
use crate::serverless::{Dates, Failure, InvocationId};
use crate::units::SimTime;

/// An invocation that has been placed; `ctx.wait` turns it into its outcome.
///
/// Dropping it forgets the outcome, not the invocation.
#[must_use = "wait for the invocation, or drop it to forget its outcome"]
pub struct Invocation<O> {
    pub(super) id: InvocationId,
    shared: Rc<Shared>,
    output: PhantomData<fn() -> O>,
}

impl<O> Invocation<O> {
    pub(super) fn new(id: InvocationId, shared: Rc<Shared>) -> Self {
        Self {
            id,
            shared,
            output: PhantomData,
        }
    }
}

impl<O> Drop for Invocation<O> {
    fn drop(&mut self) {
        self.shared.released.borrow_mut().push(self.id);
    }
}

impl<O> fmt::Debug for Invocation<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Invocation").field(&self.id).finish()
    }
}

/// What became of an invocation.
pub type Outcome<O> = Result<Completed<O>, Failed>;

/// An invocation that succeeded.
#[derive(Clone, Debug)]
pub struct Completed<O> {
    /// What the function returned.
    pub output: O,
    /// When it went through its steps.
    pub dates: CompletedDates,
    /// The node that it ran on.
    pub node: Rc<str>,
    /// Whether its container had served before (a hot start).
    pub reused_container: bool,
}

/// When a completed invocation went through its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompletedDates {
    /// The service took the request.
    pub submit: SimTime,
    /// It got a core and a container.
    pub dispatch: SimTime,
    /// Its body started.
    pub start: SimTime,
    /// Its body ended.
    pub end: SimTime,
}

/// An invocation that failed. Its text is that of its cause.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Failed {
    /// Why.
    pub cause: Failure,
    /// When it went through the steps that it came to.
    pub dates: Box<Dates>,
    /// The node that it ran on, if it came to that.
    pub node: Option<Rc<str>>,
}
