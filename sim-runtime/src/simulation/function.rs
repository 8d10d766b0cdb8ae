//! User code as the world sees it: functions with typed input and output, and how a process ends.

use std::any::{Any, TypeId};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::context::{Ctx, Origin};
use super::deployable::Deployable;
use super::request::{Pulse, Reply, Request};
use crate::kernel::{Coroutine, coroutine};
use crate::serverless::{Failure, FunctionId, FunctionSpec};
use crate::units::Bytes;

/// User code that a provider runs: what `#[serverless_function]` makes of an `async fn`.
///
/// ```
/// use sim_runtime::serverless::{FunctionSpec, Image};
/// use sim_runtime::simulation::{Ctx, ServerlessFunction};
/// use sim_runtime::units::short::{mb, secs};
///
/// struct Resize;
///
/// impl ServerlessFunction for Resize {
///     type Input = u64;
///     type Output = String;
///
///     fn spec(&self) -> FunctionSpec {
///         FunctionSpec { memory: mb(200), ..FunctionSpec::new("resize", Image::new("python", mb(250))) }
///     }
///
///     async fn call(ctx: &mut Ctx, photo: u64) -> String {
///         ctx.sleep(secs(2)).await;
///         format!("photo {photo} resized")
///     }
/// }
/// # let _ = Resize.spec();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a serverless function",
    label = "cannot be invoked or deployed",
    note = "put `#[serverless_function(image = ..)]` on the `async fn`"
)]
pub trait ServerlessFunction: 'static {
    /// What it is invoked with.
    type Input: 'static;
    /// What it returns.
    type Output: 'static;

    /// Its image and its limits.
    fn spec(&self) -> FunctionSpec;

    /// Its body.
    fn call(ctx: &mut Ctx, input: Self::Input) -> impl Future<Output = Self::Output>;

    /// How large an input is on the network; see [`Payload`](super::Payload).
    fn input_size(input: &Self::Input) -> Bytes {
        let _ = input;
        Bytes::ZERO
    }

    /// How large an output is on the network; see [`Payload`](super::Payload).
    fn output_size(output: &Self::Output) -> Bytes {
        let _ = output;
        Bytes::ZERO
    }

    /// Why an output counts as a failure of the invocation, if it does.
    fn failure(output: &Self::Output) -> Option<Failure> {
        let _ = output;
        None
    }
}

/// The cause of a failure that user code tells by returning an error: itself, if it is one, or else its text.
pub fn cause<E: fmt::Display + 'static>(error: &E) -> Failure {
    let error_as_any: &dyn Any = error;
    match error_as_any.downcast_ref::<Failure>() {
        Some(failure) => failure.clone(),
        None => Failure::Body {
            message: error.to_string(),
        },
    }
}

/// A function that was declared without a type of its own, by [`Builder::function`](super::Builder::function).
pub struct Function<I, O> {
    pub(super) id: FunctionId,
    types: PhantomData<fn(I) -> O>,
}

impl<I, O> Function<I, O> {
    pub(super) fn new(id: FunctionId) -> Self {
        Self {
            id,
            types: PhantomData,
        }
    }
}

impl<I, O> Clone for Function<I, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, O> Copy for Function<I, O> {}

impl<I, O> fmt::Debug for Function<I, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Function").field(&self.id).finish()
    }
}

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

    /// Enters it into a declaration, if it is not there yet.
    #[doc(hidden)]
    fn define(&self, builder: &mut Builder) -> FunctionId;

    /// How large an input is on the network.
    #[doc(hidden)]
    fn weigh(&self, input: &Self::Input) -> Bytes;

    /// Its name, for messages.
    #[doc(hidden)]
    fn label(&self) -> String;
}

impl<F: ServerlessFunction> Invocable for F {
    type Input = F::Input;
    type Output = F::Output;

    fn find(&self, known: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId> {
        known.get(&TypeId::of::<F>()).copied()
    }

    #[track_caller]
    fn define(&self, builder: &mut Builder) -> FunctionId {
        builder.define_once(&Deployable::of(self))
    }

    fn weigh(&self, input: &F::Input) -> Bytes {
        F::input_size(input)
    }

    fn label(&self) -> String {
        self.spec().name.into_owned()
    }
}

impl<I: 'static, O: 'static> Invocable for Function<I, O> {
    type Input = I;
    type Output = O;

    fn find(&self, _: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId> {
        Some(self.id)
    }

    fn define(&self, _: &mut Builder) -> FunctionId {
        self.id
    }

    fn weigh(&self, _: &I) -> Bytes {
        Bytes::ZERO
    }

    fn label(&self) -> String {
        format!("{self:?}")
    }
}

/// How a controller may end: with nothing to say, or with a `Result` whose error fails the run.
pub trait Ending {
    /// What went wrong, if something did.
    fn failure(self) -> Option<Failure>;
}

impl Ending for () {
    fn failure(self) -> Option<Failure> {
        None
    }
}

impl<E: fmt::Display + 'static> Ending for Result<(), E> {
    fn failure(self) -> Option<Failure> {
        self.err().map(|error| cause(&error))
    }
}

/// What a process leaves.
pub struct Remains {
    /// The output of a function.
    pub(super) output: Option<Box<dyn Any>>,
    /// How large the output is on the network.
    pub(super) output_size: Bytes,
    /// What it says went wrong.
    pub(super) failure: Option<Box<Failure>>,
}

pub(super) type Body = Box<dyn Coroutine<Request, Reply, Remains>>;

/// The code of a function, without its types: makes a coroutine that runs bodies, one after the other.
pub(super) type Code = Rc<dyn Fn(Rc<Pulse>, Origin) -> Body>;

/// Erases the types of a function's code.
///
/// The coroutine waits for a [`Reply::Job`], runs the body, hands over what it leaves and waits again: its memory serves
/// as many invocations as one after the other need it.
pub(super) fn code<I, O, F>(
    call: F,
    failure: fn(&O) -> Option<Failure>,
    size: fn(&O) -> Bytes,
) -> Code
where
    I: 'static,
    O: 'static,
    F: AsyncFn(&mut Ctx, I) -> O + 'static,
{
    let call = Rc::new(call);
    Rc::new(move |pulse, origin| {
        let call = Rc::clone(&call);
        coroutine(pulse, move |channel| {
            let mut ctx = Ctx::new(channel, origin);
            // What the block captures is kept in it once; what it declares would be kept besides.
            async move {
                while let Reply::Job(number, input) = ctx.answer() {
                    ctx.become_body(number);
                    let output = call(&mut ctx, unpacked(input)).await;
                    let remains = Remains {
                        output_size: size(&output),
                        failure: failure(&output).map(Box::new),
                        output: Some(Box::new(output)),
                    };
                    ctx.finish(remains).await;
                }
                unreachable!("the coroutine of a function is resumed with a job or dropped")
            }
        })
    })
}

/// The input of a job, with its type.
fn unpacked<I: 'static>(input: Box<dyn Any>) -> I {
    match input.downcast() {
        Ok(input) => *input,
        Err(_) => {
            unreachable!("`Ctx::invoke` takes only the input of the function that it is given")
        }
    }
}

/// Erases the types of a controller.
pub(super) fn controller<E, F>(pulse: Rc<Pulse>, origin: Origin, body: F) -> Body
where
    E: Ending + 'static,
    F: AsyncFnOnce(&mut Ctx) -> E + 'static,
{
    coroutine(pulse, move |channel| {
        let mut ctx = Ctx::new(channel, origin);
        async move {
            let failure = body(&mut ctx).await.failure().map(Box::new);
            Remains {
                output: None,
                output_size: Bytes::ZERO,
                failure,
            }
        }
    })
}

/// Erases the types of a process that another one spawns.
pub(super) fn spawned<O, F>(pulse: Rc<Pulse>, origin: Origin, body: F) -> Body
where
    O: 'static,
    F: AsyncFnOnce(&mut Ctx) -> O + 'static,
{
    coroutine(pulse, move |channel| {
        let mut ctx = Ctx::new(channel, origin);
        async move {
            let output = body(&mut ctx).await;
            Remains {
                output: Some(Box::new(output)),
                output_size: Bytes::ZERO,
                failure: None,
            }
        }
    })
}
