//! What the expansions of the macros name. No part of the public interface.

pub mod keyword;
pub mod policy;
mod provider;

use std::fmt::Display;
use std::panic::Location;

pub use std::clone::Clone;
pub use std::convert::From;
pub use std::default::Default;
pub use std::iter::{IntoIterator, Iterator};
pub use std::marker::Copy;
pub use std::option::Option;
pub use std::process::ExitCode;
pub use std::result::Result;
pub use std::vec::Vec;
pub use std::{env, format, primitive::str, unreachable};

pub use sim_runtime::kernel::Seed;
pub use sim_runtime::platform::{HostSpec, LinkSpec};
pub use sim_runtime::results::{Report, RunError as Error, run};
pub use sim_runtime::serverless::{Failure, FunctionSpec, Image, ServerlessSpec};
pub use sim_runtime::simulation::{
    Builder, Ctx, Declaration, Deployable, FaultTimes, MayFail, NodeFault, ParameterError,
    ParameterInfo, ParameterValue, Payload, Serverless, ServerlessFunction, StorageSpec, Succeeds,
};
pub use sim_runtime::units::{Bandwidth, Bytes, Flops, SimDuration, SimTime, Speed, Watts};
pub use sim_runtime::workload::TraceSpec;
pub use sim_runtime::workload::trace::Format;

pub use sim_runtime::simulation::{parameter, payload};

#[cfg(feature = "cli")]
pub use crate::cli::declared as cli;

/// Where a simulation is declared.
pub type Place = Option<&'static Location<'static>>;

/// Where this is called.
#[track_caller]
pub const fn here() -> Place {
    Some(Location::caller())
}

/// How many hosts or links an array may have.
const LONGEST_ARRAY: u64 = 1_000_000;

/// The length of an array of hosts or links, which nobody means to be longer than memory has room for.
pub fn array_length<N: Copy + Display + TryInto<u64>>(name: &str, length: N) -> N {
    let is_possible = length
        .try_into()
        .is_ok_and(|length| length <= LONGEST_ARRAY);
    // What is below zero is an empty range.
    let is_negative = || length.to_string().starts_with('-');
    assert!(
        is_possible || is_negative(),
        "`{name}` is an array of {length}, and an array has at most {LONGEST_ARRAY} members"
    );
    length
}

/// What is called as a plain function: itself, if it is one. Which of the two traits has the method is decided by the number of
/// references that its look-up adds.
pub mod callee {
    use sim_runtime::simulation::ServerlessFunction;

    /// What stands before the parentheses of a call.
    pub struct Callee<F>(pub F);

    /// What can be called, which no serverless function is.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is a serverless function, which is invoked and not called",
        label = "is no plain function",
        note = "in a body write `ctx.invoke(SERVICE, {Self}, INPUT).await`; `{Self}::call(ctx, INPUT).await` runs its body as a part of this one",
        note = "a controller is a plain `async fn(ctx: &mut Ctx, ..)`; `workload NAME of {Self} on SERVICE from HOST {{ .. }}` invokes a function without one"
    )]
    pub trait PlainFunction {
        type Function;
    }

    pub trait Invoked {
        type Function;
        fn callee(self) -> <Self::Function as PlainFunction>::Function
        where
            Self::Function: PlainFunction;
    }

    // A serverless function is named by a function without parameters.
    impl<N: Fn() -> F, F: ServerlessFunction> Invoked for Callee<N> {
        type Function = F;

        fn callee(self) -> F::Function
        where
            F: PlainFunction,
        {
            unreachable!("no serverless function is a plain one")
        }
    }

    pub trait Called {
        type Function;
        fn callee(self) -> Self::Function;
    }

    impl<F: Copy> Called for &Callee<F> {
        type Function = F;

        fn callee(self) -> F {
            self.0
        }
    }

    /// What an expansion puts in the place of a name that stands for nothing else.
    pub trait Unknown {}
}

/// One more of the value of a parameter.
pub fn again<P: ParameterClone>(value: &P) -> P {
    value.again()
}

/// What can be a field of a simulation that is `Clone`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is the type of a parameter and not `Clone`",
    label = "is not `Clone`",
    note = "write `#[derive(Clone)]` before the type"
)]
pub trait ParameterClone {
    fn again(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> ParameterClone for T {
    fn again(&self) -> Self {
        self.clone()
    }
}

/// The images of a storage.
pub fn images(list: impl ImageList) -> Vec<Image> {
    list.images()
}

/// Several images.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of images",
    label = "is no list",
    note = "write constants in brackets, as in `images: [IMAGE]`"
)]
pub trait ImageList {
    fn images(self) -> Vec<Image>;
}

#[diagnostic::do_not_recommend]
impl<L> ImageList for L
where
    Vec<Image>: From<L>,
{
    fn images(self) -> Vec<Image> {
        Vec::from(self)
    }
}

/// The input of a workload whose block gives none.
pub fn no_input<I: NoInput>() -> I {
    I::none()
}

/// Nothing.
#[diagnostic::on_unimplemented(
    message = "the function of this workload takes a `{Self}`, and the workload has no `input`",
    label = "has no `input`",
    note = "add `input: ..` to the block: a value, or a closure such as `|number, random| ..`, which makes one for each invocation"
)]
pub trait NoInput {
    fn none() -> Self;
}

#[diagnostic::do_not_recommend]
impl NoInput for () {
    fn none() -> Self {}
}

/// The input of a workload that is written as a path: what it names, or what that gives if it can be called.
///
/// Which of the two applies is decided by method look-up where the type is known, by the number of references that it takes
/// away: write `(&&Given::new(path)).input(number, random)` with both traits in scope.
pub mod input {
    use std::cell::Cell;

    use sim_runtime::kernel::Stream;

    /// What a path names.
    pub struct Given<T>(Cell<Option<T>>);

    impl<T> Given<T> {
        pub fn new(given: T) -> Self {
            Self(Cell::new(Some(given)))
        }

        fn take(&self) -> T {
            self.0.take().expect("an input is asked for once")
        }
    }

    /// A function or a closure, which makes an input for each invocation: from its number, or from those of its messages.
    pub trait Made<N, I> {
        fn input(&self, number: N, random: &mut Stream) -> I;
    }

    impl<N, I, F: FnOnce(N, &mut Stream) -> I> Made<N, I> for &Given<F> {
        fn input(&self, number: N, random: &mut Stream) -> I {
            self.take()(number, random)
        }
    }

    /// Anything else: the input.
    pub trait Constant<N, I> {
        fn input(&self, number: N, random: &mut Stream) -> I;
    }

    impl<N, I> Constant<N, I> for Given<I> {
        fn input(&self, _: N, _: &mut Stream) -> I {
            self.take()
        }
    }
}

/// The date so long after the start.
pub fn since_start(time: SimDuration) -> SimTime {
    SimTime::ZERO + time
}
