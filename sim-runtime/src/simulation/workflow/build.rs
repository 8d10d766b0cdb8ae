//! Workflows as users write them: each combinator checks that a step takes what the one before it gives.

use std::cell::OnceCell;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::rc::Rc;

use super::branches::Branches;
use super::chain::{Catch, Chain, Choose, MOST_NESTED, Step, Task, Work, stages};
use super::passed::{Passed, Value, copy, seen, typed};
use crate::serverless::Retry;
use crate::simulation::context::Ctx;
use crate::simulation::function::cause;
use crate::simulation::handle::Serverless;
use crate::simulation::invocable::Invocable;
use crate::simulation::shared::Shared;
use crate::simulation::stage::Stage;
use crate::simulation::workflow_failure::WorkflowFailure;
use crate::units::SimDuration;

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

/// A workflow without steps, to begin with: what it gets is what it gives.
pub fn workflow<I: Passed>(name: &str) -> Workflow<I, I> {
    Workflow::of(name.into(), Vec::new())
}

/// A workflow of one step, which invokes a function: a branch of a larger one, most often.
pub fn task<F, How>(on: Serverless, function: F) -> Workflow<F::Input, F::Output>
where
    F: Invocable<How> + Copy + 'static,
    F::Input: Passed,
    F::Output: Passed,
    F::Error: Display,
{
    workflow("task").then(on, function)
}

impl<I, O> Workflow<I, O> {
    fn of(name: Rc<str>, steps: Vec<Step>) -> Self {
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
}

impl<I: Passed, O: Passed> Workflow<I, O> {
    /// With another step, from what this one gives.
    #[track_caller]
    fn with<P>(self, work: Work) -> Workflow<I, P> {
        let mut steps = self.chain.steps;
        steps.push(Step::new(work, copy::<O>));
        let next = Workflow {
            is_cancelling: self.is_cancelling,
            ..Workflow::of(self.name, steps)
        };
        assert!(
            next.chain.depth() <= MOST_NESTED,
            "the steps of workflow `{}` lie in one another more than {MOST_NESTED} deep",
            next.name
        );
        next
    }

    /// With the last step changed.
    #[track_caller]
    fn with_last(self, what: &str, change: impl FnOnce(&mut Step)) -> Self {
        let mut steps = self.chain.steps;
        match steps.last_mut() {
            Some(last) => change(last),
            None => panic!(
                "workflow `{}` has no step yet; put `.{what}(..)` after the step that it is about",
                self.name
            ),
        }
        let next = Self {
            is_cancelling: self.is_cancelling,
            ..Self::of(self.name, steps)
        };
        assert!(
            next.chain.depth() <= MOST_NESTED,
            "the steps of workflow `{}` lie in one another more than {MOST_NESTED} deep",
            next.name
        );
        next
    }

    /// Then a function is invoked on a service; its input is what the step before gives.
    #[track_caller]
    pub fn then<F, How>(self, on: Serverless, function: F) -> Workflow<I, F::Output>
    where
        F: Invocable<How, Input = O> + Copy + 'static,
        F::Output: Passed,
        F::Error: Display,
    {
        self.with(Work::Task(invocation(on, function)))
    }

    /// Then all steps of another workflow are taken, as one stage of that name.
    #[track_caller]
    pub fn include<P: Passed>(self, other: Workflow<O, P>) -> Workflow<I, P> {
        let name = other.shared_name();
        self.with::<P>(Work::Sequence(other.chain)).named(&name)
    }

    /// Then all of several branches are taken at once, each with a copy of what the step before gives: a tuple of workflows,
    /// which gives a tuple, or a `Vec` or an array of them, which gives a `Vec`. It ends when the last branch does.
    ///
    /// # Panics
    ///
    /// If there is no branch, or more than [`MOST_BRANCHES`](super::MOST_BRANCHES).
    #[track_caller]
    pub fn parallel<B: Branches<O> + 'static>(self, branches: B) -> Workflow<I, B::Output> {
        let branches = branches.chains();
        self.check_branches("parallel", branches.len());
        let join = Box::new(B::join);
        self.with(Work::Parallel { branches, join })
    }

    #[track_caller]
    fn check_branches(&self, what: &str, count: usize) {
        let most = super::MOST_BRANCHES;
        assert!(
            (1..=most).contains(&count),
            "a `{what}` step of workflow `{}` has {count} branches; give it 1 to {most}",
            self.name
        );
    }

    /// Then one of two branches is taken: the first, if what the step before gives is so.
    #[track_caller]
    pub fn choose<P: Passed>(
        self,
        is_so: impl Fn(&O) -> bool + 'static,
        first: Workflow<O, P>,
        second: Workflow<O, P>,
    ) -> Workflow<I, P> {
        self.switch(move |value| usize::from(!is_so(value)), [first, second])
    }

    /// Then one of several branches is taken: that of the number, from zero, which is found from what the step before gives.
    /// A number that no branch has is a failure.
    ///
    /// # Panics
    ///
    /// If there is no branch, or more than [`MOST_BRANCHES`](super::MOST_BRANCHES).
    #[track_caller]
    pub fn switch<P: Passed>(
        self,
        which: impl Fn(&O) -> usize + 'static,
        branches: impl IntoIterator<Item = Workflow<O, P>>,
    ) -> Workflow<I, P> {
        let choose = Choose::ByValue(Box::new(move |value| which(seen(value))));
        let branches: Vec<Chain> = branches.into_iter().map(|branch| branch.chain).collect();
        self.check_branches("switch", branches.len());
        self.with(Work::Choice { choose, branches })
    }

    /// Then one of several branches is taken at random, each with the probability that stands before it. The random numbers are
    /// those of the execution: they have a stream named after the workflow and its number among the executions of that.
    ///
    /// # Panics
    ///
    /// If a probability is not between 0 and 1, or they are not 1 together; if there are more branches than
    /// [`MOST_BRANCHES`](super::MOST_BRANCHES).
    #[track_caller]
    pub fn draw<P: Passed>(
        self,
        branches: impl IntoIterator<Item = (f64, Workflow<O, P>)>,
    ) -> Workflow<I, P> {
        let (shares, branches): (Vec<f64>, Vec<Chain>) = branches
            .into_iter()
            .map(|(share, branch)| (share, branch.chain))
            .unzip();
        self.check_branches("draw", branches.len());
        let until = cumulated(&shares);
        let until = until.unwrap_or_else(|mistake| panic!("workflow `{}`: {mistake}", self.name));
        let choose = Choose::AtRandom(until);
        self.with(Work::Choice { choose, branches })
    }

    /// Then a function is invoked for each item of what the step before gives, all at once; the outputs come in the order of
    /// the items.
    #[track_caller]
    pub fn map<F, How>(self, on: Serverless, function: F) -> Workflow<I, Vec<F::Output>>
    where
        O: IntoIterator<Item = F::Input>,
        F: Invocable<How> + Copy + 'static,
        F::Input: Passed,
        F::Output: Passed,
        F::Error: Display,
    {
        self.map_each(task(on, function))
    }

    /// The same, and at most so many of them at once (`MaxConcurrency` of AWS Step Functions).
    ///
    /// # Panics
    ///
    /// If that is none.
    #[track_caller]
    pub fn map_at_most<F, How>(
        self,
        at_most: usize,
        on: Serverless,
        function: F,
    ) -> Workflow<I, Vec<F::Output>>
    where
        O: IntoIterator<Item = F::Input>,
        F: Invocable<How> + Copy + 'static,
        F::Input: Passed,
        F::Output: Passed,
        F::Error: Display,
    {
        self.map_each_at_most(at_most, task(on, function))
    }

    /// Then the steps of another workflow are taken for each item of what the step before gives, all at once; the outputs come
    /// in the order of the items.
    #[track_caller]
    pub fn map_each<T: Passed, P: Passed>(self, each: Workflow<T, P>) -> Workflow<I, Vec<P>>
    where
        O: IntoIterator<Item = T>,
    {
        self.map_each_at_most(usize::MAX, each)
    }

    /// The same, and for at most so many of them at once.
    ///
    /// # Panics
    ///
    /// If that is none.
    #[track_caller]
    pub fn map_each_at_most<T: Passed, P: Passed>(
        self,
        at_most: usize,
        each: Workflow<T, P>,
    ) -> Workflow<I, Vec<P>>
    where
        O: IntoIterator<Item = T>,
    {
        assert!(
            at_most > 0,
            "a map of workflow `{}` goes through 0 items at once, and would never end; give it at least 1",
            self.name
        );
        let boxed = |item: T| -> Value { Box::new(item) };
        self.with(Work::Map {
            split: Box::new(move |value| typed::<O>(value).into_iter().map(boxed).collect()),
            each: each.chain,
            at_most,
            join: Box::new(|values| Box::new(values.into_iter().map(typed).collect::<Vec<P>>())),
        })
    }

    /// Then time passes.
    #[track_caller]
    pub fn wait(self, time: SimDuration) -> Self {
        self.with(Work::Wait(time))
    }

    /// Then another value is made of what the step before gives, in no time.
    #[track_caller]
    pub fn pass<P: Passed>(self, pass: impl Fn(O) -> P + 'static) -> Workflow<I, P> {
        let pass = move |value| -> Value { Box::new(pass(typed(value))) };
        self.with(Work::Pass(Box::new(move |value| Ok(pass(value)))))
    }

    /// Then another value is made of what the step before gives, in no time, or the workflow fails.
    #[track_caller]
    pub fn try_pass<P: Passed, E: Display + 'static>(
        self,
        pass: impl Fn(O) -> Result<P, E> + 'static,
    ) -> Workflow<I, P> {
        let boxed = |passed: P| -> Value { Box::new(passed) };
        let pass = move |value| pass(typed(value)).map(boxed);
        self.with(Work::Pass(Box::new(move |value| {
            pass(value).map_err(|error| cause(&error))
        })))
    }

    /// The last step is tried again if it fails. What it consists of begins anew.
    ///
    /// A time-out of the retry gives an attempt up as the failure of a branch does: it is stopped.
    ///
    /// # Panics
    ///
    /// If there is no step, or the numbers of the retry mean nothing.
    #[track_caller]
    pub fn retry(self, retry: Retry) -> Self {
        if let Some(mistake) = retry.mistake() {
            panic!("the retry of workflow `{}`: {mistake}", self.name);
        }
        self.with_last("retry", |last| last.retry = Some(Rc::new(retry)))
    }

    /// If the last step fails, after all its attempts, other steps follow in its place. They get what this workflow got, and the
    /// failure. If they fail, the step has failed.
    ///
    /// # Panics
    ///
    /// If there is no step.
    #[track_caller]
    pub fn catch(self, handler: Workflow<(I, WorkflowFailure), O>) -> Self {
        let catch = Catch {
            handler: handler.chain,
            input: |got, failure| Box::new((typed::<I>(got), failure)),
            copy: copy::<I>,
        };
        self.with_last("catch", |last| last.catch = Some(Rc::new(catch)))
    }

    /// The last step has this name in reports. By default it is that of its function, of the workflow that it includes, or what
    /// it does.
    ///
    /// # Panics
    ///
    /// If there is no step.
    #[track_caller]
    pub fn named(self, name: &str) -> Self {
        self.with_last("named", |last| last.name = Some(name.into()))
    }

    /// What stopped branches have invoked is [cancelled](crate::simulation::Ctx::cancel), where by default it goes on to its
    /// end. It concerns the workflow that is run, not those that are parts of it.
    pub fn cancelling(self) -> Self {
        Self {
            is_cancelling: true,
            ..self
        }
    }
}

/// How a function is invoked by a step.
fn invocation<F, How>(on: Serverless, function: F) -> Task
where
    F: Invocable<How> + Copy + 'static,
    F::Error: Display,
{
    Task {
        name: Box::new(move |shared| match function.find(&shared.functions) {
            Some(id) => shared.names.function(id).to_string(),
            None => function.label(),
        }),
        request: Box::new(move |ctx: &Ctx, input, stage| {
            ctx.staged_request(on, function, typed(input), stage)
        }),
        cause: |error| cause(&typed::<F::Error>(error)),
    }
}

/// The probabilities that a branch or one before it is taken.
fn cumulated(shares: &[f64]) -> Result<Vec<f64>, String> {
    let mut sum = 0.0;
    let mut until = Vec::with_capacity(shares.len());
    for share in shares {
        if !(0.0..=1.0).contains(share) {
            return Err(format!(
                "a branch has the probability {share}; give a number from 0 to 1"
            ));
        }
        sum += share;
        until.push(sum);
    }
    if (sum - 1.0).abs() > 1e-9 {
        return Err(format!(
            "the probabilities of the branches are {sum} together; make them 1"
        ));
    }
    Ok(until)
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
