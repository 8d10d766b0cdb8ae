//! What users hold: services, functions, invocations, processes and mailboxes by name, and what becomes of an invocation.

use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use super::identity::{MailboxId, SpawnId};
use super::shared::Shared;
use crate::serverless::{Dates, Failure, FunctionId, InvocationId, ServiceId};
use crate::storage::StorageId;
use crate::units::{Bytes, SimDuration, SimTime};

/// A serverless service, as declarations and controllers name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serverless(pub(crate) ServiceId);

/// A storage service, as declarations and processes name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Storage(pub(crate) StorageId);

/// A function that was declared without a type of its own, by [`Builder::function`](super::Builder::function), or one with
/// other limits, by [`Builder::variant`](super::Builder::variant).
pub struct Function<I, O> {
    pub(super) id: FunctionId,
    /// How large an input is on the network.
    pub(super) scale: fn(&I) -> Bytes,
    types: PhantomData<fn(I) -> O>,
}

impl<I, O> Function<I, O> {
    pub(super) fn new(id: FunctionId, scale: fn(&I) -> Bytes) -> Self {
        Self {
            id,
            scale,
            types: PhantomData,
        }
    }
}

impl<I, O> Clone for Function<I, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, O> Copy for Function<I, O> {}

impl<I, O> fmt::Debug for Function<I, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Function").field(&self.id).finish()
    }
}

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

/// A process that was spawned; `ctx.join` waits for what it returns.
///
/// Dropping it forgets what the process returns, not the process.
#[must_use = "join the process, or drop it to forget what it returns"]
pub struct Process<O> {
    pub(super) id: SpawnId,
    shared: Rc<Shared>,
    output: PhantomData<fn() -> O>,
}

impl<O> Process<O> {
    pub(super) fn new(id: SpawnId, shared: Rc<Shared>) -> Self {
        Self {
            id,
            shared,
            output: PhantomData,
        }
    }
}

impl<O> Drop for Process<O> {
    fn drop(&mut self) {
        self.shared.detached.borrow_mut().push(self.id);
    }
}

impl<O> fmt::Debug for Process<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Process").field(&self.id).finish()
    }
}

/// A mailbox for messages of one type, as declarations and processes name it. It has no bound.
pub struct Mailbox<T> {
    pub(super) id: MailboxId,
    messages: PhantomData<fn(T) -> T>,
}

impl<T> Mailbox<T> {
    pub(super) fn new(id: MailboxId) -> Self {
        Self {
            id,
            messages: PhantomData,
        }
    }
}

impl<T> Clone for Mailbox<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Mailbox<T> {}

impl<T> fmt::Debug for Mailbox<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Mailbox").field(&self.id).finish()
    }
}

/// Something took longer than it was allowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("timed out after {limit}")]
pub struct TimedOut {
    /// How long it was allowed to take.
    pub limit: SimDuration,
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
