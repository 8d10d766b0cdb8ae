//! What can be deployed and invoked: a serverless function by its name, or a function without a type of its own.

use std::any::TypeId;

use rustc_hash::FxHashMap;

use super::definition::Definition;
use super::handle::Function;
use crate::serverless::FunctionId;
use crate::units::Bytes;

/// What can be invoked: a serverless function by its name, or a [`Function`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a serverless function",
    label = "cannot be invoked or deployed",
    note = "put `#[serverless_function(image = ..)]` on the `async fn`"
)]
pub trait Invocable {
    /// What it is invoked with.
    type Input: 'static;
    /// What it returns.
    type Output: 'static;

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

impl<I: 'static, O: 'static> Invocable for Function<I, O> {
    type Input = I;
    type Output = O;

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
