//! User code that a provider runs: functions with typed input and output.

use std::any::{Any, TypeId};
use std::fmt;
use std::future::Future;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::context::Ctx;
use super::definition::{Code, Definition, FunctionBody};
use super::input_type::{CopyInput, InputType, copied};
use super::invocable::{ByName, ByValue, Invocable};
use super::parcel::Parcel;
use super::payload::Copier;
use super::request::{Completion, Reply, ReturnedError};
use super::return_kind::ReturnKind;
use crate::kernel::coroutine;
use crate::serverless::{Failure, FunctionId, FunctionSpec};
use crate::units::Bytes;

/// User code that a provider runs: what `#[serverless_function]` makes of an `async fn`.
///
/// ```
/// use sim_runtime::serverless::{FunctionSpec, Image};
/// use sim_runtime::simulation::{Ctx, ServerlessFunction, Succeeds};
/// use sim_runtime::units::short::{mb, secs};
///
/// struct Resize;
///
/// impl ServerlessFunction for Resize {
///     type Input = u64;
///     type Output = String;
///     type Kind = Succeeds;
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
    /// Whether an `Err` that it returns is a failure of the invocation: [`MayFail`](super::MayFail), or else
    /// [`Succeeds`](super::Succeeds).
    type Kind: ReturnKind<Self::Output>;

    /// Its image and its limits.
    fn spec(&self) -> FunctionSpec;

    /// Its body.
    fn call(ctx: &mut Ctx, input: Self::Input) -> impl Future<Output = Self::Output>;

    /// How its input is copied, for another attempt of an invocation that failed; `None`, the default: not at all. That of a
    /// function whose input is `Clone` is `Some(Clone::clone)`.
    fn copier() -> Option<Copier<Self::Input>> {
        None
    }

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

/// What a function gives its caller if it succeeds.
type Value<F> =
    <<F as ServerlessFunction>::Kind as ReturnKind<<F as ServerlessFunction>::Output>>::Value;

/// What it gives its caller if it fails by itself.
type Error<F> =
    <<F as ServerlessFunction>::Kind as ReturnKind<<F as ServerlessFunction>::Output>>::Error;

/// The name of a serverless function: what `#[serverless_function]` makes of an `async fn` beside a type of this name.
///
/// A function of Rust and no constant, so that a variable may have the same name.
pub trait FunctionName {
    /// Its image and its limits.
    fn spec(&self) -> FunctionSpec;
}

#[diagnostic::do_not_recommend]
impl<N: Fn() -> F, F: ServerlessFunction> FunctionName for N {
    fn spec(&self) -> FunctionSpec {
        self().spec()
    }
}

#[diagnostic::do_not_recommend]
impl<N: Fn() -> F, F: ServerlessFunction> Invocable<ByName> for N {
    type Input = F::Input;
    type Output = Value<F>;
    type Error = Error<F>;

    fn find(&self, known: &FxHashMap<TypeId, FunctionId>) -> Option<FunctionId> {
        known.get(&TypeId::of::<F>()).copied()
    }

    fn definition(&self) -> Option<Definition> {
        Some(definition(&self()))
    }

    fn scale(&self) -> fn(&F::Input) -> Bytes {
        F::input_size
    }

    fn label(&self) -> String {
        self().spec().name.into_owned()
    }
}

#[diagnostic::do_not_recommend]
impl<F: ServerlessFunction> Invocable<ByValue> for F {
    type Input = F::Input;
    type Output = Value<F>;
    type Error = Error<F>;

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
        body: FunctionBody::Code(code::<_, _, F::Kind, _>(call, F::output_size)),
        input: InputType {
            copy: F::copier().map(|_| copy_input::<F> as CopyInput),
            ..InputType::of::<F::Input>()
        },
    }
}

/// Copies an input of a function that says how.
fn copy_input<F: ServerlessFunction>(input: &dyn Any) -> Parcel {
    match F::copier() {
        Some(copy) => copied(input, copy),
        None => unreachable!("a function whose input cannot be copied has no retries"),
    }
}

/// Erases the types of a function's code.
///
/// The coroutine waits for a [`Reply::Job`], runs the body, hands over what it leaves and waits again: its memory serves
/// as many invocations as one after the other need it.
pub(super) fn code<I, R, K, F>(call: F, size: fn(&R) -> Bytes) -> Code
where
    I: 'static,
    R: 'static,
    K: ReturnKind<R>,
    F: AsyncFn(&mut Ctx, I) -> R + 'static,
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
                    let size = size(&output);
                    ctx.finish(completion(K::read(output), size)).await;
                }
                unreachable!("the coroutine of a function is resumed with a job or dropped")
            }
        })
    })
}

/// What a body leaves that has returned a value or an error.
fn completion<T: 'static, E: fmt::Display + 'static>(
    returned: Result<T, E>,
    output_size: Bytes,
) -> Completion {
    match returned {
        Ok(value) => Completion {
            output: Some(Parcel::of(value)),
            output_size,
            failure: None,
        },
        Err(error) => {
            let cause = cause(&error);
            let returned = ReturnedError {
                cause: cause.clone(),
                error: Box::new(error),
            };
            Completion {
                output: Some(Parcel::of(returned)),
                output_size,
                failure: Some(Box::new(cause)),
            }
        }
    }
}

/// The input of a job, with its type.
#[inline]
fn unpacked<I: 'static>(input: Parcel) -> I {
    match input.open() {
        Ok(input) => input,
        Err(_) => {
            unreachable!("`Ctx::invoke` takes only the input of the function that it is given")
        }
    }
}
