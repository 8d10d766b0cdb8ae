//! A serverless function by its name alone: what `deploy` needs of it.

use std::any::TypeId;
use std::convert::Infallible;

use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::context::Ctx;
use super::function::{self, Code, Invocable, ServerlessFunction};
use crate::serverless::{FunctionId, FunctionSpec};
use crate::units::Bytes;

/// A serverless function that can be deployed and not invoked: it has no input.
///
/// `simulation! {}` deploys functions through it. Who deploys by hand passes the function itself.
#[derive(Clone)]
pub struct Deployable {
    /// What it is known by, however often it is deployed.
    pub(super) key: TypeId,
    spec: FunctionSpec,
    pub(super) code: Code,
}

impl Deployable {
    /// All that a deployment needs to know of a function.
    pub fn new<F: ServerlessFunction>(function: F) -> Self {
        Self::of(&function)
    }

    pub(super) fn of<F: ServerlessFunction>(function: &F) -> Self {
        let call = async |ctx: &mut Ctx, input: F::Input| F::call(ctx, input).await;
        Self {
            key: TypeId::of::<F>(),
            spec: function.spec(),
            code: function::code(call, F::failure, F::output_size),
        }
    }

    /// Its image and its limits.
    pub fn spec(&self) -> FunctionSpec {
        self.spec.clone()
    }
}

#[diagnostic::do_not_recommend]
impl Invocable for Deployable {
    type Input = Infallible;
    type Output = Infallible;

    fn find(&self, known: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId> {
        known.get(&self.key).copied()
    }

    #[track_caller]
    fn define(&self, builder: &mut Builder) -> FunctionId {
        builder.define_once(self)
    }

    fn weigh(&self, input: &Infallible) -> Bytes {
        match *input {}
    }

    fn label(&self) -> String {
        self.spec.name.clone().into_owned()
    }
}
