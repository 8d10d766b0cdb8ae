//! What the expansions of the macros name. No part of the public interface.

pub mod keyword;
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

/// Policies are given by value; these functions have the bounds of each, and box it.
pub mod policy {
    use sim_runtime::distribution::Distribution;
    use sim_runtime::platform::HostId;
    use sim_runtime::serverless::policy::{
        Admission, Discipline, Eviction, KeepAlive, Reuse, Scaler, Scheduler, StartUp,
    };
    use sim_runtime::serverless::{AsyncInvoke, Image, MessageSizes, Retry, Tariff};
    use sim_runtime::workload::Arrival;
    use sim_runtime::workload::trace::Selection;
    use std::path::PathBuf;

    pub use super::provider::provider;

    pub fn scheduler(policy: impl Scheduler + 'static) -> Box<dyn Scheduler> {
        Box::new(policy)
    }

    pub fn distribution(law: Distribution) -> Distribution {
        law
    }

    pub fn path(path: impl Into<PathBuf>) -> PathBuf {
        path.into()
    }

    pub fn selection(functions: impl Into<Selection>) -> Selection {
        functions.into()
    }

    pub fn image(image: Image) -> Option<Image> {
        Some(image)
    }

    pub fn host(host: HostId) -> Option<HostId> {
        Some(host)
    }

    pub fn arrivals(process: impl Arrival + 'static) -> Box<dyn Arrival> {
        Box::new(process)
    }

    pub fn messages(sizes: impl Sizes) -> Option<MessageSizes> {
        Some(sizes.sizes())
    }

    /// The sizes of messages.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is no size of messages",
        label = "is no size",
        note = "write a size for all, as in `messages: 1KiB`, or `MessageSizes {{ .. }}`"
    )]
    pub trait Sizes {
        fn sizes(self) -> MessageSizes;
    }

    #[diagnostic::do_not_recommend]
    impl<S> Sizes for S
    where
        MessageSizes: From<S>,
    {
        fn sizes(self) -> MessageSizes {
            MessageSizes::from(self)
        }
    }

    pub fn tariff(tariff: impl Prices) -> Option<Tariff> {
        tariff.prices()
    }

    /// The prices of a service.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is no tariff",
        label = "is no tariff",
        note = "write `Tariff::aws_lambda()`, or prices of your own: `Tariff {{ per_gb_second: 0.00002, ..Tariff::default() }}`"
    )]
    pub trait Prices {
        fn prices(self) -> Option<Tariff>;
    }

    #[diagnostic::do_not_recommend]
    impl<P> Prices for P
    where
        Option<Tariff>: From<P>,
    {
        fn prices(self) -> Option<Tariff> {
            Option::from(self)
        }
    }

    /// The carbon intensity of a host, in g/kWh.
    pub fn carbon(grams: impl Into<f64>) -> f64 {
        grams.into()
    }

    pub fn patience(waits: impl Waits) -> Option<Distribution> {
        waits.waits()
    }

    /// How long callers wait.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is no distribution",
        label = "is no distribution",
        note = "write how long callers wait as a distribution, such as `Exponential(5s)` or `Constant(30s)`"
    )]
    pub trait Waits {
        fn waits(self) -> Option<Distribution>;
    }

    #[diagnostic::do_not_recommend]
    impl<W> Waits for W
    where
        Option<Distribution>: From<W>,
    {
        fn waits(self) -> Option<Distribution> {
            Option::from(self)
        }
    }

    pub fn retry(retry: impl Retries) -> Option<Retry> {
        retry.retries()
    }

    /// How the clients of a function repeat what fails.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is no retry",
        label = "is no retry",
        note = "write `Retry::times(3)`, or `Retry {{ attempts: 3, timeout: 2s, ..Retry::default() }}`"
    )]
    pub trait Retries {
        fn retries(self) -> Option<Retry>;
    }

    #[diagnostic::do_not_recommend]
    impl<R> Retries for R
    where
        Option<Retry>: From<R>,
    {
        fn retries(self) -> Option<Retry> {
            Option::from(self)
        }
    }

    pub fn events(events: impl Into<Option<AsyncInvoke>>) -> Option<AsyncInvoke> {
        events.into()
    }

    pub fn eviction(policy: impl Eviction + 'static) -> Box<dyn Eviction> {
        Box::new(policy)
    }

    pub fn admission(policy: impl Admission + 'static) -> Box<dyn Admission> {
        Box::new(policy)
    }

    pub fn discipline(policy: impl Discipline + 'static) -> Box<dyn Discipline> {
        Box::new(policy)
    }

    pub fn reuse(policy: impl Reuse + 'static) -> Box<dyn Reuse> {
        Box::new(policy)
    }

    pub fn keep_alive(policy: impl KeepAlive + 'static) -> Option<Box<dyn KeepAlive>> {
        Some(Box::new(policy))
    }

    pub fn scaler(policy: impl Scaler + 'static) -> Box<dyn Scaler> {
        Box::new(policy)
    }

    pub fn start_up(policy: impl StartUp + 'static) -> Option<Box<dyn StartUp>> {
        Some(Box::new(policy))
    }
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

    /// A function or a closure, which makes an input for each invocation.
    pub trait Made<I> {
        fn input(&self, number: u64, random: &mut Stream) -> I;
    }

    impl<I, F: FnOnce(u64, &mut Stream) -> I> Made<I> for &Given<F> {
        fn input(&self, number: u64, random: &mut Stream) -> I {
            self.take()(number, random)
        }
    }

    /// Anything else: the input.
    pub trait Constant<I> {
        fn input(&self, number: u64, random: &mut Stream) -> I;
    }

    impl<I> Constant<I> for Given<I> {
        fn input(&self, _: u64, _: &mut Stream) -> I {
            self.take()
        }
    }
}

/// The date so long after the start.
pub fn since_start(time: SimDuration) -> SimTime {
    SimTime::ZERO + time
}
