//! What a function is made of, without its types: its image, its limits and its code.

use std::any::{Any, TypeId};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::input_type::InputType;
use super::request::{Exchange, ProcessCoroutine};
use super::shared::Origin;
use crate::distribution::Distribution;
use crate::serverless::{FunctionId, FunctionSpec};
use crate::units::SimDuration;

/// The code of a function, without its types: makes a coroutine that runs bodies, one after the other.
pub(crate) type Code = Rc<dyn Fn(Rc<Exchange>, Origin) -> ProcessCoroutine>;

/// What runs when a function is invoked.
#[derive(Clone)]
pub(crate) enum FunctionBody {
    /// Code of the user's.
    Code(Code),
    /// Nothing: it lasts for a while.
    Data(Length),
}

/// What tells of an input how long a body lasts.
pub(crate) type LengthOf = Rc<dyn Fn(&dyn Any) -> SimDuration>;

/// How long a body lasts that is data.
#[derive(Clone)]
pub(crate) enum Length {
    /// Its input is how long.
    Input,
    /// Drawn anew for each attempt.
    Law(Distribution),
    /// What this makes of its input.
    Of(LengthOf),
}

/// Which function a type stands for. Looked up, never iterated.
pub(crate) type FunctionTypes = FxHashMap<TypeId, FunctionId>;

/// What a function is made of.
#[derive(Clone)]
pub struct Definition {
    /// What it is known by, however often it is deployed; `None` for one that is declared once, without a type.
    pub(super) key: Option<TypeId>,
    pub(super) spec: FunctionSpec,
    pub(super) body: FunctionBody,
    pub(super) input: InputType,
}

impl Definition {
    /// What a function without a type of its own is made of, whose inputs are not copied.
    pub(super) fn untyped<I: 'static>(spec: FunctionSpec, body: FunctionBody) -> Self {
        Self {
            key: None,
            spec,
            body,
            input: InputType::of::<I>(),
        }
    }
}
