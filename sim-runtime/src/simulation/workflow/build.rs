//! Workflows as users write them: each combinator checks that a step takes what the one before it gives.

use std::fmt::Display;

use super::branches::Branches;
use super::chain::{Chain, Choose, MOST_BRANCHES, Step, Task, Work};
use super::definition::Workflow;
use super::passed::{Passed, Value, copy, seen, typed};
use crate::simulation::context::Ctx;
use crate::simulation::function::cause;
use crate::simulation::handle::Serverless;
use crate::simulation::invocable::Invocable;
use crate::units::SimDuration;

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

impl<I: Passed, O: Passed> Workflow<I, O> {
    /// With another step, from what this one gives.
    #[track_caller]
    fn with<P>(self, work: Work) -> Workflow<I, P> {
        self.with_steps(|steps, _| steps.push(Step::new(work, copy::<O>)))
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
        self.with::<P>(Work::Sequence(other.into_chain()))
            .named(&name)
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
        let most = MOST_BRANCHES;
        assert!(
            (1..=most).contains(&count),
            "a `{what}` step of workflow `{}` has {count} branches; give it 1 to {most}",
            self.name()
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
        let branches: Vec<Chain> = branches.into_iter().map(Workflow::into_chain).collect();
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
            .map(|(share, branch)| (share, branch.into_chain()))
            .unzip();
        self.check_branches("draw", branches.len());
        let until = cumulated(&shares);
        let until = until.unwrap_or_else(|mistake| panic!("workflow `{}`: {mistake}", self.name()));
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
            self.name()
        );
        let boxed = |item: T| -> Value { Box::new(item) };
        self.with(Work::Map {
            split: Box::new(move |value| typed::<O>(value).into_iter().map(boxed).collect()),
            each: each.into_chain(),
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
