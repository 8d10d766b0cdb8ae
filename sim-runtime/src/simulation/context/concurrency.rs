//! Doing several things at once: processes, mailboxes, time limits.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};

use super::Ctx;
use crate::kernel::coroutine;
use crate::simulation::handle::{Mailbox, Process, TimedOut};
use crate::simulation::parcel::Parcel;
use crate::simulation::request::{Completion, Exchange, ProcessCoroutine, Reply, Request};
use crate::simulation::shared::{Origin, Shared};
use crate::units::SimDuration;

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
        let coroutine = spawned(Rc::clone(self.channel.exchange()), origin, body);
        match self.ask(Request::Spawn(coroutine, identity)).await {
            Reply::Spawned(id) => Process::new(id, Rc::clone(&self.shared)),
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
        self.tell(Request::Send(mailbox.id, Box::new(message)))
            .await;
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
            self.tell(Request::Unlimit(number)).await;
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

/// Erases the types of a process that another one spawns.
fn spawned<O, F>(exchange: Rc<Exchange>, origin: Origin, body: F) -> ProcessCoroutine
where
    O: 'static,
    F: AsyncFnOnce(&mut Ctx) -> O + 'static,
{
    coroutine(exchange, move |channel| {
        let mut ctx = Ctx::new(channel, origin);
        async move {
            let output = body(&mut ctx).await;
            Completion {
                output: Some(Parcel::of(output)),
                ..Completion::default()
            }
        }
    })
}
