//! A workflow as a value: its steps, with the types of what it takes and gives.

use std::cell::OnceCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use super::chain::{Chain, MOST_NESTED, Step, stages};
use crate::simulation::shared::Shared;
use crate::simulation::stage::Stage;

/// Functions that are invoked one after the other, at the same time, by choice, for each item, again: from an `I` to an `O`.
///
/// It is a value: [`Ctx::run`](crate::simulation::Ctx::run) runs it, as often as one likes. Each step is an invocation of a
/// function on a service, or consists of others; what it returns goes to the next. The report has a row for each execution,
/// figures for each stage, and the critical path.
///
/// A failure of a step ends the workflow, unless the step has a [`retry`](Self::retry) or a [`catch`](Self::catch). In a parallel
/// step or a map it stops the other branches, as in AWS Step Functions (developer guide, "Parallel state", from memory): no step
/// of theirs begins any more; what they have invoked goes on to its end and is paid for, unless the workflow
/// [cancels](Self::cancelling) it.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// fn order(
///     cloud: Serverless,
///     [validate, charge, reserve, ship]: [Function<u64, u64>; 4],
/// ) -> Workflow<u64, u64> {
///     workflow("order")
///         .then(cloud, validate)
///         .retry(Retry::times(3))
///         .parallel((task(cloud, charge), task(cloud, reserve)))
///         .pass(|(paid, reserved): (u64, u64)| paid + reserved)
///         .then(cloud, ship)
/// }
///
/// async fn client(ctx: &mut Ctx, order: Workflow<u64, u64>) {
///     match ctx.run(&order, 7).await {
///         Ok(parcel) => ctx.log(format!("parcel {parcel}")),
///         Err(failure) => ctx.log(failure),
///     }
/// }
/// ```
pub struct Workflow<I, O> {
    name: Rc<str>,
    chain: Chain,
    is_cancelling: bool,
    /// Its stages, once it has run.
    stages: OnceCell<Rc<[Stage]>>,
    types: PhantomData<fn(I) -> O>,
}

impl<I, O> Workflow<I, O> {
    pub(super) fn of(name: Rc<str>, steps: Vec<Step>) -> Self {
        Self {
            name,
            chain: Chain::of(steps),
            is_cancelling: false,
            stages: OnceCell::new(),
            types: PhantomData,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn chain(&self) -> &Chain {
        &self.chain
    }

    pub(super) fn into_chain(self) -> Chain {
        self.chain
    }

    pub(super) fn shared_name(&self) -> Rc<str> {
        Rc::clone(&self.name)
    }

    pub(super) fn is_cancelling(&self) -> bool {
        self.is_cancelling
    }

    pub(super) fn stages(&self, shared: &Shared) -> Rc<[Stage]> {
        let made = || stages(&self.chain, shared).into();
        Rc::clone(self.stages.get_or_init(made))
    }

    /// The same workflow with other steps.
    ///
    /// # Panics
    ///
    /// If these lie in one another too deeply.
    #[track_caller]
    pub(super) fn with_steps<P>(self, change: impl FnOnce(&mut Vec<Step>, &str)) -> Workflow<I, P> {
        let Self {
            name,
            chain,
            is_cancelling,
            ..
        } = self;
        let mut steps = chain.steps;
        change(&mut steps, &name);
        let next = Workflow {
            is_cancelling,
            ..Workflow::of(name, steps)
        };
        assert!(
            next.chain.depth() <= MOST_NESTED,
            "the steps of workflow `{}` lie in one another more than {MOST_NESTED} deep",
            next.name
        );
        next
    }

    pub(super) fn cancels(self) -> Self {
        Self {
            is_cancelling: true,
            ..self
        }
    }
}

impl<I, O> Clone for Workflow<I, O> {
    fn clone(&self) -> Self {
        Self {
            name: Rc::clone(&self.name),
            chain: self.chain.clone(),
            is_cancelling: self.is_cancelling,
            stages: self.stages.clone(),
            types: PhantomData,
        }
    }
}

impl<I, O> fmt::Debug for Workflow<I, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Workflow").field(&self.name).finish()
    }
}
