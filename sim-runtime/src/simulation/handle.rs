//! What users hold: services, functions, invocations, processes and mailboxes by name, and what becomes of an invocation.

use std::convert::Infallible;
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
/// other limits, by [`Builder::variant`](super::Builder::variant). `E` is the error that it may return.
pub struct Function<I, O, E = Infallible> {
    pub(super) id: FunctionId,
    /// How large an input is on the network.
    pub(super) scale: fn(&I) -> Bytes,
    types: PhantomData<fn(I) -> Result<O, E>>,
}

impl<I, O, E> Function<I, O, E> {
    pub(super) fn new(id: FunctionId, scale: fn(&I) -> Bytes) -> Self {
        Self {
            id,
            scale,
            types: PhantomData,
        }
    }
}

impl<I, O, E> Clone for Function<I, O, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, O, E> Copy for Function<I, O, E> {}

impl<I, O, E> fmt::Debug for Function<I, O, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Function").field(&self.id).finish()
    }
}

/// An invocation that has been placed; `ctx.wait` turns it into its outcome.
///
/// Dropping it forgets the outcome, not the invocation; [`Ctx::cancel`](super::Ctx::cancel) ends that too. `E` is the error that
/// its function may return.
#[must_use = "wait for the invocation, or drop it to forget its outcome"]
pub struct Invocation<O, E = Infallible> {
    pub(super) id: InvocationId,
    shared: Rc<Shared>,
    output: PhantomData<fn() -> Result<O, E>>,
}

impl<O, E> Invocation<O, E> {
    pub(super) fn new(id: InvocationId, shared: Rc<Shared>) -> Self {
        Self {
            id,
            shared,
            output: PhantomData,
        }
    }
}

impl<O, E> Drop for Invocation<O, E> {
    fn drop(&mut self) {
        self.shared.released.borrow_mut().push(self.id);
    }
}

impl<O, E> fmt::Debug for Invocation<O, E> {
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
pub type Outcome<O, E = Infallible> = Result<Completed<O>, Failed<E>>;

/// An invocation that succeeded.
#[derive(Clone, Debug)]
pub struct Completed<O> {
    /// What the function returned; of a `Result`, what was in its `Ok`.
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

/// An invocation that failed: its function returned an error, or something else kept it from its end. Its text is that of the
/// error or of the cause.
///
/// ```
/// # use sim_runtime::simulation::{Ctx, Failed, Function, Serverless};
/// # async fn client(ctx: &mut Ctx, cloud: Serverless, halve: Function<u64, u64, String>) {
/// match ctx.invoke_and_wait(cloud, halve, 7).await {
///     Ok(done) => ctx.log(done.output),
///     Err(Failed::Returned { error, .. }) => ctx.log(format!("the function says: {error}")),
///     Err(failed) => ctx.log(failed),
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub enum Failed<E = Infallible> {
    /// The function came to its end, and returned an `Err`.
    Returned {
        /// What was in it.
        error: E,
        /// When the invocation went through its steps.
        dates: Box<Dates>,
        /// The node that it ran on.
        node: Option<Rc<str>>,
    },
    /// The service refused it, its time was up, it was cancelled, a message was lost.
    Platform {
        /// Why.
        cause: Failure,
        /// When the invocation went through the steps that it came to.
        dates: Box<Dates>,
        /// The node that it ran on, if it came to that.
        node: Option<Rc<str>>,
    },
}

impl<E> Failed<E> {
    /// Why it failed, unless its function returned an error.
    pub fn cause(&self) -> Option<&Failure> {
        match self {
            Self::Returned { .. } => None,
            Self::Platform { cause, .. } => Some(cause),
        }
    }

    /// The error that its function returned, if it did.
    pub fn returned(&self) -> Option<&E> {
        match self {
            Self::Returned { error, .. } => Some(error),
            Self::Platform { .. } => None,
        }
    }

    /// When it went through the steps that it came to.
    pub fn dates(&self) -> &Dates {
        match self {
            Self::Returned { dates, .. } | Self::Platform { dates, .. } => dates,
        }
    }

    /// The node that it ran on, if it came to that.
    pub fn node(&self) -> Option<&str> {
        match self {
            Self::Returned { node, .. } | Self::Platform { node, .. } => node.as_deref(),
        }
    }
}

impl<E: fmt::Display> fmt::Display for Failed<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Returned { error, .. } => error.fmt(formatter),
            Self::Platform { cause, .. } => cause.fmt(formatter),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for Failed<E> {}

/// So that a body which returns a [`Failure`] passes that of an invocation on, by `?`.
impl From<Failed<Failure>> for Failure {
    fn from(failed: Failed<Failure>) -> Self {
        match failed {
            Failed::Returned { error, .. } => error,
            Failed::Platform { cause, .. } => cause,
        }
    }
}

/// The same for a function that returns no error.
impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Returned { error, .. } => match error {},
            Failed::Platform { cause, .. } => cause,
        }
    }
}
