//! Controllers: how they start, and how they may end.

use std::fmt;
use std::rc::Rc;

use super::context::Ctx;
use super::function::cause;
use super::request::{Completion, Exchange, ProcessCoroutine};
use super::shared::Origin;
use crate::kernel::coroutine;
use crate::serverless::Failure;

/// How a controller may end: with nothing to say, or with a `Result` whose error fails the run.
pub trait Termination {
    /// What went wrong, if something did.
    fn failure(self) -> Option<Failure>;
}

impl Termination for () {
    fn failure(self) -> Option<Failure> {
        None
    }
}

impl<E: fmt::Display + 'static> Termination for Result<(), E> {
    fn failure(self) -> Option<Failure> {
        self.err().map(|error| cause(&error))
    }
}

/// Erases the types of a controller.
pub(super) fn controller<E, F>(exchange: Rc<Exchange>, origin: Origin, body: F) -> ProcessCoroutine
where
    E: Termination + 'static,
    F: AsyncFnOnce(&mut Ctx) -> E + 'static,
{
    coroutine(exchange, move |channel| {
        let mut ctx = Ctx::new(channel, origin);
        async move {
            Completion {
                failure: body(&mut ctx).await.failure().map(Box::new),
                ..Completion::default()
            }
        }
    })
}
