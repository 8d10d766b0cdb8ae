//! Coroutines: how user code asks the simulation for something and is resumed with the answer.
//!
//! This is the only file that names `genawaiter`. A coroutine is an `async` block that holds a [`Channel`]; each
//! [`Channel::ask`] suspends it with a request, and [`Coroutine::resume`] continues it with the reply. What the crate
//! answers with a panic (a future that is not ours, a panic of the user's) comes out of [`Coroutine::resume`] as a value.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use genawaiter::GeneratorState;
use genawaiter::rc::{Co, Gen};
use pin_project_lite::pin_project;

use super::guard::{discard, guarded};
use crate::units::SimTime;

/// What a coroutine has asked for since it was resumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mark {
    #[default]
    Nothing,
    Asked,
    /// It has asked, and dropped the request before that was answered.
    TakenBack,
}

/// What the kernel shares with every coroutine: the date, the request that was made last and the reply to it.
///
/// One coroutine runs at a time, so one place for each is enough; the generator itself carries nothing.
pub struct Exchange<Q, R> {
    now: Cell<SimTime>,
    posted: RefCell<VecDeque<Q>>,
    /// Whether something may have been posted that has not been taken.
    has_posted: Cell<bool>,
    /// What the coroutine that runs has asked for since it was resumed.
    asked: Cell<Mark>,
    request: Cell<Option<Q>>,
    reply: Cell<R>,
}

impl<Q, R> Exchange<Q, R> {
    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.now.get()
    }

    pub(crate) fn advance(&self, now: SimTime) {
        self.now.set(now);
    }

    /// Places a request whose answer does not matter; see [`Channel::post`].
    #[inline]
    pub(crate) fn post(&self, request: Q) {
        self.has_posted.set(true);
        self.posted.borrow_mut().push_back(request);
    }

    #[inline]
    pub(crate) fn next_posted(&self) -> Option<Q> {
        if !self.has_posted.get() {
            return None;
        }
        let posted = self.posted.borrow_mut().pop_front();
        self.has_posted.set(posted.is_some());
        posted
    }

    /// Drops what has been asked or answered and not been taken.
    pub(crate) fn discard(&self) -> Result<(), String>
    where
        R: Default,
    {
        let mut outcome = discard(self.request.take()).and(discard(self.reply.take()));
        for posted in self.posted.take() {
            outcome = outcome.and(discard(posted));
        }
        outcome
    }
}

impl<Q, R: Default> Default for Exchange<Q, R> {
    fn default() -> Self {
        Self {
            now: Cell::default(),
            posted: RefCell::default(),
            has_posted: Cell::default(),
            asked: Cell::default(),
            request: Cell::default(),
            reply: Cell::default(),
        }
    }
}

impl<Q, R> fmt::Debug for Exchange<Q, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Exchange");
        shown.field("now", &self.now).finish_non_exhaustive()
    }
}

/// A coroutine's side of the conversation with the kernel.
pub struct Channel<Q, R> {
    co: Co<(), ()>,
    exchange: Rc<Exchange<Q, R>>,
}

impl<Q, R: Default> Channel<Q, R> {
    /// Suspends the coroutine until the world has answered `request`.
    ///
    /// The request is on the table at once, so that the future need not hold it; it must be awaited at once.
    pub fn ask(&mut self, request: Q) -> Asked<'_, Q, R> {
        Asked(self.suspend(request))
    }

    /// Places a request whose answer does not matter, and goes on. It is answered when the coroutine next waits or ends,
    /// before anything else happens.
    pub fn post(&mut self, request: Q) {
        self.exchange.post(request);
    }

    /// The same as [`Channel::ask`], for a coroutine that takes the answer later, by [`Channel::answer`].
    pub fn suspend(&mut self, request: Q) -> Suspended<'_, Q, R> {
        self.exchange.request.set(Some(request));
        Suspended {
            channel: self,
            yielded: false,
        }
    }

    /// What the coroutine has been resumed with; the default value if it has been taken.
    pub fn answer(&mut self) -> R {
        self.exchange.reply.take()
    }

    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.exchange.now()
    }

    /// What the coroutine shares with the kernel; a coroutine that it makes shares it, too.
    pub fn exchange(&self) -> &Rc<Exchange<Q, R>> {
        &self.exchange
    }
}

/// A coroutine that waits to be resumed.
///
/// Whoever polls it again before that, as combinators of futures may, finds it pending; whoever drops it before that takes
/// the request back.
#[must_use = "await it"]
pub struct Suspended<'a, Q, R> {
    channel: &'a mut Channel<Q, R>,
    yielded: bool,
}

impl<Q, R> Future for Suspended<'_, Q, R> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            // The mark is wiped out whenever a coroutine is resumed: one that still stands is this future's own.
            return match self.channel.exchange.asked.get() {
                Mark::Asked => Poll::Pending,
                Mark::Nothing | Mark::TakenBack => Poll::Ready(()),
            };
        }
        self.yielded = true;
        if let Mark::Nothing = self.channel.exchange.asked.replace(Mark::Asked) {
            // The generator learns that it has yielded, once; when it is polled again, it has been resumed.
            drop(self.channel.co.yield_(()));
        }
        Poll::Pending
    }
}

impl<Q, R> Drop for Suspended<'_, Q, R> {
    #[inline]
    fn drop(&mut self) {
        let exchange = &self.channel.exchange;
        // A panic is told as it is: what unwinds must not meet the destructor of a request.
        if self.yielded && exchange.asked.get() == Mark::Asked && !std::thread::panicking() {
            exchange.asked.set(Mark::TakenBack);
            exchange.request.set(None);
        }
    }
}

/// A request whose answer is awaited.
#[must_use = "await the answer"]
pub struct Asked<'a, Q, R>(Suspended<'a, Q, R>);

impl<Q, R: Default> Future for Asked<'_, Q, R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        let suspended = Pin::new(&mut self.0).poll(context);
        suspended.map(|()| self.0.channel.answer())
    }
}

/// What a coroutine did when it was resumed.
#[derive(Debug)]
pub enum Step<Q, O> {
    /// It waits for the answer to this request.
    Asked(Q),
    /// It will never go on.
    Ended(End<O>),
}

/// How a coroutine ended.
#[derive(Debug)]
pub enum End<O> {
    /// It ran to its end and returned this.
    Returned(O),
    /// It awaited a future that is not an activity of the simulation, which nothing would ever wake.
    AwaitedForeign,
    /// It panicked with this message.
    Panicked(String),
}

/// A suspended computation that talks to the world in requests `Q` and replies `R`, and ends with an `O`.
pub trait Coroutine<Q, R, O> {
    /// Continues with `reply`, by way of the exchange that the coroutine was made with. The reply answers what was asked
    /// last; at the first call it waits to be taken by [`Channel::answer`].
    ///
    /// After [`Step::Ended`] the coroutine is spent and must be dropped.
    fn resume(&mut self, exchange: &Exchange<Q, R>, reply: R) -> Step<Q, O>;
}

/// Makes a coroutine of an asynchronous function that is given the channel.
pub fn coroutine<Q, R, O, F, Fut>(
    exchange: Rc<Exchange<Q, R>>,
    body: F,
) -> Box<dyn Coroutine<Q, R, O>>
where
    Q: 'static,
    R: 'static,
    O: 'static,
    F: FnOnce(Channel<Q, R>) -> Fut + 'static,
    Fut: Future<Output = O> + 'static,
{
    let guard = Rc::clone(&exchange);
    let generator = Gen::new(move |co| Guarded {
        future: body(Channel { co, exchange }),
        exchange: guard,
    });
    Box::new(Generated { generator })
}

struct Generated<F: Future> {
    generator: Gen<(), (), F>,
}

impl<Q, R, O, F> Coroutine<Q, R, O> for Generated<F>
where
    F: Future<Output = Option<O>>,
{
    fn resume(&mut self, exchange: &Exchange<Q, R>, reply: R) -> Step<Q, O> {
        let untaken = exchange.reply.replace(reply);
        let state = guarded(|| {
            drop(untaken);
            self.generator.resume_with(())
        });
        match state {
            Ok(GeneratorState::Yielded(())) => match exchange.request.take() {
                Some(request) => Step::Asked(request),
                None => Step::Ended(End::AwaitedForeign),
            },
            Ok(GeneratorState::Complete(Some(output))) => Step::Ended(End::Returned(output)),
            Ok(GeneratorState::Complete(None)) => Step::Ended(End::AwaitedForeign),
            Err(message) => Step::Ended(End::Panicked(message)),
        }
    }
}

pin_project! {
    /// Ready with `None` as soon as the inner future is pending without having asked for anything.
    struct Guarded<F, Q, R> {
        #[pin]
        future: F,
        exchange: Rc<Exchange<Q, R>>,
    }
}

impl<F: Future, Q, R> Future for Guarded<F, Q, R> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.exchange.asked.set(Mark::Nothing);
        match this.future.poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if this.exchange.asked.get() == Mark::Asked => Poll::Pending,
            Poll::Pending => Poll::Ready(None),
        }
    }
}

#[cfg(test)]
mod tests;
