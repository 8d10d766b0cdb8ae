//! Coroutines: how user code asks the simulation for something and is resumed with the answer.
//!
//! This is the only file that names `genawaiter`. A coroutine is an `async` block that holds a [`Channel`]; each
//! [`Channel::ask`] suspends it with a request, and [`Coroutine::resume`] continues it with the reply. What the crate
//! answers with a panic (a future that is not ours, a panic of the user's) comes out of [`Coroutine::resume`] as a value.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};

use genawaiter::GeneratorState;
use genawaiter::rc::{Co, Gen};

use crate::units::SimTime;

/// What the kernel shares with every coroutine: the date, and the request and the reply that change hands.
///
/// One coroutine runs at a time, so one place for each is enough; the generator itself carries nothing.
pub struct Pulse<Q, R> {
    now: Cell<SimTime>,
    asked: Cell<bool>,
    request: Cell<Option<Q>>,
    reply: Cell<Option<R>>,
}

impl<Q, R> Pulse<Q, R> {
    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.now.get()
    }

    pub(crate) fn advance(&self, now: SimTime) {
        self.now.set(now);
    }
}

impl<Q, R> Default for Pulse<Q, R> {
    fn default() -> Self {
        Self {
            now: Cell::default(),
            asked: Cell::default(),
            request: Cell::default(),
            reply: Cell::default(),
        }
    }
}

impl<Q, R> fmt::Debug for Pulse<Q, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Pulse");
        shown.field("now", &self.now).finish_non_exhaustive()
    }
}

/// A coroutine's side of the conversation with the kernel.
pub struct Channel<Q, R> {
    co: Co<(), ()>,
    pulse: Rc<Pulse<Q, R>>,
}

impl<Q, R: Default> Channel<Q, R> {
    /// Suspends the coroutine until the world has answered `request`.
    ///
    /// The request is placed when the future is first polled; a future that is never awaited asks for nothing.
    pub fn ask(&mut self, request: Q) -> impl Future<Output = R> + '_ {
        let mut request = Some(request);
        poll_fn(move |_| match request.take() {
            Some(request) => {
                self.pulse.asked.set(true);
                self.pulse.request.set(Some(request));
                // The generator learns that it has yielded; when it is polled again, it has been resumed.
                drop(self.co.yield_(()));
                Poll::Pending
            }
            None => Poll::Ready(self.answer()),
        })
    }

    /// What the coroutine has been resumed with; the default value if it has been taken.
    pub fn answer(&mut self) -> R {
        self.pulse.reply.take().unwrap_or_default()
    }

    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.pulse.now()
    }
}

/// What a coroutine did when it was resumed.
#[derive(Debug)]
pub enum Step<Q, O> {
    /// It waits for the answer to this request.
    Asked(Q),
    /// It ran to its end and returned this.
    Ended(O),
    /// It awaited a future that is not an activity of the simulation, which nothing would ever wake.
    AwaitedForeign,
    /// It panicked with this message.
    Panicked(String),
}

/// A suspended computation that talks to the world in requests `Q` and replies `R`, and ends with an `O`.
pub trait Coroutine<Q, R, O> {
    /// Continues with `reply`, which answers what was asked last; at the first call it waits to be taken by
    /// [`Channel::answer`].
    ///
    /// After a step other than [`Step::Asked`] the coroutine is spent and must be dropped.
    fn resume(&mut self, reply: R) -> Step<Q, O>;
}

/// Makes a coroutine of an asynchronous function that is given the channel.
pub fn coroutine<Q, R, O, F, Fut>(pulse: Rc<Pulse<Q, R>>, body: F) -> Box<dyn Coroutine<Q, R, O>>
where
    Q: 'static,
    R: 'static,
    O: 'static,
    F: FnOnce(Channel<Q, R>) -> Fut + 'static,
    Fut: Future<Output = O> + 'static,
{
    let guard = Rc::clone(&pulse);
    let shared = Rc::clone(&pulse);
    let generator = Gen::new(move |co| async move {
        let mut future = pin!(body(Channel { co, pulse }));
        poll_fn(move |context| poll_guarded(future.as_mut(), &guard, context)).await
    });
    Box::new(Generated {
        generator,
        pulse: shared,
    })
}

struct Generated<Q, R, F: Future> {
    generator: Gen<(), (), F>,
    pulse: Rc<Pulse<Q, R>>,
}

impl<Q, R, O, F> Coroutine<Q, R, O> for Generated<Q, R, F>
where
    F: Future<Output = Option<O>>,
{
    fn resume(&mut self, reply: R) -> Step<Q, O> {
        self.pulse.reply.set(Some(reply));
        match catch_unwind(AssertUnwindSafe(|| self.generator.resume_with(()))) {
            Ok(GeneratorState::Yielded(())) => match self.pulse.request.take() {
                Some(request) => Step::Asked(request),
                None => Step::AwaitedForeign,
            },
            Ok(GeneratorState::Complete(Some(output))) => Step::Ended(output),
            Ok(GeneratorState::Complete(None)) => Step::AwaitedForeign,
            Err(payload) => Step::Panicked(message(payload.as_ref())),
        }
    }
}

/// Ready with `None` as soon as the inner future is pending without having asked for anything.
fn poll_guarded<F: Future, Q, R>(
    future: Pin<&mut F>,
    pulse: &Pulse<Q, R>,
    context: &mut Context<'_>,
) -> Poll<Option<F::Output>> {
    pulse.asked.set(false);
    match future.poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if pulse.asked.get() => Poll::Pending,
        Poll::Pending => Poll::Ready(None),
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Doubler = Box<dyn Coroutine<u32, u32, u32>>;

    fn start<Fut: Future<Output = u32> + 'static>(
        body: impl FnOnce(Channel<u32, u32>) -> Fut + 'static,
    ) -> Doubler {
        coroutine(Rc::default(), body)
    }

    #[test]
    fn a_request_is_answered_by_the_next_resume() {
        let mut doubler = start(|mut channel| async move { channel.ask(20).await + 2 });
        assert!(matches!(doubler.resume(0), Step::Asked(20)));
        assert!(matches!(doubler.resume(40), Step::Ended(42)));
    }

    #[test]
    fn awaiting_a_foreign_future_is_told_and_not_a_panic() {
        let mut stuck = start(|mut channel| async move {
            channel.ask(1).await;
            std::future::pending::<u32>().await
        });
        assert!(matches!(stuck.resume(0), Step::Asked(1)));
        assert!(matches!(stuck.resume(0), Step::AwaitedForeign));
    }

    #[test]
    fn a_panic_comes_out_with_its_message() {
        let mut failing = start(|mut channel| async move {
            let seven = channel.ask(1).await;
            assert_eq!(seven, 8, "seven is not eight");
            0
        });
        failing.resume(0);
        let Step::Panicked(text) = failing.resume(7) else {
            unreachable!("the assertion above fails")
        };
        assert!(text.contains("seven is not eight"), "{text}");
    }
}
