//! A serverless function by its name alone: what `deploy` needs of it.

use std::any::TypeId;
use std::convert::Infallible;

use rustc_hash::FxHashMap;

use super::definition::Definition;
use super::invocable::{ByHandle, Invocable};
use crate::serverless::{FunctionId, FunctionSpec};
use crate::units::Bytes;

/// A serverless function that can be deployed and not invoked: it has no input.
///
/// `simulation! {}` deploys functions through it. Who deploys by hand passes the function itself.
#[derive(Clone)]
pub struct Deployable {
    definition: Definition,
}

impl Deployable {
    /// All that a deployment needs to know of a function.
    ///
    /// # Panics
    ///
    /// If that has been declared already, by [`Builder::function`](super::Builder::function) or its like.
    pub fn new<F: Invocable<How>, How>(function: F) -> Self {
        let Some(definition) = function.definition() else {
            panic!(
                "`{}` has been declared already; deploy it as it is",
                function.label()
            )
        };
        Self { definition }
    }

    /// Its image and its limits.
    pub fn spec(&self) -> FunctionSpec {
        self.definition.spec.clone()
    }
}

#[diagnostic::do_not_recommend]
impl Invocable<ByHandle> for Deployable {
    type Input = Infallible;
    type Output = Infallible;
    type Error = Infallible;

    fn find(&self, known: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId> {
        known.get(&self.definition.key?).copied()
    }

    fn definition(&self) -> Option<Definition> {
        Some(self.definition.clone())
    }

    fn scale(&self) -> fn(&Infallible) -> Bytes {
        |input| match *input {}
    }

    fn label(&self) -> String {
        self.definition.spec.name.clone().into_owned()
    }
}
