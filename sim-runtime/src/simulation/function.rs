//! User code that a provider runs: functions with typed input and output.

use std::any::{Any, TypeId};
use std::fmt;
use std::future::Future;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::context::Ctx;
use super::definition::{Code, Definition};
use super::invocable::Invocable;
use super::request::{Completion, Reply};
use crate::kernel::coroutine;
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

impl<F: ServerlessFunction> Invocable for F {
    type Input = F::Input;
    type Output = F::Output;

    fn find(&self, known: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId> {
        known.get(&TypeId::of::<F>()).copied()
    }

    fn definition(&self) -> Option<Definition> {
        Some(definition(self))
    }

    fn scale(&self) -> fn(&F::Input) -> Bytes {
        F::input_size
    }

    fn label(&self) -> String {
        self.spec().name.into_owned()
    }
}

/// What a serverless function is made of.
pub(super) fn definition<F: ServerlessFunction>(function: &F) -> Definition {
    let call = async |ctx: &mut Ctx, input: F::Input| F::call(ctx, input).await;
    Definition {
        key: Some(TypeId::of::<F>()),
        spec: function.spec(),
        code: code(call, F::failure, F::output_size),
    }
}

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
    Rc::new(move |exchange, origin| {
        let call = Rc::clone(&call);
        coroutine(exchange, move |channel| {
            let mut ctx = Ctx::new(channel, origin);
            // What the block captures is kept in it once; what it declares would be kept besides.
            async move {
                while let Reply::Job(number, input) = ctx.answer() {
                    ctx.become_body(number);
                    let output = call(&mut ctx, unpacked(input)).await;
                    let completion = Completion {
                        output_size: size(&output),
                        failure: failure(&output).map(Box::new),
                        output: Some(Box::new(output)),
                    };
                    ctx.finish(completion).await;
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
