//! Doing several things at once: processes, mailboxes, time limits.

use std::fmt;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};

use super::{Ctx, Origin};
use crate::simulation::function;
use crate::simulation::request::{MailboxId, Reply, Request, SpawnId};
use crate::simulation::shared::Shared;
use crate::units::SimDuration;

/// A process that was spawned; `ctx.join` waits for what it returns.
///
/// Dropping it forgets what the process returns, not the process.
#[must_use = "join the process, or drop it to forget what it returns"]
pub struct Process<O> {
    id: SpawnId,
    shared: Rc<Shared>,
    output: PhantomData<fn() -> O>,
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
    pub(in crate::simulation) id: MailboxId,
    messages: PhantomData<fn(T) -> T>,
}

impl<T> Mailbox<T> {
    pub(in crate::simulation) fn new(id: MailboxId) -> Self {
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

impl Ctx {
    /// Starts a process on the same host, which runs beside this one and ends at the latest when this one ends.
    ///
    /// `name` is for messages and logs, and names its random numbers.
    pub async fn spawn<O, F>(&mut self, name: &str, body: F) -> Process<O>
    where
        O: 'static,
        F: AsyncFnOnce(&mut Ctx) -> O + 'static,
    {
        let identity = self
            .shared
            .names
            .spawned(&self.identity, name, self.spawned);
        self.spawned += 1;
        let origin = Origin {
            identity: identity.clone(),
            shared: Rc::clone(&self.shared),
        };
        let body = function::spawned(Rc::clone(self.channel.pulse()), origin, body);
        match self.ask(Request::Spawn(body, identity)).await {
            Reply::Spawned(id) => Process {
                id,
                shared: Rc::clone(&self.shared),
                output: PhantomData,
            },
            _ => unreachable!("a spawned process is answered with its handle"),
        }
    }

    /// Waits for the end of a process, and returns what it returned.
    pub async fn join<O: 'static>(&mut self, process: Process<O>) -> O {
        let Reply::Value(value) = self.ask(Request::Join(process.id)).await else {
            unreachable!("a process that has ended has returned something")
        };
        let Ok(output) = value.downcast::<O>() else {
            unreachable!("a process's handle has the type of what it returns")
        };
        *output
    }

    /// Puts a message into a mailbox, in no time.
    pub async fn send<T: 'static>(&mut self, mailbox: Mailbox<T>, message: T) {
        self.ask(Request::Send(mailbox.id, Box::new(message))).await;
    }

    /// Takes the oldest message out of a mailbox, waiting for one if there is none.
    ///
    /// If several processes wait at one mailbox, the one that has waited longest gets the next message.
    pub async fn receive<T: 'static>(&mut self, mailbox: Mailbox<T>) -> T {
        let Reply::Value(value) = self.ask(Request::Receive(mailbox.id)).await else {
            unreachable!("receiving is answered with a message")
        };
        let Ok(message) = value.downcast::<T>() else {
            unreachable!("a mailbox holds messages of its own type")
        };
        *message
    }

    /// Does something, but for no longer than a limit; what it is doing when the limit is reached is dropped there.
    ///
    /// What is over at the very date of the limit counts as done. Bytes on their way go on to their end, and an invocation
    /// that was placed goes on without its caller.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] if the limit was reached first.
    pub async fn with_timeout<O>(
        &mut self,
        limit: SimDuration,
        body: impl AsyncFnOnce(&mut Ctx) -> O,
    ) -> Result<O, TimedOut> {
        let Reply::Limited(number) = self.ask(Request::Limit(limit)).await else {
            unreachable!("a limit is answered with its number")
        };
        let shared = Rc::clone(&self.shared);
        let outcome = {
            let mut work = pin!(body(self));
            poll_fn(move |context| poll_limited(work.as_mut(), &shared, number, context)).await
        };
        if outcome.is_some() {
            self.ask(Request::Unlimit(number)).await;
        }
        outcome.ok_or(TimedOut { limit })
    }
}

/// Ready with `None` once the limit has been reached; the work is then not continued.
fn poll_limited<F: Future>(
    work: Pin<&mut F>,
    shared: &Shared,
    number: u32,
    context: &mut Context<'_>,
) -> Poll<Option<F::Output>> {
    if shared.reached.borrow_mut().remove(&number) {
        return Poll::Ready(None);
    }
    work.poll(context).map(Some)
}
