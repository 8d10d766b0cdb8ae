//! What can be deployed and invoked: a serverless function by its name, or a function without a type of its own.

use std::any::TypeId;

use rustc_hash::FxHashMap;

use super::definition::Definition;
use super::handle::Function;
use crate::serverless::FunctionId;
use crate::units::Bytes;

/// How a function is given to [`Ctx::invoke`](super::Ctx::invoke) and its like: by its name.
#[derive(Clone, Copy, Debug)]
pub struct ByName;

/// How a function is given: as a value of a type that implements [`ServerlessFunction`](super::ServerlessFunction).
#[derive(Clone, Copy, Debug)]
pub struct ByValue;

/// How a function is given: as what a declaration returned for it.
#[derive(Clone, Copy, Debug)]
pub struct ByHandle;

/// What can be invoked: a serverless function by its name, or a [`Function`]. `How` follows from what is given.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a serverless function",
    label = "cannot be invoked or deployed",
    note = "put `#[serverless_function(image = ..)]` on the `async fn`"
)]
pub trait Invocable<How> {
    /// What it is invoked with.
    type Input: 'static;
    /// What it returns; of a `Result`, what is in its `Ok`.
    type Output: 'static;
    /// The error that it may return.
    type Error: 'static;

    /// Which function it is, if this simulation has it.
    #[doc(hidden)]
    fn find(&self, known: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId>;

    /// What it is made of; `None` for one that every simulation in which it can be named has already.
    #[doc(hidden)]
    fn definition(&self) -> Option<Definition>;

    /// What tells how large an input is on the network.
    #[doc(hidden)]
    fn scale(&self) -> fn(&Self::Input) -> Bytes;

    /// Its name, for messages.
    #[doc(hidden)]
    fn label(&self) -> String;
}

impl<I: 'static, O: 'static, E: 'static> Invocable<ByHandle> for Function<I, O, E> {
    type Input = I;
    type Output = O;
    type Error = E;

    fn find(&self, _: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId> {
        Some(self.id)
    }

    fn definition(&self) -> Option<Definition> {
        None
    }

    fn scale(&self) -> fn(&I) -> Bytes {
        self.scale
    }

    fn label(&self) -> String {
        format!("{self:?}")
    }
}
